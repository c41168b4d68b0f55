"""Every message that leaves the engine: frozen values, positions in samples since the session began."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

NO_TIME = float("nan")


@dataclass(frozen=True, slots=True)
class Timing:
    """When the sound behind an event reached each stage, in seconds of time.monotonic().

    heard_s: arrival of the newest sample that the event speaks of. queued_s: it began to wait for the model.
    decided_s: the utterance was judged finished; a final that was computed in advance, during the silence, was
    queued before. started_s, computed_s: the model's pass. NaN where a stage does not apply.
    """

    heard_s: float = NO_TIME
    queued_s: float = NO_TIME
    decided_s: float = NO_TIME
    started_s: float = NO_TIME
    computed_s: float = NO_TIME
    posted_s: float = NO_TIME


class Stream(Enum):
    """Which of two sources an event is of, where two are captioned at once; one alone has no name."""

    ME = "me"  # the microphone
    OTHERS = "others"  # what the computer plays


@dataclass(frozen=True, slots=True)
class Word:
    """One word (or one Chinese character) of a final, with its place in the session.

    start, end: samples. probability: 0..1, or None where the model gives none.
    interpolated: the place was put between the neighbours, not measured (digits, punctuation).
    """

    text: str
    start: int
    end: int
    probability: float | None = None
    interpolated: bool = False


@dataclass(frozen=True, slots=True)
class SpeechStarted:
    """Somebody began to speak at `start`; partials and one Final or NothingSaid of this utterance follow."""

    utterance_id: int
    start: int
    timing: Timing = Timing()
    stream: Stream | None = None


@dataclass(frozen=True, slots=True)
class Partial:
    """The present guess for an utterance that goes on; any later event of the utterance replaces it.

    Within one utterance each `stable` begins with the one before it. `tentative` follows it directly
    (it carries its own leading blank where one is needed). language: BCP 47, None where the model does not say.
    """

    utterance_id: int
    start: int
    end: int
    stable: str
    tentative: str
    timing: Timing = Timing()
    stream: Stream | None = None
    language: str | None = None

    @property
    def text(self) -> str:
        return self.stable + self.tentative


class DecodedBy(Enum):
    """Which part of a model wrote a final."""

    STARTER = "starter"  # a model of earlier versions; transcripts from then are still read
    CTC = "ctc"
    LLM = "llm"
    ATTENTION = "attention"


@dataclass(frozen=True, slots=True)
class Final:
    """The text that is kept and exported.

    words: may be empty where the model gives no times; then only start and end are true.
    draft: kept under pressure of time; a Final of the same utterance may refine it later.
    reason: why this text was taken where the usual way was not, or None.
    real_time_factor: compute time / audio time of the final pass; below 1 keeps up.
    hotwords_replaced: as in Hypothesis; counted while the session runs, not kept in transcripts.
    """

    utterance_id: int
    start: int
    end: int
    text: str
    words: tuple[Word, ...]
    model: str
    decoded_by: DecodedBy
    real_time_factor: float
    language: str | None = None
    hotwords_offered: tuple[str, ...] = ()
    hotwords_used: tuple[str, ...] = ()
    hotwords_replaced: tuple[str, ...] = ()
    draft: bool = False
    reason: str | None = None
    timing: Timing = Timing()
    stream: Stream | None = None


@dataclass(frozen=True, slots=True)
class NothingSaid:
    """The utterance ended without text: its partial, if any, is taken off the screen."""

    utterance_id: int
    start: int
    end: int
    reason: str
    timing: Timing = Timing()
    stream: Stream | None = None


@dataclass(frozen=True, slots=True)
class Level:
    """Loudness of the newest block, dBFS (at most 0.0), and whether speech is being heard."""

    end: int
    rms_dbfs: float
    peak_dbfs: float
    speaking: bool
    stream: Stream | None = None


@dataclass(frozen=True, slots=True)
class Overrun:
    """`length` samples from `start` on were lost because nobody fetched them in time.

    length 0: the sound system itself lost some just before `start`; it does not say how many.
    """

    start: int
    length: int
    stream: Stream | None = None


@dataclass(frozen=True, slots=True)
class DeviceLost:
    """The source stopped delivering at `position`; Earshot keeps trying to get it back."""

    position: int
    device: str
    what: str
    remedy: str
    stream: Stream | None = None


@dataclass(frozen=True, slots=True)
class DeviceBack:
    """Sound flows again from `position` on, from `device` (which may be another one). away_s: clock seconds."""

    position: int
    device: str
    away_s: float
    stream: Stream | None = None


@dataclass(frozen=True, slots=True)
class BehindBy:
    """How much heard sound (seconds) waits to become text. Posted when it changes visibly.

    left_s: after the end of the sound, how long all that is left will probably take to compute.
    getting_ready: there is no model yet; once it is there, one with False follows.
    """

    position: int
    behind_s: float
    left_s: float = 0.0
    getting_ready: bool = False


@dataclass(frozen=True, slots=True)
class EngineError:
    """Something failed. Where `fatal`, the session has ended after keeping what was said so far."""

    position: int
    what: str
    remedy: str
    fatal: bool = False


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that a reader should know and that is no failure: which of several tracks is heard, say.

    until_speech: it no longer holds once somebody is heard to speak.
    """

    position: int
    what: str
    remedy: str = ""
    until_speech: bool = False


@dataclass(frozen=True, slots=True)
class NothingHeard:
    """No text came of all the sound of a session; told before its end.

    loudest_dbfs: its peak; digital silence is -100.
    """

    position: int
    loudest_dbfs: float
    what: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Degraded:
    """Captions go on with less than was asked for, or than the model can do elsewhere: a state, no failure.

    Posted once a session for each cause.
    """

    position: int
    what: str
    remedy: str


@dataclass(frozen=True, slots=True)
class RecordingStopped:
    """The sound file ends at `position` (a full disk, say); captions go on."""

    position: int
    what: str
    remedy: str


@dataclass(frozen=True, slots=True)
class SourceEnded:
    """A file was read to its end, or Stop was pressed; everything heard before becomes a final."""

    position: int


@dataclass(frozen=True, slots=True)
class SessionEnded:
    """The last event of a session: all finals are out."""

    position: int
    finals: int = field(default=0)


CaptionEvent = (
    SpeechStarted
    | Partial
    | Final
    | NothingSaid
    | Level
    | Overrun
    | DeviceLost
    | DeviceBack
    | BehindBy
    | EngineError
    | Notice
    | Degraded
    | NothingHeard
    | RecordingStopped
    | SourceEnded
    | SessionEnded
)
