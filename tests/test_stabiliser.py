"""Stable text only grows; tentative text follows it; together they are the newest hypothesis."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.streaming.stabiliser import Shown, Stabiliser
from engine.streaming.units import split_units

words = st.sampled_from(["we", "will", "meet", "at", "ten", "Ten,", "today", "会议", "今天", "在", "GPU"])
hypotheses = st.lists(st.lists(words, max_size=12).map(" ".join), max_size=15)


@settings(max_examples=300, deadline=None)
@given(hypotheses)
def test_stable_text_is_never_taken_back(texts):
    stabiliser = Stabiliser()
    before = ""
    for text in texts:
        shown = stabiliser.push(text)
        assert shown.stable.startswith(before)
        before = shown.stable


def test_what_two_hypotheses_agree_on_is_stable_but_for_the_newest_word():
    stabiliser = Stabiliser()
    assert stabiliser.push("we will") == Shown("", "we will")
    assert stabiliser.push("we will meet") == Shown("we will", " meet")
    assert stabiliser.push("we will meet") == Shown("we will", " meet")
    assert stabiliser.push("we will meet at ten") == Shown("we will meet", " at ten")


def test_a_rewritten_stable_word_is_neither_repeated_nor_swallows_its_successor():
    """The model now writes "some one" for the stable "someone": what follows is still only shown once."""
    stabiliser = Stabiliser()
    stabiliser.push("someone said hello there")
    stabiliser.push("someone said hello there")
    shown = stabiliser.push("some one said hello there again")
    assert shown == Shown("someone said hello there", " again")


def test_case_and_punctuation_do_not_hold_text_back():
    stabiliser = Stabiliser()
    stabiliser.push("Hello world and more")
    assert stabiliser.push("hello, world and more to come").stable == "hello, world and more"


def test_chinese_becomes_stable_by_characters():
    stabiliser = Stabiliser()
    stabiliser.push("今天下午")
    assert stabiliser.push("今天下午开会") == Shown("今天下午", "开会")


@given(st.text(max_size=60))
def test_units_joined_are_the_text_again(text):
    assert "".join(split_units(text)) == text.rstrip()


def test_a_latin_word_in_chinese_is_one_unit():
    assert split_units("我们用 GPU 训练") == ["我", "们", "用", " GPU", " 训", "练"]
