"""Reports the progress of a long step on a model's files."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[float, str], None]
"""Called with the share done (0..1) and what is being worked on."""


def silent(_share: float, _doing: str) -> None:
    """A progress that reports nothing."""


def part(progress: Progress, begin: float, end: float) -> Progress:
    """A progress whose 0..1 is `begin`..`end` of the whole."""
    return lambda share, doing: progress(begin + share * (end - begin), doing)
