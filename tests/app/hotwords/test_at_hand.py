"""Beside the captions: hotwords are counted, and what was heard last can be heard again with and without the lists."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from app.choices import LiveOptions, SourceChoice, SourceKind
from app.folders import Folders, portable_folders
from app.hotwords.importing import from_paste
from app.hotwords.last_heard import HeardTwice, LastHeard
from app.hotwords.library import HotwordLibrary
from app.hotwords.usage import UsageCounts
from app.hotwords.vocabulary import Vocabulary
from app.live import LiveController
from app.settings import Settings
from engine.errors import BadInput, CaptioningError
from engine.events import CaptionEvent, Final, Notice, SessionEnded
from engine.hotwords.entries import Hotword
from engine.hotwords.retrieval import HotwordIndex
from engine.hotwords.steering import Steering
from engine.models.recogniser import Hypothesis, Request
from tests.support.answers import answer
from tests.support.recognisers import ScriptedRecogniser

WAIT_S = 60
SOUND = np.full(16_000, 0.1, np.float32)


# -- what was heard last ---------------------------------------------------------------------------------------


def test_the_same_sound_is_heard_with_the_list_and_without_it() -> None:
    inner, last = ScriptedRecogniser(["we use fun asr"] * 2), LastHeard()
    last.take(SOUND, Request(language="en"), Hypothesis("we use fun asr"))
    wish = Request(steering=Steering(HotwordIndex([Hotword("Fun-ASR")])))
    twice = last.again(inner, wish)
    assert (twice.without, twice.with_list) == ("we use fun asr", "we use Fun-ASR")
    assert (twice.offered, twice.used) == (("Fun-ASR",), ("Fun-ASR",))
    assert [len(each) for each in inner.heard] == [len(SOUND)] * 2
    assert inner.open == 0


def test_silence_does_not_take_the_place_of_what_was_said() -> None:
    last = LastHeard()
    last.take(SOUND, Request(), Hypothesis("said"))
    last.take(SOUND, Request(), Hypothesis(""))
    assert last.text == "said"


def test_where_nothing_was_heard_nothing_can_be_heard_again() -> None:
    with pytest.raises(CaptioningError, match="Nothing was heard"):
        LastHeard().again(ScriptedRecogniser([]), Request())


# -- a whole session -------------------------------------------------------------------------------------------


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    made = portable_folders(tmp_path / "home")
    HotwordLibrary(made.hotwords).create("places", from_paste("morning\noffice\ncall\nfloor\nweeks\n"))
    return made


@pytest.fixture
def clip(sample: Path, tmp_path: Path) -> Path:
    """The first sentences of the sample: a whole session in little time."""
    sound, rate = soundfile.read(sample, dtype="float32")
    soundfile.write(tmp_path / "clip.flac", sound[: 8 * rate], rate)
    return tmp_path / "clip.flac"


@pytest.fixture
def controller(folders: Folders, monkeypatch: pytest.MonkeyPatch) -> Iterator[LiveController]:
    scripted = ScriptedRecogniser(["We meet in the London office."] * 20)
    monkeypatch.setattr("app.models.loading.load_recogniser", lambda *_asked: scripted)
    made = LiveController(Settings(), folders)
    yield made
    made.close()


def collect(controller: LiveController, kind: type[CaptionEvent], events: list[CaptionEvent]) -> list[CaptionEvent]:
    """Until one of `kind` has come; a session that ends first fails the test."""
    deadline = time.monotonic() + WAIT_S
    while not any(isinstance(event, kind) for event in events):
        assert time.monotonic() < deadline
        assert not any(isinstance(event, SessionEnded) for event in events), f"it ended without {kind.__name__}"
        controller.feed.wait(0.1)
        events += controller.feed.drain()
    return events


def to_the_end(controller: LiveController) -> list[CaptionEvent]:
    return collect(controller, SessionEnded, [])


def test_a_session_counts_its_hotwords_and_its_last_sentence_can_be_heard_again(
    controller: LiveController, folders: Folders, clip: Path
) -> None:
    controller.start(SourceChoice(SourceKind.FILE, path=clip, paced=False), LiveOptions(partials=False))
    finals = [event for event in to_the_end(controller) if isinstance(event, Final)]
    heard = {word for final in finals for word in final.hotwords_used}
    assert heard
    twice = answer(controller.hotword_desk.hear_again)
    assert isinstance(twice, HeardTwice)
    assert twice.without
    assert controller.hotword_desk.last_text
    controller.close()
    counts = UsageCounts(folders.hotword_usage_file).all()
    assert {word for word, usage in counts.items() if usage.heard} == heard
    assert sum(usage.heard for usage in counts.values()) == sum(len(each.hotwords_used) for each in finals)


def test_a_model_that_writes_captions_is_not_disturbed(controller: LiveController, clip: Path) -> None:
    controller.start(SourceChoice(SourceKind.FILE, path=clip, paced=True), LiveOptions(partials=False))
    collect(controller, Final, [])
    failed = answer(controller.hotword_desk.hear_again)
    controller.stop()
    to_the_end(controller)
    assert isinstance(failed, CaptioningError)
    assert failed.what == "The model is busy with captions."


def test_lists_that_cannot_be_read_again_become_one_notice_while_captions_go_on(
    controller: LiveController, folders: Folders, clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(library: HotwordLibrary, **_: object) -> Vocabulary:
        raise BadInput("There is no list “mine”.", "It was removed meanwhile.")

    controller.start(SourceChoice(SourceKind.FILE, path=clip, paced=True), LiveOptions(partials=False))
    events = collect(controller, Final, [])
    monkeypatch.setattr(HotwordLibrary, "vocabulary", gone)
    (folders.hotwords / "mine.txt").write_text("word\n")
    collect(controller, Notice, events)
    controller.stop()
    (told,) = [event for event in [*events, *to_the_end(controller)] if isinstance(event, Notice)]
    assert told.what.startswith("The changed hotword lists could not be read")
