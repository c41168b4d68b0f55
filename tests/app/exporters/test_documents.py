"""Documents and the younger subtitle formats: other programs read them, and nothing that was said is markup there."""

from __future__ import annotations

import io
import shutil
import subprocess
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import docx
import pysubs2
import pytest
from hypothesis import given, settings

from app.exporters import export, export_bytes
from app.exporters.cues import cues_of
from app.exporters.joining import joined
from app.exporters.printing import print_with
from app.exporters.wording import clean_line, paragraphs, stamp
from app.transcripts.values import Bookmark, Edits, Transcript
from engine.errors import BadInput
from engine.text.units import join_texts
from tests.app.exporters.test_exporters import (
    LONG_CHINESE,
    NASTY,
    at,
    evenly_spoken,
    final,
    transcript,
    transcripts,
    without_blanks,
)

TT = "{http://www.w3.org/ns/ttml}"
MARKUP = "<script>alert(1)</script> {\\an8}<b>bold</b> \\N [00:01.00] &lt; onload='x' \u202e\ud800 👩‍👩‍👧 שלום"


OURS = {"html", "head", "meta", "title", "style", "body", "header", "h1", "p", "main"} | {
    "button",
    "s",
    "b",
    "blockquote",
    "script",
}


class Page(HTMLParser):
    """The text of the main part, the clickable times, and every element with its attributes."""

    def __init__(self, content: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(content)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        if self.tags[-1:] == ["s"]:
            self.text += data


def marked(spoken: Transcript) -> Transcript:
    return replace(spoken, bookmarks=(Bookmark(at(1), "look <here>"),))


def test_ass_is_read_again_with_its_speakers_and_no_command_of_the_text() -> None:
    spoken = transcript(final(1, 6, "Tom {\\an8}said \\N no, and left."), final(8, 9, "Yes.", number=1))
    named = replace(spoken, edits=Edits(speakers={0: "Ann, {\\b1}"}))
    read = pysubs2.SSAFile.from_string(export(named, "ass"))
    assert [(each.start, each.plaintext) for each in read] == [
        (1000, "Tom ｛＼an8｝said ＼N no, and left."),
        (8000, "Yes."),
    ]
    assert read[0].name == "Ann  ｛＼b1｝"


@settings(max_examples=60, deadline=None)
@given(transcripts())
def test_whatever_was_said_ass_holds_it_as_text(spoken: Transcript) -> None:
    read = pysubs2.SSAFile.from_string(export(spoken, "ass"))
    cues = cues_of(spoken)
    assert [each.text.count("{") + each.text.replace("\\N", "").count("\\") for each in read] == [0] * len(cues)
    assert [each.text.count("\\N") + 1 for each in read] == [len(cue.lines) for cue in cues]


@settings(max_examples=60, deadline=None)
@given(transcripts())
def test_ttml_is_xml_with_the_same_lines_and_times(spoken: Transcript) -> None:
    root = ElementTree.fromstring(export(spoken, "ttml").encode())
    read = [tuple("".join(span.itertext()) for span in p.iter(f"{TT}span")) for p in root.iter(f"{TT}p")]
    assert read == [cue.lines for cue in cues_of(spoken)]
    for p, cue in zip(root.iter(f"{TT}p"), cues_of(spoken), strict=True):
        hours, minutes, seconds = (p.get("end") or "").split(":")
        assert round(1000 * (3600 * int(hours) + 60 * int(minutes) + float(seconds))) == cue.end_ms


def test_ttml_says_its_profile_its_region_and_who_speaks() -> None:
    spoken = replace(transcript(final(1, 2, "Yes.")), edits=Edits(speakers={0: "Ann & <Co>"}))
    root = ElementTree.fromstring(export(spoken, "ttml").encode())
    parameters = "{http://www.w3.org/ns/ttml#parameter}"
    assert root.get(f"{parameters}contentProfiles") == "http://www.w3.org/ns/ttml/profile/imsc1.1/text"
    (name,) = root.iter("{http://www.w3.org/ns/ttml#metadata}name")
    assert name.text == "Ann & <Co>"
    regions = [each.get("{http://www.w3.org/XML/1998/namespace}id") for each in root.iter(f"{TT}region")]
    (body,) = root.iter(f"{TT}body")
    assert regions == [body.get("region")]


def test_lrc_has_a_time_a_line_and_takes_none_from_the_text() -> None:
    spoken = transcript(final(61.5, 63, "At [00:01.00] he left."), final(70, 71, "Yes.", number=1))
    assert export(spoken, "lrc").splitlines()[2:] == [
        "[01:01.50]At ［00:01.00] he left.",
        "[01:03.00]",
        "[01:10.00]Yes.",
        "[01:11.00]",
    ]


class TestWebPage:
    def test_words_can_be_clicked_at_their_times(self) -> None:
        page = Page(export(transcript(evenly_spoken("Good morning to you.", 2, 0.5)), "html"))
        assert [value for name, value in page.attributes if name == "data-t"][1:] == [
            "2.000",
            "2.500",
            "3.000",
            "3.500",
        ]
        assert page.text.strip() == "Good morning to you."

    @settings(max_examples=60, deadline=None)
    @given(transcripts())
    def test_whatever_was_said_the_page_has_our_elements_only(self, spoken: Transcript) -> None:
        page = Page(export(marked(spoken), "html"))
        assert page.tags.count("script") == 1
        assert set(page.tags) <= OURS
        said = "".join(clean_line(each.text) for each in spoken.segments)
        assert without_blanks(page.text) == without_blanks(said)

    def test_markup_is_shown_and_forbidden(self) -> None:
        content = export(transcript(final(0, 9, MARKUP)), "html")
        assert (
            "alert(1)&lt;/script&gt;" in content.replace("</s><s", "<").replace("\n", "") or "&lt;script&gt;" in content
        )
        assert "default-src 'none'" in content

    def test_its_sound_lies_in_the_file(self, tmp_path: Path) -> None:
        (tmp_path / "talk.flac").write_bytes(b"fLaC sound")
        spoken = transcript(final(0, 1, "Yes."))
        with pytest.raises(BadInput, match="no recording"):
            export(spoken, "html-sound")
        heard = replace(spoken, session=replace(spoken.session, recording=tmp_path / "talk.flac"))
        assert 'src="data:audio/flac;base64,ZkxhQyBzb3VuZA=="' in export(heard, "html-sound")


class TestWord:
    SPOKEN = marked(transcript(final(0, 1, NASTY), final(4, 5, LONG_CHINESE, number=1)))

    def test_paragraphs_have_real_styles_and_names(self) -> None:
        named = replace(self.SPOKEN, edits=Edits(speakers={0: "Ann"}))
        read = docx.Document(io.BytesIO(export_bytes(named, "docx")))
        said = [join_texts(line for _, line in each) for each in paragraphs(named)]
        styles = [each.style.name for each in read.paragraphs]
        assert styles == ["Title", "Subtitle", "Normal", "Quote", "Normal"]
        assert [(run.style.name, run.text) for run in read.paragraphs[2].runs] == [
            ("Time", "00:00:00  "),
            ("Speaker", "Ann  "),
            ("Default Paragraph Font", said[0]),
        ]
        assert read.paragraphs[4].text.endswith(LONG_CHINESE)

    def test_a_table_has_a_row_a_sentence(self) -> None:
        read = docx.Document(io.BytesIO(export_bytes(self.SPOKEN, "docx-times")))
        rows = [[cell.text for cell in row.cells] for row in read.tables[0].rows]
        assert rows[0] == ["Begin", "End", "Text"]
        assert rows[2] == [stamp(at(4)), stamp(at(5)), LONG_CHINESE]

    @settings(max_examples=25, deadline=None)
    @given(transcripts())
    def test_whatever_was_said_it_is_read_again(self, spoken: Transcript) -> None:
        read = docx.Document(io.BytesIO(export_bytes(spoken, "docx-times")))
        rows = [row.cells[-1].text for row in read.tables[0].rows][1:]
        assert rows == [line for line in (clean_line(each.text) for each in spoken.segments) if line]

    def test_the_same_transcript_gives_the_same_bytes(self) -> None:
        assert export_bytes(self.SPOKEN, "docx") == export_bytes(self.SPOKEN, "docx")

    def test_a_document_is_not_printed_as_text(self) -> None:
        with pytest.raises(BadInput, match="no text"):
            export(self.SPOKEN, "docx")


def test_a_pdf_holds_chinese_with_its_font(qapp: object, tmp_path: Path) -> None:
    from ui.printing import pdf_of

    print_with(pdf_of)
    spoken = transcript(final(0, 1, "Grüße, <b>Tom</b> & Ann."), final(4, 5, "秋天总是那么富有诗意。", number=1))
    content = export_bytes(spoken, "pdf")
    assert content.startswith(b"%PDF-")
    assert b"/FontFile" in content
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed: the text was not read again")
    (tmp_path / "out.pdf").write_bytes(content)
    read = subprocess.run(["pdftotext", tmp_path / "out.pdf", "-"], capture_output=True, check=True).stdout.decode()
    assert "Grüße, <b>Tom</b> & Ann." in read
    assert "秋天总是那么富有诗意" in without_blanks(read)


def test_without_a_printer_a_pdf_is_refused_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.exporters.printing._printers", [])
    with pytest.raises(BadInput, match="cannot be made here"):
        export_bytes(transcript(final(0, 1, "Yes.")), "pdf")


def test_several_transcripts_become_one_with_their_titles_as_marks() -> None:
    first, second = transcript(final(0, 2, "One.")), marked(transcript(final(1, 2, "Two.")))
    second = replace(second, edits=Edits({0: final(1, 2, "To.")}, {0: (0,)}, {0: "Ann"}))
    whole = joined([first, second])
    assert [(each.utterance_id, each.start, each.text) for each in whole.segments] == [
        (0, 0, "One."),
        (1, at(3), "Two."),
    ]
    assert [each.position for each in whole.bookmarks] == [0, at(2), at(3)]
    assert whole.edits.speakers == {1: "Ann"}
    assert whole.originals == {1: "To."}
    assert "Ann: Two." in export(whole, "txt")
