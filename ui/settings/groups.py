"""The fields of the settings in groups: one group at a time, or what a search finds in all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui.common.drop_down import DropDown
from ui.common.naming import named
from ui.common.theme import Theme, font
from ui.common.tokens import CONTROL_HEIGHT, SPACE_L, SPACE_M, SPACE_XL, TYPE_LARGE, px
from ui.settings.fields import Field

LIST_WIDTH = 170
NARROW = 640  # below it the list of groups is a drop-down


class FieldGroups(QWidget):
    """A list of groups at the left, and the fields of the chosen one; narrow: a drop-down above them.

    The fields are built in their order, one in each turn of the event loop, and at once where a group is chosen or
    searched. built: the fields of a group. search_left: a group was chosen while a search was shown.
    """

    built = Signal(object)
    search_left = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._groups: list[tuple[QLabel, list[Field]]] = []  # with what is built
        self._waiting: list[Iterator[bool]] = []  # a group each; they build a field with each step
        self._soon = QTimer(self, interval=0)
        self._soon.timeout.connect(self._build_next)
        self.list = named(QListWidget(self), "settingsList")
        self.drop_down = DropDown(theme, self)
        self._last: QWidget = self.drop_down  # where the Tab key stops before the next field
        self.nothing = named(QLabel(self.tr("No setting found")), "fieldMeaning")
        self.area = named(QScrollArea(self), "settingsArea")
        self._page = named(QWidget(), "settingsPage")
        self._column = QVBoxLayout(self._page)
        self._wanted: tuple[str, ...] = ()
        self._arrange()

    def add(self, title: str, make: Callable[[], Iterable[Field]]) -> None:
        """make: builds its fields, later."""
        self._waiting.append(self._build(title, make))
        self._soon.start()
        line = QListWidgetItem(title)
        line.setSizeHint(QSize(0, px(CONTROL_HEIGHT + 4)))  # the list would take heights of before its style sheet
        self.list.addItem(line)
        self.drop_down.addItem(title)

    def complete(self) -> None:
        """Build what is missing."""
        self._build_up_to(self.list.count() - 1)

    def show_group(self, row: int) -> None:
        self.list.setCurrentRow(row)

    def search(self, text: str) -> None:
        """Every field that has all of these words, whatever its group; an empty text ends the search."""
        self._wanted = tuple(text.casefold().split())
        if self._wanted:
            self.complete()
            self.list.clearSelection()  # what is shown is of no group
        else:
            self.list.setCurrentRow(self.list.currentRow())
        self._show()
        self.area.verticalScrollBar().setValue(0)

    def _build_up_to(self, row: int) -> None:
        while self._waiting and self.list.count() - len(self._waiting) <= row:
            self._build_next()

    def _build_next(self) -> None:
        if self._waiting and not next(self._waiting[0], False):
            self._waiting.pop(0)
        if not self._waiting:
            self._soon.stop()
        if self.list.currentRow() < 0:
            self.show_group(0)

    def _build(self, title: str, make: Callable[[], Iterable[Field]]) -> Iterator[bool]:
        heading, fields = named(QLabel(title), "groupTitle"), list[Field]()
        heading.setFont(font(px(TYPE_LARGE), heading.font().weight().DemiBold))
        self._insert(heading)
        self._groups.append((heading, fields))
        for field in make():
            self._insert(field)
            fields.append(field)
            for stop in field.stops:
                self.setTabOrder(self._last, stop)
                self._last = stop
            yield True
        self.built.emit(fields)
        self._show()

    def _insert(self, widget: QWidget) -> None:
        widget.hide()  # until it is known whether it is wanted
        self._column.insertWidget(self._column.count() - 1, widget)

    def _show(self) -> None:
        found = False
        for row, (heading, fields) in enumerate(self._groups):
            shown = [each for each in fields if self._is_wanted(row, each)]
            for each in fields:
                each.mark(self._wanted)
                each.setVisible(each in shown)
            heading.setVisible(bool(shown))
            found = found or bool(shown)
        self.nothing.setVisible(not found)

    def _is_wanted(self, row: int, field: Field) -> bool:
        if self._wanted:
            return all(word in field.words() for word in self._wanted)
        return row == max(0, self.list.currentRow())

    def _choose(self, row: int) -> None:
        if self._wanted:
            self.search_left.emit()
        self.list.setCurrentRow(row)
        self.drop_down.setCurrentIndex(row)
        self._build_up_to(row)
        self._show()
        self.area.verticalScrollBar().setValue(0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = event.size().width() < px(NARROW)
        self.list.setVisible(not narrow)
        self.drop_down.setVisible(narrow)

    def focus_first(self) -> None:
        (self.list if self.list.isVisibleTo(self) else self.drop_down).setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Scrolls to a control that gets the keyboard focus."""
        if event.type() is QEvent.Type.FocusIn and isinstance(watched, QWidget):
            self.area.ensureWidgetVisible(watched)
        return super().eventFilter(watched, event)

    def _arrange(self) -> None:
        self.list.setFixedWidth(px(LIST_WIDTH))
        for each in (self.list, self.drop_down):
            each.setAccessibleName(self.tr("Groups of settings"))
            each.setAccessibleDescription(self.tr("Shows the settings of one group"))
        self.list.currentRowChanged.connect(self._choose)
        self.list.itemClicked.connect(lambda item: self._choose(self.list.row(item)))
        self.drop_down.activated.connect(self._choose)
        self.drop_down.hide()
        margin = px(SPACE_XL)
        self._column.setContentsMargins(margin, px(SPACE_L), margin, margin)
        self._column.setSpacing(px(SPACE_XL))
        self._column.addWidget(self.nothing)
        self._column.addStretch(1)
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidget(self._page)
        right = QVBoxLayout()
        right.setSpacing(px(SPACE_M))
        right.addWidget(self.drop_down)
        right.addWidget(self.area, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(SPACE_M))
        row.addWidget(self.list)
        row.addLayout(right, 1)
