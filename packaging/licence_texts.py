"""Licences of all that a bundle holds, from the environment that it was made of.

python packaging/licence_texts.py FOLDER    puts the packages' metadata and a folder licences/ into FOLDER
"""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from importlib.metadata import distribution
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = "licences"
_TEXTS = ROOT / "packaging" / "licences"
_LGPL = (_TEXTS / "LGPL-3.0.txt", _TEXTS / "GPL-3.0.txt")
_APACHE = (ROOT / "LICENSE",)
WITHOUT_TEXT = {
    "PySide6_Essentials": _LGPL,
    "shiboken6": _LGPL,
    "ctranslate2": (_TEXTS / "MIT-CTranslate2.txt",),
    "tokenizers": _APACHE,
    "flatbuffers": _APACHE,
}
"""Packages whose wheels carry no text of their licence; packaging/licences/README.md tells the reasons."""


class LicenceMissing(Exception):
    """A part comes without a text of its licence, and none stands in for it."""


def texts() -> dict[str, tuple[Path, ...]]:
    """Name and version of each part that comes with Earshot -> the files with its licence. Raises LicenceMissing."""
    from app import licences

    found = {
        "Earshot": (ROOT / "LICENSE",),
        "FFmpeg": (*_LGPL, _TEXTS / "README.md"),
        "ICU": (_TEXTS / "Unicode-DFS-2016.txt",),
    }
    for part in licences.packages():
        own = tuple(path for path in part.texts if path.is_file())
        if part.name == "Python":
            own = (Path(sysconfig.get_path("stdlib")) / "LICENSE.txt",)
        its = own or WITHOUT_TEXT.get(part.name, ())
        if not its:
            raise LicenceMissing(f"{part.name} {part.version} has no text of its licence ({part.licence}).")
        found[f"{part.name}-{part.version}"] = its
    return found


def system_texts(sources: list[str]) -> dict[str, tuple[Path, ...]]:
    """Debian package -> its copyright file, for libraries of the system among `sources`; nothing elsewhere."""
    if shutil.which("dpkg-query") is None:
        return {}
    paths = {str(Path(source).resolve()) for source in sources} | set(sources)
    # Debian's merged /usr: the database may know a file as /lib/... that lies in /usr/lib.
    asked = sorted(paths | {path.removeprefix("/usr") for path in paths if path.startswith("/usr/lib")})
    answer = subprocess.run(["dpkg-query", "-S", *asked], capture_output=True, text=True).stdout
    names = {line.split(":")[0] for line in answer.splitlines() if not line.startswith("diversion")}
    files = {name: Path("/usr/share/doc") / name / "copyright" for name in sorted(names)}
    return {name: (file,) for name, file in files.items() if file.is_file()}


def write(folder: Path) -> None:
    """Metadata of packages, as the window about Earshot reads it, and all texts by part."""
    from app import licences

    for part in licences.packages():
        for place in _metadata(part.name):
            shutil.copytree(
                place, folder / place.name, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__", "*.pyc")
            )
    for name, files in {**texts(), **system_texts(_collected())}.items():
        place = folder / FOLDER / name
        place.mkdir(parents=True, exist_ok=True)
        for number, file in enumerate(files):
            target = place / file.name
            shutil.copyfile(file, target if not target.exists() else place / f"{number}-{file.name}")


def _metadata(name: str) -> Iterator[Path]:
    if name in ("Python", "silero-vad"):
        return
    yield Path(str(distribution(name).locate_file(""))) / _folder_name(name)


def _folder_name(name: str) -> str:
    package = distribution(name)
    return next(Path(str(file)).parts[0] for file in package.files or () if ".dist-info/" in str(file))


def _collected() -> list[str]:
    """Where PyInstaller took its libraries of the system from."""
    table = ROOT / "build" / "pyinstaller" / "earshot" / "COLLECT-00.toc"
    try:
        [entries] = ast.literal_eval(table.read_text(encoding="utf-8"))
    except OSError:
        return []
    return [source for _, source, *_ in entries if source.startswith(("/usr/lib", "/lib"))]


if __name__ == "__main__":
    sys.path[:0] = [str(ROOT / "build" / "llama"), str(ROOT)]
    try:
        write(Path(sys.argv[1]))
    except LicenceMissing as missing:
        sys.exit(f"{missing}\nAdd its text to packaging/licences and WITHOUT_TEXT in packaging/licence_texts.py.")
