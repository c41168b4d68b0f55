"""A text that Whisper begins again at its end is cut; what a person repeats is kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.models.whisper.repetition import copied_from, repeated_from


def kept(text: str) -> str:
    words = text.split()
    return " ".join(words[: repeated_from(words)])


@pytest.mark.parametrize(
    ("decoded", "said"),
    [
        ("the race is close the race is close", "the race is close"),
        ("and the race is close the race is close", "and the race is close"),
        ("the race is close the race is close the race is close", "the race is close"),
        ("the race is close the race is", "the race is close"),
        ("okay okay okay okay", "okay"),
        ("we went home thank you thank you thank you thank you", "we went home thank you"),
    ],
)
def test_what_is_said_again_up_to_the_end_is_cut(decoded: str, said: str) -> None:
    assert kept(decoded) == said


@pytest.mark.parametrize(
    "said",
    [
        "",
        "no",
        "no no",
        "no no no",
        "very very good",
        "it is very very very good",
        "bye bye",
        "thank you thank you",
        "i know i know but not today",
        "we will see we will see we will see what happens",
        "one two three four",
        "the more the merrier",
        "again and again",
    ],
)
def test_what_a_person_may_repeat_is_kept(said: str) -> None:
    assert kept(said) == said


@pytest.mark.parametrize(
    ("decoded", "said"),
    [
        ("后者接受采访后者接受采访", "后者接受采访"),
        ("后者接受采访后者接受", "后者接受采访"),
        ("谢谢谢谢谢谢", "谢"),
        ("好好好好好", "好"),
        ("看一看", "看一看"),
        ("谢谢谢谢", "谢谢谢谢"),
        ("对对对", "对对对"),
        ("研究研究", "研究研究"),
        ("好好学习天天向上", "好好学习天天向上"),
    ],
)
def test_chinese_needs_four_characters(decoded: str, said: str) -> None:
    assert decoded[: repeated_from(decoded, chinese=True)] == said


@given(st.lists(st.sampled_from("abcdefgh"), min_size=3, max_size=12), st.integers(2, 3))
def test_a_whole_text_said_again_never_keeps_more_than_its_first_copy(sentence: list[str], times: int) -> None:
    begin = repeated_from(sentence * times)
    assert begin is not None
    assert begin <= len(sentence)


@given(st.lists(st.sampled_from("abc"), max_size=14))
def test_what_is_cut_repeats_what_stands_before_it(units: list[str]) -> None:
    begin = repeated_from(units)
    if begin is not None:
        assert units[begin] in units[:begin]
        assert len(units) - begin >= 3


def test_a_loop_is_what_comes_three_times_in_full():
    sentence = ["the", "race", "is", "too", "close", "to", "call"]
    assert repeated_from(sentence * 2 + sentence[:4], copies=3) is None
    assert repeated_from(sentence * 3, copies=3) == len(sentence)


@pytest.mark.parametrize(
    ("text", "copied"),
    [
        ("the budget for rent", True),
        ("the budget for rent and travel", False),
        ("the rent", False),
        ("for rent", False),
        ("", False),
    ],
)
def test_a_text_that_stands_as_a_whole_in_the_context_is_a_copy(text: str, copied: bool) -> None:
    assert copied_from(text.split(), ["we", "plan", "the", "budget", "for", "rent"]) == copied
