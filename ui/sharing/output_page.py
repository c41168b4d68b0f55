"""One output of captions in the window: its fields, a test, start and stop, and how it stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from app.outputs.choices import FileChoice, OutputChoice, obs_choice
from app.outputs.feed import OutputStanding, OutputState
from app.settings import Settings
from engine.errors import BadInput, CaptioningError
from ui.common.file_dialogs import ask_where_to_save
from ui.common.labels import words_label
from ui.common.naming import named
from ui.common.sentences import joined, translated
from ui.common.tokens import SPACE_M, SPACE_S, px

LEAST_PX = 480


class ObsFields(QWidget):
    """As they were last chosen. secret: to be kept in the keyring, "" for none."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.address = QLineEdit(settings.obs_address)
        self.source = QLineEdit(settings.obs_source or "")
        self.source.setPlaceholderText(self.tr("The name of a text source in OBS"))
        self.password = QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setPlaceholderText(self.tr("Leave empty to use the one in the keyring"))
        self.stream = QCheckBox(self.tr("Captions in the stream, too (Latin letters only)"))
        self.stream.setChecked(settings.obs_stream)
        self.keep = QCheckBox(self.tr("Keep the password in the system's keyring"))
        grid = _grid(self)
        _add(grid, 0, self.tr("Address"), self.address)
        _add(grid, 1, self.tr("Text source"), self.source)
        _add(grid, 2, self.tr("Password"), self.password)
        grid.addWidget(self.stream, 3, 1)
        grid.addWidget(self.keep, 4, 1)

    @property
    def secret(self) -> str:
        return self.password.text() if self.keep.isChecked() else ""

    def choice(self) -> OutputChoice:
        """Raises BadInput."""
        source, stream = self.source.text(), self.stream.isChecked()
        return obs_choice(self.address.text(), source, stream, self.password.text())

    def kept(self, settings: Settings) -> Settings:
        """With what is chosen here, but for the password."""
        source = self.source.text().strip() or None
        return replace(
            settings, obs_address=self.address.text().strip(), obs_source=source, obs_stream=self.stream.isChecked()
        )


class AddressFields(QWidget):
    """An address that is a secret. make: the choice of it, or BadInput."""

    secret = ""

    def __init__(self, title: str, hint: str, make: Callable[[str], OutputChoice]) -> None:
        super().__init__()
        self._make = make
        self.address = QLineEdit()
        self.address.setEchoMode(QLineEdit.EchoMode.Password)
        self.address.setPlaceholderText(hint)
        _add(_grid(self), 0, title, self.address)

    def choice(self) -> OutputChoice:
        return self._make(self.address.text())


class FileFields(QWidget):
    """Where the file is; a file of that name was agreed to by the dialog that chose it."""

    secret = ""

    def __init__(self) -> None:
        super().__init__()
        self._path: Path | None = None
        self.line = QLineEdit()
        self.line.setReadOnly(True)
        self.line.setPlaceholderText(self.tr("None is chosen yet"))
        self.choose = QPushButton(self.tr("Choose…"))
        self.choose.setAutoDefault(False)
        self.choose.clicked.connect(self._ask)
        grid = _grid(self)
        _add(grid, 0, self.tr("File"), self.line)
        grid.addWidget(self.choose, 0, 2)

    def take(self, path: Path) -> None:
        self._path = path
        self.line.setText(str(path))

    def choice(self) -> OutputChoice:
        """Raises BadInput."""
        if self._path is None:
            raise BadInput("No file is chosen.", "Choose the one to which captions are added.")
        return FileChoice(self._path)

    def _ask(self) -> None:
        kinds = {self.tr("Text") + " (*.txt)": "txt", self.tr("Subtitles") + " (*.vtt)": "vtt"}
        title = self.tr("A file for captions")
        dialog = ask_where_to_save(self.window(), title, self.tr("captions") + ".txt", list(kinds), self.take)
        dialog.filterSelected.connect(lambda chosen: dialog.setDefaultSuffix(kinds.get(chosen, "txt")))


