"""What is computed once is not computed again."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from engine.models.fun_asr_nano.llm import prompt
from engine.models.fun_asr_nano.llm.engine import DecodingEngine
from engine.models.fun_asr_nano.llm.job import DecodeJob
from engine.models.fun_asr_nano.llm.prompt import PromptOptions
from tests.support.llm import needs_llama, opened, rows
from tests.support.tiny_llm import TinyLlm

pytestmark = needs_llama
HOTWORDS = PromptOptions("en", ("Earshot", "captions"))


@pytest.fixture
def engine(tiny: TinyLlm) -> Iterator[DecodingEngine]:
    with opened(tiny.gguf(), 1024) as engine:
        yield engine


def job(seed: int, options: PromptOptions = HOTWORDS) -> DecodeJob:
    return DecodeJob(rows(11, seed=seed), 5.0, options, most_tokens=12)


def test_a_second_utterance_with_the_same_prompt_evaluates_no_prefix_token(engine: DecodingEngine) -> None:
    first, second = engine.decode(job(1)).counters, engine.decode(job(2)).counters
    before = len(prompt.tokens(prompt.before_audio(HOTWORDS), engine.context.model))
    assert (first.prefix_evaluated, first.reused) == (before, 0)
    assert (second.prefix_evaluated, second.reused) == (0, before)


def test_a_changed_hotword_evaluates_the_prompt_from_there_on(engine: DecodingEngine) -> None:
    engine.decode(job(1))
    changed = engine.decode(job(2, PromptOptions("en", ("Earshot", "capitals")))).counters
    assert 0 < changed.prefix_evaluated < changed.reused


def test_the_same_sound_again_evaluates_its_last_position_only(engine: DecodingEngine) -> None:
    """A second attempt with another way of choosing tokens needs the prompt no second time."""
    engine.decode(job(1))
    assert engine.decode(job(1)).counters.evaluated_prompt == 1


def test_sound_that_goes_on_is_evaluated_from_where_it_is_new(engine: DecodingEngine) -> None:
    engine.decode(job(1))
    sound = job(1).rows.copy()
    sound[8, 0] += np.float32(1e-7)
    counters = engine.decode(DecodeJob(sound, 5.0, HOTWORDS, most_tokens=2)).counters
    before = len(prompt.tokens(prompt.before_audio(HOTWORDS), engine.context.model))
    assert counters.reused == before + 8


def test_a_warm_prompt_gives_the_answer_of_a_cold_one(engine: DecodingEngine, tiny: TinyLlm) -> None:
    variants = [HOTWORDS, PromptOptions(), HOTWORDS, PromptOptions(itn=False), PromptOptions("ja", ("x",)), HOTWORDS]
    warm = [engine.decode(job(seed % 2, options)).tokens for seed, options in enumerate(variants)]
    for seed, options in enumerate(variants):
        with opened(tiny.gguf(), 1024) as cold:
            assert cold.decode(job(seed % 2, options)).tokens == warm[seed]
