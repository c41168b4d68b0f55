"""What a source of sound is, whatever it reads from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

import numpy as np

from engine.audio.resampler import StreamFormat
from engine.errors import CaptioningError


class SourceState(Enum):
    """DELIVERING: sound flows. ENDED: nothing more will come. LOST: it should flow and does not.

    OUTRANKED: sound flows from a device that stands in for the wanted one, and that one is back; open gets it.
    """

    DELIVERING = "delivering"
    ENDED = "ended"
    LOST = "lost"
    OUTRANKED = "outranked"


@dataclass(frozen=True, slots=True)
class Remark:
    """What a listener should know of a source and what is no trouble; two sentences, as those of an error."""

    what: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """How a source is. trouble: what to tell the user, with LOST always, with ENDED where it ended early.

    remarks: all so far, the oldest first; their number only grows.
    """

    state: SourceState
    trouble: CaptioningError | None = None
    remarks: tuple[Remark, ...] = ()


DELIVERING = SourceHealth(SourceState.DELIVERING)


class Sink(Protocol):
    """Takes what a source delivers, on the source's own thread. write only copies and never waits."""

    def write(self, interleaved: np.ndarray) -> None: ...

    def room(self) -> int:
        """Interleaved samples that can be written without loss: a source that is not live waits for it."""


class Source(Protocol):
    """A microphone, the speakers' sound, or a file. open, start, health and close are called by one thread."""

    @property
    def title(self) -> str:
        """The name that a person knows it by."""

    @property
    def real_time(self) -> bool:
        """Sound comes at its own pace, whether anybody is ready for it or not."""

    @property
    def overflows(self) -> int:
        """How often the sound system itself has lost sound before it could be delivered."""

    def open(self) -> StreamFormat:
        """Get hold of it. Raises DeviceUnavailable or AudioFileUnreadable."""

    def start(self, sink: Sink) -> None:
        """Begin to deliver into `sink`. Raises DeviceUnavailable."""

    def health(self) -> SourceHealth:
        """How it is now; cheap, asked several times a second."""

    def close(self) -> None:
        """Stop delivering and let go; no write follows. May be called twice, and after a failed open."""


class SinkGroup:
    """Hands each block to several sinks; there is room where all have some."""

    def __init__(self, sinks: Sequence[Sink]) -> None:
        self._sinks = tuple(sinks)

    def write(self, interleaved: np.ndarray) -> None:
        for sink in self._sinks:
            sink.write(interleaved)

    def room(self) -> int:
        return min(sink.room() for sink in self._sinks)
