"""Another model while captions run: no gap, the old one until it has loaded, and as it was where it cannot be had."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

import pytest

from app.choices import LiveOptions, LiveState, SourceChoice, SourceKind
from app.folders import portable_folders
from app.model_store.host import ModelHost, NoRoomForBoth
from app.settings import Settings
from engine.errors import CaptioningError, ModelUnusable
from engine.events import CaptionEvent, Degraded, EngineError, Final, SessionEnded, SpeechStarted
from tests.support.fun_asr import golden_model
from tests.support.listening import ReadEarshot
from tests.support.recognisers import ScriptedRecogniser

PATIENCE_S = 90.0


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def earshot(home: Path):
    each = ReadEarshot(Settings(model="mini"), portable_folders(home))
    yield each
    each.close()


@pytest.fixture
def model(home: Path, monkeypatch: pytest.MonkeyPatch):
    """What holds a model, with nothing real to load."""
    monkeypatch.setattr("app.model_store.loading.load_recogniser", lambda *_asked: ScriptedRecogniser([]))
    each = ModelHost(lambda: Settings(), lambda: portable_folders(home).models)
    yield each
    each.close()


def until(earshot: ReadEarshot, kind: type, events: list[CaptionEvent]) -> None:
    """Collects events until one of `kind` has come."""
    waiting = threading.Event()
    while not any(isinstance(event, kind) for event in events):
        events += earshot.reader.drain()
        waiting.wait(0.01)


def exchange(earshot: ReadEarshot, name: str | None) -> CaptioningError | None:
    brought: list[CaptioningError | None] = []
    came = threading.Event()
    earshot.models.exchange_model(name, lambda failed: (brought.append(failed), came.set()))
    assert came.wait(PATIENCE_S)
    return brought[0]


@pytest.mark.slow
def test_a_model_that_is_exchanged_while_somebody_speaks_writes_the_next_utterance(earshot, home, sample, shared):
    """The first words belong to the old model, the last ones to the new one, and none is missing between them."""
    shutil.copytree(golden_model(shared).converted("fp32"), portable_folders(home).models / "ears")
    events: list[CaptionEvent] = []
    earshot.session.start(SourceChoice(SourceKind.FILE, path=sample, paced=True), LiveOptions(partials=False))
    until(earshot, SpeechStarted, events)
    assert exchange(earshot, "ears") is None
    while "ears" not in [event.model for event in events if isinstance(event, Final)]:
        until(earshot, Final, newer := [])
        events += newer
    earshot.session.stop()
    until(earshot, SessionEnded, events)
    started = [event.utterance_id for event in events if isinstance(event, SpeechStarted)]
    models = [event.model for event in events if isinstance(event, Final)]
    assert started == list(range(1, len(started) + 1))
    assert (models[0], models[-1]) == ("mini", "ears")
    assert earshot.models.capabilities.name == "ears"


def test_a_model_that_does_not_exist_leaves_the_one_that_captions(earshot, sample):
    events: list[CaptionEvent] = []
    earshot.session.start(SourceChoice(SourceKind.FILE, path=sample, paced=True), LiveOptions(partials=False))
    earshot.models.exchange_model("nowhere")
    until(earshot, EngineError, events)
    (told,) = [event for event in events if isinstance(event, EngineError)]
    assert "There is no model called nowhere" in told.what
    assert not told.fatal
    assert earshot.session.state is LiveState.CAPTIONING
    assert earshot.models.capabilities.name == "mini"


def test_a_choice_that_is_not_there_gives_way_to_the_next_best_in_the_next_session(earshot, sample):
    assert exchange(earshot, "nowhere") is None
    earshot.session.start(SourceChoice(SourceKind.FILE, path=sample, paced=False), LiveOptions(partials=False))
    events: list[CaptionEvent] = []
    until(earshot, SessionEnded, events)
    told = [event.what for event in events if isinstance(event, Degraded)]
    assert any("in place of nowhere: There is no model called nowhere." in each for each in told)
    assert any(isinstance(event, Final) for event in events)


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
    monkeypatch.setattr("app.model_store.memory.needed_bytes", lambda entry, _at_hand: 10**15)
    with pytest.raises(NoRoomForBoth, match="no room in memory"):
        model.bring_in(None)
    assert model.held is before


def test_no_model_is_exchanged_for_itself(model):
    model.get("mini")
    assert model.bring_in("mini") is None
    with pytest.raises(ModelUnusable):
        model.bring_in("nowhere")
