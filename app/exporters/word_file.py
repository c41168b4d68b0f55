"""A Word document by python-docx, with styles for title, speakers, times and marks."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from app.exporters.options import AS_USUAL, ExportOptions
from app.exporters.tables import table_of_times
from app.exporters.wording import Paragraph, blocks, clean_line, is_chinese, marked_line, origin, speaker_name, stamp
from app.transcripts.values import Bookmark, Transcript
from engine.text.units import join_texts

if TYPE_CHECKING:
    from docx.document import Document

_FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # the earliest that a ZIP knows: the same transcript gives the same bytes


def docx_bytes(transcript: Transcript, options: ExportOptions = AS_USUAL) -> bytes:
    """Paragraphs with their time and speaker, and marks as quotations."""
    document = _begun(transcript)
    styles = document.styles["Time"], document.styles["Speaker"]  # looked up once: it takes longer than the writing
    for block in blocks(transcript):
        if isinstance(block, Bookmark):
            document.add_paragraph(marked_line(block), style="Quote")
        else:
            _add_paragraph(document, block, transcript, *styles)
    return _saved(document)


def docx_with_times(transcript: Transcript, options: ExportOptions = AS_USUAL) -> bytes:
    """A table with one row a sentence: begin, end, speaker where there are two, text."""
    from docx.oxml import OxmlElement
    from docx.shared import Cm

    document, rows = _begun(transcript), table_of_times(transcript)
    widths = (2.4, 2.4, 10.7) if len(rows[0]) == 3 else (2.4, 2.4, 2.5, 8.2)
    table = document.add_table(rows=len(rows), cols=len(widths), style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # on every page
    cells = table._cells  # one pass: each row's own `cells` walks the whole table
    values = [value for row in rows for value in row]
    for number, (cell, value) in enumerate(zip(cells, values, strict=True)):
        cell.width = Cm(widths[number % len(widths)])
        cell.paragraphs[0].add_run(value).bold = number < len(widths) or None
    return _saved(document)


def _begun(transcript: Transcript) -> Document:
    import docx
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml.ns import qn
    from docx.shared import RGBColor

    document = docx.Document()
    session = transcript.session
    began = datetime.fromtimestamp(max(0.0, session.started_at), UTC)
    properties = document.core_properties
    properties.title, properties.author, properties.comments = clean_line(session.title)[:255], "Earshot", ""
    properties.created = properties.modified = began
    styles: Any = document.styles
    styles.add_style("Speaker", WD_STYLE_TYPE.CHARACTER).font.bold = True
    styles.add_style("Time", WD_STYLE_TYPE.CHARACTER).font.color.rgb = RGBColor(0x59, 0x59, 0x59)
    if is_chinese(transcript):
        fonts = styles["Normal"].element.get_or_add_rPr().get_or_add_rFonts()
        fonts.set(qn("w:eastAsia"), "Microsoft YaHei")
    document.add_paragraph(clean_line(session.title), style="Title")
    document.add_paragraph(origin(transcript), style="Subtitle")
    return document


def _add_paragraph(document: Document, paragraph: Paragraph, transcript: Transcript, time: Any, speaker: Any) -> None:
    first = paragraph[0][0]
    written = document.add_paragraph()
    written.add_run(f"{stamp(first.start)}  ", style=time)
    if name := speaker_name(first, transcript):
        written.add_run(f"{name}  ", style=speaker)
    written.add_run(join_texts(line for _, line in paragraph))


def _saved(document: Document) -> bytes:
    saved = io.BytesIO()
    document.save(saved)
    return undated(saved)


def undated(saved: io.BytesIO) -> bytes:
    """A ZIP without dates. A part called mimetype comes first and uncompressed, as ODF 1.2 asks for."""
    again = io.BytesIO()
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda each: each != "mimetype"):
            kind = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            new.writestr(zipfile.ZipInfo(name, _FIRST_DAY), old.read(name), kind)
    return again.getvalue()
