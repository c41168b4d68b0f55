"""The contract of a source of sound."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

import numpy as np

from engine.audio.resampler import StreamFormat
from engine.errors import CaptioningError
from engine.events import SilenceReason


class SourceState(Enum):
    """DELIVERING: sound flows. ENDED: no more will come. LOST: sound should flow and does not.

    OUTRANKED: a stand-in delivers, and the wanted device is back; open gets it.
    """

    DELIVERING = "delivering"
    ENDED = "ended"
    LOST = "lost"
    OUTRANKED = "outranked"


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that the user should know about a source and that is no error, in two sentences."""

    what: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """The state of a source. error: why it is LOST, or why it ENDED early.

    remarks: all so far, oldest first. muted: the sound system says so.
    """

    state: SourceState
    error: CaptioningError | None = None
    remarks: tuple[Remark, ...] = ()
    muted: bool = False


DELIVERING = SourceHealth(SourceState.DELIVERING)


class Sink(Protocol):
    """Receives the sound of a source on the source's thread. write only copies and never waits."""

    def write(self, interleaved: np.ndarray) -> None: ...

    def room(self) -> int:
        """Interleaved samples that can be written without loss; a source that is not live waits for room."""


class Source(Protocol):
    """A microphone, the speakers' sound, or a file. open, start, health and close are called by one thread."""

    @property
    def title(self) -> str:
        """The name shown to the user."""

    @property
    def real_time(self) -> bool:
        """Whether sound comes at its own pace, whether or not anybody reads it."""

    @property
    def silence_means(self) -> SilenceReason | None:
        """What to conclude from long digital silence; None for a file, where it means nothing."""

    @property
    def overflows(self) -> int:
        """How often the sound system has lost sound before delivering it."""

    def open(self) -> StreamFormat:
        """Open the device or file. Raises DeviceUnavailable or AudioFileUnreadable."""

    def start(self, sink: Sink) -> None:
        """Start to deliver into `sink`. Raises DeviceUnavailable."""

    def health(self) -> SourceHealth:
        """The present state; cheap, called several times a second."""

    def close(self) -> None:
        """Stop delivering and release the device; no write follows. May be called twice, and after a failed open."""


class SinkGroup:
    """Passes each block to several sinks; has room where all of them have."""

    def __init__(self, sinks: Sequence[Sink]) -> None:
        self._sinks = tuple(sinks)

    def write(self, interleaved: np.ndarray) -> None:
        for sink in self._sinks:
            sink.write(interleaved)

    def room(self) -> int:
        return min(sink.room() for sink in self._sinks)
