"""The whole program but its window, as the sum of what the parts of the window ask of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from ui.library.ports import ExportPort, LeftOverPort, LibraryPartsPort
from ui.live.ports import CorrectionPort, EventsPort, FirstPagePort, LivePagePort, SessionPort
from ui.models.ports import ModelsPagePort

if TYPE_CHECKING:
    from app.control.departures import Departures
    from app.transcripts.values import ClockMark
    from engine.errors import CaptioningError
    from ui.files.ports import FilesPort
    from ui.vocabulary.ports import VocabularyPort


class TranscriptsPort(ExportPort, LeftOverPort, CorrectionPort, Protocol):
    """The transcript of the session that runs or ran last, and what is done with any."""

    @property
    def text_is_kept(self) -> bool:
        """Every final of the running session, or the last one, is on the disk; False where that was refused."""

    @property
    def clock_marks(self) -> tuple[ClockMark, ...]:
        """What ties positions of its sound to the time of day."""


class WindowPort(EventsPort, LivePagePort, FirstPagePort, LibraryPartsPort, ModelsPagePort, Protocol):
    """Every method returns at once.

    `done` is always called, from a worker thread; it may bring any CaptioningError, also where that is not expected.
    """

    @property
    def departures(self) -> Departures:
        """What leaves this computer now."""

    @property
    def session(self) -> SessionPort: ...

    @property
    def transcripts(self) -> TranscriptsPort: ...

    @property
    def files(self) -> FilesPort: ...

    @property
    def vocabulary(self) -> VocabularyPort: ...

    def collect_details(self, done: Callable[[str | CaptioningError], None]) -> None:
        """What a report of a fault needs."""


class EarshotPort(WindowPort, Protocol):
    """The program from its start to its end."""

    def warm_up(self) -> None:
        """Have a worker import what is slow to import; for a window that is there already."""

    def close(self) -> None:
        """Stops and waits, a few seconds at most."""
