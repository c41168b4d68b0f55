"""Every published layout of Fun-ASR-Nano gives the same tensors under the published names."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import gguf
import numpy as np
import pytest

from engine.models.fun_asr_nano.checkpoints import tensors
from engine.models.fun_asr_nano.checkpoints.checkpoint import Checkpoint, CheckpointKind
from engine.models.fun_asr_nano.checkpoints.reader import open_checkpoint
from engine.models.fun_asr_nano.config import FunAsrConfig, expected_tensors
from tests.support import fun_asr_checkpoints as make
from tests.support.fun_asr_checkpoints import TINY
from training.llm_shape import LlmDims, llm_tensors

pytest.importorskip("torch", reason="the test writes model.pt with torch")

LAYOUTS = ("model.pt", "bare model.pt", "safetensors", "bf16", "transformers", "shards", "f32", "f16", "q8_0")


@pytest.fixture(scope="module")
def weights() -> make.Weights:
    return make.random_weights()


def write(folder: Path, layout: str, weights: make.Weights) -> Path:
    make.write_side_files(folder)
    if layout.endswith("model.pt"):
        make.write_torch(folder / "model.pt", weights, holder=None if "bare" in layout else "state_dict")
    elif layout in ("safetensors", "bf16"):
        make.write_safetensors(folder / "model.safetensors", weights, "BF16" if layout == "bf16" else "F32")
    elif layout in ("transformers", "shards"):
        make.write_transformers(folder, weights, shards=1 if layout == "transformers" else 3)
    else:
        make.write_gguf(folder / "funasr-encoder.gguf", weights, wtype=layout)
    return folder


def assert_audio_equal(checkpoint: Checkpoint, weights: make.Weights, *, ctc: bool) -> None:
    names = set(expected_tensors(TINY, with_ctc=ctc))
    assert set(checkpoint.tensors) == names
    for name in names:
        array = checkpoint.tensors[name]
        assert array.dtype == np.float32
        np.testing.assert_array_equal(array, weights[name], err_msg=name)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_gives_the_same_tensors(layout: str, weights: make.Weights, tmp_path: Path) -> None:
    checkpoint = open_checkpoint(write(tmp_path, layout, weights))
    ctc = layout in ("model.pt", "bare model.pt", "safetensors", "bf16")
    assert checkpoint.has_ctc is ctc
    assert_audio_equal(checkpoint, weights, ctc=ctc)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_pieces_of_a_tensor_are_the_tensor(
    layout: str, weights: make.Weights, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tensors, "PIECE", 2000)
    checkpoint = open_checkpoint(write(tmp_path, layout, weights))
    cut = 0
    for held in (checkpoint.tensors, checkpoint.llm):
        for name, whole in held.items():
            pieces = list(held.pieces(name))
            np.testing.assert_array_equal(np.concatenate(pieces), whole, err_msg=name)
            cut += len(pieces) > 1
    assert cut > 10


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_gives_the_same_dimensions(layout: str, weights: make.Weights, tmp_path: Path) -> None:
    config = open_checkpoint(write(tmp_path, layout, weights)).config
    assert (config.encoder, config.adaptor) == (TINY.encoder, TINY.adaptor)


@pytest.mark.parametrize("layout", ["model.pt", "safetensors", "transformers", "shards"])
def test_the_language_model_stays_within_reach(layout: str, weights: make.Weights, tmp_path: Path) -> None:
    llm = open_checkpoint(write(tmp_path, layout, weights)).llm
    assert set(llm) == {name for name in weights if name.startswith("llm.")}
    for name in llm:
        np.testing.assert_array_equal(llm[name], weights[name], err_msg=name)


@pytest.mark.parametrize(
    ("layout", "kind"),
    [
        ("model.pt", CheckpointKind.TORCH),
        ("bf16", CheckpointKind.SAFETENSORS),
        ("shards", CheckpointKind.TRANSFORMERS),
        ("q8_0", CheckpointKind.ENCODER_GGUF),
    ],
)
def test_the_kind_is_told_by_content_and_not_by_name(
    layout: str, kind: CheckpointKind, weights: make.Weights, tmp_path: Path
) -> None:
    folder = write(tmp_path, layout, weights)
    if layout != "shards":
        (path,) = [path for path in folder.iterdir() if path.suffix in (".pt", ".safetensors", ".gguf")]
        path.rename(folder / "blob-1234")
    assert open_checkpoint(folder).kind is kind


def test_a_weights_file_alone_is_enough_to_find_its_folder(weights: make.Weights, tmp_path: Path) -> None:
    write(tmp_path, "model.pt", weights)
    assert open_checkpoint(tmp_path / "model.pt").side == open_checkpoint(tmp_path).side


def test_a_gguf_without_a_config_beside_it_speaks_for_itself(weights: make.Weights, tmp_path: Path) -> None:
    make.write_gguf(tmp_path / "encoder.gguf", weights, wtype="f16")
    checkpoint = open_checkpoint(tmp_path / "encoder.gguf")
    assert checkpoint.config.encoder == TINY.encoder
    assert_audio_equal(checkpoint, weights, ctc=False)


def test_of_two_copies_the_one_with_ctc_is_taken(weights: make.Weights, tmp_path: Path) -> None:
    make.write_side_files(tmp_path)
    make.write_torch(tmp_path / "a.pt", make.random_weights(ctc=False))
    make.write_torch(tmp_path / "b.pt", weights)
    assert open_checkpoint(tmp_path).weights == (tmp_path / "b.pt",)


def test_a_copy_without_ctc_says_so(tmp_path: Path) -> None:
    make.write_side_files(tmp_path)
    make.write_torch(tmp_path / "model.pt", make.random_weights(ctc=False))
    checkpoint = open_checkpoint(tmp_path)
    assert not checkpoint.has_ctc
    assert checkpoint.notes[0] == (
        "This copy holds no CTC weights: its language model alone writes the text, later and without word times."
    )


@pytest.mark.parametrize("lost", sorted(expected_tensors(TINY).keys() - expected_tensors(TINY, with_ctc=False)))
def test_one_lost_ctc_tensor_switches_ctc_off(lost: str, weights: make.Weights, tmp_path: Path) -> None:
    make.write_side_files(tmp_path)
    make.write_safetensors(tmp_path / "m", {name: array for name, array in weights.items() if name != lost})
    checkpoint = open_checkpoint(tmp_path)
    assert not checkpoint.has_ctc
    assert not any(name.startswith("ctc") for name in checkpoint.tensors)
    assert lost in checkpoint.notes[0]


def test_a_ctc_head_of_another_size_switches_ctc_off(weights: make.Weights, tmp_path: Path) -> None:
    make.write_side_files(tmp_path)
    make.write_safetensors(tmp_path / "m", weights | {"ctc.ctc_lo.bias": np.zeros(7, np.float32)})
    assert "ctc.ctc_lo.bias is 7 where" in open_checkpoint(tmp_path).notes[0]


def test_the_multilingual_sibling_is_told_by_its_config(tmp_path: Path) -> None:
    config = dataclasses.replace(TINY, use_low_frame_rate=False)
    make.write_side_files(tmp_path, config)
    make.write_torch(tmp_path / "model.pt", make.random_weights(config, ctc=False))
    checkpoint = open_checkpoint(tmp_path)
    assert not checkpoint.config.use_low_frame_rate
    assert len(checkpoint.config.languages) == 31


def test_a_tied_head_is_the_embedding(weights: make.Weights, tmp_path: Path) -> None:
    tied = {name: array for name, array in weights.items() if "lm_head" not in name}
    make.write_transformers(tmp_path, tied)
    llm = open_checkpoint(tmp_path).llm
    np.testing.assert_array_equal(llm["llm.lm_head.weight"], weights["llm.model.embed_tokens.weight"])


def test_the_vocabulary_and_the_tokenizer_are_found(weights: make.Weights, tmp_path: Path) -> None:
    side = open_checkpoint(write(tmp_path, "model.pt", weights)).side
    assert (side.vocabulary, side.tokenizer) == (tmp_path / "multilingual.tiktoken", tmp_path / "Qwen3-0.6B")


@pytest.mark.parametrize(("width", "found"), [(TINY.adaptor.llm_dim, True), (4096, False)])
def test_a_decoder_beside_the_encoder_is_taken_where_it_fits(
    width: int, found: bool, weights: make.Weights, tmp_path: Path
) -> None:
    make.write_gguf(tmp_path / "a.gguf", weights)
    writer = gguf.GGUFWriter(tmp_path / "b.gguf", "qwen3")
    writer.add_embedding_length(width)
    writer.add_array("tokenizer.ggml.tokens", ["a", "b"])
    writer.add_array("tokenizer.ggml.token_type", [1, 2])
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    checkpoint = open_checkpoint(tmp_path)
    assert checkpoint.weights == (tmp_path / "a.gguf",)
    assert checkpoint.side.decoder == (tmp_path / "b.gguf" if found else None)


def test_all_1347_published_tensors_are_recognised(tmp_path: Path, shared: Callable[[str], Path]) -> None:
    """The publisher's whole list, in a file whose 2 GB of zeroes take no room on the disk."""
    lines = shared("reference/fun-asr-nano-tensors.tsv").read_text().splitlines()
    listed = {name: tuple(map(int, shape.split("x"))) for name, shape in (line.split("\t") for line in lines)}
    full = FunAsrConfig()
    make.write_side_files(tmp_path, full)
    make.write_sparse_safetensors(tmp_path / "model.safetensors", listed)
    checkpoint = open_checkpoint(tmp_path)
    found = {name: tensors.shape(name) for tensors in (checkpoint.tensors, checkpoint.llm) for name in tensors}
    assert found == listed == expected_tensors(full) | llm_tensors(LlmDims())
    assert len(found) == 1347
