"""The bundled recording is what its page says: half a minute, 16 kHz mono, with the text that was spoken."""

from __future__ import annotations

import runpy
from pathlib import Path

import numpy as np
import pytest
import soundfile


@pytest.fixture(scope="module")
def sound(sample: Path) -> np.ndarray:
    samples: np.ndarray = soundfile.read(sample, dtype="float32")[0]
    return samples


def test_the_sample_is_mono_at_16_khz(sample: Path) -> None:
    form = soundfile.info(sample)
    assert (form.samplerate, form.channels, form.format) == (16_000, 1, "FLAC")


def test_the_sample_lasts_20_to_40_seconds(sample: Path) -> None:
    assert 20 <= soundfile.info(sample).duration <= 40


def test_the_text_is_what_the_voices_were_given(sample: Path) -> None:
    meeting = runpy.run_path(str(sample.with_name("make_samples.py")))["MEETING"]
    written = sample.with_suffix(".txt").read_text(encoding="utf-8").splitlines()
    assert written == [line.text for line in meeting]


def test_two_voices_are_heard(sample: Path) -> None:
    meeting = runpy.run_path(str(sample.with_name("make_samples.py")))["MEETING"]
    assert {line.voice for line in meeting} == {"slt", "rms"}


def test_the_pauses_are_soft_noise_and_not_digital_silence(sound: np.ndarray) -> None:
    lead_in = sound[:8_000]
    level_dbfs = 10 * np.log10(np.mean(np.square(lead_in)))
    assert -70 < level_dbfs < -45


def test_the_longest_pause_lasts_three_seconds(sound: np.ndarray) -> None:
    tenths = sound[: sound.size // 1_600 * 1_600].reshape(-1, 1_600)
    quiet = "".join(".x"[loud] for loud in (np.abs(tenths).max(axis=1) > 0.02).tolist())
    assert 28 <= max(len(pause) for pause in quiet.split("x")) <= 40
