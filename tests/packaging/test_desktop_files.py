"""What the builds for Windows and macOS show of the program, drawn here: icons that can be read, the one version."""

from __future__ import annotations

import shutil
import struct
import subprocess
import sys
from pathlib import Path

import pytest
from desktop_files import MACOS_SIDES, version_text

from app import VERSION

PACKAGING = Path(__file__).resolve().parents[2] / "packaging"
PNG = b"\x89PNG\r\n\x1a\n"


def made(system: str, folder: Path) -> Path:
    subprocess.run([sys.executable, str(PACKAGING / "desktop_files.py"), system, str(folder)], check=True)
    return folder


def test_windows_gets_an_icon_and_the_version(tmp_path: Path) -> None:
    folder = made("windows", tmp_path)
    reserved, kind, count = struct.unpack_from("<HHH", (folder / "earshot.ico").read_bytes())
    assert (reserved, kind, count) == (0, 1, 1)
    assert f'StringStruct("ProductVersion", "{VERSION}")' in (folder / "version.txt").read_text("utf-8")


def test_a_version_resource_has_four_numbers() -> None:
    assert "filevers=(1, 20, 3, 0), prodvers=(1, 20, 3, 0)" in version_text("1.20.3")


def test_macos_gets_a_picture_for_each_size(tmp_path: Path) -> None:
    folder = made("macos", tmp_path) / "earshot.iconset"
    sizes = {}
    for file in folder.iterdir():
        content = file.read_bytes()
        assert content.startswith(PNG)
        sizes[file.name] = struct.unpack_from(">II", content, 16)
    assert sizes == {f"icon_{side}x{side}.png": (side, side) for side in MACOS_SIDES}


@pytest.mark.skipif(not shutil.which("sh"), reason="no shell")
def test_the_script_for_macos_is_one_that_a_shell_reads() -> None:
    subprocess.run(["sh", "-n", str(PACKAGING / "macos" / "build.sh")], check=True)


@pytest.mark.parametrize("script", ["macos/build.sh", "windows/build.ps1"])
def test_a_script_calls_files_that_are_there(script: str) -> None:
    words = (PACKAGING / script).read_text("utf-8").replace(")", " ").split()
    called = [word for word in words if word.startswith("packaging/")]
    assert called
    assert [word for word in called if not (PACKAGING.parent / word).exists()] == []
