"""OpenDocument text (LibreOffice and others) by odfdo, with styles for title, speakers, times and marks."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from app.exporters.options import AS_USUAL, ExportOptions
from app.exporters.tables import table_of_times
from app.exporters.word_file import undated
from app.exporters.wording import Paragraph, blocks, clean_line, marked_line, origin, speaker_name, stamp
from app.transcripts.values import Bookmark, Transcript
from engine.text.units import join_texts

if TYPE_CHECKING:
    from odfdo import Document

_BODY = "Text_20_body"


def odt_bytes(transcript: Transcript, options: ExportOptions = AS_USUAL) -> bytes:
    """Paragraphs with their time and speaker, and marks as quotations."""
    from odfdo import Paragraph as Written

    document = _begun(transcript)
    for block in blocks(transcript):
        if isinstance(block, Bookmark):
            document.body.append(Written(marked_line(block), style="Quotations", formatted=False))
        else:
            document.body.append(_paragraph(block, transcript))
    return _saved(document)


def odt_with_times(transcript: Transcript, options: ExportOptions = AS_USUAL) -> bytes:
    """A table with one row a sentence: begin, end, speaker where there are two, text."""
    from odfdo import Element

    document = _begun(transcript)
    head, *rows = table_of_times(transcript)
    table = Element.from_tag("table:table")
    table.set_attribute("table:name", "Times")
    for number in range(len(head)):
        column = Element.from_tag("table:table-column")
        column.set_attribute("table:style-name", "Wide" if number == len(head) - 1 else "Narrow")
        table.append(column)
    header = Element.from_tag("table:table-header-rows")  # on every page
    header.append(_row(head, "Table_20_Heading"))
    table.append(header)
    for row in rows:
        table.append(_row(row, "Table_20_Contents"))
    document.body.append(table)
    return _saved(document)


def _row(cells: tuple[str, ...], style: str) -> Any:
    from odfdo import Element, Paragraph

    row = Element.from_tag("table:table-row")
    for each in cells:
        cell = Element.from_tag("table:table-cell")
        cell.set_attribute("office:value-type", "string")
        cell.append(Paragraph(each, style=style, formatted=False))
        row.append(cell)
    return row


def _begun(transcript: Transcript) -> Document:
    from odfdo import Document, Paragraph, Style

    document, session = Document("text"), transcript.session
    began = datetime.fromtimestamp(max(0.0, session.started_at), UTC)
    meta = document.meta
    meta.title, meta.creator = clean_line(session.title)[:255], "Earshot"
    meta.creation_date = meta.date = began
    for style in (
        Style("text", name="Speaker", bold=True),
        Style("text", name="Time", color="#595959"),
        Style("paragraph", name="Title", parent_style="Heading", area="text", size="22pt", bold=True),
        Style("paragraph", name="Subtitle", parent_style="Heading", area="text", size="12pt", color="#595959"),
        Style("paragraph", name="Quotations", parent_style=_BODY, area="text", italic=True),
        Style("paragraph", name="Table_20_Contents", display_name="Table Contents", parent_style="Standard"),
        Style(
            "paragraph",
            name="Table_20_Heading",
            display_name="Table Heading",
            parent_style="Table_20_Contents",
            area="text",
            bold=True,
        ),
    ):
        document.insert_style(style)
    for name, width in (("Narrow", "2.4cm"), ("Wide", "9.5cm")):
        document.insert_style(Style("table-column", name=name, width=width), automatic=True)
    document.body.clear()
    document.body.append(Paragraph(clean_line(session.title), style="Title", formatted=False))
    document.body.append(Paragraph(origin(transcript), style="Subtitle", formatted=False))
    return document


def _paragraph(paragraph: Paragraph, transcript: Transcript) -> Any:
    from odfdo import Paragraph as Written
    from odfdo import Span

    first = paragraph[0][0]
    written = Written(style=_BODY)
    written.append(Span(f"{stamp(first.start)}  ", style="Time"))
    if name := speaker_name(first, transcript):
        written.append(Span(f"{name}  ", style="Speaker"))
    written.append_plain_text(join_texts(line for _, line in paragraph))
    return written


def _saved(document: Document) -> bytes:
    saved = io.BytesIO()
    document.save(saved)
    return undated(saved)
