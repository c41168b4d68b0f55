"""Which rows of a list are seen, and in which order: places in the list, by the line of the table."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence

from app.hotwords.sheet import Row


class VisibleRows:
    """A view on the rows of a list. Knows no Qt: to ask a model in Python for every comparison of a sort of 10,000
    rows takes seconds, to sort them here takes milliseconds.

    Remarks of the file and empty lines are kept, but not shown.
    """

    def __init__(self, is_remarked: Callable[[Row], bool]) -> None:
        self._is_remarked = is_remarked
        self.wanted = ""
        self.remarked_only = False
        self.sort_key: Callable[[Row], str | float] | None = None
        self.descending = False
        self.places: list[int] = []

    def show(self, rows: Sequence[Row]) -> None:
        """All over again: what fits, in the order that is wished."""
        self.places = [place for place, row in enumerate(rows) if self.fits(row)]
        if (key := self.sort_key) is not None:
            self.places.sort(key=lambda place: key(rows[place]), reverse=self.descending)

    def fits(self, row: Row) -> bool:
        if row.silent or (self.remarked_only and not self._is_remarked(row)):
            return False
        return not self.wanted or self.wanted in row.raw.casefold()

    def lines_of(self, begin: int, end: int) -> list[int]:
        """The lines of the table that show the places begin..end, in order."""
        if self.sort_key is None:
            return list(range(bisect_left(self.places, begin), bisect_left(self.places, end)))
        return [line for line, place in enumerate(self.places) if begin <= place < end]

    def line_of(self, place: int) -> int | None:
        return next(iter(self.lines_of(place, place + 1)), None)

    def line_for(self, place: int) -> int:
        """Where new rows at `place` come in: in their place, or at the end of a sorted table."""
        return bisect_left(self.places, place) if self.sort_key is None else len(self.places)

    def take_out(self, begin: int, end: int) -> None:
        gone = end - begin
        self.places = [place if place < begin else place - gone for place in self.places if not begin <= place < end]

    def put_in(self, begin: int, rows: Sequence[Row]) -> None:
        line = self.line_for(begin)
        moved = [place if place < begin else place + len(rows) for place in self.places]
        new = [begin + number for number, row in enumerate(rows) if self.fits(row)]
        self.places = [*moved[:line], *new, *moved[line:]]
