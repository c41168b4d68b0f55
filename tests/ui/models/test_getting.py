"""A model is got, paused, cancelled, repaired and removed in the window, from a hub on this computer."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from app.control.earshot import Earshot
from app.folders import Folders, portable_folders
from app.model_store import bundled
from app.model_store.store import ModelStore
from app.settings import Settings
from tests.support.model_hub import ModelHub, model_hub
from tests.support.small_catalogue import NAME, means_for, write_catalogue
from tests.support.tiny_whisper import write_tiny_whisper
from tests.support.ui_scripted import ScriptedController
from ui.main_window import MainWindow
from ui.models.page import ModelsPage

WEIGHTS = "model.bin"
PATIENCE_MS = 60_000


class Gate:
    """Holds up the weights in the middle until it is opened."""

    def __init__(self) -> None:
        self.reached, self.opened = threading.Event(), threading.Event()

    def watch(self, name: str, sent: int) -> None:
        if name == WEIGHTS and sent > 100_000:
            self.reached.set()
            self.opened.wait(60)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = write_tiny_whisper(tmp_path_factory.mktemp("published") / "tiny")
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture
def hub(published: dict[str, bytes]) -> Iterator[ModelHub]:
    with model_hub() as made:
        made.files = dict(published)
        yield made


@pytest.fixture
def folders(tmp_path: Path, hub: ModelHub, monkeypatch: pytest.MonkeyPatch) -> Folders:
    """With the user's own list of models, which has one."""
    monkeypatch.setattr(bundled, "FOLDER", tmp_path / "nothing bundled")
    made = portable_folders(tmp_path / "home")
    write_catalogue(made.config, hub.files)
    return made


@pytest.fixture
def earshot(folders: Folders, hub: ModelHub) -> Iterator[Earshot]:
    made = Earshot(Settings(language="en"), folders)
    made.model_manager.means = lambda: means_for(hub)
    yield made
    made.close()


@pytest.fixture
def controller(earshot: Earshot) -> ScriptedController:
    made = ScriptedController()
    made.use_model_manager(earshot.model_manager)
    return made


@pytest.fixture
def page(qtbot: QtBot, window: MainWindow) -> ModelsPage:
    made = window.show_page("models")
    assert isinstance(made, ModelsPage)
    qtbot.waitUntil(lambda: NAME in made.available, timeout=PATIENCE_MS)
    return made


def answer(qtbot: QtBot, verb: str) -> str:
    """Press that button of the question that is asked; what it told."""
    boxes: list[QMessageBox] = []

    def asked() -> bool:
        boxes[:] = [
            each for each in QApplication.topLevelWidgets() if isinstance(each, QMessageBox) and each.isVisible()
        ]
        return bool(boxes)

    qtbot.waitUntil(asked, timeout=PATIENCE_MS)
    told = f"{boxes[0].text()} {boxes[0].informativeText()}"
    next(each for each in boxes[0].buttons() if each.text() == verb).click()
    return told


def begin(qtbot: QtBot, page: ModelsPage, hub: ModelHub) -> Gate:
    gate = Gate()
    hub.watch = gate.watch
    page.available[NAME].use.click()
    told = answer(qtbot, "Get")
    assert "MIT" in told
    assert "weights by nobody at all" in told
    qtbot.waitUntil(gate.reached.is_set, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: page.available[NAME].work.pause.isVisible(), timeout=PATIENCE_MS)
    return gate


def installed(page: ModelsPage) -> list[str]:
    return [card.title.text() for card in page.cards[1:]]


def test_a_model_is_got_with_a_pause_and_then_used(
    qtbot: QtBot,
    page: ModelsPage,
    hub: ModelHub,
    window: MainWindow,
    controller: ScriptedController,
    published: dict[str, bytes],
    earshot: Earshot,
) -> None:
    def broken_off() -> bool:
        fetched = earshot.model_manager.works[NAME].fetched
        return fetched is not None and fetched.paused

    gate = begin(qtbot, page, hub)
    work = page.available[NAME].work
    assert "MB of" in work.words.text() or "kB of" in work.words.text()
    work.pause.click()
    qtbot.waitUntil(lambda: "paused" in work.words.text(), timeout=PATIENCE_MS)
    qtbot.waitUntil(broken_off, timeout=PATIENCE_MS)
    hub.count_anew()
    gate.opened.set()
    assert work.pause.text() == "Resume"
    work.pause.click()
    qtbot.waitUntil(lambda: len(installed(page)) == 1, timeout=PATIENCE_MS)
    assert NAME not in page.available
    assert 0 < hub.sent[WEIGHTS] < len(published[WEIGHTS])  # the first part was not fetched again
    banner = window.banners.named(f"models get {NAME}")
    assert banner is not None
    banner.action.click()
    qtbot.waitUntil(lambda: controller.calls == [f"exchange {NAME}"], timeout=PATIENCE_MS)


def test_a_cancelled_one_leaves_nothing(qtbot: QtBot, page: ModelsPage, hub: ModelHub, folders: Folders) -> None:
    gate = begin(qtbot, page, hub)
    page.available[NAME].work.cancel.click()
    gate.opened.set()
    qtbot.waitUntil(lambda: page.available[NAME].work.isHidden(), timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: page.available[NAME].use.text() == "Get", timeout=PATIENCE_MS)
    assert not [
        path for path in folders.models.rglob("*") if path.is_file() and path.suffix != ".lock" and path.name != ".lock"
    ]


def test_what_the_end_of_the_program_broke_off_is_continued(
    qtbot: QtBot, page: ModelsPage, hub: ModelHub, folders: Folders, earshot: Earshot, published: dict[str, bytes]
) -> None:
    gate = begin(qtbot, page, hub)
    earshot.model_manager.close()
    gate.opened.set()
    qtbot.waitUntil(lambda: page.available[NAME].use.text() == "Continue", timeout=PATIENCE_MS)
    assert ModelStore(folders.models).list() == []


def test_a_damaged_model_is_repaired_by_the_broken_file_alone_and_removed_wholly(
    qtbot: QtBot, page: ModelsPage, hub: ModelHub, folders: Folders, earshot: Earshot, window: MainWindow
) -> None:
    page.available[NAME].use.click()
    answer(qtbot, "Get")
    qtbot.waitUntil(lambda: installed(page) != [], timeout=PATIENCE_MS)
    (folders.models / NAME / "config.json").write_bytes(b"{}")
    hub.count_anew()
    earshot.model_manager.repair(NAME, "Tiny Talk")
    qtbot.waitUntil(lambda: window.banners.named(f"models repair {NAME}") is not None, timeout=PATIENCE_MS)
    assert set(hub.sent) == {"config.json"}
    assert ModelStore(folders.models).check(NAME)
    page.model_actions.ask_to_remove(NAME, "Tiny Talk", 7_000_000)
    assert "frees 7 MB" in answer(qtbot, "Remove")
    qtbot.waitUntil(lambda: installed(page) == [], timeout=PATIENCE_MS)
    assert not (folders.models / NAME).exists()
    assert NAME in page.available


def test_offline_fetches_nothing_and_says_so(qtbot: QtBot, page: ModelsPage, hub: ModelHub, earshot: Earshot) -> None:
    earshot.preferences.settings = Settings(offline=True)
    page.model_actions.look()
    qtbot.waitUntil(lambda: page.offline.isChecked() and NAME in page.available, timeout=PATIENCE_MS)
    assert not page.available[NAME].use.isEnabled()
    assert hub.asked == []
