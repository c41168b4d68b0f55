"""Stable text only grows; what says the same keeps its spelling; modes trade early against still."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.events import Word
from engine.session.alignment import respelled, units_before
from engine.session.stabiliser import CaptionMode, Shown, Stabiliser, Steadiness
from engine.text.units import essence, split_units
from engine.timeline import to_samples

words = st.sampled_from(["we", "will", "meet", "at", "ten", "Ten,", "today", "to", "day", "会议", "今天", "在", "GPU"])
hypotheses = st.lists(st.lists(words, max_size=12).map(" ".join), max_size=15)
modes = st.sampled_from(CaptionMode)


def fast() -> Stabiliser:
    return Stabiliser(CaptionMode.FAST.steadiness)


def spoken(text: str, each_s: float = 0.3) -> tuple[Word, ...]:
    """The words of a text, one every `each_s` seconds."""
    step = to_samples(each_s)
    return tuple(Word(word, at * step, (at + 1) * step) for at, word in enumerate(text.split()))


@settings(max_examples=300, deadline=None)
@given(modes, hypotheses)
def test_stable_text_is_never_taken_back(mode, texts):
    stabiliser = Stabiliser(mode.steadiness)
    before = ""
    for text in texts:
        shown = stabiliser.push(text)
        assert shown.stable.startswith(before)
        before = shown.stable


@settings(max_examples=200, deadline=None)
@given(modes, st.lists(st.tuples(st.lists(words, max_size=8).map(" ".join), st.floats(0.0, 5.0)), max_size=12))
def test_stable_text_is_never_taken_back_whatever_the_word_times_say(mode, guesses):
    stabiliser = Stabiliser(mode.steadiness)
    before = ""
    for text, length_s in guesses:
        shown = stabiliser.push(text, spoken(text), to_samples(length_s))
        assert shown.stable.startswith(before)
        before = shown.stable


def test_what_two_hypotheses_agree_on_is_stable_but_for_the_newest_word():
    stabiliser = fast()
    assert stabiliser.push("we will") == Shown("", "we will")
    assert stabiliser.push("we will meet") == Shown("we will", " meet")
    assert stabiliser.push("we will meet") == Shown("we will", " meet")
    assert stabiliser.push("we will meet at ten") == Shown("we will meet", " at ten")


def test_a_rewritten_stable_word_is_neither_repeated_nor_swallows_its_successor():
    """The model now writes "sum won" for the stable "someone": what follows is still only shown once."""
    stabiliser = fast()
    stabiliser.push("someone said hello there")
    stabiliser.push("someone said hello there")
    shown = stabiliser.push("sum won said hello there again")
    assert shown == Shown("someone said hello there", " again")


def test_words_that_appear_in_front_of_the_stable_ones_repeat_nothing():
    """A model with little context may find three more words before what is already stable."""
    stabiliser = fast()
    for _ in range(2):
        stabiliser.push("five good ideas came today and")
    shown = stabiliser.push("well you know five good ideas came today and then")
    assert shown.stable + shown.tentative == "five good ideas came today and then"


@settings(max_examples=300, deadline=None)
@given(modes, st.lists(words, min_size=4, max_size=9), st.lists(words, min_size=3, max_size=6))
def test_stable_text_stays_whatever_appears_in_front_of_it(mode, said, found):
    stabiliser = Stabiliser(mode.steadiness)
    for _ in range(3):
        before = stabiliser.push(" ".join(said)).stable
    assert stabiliser.push(" ".join(found + said)).stable.startswith(before)


def test_case_and_punctuation_neither_hold_text_back_nor_change_what_is_read():
    stabiliser = fast()
    stabiliser.push("Hello world and more")
    assert stabiliser.push("hello, world and more to come") == Shown("Hello world and more", " to come")


def test_a_word_parted_otherwise_keeps_the_spelling_that_is_shown():
    stabiliser = fast()
    stabiliser.push("we log in to day")
    assert stabiliser.push("We login today at ten").stable == "we log in to day"


def test_chinese_becomes_stable_by_characters():
    stabiliser = fast()
    stabiliser.push("今天下午")
    assert stabiliser.push("今天下午开会") == Shown("今天下午", "开会")


def test_where_word_times_are_known_the_margin_decides_what_is_ripe():
    stabiliser = Stabiliser(Steadiness(margin_s=0.5))
    text = "we will meet at ten"  # a word every 0.3 s, the last one ends at 1.5 s
    stabiliser.push(text, spoken(text), to_samples(1.5))
    assert stabiliser.push(text, spoken(text), to_samples(1.5)) == Shown("we will meet", " at ten")
    assert stabiliser.push(text, spoken(text), to_samples(2.0)) == Shown("we will meet at ten", "")


def test_word_times_of_another_text_are_not_believed():
    assert units_before(split_units("we meet"), spoken("something else"), to_samples(9.0)) is None


def test_balanced_changes_what_is_shown_only_after_two_guesses_say_so():
    stabiliser = Stabiliser(CaptionMode.BALANCED.steadiness)
    shown = [stabiliser.push(text) for text in ("i scream", "ice cream", "i scream", "i scream for", "i scream for it")]
    assert [each.stable + each.tentative for each in shown] == [
        "i scream",
        "i scream",
        "i scream",
        "i scream",
        "i scream for",
    ]


def test_balanced_gives_in_when_two_guesses_agree_on_something_else():
    stabiliser = Stabiliser(CaptionMode.BALANCED.steadiness)
    stabiliser.push("i scream")
    stabiliser.push("ice cream")
    shown = stabiliser.push("ice cream")
    assert shown.stable + shown.tentative == "ice cream"


def test_calm_shows_only_what_stays():
    stabiliser = Stabiliser(CaptionMode.CALM.steadiness)
    shown = [stabiliser.push("we will meet at ten") for _ in range(4)]
    assert {each.tentative for each in shown} == {""}
    assert shown[-1].stable == "we will meet"


def test_fast_shows_every_guess_at_once():
    stabiliser = fast()
    assert stabiliser.push("a guess").tentative == "a guess"
    assert stabiliser.push("another").tentative == "another"


@given(st.lists(words, max_size=8).map(" ".join), st.lists(words, max_size=8).map(" ".join))
def test_respelling_changes_no_letter(shown, text):
    units = respelled(split_units(shown), split_units(text))
    assert "".join(map(essence, units)) == "".join(map(essence, split_units(text)))


@given(st.lists(words, min_size=1, max_size=8).map(" ".join))
def test_the_same_text_in_capitals_is_shown_as_before(text):
    assert "".join(respelled(split_units(text), split_units(text.upper()))) == text


@pytest.mark.parametrize(
    ("shown", "text", "expected"),
    [
        ("meet us", "we meet us", "we meet us"),
        ("We meet", "so we meet", "so We meet"),
        ("开会", "GPU 开会", "GPU 开会"),
    ],
)
def test_blanks_are_right_when_something_is_put_before(shown, text, expected):
    assert "".join(respelled(split_units(shown), split_units(text))) == expected


@given(st.text(max_size=60))
def test_units_joined_are_the_text_again(text):
    assert "".join(split_units(text)) == text.rstrip()


def test_a_latin_word_in_chinese_is_one_unit():
    assert split_units("我们用 GPU 训练") == ["我", "们", "用", " GPU", " 训", "练"]


# -- with the probability of each word -----------------------------------------------------------------------


def balanced() -> Stabiliser:
    return Stabiliser(CaptionMode.BALANCED.steadiness)


def test_a_probable_word_is_shown_at_once_and_the_newest_must_be_more_probable():
    assert balanced().push("we will meet", probabilities=(0.9, 0.7, 0.7)) == Shown("", "we will")
    assert balanced().push("we will meet", probabilities=(0.9, 0.7, 0.9)) == Shown("", "we will meet")


def test_a_doubtful_word_waits_for_a_third_guess():
    stabiliser = balanced()
    for shown in ("", "", "perhaps"):
        assert stabiliser.push("perhaps", probabilities=(0.2,)).tentative == shown


def test_a_word_in_the_place_of_a_shown_one_must_be_sure_twice():
    stabiliser = balanced()
    stabiliser.push("we meet today", probabilities=(0.9, 0.9, 0.9))
    texts = [stabiliser.push("we meet Monday", probabilities=(0.9, 0.9, 0.9)) for _ in range(2)]
    assert [shown.stable + shown.tentative for shown in texts] == ["we meet today", "we meet Monday"]


def test_words_behind_a_doubtful_one_go_on_while_it_keeps_what_was_shown():
    stabiliser = balanced()
    stabiliser.push("we meet", probabilities=(0.9, 0.9))
    assert stabiliser.push("we eat at ten", probabilities=(0.9, 0.3, 0.9, 0.9)).tentative == "we meet at ten"


def test_an_improbable_word_does_not_become_stable():
    stabiliser = balanced()
    for _ in range(4):
        shown = stabiliser.push("we eat at ten today", probabilities=(0.9, 0.3, 0.9, 0.9, 0.9))
    assert shown.stable == "we"


def test_probabilities_that_do_not_fit_the_words_are_left_aside():
    stabiliser = balanced()
    assert stabiliser.push("we will", probabilities=(0.9,)) == Shown("", "we will")  # the first words, without proof
