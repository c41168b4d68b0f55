"""Decoder files: made whole or not at all, and refused in a sentence where they are damaged."""

from __future__ import annotations

import json
import struct
import subprocess
from pathlib import Path

import numpy as np
import pytest
from gguf import GGMLQuantizationType
from gguf.quants import dequantize, quantize
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.errors import ModelUnusable
from engine.isolation import children
from engine.models import memory
from engine.models.family import Report
from engine.models.fun_asr_nano import decoder
from engine.models.fun_asr_nano.llm import convert, devices
from engine.models.fun_asr_nano.llm.convert import KINDS, quantise_q8_0, read_config, write_gguf
from engine.models.fun_asr_nano.llm.devices import Device, layers_for
from engine.models.fun_asr_nano.llm.job import DecodeJob
from engine.models.fun_asr_nano.llm.model import ON_CPU, ON_GPU
from engine.models.fun_asr_nano.llm.weights import EmbeddingTable, inspect
from engine.models.fun_asr_nano.llm.worker import Assignment
from tests.support.llm import needs_llama, opened, rows
from tests.support.tiny_llm import FEED_FORWARD, HIDDEN, LAYERS, VOCABULARY, TinyLlm, make


@pytest.fixture
def tiny(tmp_path: Path) -> TinyLlm:
    return make(tmp_path / "tiny")


def test_a_file_says_what_it_holds(tiny: TinyLlm) -> None:
    found = inspect(tiny.gguf())
    assert (found.architecture, found.width, found.layers, found.vocabulary) == ("qwen3", HIDDEN, LAYERS, VOCABULARY)
    assert found.kv_bytes(10) == 10 * LAYERS * 2 * (16 + 16) * 2
    assert found.memory(1024) > found.size + found.kv_bytes(1024)


@needs_llama
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_decodes(tiny: TinyLlm, kind: str) -> None:
    with opened(tiny.gguf(kind)) as engine:
        assert engine.decode(DecodeJob(rows(5), 2.0, most_tokens=4)).tokens


@needs_llama
def test_progress_is_told_to_the_end(tiny: TinyLlm, tmp_path: Path) -> None:
    for kind in ("q8_0", "q4_k_m"):
        shares: list[float] = []
        write_gguf(tmp_path / f"{kind}.gguf", tiny, tiny.folder, kind, shares.append)
        assert shares == sorted(shares)
        assert shares[-1] == 1.0


def test_our_q8_0_is_ggmls() -> None:
    """But for halves, which ggml rounds away from zero."""
    tensor = np.random.default_rng(0).standard_normal((8, 96)).astype(np.float32)
    tensor[3, :32] = 0
    ours, ggmls = quantise_q8_0(tensor), quantize(tensor, GGMLQuantizationType.Q8_0)
    assert (ours != ggmls).sum() <= 2
    assert np.abs(dequantize(ours, GGMLQuantizationType.Q8_0) - tensor).max() < np.abs(tensor).max() / 200


def test_a_head_that_equals_the_embeddings_is_stored_once(tmp_path: Path) -> None:
    tiny = make(tmp_path / "tiny")
    own = tiny.gguf().stat().st_size
    tiny.tensors["llm.lm_head.weight"] = tiny.tensors["llm.model.embed_tokens.weight"].copy()
    write_gguf(tmp_path / "shared.gguf", tiny, tiny.folder, "f32")
    assert own - (tmp_path / "shared.gguf").stat().st_size >= VOCABULARY * HIDDEN * 4


def test_embedding_rows_are_the_checkpoints(tiny: TinyLlm) -> None:
    ids = np.array([0, 5, 200, 5], np.int32)
    table = EmbeddingTable(inspect(tiny.gguf()))
    assert np.array_equal(table.rows(ids), tiny.embedding(ids))


@pytest.mark.parametrize(
    "lost",
    [
        "llm.model.norm.weight",
        "llm.lm_head.weight",
        "llm.model.embed_tokens.weight",
        "llm.model.layers.1.self_attn.q_norm.weight",
    ],
)
def test_a_checkpoint_without_a_tensor_is_refused_and_leaves_nothing(tiny: TinyLlm, tmp_path: Path, lost: str) -> None:
    del tiny.tensors[lost]
    refused(tiny, tmp_path)


