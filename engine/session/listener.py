"""Reads sound for the session, posts its level, and finds where utterances begin and end."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from engine.audio.capture import Capture
from engine.audio.history import SoundHistory
from engine.audio.levels import peak_dbfs, rms_dbfs
from engine.audio.tap import AudioChunk
from engine.events import CaptionEvent, Level, NothingHeard, Overrun
from engine.session.sound_summary import SoundSummary
from engine.timeline import to_samples, to_seconds
from engine.vad.endpointer import Closed, Endpointer, EndpointerSettings, EndReason, Opened
from engine.vad.gate import SpeechDetector
from engine.vad.silero import FRAME

LEVEL_EVERY = to_samples(0.096)
_SILENCE = np.zeros(FRAME, dtype=np.float32)


@dataclass(frozen=True, slots=True)
class EndedUtterance:
    """An utterance that has ended. audio: float32 (end - start,), a copy of its sound.

    speech_end: end of its last speech. speech: samples that surely hold speech.
    """

    start: int
    end: int
    reason: EndReason
    audio: np.ndarray
    speech_end: int
    speech: int


class Listener:
    """Turns captured sound into utterances. Positions are those of the session."""

    def __init__(
        self,
        capture: Capture,
        detector: SpeechDetector,
        settings: EndpointerSettings,
        post: Callable[[CaptionEvent], None],
        clock: Callable[[], float] = time.monotonic,
        overheard: Callable[[int, np.ndarray], None] = lambda position, samples: None,
    ) -> None:
        """overheard: called with (position, samples) of all sound."""
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
        self._summary = SoundSummary()
        self._spoken = False

    @property
    def speaking(self) -> bool:
        return self._endpointer.speaking

    @property
    def attentive(self) -> bool:
        """Whether somebody speaks, or the last sound may be the beginning of speech."""
        return self._endpointer.speaking or self._endpointer.onset_in_sight

    @property
    def position(self) -> int:
        """End of the sound that was read."""
        return self._history.end

    def heard_s(self, position: int) -> float:
        """When the sample at `position` arrived, in seconds of the clock."""
        return self._heard_s - to_seconds(self.position - position)

    @property
    def silence_s(self) -> float:
        """Seconds since the last speech of the open utterance; 0 when none is open."""
        return to_seconds(self._endpointer.silence())

    def set_silence_scale(self, silence_scale: float) -> None:
        """Scale the silence that ends an utterance, from now on."""
        self._endpointer.set_silence_scale(silence_scale)

    def likely_end(self) -> int | None:
        """Where the open utterance will end if no more is said; None while it is being spoken."""
        return self._endpointer.likely_end()

    def nothing_heard(self) -> NothingHeard | None:
        """The report for a source without text; None where it brought no sound either."""
        return self._summary.nothing(self.position, self._capture.track, self._spoken)

    def sound_between(self, start: int, end: int) -> np.ndarray:
        """Sound from `start` to `end`, float32 (n,), a view that is valid until the next listen."""
        return self._history.between(start, end)

    def sound_since(self, position: int) -> np.ndarray:
        """Sound from `position` on, float32 (n,), a view that is valid until the next listen."""
        return self._history.between(position, self.position)

    def listen(self) -> list[Opened | EndedUtterance] | None:
        """Read the next sound. None when none waits. Raises CaptioningError where a file breaks off."""
        heard = self._capture.read()
        found = self._hear(heard) if heard is not None else []
        if self._capture.take_break():
            found += self._break()
        elif heard is None:
            return None
        self._forget()
        return found

    def _hear(self, heard: AudioChunk) -> list[Opened | EndedUtterance]:
        found = self._skip(heard.skipped) if heard.skipped else []
        found += self._look_at(heard.samples)
        if heard.lost:
            self._post(Overrun(self.position, heard.lost))
            found += self._pass_over(heard.lost)
        self._heard_s = self._clock() - self._capture.waiting_s
        self._post_level(heard.samples)
        self._summary.add(heard.samples)
        return found

    def _look_at(self, samples: np.ndarray) -> list[Opened | EndedUtterance]:
        self._overheard(self.position, samples)
        self._history.append(samples)
        sound = np.concatenate([self._rest, samples])
        whole = len(sound) - len(sound) % FRAME
        self._rest = sound[whole:]
        found: list[Opened | EndedUtterance] = []
        if whole:
            # All that is there in one call: the less often the listener is asked, the less each frame costs.
            for probability in self._detector.probabilities(sound[:whole].reshape(-1, FRAME)):
                found += self._with_sound(self._endpointer.push(float(probability)))
        return found

    def _pass_over(self, lost: int) -> list[Opened | EndedUtterance]:
        """Put silence in place of lost sound, so that positions stay true."""
        found: list[Opened | EndedUtterance] = []
        while lost > 0:
            found += self._look_at(_SILENCE[: min(lost, FRAME)])
            lost -= FRAME
            self._forget()
        return found

    def _skip(self, samples: int) -> list[Opened | EndedUtterance]:
        """Pass over time without sound; no utterance reaches across it."""
        found = self._break()
        self._endpointer.skip(samples)
        self._endpointer.flush()
        self._history.skip_to(self.position + samples)
        return found

    def _break(self) -> list[Opened | EndedUtterance]:
        """End the utterance: the next sound does not follow directly (a pause, a lost device, the end)."""
        self._endpointer.skip(len(self._rest))
        self._rest = self._rest[:0]
        self._detector.reset()
        return self._with_sound(self._endpointer.flush())

    def _with_sound(self, changes: list[Opened | Closed]) -> list[Opened | EndedUtterance]:
        return [self._uttered(change) if isinstance(change, Closed) else change for change in changes]

    def _uttered(self, closed: Closed) -> EndedUtterance:
        self._spoken = self._spoken or closed.reason is not EndReason.TOO_SHORT
        audio = self._history.between(closed.start, closed.end).copy()
        return EndedUtterance(closed.start, closed.end, closed.reason, audio, closed.speech_end, closed.speech)

    def _post_level(self, samples: np.ndarray) -> None:
        if not len(samples) or self.position - self._level_at < LEVEL_EVERY:
            return
        self._level_at = self.position
        newest = samples[-LEVEL_EVERY:]
        self._post(Level(self.position, rms_dbfs(newest), peak_dbfs(newest), self.speaking))

    def _forget(self) -> None:
        self._history.forget_before(self._endpointer.needed_from)
