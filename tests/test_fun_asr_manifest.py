"""A converted model folder says what it is, and a damaged one is told from a whole one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine.errors import ModelUnusable
from engine.models.fun_asr_nano import manifest
from engine.models.fun_asr_nano.config import FunAsrConfig
from engine.models.fun_asr_nano.manifest import Manifest, ModelCapabilities


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one file and its description."""
    (tmp_path / "encoder.onnx").write_bytes(b"weights")
    manifest.write(tmp_path, described(tmp_path))
    return tmp_path


def described(folder: Path) -> Manifest:
    return Manifest(
        name="nano",
        title="Fun-ASR-Nano",
        config=FunAsrConfig(),
        capabilities=ModelCapabilities(ctc=True, llm="llm/decoder.gguf", languages=("zh", "en")),
        files={"encoder.onnx": manifest.record_of(folder / "encoder.onnx")},
        source={"kind": "test", "files": [{"name": "model.pt", "size": 7}]},
        licence="Apache-2.0",
        precision="fp32",
    )


def edited(folder: Path, **fields: object) -> None:
    path = folder / manifest.FILE_NAME
    path.write_text(json.dumps({**json.loads(path.read_text(encoding="utf-8")), **fields}), encoding="utf-8")


def test_a_description_reads_as_it_was_written(folder: Path) -> None:
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


@pytest.mark.parametrize("text", ["", "[1, 2]", '{"family": "whisper"}', "\x00"])
def test_a_description_of_something_else_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / manifest.FILE_NAME).write_text(text, encoding="utf-8")
    with pytest.raises(ModelUnusable):
        manifest.read(tmp_path)


def test_a_description_of_a_later_format_is_refused(folder: Path) -> None:
    edited(folder, format=2)
    with pytest.raises(ModelUnusable, match="another version"):
        manifest.read(folder)


@pytest.mark.parametrize("name", ["../secret", "/etc/passwd", "a/../../b", "..\\b", "C:evil", ""])
def test_a_description_cannot_point_out_of_its_folder(folder: Path, name: str) -> None:
    edited(folder, files={name: {"size": 1, "sha256": "00"}})
    with pytest.raises(ModelUnusable, match="leaves the folder"):
        manifest.read(folder)


@pytest.mark.parametrize("missing", ["name", "config", "capabilities", "licence"])
def test_a_description_with_a_field_missing_is_refused(folder: Path, missing: str) -> None:
    path = folder / manifest.FILE_NAME
    fields = json.loads(path.read_text(encoding="utf-8"))
    del fields[missing]
    path.write_text(json.dumps(fields), encoding="utf-8")
    with pytest.raises(ModelUnusable, match=missing):
        manifest.read(folder)
