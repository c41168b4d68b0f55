"""A template of the user's own: what it can use, and that it can do no harm and has an end."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.cli import run
from app.exporters import export, export_bytes, own_template, suffix_for
from app.exporters.options import ExportOptions
from app.exporters.template_child import answer_to
from app.folders import user_folders
from app.transcripts.store import TranscriptStore
from app.transcripts.values import Bookmark, Edits, Transcript
from engine.errors import BadInput
from engine.events import DecodedBy, Final, Word
from tests.app.exporters.test_exporters import NASTY, at, final, transcript

ROOT = Path(__file__).resolve().parents[3]
EXAMPLE = ROOT / "resources" / "templates" / "minutes.md.j2"


def spoken() -> Transcript:
    words = (Word("Good", at(1), at(2)), Word("day", at(2), at(3), interpolated=True))
    said = transcript(final(1, 3, "Good day.", words), final(9, 10, "=1+1 <b>", number=1))
    heard = {0: final(1, 3, "Could day.")}
    edits = Edits(heard, {0: (0,)}, {0: "Ann"})
    return replace(said, edits=edits, bookmarks=(Bookmark(at(1.5), "look"),))


def of(source: str, folder: Path, name: str = "mine.txt.j2") -> ExportOptions:
    (folder / name).write_text(source, "utf-8")
    return ExportOptions(template=folder / name)


def answer(source: str, **more: object) -> dict[str, object]:
    return answer_to({"source": source, "escapes": False, "most": 1000, "values": {"text": "x"}, **more})


def test_the_example_makes_minutes_of_a_transcript() -> None:
    assert export(spoken(), "template", ExportOptions(template=EXAMPLE)).splitlines()[4:] == [
        "## To follow up",
        "",
        "- [ ] 00:00:01 look",
        "",
        "## What was said",
        "",
        "**00:00:01 Ann**",
        "Good day.",
        "",
        "**00:00:09**",
        "=1+1 <b>",
        "",
    ]


def test_a_template_can_use_all_that_is_documented(tmp_path: Path) -> None:
    source = (
        "{{ sentences[0].heard }}|{{ sentences[0].edited }}|{{ sentences[0].words[1].estimated }}|{{ speakers }}|"
        "{{ cues[0].lines[0] }}|{{ 3661.5 | clock_ms(',') }}|{{ sentences[1].text | cell }}|{{ paragraphs | length }}"
        "|{{ title and source and model and began and began_utc and duration }}{{ tags }}{{ language }}\n"
    )
    written = export(spoken(), "template", of(source, tmp_path))
    assert written.startswith("Could day.|True|True|['Ann']|Good day.|01:01:01,500|'=1+1 <b>|2|10.0[]")


@pytest.mark.parametrize(("name", "ending"), [("a.html.j2", ".html"), ("a.xml", ".xml")])
def test_nothing_that_was_said_is_markup_in_a_page(tmp_path: Path, name: str, ending: str) -> None:
    options = of("<p>{{ sentences[0].text }}</p>", tmp_path, name)
    assert "<" not in export(transcript(final(0, 9, NASTY)), "template", options)[3:-4]
    assert suffix_for("template", options) == ending


@pytest.mark.parametrize(
    ("source", "line", "told"),
    [
        ("one\n{% for x in %}", 2, "Expected an expression"),
        ("\n\n{{ titel }}", 3, "'titel' is undefined"),
        ("{% if 1 %}", 1, "Unexpected end of template"),
        ("{{ 1 / 0 }}", 1, "division by zero"),
        ("\n{% include '/etc/passwd' %}", 2, "reads no other file"),
        ("\n{% import 'os' as os %}", 2, "reads no other file"),
        ("{{ ''.__class__.__mro__ }}", 1, "unsafe"),
        ("{{ '{0.__class__.__mro__}'.format(title) }}", 1, "unsafe"),
        ("{{ sentences.append(1) }}", 1, "unsafe"),
        ("{{ range(10 ** 9) }}", 1, "Range too big"),
        ("{{ 'x' | nothing }}", 1, "No filter named 'nothing'"),
    ],
)
def test_a_broken_template_is_told_in_one_sentence_with_its_line(
    tmp_path: Path, source: str, line: int, told: str
) -> None:
    with pytest.raises(BadInput, match="does not work") as refused:
        export(spoken(), "template", of(source, tmp_path))
    assert str(refused.value.what).startswith(f"Line {line} of the template mine.txt.j2 does not work: ")
    assert told in str(refused.value.what)
    assert "\n" not in str(refused.value)


def test_a_template_without_an_end_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_template, "LIMIT_S", 1.0)
    endless = "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"
    with pytest.raises(BadInput, match="not done after 1 s"):
        export(spoken(), "template", of(endless, tmp_path))


def test_a_template_that_would_fill_the_memory_is_ended(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="too much"):
        export(spoken(), "template", of("{{ 'x' * 3000000000 }}", tmp_path))
    assert answer("{% for a in range(2000) %}{{ text }}{% endfor %}") == {"fault": "memory"}


@pytest.mark.parametrize(
    ("content", "told"), [(None, "no template"), (b"\xff\xfe", "UTF-8"), (b"x" * (1 << 20) + b"y", "too long")]
)
def test_what_is_no_template_is_said_to_be_none(tmp_path: Path, content: bytes | None, told: str) -> None:
    if content is not None:
        (tmp_path / "mine.j2").write_bytes(content)
    with pytest.raises(BadInput, match=told):
        export_bytes(spoken(), "template", ExportOptions(template=tmp_path / "mine.j2"))
    with pytest.raises(BadInput, match="No template is chosen"):
        export_bytes(spoken(), "template")


def test_the_terminal_writes_by_a_template(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with TranscriptStore(user_folders().transcripts_file) as store:
        for title in ("One", "Two"):
            number = store.begin_session("mic", "mini", "en", started_at=0.0)
            store.append(number, Final(1, 0, 32_000, "Good morning.", (), "mini", DecodedBy.CTC, 0.1))
            store.rename_session(number, title)
    (tmp_path / "short.csv.j2").write_text("{% for each in sentences %}{{ each.text }}\n{% endfor %}", "utf-8")
    template = ["--template", str(tmp_path / "short.csv.j2")]
    assert run(["export", "last", *template], None) == 0
    assert capsys.readouterr().out == "Good morning.\n"
    assert run(["export", "1", "2", *template, "--out", str(tmp_path)], None) == 0
    assert (tmp_path / "One.csv").read_text() == (tmp_path / "Two.csv").read_text() == "Good morning.\n"
    assert run(["export", "1", *template, "--format", "srt"], None) == 3
