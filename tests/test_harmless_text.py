"""Text from elsewhere is shown as one line that changes nothing else on the screen."""

from __future__ import annotations

import os

import pytest

from engine.errors import CaptioningError
from engine.text.harmless import harmless

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
        ("bell\x07 null\x00 delete\x7f c1\x84", "bell\ufffd null\ufffd delete\ufffd c1\ufffd"),
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
