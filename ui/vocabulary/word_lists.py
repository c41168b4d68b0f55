"""The lists that are or were open: steps can be undone, are saved by themselves, and meet what others do to a file."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QUndoGroup, QUndoStack

from app.hotwords.list_editing import OpenList, open_list, save_list
from app.hotwords.merging import merged
from app.hotwords.pronouncing import prepare
from app.hotwords.sheet import Remarks, Row, remarks, text_of
from engine.errors import CaptioningError
from ui.vocabulary.asking import Asking
from ui.vocabulary.rows import RowsChanged, Splice, difference
from ui.vocabulary.table import WordTable

SAVE_AFTER_MS = 400
LOOK_AFTER_MS = 600
MOST_STEPS = 500


class WordList(QObject):
    """A list as it is here (rows) and as it was in its file (base) when both were last the same.

    known: it was read. locked: its file cannot be changed here. changed: rows, or how the list stands.
    """

    changed = Signal()

    def __init__(self, name: str, asking: Asking, table: WordTable, parent: QObject) -> None:
        super().__init__(parent)
        self._asking, self._table = asking, table
        self.name = name
        self.rows: list[Row] = []
        self.base: tuple[Row, ...] = ()
        self.known = self.locked = False
        self.saving: tuple[Row, ...] | None = None  # the rows of the save that is on its way
        self.steps = QUndoStack(self)
        self.steps.setUndoLimit(MOST_STEPS)
        self.steps.indexChanged.connect(self._on_step)
        self._save_timer = once(self, SAVE_AFTER_MS, self.save)

    @property
    def saved(self) -> bool:
        """Whether everything that was typed is in the file."""
        return self.saving is None and not self.unsaved

    @property
    def unsaved(self) -> bool:
        return self.known and _differ(self.rows, self.base)

    def show(self) -> None:
        self._table.show_rows(self.rows, self.locked)

    def take_file(self, found: OpenList) -> None:
        """What others did to the file comes in; what was typed here stays."""
        if self.saving is not None:
            return  # the save looks at the file itself
        anew = not self.known or self.locked != (found.problem is not None)
        self.locked = found.problem is not None
        if found.problem is not None:
            self._asking.tell_error(found.problem, name=found.problem.what)
        elif not self.known:
            self.rows.extend(found.rows)
            self.base, self.known = found.rows, True
        elif text_of(found.rows) != text_of(self.base):
            mine = merged(self.base, self.rows, found.rows)
            self.base = found.rows
            self._meet(mine)
        if anew and self._is_shown:
            self.show()
        self.changed.emit()

    def change(self, words: str, splices: Sequence[Splice]) -> None:
        """One step. words: what it was, as Undo shows it."""
        if splices:
            self.steps.push(RowsChanged(words, splices, self._apply))

    def save(self) -> None:
        """What is not in the file yet, now."""
        self._save_timer.stop()
        if self.unsaved and not self.locked and self.saving is None:
            self._write(self.base)

    def save_for_good(self) -> None:
        """Also what was typed while a save is on its way: its answer will not be heard any more."""
        if self.saving is None:
            self.save()
        elif not self.locked and _differ(self.rows, self.saving):
            self._write(self.saving)

    @property
    def _is_shown(self) -> bool:
        return self._table.rows is self.rows

    def _meet(self, rows: Sequence[Row]) -> None:
        """Changes of the file as one step, which can be undone like any other."""
        self.change(self.tr("change in the file"), difference(self.rows, rows))

    def _apply(self, splices: Sequence[Splice]) -> None:
        if self._is_shown:
            self._table.apply(splices)
        else:
            for each in splices:
                self.rows[each.at : each.at + len(each.old)] = each.new

    def _on_step(self) -> None:
        self._save_timer.start()
        self.changed.emit()

    def _write(self, base: tuple[Row, ...]) -> None:
        mine = self.saving = tuple(self.rows)
        work = partial(save_list, name=self.name, base=base, mine=mine)
        self._asking.ask(work, partial(self._on_saved, mine), self._not_saved)

    def _on_saved(self, mine: tuple[Row, ...], saved: OpenList) -> None:
        self.saving = None
        self.base = saved.rows
        if text_of(saved.rows) != text_of(mine):
            self._meet(merged(mine, self.rows, saved.rows))
        if self.unsaved:
            self._save_timer.start()
        self.changed.emit()

    def _not_saved(self, failed: CaptioningError) -> None:
        """It is tried again with the next change; until then it is here."""
        self.saving = None
        self._asking.tell_error(failed)
        self.changed.emit()


class WordLists(QObject):
    """Every list that was open keeps its steps. state_changed: another list is open, or the open one changed."""

    state_changed = Signal()

    def __init__(self, asking: Asking, table: WordTable, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._asking, self._table = asking, table
        self._lists: dict[str, WordList] = {}
        self._open: WordList | None = None
        self._looked_at: tuple[Row, ...] = ()
        self.steps = QUndoGroup(self)
        self._look_timer = once(self, LOOK_AFTER_MS, self._look)
        table.wanted.connect(self._take_edit)

    @property
    def name(self) -> str | None:
        return self._open.name if self._open else None

    @property
    def editable(self) -> bool:
        return self._open is not None and self._open.known and not self._open.locked

    @property
    def saved(self) -> bool:
        """Whether everything that was typed, in every list, is in its file."""
        return all(each.saved for each in self._lists.values())

    def as_seen(self) -> tuple[str, tuple[Row, ...]] | None:
        """The open list as it is on the screen, with its name; to parse it is a worker's task."""
        seen = self._open
        return (seen.name, tuple(seen.rows)) if seen is not None and seen.known else None

    def open(self, name: str) -> None:
        self.save()
        self._open = self._lists.get(name) or self._make(name)
        self.steps.setActiveStack(self._open.steps)
        self._open.show()
        self.state_changed.emit()
        self.read_again()

    def read_again(self) -> None:
        """What others did to the file of the open list."""
        if self.name is not None:
            self._asking.ask(partial(open_list, name=self.name), self._take_file, partial(self._gone, self.name))

    def renamed(self, name: str, new: str) -> None:
        """The file of a list has another name; its steps stay."""
        if found := self._lists.pop(name, None):
            found.name = new
            self._lists[new] = found
            self.state_changed.emit()

    def forget(self, name: str) -> None:
        """The list was removed, with all that was typed into it."""
        found = self._lists.pop(name, None)
        if found is None:
            return
        self.steps.removeStack(found.steps)
        found.deleteLater()
        if found is self._open:
            self._open = None
            self._table.show_rows([], locked=True)
            self.state_changed.emit()

    def change(self, words: str, splices: Sequence[Splice]) -> None:
        """One step on the open list."""
        if self._open is not None:
            self._open.change(words, splices)

    def add(self, words: str, rows: Sequence[Row]) -> int:
        """New rows at the end; returns the place of the first."""
        at = len(self._table.rows)
        self.change(words, [Splice(at, (), tuple(rows))])
        return at

    def save(self) -> None:
        """Everything that is not in its file yet, now."""
        for each in self._lists.values():
            each.save()

    def save_for_good(self) -> None:
        """The program ends."""
        for each in self._lists.values():
            each.save_for_good()

    def _make(self, name: str) -> WordList:
        made = self._lists[name] = WordList(name, self._asking, self._table, self)
        self.steps.addStack(made.steps)
        made.changed.connect(partial(self._on_changed, made))
        return made

    def _on_changed(self, changed: WordList) -> None:
        if changed is self._open:
            self._look_timer.start()
        self.state_changed.emit()

    def _take_file(self, found: OpenList) -> None:
        if found.name in self._lists:
            self._lists[found.name].take_file(found)

    def _gone(self, name: str, _failed: CaptioningError) -> None:
        if name in self._lists and not self._lists[name].unsaved:
            self.forget(name)

    def _take_edit(self, place: int, row: Row) -> None:
        self.change(self.tr("edit"), [Splice(place, (self._table.rows[place],), (row,))])

    def _look(self) -> None:
        """For doubles, and for what is hard to hear."""
        rows = tuple(self._table.rows)
        if self.editable and rows != self._looked_at:
            self._looked_at = rows
            self._asking.ask(lambda _: _looked(rows), partial(self._on_looked, self._open, rows), slow=True)

    def _on_looked(self, looked_at: WordList | None, rows: tuple[Row, ...], found: Remarks) -> None:
        if looked_at is self._open:
            self._table.show_remarks(rows, found)
            self.state_changed.emit()


def once(parent: QObject, ms: int, act: object) -> QTimer:
    """A timer that calls `act` when it was started `ms` ago, and not again since."""
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(ms)
    timer.timeout.connect(act)
    return timer


def _looked(rows: Sequence[Row]) -> Remarks:
    prepare(text_of(rows))
    return remarks(rows)


def _differ(rows: Sequence[Row], before: Sequence[Row]) -> bool:
    """Rows are compared by identity first: what was not touched is the same row."""
    return len(rows) != len(before) or any(
        one is not other and one.raw != other.raw for one, other in zip(rows, before, strict=True)
    )
