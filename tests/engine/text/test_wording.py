"""Tokens with places become words that a person reads, each with its place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.models.fun_asr_nano.vocabulary import TokenVocabulary
from engine.text import wording
from engine.text.wording import TokenSpan

STEP = 960  # samples
BYTES = TokenVocabulary({bytes([value]): value for value in range(256)})
"""A piece a byte, so that every character beyond ASCII is spread over several tokens."""


def spoken(text: str, rows_each: int = 2) -> list[TokenSpan]:
    """One token a byte, `rows_each` rows apart, each one row long; scores fall from 1.0 in steps of 0.1."""
    return [
        TokenSpan(byte, place * rows_each, place * rows_each + 1, max(0.1, 1.0 - 0.1 * place))
        for place, byte in enumerate(text.encode())
    ]


def texts(text: str) -> list[str]:
    return [word.text for word in wording.words(spoken(text), BYTES, STEP)]


@pytest.mark.parametrize(
    ("heard", "shown"),
    [
        ("<|zh|><|NEUTRAL|>你好", "你好"),
        ("  good   morning ", "good morning"),
        ("你 好 ， 今 天", "你好，今天"),
        ("我 用 Python 写", "我用 Python 写"),
        ("东京 です", "东京です"),
        ("한국어 말", "한국어 말"),
        ("a\x06b\x16", "ab"),
        ("a < b |> c", "a < b |> c"),
        ("<|nospeech|>", ""),
    ],
)
def test_text_is_shown_without_tags_and_needless_blanks(heard: str, shown: str) -> None:
    assert wording.tidy(heard) == shown


@given(st.text(alphabet=st.characters(exclude_characters="|", exclude_categories=["Cs"])))
def test_tidying_twice_changes_nothing_more(text: str) -> None:
    assert wording.tidy(wording.tidy(text)) == wording.tidy(text)


@pytest.mark.parametrize(
    ("heard", "expected"),
    [
        ("good morning", ["good", "morning"]),
        ("你好", ["你", "好"]),
        ("用Python写", ["用", "Python", "写"]),
        ("Yes, I do.", ["Yes,", "I", "do."]),
        ("你好，再见。", ["你", "好，", "再", "见。"]),
        ("don't", ["don't"]),
        ("한국어 말", ["한국어", "말"]),
        ("<|en|>hi", ["hi"]),
        ("", []),
        (" \x06 ", []),
    ],
)
def test_words_are_cut_as_the_script_asks(heard: str, expected: list[str]) -> None:
    assert texts(heard) == expected


def test_a_word_spans_its_tokens_and_counts_in_samples() -> None:
    first, second = wording.words(spoken("ab cd"), BYTES, STEP)
    assert (first.start, first.end) == (0, 3 * 960)
    assert (second.start, second.end) == (6 * 960, 9 * 960)


def test_a_character_of_three_tokens_has_the_place_of_all_three() -> None:
    (word,) = wording.words(spoken("你"), BYTES, STEP)
    assert (word.start, word.end) == (0, 5 * 960)


def test_positions_start_at_the_offset() -> None:
    (word,) = wording.words(spoken("a"), BYTES, STEP, offset=16_000)
    assert word.start == 16_000


def test_a_words_probability_is_the_mean_of_its_tokens() -> None:
    (word,) = wording.words(spoken("abc"), BYTES, STEP)
    assert word.probability == pytest.approx(0.9)


def test_half_a_character_at_the_end_gives_no_word() -> None:
    assert [word.text for word in wording.words(spoken("好好")[:-1], BYTES, STEP)] == ["好"]


def test_a_token_that_two_characters_share_counts_for_both() -> None:
    shared_piece = TokenVocabulary({**{bytes([value]): value for value in range(256)}, "你好".encode(): 256})
    words = wording.words([TokenSpan(256, 4, 6, 0.5)], shared_piece, STEP)
    assert [(word.text, word.start, word.end) for word in words] == [("你", 3840, 5760), ("好", 3840, 5760)]


@given(st.text(alphabet=st.characters(exclude_characters="|", exclude_categories=["Cc", "Cs"]), max_size=30))
def test_words_together_are_the_text_without_its_blanks(text: str) -> None:
    shown = "".join(wording.tidy(text).split())
    assert "".join(texts(text)) == shown
