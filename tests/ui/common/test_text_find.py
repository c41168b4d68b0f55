"""Find in any text view: a long text is looked through in slices, while it grows."""

from __future__ import annotations

from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QTextEdit
from pytestqt.qtbot import QtBot

from tests.support.ui_window import theme
from ui.common.find_bar import FindBar
from ui.common.text_find import TextFind

LINES = 4_000


def insert(view: QTextEdit, line: int, text: str) -> None:
    QTextCursor(view.document().findBlockByNumber(line)).insertText(text)


def test_a_long_text_that_changes_meanwhile_is_looked_through_whole(qtbot: QtBot) -> None:
    view = QTextEdit()
    qtbot.addWidget(view)
    view.setPlainText("\n".join(f"Line {number}: the budget isn't large." for number in range(LINES)))
    view.show()
    colours = theme()
    bar = FindBar(colours, view)
    find = TextFind(view, bar, colours)
    find.open()
    bar.field.setText("budget")
    at_once, counted = find.done, bar.count.text()
    insert(view, 10, "budget ")
    insert(view, LINES - 10, "budget ")
    insert(view, LINES - 20, "new line\n")
    qtbot.waitUntil(lambda: find.done)
    assert (at_once, counted) == (False, "")
    assert bar.count.text() == f"1 of {LINES + 2}"
    assert len(find.found) == LINES + 2
    assert set(find.found) == {"budget"}


def test_the_bar_goes_aside_where_it_would_cover_what_was_found(qtbot: QtBot) -> None:
    view = QTextEdit()
    qtbot.addWidget(view)
    view.resize(500, 300)
    view.setPlainText("\n".join(["word " * 12 + "budget", *("line" for _ in range(5)), "budget"]))
    view.show()
    colours = theme()
    bar = FindBar(colours, view)
    bar.lie_over(view.viewport().rect())
    find = TextFind(view, bar, colours)
    find.open()
    bar.field.setText("budget")
    qtbot.waitUntil(lambda: find.done)
    first = bar.geometry()
    find.step(1)
    assert first.bottom() == view.viewport().rect().bottom()
    assert bar.geometry().top() == 0
