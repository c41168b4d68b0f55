"""A published FireRedASR is read without torch, refused with a reason where it is broken, and then recognises."""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest

from app.cli import run
from app.details import details
from app.folders import user_folders
from app.settings import Settings
from engine.errors import BadInput, ModelUnusable
from engine.models import manifest as manifests
from engine.models.family import ImportOptions, LoadOptions
from engine.models.fireredasr import family
from engine.models.fireredasr.beam_search import SearchOptions
from engine.models.fireredasr.checkpoint import open_fire_red
from engine.models.fireredasr.graphs import write_graphs
from engine.models.fireredasr.manifest import payload_of
from engine.models.fireredasr.runtime import FireRedNetwork, OnnxSteps
from engine.models.progress import silent
from engine.models.recogniser import Recogniser, Request
from tests.support.fireredasr import FireRedGolden, fire_red, published_folder

__all__ = ["fire_red"]

SENTENCE = "今天会议开 hel 始大家好"


def container(golden: FireRedGolden, folder: Path) -> Path:
    """The reference's own model.pth.tar with its files beside it."""
    folder.mkdir()
    shutil.copyfile(golden.folder / "container/model.pth.tar", folder / "model.pth.tar")
    for name in ("cmvn.ark", "dict.txt"):
        shutil.copyfile(golden.folder / name, folder / name)
    return folder


def imported(source: Path, work: Path, precision: str = "fp32") -> Recogniser:
    work.mkdir()
    published = family.published(source, ImportOptions(precision=precision))  # type: ignore[arg-type]
    assert published is not None
    described = published.install("tiny", work, silent)
    manifests.write(work, described)
    assert described.size < published.size
    return family.load(work, manifests.read(work), LoadOptions())


def test_the_reference_container_gives_the_reference_numbers(fire_red: FireRedGolden, tmp_path: Path) -> None:
    checkpoint = open_fire_red(container(fire_red, tmp_path / "source"))
    assert checkpoint is not None
    assert checkpoint.config.d_model == 8
    write_graphs(checkpoint.config, checkpoint.tensors, tmp_path, None)
    network = FireRedNetwork(tmp_path, checkpoint.config)
    expected = fire_red.arrays("container/expected")
    encoded, visible = network.encode(fire_red.arrays("aed/features")["b_feat"][None])
    np.testing.assert_allclose(encoded, expected["enc_out"], atol=1e-5)
    steps = OnnxSteps(network, encoded, visible)
    np.testing.assert_allclose(steps.step(np.full(3, 3), np.arange(3)), expected["step0_logits"], atol=1e-4)
    options = SearchOptions(steps=6, smoothing=1.0, length_penalty=0.0)
    found = network.candidates(encoded, visible, options)[0][0]
    assert list(found.tokens) == list(expected["best"])
    assert found.score == pytest.approx(float(expected["score"]), abs=1e-4)


@pytest.mark.parametrize("precision", ["fp32", "int8"])
def test_a_published_model_is_imported_and_recognises(fire_red: FireRedGolden, tmp_path: Path, precision: str) -> None:
    model = imported(published_folder(fire_red, tmp_path / "source"), tmp_path / "model", precision)
    assert model.capabilities.languages[0] == "zh"
    assert not model.capabilities.partials
    assert not model.capabilities.word_times
    utterance = model.begin(Request())
    assert utterance.hypothesise(fire_red.audio("a")).text == ""
    found = utterance.finish(fire_red.audio("a"))
    assert found.text == SENTENCE
    assert len(found.probabilities) == len("今天会议开始大家好") + 1
    assert found.alternatives
    assert SENTENCE not in found.alternatives
    assert utterance.finish(np.zeros(300, np.float32)).text == ""


def test_the_second_generation_has_partials_and_places_of_words(fire_red: FireRedGolden, tmp_path: Path) -> None:
    model = imported(published_folder(fire_red, tmp_path / "source", ctc=True), tmp_path / "model")
    assert model.capabilities.title == "FireRedASR2-AED"
    assert model.capabilities.partials
    audio = fire_red.audio("a")
    utterance = model.begin(Request())
    assert utterance.hypothesise(audio).text
    found = utterance.finish(audio)
    assert "".join(word.text for word in found.words) == SENTENCE.replace(" ", "")
    assert all(0 <= word.start <= word.end <= len(audio) + 640 for word in found.words)
    assert [word.start for word in found.words] == sorted(word.start for word in found.words)


