"""Plays a file: from any place, at any speed, a part of it over and over. One thread decodes; callers never wait."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from importlib import import_module
from typing import TYPE_CHECKING

from engine.audio.playing_state import FASTEST_SPEED, SLOWEST_SPEED, Motion, PlayedMedia, PlayerState
from engine.errors import CaptioningError
from engine.timeline import SAMPLE_RATE

if TYPE_CHECKING:
    import numpy as np

    from engine.audio.media_reader import MediaReader
    from engine.audio.speaker import SoundOutput

log = logging.getLogger(__name__)

FEED_S = 0.02
RELEASE_S = 5.0  # of a pause; then the file and the loudspeaker are released
SHORTEST_LOOP = SAMPLE_RATE // 10
SLOW = ("numpy", "av.filter", "engine.audio.media_reader", "engine.audio.speaker", "sounddevice")
"""Imported by the thread when a file is loaded: 0.5 s that the first sound would wait for."""


def _loudspeaker() -> SoundOutput:
    from engine.audio.speaker import SpeakerOutput

    return SpeakerOutput()


@dataclass(frozen=True, slots=True)
class _Target:
    """What the user asked for last. number: counts the requests; sound decoded for an earlier one is dropped."""

    media: PlayedMedia | None = None
    motion: Motion = Motion.PAUSED
    position: int = 0
    speed: float = 1.0
    loop: tuple[int, int] | None = None
    number: int = 0


@dataclass(slots=True)
class _Stretch:
    """Ties frames of the output to positions. parts: (first frame, position there), one each time round the loop."""

    number: int
    step: float  # samples of the file a frame of the output
    end: int | None
    parts: list[tuple[int, int]] = field(default_factory=list)

    def position(self, heard: int) -> int:
        first, position = next((part for part in reversed(self.parts) if part[0] <= heard), self.parts[0])
        reached = position + max(0, round((heard - first) * self.step))
        return reached if self.end is None else min(reached, self.end)


class Player:
    """Every method returns at once. Paused for RELEASE_S, it holds neither the file nor the loudspeaker."""

    def __init__(self, output: Callable[[], SoundOutput] = _loudspeaker) -> None:
        self._make_output = output
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._closing = False
        self._thread: threading.Thread | None = None
        self._target = _Target()
        self._error: CaptioningError | None = None
        self._run: _Stretch | None = None
        # Of the thread alone, but for what `state` reads of the output
        self._applied = 0
        self._output: SoundOutput | None = None
        self._reader: tuple[PlayedMedia, MediaReader] | None = None
        self._pending: np.ndarray | None = None  # decoded; the output had no room for it yet
        self._idle_from_s = time.monotonic()

    @property
    def state(self) -> PlayerState:
        with self._lock:
            return self._state()

    def load(self, media: PlayedMedia | None) -> None:
        """Another file, paused at its beginning, or none. It is opened when it is played."""
        if media is not None or self._thread is not None:
            self._set_target(media=media, motion=Motion.PAUSED, position=0, loop=None)

    def play(self) -> None:
        """From where it stands; from the beginning, or that of the loop, after the end."""
        state = self.state
        again = 0 if state.loop is None else state.loop[0]
        self._set_target(motion=Motion.PLAYING, position=again if state.motion is Motion.ENDED else state.position)

    def pause(self) -> None:
        """It stands at what was heard last."""
        self._set_target(motion=Motion.PAUSED)

    def seek(self, position: int) -> None:
        """Out of the loop, where there is one and `position` lies outside."""
        state = self.state
        motion = Motion.PLAYING if state.motion is Motion.PLAYING else Motion.PAUSED
        inside = state.loop is not None and state.loop[0] <= position < state.loop[1]
        self._set_target(position=max(0, position), motion=motion, loop=state.loop if inside else None)

    def set_speed(self, speed: float) -> None:
        self._set_target(speed=min(max(speed, SLOWEST_SPEED), FASTEST_SPEED))

    def set_loop(self, loop: tuple[int, int] | None) -> None:
        """(begin, end) in samples, at least SHORTEST_LOOP; from its begin on, unless it stands within."""
        position = self.state.position
        if loop is not None:
            loop = (loop[0], max(loop[1], loop[0] + SHORTEST_LOOP))
            position = position if loop[0] <= position < loop[1] else loop[0]
        self._set_target(loop=loop, position=position)

    def close(self, within_s: float = 2.0) -> None:
        """Ends the thread; a sound system that hangs is left behind after `within_s`."""
        self._closing = True
        self._wake.set()
        if self._thread is not None:
            self._thread.join(within_s)

    def _state(self) -> PlayerState:
        target, run, output = self._target, self._run, self._output
        position = target.position
        if target.motion is Motion.PLAYING and run is not None and run.number == target.number and output is not None:
            position = run.position(output.heard)
        return PlayerState(target.motion, position, target.speed, target.loop, self._error)

    def _set_target(self, **changes: object) -> None:
        with self._lock:
            here = {"position": self._state().position}
            target = self._target
            self._target = replace(target, number=target.number + 1, **(here | changes))  # type: ignore[arg-type]
            self._error = None
            if self._thread is None and not self._closing:
                self._thread = threading.Thread(target=self._work, name="player", daemon=True)
                self._thread.start()
        self._wake.set()

    # -- the player's thread -----------------------------------------------------------------------------

    def _work(self) -> None:
        for each in SLOW:
            with suppress(Exception):  # a missing library is reported when it is used
                import_module(each)
        while not self._closing:
            wait_s: float | None = 0.0
            try:
                target = self._target
                if target.number != self._applied:
                    self._apply(target)
                wait_s = self._feed(target) if target.motion is Motion.PLAYING else self._rest()
            except Exception as failed:  # the edge of the thread: a file, a codec, a sound system
                self._fail(failed)
            self._wake.wait(wait_s)
            self._wake.clear()
        self._release()

    def _apply(self, target: _Target) -> None:
        self._applied = target.number
        self._idle_from_s = time.monotonic()
        if self._output is not None:
            self._output.clear()
        if self._reader is not None and self._reader[0] != target.media:
            self._reader[1].close()
            self._reader = None
        if target.media is None or target.motion is not Motion.PLAYING:
            return
        output, fresh = self._opened_output()
        reader = self._opened_reader(target.media, output.rate)
        end = None if target.loop is None or target.position >= target.loop[1] else target.loop[1]
        reader.seek(target.position, end, target.speed)
        self._pending = None
        run = _Stretch(
            target.number, target.speed * SAMPLE_RATE / output.rate, end, [(output.written, target.position)]
        )
        self._fill(target, run, output, reader)
        with self._lock:
            self._run = run
        if fresh:
            output.start()

    def _feed(self, target: _Target) -> float:
        run, output, reader = self._run, self._output, self._reader
        if run is None or output is None or reader is None or run.number != target.number:
            return FEED_S
        if (error := output.error) is not None:
            raise error
        if not self._fill(target, run, output, reader[1]) and output.heard >= output.written:
            self._stop(target, Motion.ENDED)
        return FEED_S

    def _fill(self, target: _Target, run: _Stretch, output: SoundOutput, reader: MediaReader) -> bool:
        """Decode as much as there is room for; False where the sound is at its end."""
        while (room := output.room()) > 0:
            block = reader.read() if self._pending is None else self._pending
            if block is None:
                if not self._go_round(target, run, output, reader):
                    return False
                continue
            output.write(block[:room])
            self._pending = block[room:] if len(block) > room else None
        return True

    def _go_round(self, target: _Target, run: _Stretch, output: SoundOutput, reader: MediaReader) -> bool:
        """Back to the beginning of the loop; False without one, and where it holds no sound."""
        if target.loop is None or run.end is None or output.written == run.parts[-1][0]:
            return False
        reader.seek(target.loop[0], target.loop[1], target.speed)
        with self._lock:
            run.parts = [*run.parts[-20:], (output.written, target.loop[0])]
        return True

    def _stop(self, target: _Target, motion: Motion, error: CaptioningError | None = None) -> None:
        """Unless something else is wanted by now."""
        with self._lock:
            if self._target.number == target.number:
                position = self._state().position
                self._target = replace(self._target, motion=motion, position=position)
                self._error = error
        self._idle_from_s = time.monotonic()

    def _fail(self, failed: Exception) -> None:
        if not isinstance(failed, CaptioningError):
            log.exception("playback failed")
            failed = CaptioningError("The sound cannot be played.", "The log has the details.")
        target = self._target
        self._stop(target, Motion.PAUSED, failed)
        self._applied = target.number
        self._release()

    def _rest(self) -> float | None:
        """Seconds until there is something to do; None for: until the next request."""
        if self._output is None and self._reader is None:
            return None
        left_s = self._idle_from_s + RELEASE_S - time.monotonic()
        if left_s > 0:
            return left_s
        self._release()
        return None

    def _opened_output(self) -> tuple[SoundOutput, bool]:
        if self._output is not None and self._output.error is not None:
            self._release()
        if self._output is not None:
            return self._output, False
        output = self._make_output()
        output.open()
        self._output = output
        return output, True

    def _opened_reader(self, media: PlayedMedia, rate: int) -> MediaReader:
        from engine.audio.media_reader import MediaReader

        if self._reader is None:
            self._reader = media, MediaReader(media.path, rate, media.together, media.track)
        return self._reader[1]

    def _release(self) -> None:
        output, reader = self._output, self._reader
        self._output = self._reader = None
        try:
            if reader is not None:
                reader[1].close()
            if output is not None:
                output.close()
        except Exception:  # a loudspeaker that went away may refuse its own end
            log.warning("the loudspeaker was not closed in order", exc_info=True)
