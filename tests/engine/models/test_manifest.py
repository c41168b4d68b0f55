"""A model folder says what it is, and a damaged one is told from a whole one."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from engine.errors import ModelUnusable
from engine.models import manifest
from engine.models.fun_asr_nano.config import FunAsrConfig
from engine.models.fun_asr_nano.manifest import NanoPayload, describe, payload_of
from engine.models.manifest import Manifest, ModelCapabilities

PAYLOAD = NanoPayload(FunAsrConfig(languages=("zh", "en")), ctc=True, llm="llm/decoder.gguf", precision="fp32")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one file and its description."""
    (tmp_path / "encoder.onnx").write_bytes(b"weights")
    manifest.write(tmp_path, described(tmp_path))
    return tmp_path


def described(folder: Path) -> Manifest:
    files = {"encoder.onnx": manifest.record_of(folder / "encoder.onnx")}
    source = {"kind": "test", "files": [{"name": "model.pt", "size": 7}]}
    return replace(describe("nano", PAYLOAD, files, source, "Apache-2.0"), rough=True)


def edited(folder: Path, **fields: object) -> None:
    path = folder / manifest.FILE_NAME
    path.write_text(json.dumps({**json.loads(path.read_text(encoding="utf-8")), **fields}), encoding="utf-8")


def test_a_description_reads_as_it_was_written(folder: Path) -> None:
    assert manifest.read(folder) == described(folder)


def test_a_familys_payload_reads_as_it_was_written(folder: Path) -> None:
    assert payload_of(manifest.read(folder)) == PAYLOAD


def test_a_description_of_the_first_format_is_read(folder: Path) -> None:
    """Models that were imported by earlier versions stay usable."""
    written = json.loads((folder / manifest.FILE_NAME).read_text(encoding="utf-8"))
    payload = written.pop("payload")
    could = {"ctc": True, "llm": "llm/decoder.gguf", "languages": ["zh", "en"], "rough": True}
    first = {**written, "format": 1, "capabilities": could, "config": payload["config"], "precision": "fp32"}
    for added in ("languages", "rough"):
        del first[added]
    (folder / manifest.FILE_NAME).write_text(json.dumps(first), encoding="utf-8")
    assert manifest.read(folder) == described(folder)


def test_writing_a_description_leaves_no_second_file(folder: Path) -> None:
    assert sorted(path.name for path in folder.iterdir()) == [manifest.FILE_NAME, "encoder.onnx"]


def test_a_whole_folder_passes_the_check_and_reports_progress(folder: Path) -> None:
    seen: list[tuple[float, str]] = []
    manifest.check(folder, manifest.read(folder), progress=lambda share, name: seen.append((share, name)))
    assert seen == [(0.0, "encoder.onnx")]


def test_a_missing_file_is_named(folder: Path) -> None:
    whole = manifest.read(folder)
    (folder / "encoder.onnx").unlink()
    with pytest.raises(ModelUnusable, match=r"encoder\.onnx is missing"):
        manifest.check(folder, whole, deep=False)


def test_a_file_that_was_cut_short_is_named_without_reading_it(folder: Path) -> None:
    whole = manifest.read(folder)
    (folder / "encoder.onnx").write_bytes(b"wei")
    with pytest.raises(ModelUnusable, match=r"encoder\.onnx has 3 bytes where 7"):
        manifest.check(folder, whole, deep=False)


def test_a_changed_byte_is_found_by_its_checksum(folder: Path) -> None:
    whole = manifest.read(folder)
    (folder / "encoder.onnx").write_bytes(b"weightz")
    with pytest.raises(ModelUnusable, match="sha256 differs"):
        manifest.check(folder, whole)


def test_a_folder_without_description_is_no_model(tmp_path: Path) -> None:
    with pytest.raises(ModelUnusable, match="not a model folder"):
        manifest.read(tmp_path)


@pytest.mark.parametrize("text", ["", "[1, 2]", '{"format": 2}', "\x00"])
def test_a_description_of_something_else_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / manifest.FILE_NAME).write_text(text, encoding="utf-8")
    with pytest.raises(ModelUnusable):
        manifest.read(tmp_path)


def test_a_description_of_a_later_format_is_refused(folder: Path) -> None:
    edited(folder, format=3)
    with pytest.raises(ModelUnusable, match="another version"):
        manifest.read(folder)


@pytest.mark.parametrize("name", ["../secret", "/etc/passwd", "a/../../b", "..\\b", "C:evil", ""])
def test_a_description_cannot_point_out_of_its_folder(folder: Path, name: str) -> None:
    edited(folder, files={name: {"size": 1, "sha256": "00"}})
    with pytest.raises(ModelUnusable, match="leaves the folder"):
        manifest.read(folder)


def test_a_payload_cannot_point_out_of_its_folder(folder: Path) -> None:
    whole = manifest.read(folder)
    with pytest.raises(ModelUnusable, match="leaves the folder"):
        payload_of(replace(whole, payload={**whole.payload, "llm": "../decoder.gguf"}))


@pytest.mark.parametrize("missing", ["name", "languages", "capabilities", "licence"])
def test_a_description_with_a_field_missing_is_refused(folder: Path, missing: str) -> None:
    path = folder / manifest.FILE_NAME
    fields = json.loads(path.read_text(encoding="utf-8"))
    del fields[missing]
    path.write_text(json.dumps(fields), encoding="utf-8")
    with pytest.raises(ModelUnusable, match=missing):
        manifest.read(folder)


def test_one_family_refuses_the_description_of_another() -> None:
    whisper = Manifest("whisper", "base", "Whisper base", ("en",), ModelCapabilities(True, True, True), {}, "MIT")
    with pytest.raises(ModelUnusable, match="no Fun-ASR-Nano model"):
        payload_of(whisper)
