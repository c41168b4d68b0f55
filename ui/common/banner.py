"""Notices above the captions: one clear sentence, never in the way, gone with a click."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QToolButton, QVBoxLayout, QWidget

from engine.errors import CaptioningError
from ui.common.naming import named
from ui.common.plain import plain_lines
from ui.common.sentences import translated
from ui.common.symbols import symbol, symbol_pixmap
from ui.common.theme import Theme
from ui.common.tokens import ICON, ICON_SMALL, SPACE_M, SPACE_S, SPACE_XS, px

MOST_OF_WINDOW = 1 / 3
NARROW = 820  # below it what is to be filled in stands under the words


class Kind(Enum):
    """How urgent a notice is."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


_SYMBOLS = {Kind.INFO: "information", Kind.WARNING: "attention", Kind.ERROR: "attention"}


class Banner(QFrame):
    """One notice: what happened, what to do about it, and a button that takes it away."""

    dismissed = Signal()

    def __init__(self, theme: Theme, kind: Kind) -> None:
        super().__init__()
        self._theme = theme
        self._kind = kind
        self.setObjectName("banner")
        self.setProperty("kind", kind.value)
        self._mark = QLabel()
        self.what = self._label("what")
        self.remedy = self._label("remedy")
        self.action = named(QToolButton(), "action")
        self.action.hide()
        self._more = QWidget()
        self.close_button = QToolButton()
        self.close_button.setAccessibleName(self.tr("Dismiss this notice"))
        self.close_button.setToolTip(self.tr("Dismiss this notice (Esc)"))
        self.close_button.setIconSize(QSize(px(ICON_SMALL), px(ICON_SMALL)))
        self.close_button.clicked.connect(self.dismissed)
        self._arrange()
        self._dress()
        theme.changed.connect(self._dress)

    def tell(self, what: str, remedy: str = "") -> None:
        """Both sentences are shown as plain text, and read out by a screen reader."""
        self.what.setText(plain_lines(what))
        self.remedy.setText(plain_lines(remedy))
        self.remedy.setVisible(bool(remedy))
        self.setAccessibleName(f"{self.what.text()} {self.remedy.text()}".strip())
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self.accessibleName()))

    def offer(self, title: str, act: Callable[[], object]) -> None:
        """One thing to do about it."""
        self.action.setText(title)
        self.action.clicked.connect(act)
        self.action.show()

    def put(self, part: QWidget) -> None:
        """One more thing to press or to fill in: beside the words, or below them where room is short."""
        self._parts.addWidget(part)
        self._more.show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        below = event.size().width() < px(NARROW)
        if below != (self._column.indexOf(self._more) >= 0):
            self._place_parts(below)

    def _place_parts(self, below: bool) -> None:
        self._parts.setContentsMargins(px(ICON) + px(SPACE_M) if below else 0, 0, 0, 0)
        if below:
            self._column.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        else:
            self._row.insertWidget(self._row.count() - 1, self._more, 0, Qt.AlignmentFlag.AlignVCenter)

    def _label(self, name: str) -> QLabel:
        label = named(QLabel(), name)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return label

    def _arrange(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(px(SPACE_XS) // 2)
        words.addWidget(self.what)
        words.addWidget(self.remedy)
        self._parts = QHBoxLayout(self._more)
        self._parts.setSpacing(px(SPACE_M))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(px(SPACE_M), px(SPACE_S), px(SPACE_S), px(SPACE_S))
        self._row = row = QHBoxLayout()
        row.setSpacing(px(SPACE_M))
        self._column.addLayout(row)
        row.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addLayout(words, 1)
        row.addWidget(self.action, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignVCenter)
        self._place_parts(below=False)
        self._more.hide()

    def _dress(self) -> None:
        colour = getattr(self._theme.colours, f"{self._kind.value}_text")
        self._mark.setPixmap(symbol_pixmap(_SYMBOLS[self._kind], colour, px(ICON), self.devicePixelRatioF()))
        self.close_button.setIcon(symbol("close", colour))


class BannerStack(QScrollArea):
    """The notices that stand now, at most one of a name; a newer one of a name takes its place.

    The newest is uppermost. They take a part of the window at most, so that captions stay in view; the rest is
    scrolled to.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._banners: dict[str, Banner] = {}
        self._page = QWidget()
        self._column = QVBoxLayout(self._page)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(px(SPACE_S))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidgetResizable(True)
        self.setWidget(self._page)
        for ground in (self.viewport(), self._page):
            ground.setAutoFillBackground(False)
        self._page.installEventFilter(self)
        self.hide()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.window().installEventFilter(self)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The window got higher or lower; or a notice says something else."""
        resized = event.type() is QEvent.Type.Resize and watched is self.window()
        if resized or (event.type() is QEvent.Type.LayoutRequest and watched is self._page):
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        needed = self._column.totalHeightForWidth(self.width())
        self.setFixedHeight(min(max(needed, 0), round(self.window().height() * MOST_OF_WINDOW)))

    def tell(self, name: str, kind: Kind, what: str, remedy: str = "", for_ms: int | None = None) -> Banner:
        """Shows a notice until it is dismissed or cleared, or for a time."""
        self.clear(name)
        banner = Banner(self._theme, kind)
        banner.dismissed.connect(lambda: self._drop(name, banner))
        self._banners[name] = banner
        self._column.insertWidget(0, banner)
        banner.tell(what, remedy)
        self.show()
        self.verticalScrollBar().setValue(0)
        if for_ms is not None:
            QTimer.singleShot(for_ms, banner, lambda: self._drop(name, banner))
        return banner

    def report(self, name: str, failed: CaptioningError, kind: Kind = Kind.ERROR) -> Banner:
        """What went wrong and what to do, in the language of the window."""
        return self.tell(name, kind, translated(failed.what), translated(failed.remedy))

    def named(self, name: str) -> Banner | None:
        return self._banners.get(name)

    def clear(self, *names: str) -> None:
        for name in names:
            if banner := self._banners.get(name):
                self._drop(name, banner)

    def dismiss_newest(self) -> bool:
        """False when there was none."""
        if not self._banners:
            return False
        next(reversed(self._banners.values())).dismissed.emit()
        return True

    def _drop(self, name: str, banner: Banner) -> None:
        if self._banners.get(name) is banner:
            del self._banners[name]
            self._column.removeWidget(banner)
            banner.hide()
            banner.deleteLater()
            self.setVisible(bool(self._banners))
