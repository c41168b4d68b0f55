"""A model that another process has loaded is neither removed, nor repaired, nor moved."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.folders import Folders, portable_folders
from app.model_store import in_use
from app.model_store.fetching.means import FetchMeans
from app.model_store.fetching.steering import FetchSteering
from app.model_store.in_use import marked, require_unused
from app.model_store.moving import move_models
from app.model_store.obtainable import read_catalogue
from app.model_store.store import ModelStore
from app.model_store.upkeep import repair
from engine.errors import BadInput
from tests.conftest import ROOT
from tests.support.recognisers import ScriptedRecogniser

NAME = "ears"
MINI = ROOT / "resources" / "models" / "mini"
OTHER = """
import sys
from pathlib import Path
from app.model_store.host import SAMPLE
from app.model_store.loading import load_recogniser
from engine.audio.file import read_mono
from engine.models.recogniser import Request

recogniser = load_recogniser(sys.argv[2], 1, Path(sys.argv[1]), "cpu")
print("loaded", flush=True)
for line in sys.stdin:
    if line.strip() == "close":
        recogniser.close()
        print("closed", flush=True)
    else:
        utterance = recogniser.begin(Request())
        print(len(utterance.finish(read_mono(SAMPLE)[:48_000]).text), flush=True)
        utterance.close()
"""


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    """With a model in them that can be loaded."""
    if not MINI.is_dir():
        pytest.skip("Earshot Mini is not there")
    made = portable_folders(tmp_path / "home")
    shutil.copytree(MINI, made.models / NAME)
    return made


class Other:
    """Another process that has loaded the model."""

    def __init__(self, models: Path) -> None:
        command = [sys.executable, "-c", OTHER, str(models), NAME]
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )
        assert self.said() == "loaded"

    def ask(self, what: str) -> str:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{what}\n")
        self.process.stdin.flush()
        return self.said()

    def said(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


@pytest.fixture
def other(folders: Folders) -> Iterator[Other]:
    made = Other(folders.models)
    yield made
    made.kill()


def refused(folders: Folders, store: ModelStore, target: Path) -> list[BadInput]:
    """What a removal, a repair and a move say."""
    catalogue = read_catalogue(folders.config / "models.toml")
    steering = FetchSteering()
    with pytest.raises(BadInput) as removal:
        store.remove(NAME)
    with pytest.raises(BadInput) as repairing:
        repair(NAME, store, catalogue, FetchMeans(offline=True), steering)
    with pytest.raises(BadInput) as moving:
        move_models(folders, target)
    return [removal.value, repairing.value, moving.value]


def test_another_process_goes_on_with_its_model_until_it_closes_it(
    folders: Folders, other: Other, tmp_path: Path
) -> None:
    store = ModelStore(folders.models)
    (folders.models / NAME / "multilingual.tiktoken").write_text("damaged")
    for failure in refused(folders, store, tmp_path / "drive"):
        assert failure.what.startswith("Another Earshot is using ")
        assert failure.remedy == "End it, or wait until its work is done, then try again."
    assert folders.models == folders.cache / "models"
    assert int(other.ask("text")) > 0
    assert other.ask("close") == "closed"
    store.remove(NAME)
    assert not (folders.models / NAME).exists()
    assert list((folders.models / in_use.FOLDER).iterdir()) == []


def test_a_process_that_is_killed_holds_nothing(folders: Folders, other: Other) -> None:
    other.kill()
    ModelStore(folders.models).remove(NAME)
    assert list((folders.models / in_use.FOLDER).iterdir()) == []


def test_other_models_of_the_folder_are_free(tmp_path: Path) -> None:
    held = marked(ScriptedRecogniser([]), tmp_path / "ears-2")
    require_unused(tmp_path, tmp_path / "ears")
    with pytest.raises(BadInput):
        require_unused(tmp_path, tmp_path / "ears-2")
    with pytest.raises(BadInput):
        require_unused(tmp_path)
    held.close()
    require_unused(tmp_path)


def test_where_no_mark_can_be_made_the_model_is_used_all_the_same(tmp_path: Path) -> None:
    (tmp_path / in_use.FOLDER).write_text("a file in the way")
    model = ScriptedRecogniser([])
    assert marked(model, tmp_path / NAME) is model
