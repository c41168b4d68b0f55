"""Writes what Windows shows of a program: earshot.ico and version.txt, for PyInstaller. Not run on Windows yet.

python packaging/windows/resources.py FOLDER
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SIDE = 256

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


def write_icon(file: Path) -> None:
    """Raises OSError where Qt cannot write it."""
    from PySide6.QtGui import QGuiApplication, QIcon

    application = QGuiApplication(["icon", "-platform", "offscreen"])
    drawn = QIcon(str(ROOT / "resources" / "icons" / "earshot.svg")).pixmap(SIDE, SIDE)
    if not drawn.save(str(file)):
        raise OSError(f"{file} could not be written")
    application.quit()


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    from app import VERSION

    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "version.txt").write_text(version_text(VERSION), encoding="utf-8")
    write_icon(folder / "earshot.ico")
