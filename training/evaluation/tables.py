"""A table as it is printed, and as figures with names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

Cell = str | int | float | None
Row = tuple[Cell, ...]
"""A label, then a cell a column."""


class Absent(Exception):
    """What a table needs is not at hand; the text says what."""


@dataclass(frozen=True, slots=True)
class Table:
    """name: of the figures. A float is a share unless its column says a unit.

    None is printed as a dash and is no figure.
    """

    name: str
    title: str
    columns: tuple[str, ...]
    rows: Sequence[Row]
    note: str = ""

    def markdown(self) -> str:
        lines = [f"### {self.title}", ""]
        lines.append("| | " + " | ".join(self.columns) + " |")
        lines.append("| --- |" + " --- |" * len(self.columns))
        for label, *cells in self.rows:
            shown = (_shown(cell, column) for cell, column in zip(cells, self.columns, strict=True))
            lines.append(f"| {label} | " + " | ".join(shown) + " |")
        return "\n".join([*lines, *([f"\n{self.note}"] if self.note else [])])

    def figures(self) -> dict[str, float]:
        """Every number by table, row and column; shares as shares."""
        return {
            ".".join(map(_key, (self.name, str(label), column))): float(cell)
            for label, *cells in self.rows
            for cell, column in zip(cells, self.columns, strict=True)
            if isinstance(cell, int | float) and cell == cell
        }


def _shown(cell: Cell, column: str) -> str:
    if cell is None or cell != cell:
        return "-"
    if not isinstance(cell, float):
        return str(cell)
    if _has_unit(column):
        return f"{cell:.3f}" if column.endswith("(x)") else f"{cell:.2f}"
    return f"{100 * cell:.1f} %"


def _has_unit(column: str) -> bool:
    return bool(re.search(r"\((s|MB|minutes|points|a minute|x)\)", column))


def _key(text: str) -> str:
    return re.sub(r"[^\w+-]+", "_", text.strip().lower()).strip("_")


def points(ours: float, other: float) -> float:
    """The difference of two rates in points of a hundred."""
    return 100 * (ours - other)


def printed(tables: Sequence[Table]) -> str:
    return "\n\n".join(table.markdown() for table in tables)
