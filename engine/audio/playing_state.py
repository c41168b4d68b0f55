"""How playback stands: plain values, for those who show it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from engine.errors import CaptioningError

SLOWEST_SPEED, FASTEST_SPEED = 0.5, 2.0


class Motion(Enum):
    PAUSED = "paused"
    PLAYING = "playing"
    ENDED = "ended"  # the sound came to its end; to play again begins anew


@dataclass(frozen=True, slots=True)
class PlayedMedia:
    """What is played. together: its two channels are two sources of captions, and are mixed for the listener.

    track: of a file with several, from 1 on; None for the one that the file names.
    """

    path: Path
    together: bool = False
    track: int | None = None


@dataclass(frozen=True, slots=True)
class PlayerState:
    """position: samples (16 kHz) of the file, as it is heard, not as it is handed to the sound card.

    loop: (begin, end) samples that are played over and over. error: why playback paused by itself.
    """

    motion: Motion = Motion.PAUSED
    position: int = 0
    speed: float = 1.0
    loop: tuple[int, int] | None = None
    error: CaptioningError | None = None
