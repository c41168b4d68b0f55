"""Drafts change how long an answer takes, never what it says."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from engine.models.fun_asr_nano.llm.drafts import DraftTokens, resumption
from engine.models.fun_asr_nano.llm.engine import DecodingEngine
from engine.models.fun_asr_nano.llm.job import DecodeJob, DraftSource
from engine.models.fun_asr_nano.llm.planner import CREDIT, Costs, DraftPlanner, StepCosts
from tests.support.llm import fixed_costs, needs_llama, opened, rows
from tests.support.tiny_llm import END_OF_TURN, VOCABULARY, make

LENGTH = 40
REAL = Costs(  # 0.6B in Q8_0 on two cores
    StepCosts((1, 2, 4, 8), (0.025, 0.049, 0.059, 0.084)), 0.110, StepCosts((1, 4, 12), (0.030, 0.050, 0.100))
)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DecodingEngine]:
    with opened(make(tmp_path_factory.mktemp("tiny")).gguf()) as engine:
        yield engine


def spoiled(tokens: list[int], quality: float, chance: random.Random) -> list[int]:
    """The answer with some tokens replaced, and now and then one lost or one too many."""
    draft: list[int] = []
    for token in tokens:
        if chance.random() < quality:
            draft.append(token)
        elif chance.random() < 0.5:
            draft += [chance.randrange(VOCABULARY)] * chance.randrange(3)
    return draft


@needs_llama
def test_two_hundred_drafts_of_all_qualities_leave_the_answer_as_it_is(engine: DecodingEngine) -> None:
    chance = random.Random(7)
    offered = 0
    for seed in range(20):
        job = DecodeJob(rows(11, seed=seed), 5.0, most_tokens=LENGTH)
        plain = engine.decode(job)
        for number in range(10):
            draft = DraftTokens(spoiled(list(plain.tokens), number / 9, chance), END_OF_TURN)
            checked = engine.decode(job, draft=draft)
            assert (checked.tokens, checked.ending) == (plain.tokens, plain.ending)
            offered += checked.counters.offered
    assert offered > 500, "the drafts were hardly looked at"


@needs_llama
def test_a_draft_that_is_right_needs_few_batches(engine: DecodingEngine) -> None:
    job = DecodeJob(rows(11, seed=50), 5.0, most_tokens=LENGTH)
    plain = engine.decode(job)
    right = [engine.decode(job, draft=DraftTokens(list(plain.tokens), END_OF_TURN)) for _ in range(4)][-1]
    assert plain.counters.batches == len(plain.tokens)
    assert right.counters.batches <= 4
    assert right.counters.accepted >= len(right.tokens) - right.counters.batches


@needs_llama
def test_counters_say_how_many_positions_an_answer_took(engine: DecodingEngine) -> None:
    work = engine.context.work
    before = work.positions
    plain = engine.decode(DecodeJob(rows(11, seed=51), 5.0, most_tokens=LENGTH))
    assert plain.counters.evaluated_prompt + plain.counters.answer_evaluated == work.positions - before


@needs_llama
def test_a_text_can_be_the_draft(engine: DecodingEngine) -> None:
    job = DecodeJob(rows(11, seed=52), 5.0, most_tokens=LENGTH)
    plain = engine.decode(job)
    checked = engine.decode(DecodeJob(job.rows, 5.0, most_tokens=LENGTH, draft=plain.text, source=DraftSource.LLM))
    assert checked.tokens == plain.tokens
    assert checked.counters.offered > 0


def test_the_end_of_a_right_draft_is_verified_with_it() -> None:
    draft = DraftTokens([5, 6], END_OF_TURN)
    assert draft.ahead(10) == [5, 6, END_OF_TURN]


def test_a_draft_goes_on_behind_a_comma_that_it_lacks() -> None:
    draft = "well we meet at nine"
    place = resumption(draft, "Well,")
    assert place is not None
    assert draft[place:] == " we meet at nine"


def test_a_draft_goes_on_behind_a_word_that_it_had_wrong() -> None:
    draft = "we eat at nine thirty"
    place = resumption(draft, "We meet at")
    assert place is not None
    assert draft[place:] == " nine thirty"


def test_a_draft_of_chinese_goes_on_behind_a_wrong_character() -> None:
    place = resumption("今天会意九点开始", "今天会议")
    assert place == 4


def test_a_draft_that_ended_is_not_taken_up_again() -> None:
    assert resumption("yes", "Yes, that is what I said") is None


@pytest.mark.parametrize("chance", [0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0])
def test_drafts_never_cost_more_than_their_credit(chance: float) -> None:
    """By the planner's own costs, summed over a hundred utterances whose tokens are right with this chance."""
    planner, random_ = DraftPlanner(REAL, 31), random.Random(3)
    steps, step = REAL.steps, REAL.steps.of(1)
    plain = drafted = 0.0
    for _ in range(100):
        said, ahead = 0, 20
        plain += REAL.prompt + 19 * step
        window = planner.begin(DraftSource.CTC, ahead)
        price = REAL.rides.of(window) if window else 0.0
        drafted += REAL.prompt + price
        while True:
            right = next((at for at in range(window) if random_.random() >= chance), window)
            planner.record(window, right, price)
            for at in range(min(window, right + 1)):
                planner.observe(at < right)
            said, ahead = said + right + 1, max(0, ahead - right - 1)
            if said >= 20:
                break
            window = planner.next(ahead)
            price = steps.of(1 + window) - step
            drafted += steps.of(1 + window)
    assert drafted <= plain * (1 + CREDIT) + 10 * step


def test_a_source_that_proved_right_gets_the_whole_draft_at_once() -> None:
    planner = DraftPlanner(fixed_costs(), 31)
    planner.begin(DraftSource.LLM, 20)
    for _ in range(60):
        planner.observe(True)
    planner.record(20, 20, 0.01)
    assert planner.begin(DraftSource.LLM, 20) == 20


def test_a_source_that_proved_wrong_is_not_asked_until_it_would_have_been_right() -> None:
    """What it said is compared with the answer all the same, so it can win trust back."""
    planner = DraftPlanner(REAL, 31)
    planner.begin(DraftSource.CTC, 20)
    for _ in range(60):
        planner.observe(False)
    assert planner.begin(DraftSource.CTC, 20) == 0
    for _ in range(200):
        planner.observe(True)
    assert planner.begin(DraftSource.CTC, 20) > 0


def test_one_source_does_not_pay_for_the_mistakes_of_another() -> None:
    planner = DraftPlanner(fixed_costs(), 31)
    planner.begin(DraftSource.CTC, 20)
    for _ in range(60):
        planner.observe(False)
    assert planner.begin(DraftSource.LLM, 20) > 0
