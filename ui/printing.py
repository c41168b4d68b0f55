"""Pages as PDF, by Qt: it shapes every script and embeds the fonts, Chinese ones too."""

from __future__ import annotations

import os

from PySide6.QtCore import QBuffer, QIODeviceBase, QMarginsF
from PySide6.QtGui import QFont, QGuiApplication, QPageSize, QPdfWriter, QTextDocument

_POINTS = 11
_kept: list[QGuiApplication] = []  # holds it: Qt ends with the last reference


def pdf_of(html: str) -> bytes:
    """A4 with page numbers. On any thread while a window is open; without one, Qt is started without a display."""
    if QGuiApplication.instance() is None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"  # paper needs no display
        _kept.append(QGuiApplication(["earshot"]))
    buffer = QBuffer()
    buffer.open(QIODeviceBase.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setCreator("Earshot")
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(QMarginsF())  # the document sets 2 cm itself
    document = QTextDocument()
    document.setDefaultFont(QFont("sans-serif", _POINTS))
    document.setHtml(html)
    document.print_(writer)
    return bytes(buffer.data().data())
