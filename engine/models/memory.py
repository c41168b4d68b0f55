"""How much memory this machine has to give, before a model is loaded into it."""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path


def available_bytes(information: Path = Path("/proc/meminfo")) -> int | None:
    """What programs could still take without swapping; all there is where only that is known, None otherwise."""
    if information.exists():
        lines = (line.split() for line in information.read_text(encoding="ascii").splitlines())
        found = {words[0]: int(words[1]) for words in lines if len(words) > 1}
        return found["MemAvailable:"] * 1024 if "MemAvailable:" in found else None
    if sys.platform == "win32":
        return _on_windows()
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (ValueError, OSError):
        return None


def warning(needed: int, available: int | None) -> str | None:
    """A sentence where the machine has less than the model needs, both in bytes."""
    if available is None or available >= needed:
        return None
    return f"The model needs {needed / 1e9:.1f} GB of memory, {available / 1e9:.1f} GB are free: it may be slow."


def _on_windows() -> int | None:
    class Status(ctypes.Structure):
        """MEMORYSTATUSEX of sysinfoapi.h."""

        _fields_ = (
            ("length", ctypes.c_uint32),
            ("load", ctypes.c_uint32),
            *((name, ctypes.c_uint64) for name in ("total", "available", "c", "d", "e", "f", "g")),
        )

    status = Status(length=ctypes.sizeof(Status))
    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 - the attribute exists on Windows only
    return int(status.available) if kernel.GlobalMemoryStatusEx(ctypes.byref(status)) else None
