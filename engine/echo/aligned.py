"""A capture whose positions follow a clock shared by several captures."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from engine.audio.capture import Capture
from engine.audio.source import Source
from engine.audio.tap import AudioChunk
from engine.echo.session_clock import SessionClock
from engine.events import CaptionEvent
from engine.timeline import to_samples

WATCHED_S = 10.0  # the least delay in so long is the device's own; what is more comes from a busy computer
OUT_OF_STEP = to_samples(0.04)
FAR_OUT_OF_STEP = to_samples(1.5)  # a device that is away, or delivers nothing while nothing is played
_NOTHING = np.zeros(0, dtype=np.float32)


class AlignedCapture(Capture):
    """One of two sources. Devices start at different moments and drift (100 ppm are 0.36 s an hour). So time without
    sound is skipped, and surplus sound of a fast device is dropped, while nobody speaks.
    """

    def __init__(
        self,
        source: Source,
        post: Callable[[CaptionEvent], None],
        timeline: SessionClock,
        record: Callable[[int, np.ndarray], None] = lambda position, samples: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """record: called with (position, samples) of all sound that is read."""
        super().__init__(source, post, on_clock=self._flows, clock=clock, wall=None)
        self._timeline = timeline
        self._record = record
        self._fresh = True
        self._watched_from_s = clock()
        self._least_late: int | None = None
        self._may_correct: Callable[[], bool] = lambda: True

    def correct_only(self, when: Callable[[], bool]) -> None:
        """Make small corrections only while `when` returns True, so that nothing is cut out of speech."""
        self._may_correct = when

    def pause(self) -> None:
        self._timeline.pause()
        super().pause()

    def resume(self) -> None:
        self._timeline.resume()
        super().resume()

    def read(self) -> AudioChunk | None:
        """As Capture.read; `skipped` is the time that is passed over before the samples."""
        heard = super().read()
        self._timeline.look()
        late = self._late()
        if heard is None:
            return self._skip(AudioChunk(_NOTHING), late) if late > FAR_OUT_OF_STEP else None
        return self._skip(heard, self._correction(late))

    def _skip(self, heard: AudioChunk, correction: int) -> AudioChunk:
        """The chunk with `correction` samples of time before it or, below 0, without as many of its first samples."""
        samples = heard.samples[max(0, -correction) :]
        self.position += max(0, correction) - len(heard.samples) + len(samples)
        if len(samples):
            self._record(self.position - len(samples), samples)
        return replace(heard, samples=samples, skipped=max(0, correction))

    def _late(self) -> int:
        """Samples by which the sound that has arrived is behind the clock."""
        return 0 if self._ended else self._timeline.position - self.position - to_samples(self.waiting_s)

    def _correction(self, late: int) -> int:
        """Samples to skip or, below 0, to drop now."""
        if self._fresh:
            self._watch_anew()
            self._fresh = False
            return max(0, late)
        self._least_late = late if self._least_late is None else min(late, self._least_late)
        watched = self._clock() - self._watched_from_s >= WATCHED_S
        if late <= FAR_OUT_OF_STEP and not (watched and self._may_correct()):
            return 0
        found = late if late > FAR_OUT_OF_STEP else self._least_late
        self._watch_anew()
        return found if abs(found) > OUT_OF_STEP else 0

    def _watch_anew(self) -> None:
        self._watched_from_s = self._clock()
        self._least_late = None

    def _flows(self, _position: int) -> None:
        """The device was opened."""
        self._timeline.begin()
        self._fresh = True
