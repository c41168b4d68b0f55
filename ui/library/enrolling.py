"""Voices that are remembered by name: the consent of a person, and the list with its delete button."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from engine.errors import CaptioningError
from engine.text.harmless import harmless
from ui.common.labels import words_label
from ui.common.list_style import editor_sheet
from ui.common.naming import named
from ui.common.relay import Relay
from ui.common.sentences import told
from ui.common.theme import Theme
from ui.common.tokens import SPACE_L, SPACE_M, px
from ui.library.ports import SpeakersPort

WIDTH = 440


class EnrolDialog(QDialog):
    """Asks for the name and for the consent of one person; without either nothing is remembered."""

    def __init__(self, window: QWidget, theme: Theme, name: str, then: Callable[[str], object]) -> None:
        """then: called with the name, where the user says that this person agrees."""
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Remember this voice"))
        self.name = QLineEdit(name)
        self.name.setAccessibleName(self.tr("Name of the person"))
        self.name.setPlaceholderText(self.tr("Name of the person"))
        self.consent = QCheckBox()
        self.buttons = QDialogButtonBox()
        self.buttons.addButton(QPushButton(self.tr("Cancel")), QDialogButtonBox.ButtonRole.RejectRole)
        self.remember = QPushButton(self.tr("Remember voice"))
        self.buttons.addButton(self.remember, QDialogButtonBox.ButtonRole.AcceptRole)
        explanation = words_label(
            "voiceExplanation",
            self.tr(
                "Earshot then keeps a description of this voice in its folder on this computer, and puts the name to it"
                " in other captions. Such a voiceprint is biometric data: keep it only with the person's consent. You"
                " can delete it at any time under Remembered voices."
            ),
        )
        column = _column(self, theme)
        for each in (explanation, self.name, self.consent, self.buttons):
            column.addWidget(each)
        self.name.textChanged.connect(self._ask)
        self.consent.toggled.connect(lambda: self._allow())
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.accepted.connect(lambda: then(self._named))
        self._ask()

    @property
    def _named(self) -> str:
        return " ".join(self.name.text().split())

    def _ask(self) -> None:
        """Consent is one person's: another name asks anew."""
        self.consent.setChecked(False)
        self.consent.setEnabled(bool(self._named))
        words = self.tr("{name} agrees that Earshot remembers their voice")
        self.consent.setText(words.format(name=self._named or "…").replace("&", "&&"))
        self._allow()

    def _allow(self) -> None:
        self.remember.setEnabled(bool(self._named) and self.consent.isChecked())


class VoicesDialog(QDialog):
    """Whose voices are remembered, each with the day of their consent."""

    def __init__(self, window: QWidget, theme: Theme, speakers: SpeakersPort) -> None:
        super().__init__(window)
        self._speakers = speakers
        self._answer = Relay(self._show)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Remembered voices"))
        self.list = named(QListWidget(), "rememberedVoices")
        self.list.setAccessibleName(self.tr("Remembered voices"))
        self.words = words_label("voicesMessage")
        self.buttons = QDialogButtonBox()
        self.buttons.addButton(QPushButton(self.tr("Close")), QDialogButtonBox.ButtonRole.RejectRole)
        self.delete = QPushButton(self.tr("Delete this voice"))
        self.buttons.addButton(self.delete, QDialogButtonBox.ButtonRole.ActionRole)
        column = _column(self, theme)
        for each in (self.words, self.list, self.buttons):
            column.addWidget(each)
        self.list.currentRowChanged.connect(lambda row: self.delete.setEnabled(row >= 0))
        self.delete.clicked.connect(lambda: self._delete())
        self.buttons.rejected.connect(self.reject)
        self.finished.connect(lambda: self._answer.cut())
        self.delete.setEnabled(False)
        speakers.list_voices(self._answer.send)

    def _delete(self) -> None:
        if (item := self.list.currentItem()) is not None:
            self.delete.setEnabled(False)
            self._speakers.forget(item.data(Qt.ItemDataRole.UserRole), self._answer.send)

    def _show(self, answer: object) -> None:
        if isinstance(answer, CaptioningError):
            self.words.setText(told(answer))
            return
        self.list.clear()
        for voice in answer if isinstance(answer, list) else ():
            words = self.tr("{name}, agreed on {day}").format(name=harmless(voice.name), day=voice.agreed[:10])
            item = QListWidgetItem(words)
            item.setData(Qt.ItemDataRole.UserRole, voice.name)
            self.list.addItem(item)
        known = self.tr(
            "Earshot knows these voices by name. A deleted one is gone for good; names in transcripts stay."
        )
        nobody = self.tr("No voice is remembered. A click on the name of a speaker in a transcript offers it.")
        self.words.setText(known if self.list.count() else nobody)
        self.list.setCurrentRow(0 if self.list.count() else -1)
        self.delete.setEnabled(self.list.count() > 0)


def _column(dialog: QDialog, theme: Theme) -> QVBoxLayout:
    column = QVBoxLayout(dialog)
    column.setContentsMargins(px(SPACE_L), px(SPACE_L), px(SPACE_L), px(SPACE_L))
    column.setSpacing(px(SPACE_M))
    dialog.setMinimumWidth(px(WIDTH))
    dialog.setStyleSheet(editor_sheet(theme.colours))
    return column
