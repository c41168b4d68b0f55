"""Tentative text and drafts differ from settled text, and from each other, without any colour."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from ui.common.caption_styles import Certainty, char_format, underline
from ui.common.theme import font

BLACK = QColor("black")


def runs_of_ink(certainty: Certainty) -> list[int]:
    """Lengths of the pieces of the line that is drawn under 200 px of text."""
    image = QImage(220, 60, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.setFont(font(24))
    underline(painter, certainty, BLACK, QPointF(10, 30), 200)
    painter.end()
    darkest = min(range(60), key=lambda y: sum(image.pixelColor(x, y).lightness() for x in range(220)))
    row = "".join("#" if image.pixelColor(x, darkest).lightness() < 128 else " " for x in range(220))
    return [len(run) for run in row.split()]


def test_a_guess_is_dotted_a_draft_is_dashed_and_settled_text_has_no_line(qtbot: QtBot) -> None:
    dots, dashes = runs_of_ink(Certainty.TENTATIVE), runs_of_ink(Certainty.DRAFT)
    assert runs_of_ink(Certainty.SETTLED) == []
    assert len(dots) > len(dashes) > 5
    assert max(dashes) > max(dots)


@pytest.mark.parametrize("one", Certainty)
def test_a_document_has_another_line_for_each(qtbot: QtBot, one: Certainty) -> None:
    styles = {each: char_format(each, BLACK).underlineStyle() for each in Certainty}
    assert [each for each in Certainty if styles[each] is styles[one]] == [one]
