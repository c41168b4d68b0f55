"""Changes to the rows of a list as steps that can be undone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtGui import QUndoCommand

from app.hotwords.sheet import Row


@dataclass(frozen=True, slots=True)
class Splice:
    """At `at`, `old` rows give way to `new` ones."""

    at: int
    old: tuple[Row, ...]
    new: tuple[Row, ...]

    @property
    def undone(self) -> Splice:
        return Splice(self.at, self.new, self.old)


class RowsChanged(QUndoCommand):
    """One step. apply: makes splices, one after another, each at its place in what the ones before left."""

    def __init__(self, words: str, splices: Sequence[Splice], apply: Callable[[Sequence[Splice]], None]) -> None:
        super().__init__(words)
        self._splices = tuple(splices)
        self._apply = apply

    def redo(self) -> None:
        self._apply(self._splices)

    def undo(self) -> None:
        self._apply([each.undone for each in reversed(self._splices)])


def without(rows: Sequence[Row], places: Iterable[int]) -> list[Splice]:
    """Takes out the rows at `places`, from the end on, so that earlier places stay true."""
    splices: list[Splice] = []
    for place in sorted(set(places), reverse=True):
        if splices and splices[-1].at == place + 1:
            last = splices.pop()
            splices.append(Splice(place, (rows[place], *last.old), ()))
        else:
            splices.append(Splice(place, (rows[place],), ()))
    return splices


def difference(rows: Sequence[Row], new: Sequence[Row]) -> list[Splice]:
    """One splice that leads from `rows` to `new`, without what both begin or end with; none where they are alike."""
    shorter = min(len(rows), len(new))
    head = next((at for at in range(shorter) if rows[at].raw != new[at].raw), shorter)
    most = shorter - head
    tail = next((at for at in range(most) if rows[-1 - at].raw != new[-1 - at].raw), most)
    old_end, new_end = len(rows) - tail, len(new) - tail
    if head == old_end and head == new_end:
        return []
    return [Splice(head, tuple(rows[head:old_end]), tuple(new[head:new_end]))]
