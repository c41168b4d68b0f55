"""The windows of the user guide and about Earshot; each is created when it is first opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl
from PySide6.QtWidgets import QWidget

from app.control.workers import Job, Lane, Workers
from app.guide import guide_file, read_text
from engine.errors import CaptioningError
from ui.common.relay import Relay
from ui.common.sentences import told
from ui.common.theme import Theme
from ui.common.translation import language_for
from ui.ports import PreferencesPort

if TYPE_CHECKING:
    from app.licences import LicensedPart
    from ui.help.text_window import TextPage, TextWindow

    Parts = tuple[list[LicensedPart], list[LicensedPart]]

END_S = 0.2


class HelpWindows(QObject):
    """A worker reads the texts from the disk. parent: the main window.

    Modules are imported at first use, so the main window does not wait for them at start-up.
    """

    def __init__(self, preferences: PreferencesPort, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._preferences, self._theme, self._window = preferences, theme, parent
        self._workers = Workers()
        self._parts: Parts = ([], [])
        self._guide_read, self._parts_read = Relay(self._show_guide), Relay(self._show_parts)
        self._text_read = Relay(self._show_text)
        self.guide: TextWindow | None = None
        self.about: TextWindow | None = None

    def open_guide(self) -> None:
        if self.guide is None:
            self.guide = self._window_named(self.tr("User guide"))
            self.guide.come()
            self._read_guide(self.guide.page)
        self.guide.come()

    def _read_guide(self, page: TextPage) -> None:
        from ui.help.guide_text import read_guide

        file = guide_file(language_for(self._preferences.settings.interface_language))
        room, ratio, border = page.room_px, page.devicePixelRatioF(), self._theme.colours.border
        self._workers.run(Lane.FILES, lambda _: read_guide(file, room, ratio, border), self._guide_read.send)

    def open_about(self) -> None:
        if self.about is None:
            self.about = self._window_named(self.tr("About Earshot"))
            self.about.followed.connect(self._follow)
            self.about.back.clicked.connect(self._list_parts)
            self._workers.run(Lane.FILES, self._read_parts, self._parts_read.send)
        self.about.come()

    def put_away(self) -> None:
        for relay in (self._guide_read, self._parts_read, self._text_read):
            relay.cut()
        self._workers.close(END_S)
        for window in (self.guide, self.about):
            if window is not None:
                window.close()

    def _window_named(self, title: str) -> TextWindow:
        from ui.help.text_window import TextWindow

        return TextWindow(title, self._theme, self._window)

    def _read_parts(self, _job: Job[Parts]) -> Parts:
        from app import licences

        return licences.packages(), licences.models(self._preferences.folders.models)

    def _show_guide(self, read: object) -> None:
        from ui.help.guide_text import GuideText

        if self.guide is None or not isinstance(read, GuideText):
            return
        if read.text:
            self.guide.page.show_guide(read)
        else:
            self.guide.page.setPlainText(self.tr("The guide is missing. Install Earshot again."))

    def _show_parts(self, parts: object) -> None:
        if isinstance(parts, CaptioningError) and self.about is not None:
            self.about.page.setPlainText(told(parts))
        elif isinstance(parts, tuple):
            self._parts = parts
            self._list_parts()

    def _list_parts(self) -> None:
        from ui.help.about import about

        if self.about is not None:
            self.about.back.hide()
            self.about.page.setHtml(about(*self._parts))
            self.about.page.setFocus()

    def _follow(self, url: QUrl) -> None:
        """To the whole text of a licence."""
        from ui.help.about import licence_behind

        licence = licence_behind(url.toString(), *self._parts)
        if isinstance(licence, str):
            self._show_text(licence)
        else:
            self._workers.run(Lane.FILES, lambda _: "\n\n\n".join(map(read_text, licence)), self._text_read.send)

    def _show_text(self, text: object) -> None:
        if self.about is not None and isinstance(text, str):
            self.about.page.setPlainText(text)
            self.about.back.show()
            self.about.page.setFocus()
