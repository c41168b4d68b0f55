"""The page of the transcripts that are kept: find one, read it, rename, delete, export it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QApplication, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.transcripts.library import ListedTranscript
from app.transcripts.values import ALL
from engine.events import CaptionEvent, Final, SessionEnded
from ui.common.banner import BannerStack
from ui.common.theme import Theme
from ui.common.tokens import SPACE_L, SPACE_M, px
from ui.library.acts import TranscriptActs
from ui.library.empty_library import EmptyLibrary
from ui.library.export_menu import ExportMenu
from ui.library.library_lists import LibraryLists
from ui.library.ports import ExportFormats, ExportPort, LibraryPort
from ui.library.reading_pane import ReadingPane
from ui.library.selection import ChosenTranscripts
from ui.library.transcript_view import EXPORT_KEYS

if TYPE_CHECKING:
    from ui.files.panel import FilesPanel

SIDE_BY_SIDE_FROM = 760  # design pixels of the page; a narrower one shows the list or the text
LIST_WIDTH, TEXT_WIDTH = 340, 560
REFRESH_MS = 1_000  # a final is in the list soon after it was heard
_CHANGES = (Final, SessionEnded)


class TranscriptsPage(QWidget):
    """The list is read when the page is shown, and again each time. start_wanted: the button of the empty page.

    Where there is room, the transcript in hand stands beside the list; elsewhere Enter opens it, Back closes it.
    """

    start_wanted = Signal()
    notices_at_foot = True  # at the top they would lie over titles and buttons

    def __init__(
        self,
        library: LibraryPort,
        transcripts: ExportPort,
        formats: ExportFormats,
        banners: BannerStack,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        """transcripts: writes exports."""
        super().__init__(parent)
        self.setObjectName("transcriptsPage")
        self.acts = TranscriptActs(library, banners, self)
        # Each part has its place as its parent from the start: Qt styles again what comes to another one.
        self.stack = QStackedWidget(self)
        self.sides = QSplitter(Qt.Orientation.Horizontal, self.stack)
        self.list_pane = LibraryLists(library, banners, theme, self.sides)
        self._changes = QTimer(self, singleShot=True, interval=REFRESH_MS)
        self._changes.timeout.connect(self.list_pane.refresh)
        self._actions = self._make_actions()
        self.reading = ReadingPane(library, theme, self._actions, self.sides)
        self._chosen = ChosenTranscripts(self.list_pane, self.reading)
        self.export_menu = ExportMenu(transcripts, formats, banners, self._chosen, theme, self)
        self.reading.export.setMenu(self.export_menu)
        self.empty = EmptyLibrary(theme, self.stack)
        self._arrange()
        self._connect()

    def focus_first(self) -> None:
        """The keyboard goes to the list; to the button that starts captions while there is none."""
        if self.stack.currentWidget() is self.empty:
            self.empty.setFocus()
        else:
            self.list_pane.focus_list()

    def put_files(self, panel: FilesPanel) -> None:
        """Above all else: files that are on their way to transcripts."""
        self._column.insertWidget(0, panel)
        panel.opened.connect(self.reading.open)
        panel.changed.connect(self.list_pane.transcripts.refresh)

    def put_away(self) -> None:
        """The window closes: nothing that comes later is for us."""
        for part in (self.reading, self.list_pane, self.acts):
            part.put_away()
        self.export_menu.close_relays()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.list_pane.refresh()

    def take_events(self, events: list[CaptionEvent]) -> None:
        """Captions that run: their line changes with them."""
        if self.isVisible() and not self._changes.isActive() and any(isinstance(each, _CHANGES) for each in events):
            self._changes.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_sides()

    def event(self, event: QEvent) -> bool:
        """Our keys come before those of the window."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._act_for(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if act := self._act_for(event):
            act()
        else:
            super().keyPressEvent(event)

    def _act_for(self, event: QKeyEvent) -> Callable[[], None] | None:
        if event.matches(QKeySequence.StandardKey.Find):
            return self._find
        if event.keyCombination() == EXPORT_KEYS and self.reading.number is not None:
            return self.reading.export.showMenu
        if event.key() == Qt.Key.Key_F2 and self._chosen.at_hand is not None:
            return self._rename
        if event.matches(QKeySequence.StandardKey.Delete) and self._chosen.at_hand is not None:
            return lambda: self._chosen.with_all(self.acts.delete)
        out_of = self.reading.find_bar.isVisible() or self.reading.back.isVisible() or self.list_pane.field.text()
        return self._go_back if event.matches(QKeySequence.StandardKey.Cancel) and out_of else None

    def _go_back(self) -> None:
        """Out of the find bar; out of a transcript that has the page to itself; else out of the search."""
        if self.reading.find_bar.isVisible():
            self.reading.finding.close()
        elif self.reading.back.isVisible():
            self.close_transcript()
        else:
            self.list_pane.field.clear()

    # What is open

    def close_transcript(self) -> None:
        """Back to the list."""
        self.reading.close_transcript()
        self._show_sides()
        self.list_pane.focus_list()

    def _on_opened(self) -> None:
        self._show_sides()
        deleted = self.reading.transcript is not None and self.reading.transcript.session.deleted
        for action in self._actions:
            action.setVisible(action.data() in (None, deleted))
        if not self._beside:
            self.reading.view.setFocus()

    def _on_chosen(self, listed: ListedTranscript) -> None:
        """Enter or a click. A second Enter gives the text the keyboard."""
        if self.reading.number == listed.session.id:
            self.reading.view.setFocus()
        self.reading.open(listed.session.id)

    def _on_touched(self, listed: ListedTranscript) -> None:
        if self._beside:
            self.reading.open(listed.session.id)

    # What is done with it

    def _find(self) -> None:
        """In the text, where the keyboard is there; else in all transcripts."""
        if self.reading.view.hasFocus():
            self.reading.open_find()
        else:
            self.list_pane.field.setFocus()
            self.list_pane.field.selectAll()

    def _rename(self) -> None:
        if (listed := self._chosen.at_hand) is None:
            return
        row = self.list_pane.transcripts.row_of(listed.session.id)
        if not self._beside:
            self.close_transcript()
        self.list_pane.choose(row or 0)
        self.list_pane.rename_in_hand()

    def _on_deleted(self, listed: ListedTranscript) -> None:
        model = self.list_pane.transcripts
        row = model.row_of(listed.session.id)
        if self.reading.number == listed.session.id:
            self.close_transcript()
        model.remove(listed.session.id)
        self.list_pane.choose(row or 0)
        self._show_what_there_is()

    def _on_restored(self, number: int) -> None:
        self.list_pane.refresh()
        self.reading.open(number)

    # Looks

    @property
    def _beside(self) -> bool:
        """The text stands beside the list."""
        return self.width() >= px(SIDE_BY_SIDE_FROM)

    def _show_sides(self) -> None:
        reading = self.reading.number is not None
        self.reading.setVisible(self._beside or reading)
        self.list_pane.setVisible(self._beside or not reading)
        self.reading.back.setVisible(not self._beside)

    def _show_what_there_is(self) -> None:
        there = bool(self.list_pane.transcripts.rows) or self.list_pane.around.parts.part != ALL
        before, focused = self.stack.currentWidget(), QApplication.focusWidget()
        if before in (self.sides, self.empty):  # else something is done with the open transcript
            self.stack.setCurrentWidget(self.sides if there else self.empty)
        had_focus = focused is not None and self.isAncestorOf(focused)
        if had_focus and self.stack.currentWidget() is not before:
            self.focus_first()
        rows = bool(self.list_pane.transcripts.rows)
        if rows and self._beside and not self.list_pane.list.currentIndex().isValid() and self.reading.number is None:
            self.list_pane.choose(0)

    def _make_actions(self) -> list[QAction]:
        """The data of each say whether it is for what was deleted (True), for what was not (False), or both (None)."""
        made = []
        for words, keys, act, deleted in (
            (self.tr("Rename"), "F2", self._rename, False),
            (self.tr("Find and replace…"), "Ctrl+H", lambda: self.reading.open_replace(), False),
            (self.tr("Show the sound file"), "", lambda: self._chosen.with_one(self.acts.show_sound), None),
            (self.tr("Tags…"), "", lambda: self._chosen.with_all(self.acts.ask_for_tags), False),
            (self.tr("Bring back"), "", lambda: self._chosen.with_one(self.acts.bring_back), True),
            (self.tr("Delete"), "Del", lambda: self._chosen.with_all(self.acts.delete), False),
            (self.tr("Delete for good…"), "Del", lambda: self._chosen.with_all(self.acts.delete), True),
        ):
            action = QAction(f"{words}\t{keys}" if keys else words, self)
            action.setData(deleted)
            action.triggered.connect(lambda _checked=False, act=act: act())
            made.append(action)
        return made

    def _connect(self) -> None:
        pane, acts = self.list_pane, self.acts
        pane.opened.connect(self._on_chosen)
        pane.touched.connect(self._on_touched)
        pane.found.connect(lambda hit: self.reading.open(hit.session_id, hit.start))
        pane.failed.connect(acts.tell)
        pane.transcripts.answered.connect(self._show_what_there_is)
        pane.transcripts.failed.connect(acts.tell)
        pane.transcripts.renamed.connect(acts.rename)
        acts.renamed.connect(pane.transcripts.replace)
        acts.renamed.connect(lambda _: pane.around.refresh())
        acts.deleted.connect(lambda _: pane.around.refresh())
        pane.around.foot.erased.connect(self.reading.close_transcript)
        acts.renamed.connect(self.reading.take_renamed)
        acts.deleted.connect(self._on_deleted)
        acts.restored.connect(self._on_restored)
        self.reading.back_wanted.connect(self.close_transcript)
        back = QShortcut(QKeySequence("Alt+Left"), self.reading)  # the text itself would take the arrow
        back.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        back.activated.connect(self._go_back)
        self.export_menu.aboutToShow.connect(self.reading.editing.keep)
        self.reading.opened.connect(self._on_opened)
        self.reading.failed.connect(acts.tell)
        self.empty.start_wanted.connect(self.start_wanted)

    def _arrange(self) -> None:
        self.sides.setChildrenCollapsible(False)
        self.sides.setHandleWidth(px(SPACE_M))
        self.sides.addWidget(self.list_pane)
        self.sides.addWidget(self.reading)
        self.sides.setSizes([px(LIST_WIDTH), px(TEXT_WIDTH)])
        self.sides.setStretchFactor(0, 0)
        self.sides.setStretchFactor(1, 1)
        self.stack.addWidget(self.sides)
        self.stack.addWidget(self.empty)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(px(SPACE_L), px(SPACE_L), px(SPACE_L), px(SPACE_L))
        column.setSpacing(px(SPACE_M))
        column.addWidget(self.stack, 1)
        self._show_sides()
