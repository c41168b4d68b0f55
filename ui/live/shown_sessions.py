"""Which sessions stand on the page, and under which number each is in the transcript store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.events import CaptionEvent, Final, SessionEnded
from ui.live.caption_view import CaptionView
from ui.ports import CaptionController

MOST_WORDS = 28


@dataclass(slots=True)
class ShownSession:
    """One that has said something. began: its time of day. words: how it begins. stored: None while it is not kept."""

    began: str
    words: str
    stored: int | None = None

    @property
    def short(self) -> str:
        """Its first words, ended with dots where they are many."""
        return self.words if len(self.words) <= MOST_WORDS else f"{self.words[:MOST_WORDS].rstrip()}…"


class ShownSessions:
    """The controller knows the number of its last session alone; the page holds all since the window was opened."""

    def __init__(self, controller: CaptionController, view: CaptionView) -> None:
        self._controller, self._view = controller, view
        self._began = ""
        self._sessions: dict[int, ShownSession] = {}

    def begin_session(self, began: str) -> None:
        """began: its time of day. It is listed from its first text on."""
        self._began = began

    def show_event(self, event: CaptionEvent) -> None:
        if isinstance(event, Final):
            self._sessions.setdefault(self._view.session, ShownSession(self._began, event.text))
        if isinstance(event, Final | SessionEnded) and (shown := self._sessions.get(self._view.session)):
            number = self._controller.session_id  # the database may be some texts behind, and name it later
            shown.stored = shown.stored if number is None else number

    def on_page(self) -> Sequence[ShownSession]:
        """The oldest first."""
        return list(self._sessions.values())

    def stored(self, session: int) -> int | None:
        """The number in the store of a session of the view (`CaptionView.session`)."""
        shown = self._sessions.get(session)
        return None if shown is None else shown.stored
