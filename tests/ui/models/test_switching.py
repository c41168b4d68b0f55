"""A model is got while captions run, and they go on with it: no restart, and no gap."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
from pytestqt.qtbot import QtBot

from app.choices import LiveOptions, LiveState, SourceChoice, SourceKind
from app.folders import portable_folders
from app.settings import Settings
from engine.events import CaptionEvent, Final, SpeechStarted
from tests.support.fun_asr import golden_model
from tests.support.listening import ReadEarshot
from tests.support.model_hub import ModelHub, model_hub
from tests.support.small_catalogue import NAME, means_for, write_catalogue
from tests.support.ui_window import open_window
from tests.ui.models.test_getting import PATIENCE_MS, answer
from ui.models.page import ModelsPage

PUBLISHED = ("config.yaml", "model.safetensors", "multilingual.tiktoken")


@pytest.fixture
def hub(shared: Callable[[str], Path]) -> Iterator[ModelHub]:
    folder = golden_model(shared).folder
    with model_hub() as made:
        made.files = {name: (folder / name).read_bytes() for name in PUBLISHED}
        yield made


@pytest.fixture
def earshot(tmp_path: Path, hub: ModelHub) -> Iterator[ReadEarshot]:
    folders = portable_folders(tmp_path / "home")
    write_catalogue(folders.config, hub.files, "fun-asr-nano")
    made = ReadEarshot(Settings(model="mini", language="en"), folders)
    made.model_manager.means = lambda: means_for(hub)
    yield made
    made.close()


@pytest.mark.slow
def test_captions_that_run_go_on_with_a_model_that_was_just_got(
    qtbot: QtBot, tmp_path: Path, earshot: ReadEarshot, sample: Path
) -> None:
    sound, rate = soundfile.read(sample, dtype="int16")
    soundfile.write(long := tmp_path / "long.flac", np.tile(sound, 8), rate)
    window = open_window(qtbot, tmp_path, earshot)  # type: ignore[arg-type]  # the real thing
    earshot.session.start(SourceChoice(SourceKind.FILE, path=long, paced=True), LiveOptions(partials=False))
    events: list[CaptionEvent] = []

    def writes(model: str) -> bool:
        events.extend(earshot.reader.drain())
        return any(isinstance(event, Final) and event.model == model for event in events)

    qtbot.waitUntil(lambda: writes("mini"), timeout=PATIENCE_MS)
    page = window.show_page("models")
    assert isinstance(page, ModelsPage)
    qtbot.waitUntil(lambda: NAME in page.available, timeout=PATIENCE_MS)
    page.available[NAME].use.click()
    answer(qtbot, "Get")
    qtbot.waitUntil(lambda: window.banners.named(f"models get {NAME}") is not None, timeout=PATIENCE_MS)
    assert not writes(NAME)
    banner = window.banners.named(f"models get {NAME}")
    assert banner is not None
    banner.action.click()
    qtbot.waitUntil(lambda: writes(NAME), timeout=PATIENCE_MS)
    assert earshot.session.state is LiveState.CAPTIONING
    begun = [event.utterance_id for event in events if isinstance(event, SpeechStarted)]
    assert begun == list(range(1, len(begun) + 1))
    finals = [event for event in events if isinstance(event, Final)]
    written = list(dict.fromkeys(final.utterance_id for final in finals))
    assert written == list(range(1, len(written) + 1))
    settled = [final.utterance_id for final in finals if not final.draft]  # a busy machine writes a draft before some
    assert len(settled) == len(set(settled))
    earshot.session.stop()
