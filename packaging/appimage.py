"""An AppImage of the bundle: one file that runs without installation, made where appimagetool is at hand."""

from __future__ import annotations

import platform
import shutil
import tempfile
from pathlib import Path

import bundle
from debian import link_or_copy
from dev_steps import Runner, must

TOOL = "appimagetool"


def appimage_file(root: Path) -> Path:
    return root / "dist" / f"Earshot-{bundle.read_version(root)}-{platform.machine()}.AppImage"


def build(root: Path, folder: Path, run: Runner) -> str:
    """Writes dist/Earshot-VERSION-MACHINE.AppImage; returns what was done. folder: the bundle."""
    if shutil.which(TOOL) is None:
        return f"left out: {TOOL} is not here"
    target = appimage_file(root)
    target.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="earshot-appimage-", dir=target.parent) as place:
        fill(root, folder, Path(place))
        must(run, [TOOL, "--no-appstream", place, str(target)])
    return f"{target.name}, {target.stat().st_size / bundle.MB:.0f} MB"


def fill(root: Path, folder: Path, tree: Path) -> None:
    """An AppDir: the program as usr/lib/earshot, its start as AppRun, menu entry and icon at the top."""
    shutil.copytree(folder, tree / "usr" / "lib" / "earshot", symlinks=True, copy_function=link_or_copy)
    (tree / "AppRun").symlink_to("usr/lib/earshot/earshot")
    shutil.copyfile(root / "packaging" / "linux" / "earshot.desktop", tree / "earshot.desktop")
    shutil.copyfile(root / "resources" / "icons" / "earshot.svg", tree / "earshot.svg")
    metadata = tree / "usr" / "share" / "metainfo" / "local.earshot.Earshot.metainfo.xml"
    metadata.parent.mkdir(parents=True)
    shutil.copyfile(root / "packaging" / "linux" / "earshot.metainfo.xml", metadata)
