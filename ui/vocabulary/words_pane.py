"""The words of the open list: a field to add them, a filter, the table; or the guide while there are none."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.hotwords.importing import from_paste
from app.hotwords.sheet import Row, rows_from, without_known
from ui.common.naming import named
from ui.common.tokens import SPACE_S, px
from ui.vocabulary.asking import Asking
from ui.vocabulary.guide import VocabularyGuide
from ui.vocabulary.list_controller import ListController
from ui.vocabulary.rows import without
from ui.vocabulary.table import WordTable
from ui.vocabulary.view import WordView
from ui.vocabulary.word_lists import WordLists

FILTER, FIELD = 110, 190  # least widths, design pixels
MOST_QUOTED = 60
_KEY = QKeySequence.StandardKey


class AddField(QLineEdit):
    """A word a time; many lines that are pasted here are added at once. pasted: those lines."""

    pasted = Signal(str)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # The clipboard is another program's, and may be long: it is asked for nothing else.
        pasting = event.matches(_KEY.Paste)
        if pasting and "\n" in (text := QGuiApplication.clipboard().text()).strip():
            self.pasted.emit(text)
        else:
            super().keyPressEvent(event)


class WordsPane(QWidget):
    """actions: what can be done with the selected rows, for the table and for a menu."""

    def __init__(
        self, asking: Asking, table: WordTable, lists: WordLists, controller: ListController, import_file: QAction
    ) -> None:
        super().__init__()
        self._asking, self._table, self._lists, self._controller = asking, table, lists, controller
        self._once_open: Callable[[], None] | None = None
        self.field, self.filter = AddField(), QLineEdit()
        self.view = WordView(table)
        self.guide = VocabularyGuide(import_file)
        self._words = QWidget()
        self.remarked_only = False
        self.row_actions = [
            self._action(self.tr("Paste"), self.paste_clipboard, _KEY.Paste),
            self._action(self.tr("Copy"), self.view.copy_selected, _KEY.Copy),
            self._action(self.tr("Delete words"), self.remove_selected, _KEY.Delete, "Backspace"),
        ]
        self._arrange()
        self.field.returnPressed.connect(self.add_typed)
        self.field.pasted.connect(self.paste)
        self.guide.pasted.connect(self.paste)
        self.filter.textChanged.connect(table.look_for)
        table.refused.connect(asking.tell)
        lists.state_changed.connect(self._follow)
        controller.shown.connect(self._follow)

    @property
    def word_count(self) -> int:
        return sum(row.entry is not None for row in self._table.rows)

    def add_typed(self) -> None:
        """The word of the field, at the end of the list; one that is there is shown instead."""
        if self.field.text().strip():
            self._with_list(self._add_typed)

    def paste_clipboard(self) -> None:
        self.paste(QGuiApplication.clipboard().text())

    def paste(self, text: str) -> None:
        """Many lines at once, in any form that an import takes; read on a worker."""
        if text.strip():
            self._with_list(lambda: self._paste(text))

    def remove_selected(self) -> None:
        places = self.view.places()
        if places and self._may_change():
            self._lists.change(self.tr("delete"), without(self._table.rows, places))

    def show_remarked_only(self, only: bool) -> None:
        self.remarked_only = only
        self._table.show_remarked_only(only)

    def show_all(self) -> bool:
        """False where nothing was left out."""
        hidden = bool(self.filter.text()) or self.remarked_only
        self.filter.clear()
        self.show_remarked_only(False)
        return hidden

    def _paste(self, text: str) -> None:
        known = tuple(self._table.rows)
        self._asking.ask(lambda _: _pasted(text, known), self._add_pasted)

    def _add_typed(self) -> None:
        text = self.field.text()
        parsed = from_paste(text)
        rows = rows_from(parsed)
        quoted = text.strip()[:MOST_QUOTED]
        if new := without_known(rows, self._table.rows):
            self._add(new, self.tr("add"))
            self.field.clear()
        elif rows:
            self._asking.tell(self.tr("“{text}” is in this list already.").format(text=quoted))
            self._show(next(place for place, row in enumerate(self._table.rows) if not without_known(rows, [row])))
        elif parsed.problems:
            self._asking.tell(self.tr("“{text}” cannot be a word of a list.").format(text=quoted))

    def _add(self, rows: Sequence[Row], words: str) -> None:
        self._show(self._lists.add(words, rows))

    def _show(self, place: int) -> None:
        if not self.view.go_to(place):
            self.show_all()
            self.view.go_to(place)

    def _add_pasted(self, pasted: tuple[list[Row], int, int]) -> None:
        rows, known, unusable = pasted
        if rows:
            self._add(rows, self.tr("add {count}").format(count=len(rows)))
        told = [self.tr("Added: {count}.").format(count=len(rows))]
        if known:
            told.append(self.tr("There already: {count}.").format(count=known))
        if unusable:
            told.append(self.tr("Lines that cannot be used: {count}.").format(count=unusable))
        self._asking.tell(" ".join(told))

    def _may_change(self) -> bool:
        if not self._lists.editable:
            self._asking.tell(self.tr("This list cannot be changed."), self.tr("Choose another list, or make one."))
        return self._lists.editable

    def _with_list(self, act: Callable[[], None]) -> None:
        """Where there is no list at all, the first word makes one."""
        if self._lists.name is None and not self._controller.now.lists:
            self._once_open = act
            self._controller.add_list(self.tr("My words"))
        elif self._may_change():
            act()

    def _follow(self) -> None:
        """The guide stands in a list that has nothing to show and nothing to undo."""
        if self._lists.editable and self._once_open is not None:
            act, self._once_open = self._once_open, None
            act()
        nothing = all(row.silent for row in self._table.rows)
        fresh = self._lists.editable and nothing and not self._lists.steps.canUndo()
        guided = fresh or (self._controller.known and not self._controller.now.lists)
        focused = QApplication.focusWidget()
        had_focus = focused is not None and self.isAncestorOf(focused)
        if self.guide.isHidden() is guided:
            self.guide.setVisible(guided)
            self._words.setVisible(not guided)
            self.setFocusProxy(self.guide if guided else self.field)
            if had_focus:
                self.setFocus()

    def _action(self, words: str, act: Callable[[], None], *keys: QKeySequence.StandardKey | str) -> QAction:
        action = QAction(words, self)
        action.setShortcuts([QKeySequence(each) for each in keys])
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.triggered.connect(lambda: act())
        self.view.addAction(action)
        return action

    def _arrange(self) -> None:
        named(self.field, "vocabularyAddField")
        self.field.setPlaceholderText(self.tr("Add a word, or paste many lines (Ctrl+N)"))
        self.field.setAccessibleName(self.tr("Add a word"))
        self.field.setAccessibleDescription(self.tr("Enter adds it; pasted lines become a word each"))
        self.field.setMinimumWidth(px(FIELD))
        self.filter.setPlaceholderText(self.tr("Filter (Ctrl+F)"))
        self.filter.setAccessibleName(self.tr("Filter"))
        self.filter.setAccessibleDescription(self.tr("Shows the words that hold this text"))
        self.filter.setMinimumWidth(px(FILTER))
        self.filter.setClearButtonEnabled(True)
        row = QHBoxLayout()
        row.setSpacing(px(SPACE_S))
        row.addWidget(self.field, 2)
        row.addWidget(self.filter, 1)
        column = QVBoxLayout(self._words)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(SPACE_S))
        column.addLayout(row)
        column.addWidget(self.view, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._words)
        whole.addWidget(self.guide)
        self.guide.hide()
        self.setFocusProxy(self.field)


def _pasted(text: str, known: Sequence[Row]) -> tuple[list[Row], int, int]:
    """New rows, how many words were known already, and how many lines could not be used."""
    parsed = from_paste(text)
    rows = rows_from(parsed)
    new = without_known(rows, known)
    return new, len(rows) - len(new), sum(each.skipped for each in parsed.problems)
