"""OpenDocument text: read again by the standard library and, where it is installed, by LibreOffice."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings

from app.exporters import export_bytes, format_named
from app.exporters.wording import clean_line, paragraphs, stamp
from app.transcripts.values import Edits, Transcript
from engine.text.units import join_texts
from tests.app.exporters.test_documents import marked
from tests.app.exporters.test_exporters import LONG_CHINESE, NASTY, at, final, transcript, transcripts

TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
SPOKEN = marked(transcript(final(0, 1, NASTY), final(4, 5, LONG_CHINESE, number=1)))


def read(content: bytes) -> tuple[ElementTree.Element, set[str]]:
    """The content, and the names of all styles."""
    with zipfile.ZipFile(io.BytesIO(content)) as whole:
        assert whole.namelist()[0] == "mimetype"
        assert whole.infolist()[0].compress_type == zipfile.ZIP_STORED
        assert whole.read("mimetype") == b"application/vnd.oasis.opendocument.text"
        roots = [ElementTree.fromstring(whole.read(name)) for name in ("content.xml", "styles.xml")]
    styles = {each.get(f"{STYLE}name", "") for root in roots for each in root.iter(f"{STYLE}style")}
    return roots[0], styles


def text_of(element: ElementTree.Element) -> str:
    """With the blanks that ODF writes as elements. Source: ODF 1.2, 6.1.3."""
    text = element.text or ""
    for each in element:
        text += " " * int(each.get(f"{TEXT}c", "1")) if each.tag == f"{TEXT}s" else text_of(each)
        text += each.tail or ""
    return text


def rows_of(content: bytes) -> list[list[str]]:
    rows = read(content)[0].iter(f"{TABLE}table-row")
    return [["".join(map(text_of, cell)) for cell in row] for row in rows]


def test_paragraphs_have_real_styles_and_names() -> None:
    named = replace(SPOKEN, edits=Edits(speakers={0: "Ann"}))
    root, styles = read(export_bytes(named, "odt"))
    written = list(root.iter(f"{TEXT}p"))
    assert [each.get(f"{TEXT}style-name") for each in written] == [
        "Title",
        "Subtitle",
        "Text_20_body",
        "Quotations",
        "Text_20_body",
    ]
    said = [join_texts(line for _, line in each) for each in paragraphs(named)]
    spans = [(each.get(f"{TEXT}style-name"), text_of(each)) for each in written[2].iter(f"{TEXT}span")]
    assert spans == [("Time", "00:00:00  "), ("Speaker", "Ann  ")]
    assert text_of(written[2]) == f"00:00:00  Ann  {said[0]}"
    assert text_of(written[4]).endswith(LONG_CHINESE)
    used = {each.get(f"{TEXT}style-name") for each in root.iter()} - {None}
    assert used <= styles


def test_a_table_has_a_row_a_sentence() -> None:
    rows = rows_of(export_bytes(SPOKEN, "odt-times"))
    assert rows[0] == ["Begin", "End", "Text"]
    assert rows[2] == [stamp(at(4)), stamp(at(5)), LONG_CHINESE]


@settings(max_examples=25, deadline=None)
@given(transcripts())
def test_whatever_was_said_it_is_read_again(spoken: Transcript) -> None:
    rows = [row[-1] for row in rows_of(export_bytes(spoken, "odt-times"))][1:]
    assert rows == [line for line in (clean_line(each.text) for each in spoken.segments) if line]


@pytest.mark.parametrize("name", ["odt", "odt-times"])
def test_the_same_transcript_gives_the_same_bytes(name: str) -> None:
    assert export_bytes(SPOKEN, name) == export_bytes(SPOKEN, name)


@pytest.mark.slow
def test_libre_office_reads_what_is_written(tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    spoken = transcript(final(0, 2, "Good morning, 你好."), final(4, 5, "=1+1", number=1))
    names = ("odt", "odt-times", "docx", "docx-times")
    for name in names:
        (tmp_path / f"{name}{format_named(name).suffix}").write_bytes(export_bytes(spoken, name))
    (tmp_path / "table.csv").write_bytes(export_bytes(spoken, "csv"))
    files = [str(tmp_path / f"{name}{format_named(name).suffix}") for name in names]
    home = f"-env:UserInstallation=file://{tmp_path / 'office'}"

    def convert(kind: str, *files: str) -> None:
        to = ["--headless", "--convert-to", kind, "--outdir", str(tmp_path)]
        subprocess.run([office, home, *to, *files], check=True, capture_output=True, timeout=250)

    convert("txt:Text (encoded):UTF8", *files)
    for name in names:
        assert "Good morning, 你好." in (tmp_path / f"{name}.txt").read_text("utf-8-sig")
    (tmp_path / "table.csv").rename(tmp_path / "in.csv")
    convert("ods", str(tmp_path / "in.csv"))
    convert("csv", str(tmp_path / "in.ods"))
    rows = list(csv.reader(io.StringIO((tmp_path / "in.csv").read_text("utf-8-sig"))))
    assert [row[2] for row in rows] == ["text", "Good morning, 你好.", "'=1+1"]
