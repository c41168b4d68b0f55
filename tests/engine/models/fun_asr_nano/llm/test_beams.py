"""The language model's beam search: every possible text on tiny vocabularies, and many texts in one cache."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.models.fun_asr_nano.llm import beams, model
from engine.models.fun_asr_nano.llm.context import ContextOptions, LlamaContext
from engine.models.fun_asr_nano.llm.engine import DecodingEngine
from engine.models.fun_asr_nano.llm.errors import DecodingCancelled, PromptTooLong, SpanRefused
from engine.models.fun_asr_nano.llm.job import DecodeJob, Ending
from engine.models.fun_asr_nano.llm.weights import inspect
from tests.support import llm_search
from tests.support.llm import fixed_costs, needs_llama, rows
from tests.support.tiny_llm import TinyLlm

END = 0


class RandomModel:
    """Logits that depend on all tokens before; follows parents as a cache does."""

    def __init__(self, seed: int, vocabulary: int) -> None:
        self.seed, self.vocabulary = seed, vocabulary
        self.said: list[tuple[int, ...]] = [()]

    def logits(self, said: tuple[int, ...]) -> np.ndarray:
        return np.random.default_rng([self.seed, *said]).normal(0, 2, self.vocabulary)

    def first(self) -> np.ndarray:
        return self.logits(())[None]

    def step(self, tokens: np.ndarray, parents: Sequence[int]) -> np.ndarray:
        self.said = [(*self.said[parent], int(token)) for token, parent in zip(tokens, parents, strict=True)]
        return np.stack([self.logits(said) for said in self.said])

    def score(self, tokens: tuple[int, ...]) -> float:
        return sum(
            float(beams.log_softmax(self.logits(tokens[:place])[None])[0, token]) for place, token in enumerate(tokens)
        )


def found_by(model: RandomModel, most: int, count: int, penalty: float = 0.0) -> list[beams.BeamCandidate]:
    return beams.search(model.first(), model.step, lambda token: token == END, most, count, penalty)


@given(st.integers(0, 10**6), st.integers(2, 4), st.integers(1, 3))
def test_with_room_for_all_texts_the_search_finds_the_best(seed: int, vocabulary: int, most: int) -> None:
    model = RandomModel(seed, vocabulary)
    spoken = range(1, vocabulary)
    texts = [text for length in range(most) for text in product(spoken, repeat=length)]
    expected = {text: model.score((*text, END)) for text in texts}
    expected |= {text: model.score(text) for text in product(spoken, repeat=most)}
    best = found_by(model, most, len(expected))
    assert best[0].score == pytest.approx(max(expected.values()), abs=1e-9)
    for each in best:
        assert each.score == pytest.approx(expected[each.tokens], abs=1e-9)
        assert each.ended == (len(each.tokens) < most)


@given(st.integers(0, 10**6), st.integers(2, 6), st.integers(1, 6), st.integers(1, 4), st.sampled_from([0.0, 0.6, 1.0]))
def test_it_finds_what_the_reference_search_finds(
    seed: int, vocabulary: int, most: int, count: int, penalty: float
) -> None:
    model = RandomModel(seed, vocabulary)
    tokens, score = llm_search.beam(model.logits, END, most, 1.0, penalty, count)
    best = found_by(model, most, count, penalty)
    assert best[0].score == pytest.approx(score, abs=1e-9)
    assert best[0].tokens == tuple(token for token in tokens if token != END)
    assert [each.score for each in best] == sorted((each.score for each in best), reverse=True)
    assert len({each.tokens for each in best}) == len(best) <= count


def test_a_text_that_runs_in_circles_ends_the_search_early() -> None:
    asked = []

    def step(tokens: np.ndarray, _parents: Sequence[int]) -> np.ndarray:
        asked.append(len(tokens))
        return np.tile([-9.0, 9.0, 8.0], (len(tokens), 1))

    found = beams.search(np.array([[-9.0, 9.0, 8.0]]), step, lambda token: token == END, 500, 3)
    assert beams.looping(found[0].tokens)
    assert not found[0].ended
    assert len(asked) < 40


POSITIONS, BEAMS = 160, 3


@pytest.fixture
def wide(tiny: TinyLlm) -> Iterator[DecodingEngine]:
    llama = model.load(inspect(tiny.gguf()))
    engine = DecodingEngine(LlamaContext(llama, ContextOptions(POSITIONS, 1, True, BEAMS)), fixed_costs())
    try:
        yield engine
    finally:
        engine.close()


@needs_llama
def test_texts_side_by_side_have_the_logits_that_each_has_alone(wide: DecodingEngine) -> None:
    context = wide.context
    context.tokens(np.array([5, 6, 7], np.int32), 1)
    steps = [([11, 12, 13], [0, 0, 0]), ([21, 22, 23], [2, 0, 2]), ([31, 32], [1, 2])]
    said: list[list[int]] = [[]]
    for tokens, parents in steps:
        context.fork(np.array(tokens, np.int32), parents)
        said = [[*said[parent], token] for token, parent in zip(tokens, parents, strict=True)]
    together = np.stack([context.logits(place).copy() for place in range(len(said))])
    context.join()
    assert context.past == 3
    for each, expected in zip(said, together, strict=True):
        context.tokens(np.array(each, np.int32), 1)
        np.testing.assert_allclose(context.logits(0), expected, atol=1e-4)
        context.truncate(3)


@needs_llama
def test_a_search_leaves_the_cache_as_a_plain_answer_does(wide: DecodingEngine) -> None:
    job, plain = DecodeJob(rows(9), 1.0, beams=BEAMS, most_tokens=8), DecodeJob(rows(9), 1.0, most_tokens=8)
    before = wide.decode(plain)
    first = wide.decode(job)
    again = wide.decode(job)
    assert (first.text, first.others) == (again.text, again.others)
    assert again.counters.prefix_evaluated == 0
    assert 1 <= len(first.others) < BEAMS
    assert wide.decode(plain).tokens == before.tokens


@needs_llama
def test_what_forks_cannot_go_on_from_is_refused_and_harms_nothing(wide: DecodingEngine) -> None:
    context = wide.context
    context.tokens(np.array([5, 6, 7], np.int32), 1)
    for tokens, parents in (([1, 2, 3, 4], [0] * 4), ([1], [1]), ([1, 2], [0]), ([1], [-1])):
        with pytest.raises(SpanRefused):
            context.fork(np.array(tokens, np.int32), parents)
    context.fork(np.array([1, 2], np.int32), [0, 0])
    for _ in range((POSITIONS - 3) // BEAMS - 1):
        context.fork(np.array([1, 2], np.int32), [0, 1])
    with pytest.raises(PromptTooLong):
        context.fork(np.array([1, 2], np.int32), [0, 1])
    context.join()
    context.tokens(np.array([8], np.int32), 1)
    assert context.past == 4


@needs_llama
def test_a_search_ends_where_the_cache_does_and_when_it_is_cancelled(wide: DecodingEngine) -> None:
    answer = wide.decode(DecodeJob(rows(60), 60.0, beams=BEAMS))
    assert answer.ending in (Ending.LIMIT, Ending.COMPLETE, Ending.LOOP)
    calls = 0

    def cancelled() -> bool:
        nonlocal calls
        calls += 1
        return calls > 20

    with pytest.raises(DecodingCancelled):
        wide.decode(DecodeJob(rows(40), 60.0, beams=BEAMS), cancelled)
    assert wide.decode(DecodeJob(rows(5), 1.0, most_tokens=4)).tokens
