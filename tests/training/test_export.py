"""A trained stage becomes a published checkpoint and a model folder that captions, without losing anything."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import onnx
import onnx.numpy_helper
import pytest
import torch

from app.model_store.store import ModelStore
from engine.models.fun_asr_nano import manifest, recogniser
from engine.models.fun_asr_nano.checkpoints.reader import open_checkpoint
from engine.models.fun_asr_nano.manifest import payload_of
from engine.models.fun_asr_nano.quantise import SEVEN_BITS
from engine.models.fun_asr_nano.runtime import OnnxAudio
from engine.models.manifest import FILE_NAME, ModelCapabilities, check, read
from engine.models.recogniser import Request
from tests.support.training import exported_work
from training import export, mini

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def work() -> Path:
    """A training folder with vocabularies and two checkpoints of random weights, one of them without a decoder."""
    return exported_work()


def trained(work: Path, stage: str = "joint", decoder: str | None = None) -> export.Trained:
    return export.read_stage(work, stage, decoder, work / "mini.toml")


@pytest.fixture(scope="module")
def published(work: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("published")
    export.write_published(trained(work), work, folder)
    return folder


@pytest.fixture(scope="module")
def converted(work: Path) -> Path:
    """As it would be shipped, over an earlier export with a card."""
    return work / "mini"


def test_every_tensor_comes_back_from_the_published_layout(work: Path, published: Path) -> None:
    checkpoint = open_checkpoint(published)
    parts = torch.load(work / "runs" / "joint.pt", weights_only=True)["parts"]
    for name, tensor in parts["audio"].items():
        assert np.array_equal(checkpoint.tensors[name], tensor.numpy()), name
    for name, tensor in parts["decoder"].items():
        assert np.array_equal(checkpoint.llm[f"llm.{name}"], tensor.numpy()), name


def test_the_published_layout_says_its_title_and_languages(published: Path) -> None:
    config = open_checkpoint(published).config
    assert (config.title, config.languages, config.use_low_frame_rate) == ("Earshot Mini", ("en", "zh"), False)


def test_the_published_layout_has_a_head_of_its_own_equal_to_the_embeddings(published: Path) -> None:
    llm = open_checkpoint(published).llm
    assert np.array_equal(llm["llm.lm_head.weight"], llm["llm.model.embed_tokens.weight"])


def test_the_published_layout_can_be_imported_like_any_other(published: Path, tmp_path: Path) -> None:
    entry = ModelStore(tmp_path, own=tmp_path / "none").import_checkpoint(published)
    assert (entry.name, entry.languages) == ("earshot-mini", ("en", "zh"))
    assert entry.capabilities == ModelCapabilities(word_times=True, hotwords=True, punctuation=True)


def test_what_is_shipped_is_whole(converted: Path) -> None:
    check(converted, read(converted))


def test_what_is_shipped_is_called_mini_and_rough(converted: Path) -> None:
    described = read(converted)
    assert (described.name, described.title, described.rough) == ("mini", "Earshot Mini", True)


def test_the_card_stays_and_files_of_an_earlier_export_go(converted: Path) -> None:
    assert (converted / "README.md").read_text(encoding="utf-8") == "The card."
    assert not (converted / "old.onnx").exists()


def test_no_path_of_the_machine_that_made_it_is_shipped(converted: Path, work: Path) -> None:
    text = (converted / FILE_NAME).read_text(encoding="utf-8")
    assert str(work) not in text
    assert "path" not in json.loads(text)["source"]


def test_the_same_checkpoint_gives_the_same_bytes(work: Path, converted: Path, tmp_path: Path) -> None:
    again = export.write_converted(trained(work), work, tmp_path / "mini")
    assert again == read(converted)


def test_eight_bits_change_little_of_what_the_encoder_says(work: Path, converted: Path) -> None:
    described = trained(work)
    network = mini.new_audio_network(described.config.audio, seed=3).eval()
    features = np.random.default_rng(1).normal(0, 2, (40, 560)).astype(np.float32)
    with torch.no_grad():
        wanted = network.audio_encoder(torch.from_numpy(features)[None])[0].numpy()
    found = OnnxAudio(converted).encode(features)
    assert float((wanted * found).sum() / np.linalg.norm(wanted) / np.linalg.norm(found)) > 0.995


def test_a_stage_without_a_decoder_becomes_a_model_that_writes_by_ctc(work: Path, tmp_path: Path) -> None:
    described = export.write_converted(trained(work, "ctc"), work, tmp_path / "mini")
    assert payload_of(described).llm is None
    model = recogniser.load(tmp_path / "mini")
    utterance = model.begin(Request())
    assert utterance.finish(np.zeros(16_000, np.float32)).ctc is None
    model.close()


def test_the_decoder_may_come_from_another_stage(work: Path) -> None:
    mixed = trained(work, "ctc", "joint")
    assert mixed.stage == "ctc"
    assert "llm.model.norm.weight" in mixed.tensors


def test_a_checkpoint_that_does_not_fit_the_config_is_named(work: Path, tmp_path: Path) -> None:
    copy = tmp_path / "work"
    shutil.copytree(work, copy, ignore=shutil.ignore_patterns("mini", "dev-*"))
    text = (copy / "mini.toml").read_text(encoding="utf-8").replace("linear_units = 96", "linear_units = 128")
    (copy / "mini.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SystemExit, match=r"feed_forward\.w_1\.weight is \(96, 64\)"):
        trained(copy)


def test_a_stage_that_was_not_trained_is_named(work: Path) -> None:
    with pytest.raises(SystemExit, match=r"nonesuch\.pt. Train"):
        trained(work, "nonesuch")


def test_no_weight_of_the_graphs_overflows_on_a_processor_without_vnni(converted: Path) -> None:
    """Whatever machine exported them: two products of seven bits fit into sixteen."""
    tensors = onnx.load(converted / manifest.ENCODER_GRAPH).graph.initializer
    integers = [onnx.numpy_helper.to_array(each) for each in tensors if each.data_type == onnx.TensorProto.INT8]
    assert integers
    assert max(int(np.abs(each.astype(np.int16)).max()) for each in integers) <= SEVEN_BITS
