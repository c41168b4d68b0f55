"""The reference model, imported as its publisher would hand it out, captions what the reference captions."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import yaml
from safetensors.numpy import load_file

from app.model_store.loading import load_recogniser
from app.model_store.store import ModelStore
from engine.models.family import ImportOptions
from engine.models.fun_asr_nano.checkpoints.reader import open_checkpoint
from engine.models.fun_asr_nano.config import FunAsrConfig, from_yaml_mapping
from engine.models.recogniser import Request
from engine.text import wording
from tests.support import fun_asr_checkpoints as make
from tests.support.fun_asr import Golden, golden_model

pytestmark = pytest.mark.slow

pytest.importorskip("torch", reason="the test writes model.pt with torch")

SIDE = ("config.yaml", "configuration.json", "multilingual.tiktoken")


@pytest.fixture(scope="module")
def folder(shared: Callable[[str], Path]) -> Path:
    return shared("golden/fun-asr-nano-tiny/model.safetensors").parent


@pytest.fixture(scope="module")
def golden(shared: Callable[[str], Path]) -> Golden:
    return golden_model(shared)


@pytest.fixture(scope="module")
def weights(folder: Path) -> make.Weights:
    """Read by the library of the format, which our readers do not use."""
    return load_file(folder / "model.safetensors")


@pytest.fixture(scope="module")
def config(folder: Path) -> FunAsrConfig:
    return from_yaml_mapping(yaml.safe_load((folder / "config.yaml").read_text(encoding="utf-8")))


def with_side_files(source: Path, target: Path) -> Path:
    target.mkdir()
    for name in SIDE:
        shutil.copy(source / name, target)
    shutil.copytree(source / "Qwen3-0.6B", target / "Qwen3-0.6B")
    return target


def test_the_published_folder_is_read_as_its_own_library_reads_it(folder: Path, weights: make.Weights) -> None:
    checkpoint = open_checkpoint(folder)
    assert checkpoint.has_ctc
    assert {*checkpoint.tensors, *checkpoint.llm} == set(weights)
    for tensors in (checkpoint.tensors, checkpoint.llm):
        for name in tensors:
            np.testing.assert_array_equal(tensors[name], weights[name], err_msg=name)


@pytest.mark.parametrize("layout", ["model.pt", "transformers", "gguf"])
def test_every_other_layout_gives_the_reference_weights(
    layout: str, folder: Path, weights: make.Weights, config: FunAsrConfig, tmp_path: Path
) -> None:
    source = with_side_files(folder, tmp_path / "source")
    if layout == "model.pt":
        make.write_torch(source / "model.pt", weights, half=False)
    elif layout == "transformers":
        make.write_transformers(source, weights, config, dtype="F32")
    else:
        make.write_gguf(source / "encoder.gguf", weights, config, wtype="f32")
    checkpoint = open_checkpoint(source)
    assert checkpoint.config.encoder == config.encoder
    for name in checkpoint.tensors:
        np.testing.assert_array_equal(checkpoint.tensors[name], weights[name], err_msg=name)


@pytest.fixture(scope="module")
def models(folder: Path, weights: make.Weights, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A models folder into which the reference's ears were imported as a model.pt, without a tokenizer.

    So its language model, whose text is another matter, stays out.
    """
    place = tmp_path_factory.mktemp("golden")
    source = with_side_files(folder, place / "source")
    shutil.rmtree(source / "Qwen3-0.6B")
    make.write_torch(source / "model.pt", weights, half=False)
    ModelStore(place / "models").import_checkpoint(source, options=ImportOptions("fp32"))
    return place / "models"


@pytest.mark.parametrize("case", ["noise_tone_3s", "speech_en_3s"])
def test_the_imported_model_is_the_best_at_hand_and_captions_as_the_reference(
    case: str, models: Path, golden: Golden
) -> None:
    recogniser = load_recogniser(None, 1, models)
    try:
        assert recogniser.capabilities.name == "fun-asr-nano"
        final = recogniser.begin(Request()).finish(golden.audio(case))
        assert final.text == wording.tidy(golden.meta["cases"][case]["ctc_text"])
    finally:
        recogniser.close()
