"""A model folder that is wrong is one line in the list and one sentence; it hides and ends nothing."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from app.choices import LiveOptions, SourceChoice, SourceKind
from app.folders import portable_folders
from app.model_store import bundled, trial
from app.model_store.catalogue import check_name, default_name
from app.model_store.loading import load_recogniser
from app.model_store.offer import offered_models
from app.model_store.store import ModelStore
from app.settings import Settings
from benchmarks import mutations
from engine.errors import BadInput, ModelUnusable
from engine.events import CaptionEvent, Degraded, Final, SessionEnded
from engine.models import manifest
from engine.models.fun_asr_nano.manifest import ENCODER_GRAPH
from tests.support.listening import ReadEarshot

POSIX = pytest.mark.skipif(os.name != "posix", reason="pipes and loops of POSIX")


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModelStore:
    """Mini as the only model that came with Earshot, and again among the user's, whole, as "healthy"."""
    own = tmp_path / "own"
    shutil.copytree(bundled.FOLDER / "mini", own / "mini")
    monkeypatch.setattr(bundled, "FOLDER", own)
    shutil.copytree(own / "mini", tmp_path / "models" / "healthy")
    return ModelStore(tmp_path / "models")


def add(store: ModelStore, name: str) -> Path:
    folder = store.folder / name
    shutil.copytree(bundled.FOLDER / "mini", folder)
    return folder


def describe(folder: Path, **changed: object) -> None:
    path = folder / manifest.FILE_NAME
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), **changed}), encoding="utf-8")


def write(raw: bytes) -> Callable[[Path], None]:
    def damage(folder: Path) -> None:
        (folder / manifest.FILE_NAME).write_bytes(raw)

    return damage


