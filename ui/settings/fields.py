"""The lines of the settings: what a thing is called, what it means, and the control that changes it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QLabel,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ui.common.drop_down import DropDown
from ui.common.file_dialogs import ask_for_folder, show_folder
from ui.common.list_style import editor_sheet
from ui.common.name_list import NAME, NameList
from ui.common.naming import named
from ui.common.path_label import PathLabel
from ui.common.plain import plain_hint
from ui.common.sentences import joined
from ui.common.switch import Switch
from ui.common.theme import Theme
from ui.common.tokens import SPACE_M, SPACE_S, SPACE_XS, px

CONTROL_WIDTH, LINE_HEIGHT = 270, 30
MOST_LINES, TEXT_LINES = 5, 3
NARROW = 560  # below it the control stands under its words


class Field(QWidget):
    """One setting: title and explanation in a line each, the control beside them, and the way back to the default.

    changed: its name in app.settings.Settings and the value that the user chose. reset: the name alone.
    details: what the explanation has no room for; it is the hint.
    """

    changed = Signal(str, object)
    reset = Signal(str)

    def __init__(self, name: str, title: str, meaning: str | Path, details: str = "") -> None:
        super().__init__()
        self.name = name
        self.details = details
        self.title = named(QLabel(title, self), "fieldTitle")
        self.reset_button = named(QToolButton(), "fieldReset")
        label = PathLabel(str(meaning)) if isinstance(meaning, Path) else QLabel(meaning)
        label.setParent(self)  # one without a parent would be a window of its own when it is shown
        self.meaning = named(label, "fieldMeaning")
        self.title.setWordWrap(True)
        self.meaning.setWordWrap(True)
        self._title, self._meaning, self._own_meaning = title, str(meaning), str(meaning)
        self._wanted: Sequence[str] = ()
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)

    def show_value(self, value: object) -> None:
        """As it is now; says nothing to anybody."""
        raise AssertionError("each kind of field shows its own")

    def explain(self, meaning: str) -> None:
        """Another explanation, of the present choice."""
        self._meaning = meaning
        self._show_words()

    def warn(self, sentence: str) -> None:
        """Put it before the explanation, or take it away again where it is empty."""
        self.explain(joined(sentence, self._own_meaning))

    def offer_reset(self, possible: bool) -> None:
        """Where the value is not the default."""
        self.reset_button.setVisible(possible)

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """Where the Tab key stops, in order."""
        return (self.reset_button, self._control)

    def words(self) -> str:
        """What a search looks through."""
        return f"{self._title} {self._meaning} {self.details}".casefold()

    def mark(self, wanted: Sequence[str]) -> None:
        """Mark these words where they stand in the title and the explanation; none of them for the plain text."""
        if wanted != self._wanted:
            self._wanted = wanted
            self._show_words()

    def _show_words(self) -> None:
        for label, text in ((self.title, self._title), (self.meaning, self._meaning)):
            if isinstance(label, PathLabel):
                label.setText(text)
            else:
                show_marked(label, text, self._wanted)
        self.meaning.setVisible(bool(self._meaning))
        self._control.setAccessibleDescription(f"{self._meaning} {self.details}".strip())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = event.size().width() < px(NARROW)
        self._row.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
        if self._control.maximumWidth() == px(CONTROL_WIDTH):
            self._control.setMinimumWidth(0 if narrow else px(CONTROL_WIDTH))

    def _arrange(self, control: QWidget) -> None:
        """Words at the left, the control at the right, or below where there is little room."""
        self._control = control
        self.title.setBuddy(control)
        control.setAccessibleName(self.title.text())
        control.setToolTip(plain_hint(self.details))
        self.setToolTip(plain_hint(self.details))
        self._show_words()
        head = QHBoxLayout()
        head.setSpacing(px(SPACE_S))
        head.addWidget(self.title, 1)
        head.addWidget(self.reset_button)
        words = QVBoxLayout()
        words.setSpacing(px(SPACE_XS))
        words.addLayout(head)
        words.addWidget(self.meaning)
        words.addStretch(1)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(px(SPACE_S))
        self._row.addLayout(words, 1)
        self._row.addWidget(control, 0, Qt.AlignmentFlag.AlignTop)
        self._prepare_reset()

    def _prepare_reset(self) -> None:
        button = self.reset_button
        button.setText(self.tr("Reset"))
        button.setAccessibleName(self.tr("Reset: {setting}").format(setting=self._title))
        button.clicked.connect(lambda: self.reset.emit(self.name))
        button.hide()


class ChoiceField(Field):
    """One of several values, each in words."""

    def __init__(
        self,
        theme: Theme,
        name: str,
        title: str,
        meaning: str,
        lines: Sequence[tuple[object, str]] = (),
        details: str = "",
    ) -> None:
        super().__init__(name, title, meaning, details)
        self.control = DropDown(theme)
        self.control.setMaximumWidth(px(CONTROL_WIDTH))
        self.offer(lines, None)
        self.control.activated.connect(lambda _index: self.changed.emit(self.name, self.control.value))
        self._arrange(self.control)

    def offer(self, lines: Sequence[tuple[object, str]], chosen: object) -> None:
        with QSignalBlocker(self.control):
            self.control.offer(lines, chosen)

    def show_value(self, value: object) -> None:
        """A value of the file that has no words of its own is offered as it stands."""
        with QSignalBlocker(self.control):
            self.control.choose(value)
            if self.control.value != value:
                self.control.addItem(f"{value:g}" if isinstance(value, float) else str(value), value)
                self.control.choose(value)


class CheckListField(Field):
    """Several of many values. Where none is left, the choice is Earshot's again: None."""

    def __init__(self, theme: Theme, name: str, title: str, meaning: str) -> None:
        super().__init__(name, title, meaning)
        self._theme = theme
        self.control = NameList(f"{name}List", title)
        self.control.setMaximumWidth(px(CONTROL_WIDTH))
        self.control.itemChanged.connect(lambda _item: self.changed.emit(self.name, self.checked() or None))
        self._dress()
        theme.changed.connect(self._dress)
        self._arrange(self.control)

    def offer(self, lines: Sequence[tuple[str, str]], checked: Sequence[str]) -> None:
        """While the list is in use the lines keep their order: what was checked just now stays under the mouse."""
        offered, wanted = [item.data(NAME) for item in self._items()], [code for code, _ in lines]
        if offered != wanted and not (self.control.hasFocus() and set(offered) == set(wanted)):
            self.control.fill([(code, words, Qt.CheckState.Unchecked, False) for code, words in lines], None)
            self.control.setFixedHeight(px(LINE_HEIGHT) * min(len(lines), MOST_LINES) + px(SPACE_M))
            self.updateGeometry()
        with QSignalBlocker(self.control):
            for item in self._items():
                item.setCheckState(Qt.CheckState.Checked if item.data(NAME) in checked else Qt.CheckState.Unchecked)

    def checked(self) -> tuple[str, ...]:
        return tuple(item.data(NAME) for item in self._items() if item.checkState() is Qt.CheckState.Checked)

    def show_value(self, value: object) -> None:
        """It is shown with what is offered."""

    def _items(self) -> list[QListWidgetItem]:
        return [self.control.item(row) for row in range(self.control.count())]

    def _dress(self) -> None:
        self.control.setStyleSheet(editor_sheet(self._theme.colours))