class OutputPage(QWidget):
    """what: the line above the fields. start_wanted: a choice, and a secret to be kept or "". test_wanted: a choice.

    changed: its height.
    """

    start_wanted = Signal(object, str)
    test_wanted = Signal(object)
    stop_wanted = Signal()
    changed = Signal()

    def __init__(self, what: str, fields: ObsFields | AddressFields | FileFields) -> None:
        super().__init__()
        self.fields = fields
        self._state = OutputState()
        self._sentence = ""
        self._busy = self._stopping = False
        self.act = named(QPushButton(), "primary")
        self.act.setDefault(True)
        self.test = QPushButton(self.tr("Send a test caption"))
        self.test.setAutoDefault(False)
        self.state = words_label("cardText")
        self.act.clicked.connect(self._act)
        self.test.clicked.connect(self._test)
        buttons = QHBoxLayout()
        for button in (self.act, self.test):
            buttons.addWidget(button)
        if isinstance(fields, FileFields):
            self.test.hide()  # the file itself shows it
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(SPACE_M))
        column.addWidget(words_label("cardText", what))
        column.addWidget(fields)
        column.addLayout(buttons)
        column.addWidget(self.state)
        column.addStretch(1)
        self.show_state(OutputState())

    @property
    def obs(self) -> ObsFields | None:
        return self.fields if isinstance(self.fields, ObsFields) else None

    def show_state(self, state: OutputState) -> None:
        ended = self._state.on and state == OutputState(sent=state.sent) and not self._stopping
        self._state, self._busy, self._stopping = state, False, False
        self._say(state.what, state.remedy, state.standing)
        if ended:
            self.state.setText(self.tr("It ended with the captions. Start it again for the next ones."))
            self.state.show()
        self._allow()

    def show_answer(self, answer: object) -> None:
        """Of a test or a start: what is to be known beside, or why it failed."""
        self._busy = False
        if isinstance(answer, CaptioningError):
            self._say(answer.what, answer.remedy)
        elif isinstance(answer, str):
            self.state.setText(joined(self.tr("The test caption was sent."), translated(answer)))
            self.state.show()
        self._allow()

    def _say(self, what: str, remedy: str, standing: OutputStanding = OutputStanding.OFF) -> None:
        parts = [translated(what), translated(remedy)]
        if standing is OutputStanding.CONNECTING:
            parts = [self.tr("Connecting…")]
        elif standing is OutputStanding.RUNNING:
            is_file = isinstance(self.fields, FileFields)
            sent = self.tr("Captions so far: {count}.") if is_file else self.tr("Sent: {count}.")
            sent = sent.replace("{count}", str(self._state.sent))
            parts = [translated(self._sentence), sent, *parts]
        self.state.setText(joined(*parts))
        self.state.setVisible(bool(self.state.text()))

    def _allow(self) -> None:
        on = self._state.on
        self.act.setText(self.tr("Stop") if on else self.tr("Start"))
        self.act.setEnabled(not self._busy)
        self.test.setEnabled(not (on or self._busy))
        self.fields.setEnabled(not (on or self._busy))
        self.changed.emit()

    def _act(self) -> None:
        if self._state.on:
            self._busy = self._stopping = True
            self.stop_wanted.emit()
        elif (choice := self._choice()) is not None:
            self._sentence = choice.sentence
            self.start_wanted.emit(choice, self.fields.secret)
        self._allow()

    def _test(self) -> None:
        if (choice := self._choice()) is not None:
            self.state.setText(self.tr("Connecting…"))
            self.state.show()
            self.test_wanted.emit(choice)
        self._allow()

    def _choice(self) -> OutputChoice | None:
        try:
            choice = self.fields.choice()
        except BadInput as wrong:
            self._say(wrong.what, wrong.remedy)
            return None
        self._busy = True
        return choice


def _grid(widget: QWidget) -> QGridLayout:
    grid = QGridLayout(widget)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setSpacing(px(SPACE_S))
    return grid


def _add(grid: QGridLayout, row: int, title: str, line: QLineEdit) -> None:
    label = QLabel(title)
    label.setBuddy(line)
    line.setAccessibleName(title)
    grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignVCenter)
    grid.addWidget(line, row, 1)
