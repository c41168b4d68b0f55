"""A hotword that hardly looks like what was written is put in place where the model's scores confirm it."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.events import DecodedBy, Word
from engine.hotwords.entries import Hotword
from engine.hotwords.proof import LEAST_A_CHANGE, Said
from engine.hotwords.replacement import ReplacementMode
from engine.hotwords.retrieval import HotwordIndex
from engine.hotwords.steering import Steering
from engine.models.fun_asr_nano import ctc_scorer
from engine.models.fun_asr_nano.vocabulary import TokenVocabulary
from engine.models.recogniser import Hypothesis
from engine.session.post_processing import with_vocabulary
from training import tokens

HEARD = "please welcome berano milkgate from vels"


class Scores:
    """Says how likely each text is, and remembers what was asked."""

    def __init__(self, likely: dict[str, float], otherwise: float = -500.0) -> None:
        self._likely, self._otherwise = likely, otherwise
        self.asked: list[Said] = []

    def likelihoods(self, said: Sequence[Said]) -> list[float]:
        self.asked += said
        return [self._likely.get(each.text, self._otherwise) for each in said]


def words_of(text: str) -> tuple[Word, ...]:
    """One word every 1,000 samples, 800 long."""
    return tuple(Word(word, at * 1_000, at * 1_000 + 800) for at, word in enumerate(text.split()))


def written(text: str, scores: Scores, *hotwords: str, mode: ReplacementMode = ReplacementMode.CAREFUL) -> str:
    steering = Steering(HotwordIndex(Hotword(each) for each in hotwords), mode)
    return with_vocabulary(Hypothesis(text, words_of(text), scorer=scores), steering).text


def test_a_name_that_was_heard_by_half_is_put_in_place_if_its_sounds_are_there() -> None:
    scores = Scores({"drudarano millgate": -12.0})
    assert written(HEARD, scores, "Drudarano Millgate") == "please welcome Drudarano Millgate from vels"


def test_without_ears_the_same_name_is_not_sure_enough() -> None:
    steering = Steering(HotwordIndex([Hotword("Drudarano Millgate")]))
    assert with_vocabulary(Hypothesis(HEARD, words_of(HEARD)), steering).text == HEARD


def test_a_name_whose_sounds_are_not_there_is_left_out() -> None:
    assert written(HEARD, Scores({}), "Drudarano Millgate") == HEARD


def test_the_sound_between_the_neighbouring_words_is_asked_about() -> None:
    scores = Scores({})
    written(HEARD, scores, "Drudarano Millgate")
    assert Said("drudarano millgate", 1_800, 4_000) in scores.asked


def test_one_letter_in_a_word_that_was_heard_clearly_is_another_word() -> None:
    """The mean over all letters would be near enough; the letter that changes is not."""
    scores = Scores({"marton": LEAST_A_CHANGE - 1})
    assert written("we met martin here", scores, "Marton") == "we met martin here"


def test_of_two_names_the_one_that_was_said_is_written() -> None:
    scores = Scores({"drudarano millgate": -6.0, "berano hillgate": -20.0})
    text = written(HEARD, scores, "Berano Hillgate", "Drudarano Millgate")
    assert text == "please welcome Drudarano Millgate from vels"


def test_of_two_names_that_are_as_likely_none_is_written() -> None:
    scores = Scores({"drudarano millgate": -6.0, "derano millgate": -5.8})
    assert written(HEARD, scores, "Derano Millgate", "Drudarano Millgate") == HEARD


def test_nothing_is_put_in_place_where_the_user_wants_none() -> None:
    scores = Scores({"drudarano millgate": -12.0})
    assert written(HEARD, scores, "Drudarano Millgate", mode=ReplacementMode.OFF) == HEARD


def test_a_word_of_the_dictionary_stays() -> None:
    text, words = "开会议程", tuple(Word(each, at * 1_000, at * 1_000 + 900) for at, each in enumerate("开会议程"))
    steering = Steering(HotwordIndex([Hotword("会意")]))
    assert with_vocabulary(Hypothesis(text, words, scorer=Scores({}, -0.1)), steering).text == text


def test_words_without_times_prove_nothing() -> None:
    steering = Steering(HotwordIndex([Hotword("Drudarano Millgate")]))
    assert with_vocabulary(Hypothesis(HEARD, scorer=Scores({}, -0.1)), steering).text == HEARD


def test_what_a_guard_may_fall_back_to_holds_the_hotword_too() -> None:
    ctc = Hypothesis(HEARD, words_of(HEARD))
    scores = Scores({"drudarano millgate": -12.0})
    model = Hypothesis("Please welcome Bo.", decoded_by=DecodedBy.LLM, ctc=ctc, scorer=scores)
    done = with_vocabulary(model, Steering(HotwordIndex([Hotword("Drudarano Millgate")])))
    assert done.ctc is not None
    assert done.ctc.text == "please welcome Drudarano Millgate from vels"
    assert done.ctc.hotwords_replaced == ("Drudarano Millgate",)


# -- how likely a spelling is ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def words() -> TokenVocabulary:
    return TokenVocabulary(tokens.ctc_ranks(["banana bandana", "会议"], 6))


def test_every_piece_of_a_text_is_found_at_its_place(words: TokenVocabulary) -> None:
    for begin, end, piece in ctc_scorer.pieces_within(words, b" banana"):
        assert words.piece(piece) == b" banana"[begin:end]
    assert {(begin, end) for begin, end, _ in ctc_scorer.pieces_within(words, "会".encode())} >= {(0, 1), (0, 3)}


def cuts(pieces: Sequence[tuple[int, int, int]], at: int, end: int) -> Iterator[list[int]]:
    """All ways to cut a text into pieces, by their numbers."""
    if at == end:
        yield []
    for number, (begin, stop, _) in enumerate(pieces):
        if begin == at:
            yield from ([number, *rest] for rest in cuts(pieces, stop, end))


def collapsed(path: Sequence[int]) -> list[int]:
    """Numbers of the pieces that a way through the rows says, -1 for the blank."""
    return [number for number, _ in itertools.groupby(path) if number >= 0]


@given(st.integers(1, 5), st.integers(0, 2**32 - 1))
def test_the_best_way_is_the_one_that_an_exhaustive_search_finds(rows: int, seed: int) -> None:
    pieces = [(0, 1, 10), (1, 2, 11), (2, 3, 12), (0, 2, 13), (1, 3, 14)]
    random = np.random.default_rng(seed)
    blank, scores = -random.exponential(2, rows), -random.exponential(2, (rows, len(pieces)))
    wanted = list(cuts(pieces, 0, 3))
    best = -math.inf
    for path in itertools.product(range(-1, len(pieces)), repeat=rows):
        if collapsed(path) in wanted:
            best = max(best, sum(blank[row] if at < 0 else scores[row, at] for row, at in enumerate(path)))
    begins, ends = np.array([piece[0] for piece in pieces]), np.array([piece[1] for piece in pieces])
    assert ctc_scorer.best_way(blank, scores, begins, ends) == pytest.approx(best)
