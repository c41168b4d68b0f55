"""A place in the sound as people read it."""

from __future__ import annotations

from engine.timeline import to_seconds


def clock_text(position: int, whole: bool = False) -> str:
    """A position in samples as m:ss, or h:mm:ss from an hour on. whole: always hh:mm:ss."""
    seconds = int(to_seconds(position))
    hours, minutes, rest = seconds // 3600, seconds // 60 % 60, seconds % 60
    if whole:
        return f"{hours:02}:{minutes:02}:{rest:02}"
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
