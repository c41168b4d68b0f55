"""A checkpoint that cannot be used is named in one sentence, with one on what to do."""

from __future__ import annotations

import json
import os
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import gguf
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.errors import ModelUnusable
from engine.models.fun_asr_nano.checkpoints.reader import open_checkpoint
from engine.models.fun_asr_nano.config import expected_tensors
from tests.support import fun_asr_checkpoints as make
from tests.support.fun_asr_checkpoints import TINY

torch = pytest.importorskip("torch", reason="the test writes model.pt with torch")


def fault(path: Path) -> ModelUnusable:
    with pytest.raises(ModelUnusable) as caught:
        open_checkpoint(path)
    for sentence in (caught.value.what, caught.value.remedy):
        assert sentence.endswith(".")
        assert "\n" not in sentence
        assert "Traceback" not in sentence
    return caught.value


def not_weights(folder: Path, content: bytes) -> ModelUnusable:
    (folder / "model.pt").write_bytes(content)
    return fault(folder / "model.pt")


FOREIGN = {
    "empty": (b"", "is empty"),
    "a web page": (b"\n<!DOCTYPE html><html><body>Sign in</body></html>", "web page"),
    "an LFS pointer": (b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n", "LFS pointer"),
    "text": ("Näheres steht im Handbuch.\n".encode(), "text file"),
    "an old pickle": (b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.", "before 2020"),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "no kind that Earshot knows"),
    "a cut zip": (b"PK\x03\x04" + bytes(200), "damaged or incomplete"),
    "a cut GGUF": (b"GGUF\x03\x00\x00\x00", "damaged or incomplete"),
    "a GGUF of tomorrow": (b"GGUF\x63\x00\x00\x00" + bytes(16), "unknown version"),
    "a cut safetensors": ((9000).to_bytes(8, "little") + b'{"a', "damaged or incomplete"),
    "one byte": (b"\x08", "no kind that Earshot knows"),
}


@pytest.mark.parametrize("kind", FOREIGN)
def test_a_foreign_file_is_named_for_what_it_is(kind: str, tmp_path: Path) -> None:
    content, expected = FOREIGN[kind]
    assert expected in not_weights(tmp_path, content).what


@pytest.mark.parametrize("kind", ["empty", "a web page", "an LFS pointer", "a cut zip"])
def test_a_folder_whose_model_is_a_foreign_file_says_the_same(kind: str, tmp_path: Path) -> None:
    make.write_side_files(tmp_path)
    content, expected = FOREIGN[kind]
    (tmp_path / "model.pt").write_bytes(content)
    assert expected in fault(tmp_path).what


def test_a_zip_of_something_else_is_named(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "model.pt", "w") as archive:
        archive.writestr("holiday.jpg", b"...")
    assert "not one of PyTorch weights" in fault(tmp_path / "model.pt").what


def test_a_repacked_zip_is_named(tmp_path: Path) -> None:
    make.write_side_files(tmp_path)
    make.write_torch(tmp_path / "whole.pt", make.random_weights())
    with (
        zipfile.ZipFile(tmp_path / "whole.pt") as whole,
        zipfile.ZipFile(tmp_path / "model.pt", "w", zipfile.ZIP_DEFLATED) as packed,
    ):
        for name in whole.namelist():
            packed.writestr(name, whole.read(name))
    assert "packed anew" in fault(tmp_path / "model.pt").what


def test_a_path_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert "There is no file" in fault(tmp_path / "nothing").what


def test_a_folder_without_a_checkpoint_is_named(tmp_path: Path) -> None:
    make.write_side_files(tmp_path)
    assert "no checkpoint of Fun-ASR-Nano" in fault(tmp_path).what


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="needs a user without all rights")
def test_a_file_without_the_right_to_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "model.pt").write_bytes(b"PK\x03\x04")
    (tmp_path / "model.pt").chmod(0)
    assert "cannot be read" in fault(tmp_path / "model.pt").what


def test_weights_without_their_config_ask_for_it(tmp_path: Path) -> None:
    make.write_torch(tmp_path / "model.pt", make.random_weights())
    assert "config.yaml is not beside the weights" in fault(tmp_path).what


