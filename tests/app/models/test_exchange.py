"""Another model while captions run: no gap, the old one until it has loaded, and as it was where it cannot be had."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

import pytest

from app.choices import LiveOptions, LiveState, SourceChoice, SourceKind
from app.folders import portable_folders
from app.live import LiveController
from app.models import held
from app.models.held import HeldModel
from app.settings import Settings
from engine.errors import CaptioningError, ModelUnusable
from engine.events import CaptionEvent, EngineError, Final, SessionEnded, SpeechStarted
from tests.support.fun_asr import golden_model
from tests.support.recognisers import ScriptedRecogniser

PATIENCE_S = 90.0


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def controller(home: Path):
    each = LiveController(Settings(model="mini"), portable_folders(home))
    yield each
    each.close()


@pytest.fixture
def model(home: Path, monkeypatch: pytest.MonkeyPatch):
    """What holds a model, with nothing real to load."""
    monkeypatch.setattr("app.models.loading.load_recogniser", lambda *_asked: ScriptedRecogniser([]))
    each = HeldModel(lambda: Settings(), portable_folders(home).models)
    yield each
    each.close()


def until(controller: LiveController, kind: type, events: list[CaptionEvent]) -> None:
    """Collects events until one of `kind` has come."""
    waiting = threading.Event()
    while not any(isinstance(event, kind) for event in events):
        events += controller.feed.drain()
        waiting.wait(0.01)


def exchange(controller: LiveController, name: str | None) -> CaptioningError | None:
    brought: list[CaptioningError | None] = []
    came = threading.Event()
    controller.exchange_model(name, lambda failed: (brought.append(failed), came.set()))
    assert came.wait(PATIENCE_S)
    return brought[0]


@pytest.mark.slow
def test_a_model_that_is_exchanged_while_somebody_speaks_writes_the_next_utterance(controller, home, sample, shared):
    """The first words belong to the old model, the last ones to the new one, and none is missing between them."""
    shutil.copytree(golden_model(shared).converted("fp32"), portable_folders(home).models / "ears")
    events: list[CaptionEvent] = []
    controller.start(SourceChoice(SourceKind.FILE, path=sample, paced=True), LiveOptions(partials=False))
    until(controller, SpeechStarted, events)
    assert exchange(controller, "ears") is None
    while "ears" not in [event.model for event in events if isinstance(event, Final)]:
        until(controller, Final, newer := [])
        events += newer
    controller.stop()
    until(controller, SessionEnded, events)
    started = [event.utterance_id for event in events if isinstance(event, SpeechStarted)]
    models = [event.model for event in events if isinstance(event, Final)]
    assert started == list(range(1, len(started) + 1))
    assert (models[0], models[-1]) == ("mini", "ears")
    assert controller.capabilities.name == "ears"


def test_a_model_that_does_not_exist_leaves_the_one_that_captions(controller, sample):
    events: list[CaptionEvent] = []
    controller.start(SourceChoice(SourceKind.FILE, path=sample, paced=True), LiveOptions(partials=False))
    controller.exchange_model("nowhere")
    until(controller, EngineError, events)
    (told,) = [event for event in events if isinstance(event, EngineError)]
    assert "There is no model called nowhere" in told.what
    assert not told.fatal
    assert controller.state is LiveState.CAPTIONING
    assert controller.capabilities.name == "mini"


def test_a_choice_while_nothing_runs_is_for_the_next_session(controller, sample):
    assert exchange(controller, "nowhere") is None
    controller.start(SourceChoice(SourceKind.FILE, path=sample, paced=False), LiveOptions(partials=False))
    events: list[CaptionEvent] = []
    until(controller, SessionEnded, events)
    (error,) = [event for event in events if isinstance(event, EngineError)]
    assert error.fatal
    assert "nowhere" in error.what


def test_the_old_model_is_closed_once_when_its_last_utterance_is_done(model):
    old = model.get("mini")
    closed: list[bool] = []
    old.close = lambda: closed.append(True)
    brought = model.bring_in(None)
    assert brought is not None
    assert (model.held is brought[0], closed) == (True, [])
    model.release(old)
    model.release(old)
    assert closed == [True]


def test_two_models_that_do_not_fit_into_memory_together_are_told_before_the_second_is_loaded(model, monkeypatch):
    before = model.get("mini")
    monkeypatch.setattr("app.models.memory.needed_bytes", lambda entry: 10**15)
    with pytest.raises(held.NoRoomForBoth, match="no room in memory"):
        model.bring_in(None)
    assert model.held is before


def test_no_model_is_exchanged_for_itself(model):
    model.get("mini")
    assert model.bring_in("mini") is None
    with pytest.raises(ModelUnusable):
        model.bring_in("nowhere")
