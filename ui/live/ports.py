"""What the page of live captions asks of the rest of the program."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from ui.library.ports import ExportPort
from ui.models.ports import ModelStorePort
from ui.ports import ModelsPort, PreferencesPort, SessionStatePort

if TYPE_CHECKING:
    from app.choices import ListedSource, SourceChoice
    from app.control.broadcast import Broadcast, Improvement
    from engine.errors import CaptioningError
    from engine.events import CaptionEvent


class SessionProgressPort(SessionStatePort, Protocol):
    @property
    def improving(self) -> int:
        """How many captions of sessions that were stopped may still change."""


class SessionPort(SessionProgressPort, Protocol):
    """One session at a time; events say what follows."""

    def start(self, choice: SourceChoice) -> None: ...

    def pause(self) -> None: ...

    def resume(self) -> None: ...

    def stop(self) -> None:
        """What is left of it is finished, behind the next session where one starts."""

    @property
    def number(self) -> int:
        """Of the session that runs or ran last; an Improvement names its session by it."""

    @property
    def begun(self) -> list[Callable[[int], None]]:
        """Called with the number of each session, before its first event; they must return at once."""

    def skip_refining(self) -> None:
        """Leave these captions as they are."""


class EventsPort(Protocol):
    """Where captions come from."""

    @property
    def events(self) -> Broadcast[CaptionEvent]: ...

    @property
    def improvements(self) -> Broadcast[Improvement]:
        """Finals of a session that was stopped, while another one runs."""

    @property
    def session(self) -> SessionProgressPort: ...

    @property
    def preferences(self) -> PreferencesPort: ...


class CorrectionPort(Protocol):
    def correct(
        self, session_id: int, utterance_id: int, text: str, done: Callable[[CaptioningError | None], None]
    ) -> None:
        """Keeps a reader's text beside what was heard."""


class DevicesPort(Protocol):
    def list_sources(self, done: Callable[[list[ListedSource] | CaptioningError], None]) -> None: ...

    def list_tracks(self, path: Path, done: Callable[[list[ListedSource] | CaptioningError], None]) -> None:
        """A choice for each audio track of a file that has several."""


class LevelPort(Protocol):
    """Measures how loud sources are; every method returns at once."""

    def watch(self, choices: Collection[SourceChoice]) -> None:
        """These sources from now on, and no others."""

    def close(self) -> None: ...


class MarksPort(Protocol):
    """Places that the user marks. session_id: None for the captions that run. position: samples since they began."""

    def add_mark(
        self, session_id: int | None, position: int, note: str, done: Callable[[CaptioningError | None], None]
    ) -> None:
        """A later note takes the place of an earlier one."""

    def remove_mark(
        self, session_id: int | None, position: int, done: Callable[[CaptioningError | None], None]
    ) -> None: ...


class LivePagePort(Protocol):
    @property
    def devices(self) -> DevicesPort: ...

    @property
    def marks(self) -> MarksPort: ...

    @property
    def models(self) -> ModelsPort: ...

    @property
    def preferences(self) -> PreferencesPort: ...

    @property
    def transcripts(self) -> ExportPort: ...


class FirstPagePort(ModelStorePort, Protocol):
    @property
    def devices(self) -> DevicesPort: ...

    @property
    def preferences(self) -> PreferencesPort: ...
