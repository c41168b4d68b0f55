"""Leads from an open transcript to the pane that improves it, and back; what is taken is an edit like any other."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction

from app.transcripts.refining import HeardAgain, taken
from ui.common.theme import Theme
from ui.library.page import TranscriptsPage
from ui.library.ports import RefiningPort
from ui.library.refining_pane import RefiningPane
from ui.library.transcript_editing import TranscriptEditing
from ui.ports import ModelsPort

translate = QCoreApplication.translate


def add_improving(page: TranscriptsPage, refining: RefiningPort, models: ModelsPort, theme: Theme) -> RefiningPane:
    """The pane stands in the place of list and text while a transcript is improved."""
    pane = RefiningPane(refining, models, theme, page)
    page.stack.addWidget(pane)
    menu = page.reading.more.menu()
    action = QAction(translate("Improving", "Improve…"), page)
    action.setObjectName("improve")
    action.setData(False)  # not for one that was deleted
    menu.insertAction(menu.actions()[0], action)

    def improve() -> None:
        if page.reading.transcript is not None:
            page.reading.editing.keep()
            pane.open(page.reading.transcript, selected_span(page.reading.editing))
            page.stack.setCurrentWidget(pane)
            pane.focus_first()

    def back() -> None:
        page.reading.editing.keep()
        pane.leave()
        page.stack.setCurrentWidget(page.sides)
        page.reading.view.setFocus()

    action.triggered.connect(lambda _checked=False: improve())
    pane.closed.connect(back)
    pane.places.take_wanted.connect(partial(_take, pane, page.reading.editing))
    pane.places.undo_wanted.connect(partial(_undo, pane, page.reading.editing))
    return pane


def selected_span(editing: TranscriptEditing) -> tuple[int, int] | None:
    """Begin and end of the selected sentences, in samples; None where nothing is selected."""
    if not editing.view.textCursor().hasSelection() or not (selected := editing.selected()):
        return None
    return min(each.start for each in selected), max(each.end for each in selected)


def _take(pane: RefiningPane, editing: TranscriptEditing, wanted: list[HeardAgain]) -> None:
    change = None if editing.transcript is None else taken(editing.transcript, wanted)
    editing.do(change)
    numbers = set() if change is None else {each.number for each in change.after}
    pane.places.settle(wanted, numbers)
    if len(numbers) < len(wanted):
        pane.message.setText(translate("Improving", "Sentences that were changed meanwhile stay as they are."))


def _undo(pane: RefiningPane, editing: TranscriptEditing) -> None:
    """Takes back what was taken last."""
    editing.undo()
    pane.places.reopen_last()
