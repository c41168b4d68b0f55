"""What the main window has of the vocabulary: the way to its editor, and the switch of profiles."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from engine.errors import CaptioningError
from engine.text.harmless import harmless
from ui.commands import Commands
from ui.common.banner import BannerStack
from ui.common.theme import Theme
from ui.ports import CaptionController
from ui.vocabulary.asking import Asking

# The editor, numpy with it, is imported when it is first opened: the window is to be there at once.
if TYPE_CHECKING:
    from app.hotwords.library import HotwordLibrary
    from app.hotwords.profiles import Profiles
    from ui.vocabulary.editor import HotwordEditor


class HotwordCorner(QObject):
    """One editor beside the captions, which go on; profiles by a menu, or by one shortcut."""

    def __init__(
        self, controller: CaptionController, commands: Commands, theme: Theme, banners: BannerStack, window: QWidget
    ) -> None:
        super().__init__(window)
        self._controller, self._theme, self._banners = controller, theme, banners
        self._asking: Asking | None = None
        self._editor: HotwordEditor | None = None
        self.menu = QMenu(self.tr("Vocabulary profile"), window)
        self.menu.aboutToShow.connect(self._read_profiles)
        commands.hotwords.triggered.connect(self.show_editor)
        commands.next_profile.triggered.connect(self.next_profile)

    @property
    def asking(self) -> Asking:
        if self._asking is None:
            self._asking = Asking(self._controller.hotword_desk, self._banners)
        return self._asking

    def show_editor(self) -> HotwordEditor:
        from ui.vocabulary.editor import HotwordEditor

        if self._editor is None:
            self._editor = HotwordEditor(self._controller.hotword_desk, self._theme)
        self._editor.show()
        self._editor.raise_()
        self._editor.activateWindow()
        return self._editor

    def next_profile(self) -> None:
        """The one after the active one in the order of the file; all lists is one of them."""
        self.asking.ask(_profiles, lambda found: self.switch(found.switched(1).active))

    def switch(self, profile: str | None) -> None:
        self.asking.desk.switch(profile, self.asking.way_back(lambda _: self._tell(profile)))

    def put_away(self) -> None:
        """Hands what was typed to the desk, which writes it before the program ends."""
        if self._editor is not None:
            self._editor.put_away()
        if self._asking is not None:
            self._asking.cut()

    def _tell(self, profile: str | None) -> None:
        if profile is None:
            self.asking.tell(self.tr("All vocabulary lists are used from the next sentence on."))
        else:
            told = self.tr("The vocabulary “{name}” is used from the next sentence on.")
            self.asking.tell(told.format(name=profile))

    def _read_profiles(self) -> None:
        if self.menu.isEmpty():
            self.menu.addAction(self.tr("All lists")).setEnabled(False)
        self.asking.ask(_profiles, self._fill, self._leave_empty)

    def _leave_empty(self, failed: CaptioningError) -> None:
        self.asking.tell_error(failed)

    def _fill(self, found: Profiles) -> None:
        self.menu.clear()
        group = QActionGroup(self.menu)
        for name in (None, *found.lists):
            action = self.menu.addAction(self.tr("All lists") if name is None else harmless(name).replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(name == found.active)
            action.triggered.connect(partial(self._on_chosen, name))
            group.addAction(action)
        group.setExclusionPolicy(QActionGroup.ExclusionPolicy.Exclusive)

    def _on_chosen(self, name: str | None, _checked: bool = False) -> None:
        self.switch(name)


def _profiles(library: HotwordLibrary) -> Profiles:
    return library.profiles()
