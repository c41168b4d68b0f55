"""A window with a text to read and to search, which follows its own links."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSize, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QImage, QKeySequence, QResizeEvent, QShortcut, QTextBlock, QTextCursor
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QTextBrowser, QToolButton, QVBoxLayout, QWidget

from app.guide import anchor
from ui.common.find_bar import FindBar
from ui.common.fitting import fit_to_screen
from ui.common.naming import named
from ui.common.text_find import TextFind
from ui.common.theme import Theme, font
from ui.common.tokens import SPACE_L, SPACE_M, SPACE_S, TYPE_BODY, px
from ui.help.guide_text import GuideText, lay_out

SIZE, SMALLEST = QSize(820, 640), QSize(360, 280)
MARGIN = 20


class TextPage(QTextBrowser):
    """Opens nothing by itself. Knows the pictures that it was given, and no others."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._pictures: Mapping[str, QImage] = {}
        self.setOpenLinks(False)
        self.document().setDocumentMargin(px(MARGIN))
        self.document().setDefaultFont(font(px(TYPE_BODY)))

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        return self._pictures.get(QUrl(name).toString())

    @property
    def room_px(self) -> int:
        """How wide a picture may be: beside it is the bar that scrolls."""
        return self.width() - 2 * px(MARGIN) - 2 * self.verticalScrollBar().sizeHint().width()

    def show_guide(self, guide: GuideText) -> None:
        self._pictures = guide.pictures
        self.setMarkdown(guide.text)
        lay_out(self.document())
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def go_to(self, wanted: str) -> bool:
        """The heading that a link names is at the top; False where there is none."""
        block: QTextBlock = self.document().begin()
        while block.isValid():
            if block.blockFormat().headingLevel() and anchor(block.text()) == wanted:
                cursor = self.textCursor()
                cursor.setPosition(block.position())
                self.setTextCursor(cursor)
                top = self.document().documentLayout().blockBoundingRect(block).top()
                self.verticalScrollBar().setValue(round(top) - px(SPACE_M))
                return True
            block = block.next()
        return False


class TextWindow(QDialog):
    """Stays open beside the main window. followed: a link that leads neither to a heading nor to a page of the web."""

    followed = Signal(QUrl)

    def __init__(self, title: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.page = named(TextPage(self), "textPage")
        self.page.setAccessibleName(title)
        self.page.setAccessibleDescription(self.tr("Tab goes from link to link, Ctrl+F finds words"))
        self.page.anchorClicked.connect(self._on_link)
        self.find_bar = FindBar(theme, self)
        self.finding = TextFind(self.page, self.find_bar, theme)
        self.back = QPushButton(self.tr("Back"))
        self.back.setAutoDefault(False)
        self.back.hide()
        self.find_button = QToolButton()
        self.find_button.setText(self.tr("Find"))
        self.find_button.clicked.connect(self.open_find)
        QShortcut(QKeySequence.StandardKey.Find, self).activated.connect(self.open_find)
        close = QPushButton(self.tr("Close"))
        close.setAutoDefault(False)
        close.clicked.connect(self.close)
        row = QHBoxLayout()
        for part in (self.back, self.find_button):
            row.addWidget(part)
        row.addStretch(1)
        row.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(SPACE_L), px(SPACE_L), px(SPACE_L), px(SPACE_S))
        column.setSpacing(px(SPACE_S))
        column.addWidget(self.page, 1)
        column.addLayout(row)
        fit_to_screen(self, SIZE, SMALLEST)

    def open_find(self) -> None:
        self._place_find_bar()
        self.finding.open()

    def come(self) -> None:
        """In front of the other windows, ready to be read with the keyboard."""
        self.show()
        self.raise_()
        self.activateWindow()
        self.page.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_find_bar()

    def _place_find_bar(self) -> None:
        gap = px(SPACE_S)
        self.find_bar.lie_over(self.page.geometry().adjusted(gap, gap, -px(MARGIN), -gap))

    def _on_link(self, url: QUrl) -> None:
        """A person clicked it, or pressed Enter on it: nothing is opened in another way."""
        if not url.scheme() and url.hasFragment():
            self.page.go_to(url.fragment())
        elif url.scheme() in ("http", "https"):
            QDesktopServices.openUrl(url)
        else:
            self.followed.emit(url)
