"""The window of the personal vocabulary: lists and profiles, the words of a list, and a box to try them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QTimer
from PySide6.QtGui import QAction, QCloseEvent, QGuiApplication, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QWidget

from app.hotwords.desk import Removed
from app.hotwords.importing import from_paste
from app.hotwords.sheet import Row, rows_from, without_known
from app.hotwords.usage import Usage
from engine.text.harmless import harmless
from ui.common.banner import Kind
from ui.common.list_style import editor_sheet
from ui.common.theme import Theme
from ui.ports import HotwordPort
from ui.vocabulary.layout import HotwordLayout
from ui.vocabulary.rows import without

LOOK_EVERY_MS = 1000  # at the files, and at the counts
_KEY = QKeySequence.StandardKey


class HotwordEditor(HotwordLayout):
    """Everything is saved by itself. The GUI thread reads and writes no file and builds no index."""

    def __init__(self, desk: HotwordPort, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(desk, theme, parent)
        self._theme = theme
        self._once_open: Callable[[], None] | None = None
        self.undo, self.redo = self._step_action("undo"), self._step_action("redo")
        self._looking = QTimer(self)
        self._looking.setInterval(LOOK_EVERY_MS)
        self._looking.timeout.connect(self.look)
        self.arrange(self.undo, self.redo)
        self._connect()
        self._dress()
        theme.changed.connect(self._dress)
        self.sidebar.read_again()

    # Words

    def add_typed(self) -> None:
        """The word of the field, at the end of the list; one that is there is shown instead."""
        if self.field.text().strip():
            self._with_list(self._add_typed)

    def paste_clipboard(self) -> None:
        self.paste(QGuiApplication.clipboard().text())

    def paste(self, text: str) -> None:
        """Many lines at once, in any form that an import takes; read on a worker."""
        if text.strip():
            self._with_list(lambda: self._paste(text))

    def _paste(self, text: str) -> None:
        known = tuple(self.table.rows)
        self.asking.ask(lambda _: _pasted(text, known), self._add_pasted)

    def _add_typed(self) -> None:
        if rows := self._usable(self.field.text()):
            self._add(rows, self.tr("add"))
            self.field.clear()

    def remove_selected(self) -> None:
        places = self.view.places()
        if places and self._may_change():
            self.sheet.change(self.tr("delete"), without(self.table.rows, places))

    def _usable(self, text: str) -> list[Row]:
        parsed = from_paste(text)
        rows = rows_from(parsed)
        if not rows and parsed.problems:
            self.asking.tell(self.tr("“{text}” cannot be a word of a list.").format(text=text.strip()[:60]))
        new = without_known(rows, self.table.rows)
        if rows and not new:
            self.asking.tell(self.tr("“{text}” is in this list already.").format(text=text.strip()[:60]))
            self._show(next(place for place, row in enumerate(self.table.rows) if not without_known(rows, [row])))
        return new

    def _add(self, rows: Sequence[Row], words: str) -> None:
        self._show(self.sheet.add(words, rows))

    def _show(self, place: int) -> None:
        if not self.view.go_to(place):
            self.filter.clear()
            self.remarked.setChecked(False)
            self.view.go_to(place)

    def _add_pasted(self, pasted: tuple[list[Row], int, int]) -> None:
        rows, known, unusable = pasted
        if rows:
            self._add(rows, self.tr("add {count}").format(count=len(rows)))
        told = [self.tr("Added: {count}.").format(count=len(rows))]
        if known:
            told.append(self.tr("There already: {count}.").format(count=known))
        if unusable:
            told.append(self.tr("Lines that cannot be used: {count}.").format(count=unusable))
        self.asking.tell(" ".join(told))

    def _may_change(self) -> bool:
        if not self.sheet.editable:
            self.asking.tell(self.tr("There is no list to add to."), self.tr("Make one with the + beside Lists."))
        return self.sheet.editable

    def _with_list(self, act: Callable[[], None]) -> None:
        """Where there is no list at all, the first word makes one."""
        if self.sheet.name is None and not self.sidebar.shelf.lists:
            self._once_open = act
            self.sidebar.make_first_list(self.tr("My words"))
        elif self._may_change():
            act()

    def _act_once_open(self) -> None:
        if self.sheet.editable and self._once_open is not None:
            act, self._once_open = self._once_open, None
            act()

    # What there is

    def look(self) -> None:
        """At what others did to the files, and at the counts; now and then while the window is seen."""
        self.asking.desk.changed(self.asking.way_back(self._on_changed))
        counts = self.asking.desk.usage
        self.asking.ask(lambda _: counts.all(), self._show_usage)

    def _on_changed(self, changed: bool) -> None:
        if changed:
            self.sidebar.read_again()
            self.sheet.read_again()

    def _show_usage(self, usage: dict[str, Usage]) -> None:
        self.table.show_usage(usage)

    def _open(self, name: str) -> None:
        if not name:
            self._show_state()
        elif name != self.sheet.name:
            self.sheet.open(name)

    def _on_removed(self, removed: Removed) -> None:
        self.sheet.forget(removed.name)
        self._offer_back(removed.name, lambda: self.sidebar.bring_back(removed))

    def _offer_back(self, name: str, back: Callable[[], None]) -> None:
        def clicked() -> None:
            self.banners.clear("removed")
            back()

        banner = self.banners.tell("removed", Kind.INFO, self.tr("“{name}” was removed.").format(name=name))
        banner.offer(self.tr("Bring it back"), clicked)

    def _show_state(self) -> None:
        if self.sheet.name is None:
            self.state.setText(self.tr("No list is open."))
        else:
            words = sum(row.entry is not None for row in self.table.rows)
            saved = self.tr("saved") if self.sheet.saved else self.tr("saving...")
            self.state.setText(self.tr("Words: {count}, {saved}").format(count=words, saved=saved))
        remarked = self.table.remarked
        self.remarked.setText(self.tr("Only with re&marks ({count})").format(count=remarked))
        self.remarked.setEnabled(bool(remarked) or self.remarked.isChecked())
        title = self.tr("Personal vocabulary")
        self.setWindowTitle(harmless(f"{self.sheet.name} - {title}") if self.sheet.name else title)

    # Window

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._looking.start()
        self.look()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Hides it; what was typed is on its way to the disk before."""
        self.sheet.save()
        self._looking.stop()
        super().closeEvent(event)

    def put_away(self) -> None:
        """The program ends: everything is handed to the desk, and nothing comes back."""
        self.sheet.save_for_good()
        self._looking.stop()
        self.asking.cut()
        self.close()

    def _dress(self) -> None:
        self.setStyleSheet(editor_sheet(self._theme.colours))

    # Building

    def _step_action(self, which: str) -> QAction:
        make = self.sheet.steps.createUndoAction if which == "undo" else self.sheet.steps.createRedoAction
        action = make(self, self.tr("Undo") if which == "undo" else self.tr("Redo"))
        action.setShortcuts(_KEY.Undo if which == "undo" else [QKeySequence("Ctrl+Shift+Z"), QKeySequence("Ctrl+Y")])
        self.addAction(action)
        return action

    def _connect(self) -> None:
        self.field.returnPressed.connect(self.add_typed)
        self.field.pasted.connect(self.paste)
        self.view.pasted.connect(self.paste)
        self.view.removal_wanted.connect(self.remove_selected)
        self.paste_button.clicked.connect(self.paste_clipboard)
        self.remove_button.clicked.connect(self.remove_selected)
        self.filter.textChanged.connect(self.table.look_for)
        self.remarked.toggled.connect(self.table.show_remarked_only)
        self.table.refused.connect(self.asking.tell)
        self.sidebar.list_chosen.connect(self._open)
        self.sidebar.renamed.connect(self.sheet.renamed)
        self.sidebar.removed.connect(self._on_removed)
        self.sidebar.profile_removed.connect(self._offer_back)
        self.sheet.opened.connect(lambda name: self._show_state())
        self.sheet.state_changed.connect(self._show_state)
        self.sheet.state_changed.connect(self._act_once_open)
        self.sheet.state_changed.connect(self.trial.list_changed)
        self._key("Ctrl+F", self.filter.setFocus)
        self._key("Ctrl+N", self.field.setFocus)
        self._key("Ctrl+T", self.trial.sentence.setFocus)
        self._key("Ctrl+Shift+K", lambda: self.sidebar.switch_by(1))
        self._key("Ctrl+W", self.close)
        self._key("Esc", self._escape)

    def _key(self, keys: str, act: object) -> None:
        QShortcut(QKeySequence(keys), self).activated.connect(act)

    def _escape(self) -> None:
        """What was told goes first, then the filter, then the window."""
        if self.banners.dismiss_newest():
            return
        if self.filter.text() or self.remarked.isChecked():
            self.filter.clear()
            self.remarked.setChecked(False)
        else:
            self.close()


def _pasted(text: str, known: Sequence[Row]) -> tuple[list[Row], int, int]:
    """New rows, how many words were known already, and how many lines could not be used."""
    parsed = from_paste(text)
    rows = rows_from(parsed)
    new = without_known(rows, known)
    return new, len(rows) - len(new), sum(each.skipped for each in parsed.problems)
