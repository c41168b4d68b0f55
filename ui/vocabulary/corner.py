"""What the main window has of the vocabulary: its page, and the switch of profiles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu, QWidget

from ui.commands import Commands
from ui.common.banner import BannerStack
from ui.common.choice_menu import fill_choices
from ui.common.theme import Theme
from ui.vocabulary.asking import Asking
from ui.vocabulary.ports import VocabularyPort

if TYPE_CHECKING:
    from app.hotwords.library import HotwordLibrary
    from app.hotwords.profiles import Profiles
    from ui.vocabulary.page import VocabularyPage


class VocabularyCorner(QObject):
    """One page beside the captions, which go on; profiles by a menu, or by one shortcut."""

    def __init__(
        self, vocabulary: VocabularyPort, commands: Commands, theme: Theme, banners: BannerStack, window: QWidget
    ) -> None:
        super().__init__(window)
        self.asking = Asking(vocabulary, banners)
        self._vocabulary, self._theme, self._banners = vocabulary, theme, banners
        self._next = commands.next_profile
        self._page: VocabularyPage | None = None
        self.menu = QMenu(self.tr("Vocabulary profile"), window)
        self.menu.aboutToShow.connect(self._read_profiles)
        commands.next_profile.triggered.connect(self.next_profile)

    @property
    def page(self) -> VocabularyPage:
        """Made when it is first wanted, and then the frame's: a widget without a parent may end on any thread."""
        if self._page is None:
            from ui.vocabulary.page import VocabularyPage

            self._page = VocabularyPage(self._vocabulary, self._theme, self._banners)
        return self._page

    def next_profile(self) -> None:
        """The one after the active one in the order of the file; all lists is one of them."""
        self.asking.ask(_profiles, lambda found: self.switch(found.switched(1).active))

    def switch(self, profile: str | None) -> None:
        self.asking.port.switch(profile, self.asking.way_back(lambda _: self._tell(profile)))

    def put_away(self) -> None:
        """Hands what was typed to the port, which writes it before the program ends."""
        if self._page is not None:
            self._page.put_away()
        self.asking.cut()

    def _tell(self, profile: str | None) -> None:
        if profile is None:
            self.asking.tell(self.tr("All vocabulary lists are used from the next sentence on."))
        else:
            told = self.tr("The vocabulary “{name}” is used from the next sentence on.")
            self.asking.tell(told.format(name=profile))

    def _read_profiles(self) -> None:
        if self.menu.isEmpty():
            self.menu.addAction(self.tr("All lists")).setEnabled(False)
        self.asking.ask(_profiles, self._fill)

    def _fill(self, found: Profiles) -> None:
        names = [(name, self.tr("All lists") if name is None else name) for name in (None, *found.lists)]
        fill_choices(self.menu, names, found.active, self.switch)
        self.menu.addSeparator()
        self.menu.addAction(self._next)


def _profiles(library: HotwordLibrary) -> Profiles:
    return library.profiles()
