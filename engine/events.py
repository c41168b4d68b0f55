"""Every message that leaves the engine: frozen values, positions in samples since the session began."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

NO_TIME = float("nan")


@dataclass(frozen=True, slots=True)
class Timing:
    """When the sound behind an event reached each stage, in seconds of time.monotonic().

    heard_s: arrival of the newest sample.
    queued_s: start of the wait for the model.
    decided_s: the endpoint; the pass of a final that was computed early, during a pause, was queued before.
    started_s, computed_s: begin and end of the model's pass. NaN where a stage does not apply.
    """

    heard_s: float = NO_TIME
    queued_s: float = NO_TIME
    decided_s: float = NO_TIME
    started_s: float = NO_TIME
    computed_s: float = NO_TIME
    posted_s: float = NO_TIME


class Stream(Enum):
    """The source of an event where two are captioned; None where there is one."""

    ME = "me"  # the microphone
    OTHERS = "others"  # what the computer plays


@dataclass(frozen=True, slots=True)
class Word:
    """One word (or one Chinese character) of a final, with its time.

    start, end: samples. probability: 0..1, or None where the model gives none.
    interpolated: placed between its neighbours, not measured (digits, punctuation).
    """

    text: str
    start: int
    end: int
    probability: float | None = None
    interpolated: bool = False


@dataclass(frozen=True, slots=True)
class SpeechStarted:
    """Speech began at `start`; partials and one Final or NothingSaid of this utterance follow."""

    utterance_id: int
    start: int
    timing: Timing = Timing()
    stream: Stream | None = None


@dataclass(frozen=True, slots=True)
class Partial:
    """The present hypothesis of an open utterance; any later event of the utterance replaces it.

    Within one utterance each `stable` begins with the previous one. `tentative` follows it directly, with its own
    leading blank where one is needed. language: BCP 47, None where unknown.
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
    """The part of a model that wrote a final."""

    STARTER = "starter"  # a model of earlier versions; transcripts from then are still read
    CTC = "ctc"
    LLM = "llm"
    ATTENTION = "attention"


@dataclass(frozen=True, slots=True)
class Final:
    """The text that is kept and exported.

    words: empty where the model gives no times; then only start and end are known.
    draft: taken from a partial because the session was behind; a later Final may refine it.
    reason: why this text was taken and not the usual one, or None.
    real_time_factor: compute time / audio time of the final pass; below 1 keeps up.
    hotwords_replaced: as in Hypothesis; counted while the session runs, not kept in transcripts.
    alternatives: other texts for the same sound, most probable first; empty where the model weighs none.
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
    alternatives: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NothingSaid:
    """The utterance ended without text: its partial, if any, is removed from the screen."""

    utterance_id: int
    start: int
    end: int
    reason: str
    timing: Timing = Timing()
    stream: Stream | None = None


@dataclass(frozen=True, slots=True)
class SpeakerLabelled:
    """Whose voice a final has; found after it, and perhaps again later, also after the end of the session.

    speaker: 1, 2, ..., who spoke most of it. name: of an enrolled voice. certain: no other voice is nearly as close.
    revised: the final had another speaker before. also: who else spoke, by name or number.
    """

    utterance_id: int
    start: int
    speaker: int
    name: str | None = None
    certain: bool = True
    revised: bool = False
    also: tuple[str | int, ...] = ()
    stream: Stream | None = None


@dataclass(frozen=True, slots=True)
class Level:
    """Loudness of the newest block, dBFS (at most 0.0), and whether speech is heard."""

    end: int
    rms_dbfs: float
    peak_dbfs: float
    speaking: bool
    stream: Stream | None = None


@dataclass(frozen=True, slots=True)
class Overrun:
    """`length` samples from `start` on were lost because they were not read in time.

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


class SilenceReason(Enum):
    """Why no sound arrives from a source."""

    MUTED = "muted"  # the sound system says so, or its volume is zero
    DIGITAL_SILENCE = "digital_silence"  # a microphone delivers zeros: probably muted by a switch of its own
    NOTHING_PLAYED = "nothing_played"  # system sound: usually no fault


@dataclass(frozen=True, slots=True)
class NoSound:
    """No sound arrives from `device`. Holds until SoundBack of the same stream; a later one replaces it.

    Posted at once where the sound system knows that the source is muted, else after 10 s of digital silence. Never
    for a file. position: end of the sound that was heard.
    """

    position: int
    device: str
    reason: SilenceReason
    what: str
    remedy: str
    stream: Stream | None = None


@dataclass(frozen=True, slots=True)
class SoundBack:
    """The source is no longer silent, or no longer muted."""

    position: int
    device: str
    stream: Stream | None = None


@dataclass(frozen=True, slots=True)
class BehindBy:
    """How much captured sound (seconds) still has to become text. Posted when it changes visibly.

    left_s: after the end of the sound, the expected time to compute all that is left.
    getting_ready: there is no model yet; an event with False follows once there is one.
    """

    position: int
    behind_s: float
    left_s: float = 0.0
    getting_ready: bool = False


@dataclass(frozen=True, slots=True)
class EngineError:
    """Something failed. If `fatal`, the session has ended after keeping everything said so far."""

    position: int
    what: str
    remedy: str
    fatal: bool = False


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the user should know that is no failure, such as which of several tracks is heard."""

    position: int
    what: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class NothingHeard:
    """A session gave no text; posted before its end.

    loudest_dbfs: the peak of its sound; digital silence is -100.
    """

    position: int
    loudest_dbfs: float
    what: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Degraded:
    """Captions continue with less than was asked for, or than the model can do elsewhere: a state, no failure.

    Posted once a session for each cause.
    """

    position: int
    what: str
    remedy: str


@dataclass(frozen=True, slots=True)
class OtherLanguage:
    """A language is spoken that captions are not set to, so they are wrong. Once a session for each language.

    language: BCP 47. known: the model in use knows it, so choosing it is enough; else another model is needed. Only
    models that detect languages find this.
    """

    position: int
    language: str
    known: bool
    what: str
    remedy: str


@dataclass(frozen=True, slots=True)
class RecordingStopped:
    """The sound file ends at `position` (a full disk, for example); captions continue."""

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
    finals: int = 0


CaptionEvent = (
    SpeechStarted
    | Partial
    | Final
    | NothingSaid
    | SpeakerLabelled
    | Level
    | Overrun
    | DeviceLost
    | DeviceBack
    | NoSound
    | SoundBack
    | BehindBy
    | EngineError
    | Notice
    | Degraded
    | OtherLanguage
    | NothingHeard
    | RecordingStopped
    | SourceEnded
    | SessionEnded
)
