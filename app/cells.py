"""Cells of tables for spreadsheets: text that no spreadsheet takes for a formula."""

from __future__ import annotations

import re

# What spreadsheets take for the beginning of a formula (OWASP, CSV injection), also in full width, and behind blanks
# or quotation marks, which some of them pass over.
_FORMULA = re.compile(r"[\s\"'“”‘’]*[=+\-@＝＋－＠]|[\t\r\n]")


def safe_cell(text: str) -> str:
    """`text` for a cell: an apostrophe stands before what a spreadsheet would compute. `plain_cell` takes it away."""
    return f"'{text}" if _FORMULA.match(text) else text


def plain_cell(cell: str) -> str:
    """What was given to `safe_cell`."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell, 1) else cell
