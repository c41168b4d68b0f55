"""A Debian package of the bundle, made by dpkg-deb: it runs nothing when installed, leaves nothing when removed."""

from __future__ import annotations

import email.utils
import gzip
import os
import shutil
import tempfile
import textwrap
import tomllib
from pathlib import Path

import bundle
from dev_steps import Runner, must

ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}
MAINTAINER = "The authors of Earshot <earshot@localhost>"  # a release needs an address
IN_THE_BUNDLE = ("libportaudio2", "libasound2-plugins")  # the second is recommended
MENU = {
    "earshot.desktop": "usr/share/applications/earshot.desktop",
    "earshot.metainfo.xml": "usr/share/metainfo/local.earshot.Earshot.metainfo.xml",
}


def package_file(root: Path) -> Path:
    return root / "dist" / f"earshot_{bundle.read_version(root)}_{_architecture()}.deb"


def build(root: Path, folder: Path, run: Runner) -> str:
    """Writes dist/earshot_VERSION_ARCH.deb; returns what was done."""
    if shutil.which("dpkg-deb") is None:
        return "left out: dpkg-deb is not here"
    target = package_file(root)
    target.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="earshot-deb-", dir=target.parent) as place:
        tree = Path(place)
        tree.chmod(0o755)
        fill(root, folder, tree)
        command = ["dpkg-deb", "--root-owner-group", "-Zxz", "-z3", "--build", str(tree), str(target)]
        must(run, command)
    return f"{target.name}, {target.stat().st_size / bundle.MB:.0f} MB"


def fill(root: Path, folder: Path, tree: Path) -> None:
    """The files of the package, with rights as packages have them. folder: the bundle."""
    program = tree / "usr" / "lib" / "earshot"
    shutil.copytree(folder, program, symlinks=True, copy_function=link_or_copy)
    for path in program.rglob("*"):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path == program / "earshot" else 0o644)
    commands = tree / "usr" / "bin"
    commands.mkdir(parents=True)
    (commands / "earshot").symlink_to("../lib/earshot/earshot")
    linux = root / "packaging" / "linux"
    for name, place in MENU.items():
        _put(linux / name, tree / place)
    _put(root / "resources/icons/earshot.svg", tree / "usr/share/icons/hicolor/scalable/apps/earshot.svg")
    _put(linux / "copyright", tree / "usr/share/doc/earshot/copyright")
    _put_compressed((linux / "earshot.1").read_bytes(), tree / "usr/share/man/man1/earshot.1.gz")
    _put_compressed(changelog(root).encode(), tree / "usr/share/doc/earshot/changelog.gz")
    control = tree / "DEBIAN" / "control"
    control.parent.mkdir(mode=0o755)
    size = sum(path.stat().st_size for path in (tree / "usr").rglob("*") if path.is_file() and not path.is_symlink())
    control.write_text(control_text(root, size // 1024), encoding="utf-8")
    for path in tree.rglob("*"):
        if path.is_dir():
            path.chmod(0o755)


def control_text(root: Path, installed_kb: int) -> str:
    return f"""\
Package: earshot
Version: {bundle.read_version(root)}
Architecture: {_architecture()}
Maintainer: {MAINTAINER}
Installed-Size: {installed_kb}
Depends: {", ".join(depends(root))}
Recommends: libasound2-plugins, libpulse0, fonts-noto-cjk
Section: sound
Priority: optional
Description: Live captions of what this computer hears
 What people say stands on the screen while they speak: from a microphone, from
 whatever the computer plays, or from a file. Transcripts are kept, searched,
 corrected and exported. Nothing leaves the computer.
"""


def changelog(root: Path) -> str:
    """The newest part of CHANGELOG.md in the form that Debian's tools read."""
    text = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = text.split("\n## ")[1].partition("\n")[2]
    points = newest.strip().removeprefix("- ").split("\n- ")
    head = f"earshot ({bundle.read_version(root)}) unstable; urgency=medium"
    lines = "\n".join(
        textwrap.fill(" ".join(point.split()), 78, initial_indent="  * ", subsequent_indent="    ") for point in points
    )
    return f"{head}\n\n{lines}\n\n -- {MAINTAINER}  {email.utils.formatdate(localtime=True)}\n"


def depends(root: Path) -> list[str]:
    """What the bundle takes from the system: C's and C++'s libraries, sound, and those of Qt's X11 platform."""
    with (root / "pyproject.toml").open("rb") as file:
        listed = tomllib.load(file)["tool"]["earshot"]["debian"]["run"]
    fonts = "fonts-dejavu-core | fonts-noto-core"
    libraries = [each for each in listed if each.startswith("lib") and each not in IN_THE_BUNDLE]
    libc = (os.confstr("CS_GNU_LIBC_VERSION") or "").removeprefix("glibc ")  # that of the build, or newer
    return [f"libc6 (>= {libc})", "libstdc++6", "libgcc-s1", "libasound2 | libasound2t64", *libraries, fonts]


def _architecture() -> str:
    machine = os.uname().machine if hasattr(os, "uname") else ""
    return ARCHITECTURES.get(machine, machine)


def link_or_copy(source: str, target: str) -> str:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
    return target


def _put(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    target.chmod(0o644)


def _put_compressed(content: bytes, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(gzip.compress(content, mtime=0))
    target.chmod(0o644)
