"""A path in a column of words: it breaks at its separators, and what is too wide even so is shortened."""

from __future__ import annotations

import re

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel

from engine.text.harmless import harmless
from ui.common.plain import plain_hint

LEAST_PX = 60
_AFTER_SEPARATOR = re.compile(r"(?<=[/\\])")


class PathLabel(QLabel):
    """Gets as narrow as its neighbours need it; the hint has the whole path."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self._path = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(path)

    def setText(self, path: str) -> None:
        self._path = harmless(path)
        self.setToolTip(plain_hint(path))
        self._fit()

    def text(self) -> str:
        """The whole path, however much of it is shown."""
        return self._path

    def minimumSizeHint(self) -> QSize:
        return QSize(LEAST_PX, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        width = max(LEAST_PX, self.contentsRect().width())
        parts = _AFTER_SEPARATOR.split(self._path)
        super().setText("".join(self._shortened(part, width) for part in parts))

    def _shortened(self, part: str, width: int) -> str:
        return self.fontMetrics().elidedText(part, Qt.TextElideMode.ElideMiddle, width)
