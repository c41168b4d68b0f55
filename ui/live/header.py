"""The row of controls at the top of the window."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QToolButton, QWidget

from app.choices import LiveState
from ui.commands import Commands
from ui.common.more_button import MoreButton
from ui.common.naming import named
from ui.common.symbols import button_symbol, button_symbol_size
from ui.common.theme import Theme
from ui.common.tokens import SPACE_S, SPACE_XS, px
from ui.live.level_meter import LevelMeter
from ui.live.source_picker import SourcePicker

COMPACT_PX = 900
TIGHT_PX = 680


class Header(QWidget):
    """One clear button to start and stop; the others are quieter."""

    def __init__(self, commands: Commands, picker: SourcePicker, theme: Theme, export: QMenu) -> None:
        super().__init__()
        self._theme = theme
        self._state = LiveState.IDLE
        self.primary = named(QPushButton(), "primary")
        self.primary.clicked.connect(commands.start_stop.trigger)
        self.primary.setAutoDefault(True)  # Enter presses it, too
        self.pause = self._tool(commands.pause)
        self.picker = picker
        self.meter = LevelMeter(theme)
        self.overlay = self._tool(commands.overlay)
        self.export = self._tool(commands.export)
        self.export.setMenu(export)
        self.export.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more = self._more_button(commands, theme)
        self._commands = commands
        self._arrange()
        theme.changed.connect(self._dress)
        self.show_state(LiveState.IDLE)

    def show_state(self, state: LiveState) -> None:
        self._state = state
        self.picker.let_choose(state in (LiveState.IDLE, LiveState.STOPPING))
        self._dress()

    def show_export(self) -> None:
        """Opens the list of formats under its button, and returns at once."""
        menu = self.export.menu()
        if menu is not None:
            menu.popup(self.export.mapToGlobal(QPoint(0, self.export.height())))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where room is short, symbols do without their words; the hints still have them."""
        super().resizeEvent(event)
        width = event.size().width()
        for button, needed in (
            (self.overlay, px(COMPACT_PX)),
            (self.export, px(COMPACT_PX)),
            (self.pause, px(TIGHT_PX)),
        ):
            _show_words(button, width >= needed)

    def _tool(self, action: QAction) -> QToolButton:
        button = QToolButton()
        button.setDefaultAction(action)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setIconSize(button_symbol_size())
        return button

    def _more_button(self, commands: Commands, theme: Theme) -> MoreButton:
        menu = QMenu(self)
        menu.addActions([commands.find, commands.mark, commands.copy_all, commands.correct, commands.open_file])
        menu.addSeparator()
        _add_inner(menu, self.tr("Text size"), commands.larger, commands.smaller, commands.normal)
        _add_inner(menu, self.tr("Overlay"), commands.go_to_overlay, commands.lock_overlay)
        menu.addSeparator()
        menu.addActions([commands.vocabulary, commands.settings])
        menu.addSeparator()
        _add_inner(menu, self.tr("Help"), commands.guide, commands.copy_details, commands.about)
        menu.addAction(commands.leave)
        self.more_menu = menu
        return MoreButton(theme, self.tr("More"), menu, self.tr("More: copy, text size, vocabulary, settings, help"))

    def _arrange(self) -> None:
        self.primary.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.primary.setIconSize(button_symbol_size())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(SPACE_S))
        row.addWidget(self.primary)
        row.addWidget(self.pause)
        row.addSpacing(px(SPACE_XS))
        row.addWidget(self.picker, 100)
        row.addSpacing(px(SPACE_XS))
        row.addWidget(self.meter)
        row.addSpacing(px(SPACE_S))
        row.addStretch(1)
        row.addWidget(self.overlay)
        row.addWidget(self.export)
        row.addWidget(self.more)

    def _dress(self) -> None:
        """Words and symbols of the present state, in the present colours."""
        colours = self._theme.colours
        action = self._commands.start_stop
        live = self._state not in (LiveState.IDLE, LiveState.STOPPING)
        self.primary.setText(action.text())
        self.primary.setIcon(button_symbol("stop" if live else "start", colours.on_accent))
        self.primary.setToolTip(action.toolTip())


def _add_inner(menu: QMenu, title: str, *actions: QAction) -> None:
    """What is rarely wanted stands in a menu of its own: the whole fits a screen that is 600 px high."""
    menu.addMenu(title).addActions(actions)


def _show_words(button: QToolButton, shown: bool) -> None:
    style = Qt.ToolButtonStyle.ToolButtonTextBesideIcon if shown else Qt.ToolButtonStyle.ToolButtonIconOnly
    if style is not button.toolButtonStyle():
        button.setToolButtonStyle(style)
        button.setProperty("bare", not shown)
        button.style().unpolish(button)
        button.style().polish(button)
