"""PDF: makes the page; ui/printing.py, which knows fonts and paper, prints it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from engine.errors import BadInput

if TYPE_CHECKING:
    from app.exporters.options import ExportOptions
    from app.transcripts.values import Transcript

Printer = Callable[[str], bytes]
"""The PDF of a page of HTML, on any thread."""
_printers: list[Printer] = []


def print_with(printer: Printer) -> None:
    """From now on; main.py calls it once."""
    _printers[:] = [printer]


def pdf_bytes(transcript: Transcript, options: ExportOptions) -> bytes:
    """Raises BadInput where nothing prints."""
    from app.exporters.web import page_to_print  # late: main.py imports this module at its start

    return printed(page_to_print(transcript))


def printed(page: str) -> bytes:
    """Raises BadInput where nothing prints."""
    if not _printers:
        raise BadInput("A PDF cannot be made here.", "Choose another format.")
    return _printers[0](page)
