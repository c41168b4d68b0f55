"""Which lists there are, which are used, and the profiles that combine them; asked of the port, changed on a worker."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import partial

from PySide6.QtCore import QObject, Signal

from app.hotwords.library import HotwordLibrary
from app.hotwords.list_editing import (
    ListOverview,
    Removed,
    bring_back,
    change_profiles,
    list_overview,
    remove_list,
    rename_list,
)
from app.hotwords.profiles import Profiles
from engine.errors import BadInput, CaptioningError
from ui.vocabulary.asking import Asking


class ListController(QObject):
    """now: as it was seen last. current: the name of the list that is chosen, None where there is none.

    shown: `now` or `current` has changed. chosen: a name to open, or "". renamed: old and new name of a list.
    removed: what has gone, by its name, and the way back.
    """

    shown = Signal()
    chosen = Signal(str)
    renamed = Signal(str, str)
    list_removed = Signal(str)
    removed = Signal(str, object)

    def __init__(self, asking: Asking, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._asking = asking
        self._reported: set[str] = set()
        self.now = ListOverview((), Profiles())
        self.known = False
        self.current: str | None = None

    @property
    def profile(self) -> str | None:
        """The active one; None for all lists."""
        return self.now.profiles.active

    @property
    def used(self) -> set[str]:
        """The lists that captions listen for."""
        return set(self.now.profiles.lists_of(self.profile, self.now.lists))

    def read_again(self) -> None:
        self._asking.ask(list_overview, self._take)

    def choose(self, name: str) -> None:
        if name != self.current:
            self.current = name
            self.chosen.emit(name)
            self.shown.emit()

    # Lists

    def use(self, name: str, used: bool) -> None:
        """In the active profile; where all lists are used, to leave one out makes a profile of the rest."""
        lists = [each for each in self.now.lists if (used if each == name else each in self.used)]
        profile = self.profile or free_name(self.tr("New profile"), self.now.profiles.lists)
        then = (lambda: None) if self.profile else partial(self.switch, profile)
        self._change(lambda known: known.with_profile(profile, lists), then)

    def add_list(self, name: str) -> None:
        self._asking.ask(partial(_created, name=name), partial(self._take, wanted=name), self._refuse)

    def open_list(self, name: str) -> None:
        """Chooses a list that was made elsewhere."""
        self._asking.ask(list_overview, partial(self._take, wanted=name))

    def rename_list(self, new: str) -> None:
        if (old := self.current) is not None and new != old:
            done = partial(self._on_renamed, old, new)
            self._asking.ask(partial(rename_list, name=old, new=new), done, self._refuse)

    def remove_list(self) -> None:
        if self.current is not None:
            self._asking.ask(partial(remove_list, name=self.current), self._on_removed)

    def _on_renamed(self, old: str, new: str, found: ListOverview) -> None:
        self.current = new
        self.renamed.emit(old, new)
        self._take(found)

    def _on_removed(self, removed: Removed) -> None:
        def back() -> None:
            self._asking.ask(partial(bring_back, removed=removed), partial(self._take, wanted=removed.name))

        self.list_removed.emit(removed.name)
        self.removed.emit(removed.name, back)
        self.read_again()

    # Profiles

    def switch(self, profile: str | None) -> None:
        self._asking.port.switch(profile, self._asking.way_back(lambda _: self.read_again()))

    def add_profile(self, name: str) -> None:
        """With the lists that are used now."""
        if self._is_free(name):
            used = sorted(self.used)
            self._change(lambda known: known.with_profile(name, used), lambda: self.switch(name))

    def rename_profile(self, new: str) -> None:
        old = self.profile
        if old is not None and new != old and self._is_free(new):
            self._change(lambda known: known.with_profile_renamed(old, new))

    def remove_profile(self) -> None:
        """Its lists stay."""
        name, before = self.profile, self.now.profiles
        if name is not None:
            back = partial(self._change, lambda known: known.brought_back(name, before))
            self._change(lambda known: known.without_profile(name), lambda: self.removed.emit(name, back))

    def _is_free(self, name: str) -> bool:
        taken = name in self.now.profiles.lists
        if taken:
            self._refuse(BadInput("There is a profile “{name}” already.", "Choose another name.", name=name))
        return not taken

    # What is there

    def _change(self, change: Callable[[Profiles], Profiles], then: Callable[[], None] = lambda: None) -> None:
        def take(found: ListOverview) -> None:
            self._take(found)
            then()

        self._asking.ask(partial(change_profiles, change=change), take, self._refuse)

    def _refuse(self, failed: CaptioningError) -> None:
        self._asking.tell_error(failed)
        self.shown.emit()

    def _take(self, found: ListOverview, wanted: str | None = None) -> None:
        """Continue with the chosen list, else with one that is used."""
        before, self.now, self.known = self.current, found, True
        self._tell_faults(found)
        self.current = wanted or before
        if self.current not in found.lists:
            self.current = next((name for name in found.lists if name in self.used), next(iter(found.lists), None))
        if self.current != before or self.current is None:
            self.chosen.emit(self.current or "")
        self.shown.emit()

    def _tell_faults(self, found: ListOverview) -> None:
        """Each once, and again when it comes back."""
        reported, self._reported = self._reported, {each.what for each in found.faults}
        for each in found.faults:
            if each.what not in reported:
                self._asking.tell_error(each, name=each.what)


def _created(library: HotwordLibrary, name: str) -> ListOverview:
    library.create(name)
    return list_overview(library)


def free_name(name: str, taken: Collection[str]) -> str:
    """`name`, with a number where it is taken."""
    number, wanted = 2, name
    while wanted in taken:
        wanted, number = f"{name} {number}", number + 1
    return wanted
