"""What a release consists of, made and checked; nothing is published.

Reproducible: the wheel, the SBOM, the archive's order, owners and times. Not reproducible: what PyInstaller and a
compiler write (paths and times within), so bundles of two builds differ in some bytes.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import appimage
import bundle
import debian
from dev_steps import Runner, Step, StepFailed, last_lines, must

SUMS = "SHA256SUMS"


def steps(root: Path, python: Path, run: Runner) -> list[Step]:
    return [
        Step("version", lambda: check_version(root)),
        Step("advisories", lambda: check_advisories(root, run)),
        Step("wheel", lambda: make_wheel(root, python, run)),
        Step("bundles", lambda: found_bundles(root)),
        Step("licences", lambda: collect_licences(root, python, run)),
        Step("SBOM", lambda: make_sbom(root, python, run)),
        Step("checksums", lambda: write_sums(root)),
    ]


def check_version(root: Path) -> str:
    """The version of app/__init__.py heads the changelog and the AppStream metadata. Raises StepFailed."""
    version = bundle.read_version(root)
    changelog = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    heading = re.search(r"^## (\S+), (.+)$\n\n- ", changelog, re.MULTILINE)
    if heading is None or heading[1] != version:
        raise StepFailed(
            f"CHANGELOG.md does not begin with {version} and what is new in it.",
            f"Head its newest lines: ## {version}, DATE",
        )
    releases = ElementTree.parse(root / "packaging" / "linux" / "earshot.metainfo.xml").iter("release")
    if (newest := next(releases).get("version")) != version:
        raise StepFailed(f"The AppStream metadata stands at {newest}.", f"Add a release {version} to it.")
    return f"{version}, {heading[2]}"


def make_wheel(root: Path, python: Path, run: Runner) -> str:
    dist = root / "dist"
    dist.mkdir(exist_ok=True)
    for old in dist.glob("earshot-*.whl"):
        old.unlink()
    must(
        run, [str(python), "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", str(dist), str(root)]
    )
    [wheel] = dist.glob("earshot-*.whl")
    return f"{wheel.name}, {wheel.stat().st_size / bundle.MB:.0f} MB"


def found_bundles(root: Path) -> str:
    files = [file.name for file in _bundles(root) if file.exists()]
    return ", ".join(files) or "none: python3 packaging/dev.py bundle makes them"


def _bundles(root: Path) -> tuple[Path, ...]:
    return bundle.archive_file(root), debian.package_file(root), appimage.appimage_file(root)


def check_advisories(root: Path, run: Runner) -> str:
    """Asks the public list of known faults (OSV) about every pinned package, where pip-audit and the list are at hand.

    Raises StepFailed where one is known.
    """
    if shutil.which("pip-audit") is None:
        return "not checked: pip-audit is not here"
    pins = str(root / "packaging" / "constraints.txt")
    audit = run(["pip-audit", "-r", pins, "--no-deps", "--disable-pip", "-s", "osv", "--progress-spinner", "off"])
    if audit.status == 0:
        return "no known fault"
    if "ConnectionError" in audit.output or "ServiceError" in audit.output:
        return "not checked: the list was not reached"
    raise StepFailed(f"Pinned packages have known faults:\n{last_lines(audit.output)}", "Pin versions without them.")


def collect_licences(root: Path, python: Path, run: Runner) -> str:
    """All texts in one folder of dist. Raises StepFailed where a part comes without."""
    folder = root / "build" / "release-licences"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    must(run, [str(python), str(root / "packaging" / "licence_texts.py"), str(folder)])
    name = f"earshot-{bundle.read_version(root)}-licences"
    shutil.make_archive(str(root / "dist" / name), "zip", folder / "licences")
    return f"{len(list((folder / 'licences').iterdir()))} parts"


def make_sbom(root: Path, python: Path, run: Runner) -> str:
    file = root / "dist" / f"earshot-{bundle.read_version(root)}.cdx.json"
    must(run, [str(python), str(root / "packaging" / "sbom.py"), str(file)])
    return file.name


def write_sums(root: Path) -> str:
    """Of every file in dist, as sha256sum -c reads them."""
    dist = root / "dist"
    files = sorted(path for path in dist.iterdir() if path.is_file() and path.name != SUMS)
    lines = []
    for path in files:
        with path.open("rb") as file:
            lines.append(f"{hashlib.file_digest(file, 'sha256').hexdigest()}  {path.name}\n")
    (dist / SUMS).write_text("".join(lines), encoding="ascii")
    return f"{len(files)} files"
