"""The decoder computes what the published code computes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load_file

from engine.models.fun_asr_nano.llm import prompt
from engine.models.fun_asr_nano.llm.context import LlamaContext
from engine.models.fun_asr_nano.llm.convert import write_gguf
from engine.models.fun_asr_nano.llm.engine import DecodingEngine
from engine.models.fun_asr_nano.llm.job import DecodeJob
from engine.models.fun_asr_nano.llm.prompt import PromptOptions
from tests.support.llm import needs_llama, opened, rows
from tests.support.tiny_llm import HeldTensors, make

pytestmark = needs_llama

Shared = Callable[[str], Path]
REQUESTS = {
    "noise_tone_3s": PromptOptions(),
    "speech_en_3s": PromptOptions("en", ("Fun-ASR", "captions"), itn=False),
}
LANGUAGES = {"中文": "zh", "英文": "en", None: None}


@pytest.fixture(scope="module")
def nano(shared: Shared, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DecodingEngine]:
    """The tiny Fun-ASR-Nano's language model, converted from its checkpoint."""
    folder = shared("golden/fun-asr-nano-tiny")
    path = tmp_path_factory.mktemp("nano") / "decoder.gguf"
    write_gguf(path, HeldTensors(load_file(folder / "model.safetensors")), folder / "Qwen3-0.6B", "f32")
    with opened(path) as engine:
        yield engine


@pytest.fixture(scope="module")
def nano_meta(shared: Shared) -> dict[str, Any]:
    meta: dict[str, Any] = json.loads(shared("golden/fun-asr-nano-tiny/meta.json").read_text(encoding="utf-8"))
    return meta


@pytest.mark.parametrize("exact", [True, False], ids=["f32 cache", "f16 cache"])
@pytest.mark.parametrize("case", ["n0", "n5", "n42", "n63"])
def test_logits_and_greedy_ids_equal_transformers(shared: Shared, case: str, exact: bool) -> None:
    golden = np.load(shared("golden/qwen3-tiny/golden.npz"))
    with opened(shared("golden/qwen3-tiny/qwen3-tiny-f32.gguf"), exact=exact) as engine:
        context = engine.context
        spans = [golden["prefix_ids"], golden[f"{case}_audio"], golden["suffix_ids"]]
        found = [row for span in spans for row in evaluated(context, span)]
        assert np.abs(np.array(found) - golden[f"{case}_logits"]).max() < (1e-4 if exact else 5e-2)
        assert greedy(context, int(np.argmax(found[-1])), 16) == golden[f"{case}_greedy"].tolist()


@pytest.mark.parametrize("case", REQUESTS)
def test_the_prompt_is_the_published_one_and_its_logits_are(nano: DecodingEngine, shared: Shared, case: str) -> None:
    golden = np.load(shared(f"golden/fun-asr-nano-tiny/{case}.npz"))
    nano.decode(DecodeJob(audio_of(golden), 3.0, REQUESTS[case], most_tokens=1))
    assert np.abs(nano.context.logits(0) - golden["llm_logits_step0"]).max() < 1e-4


@pytest.mark.parametrize("case", REQUESTS)
def test_greedy_decoding_writes_the_reference_text(
    nano: DecodingEngine, shared: Shared, nano_meta: dict[str, Any], case: str
) -> None:
    """Up to the first token that ends an answer: the reference was told to go on behind it."""
    golden = np.load(shared(f"golden/fun-asr-nano-tiny/{case}.npz"))
    expected = golden["generated_ids"].tolist()
    ends = [at for at, token in enumerate(expected) if nano.context.model.ends(token)]
    decoded = nano.decode(DecodeJob(audio_of(golden), 3.0, REQUESTS[case], most_tokens=24))
    assert list(decoded.tokens) == (expected[: ends[0]] if ends else expected)
    assert nano_meta["cases"][case]["generated_text"].startswith(decoded.text.rstrip("\ufffd"))


def test_every_published_prompt_variant_has_the_published_tokens(
    nano: DecodingEngine, nano_meta: dict[str, Any]
) -> None:
    model = nano.context.model
    for variant in nano_meta["prompt_variants"]:
        options = PromptOptions(LANGUAGES[variant["language"]], tuple(variant["hotwords"]), variant["itn"])
        assert prompt.instruction(options) == variant["prompt"]
        assert prompt.tokens(prompt.before_audio(options), model).tolist() == variant["prefix_ids"]
        assert prompt.tokens(prompt.after_audio(options), model).tolist() == variant["suffix_ids"]


def test_ordinary_text_is_tokenised_as_published(nano: DecodingEngine, nano_meta: dict[str, Any]) -> None:
    for example in nano_meta["llm_tokenizer_examples"]:
        if "<" not in example["text"]:
            assert nano.context.model.tokenise(example["text"]).tolist() == example["ids"]


@pytest.mark.parametrize("tied", [True, False], ids=["shared head", "own head"])
@pytest.mark.parametrize("architecture", ["qwen2", "qwen3"])
def test_both_architectures_compute_their_formulas(architecture: str, tied: bool, tmp_path: Path) -> None:
    tiny = make(tmp_path, architecture, seed=3, tied=tied)
    sound = rows(9)
    with opened(tiny.gguf()) as engine:
        found = np.array(evaluated(engine.context, sound))
    assert np.abs(found - tiny.logits(sound)).max() < 2e-4


def test_a_token_and_its_embedding_row_are_the_same_to_the_model(tmp_path: Path) -> None:
    """Also quantised: the table's rows are what llama.cpp looks up itself."""
    ids = np.arange(20, dtype=np.int32)
    for kind in ("f32", "f16", "q8_0", "q4_k_m"):
        with opened(make(tmp_path / kind).gguf(kind)) as engine:
            by_token = np.array(evaluated(engine.context, ids))
            engine.context.truncate(0)
            by_row = np.array(evaluated(engine.context, engine.context.model.embeddings.rows(ids)))
        assert np.abs(by_token - by_row).max() < 1e-5


def evaluated(context: LlamaContext, span: np.ndarray) -> list[np.ndarray]:
    """Logits of all positions, at most 32 a batch."""
    found = []
    for begin in range(0, len(span), 32):
        part = span[begin : begin + 32]
        (context.tokens if span.dtype == np.int32 else context.vectors)(part, len(part))
        found += [context.logits(at).copy() for at in range(len(part))]
    return found


def greedy(context: LlamaContext, token: int, count: int) -> list[int]:
    said = []
    for _ in range(count):
        said.append(token)
        context.tokens(np.array([token], np.int32), 1)
        token = context.best(0)
    return said


def audio_of(golden: Any) -> np.ndarray:
    """The rows that the model is given: the first seven of three seconds."""
    kept: np.ndarray = golden["adaptor_out"].reshape(-1, 64)[: int(golden["fake_token_len"])]
    return kept
