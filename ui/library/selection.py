"""Which transcripts an act or an export is for: those selected in the list, or the one that is open."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.files import file_stem
from app.transcripts.library import ListedTranscript
from app.transcripts.values import SessionSummary
from ui.library.library_lists import LibraryLists
from ui.library.lines import date_text, title_of
from ui.library.reading_pane import ReadingPane
from ui.library.shown_sessions import ShownSession


class ChosenTranscripts:
    """Several only where several are selected. lists, reading: the two sides of the page."""

    def __init__(self, lists: LibraryLists, reading: ReadingPane) -> None:
        self._lists, self._reading = lists, reading

    def on_page(self) -> Sequence[ShownSession]:
        """The oldest first."""
        selected = [each.session for each in self._lists.selected]
        if len(selected) > 1:
            return [_shown(each) for each in sorted(selected, key=lambda each: (each.started_at, each.id))]
        return [] if self._reading.transcript is None else [_shown(self._reading.transcript.session)]

    @property
    def at_hand(self) -> ListedTranscript | None:
        """The line of the transcript that is open or that the list stands on; None in the list of what was found."""
        row = None if self._reading.number is None else self._lists.transcripts.row_of(self._reading.number)
        if row is not None and self._reading.isVisible():
            return self._lists.transcripts.rows[row]
        return None if self._lists.field.text() else self._lists.in_hand

    def with_one(self, act: Callable[[ListedTranscript], None]) -> None:
        if (listed := self.at_hand) is not None:
            act(listed)

    def with_all(self, act: Callable[[Sequence[ListedTranscript]], None]) -> None:
        selected, listed = self._lists.selected, self.at_hand
        if len(selected) > 1:
            act(selected)
        elif listed is not None:
            act([listed])


def _shown(session: SessionSummary) -> ShownSession:
    return ShownSession(date_text(session.started_at), title_of(session), session.id, file_stem(session.title))
