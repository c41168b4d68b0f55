"""What the pages that show transcripts ask of the rest of the program."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from app.choices import LeftOver
    from app.control.playback import Peaks, PlayedMedia, PlayerState
    from app.exporters.options import ExportChoices
    from app.exporters.preview import ExportPreview
    from app.transcripts.editing_values import EditedSentence, Unsaved
    from app.transcripts.enrolled_voices import EnrolledVoice
    from app.transcripts.library import ListedTranscript, Overview
    from app.transcripts.refining import HeardAgain, Passage
    from app.transcripts.speaker_labels import SpokenTurns
    from app.transcripts.values import ListedPart, SearchHit, SessionSummary, Transcript
    from engine.errors import CaptioningError
    from engine.events import Degraded
    from ui.ports import ModelsPort

ExportFormats = Sequence[tuple[str, str]]
"""Pairs of a format's name, which is also the file suffix, and its title in English."""


class TranscriptListPort(Protocol):
    """The kept transcripts as a list. As in all ports of the library, every method returns at once; `done` is called
    from a worker, with a CaptioningError where it failed."""

    def list_page(
        self,
        after: SessionSummary | None,
        done: Callable[[list[ListedTranscript] | CaptioningError], None],
        part: ListedPart,
    ) -> None:
        """The newest first: those that follow `after`, a page at most; an empty page is the end."""

    def search(self, query: str, done: Callable[[list[SearchHit] | CaptioningError], None]) -> None:
        """Sentences that hold every part of `query`, of the newest transcript first."""

    def overview(self, done: Callable[[Overview | CaptioningError], None]) -> None:
        """Tags in use, and what all takes on the disk."""

    def delete_everything(self, done: Callable[[int | CaptioningError], None]) -> None:
        """For good; the bytes that became free. Refused while captions run."""


class TranscriptTextPort(Protocol):
    """The text of one kept transcript."""

    def load(self, session_id: int, done: Callable[[Transcript | CaptioningError], None]) -> None: ...

    def save_edits(self, session_id: int, edits: Unsaved, done: Callable[[CaptioningError | None], None]) -> None:
        """What an editor changed: all of it is kept, or nothing."""


class TranscriptActsPort(Protocol):
    """What can be done with a kept transcript as a whole."""

    def rename(self, session_id: int, title: str, done: Callable[[ListedTranscript | CaptioningError], None]) -> None:
        """An empty title brings the date back."""

    def change_tags(
        self,
        session_id: int,
        add: Iterable[str],
        remove: Iterable[str],
        done: Callable[[ListedTranscript | CaptioningError], None],
    ) -> None: ...

    def delete(self, session_id: int, done: Callable[[ListedTranscript | CaptioningError], None]) -> None:
        """Its recording is deleted with it; `restore` undoes it for half a minute."""

    def delete_for_good(self, session_id: int, done: Callable[[ListedTranscript | CaptioningError], None]) -> None:
        """At once, with its recording."""

    def restore(self, session_id: int, done: Callable[[CaptioningError | None], None]) -> None: ...


class LibraryPort(TranscriptListPort, TranscriptTextPort, TranscriptActsPort, Protocol):
    """The kept transcripts."""


class RunningSessionPort(Protocol):
    @property
    def session_id(self) -> int | None:
        """Of the running session, or the last one; None while it is not stored."""


class ExportPort(RunningSessionPort, Protocol):
    """Writes transcripts into files."""

    def export(
        self,
        session_id: int | None,
        target: Path,
        format_name: str,
        done: Callable[[Degraded | CaptioningError | None], None],
    ) -> None:
        """None for the session that runs, or the last one, stored or not.

        `done` gets what went wrong, what the file lacks, or None.
        """

    def export_joined(
        self,
        sessions: Sequence[int | None],
        target: Path,
        format_name: str,
        done: Callable[[Degraded | CaptioningError | None], None],
    ) -> None:
        """As `export`, several in one file."""

    @property
    def export_choices(self) -> ExportChoices:
        """Those of the last export."""

    def remember_export(self, choices: ExportChoices, done: Callable[[CaptioningError | None], None]) -> None:
        """In force at once; `done` says whether they are kept."""

    def preview_export(
        self,
        sessions: Sequence[int | None],
        choices: ExportChoices,
        done: Callable[[ExportPreview | CaptioningError], None],
    ) -> None:
        """How a file would begin, and the rules that it would not keep."""