class SwitchField(Field):
    """On or off."""

    def __init__(self, theme: Theme, name: str, title: str, meaning: str, details: str = "") -> None:
        super().__init__(name, title, meaning, details)
        self.control = Switch(theme)
        self.control.toggled.connect(lambda on: self.changed.emit(self.name, on))
        self._arrange(self.control)

    def show_value(self, value: object) -> None:
        with QSignalBlocker(self.control):
            self.control.setChecked(bool(value))


class TextField(Field):
    """A text of several lines, or none. It is taken when the field is left, not with each letter."""

    def __init__(self, name: str, title: str, meaning: str, example: str) -> None:
        super().__init__(name, title, meaning)
        self.control = TextBox()
        self.control.setMaximumWidth(px(CONTROL_WIDTH))
        self.control.setFixedHeight(TEXT_LINES * px(LINE_HEIGHT))
        self.control.setTabChangesFocus(True)
        self.control.setPlaceholderText(example)
        self.control.left.connect(self._take)
        self._shown: str | None = None
        self._arrange(self.control)

    def show_value(self, value: object) -> None:
        """What is being typed stays."""
        self._shown = self._as_text(value)
        if not self.control.hasFocus() and self.control.toPlainText().strip() != (self._shown or ""):
            self.control.setPlainText(self._shown or "")

    def _take(self) -> None:
        text = self.control.toPlainText().strip() or None
        if text != self._shown:
            self.changed.emit(self.name, self._as_value(text))

    def _as_text(self, value: object) -> str | None:
        return value if isinstance(value, str) else None

    def _as_value(self, text: str | None) -> object:
        return text


