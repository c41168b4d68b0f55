"""Available memory, and memory that the C library keeps."""

from __future__ import annotations

import ctypes
import os
import sys
from functools import cache
from pathlib import Path

from engine.text.sentence import Sentence


def available_bytes(information: Path = Path("/proc/meminfo")) -> int | None:
    """Memory that programs can take without swapping; all memory where only that is known, else None."""
    return _stated("MemAvailable:", information) if information.exists() else _physical("available")


def total_bytes(information: Path = Path("/proc/meminfo")) -> int | None:
    """All memory of this computer."""
    return _stated("MemTotal:", information) if information.exists() else _physical("total")


def _stated(what: str, information: Path) -> int | None:
    lines = (line.split() for line in information.read_text(encoding="ascii").splitlines())
    found = {words[0]: int(words[1]) for words in lines if len(words) > 1}
    return found[what] * 1024 if what in found else None


def _physical(what: str) -> int | None:
    if sys.platform == "win32":
        return _on_windows(what)
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (ValueError, OSError):
        return None


def warning(needed: int, available: int | None) -> str | None:
    """A sentence where the machine has less memory than the model needs, both in bytes."""
    if available is None or available >= needed:
        return None
    return Sentence(
        "The model needs {needed} GB of memory, {free} GB are free: it may be slow.",
        needed=f"{needed / 1e9:.1f}",
        free=f"{available / 1e9:.1f}",
    )


def _on_windows(what: str) -> int | None:
    class Status(ctypes.Structure):
        """MEMORYSTATUSEX of sysinfoapi.h."""

        _fields_ = (
            ("length", ctypes.c_uint32),
            ("load", ctypes.c_uint32),
            *((name, ctypes.c_uint64) for name in ("total", "available", "c", "d", "e", "f", "g")),
        )

    status = Status(length=ctypes.sizeof(Status))
    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 - the attribute exists on Windows only
    return int(getattr(status, what)) if kernel.GlobalMemoryStatusEx(ctypes.byref(status)) else None


def return_free_memory() -> None:
    """Return memory that the C library keeps to the system; only glibc keeps any.

    After Whisper base is loaded 87 MB of 250 are such memory, after a final pass about 80.
    """
    if (trim := getattr(_c_library(), "malloc_trim", None)) is not None:
        trim(0)


def share_arenas() -> None:
    """Let the threads of this process share two heaps: otherwise glibc gives each its own, which keeps its memory."""
    if (option := getattr(_c_library(), "mallopt", None)) is not None and sys.platform == "linux":
        option(_M_ARENA_MAX, 2)


_M_ARENA_MAX = -8  # malloc.h


@cache
def _c_library() -> ctypes.CDLL | None:
    return ctypes.CDLL(None) if os.name == "posix" else None