class LeftOverPort(Protocol):
    def find_left_over(self, done: Callable[[list[LeftOver] | CaptioningError], None]) -> None:
        """The sessions that did not end in order, newest first."""


class PlayerPort(Protocol):
    """Plays the sound that is open. Positions are samples since the captions of its transcript began."""

    @property
    def state(self) -> PlayerState:
        """Costs nothing."""

    def play(self) -> None: ...

    def pause(self) -> None: ...

    def seek(self, position: int) -> None: ...

    def set_speed(self, speed: float) -> None:
        """0.5 to 2; the pitch stays."""

    def set_loop(self, loop: tuple[int, int] | None) -> None: ...


class PlaybackPort(Protocol):
    """The sound of one transcript at a time."""

    def open(self, transcript: Transcript, done: Callable[[PlayedMedia | CaptioningError | None], None]) -> None:
        """None where no sound was kept. What played before ends."""

    def draw(self, tell: Callable[[Peaks | CaptioningError], None]) -> None:
        """Read the outline of the open sound, told as it becomes finer; again for a recording that has grown."""

    def forget(self) -> None:
        """Nothing is open any more."""

    @property
    def player(self) -> PlayerPort: ...


class Cancellable(Protocol):
    def cancel(self) -> None: ...


class RefiningPort(Protocol):
    """Another model over the sound of a kept transcript. Every method returns at once; callbacks come from a worker."""

    def look(self, session_id: int, done: Callable[[Transcript | CaptioningError], None]) -> None:
        """The transcript, or why it cannot be heard again."""

    def refine(
        self,
        session_id: int,
        passage: Passage,
        model: str | None,
        found: Callable[[HeardAgain], None],
        progress: Callable[[float, str], None],
        done: Callable[[int | CaptioningError], None],
    ) -> Cancellable:
        """Keeps nothing. model: None for the best at hand. done: how many sentences were heard."""


class SpeakersPort(Protocol):
    """Who speaks in a kept transcript, by voice. label: of a speaker without a name, with {number} in it."""

    label: str

    def find(
        self,
        session_id: int,
        speakers: int | None,
        progress: Callable[[float, str], None],
        done: Callable[[SpokenTurns | CaptioningError], None],
    ) -> Cancellable:
        """Keeps nothing. speakers: how many there are, None to find out."""

    def enrol(
        self,
        session_id: int,
        sentences: Sequence[EditedSentence],
        name: str,
        agreed: bool,
        done: Callable[[CaptioningError | None], None],
    ) -> None:
        """Remember, as `name`, the voice of sentences of a kept transcript. agreed: this person has agreed to that."""

    def list_voices(self, done: Callable[[list[EnrolledVoice] | CaptioningError], None]) -> None:
        """Those that are remembered."""

    def forget(self, name: str, done: Callable[[list[EnrolledVoice] | CaptioningError], None]) -> None:
        """Delete a remembered voice; tells those that are left."""


class LibraryPartsPort(Protocol):
    """All that the page of transcripts is made of."""

    @property
    def library(self) -> LibraryPort: ...

    @property
    def playback(self) -> PlaybackPort: ...

    @property
    def refining(self) -> RefiningPort: ...

    @property
    def speakers(self) -> SpeakersPort: ...

    @property
    def models(self) -> ModelsPort: ...

    @property
    def transcripts(self) -> ExportPort: ...
