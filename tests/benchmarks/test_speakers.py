"""The limit of a new voice, chosen on one half of the speakers and shown on the other; a tone tells each voice."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from benchmarks import speakers
from benchmarks.speaker_mixtures import Spoken
from engine.audio.file import read_mono
from engine.speakers import live
from engine.timeline import SAMPLE_RATE

TONES = (6_000, 6_400, 6_800, 7_200, 7_600)  # Hz


class Tones:
    def voices(self, pieces: Sequence[np.ndarray]) -> np.ndarray:
        spectra = [np.abs(np.fft.rfft(each, SAMPLE_RATE)) for each in pieces]  # a bin a hertz
        return np.eye(len(TONES), dtype=np.float32)[[int(np.argmax(each[list(TONES)])) for each in spectra]]


@pytest.fixture
def said(sample: Path) -> speakers.Said:
    """Five people who say the same three times, each over a tone of their own."""
    clip = read_mono(sample)[int(0.3 * SAMPLE_RATE) : int(3.3 * SAMPLE_RATE)]
    clip, times = clip / np.abs(clip).max(), np.arange(len(clip)) / SAMPLE_RATE
    whole = ((0, len(clip)),)
    sounds = [(0.8 * clip + 0.1 * np.sin(2 * np.pi * tone * times)).astype(np.float32) for tone in TONES]
    return {f"so762-{at}": [Spoken(f"so762-{at}", sound, whole, 8)] * 3 for at, sound in enumerate(sounds)}


@pytest.mark.slow
def test_the_limit_with_the_fewest_wrong_words_is_chosen_and_shown_on_the_others(
    said: speakers.Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With 0 nobody is new, so all that were heard later are taken for the first one."""
    monkeypatch.setattr(speakers, "NEW_VOICES", (0.0, 0.6))
    before = live.NEW_VOICE
    found = speakers.by_new_voice(said, Tones(), 1)
    assert list(found) == [0.0, before, 0.6]
    assert found[0.0][0] > found[before][0]
    assert found[before] == found[0.6]
    figures = speakers.new_voice(said, said, Tones(), 1)
    assert figures["new_voice"] == before
    assert figures["new_voice_wrong_words_chosen"] == figures["new_voice_wrong_words_present"] == found[before][0]
    assert before == live.NEW_VOICE
