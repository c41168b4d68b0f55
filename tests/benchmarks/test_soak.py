"""The soak finds what it is there to find: a lost sample, a wrong one, growing memory, a thread that stays."""

from __future__ import annotations

import wave

import numpy as np
import pytest
import soundfile

from benchmarks.soak import Heard, is_sound
from benchmarks.soak_sound import clips, compare, write_loop
from engine.timeline import SAMPLE_RATE
from tests.support.audio import sine, write_wav

SOUND = {
    "memory_growth": 0.01,
    "samples_lost": 0,
    "samples_different": 0,
    "errors": 0,
    "threads_left": 0,
    "processes_left": 0,
}


@pytest.fixture
def folder(tmp_path):
    for name in ("speech/a.wav", "speech/b.wav", "noise/hum.wav"):
        path = tmp_path / "clips" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write_wav(path, sine(0.5), SAMPLE_RATE)
    return tmp_path / "clips"


def test_speech_and_noise_come_in_turns(folder):
    assert [path.stem for path in clips(folder)] == ["a", "hum", "b", "hum"]


def test_the_loop_is_as_long_as_it_was_asked_to_be(folder, tmp_path):
    write_loop(folder, 0.25, tmp_path / "loop.wav")
    with wave.open(str(tmp_path / "loop.wav")) as made:
        assert (made.getnframes(), made.getframerate(), made.getnchannels()) == (15 * SAMPLE_RATE, SAMPLE_RATE, 1)


def test_a_recording_of_all_samples_lacks_nothing(folder, tmp_path):
    write_loop(folder, 0.25, tmp_path / "loop.wav")
    sound, rate = soundfile.read(tmp_path / "loop.wav", dtype="float32")
    soundfile.write(tmp_path / "recorded.flac", sound, rate, subtype="PCM_16")
    compared = compare(tmp_path / "loop.wav", tmp_path / "recorded.flac")
    assert (compared.samples, compared.missing, compared.different) == (15 * SAMPLE_RATE, 0, 0)


def test_samples_that_were_lost_or_changed_are_found(folder, tmp_path):
    write_loop(folder, 0.25, tmp_path / "loop.wav")
    sound, rate = soundfile.read(tmp_path / "loop.wav", dtype="int16")
    spoiled = np.concatenate([sound[:100] + 9, sound[100:-7]])
    soundfile.write(tmp_path / "recorded.flac", spoiled, rate, subtype="PCM_16")
    compared = compare(tmp_path / "loop.wav", tmp_path / "recorded.flac")
    assert (compared.missing, compared.different) == (7, 100)


def test_what_is_as_it_should_be_passes():
    assert is_sound(SOUND)


@pytest.mark.parametrize("name", list(SOUND))
def test_each_fault_alone_fails(name):
    assert not is_sound(SOUND | {name: 1})


def test_events_are_counted_and_forgotten():
    heard = Heard()
    for number in range(3):
        heard.take({"type": "speech_started", "utterance": number, "heard_s": 10.0})
        first = {"type": "partial", "utterance": number, "end": 0.5, "heard_s": 10.5, "posted_s": 10.7}
        heard.take(first | {"stable": "", "text": "we"})
        heard.take({"type": "nothing_said", "utterance": number, "end": 1.0})
    assert (heard.counts["partial"], heard.counts["nothing_said"]) == (3, 3)
    assert heard.unshown_s == pytest.approx([0.7, 0.7, 0.7])
    assert heard._open == {}


def test_a_refined_draft_is_one_more_final():
    heard = Heard()
    words = {"utterance": 1, "start": 0.0, "end": 1.0, "text": "we", "words": [], "heard_s": 11.0, "decided_s": 11.5}
    timed = words | {"type": "final", "posted_s": 11.6, "real_time_factor": 0.1}
    heard.take({"type": "speech_started", "utterance": 1, "heard_s": 10.0})
    heard.take(timed | {"draft": True})
    heard.take(timed | {"draft": False, "posted_s": 14.0})
    assert (heard.counts["final"], heard.drafts) == (2, 1)
