"""Swear words with asterisks: as long as before, whole words alone, Chinese wherever it stands."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.commands.captioning import Output, _shower
from app.masking import masked, masked_event
from engine.events import Word
from tests.support.ui_scripted import final, level, partial


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Oh shit, FUCK it.", "Oh s***, F*** it."),
        ("the shiitake of Scunthorpe", "the shiitake of Scunthorpe"),
        ("他妈的操作系统", "他**操作系统"),
        ("这个shit不行", "这个s***不行"),
        ("bitch's", "b****'s"),
        ("", ""),
    ],
)
def test_only_the_first_character_of_a_swear_word_is_left(text: str, shown: str) -> None:
    assert masked(text) == shown
    assert len(masked(text)) == len(text)


def test_places_and_times_of_words_still_fit() -> None:
    heard = replace(final(1, "oh shit now"), words=(Word("oh", 0, 5), Word("shit", 5, 9), Word("now", 9, 12)))
    shown = masked_event(heard)
    assert shown == replace(heard, text="oh s*** now", words=(Word("oh", 0, 5), Word("s***", 5, 9), Word("now", 9, 12)))


def test_other_readings_are_masked_too() -> None:
    heard = replace(final(1, "oh sheet now"), alternatives=("oh shit now",))
    assert masked_event(heard) == replace(heard, alternatives=("oh s*** now",))


def test_a_swear_word_that_is_half_stable_is_masked_as_one() -> None:
    assert masked_event(partial(1, "oh sh", "it now")) == partial(1, "oh s*", "** now")


def test_what_holds_no_swear_word_passes_as_it_is() -> None:
    events = [final(1, "good morning"), partial(2, "good"), level(-20.0)]
    assert all(masked_event(event) is event for event in events)


@pytest.mark.parametrize(("events", "printed"), [(False, "oh s***"), (True, "oh shit")])
def test_lines_of_the_terminal_have_asterisks_and_events_keep_what_was_said(
    events: bool, printed: str, capsys: pytest.CaptureFixture[str]
) -> None:
    _shower(Output(events=events), masks=True)(final(1, "oh shit"))
    assert printed in capsys.readouterr().out
