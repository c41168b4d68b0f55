"""Hears for the session: fetches sound, watches its level, finds where utterances begin and end."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from engine.audio.capture import AudioInput
from engine.audio.history import SoundHistory
from engine.audio.levels import peak_dbfs, rms_dbfs
from engine.audio.tap import AudioChunk
from engine.events import CaptionEvent, Level, NothingHeard, Overrun
from engine.session.heard_sound import HeardSound
from engine.timeline import to_samples, to_seconds
from engine.vad.endpointer import Closed, Endpointer, EndpointerSettings, EndReason, Opened
from engine.vad.silero import FRAME

LEVEL_EVERY = to_samples(0.096)
_SILENCE = np.zeros(FRAME, dtype=np.float32)


class SpeechDetector(Protocol):
    """What is asked of a VAD; engine.vad.silero.SileroVad is the real one."""

    def probabilities(self, frames: np.ndarray) -> np.ndarray:
        """frames: float32 (n, FRAME), n > 0, directly behind those before. Returns (n,), 0..1."""

    def reset(self) -> None:
        """The stream was interrupted."""


@dataclass(frozen=True, slots=True)
class Uttered:
    """An utterance that has ended. audio: float32 (end - start,), a copy of its sound.

    speech_end: where its last speech ended. speech: samples of it that surely hold speech.
    """

    start: int
    end: int
    reason: EndReason
    audio: np.ndarray
    speech_end: int
    speech: int


class Listener:
    """Turns the capture's sound into utterances. Positions are those of the session."""

    def __init__(
        self,
        capture: AudioInput,
        detector: SpeechDetector,
        settings: EndpointerSettings,
        post: Callable[[CaptionEvent], None],
        clock: Callable[[], float] = time.monotonic,
        overheard: Callable[[int, np.ndarray], None] = lambda position, samples: None,
        tells_silence: bool = False,
    ) -> None:
        """overheard: called with each stretch of sound and its position. tells_silence: digital silence for long is
        told, as a microphone is muted then."""
        self._capture = capture
        self._detector = detector
        self._post = post
        self._clock = clock
        self._overheard = overheard
        self._endpointer = Endpointer(settings)
        self._rest = np.zeros(0, dtype=np.float32)  # less than a frame, not looked at yet
        self._level_at = 0
        self._heard_s = clock()
        self._history = SoundHistory()
        self._heard = HeardSound()
        self._tells_silence = tells_silence
        self._spoken = False

    @property
    def speaking(self) -> bool:
        return self._endpointer.speaking

    @property
    def attentive(self) -> bool:
        """Somebody speaks, or the last sound may be the beginning of it."""
        return self._endpointer.speaking or self._endpointer.onset_in_sight

    @property
    def position(self) -> int:
        """End of the sound that was heard."""
        return self._history.end

    @property
    def real_time(self) -> bool:
        """Sound comes by itself; a file can wait."""
        return self._capture.real_time

    @property
    def finished(self) -> bool:
        """The source has ended and all of it was heard."""
        return self._capture.ended

    @property
    def waiting_s(self) -> float:
        """Sound that arrived and was not heard yet, in seconds."""
        return self._capture.waiting_s

    def heard_s(self, position: int) -> float:
        """When the sample at `position` arrived, in seconds of the clock."""
        return self._heard_s - to_seconds(self.position - position)

    @property
    def silence_s(self) -> float:
        """Seconds since the last speech of the open utterance; 0 when none is open."""
        return to_seconds(self._endpointer.silence())

    def set_silence_scale(self, silence_scale: float) -> None:
        """How long a silence ends an utterance, from now on."""
        self._endpointer.set_silence_scale(silence_scale)

    def likely_end(self) -> int | None:
        """Where the open utterance will end if no more is said; None while it is being spoken."""
        return self._endpointer.likely_end()

    def nothing_heard(self) -> NothingHeard | None:
        """What to tell at the end where there is no text; None where there was no sound either."""
        return self._heard.nothing(self.position, self._capture.track, self._spoken)

    def sound_between(self, start: int, end: int) -> np.ndarray:
        """What was heard from `start` to `end`, float32 (n,), a view that is true until the next listen."""
        return self._history.between(start, end)

    def sound_since(self, position: int) -> np.ndarray:
        """What was heard from `position` on, float32 (n,), a view that is true until the next listen."""
        return self._history.between(position, self.position)

    def listen(self) -> list[Opened | Uttered] | None:
        """Hear what comes next. None when nothing waits. Raises CaptioningError where a file breaks off."""
        heard = self._capture.read()
        found = self._hear(heard) if heard is not None else []
        if self._capture.take_break():
            found += self._break()
        elif heard is None:
            return None
        self._forget()
        return found

    def _hear(self, heard: AudioChunk) -> list[Opened | Uttered]:
        found = self._skip(heard.skipped) if heard.skipped else []
        found += self._look_at(heard.samples)
        if heard.lost:
            self._post(Overrun(self.position, heard.lost))
            found += self._pass_over(heard.lost)
        self._heard_s = self._clock() - self._capture.waiting_s
        self._tell_level(heard.samples)
        self._heard.add(heard.samples)
        if self._tells_silence and (silence := self._heard.silence(self.position, self._capture.title)):
            self._post(silence)
        return found

    def _look_at(self, samples: np.ndarray) -> list[Opened | Uttered]:
        self._overheard(self.position, samples)
        self._history.append(samples)
        sound = np.concatenate([self._rest, samples])
        whole = len(sound) - len(sound) % FRAME
        self._rest = sound[whole:]
        found: list[Opened | Uttered] = []
        if whole:
            # All that is there in one call: the less often the listener is asked, the less each frame costs.
            for probability in self._detector.probabilities(sound[:whole].reshape(-1, FRAME)):
                found += self._with_sound(self._endpointer.push(float(probability)))
        return found

    def _pass_over(self, lost: int) -> list[Opened | Uttered]:
        """Silence in place of lost sound, so that positions stay true."""
        found: list[Opened | Uttered] = []
        while lost > 0:
            found += self._look_at(_SILENCE[: min(lost, FRAME)])
            lost -= FRAME
            self._forget()
        return found

    def _skip(self, samples: int) -> list[Opened | Uttered]:
        """Time passes without sound; no utterance reaches across it."""
        found = self._break()
        self._endpointer.skip(samples)
        self._endpointer.flush()
        self._history.skip_to(self.position + samples)
        return found

    def _break(self) -> list[Opened | Uttered]:
        """What comes next does not follow directly (a pause, a lost device, the end): the utterance ends here."""
        self._endpointer.skip(len(self._rest))
        self._rest = self._rest[:0]
        self._detector.reset()
        self._heard.interrupt()
        return self._with_sound(self._endpointer.flush())

    def _with_sound(self, changes: list[Opened | Closed]) -> list[Opened | Uttered]:
        return [self._uttered(change) if isinstance(change, Closed) else change for change in changes]

    def _uttered(self, closed: Closed) -> Uttered:
        self._spoken = self._spoken or closed.reason is not EndReason.TOO_SHORT
        audio = self._history.between(closed.start, closed.end).copy()
        return Uttered(closed.start, closed.end, closed.reason, audio, closed.speech_end, closed.speech)

    def _tell_level(self, samples: np.ndarray) -> None:
        if not len(samples) or self.position - self._level_at < LEVEL_EVERY:
            return
        self._level_at = self.position
        newest = samples[-LEVEL_EVERY:]
        self._post(Level(self.position, rms_dbfs(newest), peak_dbfs(newest), self.speaking))

    def _forget(self) -> None:
        self._history.forget_before(self._endpointer.needed_from)
