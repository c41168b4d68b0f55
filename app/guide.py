"""Finds the user guide, and names its chapters as links do."""

from __future__ import annotations

import re
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "docs"
_LONGEST = 256 << 10  # bytes
_LANGUAGES = {"zh": "user-guide.zh.md"}


def guide_file(language: str) -> Path:
    """language: en or zh, as of the window."""
    return FOLDER / _LANGUAGES.get(language, "user-guide.md")


def read_text(file: Path) -> str:
    """What stands in a file of ours, or of a package; "" where it cannot be read. For workers."""
    try:
        with file.open("rb") as opened:
            return opened.read(_LONGEST).decode("utf-8", "replace").strip()
    except OSError:
        return ""


def anchor(heading: str) -> str:
    """The name of a heading in links, as hosts of repositories make it: "Move it!" is #move-it."""
    return re.sub(r"[^\w\s-]", "", heading.strip().lower()).replace(" ", "-")