def test_a_tensor_of_another_shape_is_refused_and_leaves_nothing(tiny: TinyLlm, tmp_path: Path) -> None:
    tiny.tensors["llm.model.layers.0.mlp.up_proj.weight"] = np.zeros((FEED_FORWARD, HIDDEN + 1), np.float32)
    refused(tiny, tmp_path)


def test_a_tensor_that_is_not_a_number_is_refused_and_leaves_nothing(tiny: TinyLlm, tmp_path: Path) -> None:
    tiny.tensors["llm.model.layers.0.mlp.up_proj.weight"][3, 3] = np.nan
    refused(tiny, tmp_path)


@pytest.mark.parametrize("name", ["config.json", "tokenizer.json"])
@pytest.mark.parametrize("content", [None, "", "[]", "{}", '{"model_type": "llama"}'])
def test_a_tokenizer_folder_that_makes_no_sense_is_refused(
    tiny: TinyLlm, tmp_path: Path, name: str, content: str | None
) -> None:
    (tiny.folder / name).unlink()
    if content is not None:
        (tiny.folder / name).write_text(content, encoding="utf-8")
    refused(tiny, tmp_path)


def refused(tiny: TinyLlm, folder: Path) -> None:
    target = folder / "out" / "decoder.gguf"
    target.parent.mkdir()
    with pytest.raises(ModelUnusable):
        write_gguf(target, tiny, tiny.folder, "q8_0")
    assert list(target.parent.iterdir()) == []


def test_an_old_decoder_stays_where_a_new_one_fails(tiny: TinyLlm, tmp_path: Path) -> None:
    target = tmp_path / "decoder.gguf"
    target.write_bytes(b"the old one")
    del tiny.tensors["llm.model.norm.weight"]
    with pytest.raises(ModelUnusable):
        write_gguf(target, tiny, tiny.folder, "q8_0")
    assert target.read_bytes() == b"the old one"


def test_theta_is_read_from_where_newer_configs_keep_it(tiny: TinyLlm) -> None:
    path = tiny.folder / "config.json"
    fields = json.loads(path.read_text(encoding="utf-8"))
    fields["rope_parameters"] = {"rope_theta": fields.pop("rope_theta")}
    path.write_text(json.dumps(fields), encoding="utf-8")
    assert read_config(tiny.folder).theta == 1e6


@pytest.mark.parametrize("share", [0.0, 0.001, 0.01, 0.2, 0.9, 0.9999])
def test_a_truncated_file_is_refused(tiny: TinyLlm, tmp_path: Path, share: float) -> None:
    whole = tiny.gguf().read_bytes()
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(ModelUnusable, match=r"broken\.gguf"):
        inspect(broken)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelUnusable, match=r"gone\.gguf"):
        inspect(tmp_path / "gone.gguf")


def test_a_model_of_another_kind_is_named(tiny: TinyLlm, tmp_path: Path) -> None:
    other = tmp_path / "other.gguf"
    other.write_bytes(tiny.gguf().read_bytes().replace(b"qwen3", b"llama"))
    with pytest.raises(ModelUnusable, match="llama"):
        inspect(other)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(0, 6000), value=st.integers(0, 2**32 - 1))
def test_a_damaged_description_is_read_or_refused_but_never_crashes(tiny: TinyLlm, at: int, value: int) -> None:
    raw = bytearray(tiny.gguf().read_bytes())
    struct.pack_into("<I", raw, at, value)
    damaged = tiny.folder / "damaged.gguf"
    damaged.write_bytes(raw)
    try:
        found = inspect(damaged)
    except ModelUnusable:
        return
    assert 0 < found.embedding.position + found.embedding.length <= found.size


GPU = Device("CUDA0", "a card", 1, free=8_000_000_000, total=8_000_000_000)
SMALL = Device("CUDA0", "a small card", 1, free=1_000, total=1_000)
INTEGRATED = Device("Vulkan0", "part of the processor", 2, free=8_000_000_000, total=8_000_000_000)