def test_an_import_needs_no_torch(fire_red: FireRedGolden, tmp_path: Path) -> None:
    source = container(fire_red, tmp_path / "source")
    (tmp_path / "model").mkdir()
    code = (
        "import sys; sys.modules['torch'] = None\n"
        "from pathlib import Path\n"
        "from engine.models import manifest\n"
        "from engine.models.family import ImportOptions, LoadOptions\n"
        "from engine.models.fireredasr import family\n"
        f"work = Path({str(tmp_path / 'model')!r})\n"
        f"found = family.published(Path({str(source)!r}), ImportOptions())\n"
        "described = found.install('tiny', work, lambda *_: None)\n"
        "family.load(work, described, LoadOptions()).close()\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).resolve().parents[4])


def test_other_models_are_left_to_their_families(fire_red: FireRedGolden, tmp_path: Path) -> None:
    assert open_fire_red(tmp_path) is None
    assert open_fire_red(fire_red.folder / "a.wav") is None
    assert open_fire_red(fire_red.folder / "aed/model.safetensors") is None


@pytest.mark.parametrize("name", ["cmvn.ark", "dict.txt"])
def test_a_missing_file_is_named(fire_red: FireRedGolden, tmp_path: Path, name: str) -> None:
    source = container(fire_red, tmp_path / "source")
    (source / name).unlink()
    with pytest.raises(ModelUnusable, match=name):
        open_fire_red(source)


def test_a_file_that_was_cut_short_is_refused(fire_red: FireRedGolden, tmp_path: Path) -> None:
    source = container(fire_red, tmp_path / "source")
    whole = (source / "model.pth.tar").read_bytes()
    for length in (10, len(whole) // 2, len(whole) - 30):
        (source / "model.pth.tar").write_bytes(whole[:length])
        with pytest.raises(ModelUnusable):
            open_fire_red(source)


def test_a_program_in_the_checkpoint_is_never_run(fire_red: FireRedGolden, tmp_path: Path) -> None:
    source = container(fire_red, tmp_path / "source")
    hostile = rewritten(source, b"argparse\nNamespace", b"subprocess\ncall")
    with pytest.raises(ModelUnusable, match=r"subprocess\.call"):
        open_fire_red(hostile)


def test_dimensions_that_make_no_sense_are_refused(fire_red: FireRedGolden, tmp_path: Path) -> None:
    source = container(fire_red, tmp_path / "source")
    with pytest.raises(ModelUnusable, match="n_head"):
        open_fire_red(rewritten(source, b"n_headq\tK\x02", b"n_headq\tK\x00"))


def test_an_encoder_alone_is_refused(fire_red: FireRedGolden, tmp_path: Path) -> None:
    torch = pytest.importorskip("torch")
    source = container(fire_red, tmp_path / "source")
    with torch.serialization.safe_globals([argparse.Namespace]):
        content = torch.load(source / "model.pth.tar", weights_only=True)
    for args, prefix in (({"n_layers_dec": 0}, ""), ({}, "decoder.")):
        state = {
            name: each for name, each in content["model_state_dict"].items() if not (prefix and name.startswith(prefix))
        }
        spoilt = argparse.Namespace(**{**vars(content["args"]), **args})
        torch.save({"args": spoilt, "model_state_dict": state}, source / "model.pth.tar")
        with pytest.raises(ModelUnusable, match="without the decoder"):
            open_fire_red(source)


def test_the_other_length_mask_is_set_beside_the_weights(fire_red: FireRedGolden, tmp_path: Path) -> None:
    source = container(fire_red, tmp_path / "source")
    (source / "config.yaml").write_text("", encoding="utf-8")  # as published
    assert mask_of(source) == "first"
    (source / "config.yaml").write_text("earshot: {length_mask: 2025-12}", encoding="utf-8")
    assert mask_of(source) == "2025-12"
    (source / "config.yaml").write_text("earshot: {length_mask: none}", encoding="utf-8")
    with pytest.raises(ModelUnusable, match="length mask"):
        open_fire_red(source)


@pytest.mark.parametrize(("trained", "mask"), [("2025-12-17", "first"), ("2025-12-18", "2025-12")])
def test_the_length_mask_follows_the_day_of_training(
    fire_red: FireRedGolden, tmp_path: Path, trained: str, mask: str
) -> None:
    source = container(fire_red, tmp_path / "source")
    (source / "config.yaml").write_text(f"earshot: {{trained: {trained}}}", encoding="utf-8")
    assert mask_of(source) == mask
    (source / "config.yaml").write_text(f"earshot: {{trained: {trained}, length_mask: first}}", encoding="utf-8")
    assert mask_of(source) == "first"
    (source / "config.yaml").write_text("earshot: {trained: lately}", encoding="utf-8")
    with pytest.raises(ModelUnusable, match="lately"):
        open_fire_red(source)


def test_the_second_generation_keeps_the_first_mask(fire_red: FireRedGolden, tmp_path: Path) -> None:
    source = published_folder(fire_red, tmp_path / "source", ctc=True)
    (source / "config.yaml").write_text("earshot: {trained: 2026-02-12}", encoding="utf-8")
    assert mask_of(source) == "first"


def test_the_length_mask_is_an_option_of_the_import_and_told(
    fire_red: FireRedGolden, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What the user says counts more than what stands beside the weights; without either it is the first."""
    source = container(fire_red, tmp_path / "source")
    for name, more, mask in (("plain", [], "first"), ("later", ["--mask", "2025-12"], "2025-12")):
        assert run(["models", "import", str(source), "--name", name, *more], None) == 0
        assert f"length mask “{mask}”" in capsys.readouterr().out
        assert run(["models", "check", name], None) == 0
        assert f"length mask “{mask}”" in capsys.readouterr().out
        assert payload_of(manifests.read(user_folders().models / name)).config.length_mask == mask
    assert "length mask “2025-12”" in details(user_folders(), Settings())
    (source / "config.yaml").write_text("earshot: {length_mask: 2025-12}", encoding="utf-8")
    checkpoint = open_fire_red(source, "first")
    assert checkpoint is not None
    assert checkpoint.config.length_mask == "first"
    with pytest.raises(BadInput, match="no length mask last"):
        ImportOptions(length_mask="last")  # type: ignore[arg-type]  # as a program could have it


def mask_of(source: Path) -> str:
    checkpoint = open_fire_red(source)
    assert checkpoint is not None
    return checkpoint.config.length_mask


def rewritten(source: Path, old: bytes, new: bytes) -> Path:
    """The folder with one part of the weights' table replaced."""
    path = source / "model.pth.tar"
    with zipfile.ZipFile(path) as archive:
        entries = {info.filename: archive.read(info) for info in archive.infolist()}
    table = next(name for name in entries if name.endswith("data.pkl"))
    assert old in entries[table]
    entries[table] = entries[table].replace(old, new)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return source
