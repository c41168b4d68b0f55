"""Whose words they are: kept in the store, written into every format, shown in the terminal."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from pathlib import Path

import pytest

from app.commands.caption import add_parser
from app.commands.terminal import TerminalCaptions
from app.event_json import event_object
from app.exporters import export
from app.transcripts.schema import MIGRATIONS
from app.transcripts.store import TranscriptStore
from app.transcripts.values import Transcript, unsaved_transcript
from engine.events import DecodedBy, Final, NothingSaid, Partial, SpeechStarted, Stream


def said(number: int, text: str, stream: Stream | None, language: str = "en") -> Final:
    start = 16_000 * number
    return Final(number, start, start + 16_000, text, (), "m", DecodedBy.CTC, 0.1, language, stream=stream)


def talk(language: str = "en") -> Transcript:
    finals = (
        said(1, "Shall we begin?", Stream.OTHERS, language),
        said(2, "Yes, I am ready.", Stream.ME, language),
        said(3, "And the numbers are here.", Stream.ME, language),
    )
    return unsaved_transcript(finals, source="both", model="m", started_at=0.0)


def test_the_store_keeps_whose_final_it_is(tmp_path: Path) -> None:
    with TranscriptStore(tmp_path / "transcripts.db") as store:
        session = store.begin_session("both", "m")
        finals = [said(1, "one", Stream.OTHERS), said(2, "two", Stream.ME), said(3, "three", None)]
        for final in finals:
            store.append(session, final)
        assert [kept.stream for kept in store.load(session).segments] == [Stream.OTHERS, Stream.ME, None]


def test_a_store_from_before_there_were_speakers_is_read_and_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "transcripts.db"
    old = sqlite3.connect(path)
    for step in MIGRATIONS[:1]:
        for statement in step:
            old.execute(statement)
    old.execute("INSERT INTO sessions (source, model, started_at) VALUES ('mic', 'm', 1.0)")
    old.execute(
        "INSERT INTO finals (session_id, utterance_id, start_position, end_position, text, words, model, decoded_by,"
        " hotwords_offered, hotwords_used, draft) VALUES (1, 1, 0, 100, 'old', '[]', 'm', 'ctc', '[]', '[]', 0)"
    )
    old.execute("PRAGMA user_version = 1")
    old.commit()
    old.close()
    with TranscriptStore(path) as store:
        store.append(1, said(2, "new", Stream.ME))
        assert [(kept.text, kept.stream) for kept in store.load(1).segments] == [("old", None), ("new", Stream.ME)]


def test_text_begins_a_paragraph_for_each_speaker() -> None:
    assert export(talk(), "txt") == "Others: Shall we begin?\n\nMe: Yes, I am ready. And the numbers are here.\n"


def test_a_chinese_transcript_names_its_speakers_in_chinese() -> None:
    assert export(talk("zh"), "txt").startswith("对方：Shall we begin?\n\n我：Yes")


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        ("txt-times", "[00:00:02] Me: Yes, I am ready."),
        ("md", "**[00:00:02]** *Me*: Yes, I am ready. And the numbers are here."),
        ("srt", "Me: Yes, I am ready."),
        ("vtt", "<v Me>Yes, I am ready."),
        ("csv", '2.0,3.0,Me,"Yes, I am ready."'),
    ],
)
def test_every_format_names_the_speaker(kind: str, line: str) -> None:
    assert line in export(talk(), kind).split("\n")


def test_json_tells_the_speaker_in_a_word_for_programs() -> None:
    segments = json.loads(export(talk(), "json"))["segments"]
    assert [segment["speaker"] for segment in segments] == ["others", "me", "me"]


def test_one_source_alone_has_no_speaker_anywhere() -> None:
    alone = unsaved_transcript((said(1, "Hello.", None),), source="mic", model="m", started_at=0.0)
    assert export(alone, "txt") == "Hello.\n"
    assert "speaker" not in json.loads(export(alone, "json"))["segments"][0]
    assert next(csv.reader(io.StringIO(export(alone, "csv")))) == ["start", "end", "text"]
    assert "<v" not in export(alone, "vtt")


def test_an_event_for_programs_has_its_stream_only_where_there_are_two() -> None:
    assert event_object(SpeechStarted(1, 0, stream=Stream.ME))["stream"] == "me"
    assert "stream" not in event_object(SpeechStarted(1, 0))


class Tty(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_the_terminal_names_the_speaker_of_each_line() -> None:
    out = io.StringIO()
    shown = TerminalCaptions(out, io.StringIO())
    shown.show(said(1, "Shall we begin?", Stream.OTHERS))
    shown.show(said(2, "Yes.", Stream.ME))
    assert out.getvalue() == "Others: Shall we begin?\nMe: Yes.\n"


def test_two_who_speak_at_once_share_the_line_below() -> None:
    out = Tty()
    shown = TerminalCaptions(out, io.StringIO())
    shown.show(Partial(1, 0, 100, "shall we", "", stream=Stream.OTHERS))
    shown.show(Partial(2, 0, 100, "yes", "", stream=Stream.ME))
    assert "Others: shall we  Me: yes" in out.getvalue()
    shown.show(NothingSaid(2, 0, 100, "an echo", stream=Stream.ME))
    assert out.getvalue().endswith("\x1b[3mOthers: shall we\x1b[0m")


def test_both_is_a_source_that_can_be_asked_for() -> None:
    import argparse

    from app.choices import SourceKind
    from app.commands import caption

    parser = argparse.ArgumentParser()
    add_parser(parser.add_subparsers())
    assert caption._choice(parser.parse_args(["caption", "--source", "both"])).kind is SourceKind.BOTH
