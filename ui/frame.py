"""The one window's frame: the sidebar, the page that is shown, and notices above it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from ui.common.banner import BannerStack
from ui.common.theme import Theme
from ui.common.tokens import px
from ui.sidebar import Sidebar

WORDS_FROM_PX = 900  # a narrower window has symbols alone in the sidebar
BANNER_GAP_PX = 20
BANNER_SIDE_PX = 28


class Frame(QWidget):
    """A page is built when it is first shown. Notices lie over the page and move nothing.

    page_changed: the name of the page that is shown now. covered: how many pixels below its controls notices cover.
    """

    page_changed = Signal(str)
    covered = Signal(int)

    def __init__(self, theme: Theme, banners: BannerStack, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sidebar = Sidebar(theme, self)
        self.stack = QStackedWidget()
        self._makers: dict[str, Callable[[], QWidget]] = {}
        self._pages: dict[str, QWidget] = {}
        self._banners = banners
        banners.setParent(self)
        banners.installEventFilter(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.sidebar)
        row.addWidget(self.stack, 1)
        self.sidebar.wanted.connect(self._on_wanted)
        self.sidebar.show_words(True)

    def add_page(self, name: str, title: str, make: Callable[[], QWidget]) -> None:
        """name: also that of its symbol. make: called at most once, when the page is first wanted."""
        self._makers[name] = make
        self.sidebar.add(name, title)

    def page(self, name: str) -> QWidget:
        """Built now where it never was. Raises KeyError for a page that there is not."""
        if name not in self._pages:
            page = self._pages[name] = self._makers[name]()
            self.stack.addWidget(page)
            if (changed := getattr(page, "controls_changed", None)) is not None:
                changed.connect(self._place_banners)
        return self._pages[name]

    def built(self, name: str) -> QWidget | None:
        """The page, if it was ever shown."""
        return self._pages.get(name)

    @property
    def shown(self) -> str:
        """The name of the page that is shown; "" before the first."""
        return next((name for name, page in self._pages.items() if page is self.stack.currentWidget()), "")

    def show_page(self, name: str) -> QWidget:
        page = self.page(name)
        self.stack.setCurrentWidget(page)
        self.sidebar.mark(name)
        self._place_banners()
        self.page_changed.emit(name)
        return page

    def go_to(self, name: str) -> QWidget:
        """Shown, and it has the keyboard."""
        page = self.show_page(name)
        # No focus proxy on a page: with one, the Tab key leaves out what stands before the proxy.
        getattr(page, "focus_first", page.setFocus)()
        return page

    def _on_wanted(self, name: str) -> None:
        """The arrow keys of the sidebar keep the focus there; a shortcut or the mouse moves it into the page."""
        stays = self.sidebar.buttons[name].hasFocus()
        (self.show_page if stays else self.go_to)(name)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.sidebar.show_words(event.size().width() >= px(WORDS_FROM_PX))
        self._place_banners()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.Resize):
            self._place_banners()
        return super().eventFilter(watched, event)

    def _place_banners(self) -> None:
        """Below the controls at the top of a page, where it says how high they are (`controls_px`); or at its foot."""
        left = self.sidebar.width() + px(BANNER_SIDE_PX)
        page = self.stack.currentWidget()
        top = int(getattr(page, "controls_px", 0)) + px(BANNER_GAP_PX)
        if getattr(page, "notices_at_foot", False):
            top = self.height() - self._banners.height() - px(BANNER_GAP_PX)
        self._banners.resize(max(self.width() - left - px(BANNER_SIDE_PX), 0), self._banners.height())
        self._banners.move(left, top)
        self._banners.raise_()
        self.covered.emit(self._banners.height() + px(BANNER_GAP_PX) if self._banners.isVisible() else 0)
