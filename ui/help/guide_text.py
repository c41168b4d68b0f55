"""The user guide as it is shown: its text, and its pictures in the size that the page has room for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPainter, QTextBlockFormat, QTextCharFormat, QTextCursor, QTextDocument

from app.guide import read_text
from ui.common.tokens import SPACE_S, SPACE_XL, SPACE_XS, px

_PICTURE = re.compile(r"!\[[^\]]*\]\(([^)]+)\)")


@dataclass(frozen=True, slots=True)
class GuideText:
    """text: Markdown. pictures: by the names that the text has for them."""

    text: str
    pictures: Mapping[str, QImage]


def read_guide(file: Path, room: int, ratio: float, border: str) -> GuideText:
    """For workers: pictures take a third of a second. room: logical pixels; ratio: device pixels in one of these.

    Pictures lie below the folder of the guide; others are left out.
    """
    text = read_text(file)
    found = {}
    for name in _PICTURE.findall(text):
        place = (file.parent / name).resolve()
        picture = QImage(str(place)) if place.is_relative_to(file.parent) else QImage()
        if not picture.isNull():
            found[name] = _fitted(picture, round(room * ratio), ratio, border)
    return GuideText(text, found)


def _fitted(picture: QImage, room: int, ratio: float, border: str) -> QImage:
    """No wider than the room, in a thin frame: a picture of a white window ends somewhere on a white page."""
    if picture.width() > room > 0:
        picture = picture.scaledToWidth(room, Qt.TransformationMode.SmoothTransformation)
    painter = QPainter(picture)
    painter.setPen(QColor(border))
    painter.drawRect(picture.rect().adjusted(0, 0, -1, -1))
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture


def lay_out(document: QTextDocument) -> None:
    """Room between chapters, paragraphs and lines of a list; links are underlined."""
    cursor = QTextCursor(document)
    cursor.beginEditBlock()
    underlined = QTextCharFormat()
    underlined.setFontUnderline(True)
    block = document.begin()
    while block.isValid():
        room, table = QTextBlockFormat(), QTextCursor(block).currentTable()
        room.setTopMargin(px(SPACE_XL if block.blockFormat().headingLevel() > 1 else 0))
        room.setBottomMargin(0 if table else px(SPACE_XS if block.textList() else SPACE_S))
        cursor.setPosition(block.position())
        cursor.mergeBlockFormat(room)
        places = block.begin()
        while not places.atEnd():
            fragment = places.fragment()
            if fragment.charFormat().isAnchor():
                cursor.setPosition(fragment.position())
                cursor.setPosition(fragment.position() + fragment.length(), QTextCursor.MoveMode.KeepAnchor)
                cursor.mergeCharFormat(underlined)
            places += 1
        block = block.next()
    cursor.endEditBlock()
