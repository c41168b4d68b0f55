"""Keeps one source running: opens it, reads, pauses, notices a loss and opens it again. On the engine thread."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from engine.audio.clock_watch import ClockWatch
from engine.audio.file import FileSource
from engine.audio.recorder import Recorder
from engine.audio.silence_watch import SilenceWatch
from engine.audio.source import SinkGroup, Source, SourceHealth, SourceState
from engine.audio.tap import AudioChunk, Tap
from engine.errors import CaptioningError
from engine.events import CaptionEvent, DeviceBack, DeviceLost, Notice, Overrun
from engine.text.sentence import Sentence
from engine.timeline import to_samples

log = logging.getLogger(__name__)

LISTEN_S = 120.0  # sound that may wait for a slow model; 7.7 MB at 16 kHz mono
RECORD_S = 30.0  # a disk that sleeps must not cost sound
RETRY_S = 1.0
HEALTH_S = 0.25


class Capture:
    """Feeds one session from one source. Positions continue after a pause or a lost device."""

    def __init__(
        self,
        source: Source,
        post: Callable[[CaptionEvent], None],
        recorder: Recorder | None = None,
        on_clock: Callable[[int], None] = lambda position: None,
        clock: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] | None = time.time,
    ) -> None:
        """on_clock: called with the position where sound begins to flow (start, resume, device back), and where the
        wall clock (`wall`, Unix seconds; None: not compared) no longer agrees with the sound of a device.
        """
        self._source = source
        self._post = post
        self._recorder = recorder
        self._watch = ClockWatch(on_clock, wall or time.time)
        self._watches = wall is not None and source.real_time
        self._flowing = False
        self._silence = SilenceWatch(source, post, clock)
        self._clock = clock
        self._tap: Tap | None = None
        self._record_tap: Tap | None = None
        self._paused = False
        self._ended = False
        self._broken = False
        self._lost_at_s: float | None = None
        self._changing_over = False
        self._next_try_s = 0.0
        self._next_look_s = 0.0
        self._overflows_reported = 0
        self._remarks_reported = 0
        self._logged = ""
        self.position = 0

    @property
    def title(self) -> str:
        return self._source.title

    @property
    def track(self) -> str | None:
        """Which of several tracks of a file is heard, in words; None where there is one."""
        tracks, track = getattr(self._source, "tracks", ()), getattr(self._source, "track", None)
        if track is None or len(tracks) < 2:
            return None
        return Sentence("track {number} of {count}", number=track.number, count=len(tracks))

    @property
    def real_time(self) -> bool:
        return self._source.real_time

    @property
    def ended(self) -> bool:
        """Whether no more sound will come and all of it was read."""
        return self._ended and self._tap is None

    @property
    def waiting_s(self) -> float:
        """Seconds of sound that arrived and were not read yet."""
        return self._tap.waiting_s if self._tap else 0.0

    def correct_only(self, when: Callable[[], bool]) -> None:
        """A single source keeps its own time: nothing is corrected."""

    def start(self) -> None:
        """Open the source. Raises CaptioningError where that fails."""
        self._connect()
        self._watch.flows(self.position)
        self._report_remarks(self._source.health())

    def wait_for(self, absent: CaptioningError) -> None:
        """Report that the source could not be opened at the start, and try again as for a lost one."""
        self._source.close()
        self._lost_at_s = self._clock()
        self._next_try_s = self._clock() + RETRY_S
        self._post(DeviceLost(self.position, self.title, absent.what, absent.remedy))

    def read(self) -> AudioChunk | None:
        """The next sound, None when none waits. Also checks the source.

        Raises CaptioningError once where a file breaks off, after all that can be read.
        """
        heard = self._from_tap()
        self._report_overflows()
        if heard is None:
            self._look_after()
            return None
        self.position += heard.lost + len(heard.samples)
        self._silence.hear(heard.samples, self.position)
        if self._watches and self._flowing:
            self._watch.look(self.position + to_samples(self.waiting_s))
        return heard

    def pause(self) -> None:
        """Stop capturing; sound that arrived before can still be read."""
        self._paused = True
        self._disconnect()

    def resume(self) -> None:
        self._paused = False
        self._next_try_s = 0.0
        if self._tap is not None:
            return  # what was heard before the pause is read first
        self._try_again()

    def interrupt(self) -> None:
        """Stop waiting for a pipe that brings nothing. Called from any thread."""
        if isinstance(self._source, FileSource):
            self._source.interrupt()

    def stop(self) -> None:
        """Stop capturing for good; sound that arrived before can still be read until `ended`."""
        self._ended = True
        self._disconnect()

    def _from_tap(self) -> AudioChunk | None:
        if self._tap is None:
            return None
        heard = self._tap.read()
        if self._tap.finished:
            self._tap = None
            self._broken = True
        return heard

    def take_break(self) -> bool:
        """True once when the next sound, if any, does not directly follow what was read."""
        broken, self._broken = self._broken, False
        return broken

    def _report_overflows(self) -> None:
        """Report sound that the sound system lost itself; it does not say how much."""
        overflows = self._source.overflows
        if overflows != self._overflows_reported:
            self._overflows_reported = overflows
            if overflows:
                self._post(Overrun(self.position, 0))

    def _report_remarks(self, health: SourceHealth) -> None:
        for remark in health.remarks[self._remarks_reported :]:
            self._post(Notice(self.position, remark.what, remark.remedy))
        self._remarks_reported = len(health.remarks)

    def _connect(self) -> None:
        source_format = self._source.open()
        self._tap = Tap(source_format, LISTEN_S)
        taps = [self._tap]
        if self._recorder is not None:
            self._record_tap = Tap(source_format, RECORD_S)
            self._recorder.follow(self._record_tap)
            taps.append(self._record_tap)
        try:
            self._source.start(SinkGroup(taps))
        except Exception:
            self._disconnect()
            raise
        self._flowing = True
        self._silence.resume()
        self._next_look_s = self._clock() + HEALTH_S

    def _disconnect(self) -> None:
        self._flowing = False
        self._silence.interrupt()
        self._source.close()
        for tap in (self._tap, self._record_tap):
            if tap is not None:
                tap.close()
        self._record_tap = None

    def _look_after(self) -> None:
        if self._ended or self._paused:
            return
        if self.real_time and self._clock() < self._next_look_s:  # the end of a file is not waited for
            return
        self._next_look_s = self._clock() + HEALTH_S
        if self._tap is None:
            self._try_again()
            return
        health = self._source.health()
        self._report_remarks(health)
        if health.state is SourceState.ENDED:
            self.stop()
            if health.error is not None:
                raise health.error
        elif health.state is SourceState.LOST:
            self._lose(health)
        elif health.state is SourceState.OUTRANKED:
            self._change_over()
        else:
            self._silence.look(health.muted, self.position)

    def _lose(self, health: SourceHealth) -> None:
        self._disconnect()
        self._lost_at_s = self._clock()
        self._next_try_s = self._clock()
        error = health.error or CaptioningError("“{title}” stopped delivering sound.", title=self.title)
        self._post(DeviceLost(self.position, self.title, error.what, error.remedy))

    def _change_over(self) -> None:
        """Switch from the stand-in device back to the wanted one, silently unless that fails."""
        self._disconnect()
        self._changing_over = True
        self._next_try_s = self._next_look_s = self._clock()

    def _try_again(self) -> None:
        if self._clock() < self._next_try_s:
            return
        self._next_try_s = self._clock() + RETRY_S
        try:
            self._connect()
        except Exception as failed:  # the edge to a sound library: whatever it raises, the device may come back
            absent = failed if isinstance(failed, CaptioningError) else self._unforeseen(failed)
            self._source.close()
            if self._lost_at_s is None:  # it vanished during a pause
                self._lost_at_s = self._clock()
                self._post(DeviceLost(self.position, self.title, absent.what, absent.remedy))
            return
        self._watch.flows(self.position)
        if self._lost_at_s is not None or self._changing_over:
            now_s = self._clock()
            away_s = 0.0 if self._lost_at_s is None else now_s - self._lost_at_s
            self._post(DeviceBack(self.position, self.title, away_s))
        self._lost_at_s, self._changing_over = None, False

    def _unforeseen(self, failed: Exception) -> CaptioningError:
        """Log the details once, not at every attempt."""
        if repr(failed) != self._logged:
            self._logged = repr(failed)
            log.warning("the source cannot be opened", exc_info=failed)
        return CaptioningError(
            "“{title}” stopped delivering sound.", "Captions resume when it is back.", title=self.title
        )
