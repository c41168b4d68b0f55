"""A tiny language model, one for each module of tests, and a decoder of it in a process of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from engine.models.fun_asr_nano.decoder import LlmTextDecoder, open_decoder
from tests.support.llm import OPTIONS, Told
from tests.support.tiny_llm import HIDDEN, TinyLlm, make


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> TinyLlm:
    return make(tmp_path_factory.mktemp("tiny"))


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def llm(tiny: TinyLlm, told: Told) -> Iterator[LlmTextDecoder]:
    opened = open_decoder(tiny.gguf(), HIDDEN, OPTIONS, told)
    yield opened
    opened.close()
