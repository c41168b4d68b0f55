"""What the tests of the language model share: an engine on a tiny model, and sound for it."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from engine.models.fun_asr_nano.decoder import DecoderOptions, LlmTextDecoder
from engine.models.fun_asr_nano.llm import library, model
from engine.models.fun_asr_nano.llm.context import ContextOptions, LlamaContext
from engine.models.fun_asr_nano.llm.engine import DecodingEngine
from engine.models.fun_asr_nano.llm.planner import Costs, StepCosts
from engine.models.fun_asr_nano.llm.weights import inspect

needs_llama = pytest.mark.skipif(
    not library.installed(), reason="llama.cpp is not installed: packaging/dev.py test builds it"
)


OPTIONS = DecoderOptions(positions=512, threads=1, exact=True)


class FixedCosts(StepCosts):
    """Costs of a machine on which drafts pay, whatever the clock says, so that tests decide the same each time."""

    def __init__(self) -> None:
        super().__init__((1, 4, 20), (0.025, 0.030, 0.045))

    def correct(self, size: int, seconds: float) -> None:
        """Nothing is learned from a machine that runs other tests at the same time."""


def fixed_costs() -> Costs:
    return Costs(FixedCosts(), 0.040, StepCosts((1, 20), (0.002, 0.020)))


@contextmanager
def opened(path: Path, positions: int = 512, exact: bool = True) -> Iterator[DecodingEngine]:
    """An engine with the arithmetic of the reference, one thread."""
    llama = model.load(inspect(path))
    engine = DecodingEngine(LlamaContext(llama, ContextOptions(positions, 1, exact)), fixed_costs())
    try:
        yield engine
    finally:
        engine.close()


def rows(count: int, width: int = 64, seed: int = 0) -> np.ndarray:
    """float32 (count, width), like an adaptor's in size."""
    return np.random.default_rng(seed).standard_normal((count, width)).astype(np.float32)


class Told:
    """Remembers what the user was told."""

    def __init__(self) -> None:
        self.sentences: list[str] = []

    def __call__(self, what: str, remedy: str) -> None:
        self.sentences.append(what)


def kill(llm: LlmTextDecoder) -> None:
    """abort() in the middle of whatever it does, as ggml's assertions do."""
    pid = llm.service.process_id
    assert pid is not None
    os.kill(pid, signal.SIGABRT)
