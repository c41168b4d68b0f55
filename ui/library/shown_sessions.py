"""Which sessions stand on the page, and under which number each is in the transcript store."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from engine.events import CaptionEvent, Final, SessionEnded
from ui.library.ports import RunningSessionPort

MOST_WORDS = 28


@dataclass(slots=True)
class ShownSession:
    """One that has said something. began: its time of day. words: how it begins. stored: None while it is not kept.

    file_name: proposed for an export, without an ending; "" for the time of the export.
    """

    began: str
    words: str
    stored: int | None = None
    file_name: str = ""

    @property
    def short(self) -> str:
        """Its first words, ended with dots where they are many."""
        return self.words if len(self.words) <= MOST_WORDS else f"{self.words[:MOST_WORDS].rstrip()}…"


class ShownSessions:
    """The transcripts give the number of the last session alone; the page holds all since the window was opened."""

    def __init__(self, transcripts: RunningSessionPort, on_view: Callable[[], int]) -> None:
        """on_view: the number, on the page, of the captions that run or ran last."""
        self._transcripts, self._on_view = transcripts, on_view
        self._began = ""
        self._before: tuple[str, int | None] = ("", None)
        self._sessions: dict[int, ShownSession] = {}

    def begin_session(self, began: str) -> None:
        """began: its time of day. It is listed from its first text on. Called while the one before is the last one."""
        self._before = (self._began, self._transcripts.session_id)
        self._began = began

    def show_improvement(self, session: int, text: str) -> None:
        """A text of the one before, `session` of the view."""
        began, stored = self._before
        shown = self._sessions.setdefault(session, ShownSession(began, text))
        shown.stored = stored if shown.stored is None else shown.stored

    def show_event(self, event: CaptionEvent) -> None:
        if isinstance(event, Final):
            self._sessions.setdefault(self._on_view(), ShownSession(self._began, event.text))
        if isinstance(event, Final | SessionEnded) and (shown := self._sessions.get(self._on_view())):
            number = self._transcripts.session_id  # the database may be some texts behind, and name it later
            shown.stored = shown.stored if number is None else number

    def on_page(self) -> Sequence[ShownSession]:
        """The oldest first."""
        return list(self._sessions.values())

    def stored(self, session: int) -> int | None:
        """The number in the store of a session of the view (`CaptionView.session`)."""
        shown = self._sessions.get(session)
        return None if shown is None else shown.stored