@pytest.mark.parametrize(
    ("graphics", "found", "layers"),
    [
        ("auto", (GPU,), ON_GPU),
        ("auto", (SMALL,), ON_CPU),
        ("auto", (SMALL, GPU), ON_GPU),
        ("auto", (INTEGRATED,), ON_CPU),
        ("auto", (), ON_CPU),
        ("cpu", (GPU,), ON_CPU),
        ("gpu", (SMALL,), ON_GPU),
    ],
)
def test_the_gpu_is_used_when_it_has_room_unless_told_otherwise(
    tiny: TinyLlm, graphics: str, found: tuple[Device, ...], layers: int
) -> None:
    assert layers_for(inspect(tiny.gguf()), 1024, graphics, found)[0] == layers


@pytest.mark.parametrize(
    ("graphics", "wanted", "room", "layers"),
    [
        ("auto", 0, 1.5, 1),
        ("auto", 0, 0.4, ON_CPU),
        ("auto", 1, 0.4, 1),
        ("gpu", 1, 9.0, 1),
        ("auto", 99, 0.4, ON_GPU),
        ("cpu", 1, 9.0, ON_CPU),
    ],
)
def test_as_many_layers_as_fit_or_as_were_asked_for_go_to_the_gpu_and_it_is_told(
    tiny: TinyLlm, graphics: str, wanted: int, room: float, layers: int
) -> None:
    """The model has two layers. room: on the card, in layers."""
    file = inspect(tiny.gguf())
    free = devices._SPARE + int(room * file.layer_bytes(1024))
    given, told = layers_for(file, 1024, graphics, (Device("CUDA0", "a card", 1, free, free),), wanted)
    assert given == layers
    assert ("with 1 of its 2 layers" in told) == (given == 1)
    assert ("a card" in told) == (graphics != "cpu")


@needs_llama
def test_the_layers_that_were_asked_for_reach_llama_cpp(tiny: TinyLlm, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[Assignment] = []

    def keep(assignment: Assignment, report: Report) -> None:
        given.append(assignment)
        raise ModelUnusable("That is enough.", "")

    card = Device("CUDA0", "a card", 1, free=8_000_000_000, total=8_000_000_000)
    monkeypatch.setattr(devices, "has_gpu_half", lambda: True)
    monkeypatch.setattr(devices, "probe", lambda: (card,))
    monkeypatch.setattr(decoder, "DecoderService", keep)
    for options in (
        decoder.DecoderOptions(threads=1, device="auto", layers=1),
        decoder.DecoderOptions(threads=1, device="auto"),
        decoder.DecoderOptions(threads=1, device="cpu", layers=1),
    ):
        with pytest.raises(ModelUnusable, match="enough"):
            decoder.open_decoder(tiny.gguf(), HIDDEN, options)
    assert [each.gpu_layers for each in given] == [1, ON_GPU, ON_CPU]


@needs_llama
def test_looking_for_a_gpu_tells_what_is_there() -> None:
    assert all(isinstance(device, Device) for device in devices.probe(60.0))


def test_a_driver_that_crashes_or_hangs_counts_as_no_gpu() -> None:
    assert devices.probe(60.0, "os:abort") == ()
    assert devices.probe(0.01) == ()
    assert devices.probe(60.0, "builtins:print") == ()


def test_a_child_that_takes_too_long_is_killed() -> None:
    with pytest.raises(subprocess.TimeoutExpired):
        children.run("builtins:input", timeout_s=0.01)


@needs_llama
def test_a_quantisation_that_takes_too_long_is_told(
    tiny: TinyLlm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(convert, "_QUANTISE_S", 0.0)
    with pytest.raises(ModelUnusable, match="did not quantise the decoder within 0 s"):
        write_gguf(tmp_path / "small.gguf", tiny, tiny.folder, "q4_k_m")


def test_memory_is_warned_of_only_where_it_is_short() -> None:
    assert memory.warning(1_000, 2_000) is None
    assert memory.warning(1_000, None) is None
    told = memory.warning(3_000_000_000, 2_000_000_000)
    assert told is not None
    assert "3.0 GB" in told
    assert "2.0 GB" in told


def test_memory_at_hand_is_read_from_the_system(tmp_path: Path) -> None:
    information = tmp_path / "meminfo"
    information.write_text("MemTotal: 4000 kB\nMemAvailable: 1000 kB\n", encoding="ascii")
    assert memory.available_bytes(information) == 1_024_000
    assert (memory.available_bytes() or 1) > 0
