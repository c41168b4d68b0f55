"""Notices above the captions: one clear sentence, never in the way, gone with a click."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from ui.naming import named
from ui.symbols import symbol, symbol_pixmap
from ui.theme import Theme


class Kind(Enum):
    """How urgent a notice is."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


_SYMBOLS = {Kind.INFO: "information", Kind.WARNING: "attention", Kind.ERROR: "attention"}


class Banner(QFrame):
    """One notice: what happened, what to do about it, and a button that takes it away."""

    dismissed = Signal()

    def __init__(self, theme: Theme, kind: Kind, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._kind = kind
        self.setObjectName("banner")
        self.setProperty("kind", kind.value)
        self._mark = QLabel()
        self.what = self._label("what")
        self.remedy = self._label("remedy")
        self.action = named(QToolButton(), "action")
        self.action.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.action.hide()
        self.close_button = QToolButton()
        self.close_button.setAccessibleName(self.tr("Dismiss this notice"))
        self.close_button.setToolTip(self.tr("Dismiss this notice (Esc)"))
        self.close_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.close_button.setIconSize(QSize(16, 16))
        self.close_button.clicked.connect(self.dismissed)
        self._arrange()
        self._dress()
        theme.changed.connect(self._dress)

    def tell(self, what: str, remedy: str = "") -> None:
        """Both sentences are shown as plain text, and read out by a screen reader."""
        self.what.setText(what)
        self.remedy.setText(remedy)
        self.remedy.setVisible(bool(remedy))
        self.setAccessibleName(f"{what} {remedy}".strip())
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self.accessibleName()))

    def offer(self, title: str, act: Callable[[], None]) -> None:
        """One thing to do about it."""
        self.action.setText(title)
        self.action.clicked.connect(act)
        self.action.show()

    def put(self, part: QWidget) -> None:
        """One more thing to press or to fill in, before the button that takes the notice away."""
        self._row.insertWidget(self._row.count() - 1, part, 0, Qt.AlignmentFlag.AlignVCenter)

    def _label(self, name: str) -> QLabel:
        label = named(QLabel(), name)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return label

    def _arrange(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.what)
        words.addWidget(self.remedy)
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(14, 9, 8, 9)
        row.setSpacing(12)
        row.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addLayout(words, 1)
        row.addWidget(self.action, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignVCenter)

    def _dress(self) -> None:
        colour = getattr(self._theme.colours, f"{self._kind.value}_text")
        self._mark.setPixmap(symbol_pixmap(_SYMBOLS[self._kind], colour, 20, self.devicePixelRatioF()))
        self.close_button.setIcon(symbol("close", colour))


class BannerStack(QWidget):
    """The notices that stand now, at most one of a name; a newer one of a name takes its place."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._banners: dict[str, Banner] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self.hide()

    def tell(self, name: str, kind: Kind, what: str, remedy: str = "", for_ms: int | None = None) -> Banner:
        """Shows a notice until it is dismissed or cleared, or for a time."""
        self.clear(name)
        banner = Banner(self._theme, kind)
        banner.dismissed.connect(lambda: self._drop(name, banner))
        self._banners[name] = banner
        self._column.addWidget(banner)
        banner.tell(what, remedy)
        self.show()
        if for_ms is not None:
            QTimer.singleShot(for_ms, banner, lambda: self._drop(name, banner))
        return banner

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
        self.clear(next(reversed(self._banners)))
        return True

    def _drop(self, name: str, banner: Banner) -> None:
        if self._banners.get(name) is banner:
            del self._banners[name]
            self._column.removeWidget(banner)
            banner.hide()
            banner.deleteLater()
            self.setVisible(bool(self._banners))
