"""FireRedASR from its published folder to a text, in the terminal and through "refine again"."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from app.cli import run
from app.control.earshot import Earshot
from app.folders import user_folders
from app.model_store import memory
from app.model_store.live_text import light_model
from app.model_store.loading import load_recogniser
from app.model_store.offer import offered_models
from app.model_store.store import ModelStore
from app.settings import Settings
from app.transcripts.refining import HeardAgain, Passage
from app.transcripts.store import TranscriptStore
from engine.events import DecodedBy, Final
from engine.models.recogniser import Request
from engine.timeline import to_samples
from tests.support.fireredasr import FireRedGolden, fire_red, published_folder
from tests.support.waiting import until

__all__ = ["fire_red"]


@pytest.fixture
def installed(fire_red: FireRedGolden, tmp_path: Path) -> str:
    source = published_folder(fire_red, tmp_path / "published")
    assert run(["models", "import", str(source), "--name", "fire", "--precision", "fp32"], None) == 0
    return "fire"


def test_the_terminal_lists_checks_and_uses_it(installed, sample, tmp_path, capsys):
    assert run(["models", "check", installed], None) == 0
    assert run(["models", "list"], None) == 0
    assert "FireRedASR-AED" in capsys.readouterr().out
    out = tmp_path / "out"
    sound, rate = soundfile.read(sample)
    soundfile.write(tmp_path / "talk.flac", sound[: 6 * rate], rate)
    asked = ["transcribe", str(tmp_path / "talk.flac"), "--model", installed, "--out", str(out), "--format", "txt"]
    assert run(asked, None) == 0, capsys.readouterr().err
    assert (out / "talk.txt").exists()
    with TranscriptStore(user_folders().transcripts_file) as store:
        (session,) = store.sessions()
        assert store.load(session.id).segments
    assert session.model == installed


def test_the_memory_of_the_light_model_counts(installed):
    store = ModelStore(user_folders().models)
    entry, at_hand = store.find(installed), store.list()
    light = light_model(at_hand, installed)
    assert light is not None
    assert memory.needed_bytes(entry, at_hand) == memory.needed_bytes(entry) + memory.needed_bytes(light)
    assert memory.needed_bytes(light, at_hand) == memory.needed_bytes(light)  # it writes live text itself
    (offered,) = (each for each in offered_models(store.folder) if each.name == installed)
    assert offered.memory == memory.needed_bytes(entry, at_hand)


def test_live_text_comes_from_the_light_model_at_hand(installed, whisper_base):
    told: list[str] = []
    model = load_recogniser(installed, 1, report=lambda what, _remedy: told.append(what))
    utterance = model.begin(Request())
    utterance.hypothesise(np.zeros(1600, np.float32))
    until(lambda: told)
    utterance.close()
    model.close()
    assert told[0].startswith("Live text comes from Whisper")
    assert told[0].endswith("final text from FireRedASR-AED.")


def test_a_kept_sentence_is_heard_again_by_it(fire_red, installed):
    earshot = Earshot(Settings(), user_folders())
    try:
        store = earshot.transcripts.store()
        number = store.begin_session("mic", "mini", "zh", fire_red.folder / "a.wav")
        final = Final(0, 0, to_samples(1.65), "今天", (), "mini", DecodedBy.CTC, 0.1)
        store.append(number, final)
        store.end_session(number, to_samples(1.65))
        found: list[HeardAgain] = []
        heard = earshot.refining.refine_now(store.load(number), Passage(), installed, found.append, lambda *_: None)
    finally:
        earshot.close()
    assert heard == 1
    assert found[0].new.text
    assert found[0].new.decoded_by is DecodedBy.ATTENTION
