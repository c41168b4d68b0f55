"""The left side of the library: a field to search all text, and the list of transcripts or of what was found."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QListView, QStackedWidget, QVBoxLayout, QWidget

from app.transcripts.library import ListedTranscript
from app.transcripts.values import SearchHit
from ui.common.banner import BannerStack
from ui.common.labels import words_label
from ui.common.naming import named
from ui.common.relay import Relay
from ui.common.theme import Theme
from ui.common.tokens import SPACE_S, px
from ui.library.around_list import AroundList
from ui.library.line_delegate import LineDelegate
from ui.library.models import HitListModel, Index, TranscriptListModel
from ui.library.ports import TranscriptListPort

TYPING_MS = 200  # a search begins when typing rests so long


class LineList(QListView):
    """opened: Enter, or a click. A list that has the focus says which line is in hand (chosen)."""

    opened = Signal(int)
    chosen = Signal(int)

    def __init__(self, name: str, title: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setUniformItemSizes(True)  # else Qt would ask for the height of each of thousands
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.clicked.connect(lambda index: self.opened.emit(index.row()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        editing = self.state() is QAbstractItemView.State.EditingState
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not editing and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex().row())
            return
        super().keyPressEvent(event)

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if current.isValid():
            self.scrollTo(current)
            self.chosen.emit(current.row())


class LibraryLists(QWidget):
    """opened: a transcript that was chosen with Enter or a click. touched: one that the arrow keys came to.

    found: the place in a transcript that a search found and the user chose. failed: a search, and why.
    """

    opened = Signal(object)
    touched = Signal(object)
    found = Signal(object)
    failed = Signal(object)

    def __init__(self, library: TranscriptListPort, banners: BannerStack, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._library = library
        self.around = AroundList(library, banners, theme, self)
        self.transcripts = TranscriptListModel(library, self)
        self.hits = HitListModel(self)
        self._answer = Relay(self._take)
        self._typing = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._typing.timeout.connect(self._search)
        self.field = named(QLineEdit(self), "librarySearch")
        self.field.setPlaceholderText(self.tr("Search all transcripts"))
        self.field.setAccessibleName(self.tr("Search all transcripts"))
        self.field.setClearButtonEnabled(True)
        self.field.textChanged.connect(self._on_text)
        self.field.returnPressed.connect(self._search_now)
        self.list = LineList("transcriptList", self.tr("Transcripts"))
        self.list.setAccessibleDescription(self.tr("Enter opens, F2 renames, Delete deletes"))
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)  # several for one export
        self.list.setModel(self.transcripts)
        self.list.setItemDelegate(LineDelegate(theme, 1, self.list))
        self.hit_list = LineList("hitList", self.tr("Places that were found"))
        self.hit_list.setAccessibleDescription(self.tr("Enter opens the transcript at this place"))
        self.hit_list.setModel(self.hits)
        self.hit_list.setItemDelegate(LineDelegate(theme, 2, self.hit_list))
        self.nothing = words_label("nothingFound")
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack = QStackedWidget(self)
        for part in (self.list, self.hit_list, self.nothing):
            self._stack.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(SPACE_S))
        column.addWidget(self.field)
        column.addWidget(self.around.parts)
        column.addWidget(self._stack, 1)
        column.addWidget(self.around.foot)
        self.around.parts.part_chosen.connect(self.transcripts.show_part)
        self.around.failed.connect(self.failed)
        self.around.foot.erased.connect(self.refresh)
        self.list.opened.connect(lambda row: self.opened.emit(self.transcripts.rows[row]))
        self.list.chosen.connect(lambda row: self.touched.emit(self.transcripts.rows[row]))
        self.hit_list.opened.connect(lambda row: self.found.emit(self.hits.rows[row]))
        theme.changed.connect(self.update)

    def refresh(self) -> None:
        """Read the list and what stands around it anew."""
        self.transcripts.refresh()
        self.around.refresh()

    @property
    def in_hand(self) -> ListedTranscript | None:
        """The transcript that the list stands on."""
        row = self.list.currentIndex().row()
        return self.transcripts.rows[row] if 0 <= row < len(self.transcripts.rows) else None

    @property
    def selected(self) -> list[ListedTranscript]:
        rows = sorted(each.row() for each in self.list.selectionModel().selectedIndexes())
        return [self.transcripts.rows[row] for row in rows if row < len(self.transcripts.rows)]

    def choose(self, row: int) -> None:
        """The nearest there is."""
        if self.transcripts.rows:
            self.list.setCurrentIndex(self.transcripts.index(max(0, min(row, len(self.transcripts.rows) - 1))))

    def rename_in_hand(self) -> None:
        """Opens its title for typing."""
        self.field.clear()
        if self.list.currentIndex().isValid():
            self.list.setFocus()
            self.list.edit(self.list.currentIndex())

    def put_away(self) -> None:
        self.transcripts.put_away()
        self.around.put_away()
        self._answer.cut()

    def focus_list(self) -> None:
        """What is shown of the lists has the keyboard."""
        (self.hit_list if self._stack.currentWidget() is self.hit_list else self.list).setFocus()

    def _on_text(self, text: str) -> None:
        if text.strip():
            self._typing.start()
        else:
            self._typing.stop()
            self._stack.setCurrentWidget(self.list)

    def _search_now(self) -> None:
        """Enter: now, and then to what was found."""
        if self._typing.isActive():
            self._typing.stop()
            self._search()
        self.focus_list()

    def _search(self) -> None:
        query = self.field.text()
        self._library.search(query, lambda answer: self._answer.send((query, answer)))

    def _take(self, answer: object) -> None:
        if not isinstance(answer, tuple) or answer[0] != self.field.text():
            return  # something else is sought by now
        query, found = answer
        if not isinstance(found, list):
            self.failed.emit(found)
            return
        self._show_hits(query, found)

    def _show_hits(self, query: str, found: list[SearchHit]) -> None:
        self.hits.show_rows(found)
        self.nothing.setText(self.tr("No transcript has “{words}”.").format(words=query.strip()))
        self._stack.setCurrentWidget(self.hit_list if found else self.nothing)
        if found:
            self.hit_list.setCurrentIndex(self.hits.index(0))
