"""Marks, capitals, numbers and hotwords of one text, the words of another."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.events import DecodedBy, Word
from engine.models.recogniser import Hypothesis
from engine.streaming.guards import Evidence, guarded
from engine.streaming.mending import mended, timed_like
from engine.streaming.units import letters

WORDS = st.lists(st.sampled_from(["go", "there", "会", "议", "noon", "k", "email"]), max_size=8).map(" ".join)


@pytest.mark.parametrize(
    ("written", "heard", "together"),
    [
        ("I talked to Keith about it.", "i talked to sfuk about it", "I talked to sfuk about it."),
        ("Keith, are you there?", "sfuk are you there", "Sfuk, are you there?"),
        ("We left. Keith came.", "we left sfuk came", "We left. Sfuk came."),
        ("He said so, yes.", "he said so", "He said so."),
        ("He said, yes.", "he said so yes", "He said so, yes."),
        ("会议九点开始。", "会一九点开始", "会一九点开始。"),
        ("请打开 Kafka，好吗？", "请打开哇好吗", "请打开哇，好吗？"),
        ("", "hello", "Hello"),
        ("Hello.", "", ""),
    ],
)
def test_words_are_those_that_were_heard_and_marks_those_that_were_written(
    written: str, heard: str, together: str
) -> None:
    assert mended(written, heard, ()) == together


def test_a_number_may_stand_for_its_words() -> None:
    assert mended("It costs 25 euros.", "it costs twenty five euros", ()) == "It costs 25 euros."
    assert mended("第35章。", "第三十五章", ()) == "第35章。"


def test_a_number_that_nobody_said_is_left_out() -> None:
    assert mended("It costs 25 euros.", "it costs euros", ()) == "It costs euros."


def test_an_offered_hotword_may_stand_for_what_was_heard_and_no_other_name_may() -> None:
    heard = "please welcome k sfusz urnldaff"
    assert mended("Please welcome Kisafius Zurnoldaff.", heard, ("Kisafius Zurnoldaff",)) == (
        "Please welcome Kisafius Zurnoldaff."
    )
    assert mended("Please welcome Michael Zeltenham.", heard, ("Kisafius Zurnoldaff",)) == (
        "Please welcome k sfusz urnldaff."
    )


def test_another_spelling_of_the_same_word_is_the_language_model_s() -> None:
    assert mended("The budget is here.", "the budgett is here", ()) == "The budget is here."


@given(written=WORDS, heard=WORDS)
def test_without_numbers_and_hotwords_exactly_the_heard_words_stand_where_no_two_are_alike(
    written: str, heard: str
) -> None:
    assert letters(mended(written, heard, ())) == letters(heard)


def _word(text: str, start: int) -> Word:
    return Word(text, start, start + 100)


def test_words_have_the_times_of_the_text_that_they_come_from() -> None:
    written = [_word("We", 0), _word("left.", 100), _word("Keith", 200), _word("came.", 300)]
    heard = [_word("we", 1), _word("left", 101), _word("sfuk", 201), _word("came", 301)]
    timed = timed_like("We left. Sfuk came.", written, heard)
    assert [(word.text, word.start) for word in timed] == [("We", 0), ("left.", 100), ("Sfuk", 201), ("came.", 300)]


def test_times_are_not_invented() -> None:
    assert timed_like("We went.", [_word("We", 0)]) == ()


def test_times_do_not_run_backwards() -> None:
    assert timed_like("go there", [_word("go", 500)], [_word("there", 10)]) == ()


def test_a_mended_final_keeps_its_word_times() -> None:
    ctc = Hypothesis("we left sfuk", (_word("we", 1), _word("left", 101), _word("sfuk", 201)))
    llm = Hypothesis(
        "We left Bo.",
        (_word("We", 0), _word("left", 100), _word("Bo.", 200)),
        decoded_by=DecodedBy.LLM,
        heard=ctc,
    )
    kept = guarded(llm, Evidence(length_s=3.0, speech_s=2.0, loudest_dbfs=-20.0, heard=ctc.text, rough=True))
    assert kept.text == "We left sfuk."
    assert [(word.text, word.start) for word in kept.words] == [("We", 0), ("left", 100), ("sfuk.", 201)]