def loop(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.symlink_to(folder)


def pipe(folder: Path) -> None:
    (folder / manifest.FILE_NAME).unlink()
    os.mkfifo(folder / manifest.FILE_NAME)


def long_name(folder: Path) -> None:
    describe(folder, files={"x" * 300: {"size": 1, "sha256": ""}})


@POSIX
@pytest.mark.parametrize(
    "damage",
    [
        write(b""),
        write(b"\xff\xfe{}"),
        write(b"[" * 200_000),
        write(b" " * (5 << 20)),
        write(b"[]"),
        write(b'{"family": NaN}'),
        lambda folder: describe(folder, files={"encoder.onnx": {"size": float("inf"), "sha256": ""}}),
        lambda folder: describe(folder, files={"encoder.onnx": {"size": 1 << 80, "sha256": ""}}),
        lambda folder: describe(folder, files={"encoder.onnx": {"size": "many", "sha256": None}}),
        lambda folder: describe(folder, title=["no", "text"]),
        lambda folder: describe(folder, capabilities=7),
        lambda folder: describe(folder, config={"encoder": 3}),
        lambda folder: describe(folder, family="\x1b[31mwhisper\n"),
        lambda folder: describe(folder, licence="\ud800"),
        long_name,
        loop,
        pipe,
    ],
    ids=lambda damage: getattr(damage, "__name__", ""),
)
def test_a_hostile_folder_is_one_line_and_hides_no_other(store: ModelStore, damage: Callable[[Path], None]) -> None:
    folder = add(store, "bad")
    damage(folder)
    usable = {entry.name: entry.problem is None for entry in store.list()}
    assert usable == {"mini": True, "bad": False, "healthy": True}
    assert [each.name for each in offered_models(store.folder)] == ["mini", "bad", "healthy"]
    with pytest.raises(ModelUnusable) as refused:
        load_recogniser("bad", 1, store.folder)
    assert re.fullmatch(r"[^\x00-\x1f]+", str(refused.value))


@POSIX
def test_a_name_that_is_not_utf8_is_told_and_can_be_imported_from(store: ModelStore, tmp_path: Path) -> None:
    """It could not be kept with a transcript; the description says where a model came from."""
    folder = store.folder / os.fsdecode(b"e\xffars")
    shutil.copytree(store.folder / "healthy", folder)
    assert "not UTF-8" in str(next(entry for entry in store.list() if entry.folder == folder).problem)
    source = {"path": str(folder)}
    manifest.write(tmp_path, replace(manifest.read(folder), source=source))
    assert manifest.read(tmp_path).title == "Earshot Mini"


def test_a_models_folder_that_cannot_be_read_is_told_and_mini_still_works(store: ModelStore) -> None:
    shutil.rmtree(store.folder)
    store.folder.write_text("a file")
    assert store.best_at_hand().name == "mini"
    assert "cannot be listed" in str(store.list()[-1].problem)
    with pytest.raises(ModelUnusable):
        store.remove(store.list()[-1].name)


@pytest.mark.parametrize("title", ["whisper-base", "Mini", "starter", "Automatic", "CON", "x" * 200, "…"])
def test_an_imported_model_never_takes_the_name_of_another(store: ModelStore, title: str) -> None:
    assert check_name(default_name(title))


def test_a_reserved_name_is_refused_when_it_is_asked_for(store: ModelStore) -> None:
    for name in ("whisper-base", "mini", "automatic"):
        with pytest.raises(BadInput, match="belongs to"):
            check_name(name)


def test_a_folder_with_a_reserved_name_can_be_chosen_and_removed(store: ModelStore) -> None:
    """It lies there since an earlier version, which let it."""
    for name in ("mini", "starter"):
        describe(add(store, name), title=f"My {name}")
    assert {entry.name: entry.title for entry in store.list() if not entry.bundled} == {
        "healthy": "Earshot Mini",
        "mini-2": "My mini",
        "starter-2": "My starter",
    }
    loaded = load_recogniser("mini-2", 1, store.folder)
    assert (loaded.capabilities.name, loaded.capabilities.title) == ("mini-2", "My mini")
    loaded.close()
    store.remove("mini-2")
    assert not (store.folder / "mini").exists()
    assert store.find("mini").bundled


# -- before it is loaded ---------------------------------------------------------------------------------


def aborting(_: list[str]) -> None:
    """In place of a model whose weights make native code abort."""
    os.abort()


def endless(_: list[str]) -> None:
    while True:
        sys.stdin.read()


@pytest.mark.parametrize(("child", "why"), [(aborting, "ended the process"), (endless, "was not ready within 1 s")])
def test_a_model_that_would_end_or_freeze_the_program_does_so_to_a_child(
    child: Callable[[list[str]], None], why: str, store: ModelStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trial, "FUNCTION", f"{__name__}:{child.__name__}")
    monkeypatch.setattr(trial, "trial_bound_s", lambda entry: 60.0 if child is aborting else 1.0)
    with pytest.raises(ModelUnusable, match=f"Earshot Mini {why}"):
        load_recogniser("healthy", 1, store.folder)


def test_what_passed_its_trial_is_not_tried_again_until_a_file_changes(
    store: ModelStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_recogniser("healthy", 1, store.folder).close()
    monkeypatch.setattr(trial, "FUNCTION", f"{__name__}:aborting")
    load_recogniser("healthy", 1, store.folder).close()
    assert (store.folder / ".tried.json").stat().st_mode & 0o077 == 0
    os.utime(store.folder / "healthy" / ENCODER_GRAPH)
    with pytest.raises(ModelUnusable):
        load_recogniser("healthy", 1, store.folder)


def test_a_damaged_best_model_gives_way_to_another_and_it_is_told_which(store: ModelStore) -> None:
    """Its files have the right sizes: only their content is wrong."""
    path = store.folder / "healthy" / ENCODER_GRAPH
    path.write_bytes(path.read_bytes()[:-1] + b"\x00")
    told: list[str] = []
    loaded = load_recogniser(None, 1, store.folder, report=lambda what, remedy: told.append(f"{what} {remedy}"))
    assert loaded.capabilities.name == "mini"
    loaded.close()
    (sentence,) = told
    assert sentence.startswith("Earshot Mini is used in place of Earshot Mini: encoder.onnx was changed")


def test_captions_go_on_with_another_model_and_say_which(store: ModelStore, sample: Path, tmp_path: Path) -> None:
    folders = portable_folders(tmp_path / "home")
    shutil.copytree(store.folder, folders.models)
    path = folders.models / "healthy" / ENCODER_GRAPH
    path.write_bytes(path.read_bytes()[:-1] + b"\x00")
    earshot = ReadEarshot(Settings(), folders)
    earshot.session.start(SourceChoice(SourceKind.FILE, path=sample, paced=False), LiveOptions(partials=False))
    events: list[CaptionEvent] = []
    while not any(isinstance(event, SessionEnded) for event in events):
        earshot.reader.wait(1.0)
        events += earshot.reader.drain()
    earshot.close()
    told = [event.what for event in events if isinstance(event, Degraded) and "in place of" in event.what]
    assert len(told) == 1
    assert {event.model for event in events if isinstance(event, Final)} == {"mini"}


def test_a_damaged_model_that_came_along_is_not_loaded(store: ModelStore) -> None:
    path = bundled.FOLDER / "mini" / ENCODER_GRAPH
    path.write_bytes(path.read_bytes()[:-1] + b"\x00")
    with pytest.raises(ModelUnusable, match="Reinstall Earshot"):
        load_recogniser("mini", 1, store.folder)


@pytest.mark.slow
def test_random_damage_gives_no_traceback_crash_or_hang() -> None:
    """benchmarks/mutations.py models tries 500."""
    found = mutations.run("models", count=20, seed=1000)
    assert not any(found[fault] for fault in mutations.FAULTS)
