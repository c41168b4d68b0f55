"""Any folder of a Whisper model for CTranslate2 is recognised, described and installed without loading it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from app.model_store import bundled
from app.model_store.loading import load_recogniser
from app.model_store.store import ModelStore
from engine.errors import ComponentMissing, ModelUnusable
from engine.models import manifest, registry
from engine.models.whisper import describe, folder
from tests.support.whisper_folder import ENGLISH_ONLY, write_folder

ROOT = Path(__file__).resolve().parents[4]


@pytest.fixture(autouse=True)
def nothing_bundled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundled, "FOLDER", tmp_path / "nothing bundled")


@pytest.fixture
def small(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "faster-whisper-small")


@pytest.fixture
def store(tmp_path: Path) -> ModelStore:
    return ModelStore(tmp_path / "models")


def test_a_published_folder_is_installed_under_its_size(small: Path, store: ModelStore) -> None:
    entry = store.import_checkpoint(small)
    assert (entry.name, entry.title, entry.languages) == ("whisper-small", "Whisper small", ("en", "zh", "yue"))


def test_the_weights_file_stands_for_its_folder(small: Path, store: ModelStore) -> None:
    assert store.import_checkpoint(small / "model.bin", "mine").name == "mine"


def test_only_the_models_own_files_are_installed_and_all_of_them(small: Path, store: ModelStore) -> None:
    (small / "preprocessor_config.json").write_text("{}")
    (small / "README.md").write_text("A card.")
    store.import_checkpoint(small)
    installed = {"model.bin", "config.json", "tokenizer.json", "vocabulary.txt", "preprocessor_config.json"}
    assert set(store.check("whisper-small").files) == installed


def test_a_licence_that_lies_beside_the_model_is_kept(small: Path, store: ModelStore) -> None:
    (small / "LICENSE").write_text("Do with it what you like.")
    assert "Do with it what you like." in store.describe(store.import_checkpoint(small).name).licence


def test_an_english_only_model_is_told_by_its_vocabulary(tmp_path: Path) -> None:
    """Its tokenizer has the tokens of all languages, as in the published folder of tiny.en."""
    assert folder.languages_of(write_folder(tmp_path / "tiny.en", entries=ENGLISH_ONLY)) == ("en",)


def test_a_model_without_tokens_of_languages_is_english_only(tmp_path: Path) -> None:
    assert folder.languages_of(write_folder(tmp_path / "own", languages=())) == ("en",)


def test_a_vocabulary_in_json_is_read_as_well(tmp_path: Path, store: ModelStore) -> None:
    source = write_folder(tmp_path / "faster-whisper-large-v3", vocabulary="vocabulary.json")
    assert store.import_checkpoint(source).languages == ("en", "zh", "yue")


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("faster-whisper-small.en", "Whisper small.en"),
        ("faster-distil-whisper-large-v3", "Whisper distil-large-v3"),
        ("faster-whisper-large-v3-turbo-ct2", "Whisper large-v3-turbo"),
        ("models--Systran--faster-whisper-base/snapshots/" + "0d" * 20, "Whisper base"),
        ("whisper", "Whisper"),
    ],
)
def test_the_title_comes_from_the_folders_name(path: str, title: str) -> None:
    assert folder.title_of(Path("/somewhere") / path) == title


def test_a_folder_put_among_the_models_by_hand_is_used_as_it_is(store: ModelStore) -> None:
    write_folder(store.folder / "whisper-medium")
    assert store.best_at_hand().title == "Whisper medium"


@pytest.mark.parametrize("name", ["model.bin", "config.json", "tokenizer.json", "vocabulary.txt"])
def test_a_missing_file_is_named(name: str, small: Path) -> None:
    (small / name).unlink()
    with pytest.raises(ModelUnusable, match=f"{name} is missing"):
        folder.files_of(small)


@pytest.mark.parametrize("key", ["alignment_heads", "lang_ids", "suppress_ids"])
def test_a_configuration_without_what_recognition_needs_is_refused(key: str, small: Path, store: ModelStore) -> None:
    config = json.loads((small / "config.json").read_text(encoding="utf-8"))
    del config[key]
    (small / "config.json").write_text(json.dumps(config), encoding="utf-8")
    with pytest.raises(ModelUnusable, match=f"lacks {key}"):
        store.import_checkpoint(small)


def test_another_kind_of_model_is_refused_by_the_header_of_its_weights(tmp_path: Path, store: ModelStore) -> None:
    source = write_folder(tmp_path / "wav2vec", spec="Wav2Vec2Spec")
    with pytest.raises(ModelUnusable, match=r"another kind .Wav2Vec2Spec"):
        store.import_checkpoint(source)


@pytest.mark.parametrize("content", [b"", b"\x06\x00", b"PK\x03\x04" + bytes(100), b"\x06\0\0\0\xff\xffWhisperSpec"])
def test_weights_that_are_none_are_refused(content: bytes, small: Path, store: ModelStore) -> None:
    (small / "model.bin").write_bytes(content)
    with pytest.raises(ModelUnusable, match="no model of CTranslate2"):
        store.import_checkpoint(small)


def test_a_folder_without_any_model_is_refused_in_a_sentence(tmp_path: Path, store: ModelStore) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(ModelUnusable, match=r"no model in .*empty that Earshot can import"):
        store.import_checkpoint(tmp_path / "empty")


@pytest.mark.parametrize("file", ["config.json", "tokenizer.json"])
def test_a_file_that_cannot_be_read_is_named(file: str, small: Path, store: ModelStore) -> None:
    (small / file).write_text("{")
    with pytest.raises(ModelUnusable, match=file):
        store.import_checkpoint(small)


def test_without_its_library_the_model_is_not_chosen_and_says_what_to_install(
    small: Path, store: ModelStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.import_checkpoint(small)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(ComponentMissing, match=r"ctranslate2.*run its set-up again"):
        load_recogniser("whisper-small", 1, store.folder)


def test_memory_follows_from_the_size_of_the_weights(small: Path, store: ModelStore) -> None:
    entry = store.import_checkpoint(small)
    with (entry.folder / "model.bin").open("r+b") as weights:
        weights.truncate(100_000_000)
    assert registry.family("whisper").memory_bytes(entry.folder, store.describe(entry.name)) == 340_000_000


def test_set_up_describes_a_folder_in_its_place_with_the_standard_library_alone(small: Path) -> None:
    code = (
        "import runpy, sys\n"
        f"sys.argv = ['describe', {str(small)!r}, '--name', 'whisper-small', '--title', 'Whisper small']\n"
        "try:\n    runpy.run_module('engine.models.whisper.describe', run_name='__main__')\n"
        "except SystemExit as ended:\n    assert not ended.code\n"
        "roots = {name.split('.')[0] for name in sys.modules} - {'engine', '__main__'}\n"
        "foreign = {name for name in roots if name not in sys.stdlib_module_names and not name.startswith('_')}\n"
        "print(foreign & {'numpy', 'ctranslate2', 'tokenizers', 'yaml'})\n"
    )
    child = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert child.stdout.splitlines()[-1] == "set()"
    described = manifest.read(small)
    assert (described.family, described.title) == ("whisper", "Whisper small")
    manifest.check(small, described)


def test_set_up_is_told_in_a_sentence_where_the_folder_is_not_whole(
    small: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (small / "tokenizer.json").unlink()
    monkeypatch.setattr(sys, "argv", ["describe", str(small), "--name", "small", "--title", "Whisper small"])
    assert describe.main() == 1
    assert "tokenizer.json is missing" in capsys.readouterr().err
