"""Labels of speakers behind the captions: real store, real sound; the model knows voices by their loudness."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from app.control.earshot import Earshot
from app.control.workers import Cancelled
from app.folders import portable_folders
from app.settings import Settings
from app.transcripts.speaker_labels import SpeakersMissing, SpokenTurns
from engine.errors import CaptioningError
from engine.events import DecodedBy, Final, Word
from engine.timeline import SAMPLE_RATE
from tests.support.audio import Loudness
from tests.support.waiting import until

PATIENCE_S = 60.0


@pytest.fixture
def earshot(tmp_path: Path) -> Iterator[Earshot]:
    made = Earshot(Settings(label_speakers=True), portable_folders(tmp_path))
    yield made
    made.close()


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.transcripts.speaker_labels.voices_at_hand", lambda *_asked: Loudness())
    monkeypatch.setattr("app.transcripts.speaker_labels.can_label", lambda _models: True)


def kept(earshot: Earshot, folder: Path) -> int:
    sound = folder / "talk.flac"
    soundfile.write(sound, np.repeat(np.array([0.1, 0.4], np.float32), 4 * SAMPLE_RATE), SAMPLE_RATE)
    store = earshot.transcripts.store()
    number = store.begin_session("talk", "mini", "en", sound)
    words = tuple(Word(each, at * SAMPLE_RATE, (at + 1) * SAMPLE_RATE, 0.9) for at, each in enumerate("abcdefgh"))
    store.append(number, Final(1, 0, 8 * SAMPLE_RATE, "a b c d e f g h", words, "mini", DecodedBy.CTC, 0.1))
    store.end_session(number, 8 * SAMPLE_RATE)
    return number


def _found(earshot: Earshot, number: int, *, cancel: bool = False) -> SpokenTurns | CaptioningError:
    answers: list[SpokenTurns | CaptioningError] = []
    answered = threading.Event()

    def done(answer: SpokenTurns | CaptioningError) -> None:
        answers.append(answer)
        answered.set()

    job = earshot.speakers.find(number, None, lambda share, doing: None, done)
    if cancel:
        job.cancel()
    assert answered.wait(PATIENCE_S)
    return answers[0]


@pytest.mark.usefixtures("installed")
def test_turns_are_found_in_the_sound_and_nothing_is_kept(earshot: Earshot, tmp_path: Path) -> None:
    number = kept(earshot, tmp_path)
    turns = _found(earshot, number)
    assert isinstance(turns, SpokenTurns)
    assert [turn.speaker for turn in turns.turns] == [0, 1]
    assert earshot.transcripts.store().load(number).edits.speakers == {}


@pytest.mark.usefixtures("installed")
def test_who_cancels_gets_an_answer(earshot: Earshot, tmp_path: Path) -> None:
    assert isinstance(_found(earshot, kept(earshot, tmp_path), cancel=True), Cancelled | SpokenTurns)


def test_without_the_model_the_answer_says_how_to_get_it(earshot: Earshot, tmp_path: Path) -> None:
    assert isinstance(_found(earshot, kept(earshot, tmp_path)), SpeakersMissing)


@pytest.mark.usefixtures("installed")
def test_the_setting_labels_a_transcript_when_it_ends(earshot: Earshot, tmp_path: Path) -> None:
    number, store = kept(earshot, tmp_path), earshot.transcripts.store()
    earshot.speakers.when_ended(lambda: number)
    until(lambda: store.load(number).edits.speakers)
    labelled = store.load(number)
    assert [(labelled.edits.speakers[each.utterance_id], each.text) for each in labelled.segments] == [
        ("Speaker 1", "a b c d"),
        ("Speaker 2", "e f g h"),
    ]
