"""Text from elsewhere is shown as one line that changes nothing else on the screen."""

from __future__ import annotations

import io
import json
import os
import shutil
import sys
from pathlib import Path

import pytest

from app.cli import run
from app.commands.terminal import TerminalCaptions
from app.event_json import event_object
from app.folders import user_folders
from app.transcripts.store import TranscriptStore
from engine.errors import CaptioningError
from engine.events import DecodedBy, DeviceLost, Final, Word
from engine.text.harmless import harmless

HOSTILE = "a\x1b[2J\nb\udcff\u202e"
SHOWN = "a b\ufffd"

ORDINARY = [
    "Meeting of 3 May",
    "会议：第一季度——“预算”",
    "Ärger, naïve, Ωmega, Ünal",
    "سلام \u200e(2024)",
    "คุณ हिन्दी 한국어",
    "👩\u200d👩\u200d👧 🏴",
    "a  b   c ",
]


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_text_is_left_alone(text):
    assert harmless(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;owned\x07title", "title"),
        ("\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x9b2Jcleared", "cleared"),
        ("\x1bcreset", "reset"),
        ("\x1b]never ended\nnext", " next"),
        ("one\r\ntwo\nthree\tfour\u2028five\x85six", "one two three four five six"),
        ("bell\x07 null\x00 delete\x7f c1\x84", "bell null delete c1"),
        ("invoice\u202efdp.exe \u2066x\u2069", "invoicefdp.exe x"),
        (os.fsdecode(b"\xff.wav"), "\ufffd.wav"),
    ],
)
def test_what_a_terminal_or_a_window_would_obey_is_taken_out(text, shown):
    assert harmless(text) == shown
    harmless(text).encode("utf-8")


def test_the_sentences_of_an_error_are_harmless():
    """Wherever an error is shown, what it quotes of a file or a library cannot act there."""
    error = CaptioningError("“a\x1b[2J\nb\udcff” is broken.", "Look at it\rnow.")
    assert str(error) == "“a b\ufffd” is broken. Look at it now."


def hostile_final() -> Final:
    words = (Word(HOSTILE, 0, 8_000),)
    return Final(1, 0, 8_000, HOSTILE, words, HOSTILE, DecodedBy.CTC, 0.1, hotwords_used=(HOSTILE,))


def test_the_terminal_shows_every_text_on_its_line():
    out, notes = io.StringIO(), io.StringIO()
    captions = TerminalCaptions(out, notes)
    captions.show(hostile_final())
    captions.show(DeviceLost(0, HOSTILE, f"“{HOSTILE}” was unplugged.", "Plug it in."))
    assert out.getvalue() == f"{SHOWN}\n"
    assert notes.getvalue() == f"earshot: “{SHOWN}” was unplugged. Plug it in.\n"


def test_events_are_json_that_every_reader_takes():
    """A lone surrogate is valid in Python's strings and in no UTF-8."""
    found = event_object(hostile_final())
    assert json.loads(json.dumps(found, ensure_ascii=False).encode("utf-8")) == found
    assert found["text"] == found["words"][0]["word"] == found["hotwords_used"][0] == SHOWN


@pytest.mark.skipif(sys.platform != "linux", reason="names of files are Unicode here")
def test_a_file_whose_name_is_not_utf_8_goes_all_the_way(tmp_path: Path, sample: Path, capsys):
    sound = tmp_path / os.fsdecode(b"\xff\x1b[31m\n<b>.flac")
    shutil.copy(sample, sound)
    assert run(["caption", str(sound), "--model", "mini", "-o", str(tmp_path / os.fsdecode(b"\xfe.md"))], None) == 0
    with TranscriptStore(user_folders().transcripts_file) as store:
        (session,) = store.sessions()
    assert session.source == "\ufffd <b>.flac"
    for command in (["sessions"], ["sessions", "--json"], ["export", "last", "--format", "md"]):
        assert run(command, None) == 0
    told = capsys.readouterr()
    assert "\x1b" not in told.out + told.err
    assert told.out.count("\ufffd ") == 3
    assert run(["caption", str(sound.with_suffix(".gone"))], None) == 3
    assert capsys.readouterr().err.count("\n") == 1
