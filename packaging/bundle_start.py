"""Runs first in a bundle: libraries that come along are found before those of the system.

Python looks for a library by its name with tools that a plain desktop may lack (ld, gcc), and not in the bundle.
"""

import ctypes.util
import sys
from pathlib import Path

_of_the_system = ctypes.util.find_library


def _here_first(name: str) -> str | None:
    here = sorted(Path(getattr(sys, "_MEIPASS", "")).glob(f"lib{name}.so*"))
    return str(here[0]) if here else _of_the_system(name)


if sys.platform == "linux":
    ctypes.util.find_library = _here_first
