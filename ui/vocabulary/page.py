"""The vocabulary page of the window: light to make; what it holds is imported and built when it is first seen."""

from __future__ import annotations

from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.common.banner import BannerStack
from ui.common.theme import Theme
from ui.vocabulary.asking import Asking
from ui.vocabulary.ports import VocabularyPort

if TYPE_CHECKING:
    from ui.vocabulary.editor import VocabularyEditor


class VocabularyPage(QWidget):
    """editor: None until the page is first shown."""

    controls_px = -4  # notices lie over the line with the list's name, not over the field below it

    def __init__(self, port: VocabularyPort, theme: Theme, banners: BannerStack) -> None:
        super().__init__()
        self._theme = theme
        self._asking = Asking(port, banners)
        self._asked = False
        self.editor: VocabularyEditor | None = None
        self.setAccessibleName(self.tr("Vocabulary"))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    def showEvent(self, event: QShowEvent) -> None:
        """Imports on a worker: a quarter of a second on a loaded computer."""
        super().showEvent(event)
        if not self._asked:
            self._asked = True
            self._asking.ask(lambda _: import_module("ui.vocabulary.editor"), lambda _: self._build())

    def put_away(self) -> None:
        """The program ends: what was typed is handed to the port, which writes it."""
        if self.editor is None:
            self._asking.cut()
        else:
            self.editor.put_away()

    def _build(self) -> None:
        from ui.vocabulary.editor import VocabularyEditor

        self.editor = VocabularyEditor(self._asking, self._theme)
        QTimer.singleShot(0, self.editor, partial(self._place, self.editor))  # in two steps: captions go on beside it

    def _place(self, editor: VocabularyEditor) -> None:
        focused = self.hasFocus()
        self._column.addWidget(editor)
        self.setFocusProxy(editor)
        if focused:
            editor.setFocus()
