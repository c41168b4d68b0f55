"""One source kept alive: opened, read, paused, lost, found again. Everything here runs on the engine thread."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Protocol

from engine.audio.clock_watch import ClockWatch
from engine.audio.file import FileSource
from engine.audio.recorder import Recorder
from engine.audio.source import SinkGroup, Source, SourceHealth, SourceState
from engine.audio.tap import AudioChunk, Tap
from engine.errors import CaptioningError
from engine.events import CaptionEvent, DeviceBack, DeviceLost, Notice, Overrun
from engine.text.sentence import Sentence
from engine.timeline import to_samples

log = logging.getLogger(__name__)

LISTEN_S = 120.0  # so much may wait while a slow model computes; 7.7 MB at 16 kHz mono
RECORD_S = 30.0  # a disk that sleeps must not cost sound
RETRY_S = 1.0
HEALTH_S = 0.25


class AudioInput(Protocol):
    """What a session needs of a capture."""

    @property
    def title(self) -> str: ...

    @property
    def track(self) -> str | None: ...

    @property
    def real_time(self) -> bool: ...

    @property
    def ended(self) -> bool: ...

    @property
    def waiting_s(self) -> float: ...

    def correct_only(self, when: Callable[[], bool]) -> None: ...

    def start(self) -> None: ...

    def wait_for(self, absent: CaptioningError) -> None: ...

    def pause(self) -> None: ...

    def resume(self) -> None: ...

    def stop(self) -> None: ...

    def interrupt(self) -> None: ...

    def read(self) -> AudioChunk | None: ...

    def take_break(self) -> bool: ...


class Capture:
    """Feeds one session from one source. Positions go on where they stopped after a pause or a lost device."""

    def __init__(
        self,
        source: Source,
        post: Callable[[CaptionEvent], None],
        recorder: Recorder | None = None,
        on_clock: Callable[[int], None] = lambda position: None,
        clock: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] | None = time.time,
    ) -> None:
        """on_clock: called with the position at which sound begins to flow (start, resume, device back), and where the
        clock on the wall (`wall`, Unix seconds; None: not looked at) no longer agrees with the sound of a device."""
        self._source = source
        self._post = post
        self._recorder = recorder
        self._watch = ClockWatch(on_clock, wall or time.time)
        self._watches = wall is not None and source.real_time
        self._flowing = False
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
        self._overflows_told = 0
        self._remarks_told = 0
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
        """No sound will come any more, and all that came was read."""
        return self._ended and self._tap is None

    @property
    def waiting_s(self) -> float:
        """Seconds of sound that arrived and were not read."""
        return self._tap.waiting_s if self._tap else 0.0

    def correct_only(self, when: Callable[[], bool]) -> None:
        """Time is the device's own: nothing is ever corrected."""

    def start(self) -> None:
        """Raises CaptioningError when the source cannot be had."""
        self._connect()
        self._watch.flows(self.position)
        self._tell_remarks(self._source.health())

    def wait_for(self, absent: CaptioningError) -> None:
        """The source could not be had at the start: tell it, and try again as for one that was lost."""
        self._source.close()
        self._lost_at_s = self._clock()
        self._next_try_s = self._clock() + RETRY_S
        self._post(DeviceLost(self.position, self.title, absent.what, absent.remedy))

    def read(self) -> AudioChunk | None:
        """The next sound, None when none waits. Looks after the source on the way.

        Raises CaptioningError once where a file breaks off; all of it that can be read comes before."""
        heard = self._from_tap()
        self._tell_overflows()
        if heard is None:
            self._look_after()
            return None
        self.position += heard.lost + len(heard.samples)
        if self._watches and self._flowing:
            self._watch.look(self.position + to_samples(self.waiting_s))
        return heard

    def pause(self) -> None:
        """Stop hearing; what was heard before can still be read."""
        self._paused = True
        self._disconnect()

    def resume(self) -> None:
        self._paused = False
        self._next_try_s = 0.0
        if self._tap is not None:
            return  # what was heard before the pause is read first
        self._try_again()

    def interrupt(self) -> None:
        """Stop is wanted, told from any thread: a pipe that brings nothing is no longer waited for."""
        if isinstance(self._source, FileSource):
            self._source.interrupt()

    def stop(self) -> None:
        """No new sound; what was heard before can still be read until `ended`."""
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
        """True once when what comes next, if anything, does not directly follow what was read."""
        broken, self._broken = self._broken, False
        return broken

    def _tell_overflows(self) -> None:
        """What the sound system lost before it reached us: how much is not known."""
        overflows = self._source.overflows
        if overflows != self._overflows_told:
            self._overflows_told = overflows
            if overflows:
                self._post(Overrun(self.position, 0))

    def _tell_remarks(self, health: SourceHealth) -> None:
        for remark in health.remarks[self._remarks_told :]:
            self._post(Notice(self.position, remark.what, remark.remedy))
        self._remarks_told = len(health.remarks)

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
        self._next_look_s = self._clock() + HEALTH_S

    def _disconnect(self) -> None:
        self._flowing = False
        self._source.close()
        for tap in (self._tap, self._record_tap):
            if tap is not None:
                tap.close()
        self._record_tap = None

    def _look_after(self) -> None:
        if self._ended or self._paused or self._clock() < self._next_look_s:
            return
        self._next_look_s = self._clock() + HEALTH_S
        if self._tap is None:
            self._try_again()
            return
        health = self._source.health()
        self._tell_remarks(health)
        if health.state is SourceState.ENDED:
            self._end(health)
        elif health.state is SourceState.LOST:
            self._lose(health)
        elif health.state is SourceState.OUTRANKED:
            self._change_over()

    def _end(self, health: SourceHealth) -> None:
        self.stop()
        if health.trouble is not None:
            raise health.trouble

    def _lose(self, health: SourceHealth) -> None:
        self._disconnect()
        self._lost_at_s = self._clock()
        self._next_try_s = self._clock()
        trouble = health.trouble or CaptioningError("“{title}” stopped delivering sound.", title=self.title)
        self._post(DeviceLost(self.position, self.title, trouble.what, trouble.remedy))

    def _change_over(self) -> None:
        """From the device that stood in to the wanted one: nothing to warn of, unless that cannot be had after all."""
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
        """The log has the details, once and not at every attempt."""
        if repr(failed) != self._logged:
            self._logged = repr(failed)
            log.warning("the source cannot be opened", exc_info=failed)
        return CaptioningError(
            "“{title}” stopped delivering sound ({reason}).",
            "Captions go on by themselves when it is back.",
            title=self.title,
            reason=failed,
        )
