"""What waits for the first paint comes after it, once, also for a widget that others cover."""

from __future__ import annotations

from functools import partial

import pytest
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.common.first_paint import after_first_paint


class Painted(QWidget):
    """Notes each paint."""

    def __init__(self, happened: list[str]) -> None:
        super().__init__()
        self._happened = happened
        self.setAutoFillBackground(True)

    def paintEvent(self, event: QPaintEvent) -> None:
        self._happened.append("painted")


@pytest.mark.parametrize("covered", [False, True])
@pytest.mark.parametrize("shown_before", [False, True])
def test_it_comes_once_and_in_order_and_after_the_paint(qtbot: QtBot, covered: bool, shown_before: bool) -> None:
    happened: list[str] = []
    window = QWidget() if covered else Painted(happened)
    qtbot.addWidget(window)
    if covered:
        column = QVBoxLayout(window)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(Painted(happened))
    if shown_before:
        window.show()
    for each in ("then", "later"):
        after_first_paint(window, partial(happened.append, each))
    window.show()
    assert "then" not in happened
    qtbot.waitUntil(lambda: "later" in happened)
    assert covered or happened[0] == "painted"
    window.hide()
    window.show()
    qtbot.waitExposed(window)
    assert [each for each in happened if each != "painted"] == ["then", "later"]
