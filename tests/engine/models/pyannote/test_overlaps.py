"""From the classes of pyannote's frames to the stretches of a sound in which two speak at once."""

from __future__ import annotations

import numpy as np
import pytest

from engine.models.pyannote import network
from engine.models.pyannote.overlaps import OverlapModel
from engine.models.voices import WINDOW
from engine.timeline import SAMPLE_RATE


class Scripted(OverlapModel):
    """Hears two speakers in given frames."""

    def __init__(self, begin: int, end: int) -> None:
        self._two = begin, end

    def network(self, sound: np.ndarray) -> np.ndarray:
        classes = np.zeros((len(sound), 589, network.CLASSES), np.float32)
        classes[:, :, 1] = 1.0
        classes[:, slice(*self._two), 5] = 2.0
        return classes


def test_frames_of_two_speakers_become_a_stretch_of_the_sound() -> None:
    second = round(SAMPLE_RATE / network.FRAME_STEP)
    ((begin, end),) = Scripted(2 * second, 3 * second).overlaps(np.zeros(WINDOW, np.float32))
    assert begin / SAMPLE_RATE == pytest.approx(2.0, abs=0.05)
    assert end / SAMPLE_RATE == pytest.approx(3.0, abs=0.05)


def test_what_lies_behind_a_short_sound_is_no_overlap() -> None:
    model = Scripted(0, 589)
    ((begin, end),) = model.overlaps(np.zeros(SAMPLE_RATE, np.float32))
    assert 0 <= begin < network.FRAME_LENGTH
    assert end == SAMPLE_RATE
    assert model.overlaps(np.zeros(100, np.float32)) == []
