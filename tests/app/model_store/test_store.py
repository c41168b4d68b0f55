"""Importing a model leaves either the whole model or nothing, and a later change to it is noticed."""

from __future__ import annotations

import argparse
import errno
import os
import shutil
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.commands import models as command
from app.model_store import bundled, memory
from app.model_store.loading import load_recogniser
from app.model_store.staging import one_import_at_a_time
from app.model_store.store import ModelStore, NoModelAtHand
from engine.errors import BadInput, CaptioningError, ModelUnusable
from engine.models import manifest
from engine.models.family import ImportOptions
from engine.models.fun_asr_nano import decoder_file, family, torch_folder
from engine.models.fun_asr_nano.checkpoints.reader import open_checkpoint
from engine.models.fun_asr_nano.converting import origin
from engine.models.fun_asr_nano.llm.weights import EmbeddingTable, inspect
from engine.models.fun_asr_nano.manifest import VOCABULARY, payload_of
from engine.models.payload import WEIGHTS
from tests.support import fun_asr_checkpoints as make

pytestmark = pytest.mark.slow

pytest.importorskip("torch", reason="PyTorch writes the checkpoints that are imported")

ROOT = Path(__file__).resolve().parents[3]
FP32 = ImportOptions("fp32")


@pytest.fixture(autouse=True)
def nothing_bundled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What comes with Earshot is the matter of test_bundled.py."""
    monkeypatch.setattr(bundled, "FOLDER", tmp_path / "nothing bundled")


# The tests share a few imports.


@pytest.fixture(scope="module")
def weights() -> make.Weights:
    return make.random_weights()


@pytest.fixture(scope="module")
def published(weights: make.Weights, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small published model: model.pt with CTC, config.yaml, vocabulary, language model, licence."""
    folder = tmp_path_factory.mktemp("published")
    make.write_side_files(folder)
    make.write_decoder_files(folder / "Qwen3-0.6B")
    make.write_torch(folder / "model.pt", weights)
    (folder / "LICENSE").write_text("Do with it what you like.", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def shares() -> list[float]:
    """What the import of 'ears' told of its progress."""
    return []


@pytest.fixture(scope="module")
def imported(published: Path, shares: list[float], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A models folder with that model in it, under the name 'ears'; not to be changed."""
    models = tmp_path_factory.mktemp("models")
    ModelStore(models).import_checkpoint(published, "ears", FP32, lambda share, _: shares.append(share))
    return models


@pytest.fixture
def store(imported: Path, tmp_path: Path) -> ModelStore:
    """A copy of it for one test."""
    shutil.copytree(imported, tmp_path / "models")
    return ModelStore(tmp_path / "models")


def contents(folder: Path) -> set[str]:
    """What a user would find in a models folder, the lock aside."""
    return {path.name for path in folder.iterdir()} - {".lock"} if folder.exists() else set()


def test_without_any_model_the_user_is_told_how_to_get_one(tmp_path: Path) -> None:
    store = ModelStore(tmp_path / "nothing")
    assert store.list() == []
    with pytest.raises(NoModelAtHand, match=r"installed\. Reinstall Earshot, or run its set-up again\."):
        store.best_at_hand()


def test_an_imported_model_is_listed_and_preferred(store: ModelStore) -> None:
    assert [entry.name for entry in store.list()] == ["ears"]
    best = store.best_at_hand()
    assert (best.name, best.capabilities.word_times, best.problem) == ("ears", True, None)
    assert payload_of(store.describe("ears")).precision == "fp32"


def test_an_imported_model_passes_its_check(store: ModelStore) -> None:
    assert store.check("ears").name == "ears"


def test_the_description_says_where_the_model_came_from(store: ModelStore, published: Path) -> None:
    source = store.describe("ears").source
    record = manifest.record_of(published / "model.pt")
    assert source["path"] == str(published)
    assert source["kind"] == "PyTorch checkpoint"
    assert source["files"] == [{"name": "model.pt", "size": record.size, "sha256": record.sha256, "published_as": None}]


def test_the_licence_that_came_with_the_model_is_kept(store: ModelStore) -> None:
    licence = store.describe("ears").licence
    assert "Apache License 2.0" in licence
    assert "Do with it what you like." in licence


def installed_files(imported: Path) -> list[str]:
    return sorted(manifest.read(imported / "ears").files)


@pytest.mark.parametrize("index", range(5))
def test_one_changed_bit_in_any_file_is_noticed_and_named(index: int, store: ModelStore) -> None:
    files = installed_files(store.folder)
    name = files[index % len(files)]
    path = store.folder / "ears" / name
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 1
    path.write_bytes(raw)
    with pytest.raises(ModelUnusable, match=f"{name} was changed"):
        store.check("ears")


def test_a_missing_file_makes_the_model_unusable_wherever_it_is_met(store: ModelStore) -> None:
    name = installed_files(store.folder)[0]
    (store.folder / "ears" / name).unlink()
    assert name in str(store.find("ears").problem)
    with pytest.raises(NoModelAtHand):
        store.best_at_hand()
    with pytest.raises(ModelUnusable, match=name):
        load_recogniser("ears", 1, store.folder)


def test_a_folder_that_is_no_model_is_listed_with_its_problem(store: ModelStore) -> None:
    (store.folder / "junk").mkdir()
    assert "not a model folder" in str(store.find("junk").problem)


@pytest.mark.parametrize("name", ["starter", "", ".hidden", "a/b", "..", "Ears", "x" * 65, "con", "nul.txt", "a b"])
def test_a_name_that_cannot_be_a_folder_is_refused(name: str, published: Path, tmp_path: Path) -> None:
    with pytest.raises(BadInput):
        ModelStore(tmp_path / "models").import_checkpoint(published, name)
    assert contents(tmp_path / "models") == set()


def test_a_name_that_is_taken_is_refused(store: ModelStore, published: Path) -> None:
    with pytest.raises(ModelUnusable, match="a model called ears already"):
        store.import_checkpoint(published, "ears", FP32)
    assert store.check("ears")


def test_a_precision_that_does_not_exist_is_refused() -> None:
    with pytest.raises(BadInput, match="no precision int3"):
        ImportOptions(precision="int3")  # type: ignore[arg-type]  # as a command line could have it


class StopAt(Exception):
    """Thrown by the test's progress."""


@pytest.mark.parametrize("share", [0.0, 0.05, 0.4, 0.97])
def test_an_import_that_breaks_off_leaves_nothing(share: float, published: Path, tmp_path: Path) -> None:
    def progress(done: float, _doing: str) -> None:
        if done >= share:
            raise StopAt

    with pytest.raises(StopAt):
        ModelStore(tmp_path / "models").import_checkpoint(published, "ears", FP32, progress)
    assert contents(tmp_path / "models") == set()


CHILD = """
import os, signal, sys
from pathlib import Path
sys.modules.update(torch=None, onnxscript=None)
from app.model_store.store import ModelStore
kill_at = float(sys.argv[3])
def progress(share, doing):
    if share >= kill_at:
        os.kill(os.getpid(), signal.SIGKILL)
ModelStore(Path(sys.argv[1])).import_checkpoint(Path(sys.argv[2]), "ears", progress=progress)
"""
"""Imports where there is no torch, and kills itself when its progress reaches the last argument."""


def in_a_child(models: Path, published: Path, kill_at: float) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", CHILD, str(models), str(published), str(kill_at)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_a_published_model_is_imported_where_there_is_no_torch(published: Path, tmp_path: Path) -> None:
    done = in_a_child(tmp_path / "models", published, kill_at=2.0)
    assert done.returncode == 0, done.stderr
    described = ModelStore(tmp_path / "models").check("ears")
    assert described.capabilities.word_times
    assert described.capabilities.hotwords


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
@pytest.mark.parametrize("kill_at", [0.0, 0.1, 0.5, 0.75, 0.94, 0.95])
def test_a_killed_import_leaves_no_model_and_does_not_disturb_the_next(
    published: Path, imported: Path, tmp_path: Path, kill_at: float
) -> None:
    models = tmp_path / "models"
    assert in_a_child(models, published, kill_at).returncode == -signal.SIGKILL
    assert all(name.startswith(".import-") for name in contents(models))
    store = ModelStore(models)
    assert store.list() == []
    store.import_checkpoint(imported / "ears")
    assert contents(models) == {"ears"}


def test_two_imports_into_one_folder_do_not_mix(published: Path, tmp_path: Path) -> None:
    with one_import_at_a_time(tmp_path / "models"), pytest.raises(CaptioningError, match="Another model is being put"):
        ModelStore(tmp_path / "models").import_checkpoint(published, "ears", FP32)


def test_a_full_disk_is_told_before_anything_is_written(
    published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(tmp_path)._replace(free=1000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage)
    with pytest.raises(CaptioningError, match=r"where 0\.0 GB are free"):
        ModelStore(tmp_path / "models").import_checkpoint(published, "ears", FP32)
    assert contents(tmp_path / "models") == set()


def test_a_disk_that_fails_on_the_way_is_told_in_a_sentence(published: Path, tmp_path: Path) -> None:
    def progress(share: float, _doing: str) -> None:
        if share > 0.05:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with pytest.raises(CaptioningError, match="in its place: No space left"):
        ModelStore(tmp_path / "models").import_checkpoint(published, "ears", FP32, progress)
    assert contents(tmp_path / "models") == set()


def test_ctc_weights_without_their_vocabulary_ask_for_it(tmp_path: Path) -> None:
    make.write_side_files(tmp_path / "model", vocabulary=False)
    make.write_torch(tmp_path / "model" / "model.pt", make.random_weights())
    with pytest.raises(ModelUnusable, match=r"multilingual\.tiktoken"):
        ModelStore(tmp_path / "models").import_checkpoint(tmp_path / "model", "ears", FP32)


def test_progress_only_ever_grows_and_ends_at_one(imported: Path, shares: list[float]) -> None:
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_a_converted_folder_is_imported_without_a_conversion(
    store: ModelStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(family, "published", lambda *_: pytest.fail("a conversion"))
    other = ModelStore(tmp_path / "elsewhere")
    other.import_checkpoint(store.folder / "ears", "brought-along")
    assert other.check("brought-along").files == store.describe("ears").files


def test_a_damaged_converted_folder_is_not_imported(store: ModelStore, tmp_path: Path) -> None:
    name = installed_files(store.folder)[0]
    with (store.folder / "ears" / name).open("ab") as file:
        file.write(b"x")
    with pytest.raises(ModelUnusable, match=name):
        ModelStore(tmp_path / "elsewhere").import_checkpoint(store.folder / "ears")
    assert contents(tmp_path / "elsewhere") == set()


def test_a_removed_model_is_gone(store: ModelStore) -> None:
    store.remove("ears")
    assert contents(store.folder) == set()


def test_an_unknown_name_is_refused(store: ModelStore) -> None:
    with pytest.raises(ModelUnusable, match="no model called nobody"):
        store.check("nobody")


def test_who_asks_for_the_starter_of_earlier_versions_is_told_that_it_is_gone(store: ModelStore) -> None:
    with pytest.raises(ModelUnusable, match="no longer part of Earshot"):
        load_recogniser("starter", 1, store.folder)


def test_a_model_of_an_unknown_family_is_listed_with_its_problem(store: ModelStore) -> None:
    described = store.describe("ears")
    manifest.write(store.folder / "ears", replace(described, family="later"))
    assert "no model family called later" in str(store.find("ears").problem)
    with pytest.raises(NoModelAtHand):
        store.best_at_hand()


@pytest.fixture(scope="module")
def from_transformers(weights: make.Weights, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The installed folder of the same model, imported from transformers' layout in two shards."""
    folder = tmp_path_factory.mktemp("transformers")
    make.write_decoder_files(folder / "source")
    make.write_transformers(folder / "source", weights, shards=2)
    ModelStore(folder / "models").import_checkpoint(folder / "source", "ears", FP32)
    return folder / "models" / "ears"


@pytest.fixture(scope="module")
def from_gguf(weights: make.Weights, imported: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, imported from the pair of GGUF files that the publisher offers."""
    folder = tmp_path_factory.mktemp("gguf")
    (folder / "source").mkdir()
    make.write_gguf(folder / "source" / "funasr-encoder.gguf", weights, wtype="q8_0")
    shutil.copy(imported / "ears" / "decoder.gguf", folder / "source" / "qwen3-0.6b-q8_0.gguf")
    ModelStore(folder / "models").import_checkpoint(folder / "source", "ears", FP32)
    return folder / "models" / "ears"


@pytest.fixture(params=["from_transformers", "from_gguf"])
def sibling(request: pytest.FixtureRequest) -> Path:
    return Path(request.getfixturevalue(request.param))


def test_one_model_becomes_the_same_files_from_every_layout(sibling: Path, imported: Path) -> None:
    """Byte by byte, so whatever they compute is the same, too. The other layouts hold no CTC."""
    files, reference = manifest.read(sibling).files, manifest.read(imported / "ears").files
    wanted = {name for name in reference if "ctc" not in name and name != VOCABULARY}
    assert files == {name: reference[name] for name in wanted}


def test_a_model_without_ctc_is_listed_as_such(sibling: Path) -> None:
    entry = ModelStore(sibling.parent).find("ears")
    assert (entry.capabilities.word_times, entry.capabilities.hotwords) == (False, True)


def test_the_language_model_is_converted_along(weights: make.Weights, imported: Path) -> None:
    rows = EmbeddingTable(inspect(imported / "ears" / "decoder.gguf")).rows(np.arange(5, dtype=np.int32))
    np.testing.assert_array_equal(rows, weights["llm.model.embed_tokens.weight"][:5])


def run_command(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    command.add_parser(parser.add_subparsers())
    parsed = parser.parse_args(["models", *arguments])
    return int(parsed.handler(parsed))


def test_the_command_line_imports_lists_checks_and_removes(
    published: Path, imported: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_command("import", str(imported / "ears"), "--name", "ears") == 0
    assert "Do with it what you like." in capsys.readouterr().out
    assert run_command("list") == 0
    assert "* ears" in capsys.readouterr().out
    assert run_command("check", "ears") == 0
    assert manifest.record_of(published / "model.pt").sha256 in capsys.readouterr().out
    assert run_command("remove", "ears") == 0
    capsys.readouterr()
    assert run_command() == 0
    assert "* ears" not in capsys.readouterr().out


def test_a_language_model_without_its_tokenizer_is_left_out_and_the_user_told(
    weights: make.Weights, tmp_path: Path
) -> None:
    make.write_side_files(tmp_path)
    make.write_torch(tmp_path / "model.pt", weights)
    source = origin(open_checkpoint(tmp_path), tmp_path, lambda *_: None)
    assert "tokenizer.json" in source["notes"][0]


def test_the_list_tells_how_much_memory_a_model_needs(imported: Path) -> None:
    entry = ModelStore(imported).find("ears")
    on_disk = sum(path.stat().st_size for path in (imported / "ears").iterdir() if path.suffix in (".onnx", ".data"))
    assert memory.needed_bytes(entry) > on_disk


def test_a_machine_with_less_memory_is_warned(imported: Path) -> None:
    entry = ModelStore(imported).find("ears")
    assert "free" in (memory.warning(entry, available=1_000_000) or "")
    assert memory.warning(entry, available=10**12) is None


def test_the_language_model_is_quantised_as_the_user_asks(published: Path, tmp_path: Path, monkeypatch) -> None:
    asked = []
    monkeypatch.setattr(decoder_file, "_convert", lambda checkpoint, target, kind, progress: asked.append(kind))
    ModelStore(tmp_path / "models").import_checkpoint(published, "ears", ImportOptions("fp32", "q4_k_m"))
    assert asked == ["q4_k_m"]


def test_an_unknown_quantisation_is_named() -> None:
    with pytest.raises(BadInput, match="no decoder q2_k"):
        ImportOptions(decoder="q2_k")


def test_the_setting_keeps_everything_on_the_processor(tmp_path: Path) -> None:
    """Also where the model was imported with its weights for a graphics card."""
    (tmp_path / WEIGHTS).write_bytes(b"weights")
    assert torch_folder.device_for(tmp_path, "cpu") == "cpu"
