"""What stands on the vocabulary page: which list, its words, and a bar to try them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QAction, QFont, QHideEvent, QKeyEvent, QKeySequence, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QToolButton, QVBoxLayout, QWidget

from engine.text.harmless import harmless
from ui.common.list_style import editor_sheet
from ui.common.more_button import MoreButton
from ui.common.naming import named
from ui.common.symbols import symbol
from ui.common.theme import Theme, font
from ui.common.tokens import CONTROL_HEIGHT, SPACE_L, SPACE_M, SPACE_S, TYPE_LARGE, px
from ui.vocabulary.asking import Asking
from ui.vocabulary.files import VocabularyFiles
from ui.vocabulary.list_controller import ListController
from ui.vocabulary.list_pane import ListBar, ListPane
from ui.vocabulary.menus import ListMenus
from ui.vocabulary.table import WordTable
from ui.vocabulary.trial import TrialBar
from ui.vocabulary.word_lists import WordLists
from ui.vocabulary.words_pane import WordsPane

LOOK_EVERY_MS = 1000  # at the files, and at the counts
NARROW = 760  # below it the lists are a line to choose from
LOW = 380  # below it the margins are small
_KEY = QKeySequence.StandardKey


class VocabularyEditor(QWidget):
    """Everything is saved by itself. The GUI thread reads and writes no file and builds no index."""

    def __init__(self, asking: Asking, theme: Theme) -> None:
        super().__init__()
        self._theme, self.asking = theme, asking
        self.table = WordTable(theme, self)
        self.lists = WordLists(self.asking, self.table, self)
        self.list_controller = ListController(self.asking, self)
        self.menus = ListMenus(self.list_controller, self.asking, self)
        self.files = VocabularyFiles(self.asking, self.lists, self.list_controller, self)
        self.pane = ListPane(self.list_controller, self.menus.new_list, self.menus.profiles)
        self.bar = ListBar(self.list_controller, theme)
        self.words = WordsPane(self.asking, self.table, self.lists, self.list_controller, self.files.import_file)
        self.trial = TrialBar(self.asking, self.lists, theme)
        self.undo = self._step_action(self.lists.steps.createUndoAction(self, self.tr("Undo")), "Ctrl+Z")
        self.redo = self._step_action(
            self.lists.steps.createRedoAction(self, self.tr("Redo")), "Ctrl+Shift+Z", "Ctrl+Y"
        )
        self.title = named(QLabel(), "vocabularyName")
        self.state = named(QLabel(), "vocabularyState")
        self.remarked = QToolButton()
        self.more = MoreButton(theme, self.tr("More"), hint=self.tr("More: undo, lists, import and export, sounds"))
        self._looking = QTimer(self)
        self._looking.setInterval(LOOK_EVERY_MS)
        self._arrange()
        self._fill_more()
        self._connect()
        self._dress()
        self._show_state()
        self.list_controller.read_again()

    # What there is

    def look(self) -> None:
        """At what others did to the files, and at the counts; now and then while the page is seen."""
        self.asking.port.changed(self.asking.way_back(self._on_changed))
        counts = self.asking.port.usage
        self.asking.ask(lambda _: counts.all(), self.table.show_usage)

    def _on_changed(self, changed: bool) -> None:
        if changed:
            self.list_controller.read_again()
            self.lists.read_again()

    def _open(self, name: str) -> None:
        if name and name != self.lists.name:
            self.lists.open(name)

    def _offer_back(self, name: str, back: Callable[[], None]) -> None:
        what = self.tr("“{name}” was removed.").format(name=name)
        self.asking.offer("removed", what, self.tr("Bring it back"), back)

    def _show_state(self) -> None:
        there = bool(self.list_controller.now.lists) or not self.list_controller.known
        self.title.setText(harmless(self.lists.name or ""))
        saved = self.tr("saved") if self.lists.saved else self.tr("saving…")
        words = self.tr("Words: {count}, {saved}").format(count=self.words.word_count, saved=saved)
        self.state.setText(words if self.lists.name else "")
        count = self.table.remarked
        self.remarked.setText(self.tr("Check: {count}").format(count=count))
        marked = bool(count) or self.words.remarked_only
        self.state.setVisible(not (marked and self._narrow))  # before: both would make the page wider
        self.remarked.setVisible(marked)
        self.remarked.setChecked(self.words.remarked_only)
        self.trial.setVisible(there)
        self._head.setVisible(there)
        self._fit()

    # Page

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._look_on()

    def _look_on(self) -> None:
        """Now, and again and again while somebody may be looking."""
        self.look()
        if self.isActiveWindow():
            self._looking.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """What was typed is on its way to the disk."""
        super().hideEvent(event)
        self._looking.stop()
        self.lists.save()

    def put_away(self) -> None:
        """The program ends: everything is handed to the port, and nothing comes back."""
        self.lists.save_for_good()
        self._looking.stop()
        self.asking.cut()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @property
    def _narrow(self) -> bool:
        return self.width() < px(NARROW)

    def _fit(self) -> None:
        narrow = self._narrow
        there = bool(self.list_controller.now.lists)
        self.pane.setVisible(there and not narrow)
        self.bar.setVisible(there and narrow)
        self.title.setVisible(not narrow)
        self.state.setVisible(not narrow or self.remarked.isHidden())
        margin = px(SPACE_L if self.height() >= px(LOW) else SPACE_S)
        self._page.setContentsMargins(margin, margin, margin, margin)
        self.trial.fit()

    def event(self, event: QEvent) -> bool:
        """Keys that the page knows are its own while it has the keyboard, whatever the window does with them."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._act_for(event):
            event.accept()
            return True
        if event.type() is QEvent.Type.WindowDeactivate:
            self._looking.stop()
        elif event.type() is QEvent.Type.WindowActivate and self.isVisible():
            self._look_on()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if (act := self._act_for(event)) is not None:
            act()
        else:
            super().keyPressEvent(event)

    def _act_for(self, event: QKeyEvent) -> Callable[[], object] | None:
        keys = QKeySequence(event.keyCombination()).toString(QKeySequence.SequenceFormat.PortableText)
        if keys == "Esc" and not (self.words.filter.text() or self.words.remarked_only):
            return None  # the window's
        return {
            "Ctrl+F": self.words.filter.setFocus,
            "Ctrl+N": self.words.setFocus,
            "Ctrl+T": self.trial.sentence.setFocus,
            "F2": self._rename_if_chosen,
            "Esc": self._show_all,
        }.get(keys)

    def _rename_if_chosen(self) -> None:
        """In the table F2 edits a cell; it comes here where nothing could be edited."""
        if self.pane.names.hasFocus() or self.bar.names.hasFocus():
            self.menus.ask_for_list_name()

    def _show_all(self) -> None:
        self.words.show_all()
        self._show_state()

    def _show_remarked(self, only: bool) -> None:
        self.words.show_remarked_only(only)
        self._show_state()

    def _dress(self) -> None:
        self.setStyleSheet(editor_sheet(self._theme.colours))
        self.remarked.setIcon(symbol("attention", self._theme.colours.meter_loud))

    # Building

    def _step_action(self, action: QAction, *keys: str) -> QAction:
        action.setShortcuts([QKeySequence(each) for each in keys])
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.addAction(action)
        return action

    def _fill_more(self) -> None:
        menu = QMenu(self.more)
        menu.addActions([self.undo, self.redo, *self.words.row_actions])
        menu.addSeparator()
        menu.addActions([self.menus.new_list, self.menus.rename_list, self.menus.remove_list])
        menu.addMenu(self.menus.profiles)
        menu.addSeparator()
        menu.addAction(self.files.import_file)
        menu.addMenu(self.files.export_menu)
        menu.addAction(self.files.show_folder)
        menu.addSeparator()
        menu.addMenu(self.menus.learning)
        self.codes = menu.addAction(self.tr("Show phonetic codes"))
        self.codes.setCheckable(True)
        self.codes.toggled.connect(self.table.show_codes)
        self.again = menu.addAction(self.tr("Hear the last sentence again"), self.trial.hear_again)
        self.more.setMenu(menu)

    def _connect(self) -> None:
        self._looking.timeout.connect(self.look)
        self._theme.changed.connect(self._dress)
        self.remarked.clicked.connect(self._show_remarked)
        self.list_controller.chosen.connect(self._open)
        self.list_controller.renamed.connect(self.lists.renamed)
        self.list_controller.list_removed.connect(self.lists.forget)
        self.list_controller.removed.connect(self._offer_back)
        self.list_controller.shown.connect(self._show_state)
        self.lists.state_changed.connect(self._show_state)
        self.lists.state_changed.connect(self.trial.list_changed)

    def _arrange(self) -> None:
        self.title.setFont(font(px(TYPE_LARGE), QFont.Weight.DemiBold))
        self.remarked.setCheckable(True)
        self.remarked.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.remarked.setToolTip(self.tr("Show only words with a remark; the hint of the word says which"))
        self.trial.bar.addWidget(self.more)
        self._head = QWidget()
        self._head.setMinimumHeight(px(CONTROL_HEIGHT))  # the button that comes with a remark moves nothing
        head = QHBoxLayout(self._head)
        head.setContentsMargins(0, 0, 0, 0)
        head.setSpacing(px(SPACE_M))
        head.addWidget(self.bar)
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.remarked)
        head.addWidget(self.state)
        right = QVBoxLayout()
        right.setSpacing(px(SPACE_S))
        right.addWidget(self._head)
        right.addWidget(self.words, 1)
        right.addWidget(self.trial)
        self._page = QHBoxLayout(self)
        self._page.setSpacing(px(SPACE_M))
        self._page.addWidget(self.pane)
        self._page.addLayout(right, 1)
        self.setFocusProxy(self.words)
