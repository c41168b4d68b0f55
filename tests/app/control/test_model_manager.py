"""What the window asks about models: what is in use stays, and the settings say what is asked of a network."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from queue import SimpleQueue

import pytest

from app.choices import LiveState
from app.control.current_session import CurrentSession
from app.control.earshot import Earshot
from app.control.model_manager import ActDone, ModelManager
from app.folders import Folders, portable_folders
from app.model_store import bundled
from app.model_store.offer import OfferedModel
from app.settings import Settings
from engine.errors import CaptioningError
from tests.support.model_folders import write_model
from tests.support.recognisers import ScriptedRecogniser

PATIENCE_S = 60.0


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folders:
    monkeypatch.setattr(bundled, "FOLDER", tmp_path / "nothing bundled")
    made = portable_folders(tmp_path / "home")
    write_model(made.models / "ears", "Ears")
    return made


@pytest.fixture
def earshot(folders: Folders) -> Iterator[Earshot]:
    made = Earshot(Settings(model="ears", model_mirror="http://mirror.example"), folders)
    yield made
    made.close()


class Ended:
    """How acts ended."""

    def __init__(self, model_manager: ModelManager) -> None:
        self.acts: list[ActDone] = []
        self._came = threading.Condition()
        model_manager.followers.append(self._take)

    def _take(self, done: ActDone | None) -> None:
        if done is not None:
            with self._came:
                self.acts.append(done)
                self._came.notify_all()

    def wait(self, count: int) -> ActDone:
        with self._came:
            assert self._came.wait_for(lambda: len(self.acts) == count, PATIENCE_S)
            return self.acts[-1]


def test_the_mirror_of_the_settings_is_asked(earshot: Earshot) -> None:
    assert earshot.model_manager.means().host("huggingface") == "http://mirror.example"


def test_a_model_in_use_is_not_removed_and_afterwards_it_goes_with_the_choice(
    earshot: Earshot, folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = ScriptedRecogniser([])
    held.capabilities = replace(held.capabilities, name="ears")
    monkeypatch.setattr("app.model_store.loading.load_recogniser", lambda *_asked: held)
    earshot.models.host.get("ears")
    ended = Ended(earshot.model_manager)
    with monkeypatch.context() as captioning:
        captioning.setattr(CurrentSession, "state", LiveState.CAPTIONING)
        earshot.model_manager.remove("ears", "Ears")
        refused = ended.wait(1).failure
    assert refused is not None
    assert refused.what == "Ears is in use."
    assert (folders.models / "ears").is_dir()
    earshot.model_manager.remove("ears", "Ears")
    assert ended.wait(2).failure is None
    assert not (folders.models / "ears").exists()
    assert earshot.models.host.held is None
    assert earshot.preferences.settings.model is None


def test_models_that_moved_are_found_by_all_parts(earshot: Earshot, folders: Folders, tmp_path: Path) -> None:
    ended = Ended(earshot.model_manager)
    earshot.model_manager.move(tmp_path / "elsewhere")
    assert ended.wait(1).failure is None
    assert folders.models == tmp_path / "elsewhere"
    found: SimpleQueue[list[OfferedModel] | CaptioningError] = SimpleQueue()
    earshot.models.list_models(found.put)
    listed = found.get(timeout=PATIENCE_S)
    assert isinstance(listed, list)
    assert [each.name for each in listed] == ["ears"]
