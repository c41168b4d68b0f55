"""The list that is open: its steps can be undone, are saved by themselves, and meet what others do to the file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QUndoGroup, QUndoStack

from app.hotwords.desk import OpenList, open_list, save_list
from app.hotwords.merging import merged
from app.hotwords.sheet import Remarks, Row, remarks, text_of
from engine.errors import CaptioningError
from ui.vocabulary.asking import Asking
from ui.vocabulary.rows import RowsChanged, Splice, difference
from ui.vocabulary.table import HotwordTable

SAVE_AFTER_MS = 400
LOOK_AFTER_MS = 600
MOST_STEPS = 500


@dataclass(slots=True)
class _Page:
    """A list as it is here (rows) and as it was in its file (base) when both were last the same.

    waiting: the rows of the save that is on its way, where `saving`.
    """

    name: str
    steps: QUndoStack
    rows: list[Row] = field(default_factory=list)
    base: tuple[Row, ...] = ()
    known: bool = False
    locked: bool = False
    saving: bool = False
    waiting: tuple[Row, ...] = ()


class HotwordSheet(QObject):
    """Opens lists, changes and saves them; every page that was open keeps its steps.

    opened: the name of the list that is shown now. state_changed: saved or not, more or fewer rows.
    """

    opened = Signal(str)
    state_changed = Signal()

    def __init__(self, asking: Asking, table: HotwordTable, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._asking, self._table = asking, table
        self._pages: dict[str, _Page] = {}
        self._page: _Page | None = None
        self.steps = QUndoGroup(self)
        self._save_timer = self._timer(SAVE_AFTER_MS, self.save)
        self._look_timer = self._timer(LOOK_AFTER_MS, self._look)
        table.wanted.connect(self._take_edit)

    @property
    def name(self) -> str | None:
        return self._page.name if self._page else None

    @property
    def editable(self) -> bool:
        return self._page is not None and self._page.known and not self._page.locked

    @property
    def saved(self) -> bool:
        """Whether everything that was typed, in every list, is in its file."""
        return not any(_unsaved(page) or page.saving for page in self._pages.values())

    def as_seen(self) -> tuple[str, tuple[Row, ...]] | None:
        """The open list as it is on the screen, with its name; to parse it is a worker's task."""
        page = self._page
        return (page.name, tuple(page.rows)) if page is not None and page.known else None

    # Opening

    def open(self, name: str) -> None:
        self.save()
        page = self._pages.get(name)
        if page is None:
            page = _Page(name, QUndoStack(self.steps))
            page.steps.setUndoLimit(MOST_STEPS)
            self._pages[name] = page
        self._page = page
        self.steps.setActiveStack(page.steps)
        self._table.show_rows(page.rows, page.locked)
        self.opened.emit(name)
        self.read_again()

    def read_again(self) -> None:
        """What others did to the file comes in; what was typed here stays."""
        if self._page is not None:
            name = self._page.name
            self._asking.ask(partial(open_list, name=name), self._take_file, partial(self._gone, name))

    def renamed(self, name: str, new: str) -> None:
        """The file of a list has another name; its steps stay."""
        if page := self._pages.pop(name, None):
            page.name = new
            self._pages[new] = page
            self.opened.emit(new)

    def forget(self, name: str) -> None:
        """The list was removed, with all that was typed into it."""
        page = self._pages.pop(name, None)
        if page is not None:
            self.steps.removeStack(page.steps)
            page.steps.deleteLater()
        if page is self._page:
            self._page = None
            self._table.show_rows([], locked=True)
            self.state_changed.emit()

    def _take_file(self, found: OpenList) -> None:
        page = self._pages.get(found.name)
        if page is None or page.saving:
            return  # a save that is on its way looks at the file itself
        if found.problem is not None:
            self._lock(page, found.problem)
            return
        if not page.known:
            self._begin(page, found.rows)
        elif text_of(found.rows) != text_of(page.base):
            mine = merged(page.base, page.rows, found.rows)
            page.base = found.rows
            self._meet(page, mine)
        if page is self._page and page.locked:
            page.locked = False
            self._table.show_rows(page.rows)
        self.state_changed.emit()

    def _begin(self, page: _Page, rows: Sequence[Row]) -> None:
        page.rows.extend(rows)
        page.base, page.known = tuple(rows), True
        if page is self._page:
            self._table.show_rows(page.rows)
            self._look_timer.start()

    def _meet(self, page: _Page, rows: Sequence[Row]) -> None:
        """Changes of the file as one step, which can be undone like any other."""
        if splices := difference(page.rows, rows):
            self._push(page, self.tr("change in the file"), splices)

    def _gone(self, name: str, failed: CaptioningError) -> None:
        page = self._pages.get(name)
        if page is not None and not _unsaved(page):
            self.forget(name)

    def _lock(self, page: _Page, problem: CaptioningError) -> None:
        page.locked = True
        if page is self._page:
            self._table.show_rows(page.rows, locked=True)
        self._asking.tell_error(problem, name=problem.what)
        self.state_changed.emit()

    # Changing

    def change(self, words: str, splices: Sequence[Splice]) -> None:
        """One step on the open list. words: what it was, as Undo shows it."""
        if self._page is not None and splices:
            self._push(self._page, words, splices)

    def add(self, words: str, rows: Sequence[Row]) -> int:
        """New rows at the end; returns the place of the first."""
        at = len(self._table.rows)
        self.change(words, [Splice(at, (), tuple(rows))])
        return at

    def _take_edit(self, place: int, row: Row) -> None:
        self.change(self.tr("edit"), [Splice(place, (self._table.rows[place],), (row,))])

    def _push(self, page: _Page, words: str, splices: Sequence[Splice]) -> None:
        page.steps.push(RowsChanged(words, splices, partial(self._apply, page)))

    def _apply(self, page: _Page, splices: Sequence[Splice]) -> None:
        if page is self._page:
            self._table.apply(splices)
        else:
            for each in splices:
                page.rows[each.at : each.at + len(each.old)] = each.new
        self._save_timer.start()
        self._look_timer.start()
        self.state_changed.emit()

    # Saving

    def save(self) -> None:
        """Everything that is not in its file yet, now."""
        self._save_timer.stop()
        for page in self._pages.values():
            if page.known and not page.locked and not page.saving and _unsaved(page):
                self._save(page)

    def save_for_good(self) -> None:
        """Everything, also what was typed while a save is on its way: its answer will not be heard any more."""
        for page in self._pages.values():
            if page.saving and not page.locked and _are_others(page.rows, page.waiting):
                work = partial(save_list, name=page.name, base=page.waiting, mine=tuple(page.rows))
                page.waiting = tuple(page.rows)
                self._asking.ask(work)
        self.save()

    def _save(self, page: _Page) -> None:
        mine = page.waiting = tuple(page.rows)
        page.saving = True
        work = partial(save_list, name=page.name, base=page.base, mine=mine)
        self._asking.ask(work, partial(self._on_saved, page, mine), partial(self._not_saved, page))

    def _on_saved(self, page: _Page, mine: tuple[Row, ...], saved: OpenList) -> None:
        page.saving = False
        page.base = saved.rows
        if text_of(saved.rows) != text_of(mine):
            self._meet(page, merged(mine, page.rows, saved.rows))
        if _unsaved(page):
            self._save_timer.start()
        self.state_changed.emit()

    def _not_saved(self, page: _Page, failed: CaptioningError) -> None:
        """It is tried again with the next change; until then it is here."""
        page.saving = False
        self._asking.tell_error(failed)
        self.state_changed.emit()

    # Looking at what was typed

    def _look(self) -> None:
        if self._page is not None and self._page.known:
            rows = tuple(self._page.rows)
            self._asking.ask(lambda _: remarks(rows), partial(self._on_looked, self._page, rows), slow=True)

    def _on_looked(self, page: _Page, rows: tuple[Row, ...], found: Remarks) -> None:
        if page is self._page:
            self._table.show_remarks(rows, found)
            self.state_changed.emit()

    def _timer(self, ms: int, act: object) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(ms)
        timer.timeout.connect(act)
        return timer


def _unsaved(page: _Page) -> bool:
    return page.known and _are_others(page.rows, page.base)


def _are_others(rows: Sequence[Row], before: Sequence[Row]) -> bool:
    """Rows are compared by identity: what was not touched is the same row."""
    return len(rows) != len(before) or any(map(_differ, rows, before))


def _differ(one: Row, other: Row) -> bool:
    return one is not other and one.raw != other.raw
