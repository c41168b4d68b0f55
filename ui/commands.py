"""Everything a user can do in the window, each with its words, its keys and its symbol."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from app.choices import LiveState
from ui.common.symbols import button_symbol
from ui.common.theme import Theme

_KEY = QKeySequence.StandardKey


class Commands(QObject):
    """The actions; the window connects them. Words, hints and what is possible follow the state."""

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._theme = theme
        self._window = window
        self.start_stop = self._action("Ctrl+R")
        self.pause = self._action("Ctrl+P")
        self.overlay = self._action("Ctrl+L")
        self.overlay.setCheckable(True)
        self.lock_overlay = self._action("Ctrl+Shift+L")
        self.lock_overlay.setCheckable(True)
        self.go_to_overlay = self._action("Ctrl+Shift+O")
        self.export = self._action("Ctrl+E")
        self.copy_all = self._action("Ctrl+Shift+C")
        self.find = self._action(_KEY.Find)
        self.mark = self._action("Ctrl+M")
        self.open_file = self._action(_KEY.Open)
        self.larger = self._action(_KEY.ZoomIn, "Ctrl+=")
        self.smaller = self._action(_KEY.ZoomOut)
        self.normal = self._action("Ctrl+0")
        self.jump = self._action("Ctrl+J")
        self.settings = self._action("Ctrl+,")
        self.share = self._action()
        self.correct = self._action("F2")
        self.vocabulary = self._action("Ctrl+K")
        self.next_profile = self._action("Ctrl+Shift+K")
        self.copy_details = self._action()
        self.guide = self._action("F1")
        self.about = self._action("Shift+F1")
        self.dismiss = self._action("Esc")
        self.leave = self._action(_KEY.Quit, "Ctrl+Q")
        self._name()
        theme.changed.connect(self._dress)
        self.show_state(LiveState.IDLE)

    def show_state(self, state: LiveState) -> None:
        """Start becomes Stop, Pause becomes Resume, and what is impossible now is greyed."""
        self._state = state
        self._name_start_stop()
        self._name_pause()
        self.pause.setEnabled(state not in (LiveState.IDLE, LiveState.STOPPING))
        self._dress()

    def let_export(self, possible: bool) -> None:
        self.export.setEnabled(possible)
        self.copy_all.setEnabled(possible)
        self.correct.setEnabled(possible)
        self.find.setEnabled(possible)
        self.mark.setEnabled(possible)

    def _action(self, *keys: str | QKeySequence.StandardKey) -> QAction:
        """A standard key may be one of the others here, which given twice does nothing, or none at all."""
        action = QAction(self._window)
        wanted = dict.fromkeys(QKeySequence(key) for key in keys)
        action.setShortcuts([key for key in wanted if not key.isEmpty()])
        self._window.addAction(action)
        return action

    def _name(self) -> None:
        self._say(self.overlay, self.tr("Overlay"), self.tr("Captions above other programs"))
        self._say(self.lock_overlay, self.tr("Lock the overlay"), self.tr("The mouse reaches what is below it"))
        self._say(self.go_to_overlay, self.tr("Go to the overlay"), self.tr("Move and resize it with the arrow keys"))
        self._say(self.export, self.tr("Export"), self.tr("Save what was said as a file"))
        self._say(self.copy_all, self.tr("Copy all"), self.tr("Copy everything that was said"))
        self._say(self.find, self.tr("Find"), self.tr("Find words in the captions"))
        self._say(self.mark, self.tr("Mark my place"), self.tr("Put a mark at this moment, to find it again"))
        self._say(self.open_file, self.tr("Transcribe files…"), self.tr("Sound and video files, one or many"))
        self._say(self.larger, self.tr("Larger text"))
        self._say(self.smaller, self.tr("Smaller text"))
        self._say(self.normal, self.tr("Normal text size"))
        self._say(self.jump, self.tr("Jump to newest"))
        self._say(self.settings, self.tr("Settings…"), self.tr("How captions look, what writes them, what is kept"))
        self._say(self.share, self.tr("Captions for others…"), self.tr("A page for phones, projectors and OBS"))
        self._say(self.correct, self.tr("Correct a sentence"), self.tr("Or double-click it; Enter keeps, Esc leaves"))
        self._say(self.vocabulary, self.tr("Vocabulary"), self.tr("Names and terms that captions should spell right"))
        self._say(self.next_profile, self.tr("Next vocabulary profile"))
        hint = self.tr("Versions, devices, models and the end of the log, to report a fault; nothing that was said")
        self._say(self.copy_details, self.tr("Copy details"), hint)
        self._say(self.guide, self.tr("User guide"), self.tr("How to use Earshot, in short chapters"))
        self._say(self.about, self.tr("About Earshot"), self.tr("Version and licences"))
        self._say(self.dismiss, self.tr("Dismiss the newest notice"))
        self._say(self.leave, self.tr("Quit"))

    def _name_start_stop(self) -> None:
        if self._state in (LiveState.IDLE, LiveState.STOPPING):  # what is left is finished behind the next captions
            self._say(self.start_stop, self.tr("Start"), self.tr("Start captions"))
        else:
            self._say(self.start_stop, self.tr("Stop"), self.tr("Stop captions; all that was said is finished first"))

    def _name_pause(self) -> None:
        if self._state is LiveState.PAUSED:
            self._say(self.pause, self.tr("Resume"), self.tr("Resume captions"))
        else:
            self._say(self.pause, self.tr("Pause"), self.tr("Stop listening until you resume"))

    def _say(self, action: QAction, text: str, hint: str = "") -> None:
        action.setText(text)
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        action.setToolTip(f"{hint or text} ({keys})" if keys else hint or text)

    def _dress(self) -> None:
        colour = self._theme.colours.text
        self.pause.setIcon(button_symbol("resume" if self._state is LiveState.PAUSED else "pause", colour))
        self.overlay.setIcon(button_symbol("caption-window", colour))
        self.export.setIcon(button_symbol("export", colour))
