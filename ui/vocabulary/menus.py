"""The menus of the page: everything that is not needed every day."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from app.hotwords.offering import answer_from_now_on
from app.hotwords.profiles import Consent
from ui.common.asking_name import ask_for_name
from ui.common.choice_menu import fill_choices
from ui.vocabulary.asking import Asking
from ui.vocabulary.list_controller import ListController, free_name


class ListMenus(QObject):
    """Lists and profiles are made, named and removed; what is learnt from corrections."""

    def __init__(self, controller: ListController, asking: Asking, window: QWidget) -> None:
        super().__init__(window)
        self._controller, self._asking, self._window = controller, asking, window
        self.new_list = self._action(self.tr("New list…"), self.ask_for_list)
        self.rename_list = self._action(self.tr("Rename this list…"), self.ask_for_list_name)
        self.remove_list = self._action(self.tr("Delete this list"), controller.remove_list)
        self.profiles = QMenu(self.tr("Profile"), window)
        self.learning = QMenu(self.tr("When I correct a word"), window)
        self.profiles.aboutToShow.connect(self._fill_profiles)
        self.learning.aboutToShow.connect(self._fill_learning)
        controller.shown.connect(self._allow)
        self._fill_profiles()
        self._fill_learning()

    def _action(self, words: str, act: Callable[[], None]) -> QAction:
        action = QAction(words, self)
        action.triggered.connect(lambda: act())
        return action

    def ask_for_list(self) -> None:
        first = free_name(self.tr("New list"), self._controller.now.lists)
        ask_for_name(self._window, self.tr("New list"), first, self._controller.add_list)

    def ask_for_list_name(self) -> None:
        ask_for_name(
            self._window, self.tr("Rename the list"), self._controller.current or "", self._controller.rename_list
        )

    def _ask_for_profile(self) -> None:
        first = free_name(self.tr("New profile"), self._controller.now.profiles.lists)
        ask_for_name(self._window, self.tr("New profile"), first, self._controller.add_profile)

    def _ask_for_profile_name(self) -> None:
        ask_for_name(
            self._window, self.tr("Rename the profile"), self._controller.profile or "", self._controller.rename_profile
        )

    def _allow(self) -> None:
        for each in (self.rename_list, self.remove_list):
            each.setEnabled(self._controller.current is not None)

    def _fill_profiles(self) -> None:
        known = self._controller.now.profiles
        names = [(name, self.tr("All lists") if name is None else name) for name in (None, *known.lists)]
        fill_choices(self.profiles, names, known.active, self._controller.switch)
        self.profiles.addSeparator()
        self.profiles.addAction(self.tr("New profile…")).triggered.connect(self._ask_for_profile)
        for words, act in (
            (self.tr("Rename this profile…"), self._ask_for_profile_name),
            (self.tr("Delete this profile"), self._controller.remove_profile),
        ):
            self.profiles.addAction(words, act).setEnabled(known.active is not None)

    def _fill_learning(self) -> None:
        choices = [
            (Consent.ASK, self.tr("Ask whether to listen for it")),
            (Consent.ALWAYS, self.tr("Always listen for it")),
            (Consent.NEVER, self.tr("Learn nothing")),
        ]
        fill_choices(self.learning, choices, self._controller.now.profiles.learning, self._on_consent)

    def _on_consent(self, consent: Consent) -> None:
        self._asking.ask(partial(answer_from_now_on, consent=consent), lambda _: self._controller.read_again())
