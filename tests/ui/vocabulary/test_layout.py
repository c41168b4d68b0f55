"""The line above the table of words keeps its fields usable at every width of the window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from ui.vocabulary.layout import FIELD_PX, FILTER_PX, WordBar


@pytest.fixture
def bar() -> WordBar:
    fields = [QLineEdit(), QLineEdit()]
    for field, width in zip(fields, (FILTER_PX, FIELD_PX), strict=True):
        field.setMinimumWidth(width)
    tools = [QToolButton() for _ in range(5)]
    for tool in tools:
        tool.setText("A button")
    return WordBar(fields, tools)


@pytest.fixture
def window(qtbot: QtBot, bar: WordBar) -> QWidget:
    made = QWidget()
    QHBoxLayout(made).addWidget(bar)
    qtbot.addWidget(made)
    made.resize(1000, 100)
    made.show()
    return made


def line_of(part: QWidget) -> int:
    return part.mapTo(part.window(), QPoint(0, part.height() // 2)).y()


def are_in_one_line(bar: WordBar) -> bool:
    lines = [line_of(each) for each in (*bar.findChildren(QLineEdit), *bar.findChildren(QToolButton))]
    return max(lines) - min(lines) < 10


def test_a_wide_window_has_all_in_one_line(qtbot: QtBot, window: QWidget, bar: WordBar) -> None:
    qtbot.waitUntil(lambda: are_in_one_line(bar))


def test_a_narrow_window_has_room_to_type(qtbot: QtBot, window: QWidget, bar: WordBar) -> None:
    qtbot.waitUntil(lambda: are_in_one_line(bar))
    window.resize(1, 100)
    qtbot.waitUntil(lambda: not are_in_one_line(bar))
    assert [each.width() >= each.minimumWidth() for each in bar.findChildren(QLineEdit)] == [True, True]
    assert window.width() < 600