@pytest.mark.parametrize(
    "text",
    [
        "- a\n- b\n",
        "a: [",
        "model: Paraformer\n",
        "!!python/object/apply:os.system [x]",
        "a: &a {k: 1}\nb: &b {<<: [*a, *a]}\n",
        "[" * 5000,
        "model: FunASRNano\naudio_encoder_conf: {output_size: 1.5}\n",
    ],
)
def test_a_config_of_another_kind_is_named(text: str, tmp_path: Path) -> None:
    make.write_side_files(tmp_path)
    (tmp_path / "config.yaml").write_text(text, encoding="utf-8")
    make.write_torch(tmp_path / "model.pt", make.random_weights())
    assert "config.yaml" in fault(tmp_path).what


AUDIO = sorted(expected_tensors(TINY, with_ctc=False))


@pytest.mark.parametrize("lost", AUDIO[:: len(AUDIO) // 7])
def test_a_missing_tensor_is_named(lost: str, tmp_path: Path) -> None:
    make.write_side_files(tmp_path)
    weights = make.random_weights()
    del weights[lost]
    make.write_torch(tmp_path / "model.pt", weights)
    assert f"lacks {lost}" in fault(tmp_path).what


@pytest.mark.parametrize("lost", ["layers.0.self_attn.k_proj.weight", "layers.2.final_layernorm.bias"])
def test_a_tensor_missing_in_the_other_layout_is_named_too(lost: str, tmp_path: Path) -> None:
    make.write_transformers(tmp_path, make.random_weights())
    renamed = make.transformers_weights(make.random_weights())
    del renamed[f"model.audio_tower.{lost}"]
    make.write_safetensors(tmp_path / "model.safetensors", renamed)
    assert "lacks audio_encoder." in fault(tmp_path).what


def test_a_wrong_shape_is_named_with_both_shapes(tmp_path: Path) -> None:
    make.write_side_files(tmp_path)
    wrong = {"audio_encoder.tp_norm.bias": np.zeros(48, np.float32)}
    make.write_torch(tmp_path / "model.pt", make.random_weights() | wrong)
    assert "audio_encoder.tp_norm.bias in model.pt is 48 where the config asks for 32" in fault(tmp_path).what


def test_a_missing_shard_is_named(tmp_path: Path) -> None:
    make.write_transformers(tmp_path, make.random_weights(), shards=3)
    (tmp_path / "model-00002-of-00003.safetensors").unlink()
    assert "model-00002-of-00003.safetensors" in fault(tmp_path).what


def test_an_index_that_leads_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    make.write_transformers(folder, make.random_weights(), shards=2)
    (folder / "model-00001-of-00002.safetensors").rename(tmp_path / "outside.safetensors")
    index = {"weight_map": {"a": "../outside.safetensors", "b": "model-00002-of-00002.safetensors"}}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index), encoding="utf-8")
    assert "outside.safetensors" in fault(folder).what


def test_weights_of_another_model_are_named(tmp_path: Path) -> None:
    make.write_side_files(tmp_path)
    make.write_safetensors(tmp_path / "model.safetensors", {"encoder.w": np.zeros((2, 2), np.float32)})
    assert "another model" in fault(tmp_path).what


def test_numbers_of_an_unknown_kind_are_named(tmp_path: Path) -> None:
    make.write_side_files(tmp_path)
    path = tmp_path / "model.safetensors"
    make.write_safetensors(path, make.random_weights())
    raw = path.read_bytes()
    path.write_bytes(raw.replace(b'"dtype": "F32"', b'"dtype": "I32"'))
    with pytest.raises(ModelUnusable, match="stored as I32"):
        open_checkpoint(tmp_path).tensors["audio_encoder.tp_norm.bias"]


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_values_that_are_no_numbers_are_named(value: float, tmp_path: Path) -> None:
    make.write_side_files(tmp_path)
    weights = make.random_weights()
    weights["audio_encoder.tp_norm.bias"][3] = value
    make.write_torch(tmp_path / "model.pt", weights)
    with pytest.raises(ModelUnusable, match=r"audio_encoder\.tp_norm\.bias holds values"):
        open_checkpoint(tmp_path).tensors["audio_encoder.tp_norm.bias"]


