"""A capture whose positions follow a clock that several captures share, whatever its device does."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from engine.audio.capture import Capture
from engine.audio.source import Source
from engine.audio.tap import AudioChunk
from engine.echo.session_clock import SessionClock
from engine.errors import CaptioningError
from engine.events import CaptionEvent, DeviceBack, DeviceLost, Overrun
from engine.timeline import to_samples

WATCHED_S = 10.0  # the least delay in so long is the device's own; what is more comes from a busy computer
OUT_OF_STEP = to_samples(0.04)
FAR_OUT_OF_STEP = to_samples(1.5)  # a device that is away, or delivers nothing while nothing is played
_NOTHING = np.zeros(0, dtype=np.float32)


class AlignedCapture:
    """As Capture, for one of two sources. No two devices count alike (100 ppm are 0.36 s an hour), and they begin
    at different moments. So time that passed without sound is skipped, and what a fast device delivered too much is
    left out, while nobody speaks.
    """

    def __init__(
        self,
        source: Source,
        post: Callable[[CaptionEvent], None],
        timeline: SessionClock,
        record: Callable[[int, np.ndarray], None] = lambda position, samples: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """record: called with everything that is read, and its position."""
        self._post = post
        self._timeline = timeline
        self._record = record
        self._clock = clock
        self._capture = Capture(source, self._relay, on_clock=self._flows, clock=clock, wall=None)
        self._fresh = True
        self._stopped = False
        self._watched_from_s = clock()
        self._least_late: int | None = None
        self._may_correct: Callable[[], bool] = lambda: True
        self.position = 0

    @property
    def title(self) -> str:
        return self._capture.title

    @property
    def track(self) -> str | None:
        return self._capture.track

    @property
    def real_time(self) -> bool:
        return self._capture.real_time

    @property
    def ended(self) -> bool:
        return self._capture.ended

    @property
    def waiting_s(self) -> float:
        return self._capture.waiting_s

    def correct_only(self, when: Callable[[], bool]) -> None:
        """A small correction of time waits until `when` says so; nothing may be cut out of what somebody says."""
        self._may_correct = when

    def start(self) -> None:
        self._capture.start()

    def wait_for(self, absent: CaptioningError) -> None:
        """The source could not be had at the start: it is told of, and tried again, as if it had been lost."""
        self._capture.wait_for(absent)

    def pause(self) -> None:
        self._timeline.pause()
        self._capture.pause()

    def resume(self) -> None:
        self._timeline.resume()
        self._capture.resume()

    def interrupt(self) -> None:
        self._capture.interrupt()

    def stop(self) -> None:
        self._stopped = True
        self._capture.stop()

    def take_break(self) -> bool:
        return self._capture.take_break()

    def read(self) -> AudioChunk | None:
        """As Capture.read; `skipped` tells what time is passed over before it."""
        heard = self._capture.read()
        self._timeline.look()
        if heard is None:
            late = self._late(0)
            return self._taken(AudioChunk(_NOTHING, skipped=late)) if late > FAR_OUT_OF_STEP else None
        correction = self._correction(self._late(heard.lost + len(heard.samples)))
        if correction >= 0:
            return self._taken(replace(heard, skipped=correction))
        return self._taken(replace(heard, samples=heard.samples[-correction:]))

    def _taken(self, heard: AudioChunk) -> AudioChunk:
        self.position += heard.skipped + heard.lost + len(heard.samples)
        if len(heard.samples):
            self._record(self.position - len(heard.samples), heard.samples)
        return heard

    def _late(self, read: int) -> int:
        """How far the sound that has arrived, `read` samples of it just now, stays behind the clock."""
        if self._stopped:
            return 0
        return self._timeline.position - self.position - read - to_samples(self._capture.waiting_s)

    def _correction(self, late: int) -> int:
        """Samples to skip (or, below 0, to leave out) now."""
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

    def _flows(self, position: int) -> None:
        """The device was opened; `position` is the inner capture's own and means nothing here."""
        self._timeline.begin()
        self._fresh = True

    def _relay(self, event: CaptionEvent) -> None:
        """Events of the inner capture, at the positions of this one."""
        if isinstance(event, DeviceLost | DeviceBack):
            event = replace(event, position=self.position)
        elif isinstance(event, Overrun):
            event = replace(event, start=self.position)
        self._post(event)
