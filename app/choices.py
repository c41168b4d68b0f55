"""The user's choices before captions begin, and the states of a live session."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path


class SourceKind(Enum):
    """Where sound comes from."""

    MICROPHONE = "mic"
    SYSTEM = "system"
    BOTH = "both"  # microphone and system sound, each with its label
    FILE = "file"


@dataclass(frozen=True, slots=True)
class SourceChoice:
    """One source, as the user picked it.

    device: identifier of a listed device, None for the system's default one; of the microphone for BOTH, whose
    system sound is that of the default speaker. path: only for FILE, `-` for standard input.
    track: the number of the audio track of a file, from 1 on; None for the one that the file calls its default.
    paced: a file is read at its own pace, as if it were live; otherwise as fast as it can be recognised.
    """

    kind: SourceKind = SourceKind.MICROPHONE
    device: str | None = None
    path: Path | None = None
    paced: bool = True
    track: int | None = None

    @property
    def real_time(self) -> bool:
        """Sound comes at its own pace."""
        return self.kind is not SourceKind.FILE or self.paced


@dataclass(frozen=True, slots=True)
class LiveOptions:
    """What may differ from the settings for one session; None leaves it to them.

    record: a file to keep the sound in. partials: guesses while people speak. mode: "fast", "balanced" or "calm".
    vocabulary: the file of a hotword list that counts beside the user's lists. languages: those that are spoken, one of
    which is detected; empty leaves them to the settings. context: what is talked about. word_times: times of single
    words are wanted, for subtitles say. speakers: label voices; how many there are, 0 to find out.
    """

    model: str | None = None
    language: str | None = None
    languages: tuple[str, ...] = ()
    record: Path | None = None
    partials: bool = True
    mode: str | None = None
    vocabulary: Path | None = None
    context: str | None = None
    word_times: bool = False
    speakers: int | None = None


@dataclass(frozen=True, slots=True)
class ListedSource:
    """A source that is there now. title: what a person reads; default: the system would pick it; muted: it says so."""

    choice: SourceChoice
    title: str
    default: bool = False
    muted: bool = False


@dataclass(frozen=True, slots=True)
class LeftOver:
    """A session that did not end in order. finals: how many of its texts are kept. recording: its sound, if any."""

    session_id: int
    title: str
    finals: int
    recording: Path | None = None


class LiveState(Enum):
    """LOADING and STOPPING end by themselves; the others when the user says so (or a file ends)."""

    IDLE = "idle"
    LOADING = "loading"
    CAPTIONING = "captioning"
    PAUSED = "paused"
    STOPPING = "stopping"
