"""The window that asks how many people speak in a recording."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPushButton, QVBoxLayout, QWidget

from ui.common.drop_down import DropDown
from ui.common.theme import Theme
from ui.common.tokens import SPACE_L, SPACE_M, px

MOST_OFFERED = 12
WIDTH = 320


class SpeakerCount(QDialog):
    """accepted: label them."""

    def __init__(self, window: QWidget, theme: Theme) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Label speakers"))
        question = QLabel(self.tr("How many people speak?"))
        self.count = DropDown(theme)
        self.count.setAccessibleName(question.text())
        numbers = range(1, MOST_OFFERED + 1)
        self.count.offer([(None, self.tr("Automatic")), *((each, str(each)) for each in numbers)], None)
        question.setBuddy(self.count)
        label, cancel = QPushButton(self.tr("Label")), QPushButton(self.tr("Cancel"))
        label.setDefault(True)
        buttons = QDialogButtonBox()
        buttons.addButton(label, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(cancel, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[px(SPACE_L)] * 4)
        column.setSpacing(px(SPACE_M))
        for part in (question, self.count, buttons):
            column.addWidget(part)
        self.setMinimumWidth(px(WIDTH))

    @property
    def chosen(self) -> int | None:
        """None: to be found out."""
        number = self.count.value
        return number if isinstance(number, int) else None
