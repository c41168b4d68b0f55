"""Lists and the profiles that combine them: one click switches, one check box adds a list."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidgetItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.hotwords.desk import Removed, Shelf, bring_back, change_profiles, remove_list, rename_list, shelf
from app.hotwords.library import HotwordLibrary
from app.hotwords.profiles import Profiles
from engine.errors import BadInput, CaptioningError
from ui.common.name_list import NAME, NameList
from ui.common.naming import named
from ui.vocabulary.asking import Asking

PROFILES_PX = 132
LATER_MS = 500


class HotwordSidebar(QWidget):
    """Asks the desk for what is there and for every change.

    list_chosen: a name to open, or "" where there is none. renamed: old and new name. removed: a list that has gone.
    profile_removed: the name of one that has gone, and the way back.
    """

    list_chosen = Signal(str)
    renamed = Signal(str, str)
    removed = Signal(object)
    profile_removed = Signal(str, object)

    def __init__(self, asking: Asking, parent: QObject | None = None) -> None:
        super().__init__()
        self._asking = asking
        self._shelf = Shelf((), Profiles())
        self._told: set[str] = set()
        self.profiles = NameList("hotwordProfiles", self.tr("Profiles"))
        self.lists = NameList("hotwordLists", self.tr("Lists"))
        self._arrange()
        self.profiles.currentItemChanged.connect(self._on_profile)
        self.profiles.itemChanged.connect(self._on_profile_renamed)
        self.profiles.removal_wanted.connect(self.remove_profile)
        self.lists.currentItemChanged.connect(self._on_list)
        self.lists.itemChanged.connect(self._on_list_changed)
        self.lists.removal_wanted.connect(self.remove_list)

    @property
    def shelf(self) -> Shelf:
        return self._shelf

    def read_again(self) -> None:
        self._asking.ask(shelf, self._refresh)

    def switch_by(self, step: int) -> None:
        """The next profile, or the one before."""
        self._switch(self._shelf.profiles.switched(step).active)

    # Profiles

    def add_profile(self) -> None:
        name = _free(self.tr("New profile"), self._shelf.profiles.lists)
        lists = self._shelf.profiles.lists_of(self._shelf.profiles.active, self._shelf.lists)
        self._change(lambda known: known.with_profile(name, lists), lambda: self.profiles.rename(name))

    def remove_profile(self) -> None:
        """Its lists stay."""
        name = self.profiles.chosen()
        if name is None:
            return
        before = self._shelf.profiles

        def back() -> None:
            self._change(lambda known: known.brought_back(name, before))

        self._change(lambda known: known.without_profile(name), lambda: self.profile_removed.emit(name, back))

    def _on_profile(self, item: QListWidgetItem | None) -> None:
        if item is not None and item.data(NAME) != self._shelf.profiles.active:
            self._switch(item.data(NAME))

    def _switch(self, profile: str | None) -> None:
        self._asking.desk.switch(profile, self._asking.way_back(lambda _: self.read_again()))

    def _on_profile_renamed(self, item: QListWidgetItem) -> None:
        old, new = item.data(NAME), item.text().strip()
        if old is None or not new or old == new:
            self._show(self._shelf)
        elif new in self._shelf.profiles.lists:
            self._refuse(BadInput(f"There is a profile “{new}” already.", "Choose another name."))
        else:
            self._change(lambda known: known.with_profile_renamed(old, new))

    # Lists

    def add_list(self) -> None:
        name = _free(self.tr("New list"), self._shelf.lists)
        self._asking.ask(partial(_created, name=name), lambda found: self._show_new(found, name))

    def make_first_list(self, name: str) -> None:
        self._asking.ask(partial(_created, name=name), lambda found: self._show_new(found, name, rename=False))

    def remove_list(self) -> None:
        name = self.lists.chosen()
        if name is not None:
            self._asking.ask(partial(remove_list, name=name), self._on_removed)

    def bring_back(self, removed: Removed) -> None:
        def show(found: Shelf) -> None:
            self._show(found)
            self.lists.choose(removed.name)

        self._asking.ask(partial(bring_back, removed=removed), show)

    def open_list(self, name: str) -> None:
        """Shows a list that was made elsewhere."""
        self._asking.ask(shelf, lambda found: self._show_new(found, name, rename=False))

    def _show_new(self, found: Shelf, name: str, rename: bool = True) -> None:
        self._show(found)
        self.lists.choose(name)
        if rename:
            self.lists.rename(name)

    def _on_removed(self, removed: Removed) -> None:
        self.removed.emit(removed)
        self.read_again()

    def _on_list(self, item: QListWidgetItem | None) -> None:
        self.list_chosen.emit("" if item is None else item.data(NAME))

    def _on_list_changed(self, item: QListWidgetItem) -> None:
        old, new = item.data(NAME), item.text().strip()
        if new and new != old:
            self._asking.ask(
                partial(rename_list, name=old, new=new), partial(self._on_list_renamed, old, new), self._refuse
            )
        elif not new:
            self._show(self._shelf)
        else:
            self._combine()

    def _on_list_renamed(self, old: str, new: str, found: Shelf) -> None:
        self.renamed.emit(old, new)
        self._show(found, new)

    def _combine(self) -> None:
        """The active profile has the checked lists; to uncheck one under "all lists" makes a profile of the rest."""
        rows = [self.lists.item(row) for row in range(self.lists.count())]
        checked = [row.data(NAME) for row in rows if row.checkState() is Qt.CheckState.Checked]
        active = self._shelf.profiles.active
        if active is not None:
            self._change(lambda known: known.with_profile(active, checked))
            return
        name = _free(self.tr("New profile"), self._shelf.profiles.lists)
        self._change(lambda known: known.with_profile(name, checked), lambda: self._switch(name))

    # What is there

    def _change(self, change: Callable[[Profiles], Profiles], then: Callable[[], None] = lambda: None) -> None:
        def show(found: Shelf) -> None:
            self._show(found)
            then()

        self._asking.ask(partial(change_profiles, change=change), show, self._refuse)

    def _refuse(self, failed: CaptioningError) -> None:
        self._asking.tell_error(failed)
        self._show(self._shelf)

    def _refresh(self, found: Shelf) -> None:
        """What others changed; while a name is being typed, the next look will do."""
        if self.lists.in_use or self.profiles.in_use:
            QTimer.singleShot(LATER_MS, self, self.read_again)
        else:
            self._show(found)

    def _show(self, found: Shelf, current: str | None = None) -> None:
        before, self._shelf = self.lists.chosen(), found
        self._tell_faults(found)
        profiles = found.profiles
        used = set(profiles.lists_of(profiles.active, found.lists))
        names: list[str | None] = [None, *profiles.lists]
        self.profiles.fill(
            [(name, self.tr("All lists") if name is None else name, None, name is not None) for name in names],
            profiles.active,
        )
        checks = {True: Qt.CheckState.Checked, False: Qt.CheckState.Unchecked}
        wanted = current or before
        if wanted not in found.lists:
            wanted = next((name for name in found.lists if name in used), next(iter(found.lists), None))
        self.lists.fill([(name, name, checks[name in used], True) for name in found.lists], wanted)
        if wanted != before or wanted is None:
            self.list_chosen.emit(wanted or "")

    def _tell_faults(self, found: Shelf) -> None:
        """Each once, and again when it comes back."""
        told, self._told = self._told, {each.what for each in found.faults}
        for each in found.faults:
            if each.what not in told:
                self._asking.tell_error(each, name=each.what)

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self.profiles.setMaximumHeight(PROFILES_PX)
        hints = self.tr("The checked lists make the profile; F2 renames, Delete removes")
        self.lists.setToolTip(hints)
        self.profiles.setToolTip(self.tr("One click, or Ctrl+Shift+K, switches from the next sentence on"))
        self._add_part(column, self.tr("&Profiles"), self.profiles, self.add_profile, self.tr("New profile"))
        self._add_part(column, self.tr("&Lists"), self.lists, self.add_list, self.tr("New list"))

    def _add_part(self, column: QVBoxLayout, title: str, names: NameList, add: Callable[[], None], hint: str) -> None:
        label = named(QLabel(title), "hotwordTitle")
        label.setBuddy(names)
        button = named(QToolButton(), "hotwordAdd")
        button.setText("+")
        button.setToolTip(hint)
        button.setAccessibleName(hint)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(add)
        row = QHBoxLayout()
        row.addWidget(label, 1)
        row.addWidget(button)
        column.addLayout(row)
        column.addWidget(names)


def _created(library: HotwordLibrary, name: str) -> Shelf:
    library.create(name)
    return shelf(library)


def _free(name: str, taken: object) -> str:
    """`name`, with a number where it is taken."""
    known = set(taken) if isinstance(taken, (tuple, list, dict)) else set()
    number, wanted = 2, name
    while wanted in known:
        wanted, number = f"{name} {number}", number + 1
    return wanted
