"""A job that is to be repeatable gives the same answer in the same batches, whatever the clock says."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from engine.models.fun_asr_nano.llm.context import ContextOptions, LlamaContext
from engine.models.fun_asr_nano.llm.engine import DecodingEngine, scaled
from engine.models.fun_asr_nano.llm.job import Counters, DecodedAnswer, DecodeJob, DraftSource
from engine.models.fun_asr_nano.llm.model import load
from engine.models.fun_asr_nano.llm.planner import Costs, StepCosts
from engine.models.fun_asr_nano.llm.prompt import PromptOptions
from engine.models.fun_asr_nano.llm.weights import inspect
from tests.support.llm import fixed_costs, needs_llama, rows
from tests.support.tiny_llm import TinyLlm

pytestmark = needs_llama
DEAR = Costs(StepCosts((1, 2, 8), (0.001, 0.1, 0.9)), 0.1, StepCosts((1, 12), (0.5, 5.0)))


@contextmanager
def opened(path: Path, costs: Costs) -> Iterator[DecodingEngine]:
    """Rounded as in the product: half precision in the cache, flash attention."""
    engine = DecodingEngine(LlamaContext(load(inspect(path)), ContextOptions(512, 1)), costs)
    try:
        yield engine
    finally:
        engine.close()


@pytest.fixture
def jobs(tiny: TinyLlm) -> list[DecodeJob]:
    """Of several prompts and drafts, some of them right."""
    found = []
    with opened(tiny.gguf("q8_0"), fixed_costs()) as engine:
        for seed in range(12):
            options = PromptOptions("en", ("Earshot", "captions")[: seed % 3])
            job = DecodeJob(rows(11, seed=seed), 5.0, options, most_tokens=30, repeatable=True)
            draft = engine.decode(job).text
            found.append(replace(job, draft=draft[: len(draft) - seed], source=list(DraftSource)[seed % 2]))
    return found


def plain(counters: Counters) -> tuple[int, ...]:
    """What was computed for the answer; the prefix may be known already."""
    return counters.answer_evaluated, counters.batches, counters.offered, counters.accepted


def told(answer: DecodedAnswer) -> tuple[object, object, tuple[int, ...]]:
    return answer.tokens, answer.ending, plain(answer.counters)


def test_the_order_of_jobs_and_the_costs_of_the_machine_change_nothing(
    tiny: TinyLlm, jobs: list[DecodeJob], monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(tiny.gguf("q8_0"), fixed_costs()) as engine:
        expected = [told(engine.decode(job)) for job in jobs]
    assert any(answer[2][2] for answer in expected), "no draft was offered, so nothing was planned"
    chance = random.Random(5)
    monkeypatch.setattr("engine.models.fun_asr_nano.llm.engine.time.perf_counter", lambda: chance.random() * 100)
    for costs in (DEAR, scaled(0.02)):
        with opened(tiny.gguf("q8_0"), costs) as engine:
            order = list(range(len(jobs)))
            chance.shuffle(order)
            for at in order:
                live = replace(jobs[chance.randrange(len(jobs))], repeatable=False)
                engine.decode(replace(live, rows=rows(7, seed=at)))
                assert told(engine.decode(jobs[at])) == expected[at]


def test_the_tokens_before_the_sound_are_one_batch_that_is_used_again(tiny: TinyLlm, jobs: list[DecodeJob]) -> None:
    with opened(tiny.gguf("q8_0"), fixed_costs()) as engine:
        work = engine.context.work
        first = engine.decode(jobs[0]).counters
        second = engine.decode(replace(jobs[0], rows=rows(9, seed=40))).counters
        live = engine.decode(replace(jobs[1], repeatable=False)).counters
        before, positions = engine.decode(jobs[0]).counters, work.positions
        again = engine.decode(jobs[0]).counters
    assert first.prefix_evaluated == second.reused == before.prefix_evaluated > 0
    assert live.reused < first.prefix_evaluated
    assert again.prefix_evaluated == 0
    assert work.positions - positions == again.evaluated_prompt + again.answer_evaluated


def test_a_job_for_captions_still_learns_from_the_clock(tiny: TinyLlm, jobs: list[DecodeJob]) -> None:
    with opened(tiny.gguf("q8_0"), scaled(1.0)) as engine:
        engine.decode(jobs[0])
        assert engine.planner.costs.steps.of(1) == 1.0
        engine.decode(replace(jobs[0], repeatable=False))
        assert engine.planner.costs.steps.of(1) < 1.0
