"""What Windows and macOS show of a program, made from the one icon and the one version. Not run on either yet.

python packaging/desktop_files.py windows FOLDER    earshot.ico and version.txt, for PyInstaller
python packaging/desktop_files.py macos FOLDER      earshot.iconset, for iconutil
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WINDOWS_SIDE = 256
MACOS_SIDES = (16, 32, 128, 256, 512)

VERSION_TEXT = """\
VSVersionInfo(
  ffi=FixedFileInfo(filevers={numbers}, prodvers={numbers}),
  kids=[
    StringFileInfo([StringTable("040904B0", [
      StringStruct("FileDescription", "Earshot: live captions"),
      StringStruct("FileVersion", "{version}"),
      StringStruct("ProductName", "Earshot"),
      StringStruct("ProductVersion", "{version}"),
      StringStruct("LegalCopyright", "The authors of Earshot, Apache License 2.0"),
    ])]),
    VarFileInfo([VarStruct("Translation", [1033, 1200])]),
  ],
)
"""


def version_text(version: str) -> str:
    """PyInstaller's form of a version resource. version: numbers with dots, three at most."""
    numbers = tuple([*map(int, version.split(".")), 0, 0, 0, 0][:4])
    return VERSION_TEXT.format(numbers=numbers, version=version)


def icons(system: str, folder: Path) -> dict[Path, int]:
    """Files to draw, and the side of each in pixels."""
    if system == "windows":
        return {folder / "earshot.ico": WINDOWS_SIDE}
    return {folder / "earshot.iconset" / f"icon_{side}x{side}.png": side for side in MACOS_SIDES}


def draw(files: dict[Path, int]) -> None:
    """Raises OSError where Qt cannot write one."""
    from PySide6.QtGui import QGuiApplication, QIcon

    application = QGuiApplication(["icon", "-platform", "offscreen"])
    icon = QIcon(str(ROOT / "resources" / "icons" / "earshot.svg"))
    for file, side in files.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        if not icon.pixmap(side, side).save(str(file)):
            raise OSError(f"{file} could not be written")
    application.quit()


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    from app import VERSION

    system, folder = sys.argv[1], Path(sys.argv[2])
    draw(icons(system, folder))
    if system == "windows":
        (folder / "version.txt").write_text(version_text(VERSION), encoding="utf-8")
