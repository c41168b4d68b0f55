"""Words of a changed text keep their times."""

from __future__ import annotations

from engine.events import DecodedBy, Word
from engine.models.recogniser import Hypothesis
from engine.session.guards import Evidence, guarded
from engine.session.word_timing import timed_like


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


def test_a_final_that_a_guard_changed_keeps_its_word_times() -> None:
    final = Hypothesis("We <|en|> left.", (_word("We", 0), _word("left.", 100)), decoded_by=DecodedBy.LLM)
    kept = guarded(final, Evidence(length_s=3.0, speech_s=2.0, loudest_dbfs=-20.0))
    assert kept.text == "We left."
    assert [(word.text, word.start) for word in kept.words] == [("We", 0), ("left.", 100)]