def write_gguf(path: Path, architecture: str) -> None:
    writer = gguf.GGUFWriter(path, architecture)
    writer.add_tensor("token_embd.weight", np.zeros((4, 32), np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


@pytest.mark.parametrize(
    ("architecture", "expected"),
    [("qwen3", "language model only"), ("llama", "another kind (llama)"), ("funasr_nano", "(funasr_nano)")],
)
def test_a_gguf_of_something_else_is_named(architecture: str, expected: str, tmp_path: Path) -> None:
    write_gguf(tmp_path / "model.gguf", architecture)
    assert expected in fault(tmp_path / "model.gguf").what


@pytest.mark.parametrize("place", [8, 16])
def test_a_gguf_that_announces_more_than_it_can_hold_is_refused_at_once(place: int, tmp_path: Path) -> None:
    """A hole of 4 GB takes no room on the disk, and would take hours to walk through."""
    header = bytearray(b"GGUF\x03\x00\x00\x00" + bytes(16))
    header[place : place + 8] = (1 << 40).to_bytes(8, "little")
    path = tmp_path / "model.gguf"
    path.write_bytes(header)
    os.truncate(path, 1 << 32)
    assert "makes no sense" in fault(path).what


def test_a_gguf_without_its_dimensions_is_named(tmp_path: Path) -> None:
    write_gguf(tmp_path / "model.gguf", "funasr-sensevoice-encoder")
    assert "funasr.enc.output_size" in fault(tmp_path / "model.gguf").what


def test_an_onnx_export_is_refused_as_such(tmp_path: Path) -> None:
    (tmp_path / "model.onnx").write_bytes(b"\x08\x07\x12\x07pytorch\x3a\x00")  # ir_version 7, producer, no graph
    assert "is an ONNX export" in fault(tmp_path).what


WRITERS: dict[str, Callable[[Path, make.Weights], None]] = {
    "torch": make.write_torch,
    "safetensors": make.write_safetensors,
    "gguf": make.write_gguf,
}


@pytest.fixture(scope="module", params=sorted(WRITERS))
def whole(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a good checkpoint, each container in turn."""
    folder = tmp_path_factory.mktemp(request.param)
    make.write_side_files(folder)
    WRITERS[request.param](folder / "model.bin", make.random_weights(llm=None))
    return folder / "model.bin"


def read_all(path: Path) -> dict[str, bytes]:
    tensors = open_checkpoint(path).tensors
    return {name: tensors[name].tobytes() for name in tensors}


ON_SHARED_FILES = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@ON_SHARED_FILES
@given(share=st.floats(0, 1, exclude_max=True))
def test_a_file_cut_short_anywhere_is_refused(share: float, whole: Path) -> None:
    raw = whole.read_bytes()
    cut = whole.with_name("cut.bin")
    cut.write_bytes(raw[: int(share * len(raw))])
    try:
        fault(cut)
    finally:
        cut.unlink()


@ON_SHARED_FILES
@given(seed=st.integers(0, 2**32), near_the_header=st.booleans())
def test_a_changed_byte_never_does_worse_than_being_refused(seed: int, near_the_header: bool, whole: Path) -> None:
    """zip's checksums find a change anywhere; the other two containers have none for their numbers."""
    generator = random.Random(seed)
    raw = bytearray(whole.read_bytes())
    header = slice(len(raw) - 20_000, len(raw)) if raw[:2] == b"PK" else slice(0, 20_000)
    place = generator.choice(range(*header.indices(len(raw)))) if near_the_header else generator.randrange(len(raw))
    raw[place] ^= 1 << generator.randrange(8)
    changed = whole.with_name("changed.bin")
    changed.write_bytes(raw)
    try:
        read = read_all(changed)
    except ModelUnusable:
        return
    finally:
        changed.unlink()
    original = read_all(whole)
    shapes = {name: len(numbers) for name, numbers in read.items()}
    assert shapes.items() <= {name: len(numbers) for name, numbers in original.items()}.items()
    if raw[:2] == b"PK":
        assert read.items() <= original.items()