class WordsField(TextField):
    """Words, one a line or with commas between; their tuple, or None."""

    def _as_text(self, value: object) -> str | None:
        return "\n".join(map(str, value)) if isinstance(value, tuple) else None

    def _as_value(self, text: str | None) -> object:
        words = (each.strip() for each in re.split("[\n,，、;；]", text or ""))
        return tuple(dict.fromkeys(each for each in words if each)) or None


class TextBox(QPlainTextEdit):
    """left: the keyboard went elsewhere, or the window was closed."""

    left = Signal()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.left.emit()


class FolderField(Field):
    """A folder, or Earshot's own where none was chosen."""

    def __init__(self, name: str, title: str, own: Path) -> None:
        super().__init__(name, title, own)
        self._own = own
        self._folder: Path | None = None
        self.control = QPushButton(self.tr("Choose…"))
        self.control.clicked.connect(self._ask)
        self._arrange(self.control)
        self.control.setAccessibleName(f"{title}: {self.control.text()}")

    def show_value(self, value: object) -> None:
        self._folder = value if isinstance(value, Path) else None
        self.explain(str(self._folder or self._own))

    def choose(self, folder: Path) -> None:
        """As if it had been chosen in the dialog."""
        self.changed.emit(self.name, folder)

    def _ask(self) -> None:
        """Opens the dialog and returns at once."""
        ask_for_folder(self.window(), self.title.text(), self.choose, self._folder or self._own)


class PlaceField(Field):
    """Where something lies; a button shows it in the desktop's file manager."""

    def __init__(self, title: str, place: Path) -> None:
        super().__init__("", title, place)
        self.meaning.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.control = QPushButton(self.tr("Show"))
        folder = place.parent if place.suffix else place
        self.control.clicked.connect(lambda: show_folder(folder))
        self._arrange(self.control)
        self.control.setAccessibleName(f"{title}: {self.control.text()}")

    def show_value(self, _value: object) -> None:
        """It cannot be changed."""


def show_marked(label: QLabel, text: str, wanted: Sequence[str]) -> None:
    """The text with these words on the ground of a selection; as plain text where there is none of them."""
    parts = re.split(f"({'|'.join(map(re.escape, wanted))})", text, flags=re.IGNORECASE) if wanted else [text]
    if len(parts) == 1:
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setText(text)
        return
    colour = label.palette().color
    ground, above = colour(QPalette.ColorRole.Highlight).name(), colour(QPalette.ColorRole.HighlightedText).name()
    marked = f'<span style="background-color: {ground}; color: {above}">{{}}</span>'
    label.setTextFormat(Qt.TextFormat.RichText)
    label.setText("".join(marked.format(escape(each)) if at % 2 else escape(each) for at, each in enumerate(parts)))
