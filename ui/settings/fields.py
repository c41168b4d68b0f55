"""The lines of the settings: what a thing is called, what it means, and the control that changes it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QFocusEvent, QHideEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui.common.drop_down import DropDown
from ui.common.list_style import editor_sheet
from ui.common.name_list import NAME, NameList
from ui.common.naming import named
from ui.common.path_label import PathLabel
from ui.common.switch import Switch
from ui.common.theme import Theme

CONTROL_PX = 270
LINE_PX, MOST_LINES, LIST_BORDER_PX = 28, 5, 4
TEXT_LINES = 3


class Field(QWidget):
    """One setting. changed: its name in app.settings.Settings and the value that the user chose."""

    changed = Signal(str, object)

    def __init__(self, name: str, title: str, meaning: str | Path) -> None:
        super().__init__()
        self.name = name
        self._controls: tuple[QWidget, ...] = ()
        self.title = named(QLabel(title), "fieldTitle")
        label = PathLabel(str(meaning)) if isinstance(meaning, Path) else QLabel(meaning)
        self.meaning = named(label, "fieldMeaning")
        for label in (self.title, self.meaning):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self.meaning.setVisible(bool(self.meaning.text()))
        self._own_meaning = self.meaning.text()

    def show_value(self, value: object) -> None:
        """As it is now; says nothing to anybody."""
        raise AssertionError("each kind of field shows its own")

    def explain(self, meaning: str) -> None:
        """Another explanation, of the present choice."""
        self.meaning.setText(meaning)
        self.meaning.setVisible(bool(meaning))
        self._describe()

    def warn(self, sentence: str) -> None:
        """Put it before the explanation, or take it away again where it is empty."""
        # A Chinese full stop brings its own room.
        self.explain(f"{sentence} {self._own_meaning}".strip().replace("。 ", "。"))

    def _arrange(self, control: QWidget, *more: QWidget) -> None:
        """Words at the left, the control at the right."""
        self.title.setBuddy(control)
        control.setAccessibleName(self.title.text())
        self._controls = (control, *more)
        self._describe()
        words = QVBoxLayout()
        words.setSpacing(3)
        words.addWidget(self.title)
        words.addWidget(self.meaning)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(20)
        row.addLayout(words, 1)
        for each in self._controls:
            row.addWidget(each, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight)

    def _describe(self) -> None:
        """A screen reader reads what stands beside a control."""
        for each in self._controls:
            each.setAccessibleDescription(self.meaning.text())


class ChoiceField(Field):
    """One of several values, each in words."""

    def __init__(
        self, theme: Theme, name: str, title: str, meaning: str, lines: Sequence[tuple[object, str]] = ()
    ) -> None:
        super().__init__(name, title, meaning)
        self.control = DropDown(theme)
        self.control.setFixedWidth(CONTROL_PX)
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
        self.control.setFixedWidth(CONTROL_PX)
        self.control.itemChanged.connect(lambda _item: self.changed.emit(self.name, self.checked() or None))
        self._dress()
        theme.changed.connect(self._dress)
        self._arrange(self.control)
        # The list is higher than the words, which stay together at the top.
        self.title.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.meaning.setAlignment(Qt.AlignmentFlag.AlignTop)

    def offer(self, lines: Sequence[tuple[str, str]], checked: Sequence[str]) -> None:
        """While the list is in use the lines keep their order: what was checked just now stays under the mouse."""
        offered, wanted = [item.data(NAME) for item in self._items()], [code for code, _ in lines]
        if offered != wanted and not (self.control.hasFocus() and set(offered) == set(wanted)):
            self.control.fill([(code, words, Qt.CheckState.Unchecked, False) for code, words in lines], None)
            self.control.setFixedHeight(LINE_PX * min(len(lines), MOST_LINES) + LIST_BORDER_PX)
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

    def __init__(self, theme: Theme, name: str, title: str, meaning: str) -> None:
        super().__init__(name, title, meaning)
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
        self.control.setFixedSize(CONTROL_PX, TEXT_LINES * LINE_PX)
        self.control.setTabChangesFocus(True)
        self.control.setPlaceholderText(example)
        self.control.left.connect(self._take)
        self._shown: str | None = None
        self._arrange(self.control)
        self.title.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.meaning.setAlignment(Qt.AlignmentFlag.AlignTop)

    def show_value(self, value: object) -> None:
        """What is being typed stays."""
        self._shown = value if isinstance(value, str) else None
        if not self.control.hasFocus() and self.control.toPlainText().strip() != (self._shown or ""):
            self.control.setPlainText(self._shown or "")

    def _take(self) -> None:
        text = self.control.toPlainText().strip() or None
        if text != self._shown:
            self.changed.emit(self.name, text)


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
        self.control = QPushButton(self.tr("Choose..."))
        self.reset = QPushButton(self.tr("Use Earshot's own"))
        self.control.clicked.connect(self._ask)
        self.reset.clicked.connect(lambda: self.changed.emit(self.name, None))
        self._arrange(self.reset, self.control)
        for button in (self.reset, self.control):
            button.setAccessibleName(f"{title}: {button.text()}")

    def show_value(self, value: object) -> None:
        self._folder = value if isinstance(value, Path) else None
        self.explain(str(self._folder or self._own))
        self.reset.setVisible(self._folder is not None)

    def choose(self, folder: Path) -> None:
        """As if it had been chosen in the dialog."""
        self.changed.emit(self.name, folder)

    def _ask(self) -> None:
        """Opens the dialog and returns at once."""
        dialog = QFileDialog(self.window(), self.title.text(), str(self._folder or self._own))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(lambda chosen: self.choose(Path(chosen)))
        dialog.open()


class PlaceField(Field):
    """Where something lies; a button shows it in the desktop's file manager."""

    def __init__(self, title: str, place: Path) -> None:
        super().__init__("", title, place)
        self.meaning.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.control = QPushButton(self.tr("Show"))
        folder = place.parent if place.suffix else place
        self.control.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))))
        self._arrange(self.control)
        self.control.setAccessibleName(f"{title}: {self.control.text()}")

    def show_value(self, _value: object) -> None:
        """It cannot be changed."""
