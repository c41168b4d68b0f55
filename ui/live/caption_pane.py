"""The middle of the window: the captions, or what to do while there are none."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QFocusEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFrame, QPushButton, QStackedLayout

from app.choices import LiveState
from app.settings import Settings
from engine.events import CaptionEvent
from ui.common.empty_page import EmptyPage
from ui.common.find_bar import FindBar
from ui.common.naming import named
from ui.common.symbols import button_symbol, button_symbol_size
from ui.common.text_find import TextFind
from ui.common.theme import Theme
from ui.live.alert_words import AlertWords
from ui.live.announcer import CaptionAnnouncer
from ui.live.caption_menu import CaptionMenu
from ui.live.caption_view import CaptionView
from ui.live.marks import Marks

JUMP_GAP_PX = 16
TEXT_STEPS_PX = (14, 16, 18, 20, 22, 24, 28, 32, 38, 44, 52, 64, 80)
_KEYBOARD_REASONS = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)


class CaptionPane(QFrame):
    """Shows one of two pages, and over the captions a button that leads back to the newest line."""

    def __init__(self, theme: Theme, text_px: int) -> None:
        super().__init__()
        self._theme = theme
        self._normal_px = self._text_px = text_px
        self.setObjectName("captionPane")
        self.empty = EmptyPage(theme)
        self.view = CaptionView(theme, text_px)
        self.marks = Marks(self.view)
        self.menu = CaptionMenu(self.view, self.marks)
        self.alerts = AlertWords(self)
        self.view.alerts = self.alerts.places
        self.announcer = CaptionAnnouncer(self._announce)
        self._pages = QStackedLayout(self)
        self._pages.setContentsMargins(2, 2, 2, 2)
        self._pages.addWidget(self.empty)
        self._pages.addWidget(self.view)
        self.jump = named(QPushButton(self.tr("Jump to newest"), self), "jump")
        self.jump.setToolTip(self.tr("Back to the line that is being spoken (Ctrl+J)"))
        self.jump.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.jump.clicked.connect(self._on_jump)
        self.jump.setIconSize(button_symbol_size())
        self.jump.hide()
        self.view.place.changed.connect(self._show_jump)
        self.find_bar = FindBar(theme, self)
        self.finding = TextFind(self.view, self.find_bar, theme)
        for page in (self.empty, self.view):
            page.installEventFilter(self)
        self._dress()
        theme.changed.connect(self._dress)

    @property
    def text_px(self) -> int:
        return self._text_px

    def focus_first(self) -> None:
        (self.view if len(self.view.captions) else self.empty).setFocus(Qt.FocusReason.OtherFocusReason)

    def open_find(self) -> None:
        """The find bar, over the upper right corner of the captions; nothing while there are none."""
        if len(self.view.captions):
            self._place_find_bar()
            self.finding.open()

    def leave_free(self, top_px: int) -> None:
        """Notices cover so much of the top, and lie below the find bar where it is open."""
        above = self.find_bar.isVisible() and not self.find_bar.at_foot
        bar_px = self.find_bar.geometry().bottom() if above and top_px else 0
        self.view.leave_free(top_px + bar_px)

    def on_space(self, act: Callable[[], None]) -> None:
        """Space acts while the captions have the focus; on a button it still presses the button."""
        for page in (self.empty, self.view):
            shortcut = QShortcut(QKeySequence(Qt.Key.Key_Space), page)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(act)

    def begin_session(self, title: str) -> None:
        self.view.begin_session(title)
        for part in (self.marks, self.alerts, self.announcer):
            part.begin_session()

    def show_state(self, state: LiveState) -> None:
        self.empty.show_state(state)

    def show_event(self, event: CaptionEvent) -> None:
        for part in (self.view, self.marks, self.alerts, self.announcer):
            part.show_event(event)
        self._turn_page()

    def take_settings(self, settings: Settings) -> None:
        self.view.underline_hotwords(settings.underline_hotwords)
        self.view.make_room_for_names(settings.label_speakers)
        self.announcer.mode = settings.announce_captions
        self.alerts.take_settings(settings)
        self.view.viewport().update()

    def change_text_size(self, steps: int) -> None:
        """Larger for positive steps, smaller for negative ones; 0 goes back to the setting."""
        if steps == 0:
            self._text_px = self._normal_px
        elif steps > 0:
            self._text_px = next((px for px in TEXT_STEPS_PX if px > self._text_px), self._text_px)
        else:
            self._text_px = next((px for px in reversed(TEXT_STEPS_PX) if px < self._text_px), self._text_px)
        self.view.set_text_px(self._text_px)

    def choose_text_px(self, text_px: int) -> None:
        """The setting was changed: the size that "normal" means. A size of the reader's own gives way to it."""
        if text_px != self._normal_px:
            self._normal_px = text_px
            self.change_text_size(0)

    def _announce(self, text: str) -> None:
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.view, text))

    def _turn_page(self) -> None:
        page = self.view if len(self.view.captions) else self.empty
        before = self._pages.currentWidget()
        if before is not None and before is not page:
            had_focus = before.hasFocus()
            self._pages.setCurrentWidget(page)
            self.jump.raise_()
            if had_focus:
                page.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_jump(self) -> None:
        self.view.jump_to_newest()
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_jump(self, following: bool) -> None:
        self.jump.setVisible(not following)
        self._place_jump()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_jump()
        self._place_find_bar()

    def _place_find_bar(self) -> None:
        self.find_bar.lie_over(self.rect().adjusted(JUMP_GAP_PX, JUMP_GAP_PX // 2, -JUMP_GAP_PX, -JUMP_GAP_PX // 2))

    def _place_jump(self) -> None:
        self.jump.adjustSize()
        left = (self.width() - self.jump.width()) // 2
        self.jump.move(left, self.height() - self.jump.height() - JUMP_GAP_PX)
        self.jump.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A frame shows who came here with the Tab key where the keyboard acts."""
        if isinstance(event, QFocusEvent):
            by_keyboard = event.gotFocus() and event.reason() in _KEYBOARD_REASONS
            if by_keyboard != bool(self.property("keyboard")):
                self.setProperty("keyboard", by_keyboard)
                self.style().unpolish(self)
                self.style().polish(self)
        return super().eventFilter(watched, event)

    def _dress(self) -> None:
        self.jump.setIcon(button_symbol("down", self._theme.colours.on_accent))
