"""Captions in a terminal: what scrolls by stands once, what may change is rewritten in place."""

from __future__ import annotations

import io

import pytest
from wcwidth import wcswidth

from app.commands.terminal import TerminalCaptions, fitting_end
from engine.events import (
    BehindBy,
    DecodedBy,
    EngineError,
    Final,
    NoSound,
    NothingSaid,
    Notice,
    Partial,
    SilenceReason,
    SoundBack,
    SpeakerLabelled,
)


class Tty(io.StringIO):
    def isatty(self):
        return True


def final(number, text, draft=False):
    return Final(number, 16_000 * number, 16_000 * number + 8_000, text, (), "m", DecodedBy.CTC, 0.1, draft=draft)


@pytest.fixture
def captions():
    out, notes = Tty(), io.StringIO()
    return TerminalCaptions(out, notes), out, notes


def test_a_partial_is_rewritten_and_gives_way_to_its_final(captions):
    shown, out, _ = captions
    shown.show(Partial(1, 0, 1_600, "good", " mor"))
    shown.show(final(1, "good morning"))
    written = out.getvalue()
    assert "good mor" in written
    assert written.endswith("\r\x1b[Kgood morning\n")


def test_a_partial_that_came_to_nothing_is_wiped_away(captions):
    shown, out, _ = captions
    shown.show(Partial(1, 0, 1_600, "", "hm"))
    shown.show(NothingSaid(1, 0, 1_600, "no words"))
    assert out.getvalue().endswith("\r\x1b[K")


def test_without_a_terminal_only_finals_are_written():
    out = io.StringIO()
    shown = TerminalCaptions(out, io.StringIO())
    shown.show(Partial(1, 0, 1_600, "good", " mor"))
    shown.show(final(1, "good morning"))
    assert out.getvalue() == "good morning\n"


def test_a_draft_stands_once_and_its_better_text_is_a_note(captions):
    shown, out, notes = captions
    shown.show(final(1, "gud morning", draft=True))
    shown.show(final(2, "the same", draft=True))
    shown.show(final(1, "good morning"))
    shown.show(final(2, "the same"))
    assert out.getvalue() == "gud morning\nthe same\n"
    assert notes.getvalue() == "earshot: better text for 1.0 s: good morning\n"


def test_a_delay_is_told_when_it_begins_and_not_again_while_it_lasts(captions):
    shown, _, notes = captions
    for behind in (1.0, 4.0, 5.0, 0.2, 4.0):
        shown.show(BehindBy(0, behind))
    assert len(notes.getvalue().splitlines()) == 2


def test_a_muted_microphone_is_told_and_a_speaker_that_plays_nothing_is_not(captions):
    shown, _, notes = captions
    shown.show(NoSound(0, "Speaker", SilenceReason.NOTHING_PLAYED, "No sound.", "Play something."))
    shown.show(SoundBack(0, "Speaker"))
    shown.show(NoSound(0, "Desk", SilenceReason.MUTED, "“Desk” is muted.", "Unmute it."))
    shown.show(SoundBack(0, "Desk"))
    assert notes.getvalue() == "earshot: “Desk” is muted. Unmute it.\nearshot: sound arrives from “Desk” again.\n"


def test_stop_tells_once_how_long_the_rest_will_take(captions):
    shown, _, notes = captions
    for left_s in (31.2, 20.0, 5.0, 0.0):
        shown.show(BehindBy(0, 0.0, left_s))
    assert notes.getvalue() == "earshot: what was said last takes about 31 s to write down.\n"


def test_a_failure_and_a_notice_are_one_line_each(captions):
    shown, _, notes = captions
    shown.show(EngineError(0, "The disk is full.", "Free some space."))
    shown.show(Notice(0, "Track 2 of 2 is captioned."))
    assert notes.getvalue() == "earshot: The disk is full. Free some space.\nearshot: Track 2 of 2 is captioned.\n"


@pytest.mark.parametrize(
    ("text", "columns"), [("今天下午三点开会讨论预算" * 4, 40), ("many words in one long line " * 4, 30)]
)
def test_of_a_long_partial_the_newest_part_fits_the_line(text, columns):
    """Chinese characters take two cells."""
    fitted = fitting_end(text, columns)
    assert wcswidth(fitted) <= columns
    assert fitted.startswith("…")
    assert text.endswith(fitted[1:])


def test_how_far_behind_it_is_while_it_gets_ready_is_told_once(captions) -> None:
    shown, _, notes = captions
    for seconds in (1.0, 3.2, 4.0):
        shown.show(BehindBy(0, seconds, getting_ready=True))
    assert notes.getvalue() == "earshot: getting ready, 3 s behind.\n"


def test_the_label_of_the_last_line_comes_before_its_text(captions):
    """The line is there at once; two rows of a terminal are written anew."""
    shown, out, notes = captions
    text = "good morning " * 8
    shown.show(final(1, text))
    before = len(out.getvalue())
    shown.show(SpeakerLabelled(1, 16_000, 2, certain=False))
    assert out.getvalue()[before:] == f"\x1b[2A\x1b[JSpeaker 2?: {text}\n"
    shown.show(SpeakerLabelled(1, 16_000, 1, "Anna", revised=True, also=(3,)))
    assert out.getvalue().endswith(f"\x1b[2A\x1b[JAnna + Speaker 3 (was Speaker 2?): {text}\n")
    assert notes.getvalue() == ""


def test_a_label_that_comes_late_or_changes_is_a_note():
    out, notes = io.StringIO(), io.StringIO()
    shown = TerminalCaptions(out, notes)
    for number, speaker in ((1, 1), (2, 1), (3, 2)):
        shown.show(final(number, "words"))
        shown.show(SpeakerLabelled(number, 16_000 * number, speaker))
    shown.show(SpeakerLabelled(2, 32_000, 2, revised=True))
    assert out.getvalue() == "words\n" * 3
    assert notes.getvalue().splitlines() == [
        "earshot: 1.0 s: Speaker 1",
        "earshot: 3.0 s: Speaker 2",
        "earshot: 2.0 s: Speaker 2, not Speaker 1",
    ]
