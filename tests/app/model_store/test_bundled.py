"""A model that came with Earshot is found, used and checked like any other, and stays."""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path

import pytest

from app.commands import models as command
from app.model_store import bundled
from app.model_store.catalogue import check_name
from app.model_store.loading import load_recogniser
from app.model_store.offer import OfferedModel, model_for, offered_models
from app.model_store.store import ModelStore
from engine.errors import SET_UP_AGAIN, BadInput, ComponentMissing, ModelUnusable
from engine.models import manifest
from engine.models.fun_asr_nano import family
from engine.models.fun_asr_nano.manifest import ENCODER_GRAPH
from tests.support.model_folders import write_model


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of models that came with Earshot, with mini in it and a mere description of another."""
    folder = tmp_path / "resources"
    write_model(folder / "mini", "Earshot Mini", rough=True)
    (folder / "later").mkdir()
    (folder / "later" / "README.md").write_text("Not yet.", encoding="utf-8")
    monkeypatch.setattr(bundled, "FOLDER", folder)
    return folder


@pytest.fixture
def store(own: Path, tmp_path: Path) -> ModelStore:
    return ModelStore(tmp_path / "models")


def names(store: ModelStore) -> list[str]:
    return [entry.name for entry in store.list()]


def test_the_description_is_kept_over_a_write_and_a_read(store: ModelStore) -> None:
    mini = store.find("mini")
    assert (mini.title, mini.languages, mini.bundled, mini.rough) == ("Earshot Mini", ("en", "zh"), True, True)


def test_the_demonstration_is_used_where_nothing_else_is_there(store: ModelStore) -> None:
    assert store.best_at_hand().name == "mini"


def test_what_set_up_brought_is_listed_and_used_before_the_demonstration(own: Path, store: ModelStore) -> None:
    write_model(own / "whisper-base")
    assert names(store) == ["whisper-base", "mini"]
    assert store.best_at_hand().name == "whisper-base"


def test_what_the_user_installed_is_used_before_what_came_with_earshot(own: Path, store: ModelStore) -> None:
    write_model(own / "whisper-base")
    write_model(store.folder / "ears")
    assert store.best_at_hand().name == "ears"


def test_a_damaged_one_gives_way_to_the_next(own: Path, store: ModelStore) -> None:
    write_model(own / "whisper-base")
    (own / "whisper-base" / ENCODER_GRAPH).unlink()
    assert store.best_at_hand().name == "mini"


def test_one_whose_library_is_not_installed_gives_way_to_the_next(
    own: Path, store: ModelStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_model(own / "whisper-base")
    absent = ComponentMissing("A library is not installed.", "Install it.")
    monkeypatch.setattr(family, "missing", lambda described, place: absent if place.name == "whisper-base" else None)
    assert store.best_at_hand().name == "mini"
    with pytest.raises(ComponentMissing, match="not installed"):
        load_recogniser("whisper-base", 1, store.folder)


def test_it_cannot_be_removed(own: Path, store: ModelStore) -> None:
    with pytest.raises(BadInput, match="mini is built in and stays"):
        store.remove("mini")
    assert (own / "mini" / ENCODER_GRAPH).is_file()


def test_it_can_be_checked(store: ModelStore) -> None:
    assert store.check("mini").title == "Earshot Mini"


def test_a_changed_file_is_named_and_nobody_is_told_to_import_again(own: Path, store: ModelStore) -> None:
    (own / "mini" / ENCODER_GRAPH).write_bytes(b"other")
    with pytest.raises(ModelUnusable) as caught:
        store.check("mini")
    assert "encoder.onnx was changed" in caught.value.what
    assert caught.value.remedy == SET_UP_AGAIN


def test_a_damaged_one_is_not_loaded(own: Path, store: ModelStore) -> None:
    (own / "mini" / ENCODER_GRAPH).unlink()
    with pytest.raises(ModelUnusable) as caught:
        load_recogniser("mini", 1, store.folder)
    assert caught.value.remedy == SET_UP_AGAIN


def test_its_name_is_not_free_for_an_import(store: ModelStore) -> None:
    with pytest.raises(BadInput, match="came with Earshot"):
        check_name("mini")


def test_a_folder_of_its_name_among_the_users_models_does_not_hide_it(own: Path, store: ModelStore) -> None:
    shutil.copytree(own / "mini", store.folder / "mini")
    fields = json.loads((store.folder / "mini" / manifest.FILE_NAME).read_text(encoding="utf-8"))
    (store.folder / "mini" / manifest.FILE_NAME).write_text(json.dumps({**fields, "title": "Another"}))
    assert [entry.title for entry in store.list() if entry.name == "mini"] == ["Earshot Mini"]


def test_the_window_offers_it(own: Path, store: ModelStore) -> None:
    (offered,) = offered_models(store.folder)
    assert (offered.name, offered.rough, offered.best) == ("mini", True, True)


def test_the_list_says_that_it_is_built_in_and_rough(
    own: Path, user_folders: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command.list_models(argparse.Namespace(json=False, all=False))
    line = next(line for line in capsys.readouterr().out.splitlines() if " mini " in line)
    assert "built in" in line
    assert "rough" in line


def test_the_model_to_offer_for_a_language_is_the_best_other_one_that_knows_it():
    def model(name: str, *languages: str, best: bool = False, rough: bool = False) -> OfferedModel:
        problem = "Its files are damaged." if name == "damaged" else None
        return OfferedModel(name, name, languages, punctuation=True, rough=rough, best=best, problem=problem)

    offered = [model("demo", "de", rough=True), model("damaged", "de"), model("own", "en", "de"), model("top", "zh-CN")]
    assert model_for("de", offered) == offered[2]
    assert model_for("de", offered, in_use="own") == offered[0]
    assert model_for("zh-Hant", offered) == offered[3]
    assert model_for("ja", offered) is None
