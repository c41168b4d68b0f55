"""Models move to another folder, and to another computer, whole or not at all."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from app.folders import Folders, portable_folders
from app.model_store import bundled, staging
from app.model_store.exporting import export_model
from app.model_store.moving import FOLDER_NAME, finish_move, move_models
from app.model_store.store import ModelStore
from engine.errors import BadInput, CaptioningError, ModelUnusable
from tests.support.model_folders import write_model


@pytest.fixture(autouse=True)
def nothing_bundled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundled, "FOLDER", tmp_path / "nothing bundled")


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    """With two models in them."""
    made = portable_folders(tmp_path / "home")
    write_model(made.models / "ears", "Ears")
    write_model(made.models / "more", "More")
    return made


def usable(folders: Folders) -> list[str]:
    store = ModelStore(folders.models)
    return [each.name for each in store.list() if each.problem is None and store.check(each.name)]


def test_all_models_move_and_nothing_stays_behind(folders: Folders, tmp_path: Path) -> None:
    old = folders.models
    place = move_models(folders, tmp_path / "large disk")
    assert folders.models == place == tmp_path / "large disk"
    assert usable(folders) == ["ears", "more"]
    assert {path.name for path in old.iterdir()} <= {".lock"}
    assert move_models(folders, old) == old  # and back again
    assert usable(folders) == ["ears", "more"]


def test_beside_other_things_they_get_a_folder_of_their_own(folders: Folders, tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "disk" / "holiday.jpg").write_bytes(b"sea")
    assert move_models(folders, tmp_path / "disk") == tmp_path / "disk" / FOLDER_NAME


def test_a_folder_inside_the_present_one_is_refused(folders: Folders) -> None:
    with pytest.raises(BadInput, match="lies in the other"):
        move_models(folders, folders.models / "deeper")
    with pytest.raises(BadInput, match="already"):
        move_models(folders, folders.models)
    with pytest.raises(BadInput, match="no user"):
        move_models(folders, Path("~nobody-of-this-name/models"))
    assert usable(folders) == ["ears", "more"]


def test_a_disk_that_is_full_leaves_the_models_where_they_were(
    folders: Folders, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = folders.models
    monkeypatch.setattr("shutil.disk_usage", lambda _: type("Usage", (), {"free": 3})())
    with pytest.raises(CaptioningError, match="free"):
        move_models(folders, tmp_path / "small")
    assert folders.models == old
    assert usable(folders) == ["ears", "more"]


STEPS = ("copy_checked", "install", "write_private", "_remove_old", "discard")
MOVING = """
import os, sys
from pathlib import Path
from app.folders import portable_folders
from app.model_store import moving
step, count = sys.argv[3], int(sys.argv[4])
real = getattr(moving, step)
def ending(*arguments, **named):
    global count
    count -= 1
    if count < 0:
        os.kill(os.getpid(), 9)
    return real(*arguments, **named)
setattr(moving, step, ending)
moving.move_models(portable_folders(Path(sys.argv[1])), Path(sys.argv[2]))
"""


@pytest.mark.parametrize(
    ("step", "count"), [(step, count) for step in STEPS for count in (0, 1) if (step, count) != ("_remove_old", 1)]
)
def test_a_move_that_is_killed_loses_nothing_and_is_finished_later(
    folders: Folders, tmp_path: Path, step: str, count: int
) -> None:
    old, new = folders.models, tmp_path / "new"
    arguments = [os.fspath(tmp_path / "home"), os.fspath(new), step, str(count)]
    root = Path(__file__).resolve().parents[3]
    killed = subprocess.run([sys.executable, "-c", MOVING, *arguments], cwd=root, check=False)
    assert killed.returncode == -9
    assert usable(folders) == ["ears", "more"]
    if folders.models == new:
        finish_move(folders)
    else:
        move_models(folders, new)
    assert usable(folders) == ["ears", "more"]
    with staging.one_import_at_a_time(old):
        left = {path.name for path in old.iterdir()} - {".lock"}
    assert left == set()
    assert not (new / ".moved-from").exists()


@pytest.mark.parametrize("target", ["exported", "ears.zip"])
def test_a_model_is_exported_and_imported_on_another_computer(folders: Folders, tmp_path: Path, target: str) -> None:
    place = export_model(ModelStore(folders.models).find("ears"), tmp_path / target)
    there = ModelStore(tmp_path / "another computer")
    assert there.import_checkpoint(place).name == "ears"
    assert there.check("ears").title == "Ears"
    with pytest.raises(BadInput, match="already"):
        export_model(there.find("ears"), place if place.suffix else there.folder)


@pytest.mark.parametrize("target", ["exported", "ears.zip"])
def test_a_damaged_model_is_not_exported(folders: Folders, tmp_path: Path, target: str) -> None:
    entry = ModelStore(folders.models).find("ears")
    (name,) = entry.described.files
    (entry.folder / name).write_bytes(b"grapf")
    with pytest.raises(CaptioningError, match="differs"):
        export_model(entry, tmp_path / target)
    assert {path.name for path in tmp_path.iterdir()} == {"home"}


def test_an_archive_with_other_content_or_a_bad_name_is_refused(folders: Folders, tmp_path: Path) -> None:
    place = export_model(ModelStore(folders.models).find("ears"), tmp_path / "ears.zip")
    with zipfile.ZipFile(place) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    there = ModelStore(tmp_path / "another computer")
    for name, content in held.items():
        damaged = tmp_path / "damaged.zip"
        with zipfile.ZipFile(damaged, "w") as archive:
            for each, right in held.items():
                archive.writestr(each, right if each != name else content[:-1] + b"!")
        with pytest.raises(ModelUnusable):
            there.import_checkpoint(damaged)
    evil = tmp_path / "evil.zip"
    with zipfile.ZipFile(evil, "w") as archive:
        for each, right in held.items():
            archive.writestr(each, right.replace(b'"encoder.onnx"', b'"../../out.onnx"'))
    with pytest.raises(ModelUnusable):
        there.import_checkpoint(evil)
    assert there.list() == []
