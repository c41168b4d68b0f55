"""Words are moved from the rows of their tokens to where they are in the sound, and stay in order."""

from __future__ import annotations

from engine.events import Word
from engine.models.fun_asr_nano.word_times import corrected

ROW = 960


def test_words_begin_earlier_and_end_later_but_never_in_the_next_one() -> None:
    apart = (Word("one", 2 * ROW, 3 * ROW), Word("two", 10 * ROW, 11 * ROW))
    assert [(each.start, each.end) for each in corrected(apart)] == [(1440, 3600), (9120, 11280)]
    close = (Word("one", 0, ROW), Word("two", ROW, 2 * ROW))
    assert [(each.start, each.end) for each in corrected(close)] == [(0, 480), (480, 2640)]


def test_characters_of_one_token_stay_in_one_place() -> None:
    words = (Word("你", 5 * ROW, 6 * ROW), Word("好", 5 * ROW, 6 * ROW), Word("吗", 6 * ROW, 7 * ROW))
    assert [(each.start, each.end) for each in corrected(words)] == [(4320, 5280), (4320, 5280), (5280, 7440)]
    assert corrected(()) == ()
