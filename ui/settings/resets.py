"""The way back to the defaults, and the way back from there."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMessageBox, QToolButton, QWidget

from app.settings import Settings, options

DEFAULTS = {option.name: option.default for option in options()}


class Resets(QObject):
    """Two buttons: one resets all settings after a question, one undoes the last reset until the next change.

    present: the settings in force. change, take: put one setting, or all of them, in force. shown: gives the names of
    those that are reset; what the page does not show stays.
    """

    def __init__(
        self,
        present: Callable[[], Settings],
        change: Callable[[str, object], None],
        take: Callable[[Settings], None],
        shown: Callable[[], Collection[str]],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._window = parent
        self._present, self._change, self._take, self._shown = present, change, take, shown
        self._before: Settings | None = None
        self.all_button, self.undo_button = QToolButton(), QToolButton()
        self.all_button.setText(self.tr("Reset all…"))
        self.all_button.clicked.connect(self._ask)
        self.undo_button.setText(self.tr("Undo"))
        self.undo_button.clicked.connect(self.undo)
        self.undo_button.hide()

    def reset(self, name: str) -> None:
        before = self._present()
        self._change(name, DEFAULTS[name])
        self._offer_undo(before)

    def reset_all(self) -> None:
        before = self._present()
        defaults: dict[str, Any] = {name: DEFAULTS[name] for name in self._shown()}  # Any: kinds go with the names
        self._take(replace(before, **defaults))
        self._offer_undo(before)

    def undo(self) -> None:
        before = self._before
        self.forget()
        if before is not None:
            self._take(before)

    def forget(self) -> None:
        """Another change was made; what was reset before stays so."""
        self._before = None
        self.undo_button.hide()

    def _offer_undo(self, before: Settings) -> None:
        self._before = before
        self.undo_button.show()

    def _ask(self) -> None:
        """Opens the question and returns at once."""
        question = QMessageBox(self._window)
        question.setIcon(QMessageBox.Icon.Question)
        question.setText(self.tr("Reset all settings?"))
        question.setInformativeText(self.tr("Transcripts, vocabulary and models stay as they are."))
        yes = question.addButton(self.tr("Reset all"), QMessageBox.ButtonRole.AcceptRole)
        question.setDefaultButton(question.addButton(QMessageBox.StandardButton.Cancel))
        yes.clicked.connect(self.reset_all)
        question.finished.connect(question.deleteLater)
        question.open()
