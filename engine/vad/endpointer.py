"""Cuts a stream into utterances: from the first word to the pause that ends it."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from enum import Enum

from engine.timeline import to_samples
from engine.vad.silero import FRAME

SILENCE_TABLE = (
    # An utterance of at most this length ends after so much silence (seconds). Short ones may wait for their
    # second half; from 14 s on a pause of 0.3 s is enough, so that the text with punctuation comes before the
    # speaker is out of breath. Shape as in FunASR's dynamic VAD (2.0 s down to 0.1 s over 60 s), shorter, because
    # people wait for these finals. With 0.95 s throughout, the turns of two speakers became one utterance.
    (2.0, 0.80),
    (6.0, 0.70),
    (10.0, 0.55),
    (14.0, 0.40),
    (20.0, 0.30),
    (24.0, 0.25),
)


@dataclass(frozen=True, slots=True)
class EndpointerSettings:
    """How eagerly utterances begin and end; lengths in seconds. Raises ValueError outside sensible bounds.

    onset, offset: speech probability from which a frame counts as speech, and below which it stops to.
    silence_scale: multiplies the table; above 1 keeps sentences together, below 1 gives finals sooner.
    silence_s: so much silence ends an utterance of any length; None for the table.
    """

    onset: float = 0.5
    offset: float = 0.35
    onset_s: float = 0.096  # so much speech opens an utterance: a click is shorter
    pre_roll_s: float = 0.4  # kept before the first speech frame: soft first consonants
    post_roll_s: float = 0.2  # kept after the last one: soft endings
    shortest_s: float = 0.16  # with less speech than this nothing was said
    longest_s: float = 25.0  # Whisper hears 30 s at once, some of them the silence that tells it where to stop
    cut_window_s: float = 5.0  # a forced cut looks so far back for the quietest place
    silence_scale: float = 1.0
    silence_s: float | None = None

    def __post_init__(self) -> None:
        if not 0.0 < self.offset <= self.onset < 1.0:
            raise ValueError("0 < offset <= onset < 1 does not hold")
        if not 0.25 <= self.silence_scale <= 4.0:
            raise ValueError("silence_scale must lie between 0.25 and 4")
        if self.silence_s is not None and not 0.1 <= self.silence_s <= 5.0:
            raise ValueError("silence_s must lie between 0.1 and 5")
        if not 0.0 < self.cut_window_s < self.longest_s:
            raise ValueError("cut_window_s must lie between 0 and longest_s")

    def silence_limit_s(self, length_s: float) -> float:
        """Silence that ends an utterance which is `length_s` long."""
        if self.silence_s is not None:
            return self.silence_s
        fitting = (silence for longest, silence in SILENCE_TABLE if length_s <= longest)
        return self.silence_scale * next(fitting, SILENCE_TABLE[-1][1])


class EndReason(Enum):
    """Why an utterance was closed."""

    SILENCE = "silence"
    LENGTH = "length"
    STOP = "stop"
    TOO_SHORT = "too short"


@dataclass(frozen=True, slots=True)
class Opened:
    """An utterance begins at `start`, pre-roll included; `onset` is its first frame of speech."""

    start: int
    onset: int


@dataclass(frozen=True, slots=True)
class Closed:
    """The utterance ends at `end`. TOO_SHORT: what opened it was no speech.

    speech_end: end of the last frame of speech. speech: samples of frames that surely hold speech.
    """

    start: int
    end: int
    reason: EndReason
    speech_end: int = 0
    speech: int = 0


@dataclass(slots=True)
class _Frame:
    start: int
    probability: float


class Endpointer:
    """Turns speech probabilities into utterances. Positions in samples; independent of sound and model."""

    def __init__(self, settings: EndpointerSettings | None = None) -> None:
        self._settings = settings or EndpointerSettings()
        self._position = 0
        self._floor = 0  # no utterance may begin before: the end of the last one
        self._run: deque[_Frame] = deque(maxlen=max(1, round(to_samples(self._settings.onset_s) / FRAME)))
        self._recent: deque[_Frame] = deque(maxlen=round(to_samples(self._settings.cut_window_s) / FRAME))
        self._open: Opened | None = None
        self._speech_end = 0
        self._speech_frames = 0

    @property
    def speaking(self) -> bool:
        return self._open is not None

    @property
    def onset_in_sight(self) -> bool:
        """Whether the last frame held speech, so that an utterance opens if the next ones do."""
        return bool(self._run)

    @property
    def needed_from(self) -> int:
        """Sound before this position is not needed any more."""
        if self._open is not None:
            return self._open.start
        # An onset in sight reaches back over the frames of the run, and the pre-roll before them.
        reach = len(self._run) * FRAME + to_samples(self._settings.pre_roll_s)
        return max(self._floor, self._position - reach)

    def set_silence_scale(self, silence_scale: float) -> None:
        """Scale the silence that ends an utterance, from now on. Raises ValueError outside sensible bounds."""
        self._settings = replace(self._settings, silence_scale=silence_scale)

    def silence(self) -> int:
        """Samples since the last speech of the open utterance; 0 when none is open."""
        return self._position - self._speech_end if self._open else 0

    def likely_end(self) -> int | None:
        """Where the open utterance will end if no more is said; None during speech, or without an utterance."""
        if self._open is None or self.silence() < to_samples(self._settings.post_roll_s):
            return None
        return self._speech_end + to_samples(self._settings.post_roll_s)

    def push(self, probability: float) -> list[Opened | Closed]:
        """Take the next frame of FRAME samples. Returns the changes that follow, in order."""
        frame = _Frame(self._position, probability)
        self._position += FRAME
        if self._open is None:
            return self._look_for_onset(frame)
        return self._look_for_end(frame)

    def flush(self) -> list[Opened | Closed]:
        """The stream ends or breaks here: close an open utterance; none reaches across the break."""
        closed: list[Opened | Closed] = [] if self._open is None else [self._close(self._position, EndReason.STOP)]
        self._run.clear()
        self._floor = self._position
        return closed

    def skip(self, samples: int) -> None:
        """Pass over `samples` that were not examined (a short rest at the end of a stream)."""
        self._position += samples

    def _look_for_onset(self, frame: _Frame) -> list[Opened | Closed]:
        if frame.probability < self._settings.onset:
            self._run.clear()
            return []
        self._run.append(frame)
        if len(self._run) < (self._run.maxlen or 1):
            return []
        onset = self._run[0].start
        self._speech_frames = len(self._run)
        start = max(self._floor, onset - to_samples(self._settings.pre_roll_s))
        return [self._begin(start, onset)]

    def _begin(self, start: int, onset: int) -> Opened:
        self._open = Opened(start, onset)
        self._speech_end = self._position
        self._recent.clear()
        self._run.clear()
        return self._open

    def _look_for_end(self, frame: _Frame) -> list[Opened | Closed]:
        assert self._open is not None
        self._recent.append(frame)
        if frame.probability >= self._settings.offset:
            self._speech_end = self._position
            self._speech_frames += frame.probability >= self._settings.onset
        length = self._speech_end - self._open.start
        if self.silence() >= to_samples(self._settings.silence_limit_s(length / to_samples(1.0))):
            return [self._close(self._speech_end, EndReason.SILENCE)]
        if self._position - self._open.start >= to_samples(self._settings.longest_s):
            return self._cut()
        return []

    def _close(self, speech_end: int, reason: EndReason) -> Closed:
        assert self._open is not None
        opened, self._open = self._open, None
        end = min(self._position, speech_end + to_samples(self._settings.post_roll_s))
        speech, self._speech_frames = self._speech_frames * FRAME, 0
        if speech < to_samples(self._settings.shortest_s):
            reason = EndReason.TOO_SHORT
        else:
            self._floor = end
        return Closed(opened.start, end, reason, min(self._speech_end, end), speech)

    def _cut(self) -> list[Opened | Closed]:
        """Close at the quietest frame of the last seconds and continue from there, without overlap or gap."""
        assert self._open is not None
        quietest = min(self._recent, key=lambda frame: (frame.probability, -frame.start))
        at = quietest.start + FRAME // 2
        opened = self._open
        after = [frame for frame in self._recent if frame.start >= at]
        spoken_after = [frame for frame in after if frame.probability >= self._settings.onset]
        speech = max(0, self._speech_frames - len(spoken_after)) * FRAME
        closed = Closed(opened.start, at, EndReason.LENGTH, at, speech)
        self._floor = at
        speech_end = self._speech_end
        again = self._begin(at, spoken_after[0].start if spoken_after else at)
        self._speech_end = max(speech_end, at)
        self._speech_frames = len(spoken_after)
        return [closed, again]
