"""Merges the changes of the editor with those made in the file meanwhile."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from app.hotwords.sheet import Row


def merged(base: Sequence[Row], mine: Sequence[Row], theirs: Sequence[Row]) -> list[Row]:
    """`theirs` with everything that `mine` changed since `base`.

    A line that was changed on both sides is mine: nothing that was typed into the editor is lost. A line that one
    side took out stays out, unless the other changed it. New lines stand behind the line that they stand behind in
    `mine`, or at the end.
    """
    gone = _lines(base) - _lines(mine)
    new = _lines(mine) - _lines(base)
    claimed = _words(row for row in mine if new[row.raw] > 0)
    kept = [row for row in _without(theirs, gone) if new[row.raw] == 0 and _word(row) not in claimed]
    return _with_new(kept, mine, new)


def _lines(rows: Sequence[Row]) -> Counter[str]:
    return Counter(row.raw for row in rows)


def _without(rows: Sequence[Row], gone: Counter[str]) -> list[Row]:
    left, kept = Counter(gone), []
    for row in rows:
        if left[row.raw] > 0:
            left[row.raw] -= 1
        else:
            kept.append(row)
    return kept


def _words(rows: Iterable[Row]) -> set[str | None]:
    return {_word(row) for row in rows} - {None}


def _word(row: Row) -> str | None:
    return None if row.entry is None else row.entry.text.casefold()


def _with_new(rows: list[Row], mine: Sequence[Row], new: Counter[str]) -> list[Row]:
    """Runs of new lines of `mine`, each behind its line in `rows`."""
    left = Counter(new)
    behind: dict[str, list[Row]] = {}
    at_top: list[Row] = []
    run = at_top
    for row in mine:
        if left[row.raw] > 0:
            left[row.raw] -= 1
            run.append(row)
        else:
            run = behind.setdefault(row.raw, [])
    result = list(at_top)
    for row in rows:
        result.append(row)
        result += behind.pop(row.raw, [])
    return result + [row for rest in behind.values() for row in rest]
