"""Stop never locks: the next session begins at once, and the captions before it are improved behind it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

import app.control.session_control
from app.choices import LiveOptions, LiveState, SourceChoice, SourceKind
from app.control.broadcast import Improvement
from app.control.model_turns import ModelTurns
from app.folders import Folders, portable_folders
from app.outputs.caption_outputs import CaptionOutputs
from app.outputs.choices import zoom_choice
from app.settings import Settings
from engine.audio.file import read_mono
from engine.events import CaptionEvent, Final, SessionEnded, SpeechStarted
from engine.timeline import SAMPLE_RATE
from tests.support.audio import HandSource
from tests.support.caption_receivers import StandInZoom, running
from tests.support.listening import ReadEarshot
from tests.support.recognisers import SCRIPTED, ScriptedRecogniser
from tests.support.waiting import PATIENCE_S, until

BLOCK = 512


@dataclass
class Talk:
    """Earshot with a microphone by hand for each session, and what it told."""

    folders: Folders
    model: str = "scripted"
    microphones: list[HandSource] = field(default_factory=list)
    events: list[CaptionEvent] = field(default_factory=list)
    improvements: list[Improvement] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.earshot = ReadEarshot(Settings(model=self.model, record_audio=True), self.folders)
        self.improved = self.earshot.improvements.reader()

    def open(self, choice: SourceChoice) -> HandSource:
        self.microphones.append(HandSource())
        return self.microphones[-1]

    def start(self) -> HandSource:
        known = len(self.microphones)
        self.earshot.session.start(SourceChoice(SourceKind.MICROPHONE), LiveOptions(partials=False))
        self.until(lambda: len(self.microphones) > known and self.microphones[-1]._sink is not None)
        return self.microphones[-1]

    def drain(self) -> None:
        self.events += self.earshot.reader.drain()
        self.improvements += self.improved.drain()

    def until(self, condition: Callable[[], bool]) -> None:
        def now() -> bool:
            self.drain()
            return condition()

        until(now)

    def count(self, kind: type[CaptionEvent]) -> int:
        return sum(isinstance(event, kind) for event in self.events)

    def improved_texts(self, session: int) -> set[str]:
        finals = [each.event for each in self.improvements if each.session == session and isinstance(each.event, Final)]
        return {final.text for final in finals if not final.draft}

    def texts(self) -> set[str]:
        return {event.text for event in self.events if isinstance(event, Final) and not event.draft}

    def kept(self, session: int) -> list[str]:
        """The texts of a session in the store, counted from the first."""
        store = self.earshot.transcripts.store()
        number = sorted(each.id for each in store.sessions())[session]
        return [final.text for final in store.load(number).segments]


def deliver(source: HandSource, sound: np.ndarray) -> None:
    for start in range(0, len(sound), BLOCK):
        source.deliver(sound[start : start + BLOCK])


def frames(recording: Path) -> int:
    """0 while it is not a whole file yet."""
    try:
        return int(soundfile.info(recording).frames)
    except soundfile.LibsndfileError:
        return 0


@pytest.fixture
def speech(sample: Path) -> np.ndarray:
    """Three utterances of about two seconds, with silences that end them."""
    sound, silence = read_mono(sample), np.zeros(2 * SAMPLE_RATE, np.float32)
    spoken = sound[int(0.3 * SAMPLE_RATE) : int(2.3 * SAMPLE_RATE)]
    return np.concatenate([part for _ in range(3) for part in (spoken, silence)])


@pytest.fixture
def talk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Talk]:
    made = Talk(portable_folders(tmp_path))
    monkeypatch.setattr(app.control.session_control, "open_source", made.open)
    yield made
    made.earshot.close()


class Passes:
    """Lets no final pass return before the test says so."""

    def __init__(self) -> None:
        self.may_go_on = threading.Event()
        self.begun = 0
        self.scripted = ScriptedRecogniser([f"sentence {number}" for number in range(40)], self)

    def __call__(self) -> None:
        self.begun += 1
        assert self.may_go_on.wait(PATIENCE_S)


@pytest.fixture
def passes(monkeypatch: pytest.MonkeyPatch) -> Iterator[Passes]:
    gate = Passes()
    monkeypatch.setattr("app.model_store.loading.load_recogniser", lambda *_asked: gate.scripted)
    monkeypatch.setattr("app.model_store.host._measured", lambda recogniser: None)
    yield gate
    gate.may_go_on.set()


def stopped_with_finals_that_wait(talk: Talk, passes: Passes, speech: np.ndarray) -> None:
    microphone = talk.start()
    deliver(microphone, speech)
    talk.until(lambda: passes.begun == 1)  # it holds up the engine thread
    talk.earshot.session.stop()


def test_the_next_session_begins_while_finals_of_the_one_before_wait(
    talk: Talk, passes: Passes, speech: np.ndarray
) -> None:
    stopped_with_finals_that_wait(talk, passes, speech)
    assert talk.earshot.session.state is LiveState.STOPPING
    second = talk.start()
    assert talk.earshot.session.improving > 0
    assert talk.earshot.session.state in (LiveState.LOADING, LiveState.CAPTIONING)
    deliver(second, speech)
    passes.may_go_on.set()
    talk.until(lambda: talk.earshot.session.improving == 0)
    talk.earshot.session.stop()
    talk.until(lambda: talk.earshot.session.state is LiveState.IDLE)
    assert {each.session for each in talk.improvements} == {0}
    assert (len(talk.kept(0)), len(talk.kept(1))) == (3, 3)
    assert talk.improved_texts(0) == set(talk.kept(0))
    assert talk.texts() == set(talk.kept(1))
    assert talk.count(SessionEnded) == 1
    assert talk.earshot.session.number == 1


def test_what_is_left_can_be_counted_and_skipped(talk: Talk, passes: Passes, speech: np.ndarray) -> None:
    stopped_with_finals_that_wait(talk, passes, speech)
    talk.start()
    assert talk.earshot.session.improving > 0
    talk.earshot.session.skip_refining()
    passes.may_go_on.set()
    talk.until(lambda: talk.earshot.session.improving == 0)
    talk.drain()
    assert passes.begun < 3
    assert talk.earshot.session.state is not LiveState.STOPPING


def test_of_two_that_were_stopped_the_older_one_comes_to_its_end(
    talk: Talk, passes: Passes, speech: np.ndarray
) -> None:
    stopped_with_finals_that_wait(talk, passes, speech)
    deliver(talk.start(), speech)
    talk.earshot.session.stop()
    talk.start()
    passes.may_go_on.set()
    talk.until(lambda: talk.earshot.session.improving == 0)
    assert {each.session for each in talk.improvements} == {0, 1}
    talk.until(lambda: talk.earshot.session.state is LiveState.CAPTIONING)


def test_the_recording_ends_with_the_sound_and_not_with_the_text(
    talk: Talk, passes: Passes, speech: np.ndarray
) -> None:
    passes.scripted.capabilities = replace(SCRIPTED, concurrent_finals=True)
    stopped_with_finals_that_wait(talk, passes, speech)
    (recording,) = talk.folders.recordings.iterdir()
    until(lambda: frames(recording) == len(speech))
    talk.drain()
    assert talk.count(SessionEnded) == 0


def test_the_program_that_is_closed_waits_for_both(
    talk: Talk, passes: Passes, speech: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.control.session_control, "CLOSE_S", PATIENCE_S)
    stopped_with_finals_that_wait(talk, passes, speech)
    deliver(talk.start(), speech)
    passes.may_go_on.set()
    talk.earshot.close()
    assert len(talk.kept(0)) == 3


# -- turns -----------------------------------------------------------------------------------------------------


def test_calls_of_two_sessions_never_overlap_and_the_newer_goes_first() -> None:
    turns, order, entered = ModelTurns(), [], threading.Event()
    may_leave = threading.Event()

    def call(session: int, first: bool = False) -> None:
        with turns.of(session):
            order.append(session)
            if first:
                entered.set()
                assert may_leave.wait(PATIENCE_S)

    threads = [threading.Thread(target=call, args=(0, True))]
    threads[0].start()
    assert entered.wait(PATIENCE_S)
    for session in (0, 1, 1):
        threads.append(threading.Thread(target=call, args=(session,)))
    for thread in threads[2:]:
        thread.start()
    until(lambda: turns._waiting[1] == 2)
    threads[1].start()  # of the session that is inside already
    until(lambda: order == [0] or len(order) > 1)
    may_leave.set()
    for thread in threads:
        thread.join(PATIENCE_S)
    assert order[0] == 0
    assert order[1:3] == [1, 1]


def test_a_call_that_hangs_does_not_hold_another_session_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.control.model_turns.HANGS_S", 0.05)
    turns = ModelTurns()
    with turns.of(0), pytest.raises(TimeoutError), turns.of(1):
        pytest.fail("two sessions compute at once")


# -- a real model ----------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.models
def test_with_a_real_model_all_that_was_said_in_two_sessions_is_kept(
    tmp_path: Path, whisper_base: Path, speech: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk = Talk(portable_folders(tmp_path), "whisper-base")
    monkeypatch.setattr(app.control.session_control, "open_source", talk.open)
    deliver(talk.start(), speech)
    talk.until(lambda: talk.count(SpeechStarted) == 3)
    talk.earshot.session.stop()
    deliver(talk.start(), speech)
    talk.until(lambda: talk.count(Final) >= 3 and talk.earshot.session.improving == 0)
    talk.earshot.session.stop()
    talk.until(lambda: talk.earshot.session.state is LiveState.IDLE)
    assert [len(talk.kept(0)), len(talk.kept(1))] == [3, 3]
    assert all(each.session == 0 for each in talk.improvements)
    talk.earshot.close()


def test_an_output_gets_all_captions_of_its_session_and_none_of_the_next(
    talk: Talk, passes: Passes, speech: np.ndarray
) -> None:
    with running(StandInZoom()) as zoom:
        outputs = CaptionOutputs(talk.earshot, Settings)
        outputs.start(zoom_choice(zoom.url))  # for the session that begins next
        stopped_with_finals_that_wait(talk, passes, speech)
        deliver(talk.start(), speech)
        passes.may_go_on.set()
        talk.until(lambda: not outputs.on)
        talk.earshot.session.stop()
        talk.until(lambda: talk.earshot.session.state is LiveState.IDLE)
        assert (len(zoom.taken), zoom.wrongs) == (3, [])
        assert not set(zoom.taken) & set(talk.kept(1))
