"""The progress and the result of a fetch, and the errors that end it."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from engine.errors import CaptioningError
from engine.models.manifest import FileRecord
from engine.text.sentence import Sentence


class FetchFailed(CaptioningError):
    """A model could not be fetched; what was fetched of it is kept, and the next fetch goes on from there."""


class OfflineChosen(FetchFailed):
    """The setting `offline` forbids it."""

    def __init__(self) -> None:
        super().__init__(
            "Earshot is set to stay offline, so it fetches nothing.",
            "Switch “Stay offline” off in the settings, or import the model from a folder.",
        )


@dataclass(frozen=True, slots=True)
class FetchProgress:
    """done, total: bytes of the whole model, those of earlier fetches included.

    speed: bytes a second, lately; 0.0 while nothing is known. remaining_s: None while nothing is known.
    file: what is being fetched. source: from where, for people to read. paused: waits for `FetchSteering.resume`.
    """

    done: int
    total: int
    speed: float
    remaining_s: float | None
    file: str
    source: str
    paused: bool = False


ShowProgress = Callable[[FetchProgress], None]
"""Called on the fetching thread, some times a second."""


def unseen(_progress: FetchProgress) -> None:
    """Shows nothing."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """folder: holds exactly the files of the model, each as it was published; `discard` removes it after an import.

    files: name -> what lies there. sources: where they came from, for people to read, without repetitions.
    warnings: what the user should know: a source that failed, a file without a published sum.
    transferred: bytes that came over the network in this fetch.
    """

    folder: Path
    files: Mapping[str, FileRecord]
    sources: tuple[str, ...]
    warnings: tuple[Sentence, ...]
    transferred: int


class SpeedMeter:
    """Bytes a second over the last seconds."""

    WINDOW_S = 5.0

    def __init__(self) -> None:
        self._marks: list[tuple[float, int]] = []

    def add(self, done: int) -> float:
        """done: bytes so far, growing; returns the speed, 0.0 while nothing is known."""
        now = time.monotonic()
        self._marks.append((now, done))
        while len(self._marks) > 2 and now - self._marks[1][0] > self.WINDOW_S:
            del self._marks[0]
        began, before = self._marks[0]
        spent = now - began
        return (done - before) / spent if spent > 0 else 0.0

    def restart(self) -> None:
        """After a pause: what was before says nothing."""
        self._marks.clear()
