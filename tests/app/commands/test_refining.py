"""earshot transcripts refine, on a real store with real sound and a scripted model."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
import soundfile

from app.cli import run
from app.commands.refining import clock_s
from app.folders import user_folders
from app.transcripts.store import TranscriptStore
from engine.events import DecodedBy, Final
from engine.timeline import SAMPLE_RATE, to_samples
from tests.support.recognisers import ScriptedRecogniser


def no_window(*_wanted: object) -> int:
    raise AssertionError("a window was opened")


@pytest.fixture
def number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """A transcript of three sentences that are two seconds apart."""
    model = ScriptedRecogniser(["Good morning.", "See you."])
    monkeypatch.setattr("app.model_store.loading.load_recogniser", lambda *_asked: model)
    sound = tmp_path / "sound.flac"
    soundfile.write(sound, 0.1 * np.sin(np.arange(to_samples(6.0)) / 5), SAMPLE_RATE)
    with TranscriptStore(user_folders().transcripts_file) as store:
        made = store.begin_session("mic", "mini", "en", sound)
        for at, text in enumerate(("good mourning", "See you.", "bye")):
            begin = to_samples(2.0 * at)
            store.append(made, Final(at, begin, begin + 16_000, text, (), "mini", DecodedBy.CTC, 0.1))
        store.end_session(made, to_samples(6.0))
    return made


def texts(number: int) -> list[str]:
    with TranscriptStore(user_folders().transcripts_file) as store:
        return [each.text for each in store.load(number).segments]


@pytest.mark.parametrize(("yes", "first"), [((), "good mourning"), (("--yes",), "Good morning.")])
def test_what_differs_is_printed_and_taken_with_yes_alone(number, capsys, monkeypatch, yes, first):
    monkeypatch.setattr("sys.stdin", io.StringIO())  # no terminal to ask at
    assert run(["transcripts", "refine", str(number), "--model", "another", "--to", "0:03", *yes], no_window) == 0
    said = capsys.readouterr()
    assert said.out.splitlines() == ["0:00:00", "  - good mourning", "  + Good morning."]
    assert "1 of 2 sentences" in said.err
    assert texts(number) == [first, "See you.", "bye"]


@pytest.mark.parametrize(("typed", "seconds"), [("90", 90.0), ("1:30", 90.0), ("1:02:03.5", 3723.5)])
def test_a_time_is_read_as_it_is_printed(typed, seconds):
    assert clock_s(typed) == seconds


def test_a_time_that_is_none_is_a_mistake_of_the_line(number):
    with pytest.raises(SystemExit):
        run(["transcripts", "refine", str(number), "--from", "soon"], no_window)
