"""Which list is shown, and whether it is used: all of them at the left, or one at a time where room is short."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QListWidgetItem,
    QMenu,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from engine.text.harmless import harmless
from ui.common.drop_down import DropDown
from ui.common.labels import words_label
from ui.common.name_list import NAME, NameList
from ui.common.naming import named
from ui.common.theme import Theme
from ui.common.tokens import CONTROL_HEIGHT, SPACE_M, SPACE_S, px
from ui.vocabulary.list_controller import ListController

PANE, CHOICE = 210, 130  # widths, design pixels
_MARKS = {True: Qt.CheckState.Checked, False: Qt.CheckState.Unchecked}


class ListPane(QWidget):
    """Every list with a check mark where it is used; above them the profile, where there is one."""

    def __init__(self, controller: ListController, new_list: QAction, profile_menu: QMenu) -> None:
        super().__init__()
        self._controller = controller
        self.names = NameList("vocabularyLists", self.tr("Lists"))
        self.names.setAccessibleDescription(self.tr("Checked lists are used for captions; Space checks"))
        self.profile = named(QToolButton(), "vocabularyProfile")
        self.profile.setMenu(profile_menu)
        self.profile.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.profile.setToolTip(self.tr("A profile says which lists are used; Ctrl+Shift+K switches to the next"))
        self.add = named(QToolButton(), "vocabularyAdd")
        self.add.setDefaultAction(new_list)
        self.add.setText("+")
        self.add.setAccessibleName(new_list.text())
        self._arrange()
        self.names.currentItemChanged.connect(self._on_current)
        self.names.itemChanged.connect(self._on_checked)
        self.names.removal_wanted.connect(controller.remove_list)
        controller.shown.connect(self._show)

    def _on_current(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self._controller.choose(item.data(NAME))

    def _on_checked(self, item: QListWidgetItem) -> None:
        self._controller.use(item.data(NAME), item.checkState() is Qt.CheckState.Checked)

    def _show(self) -> None:
        used = self._controller.used
        self.names.fill(
            [(name, name, _MARKS[name in used], False) for name in self._controller.now.lists], self._controller.current
        )
        profile = self._controller.profile
        said = self.tr("All lists") if profile is None else self.tr("Profile: {name}").format(name=harmless(profile))
        self.profile.setText(f"{said} ▾".replace("&", "&&"))
        self.profile.setVisible(bool(self._controller.now.profiles.lists))

    def _arrange(self) -> None:
        self.setFixedWidth(px(PANE))
        title = named(QLabel(self.tr("Lists")), "vocabularyTitle")
        title.setBuddy(self.names)
        hint = words_label("vocabularyState", self.tr("Checked lists are used for captions."))
        head = QWidget()
        head.setMinimumHeight(px(CONTROL_HEIGHT))
        row = QHBoxLayout(head)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(title, 1)
        row.addWidget(self.add)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(SPACE_S))
        column.addWidget(head)
        column.addWidget(self.profile)
        column.addWidget(self.names, 1)
        column.addWidget(hint)


class ListBar(QWidget):
    """The list that is shown as a line to choose from, and a check mark to use it."""

    def __init__(self, controller: ListController, theme: Theme) -> None:
        super().__init__()
        self._controller = controller
        self.names = named(DropDown(theme), "vocabularyList")
        self.names.setAccessibleName(self.tr("List"))
        self.names.setAccessibleDescription(self.tr("The list of words that is shown"))
        self.names.setMinimumWidth(px(CHOICE))
        self.used = QCheckBox(self.tr("Use this list"))
        self.used.setAccessibleDescription(self.tr("Captions listen for the words of this list"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(SPACE_M))
        row.addWidget(self.names, 1)
        row.addWidget(self.used)
        self.names.activated.connect(lambda _: controller.choose(str(self.names.value)))
        self.used.clicked.connect(self._on_used)
        controller.shown.connect(self._show)

    def _on_used(self, used: bool) -> None:
        if self._controller.current is not None:
            self._controller.use(self._controller.current, used)

    def _show(self) -> None:
        self.names.offer([(name, name) for name in self._controller.now.lists], self._controller.current)
        self.used.setChecked(self._controller.current in self._controller.used)
