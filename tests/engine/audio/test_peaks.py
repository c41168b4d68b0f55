"""The outline of a recording shows what is loud and where, and is extended when the recording grows."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from engine.audio import peaks as module
from engine.audio.peaks import Peaks, read_peaks
from tests.support.audio import sine

SECOND = 16_000


def quiet_and_loud(seconds: int) -> np.ndarray:
    """One second in two is silent."""
    sound = sine(seconds, level=0.5)
    sound[np.arange(len(sound)) // SECOND % 2 == 0] = 0.0
    return sound


def test_the_outline_is_high_where_the_sound_is_loud(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.flac", quiet_and_loud(10), SECOND)
    peaks = read_peaks(tmp_path / "a.flac", lambda _: None)
    assert peaks.length == 10 * SECOND
    columns = peaks.columns(0, 10 * SECOND, 10)
    assert [round(high, 1) for _, high in columns] == [0.0, 0.5] * 5
    assert [round(low, 1) for low, _ in columns] == [0.0, -0.5] * 5


def test_a_channel_that_speaks_alone_is_seen(tmp_path: Path) -> None:
    both = np.stack([np.zeros(SECOND, dtype=np.float32), sine(1, level=0.5)], axis=1)
    soundfile.write(tmp_path / "two.flac", both, SECOND)
    assert read_peaks(tmp_path / "two.flac", lambda _: None).columns(0, SECOND, 1)[0][1] == pytest.approx(0.5, abs=0.01)


def test_a_part_beyond_the_sound_is_flat(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.flac", sine(1), SECOND)
    assert read_peaks(tmp_path / "a.flac", lambda _: None).columns(2 * SECOND, 3 * SECOND, 2) == [(0.0, 0.0)] * 2


def test_a_recording_that_grew_is_read_from_where_its_outline_ended(tmp_path: Path) -> None:
    sound = quiet_and_loud(10)
    soundfile.write(tmp_path / "a.flac", sound[: 5 * SECOND], SECOND)
    before = read_peaks(tmp_path / "a.flac", lambda _: None)
    soundfile.write(tmp_path / "a.flac", sound, SECOND)
    after = read_peaks(tmp_path / "a.flac", lambda _: None, before)
    whole = read_peaks(tmp_path / "a.flac", lambda _: None)
    assert after.columns(0, 10 * SECOND, 500) == whole.columns(0, 10 * SECOND, 500)


def test_a_long_recording_is_drawn_before_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_OVERVIEW_FROM", 10 * SECOND)
    soundfile.write(tmp_path / "a.flac", quiet_and_loud(60), SECOND)
    told: list[Peaks] = []
    read_peaks(tmp_path / "a.flac", told.append)
    assert (told[0].known, told[0].length) == (0, 60 * SECOND)
    highs = [high for _, high in told[0].columns(0, 60 * SECOND, 60)]
    assert np.corrcoef(highs, [0.0, 0.5] * 30)[0, 1] > 0.8


@pytest.mark.parametrize("kind", ["flac", "wav", "damaged flac"])
def test_a_recording_of_ours_has_the_outline_that_any_file_has(tmp_path: Path, kind: str) -> None:
    """The first is read without a conversion, the second (by its track) as a film would be."""
    path = tmp_path / f"a.{kind.split()[-1]}"
    soundfile.write(path, quiet_and_loud(30), SECOND)
    if kind.startswith("damaged"):
        content = bytearray(path.read_bytes())
        content[len(content) // 2 : len(content) // 2 + 3_000] = bytes(3_000)
        path.write_bytes(content)
    ours, any_file = (read_peaks(path, lambda _: None, None, track) for track in (None, 1))
    assert ours.length == pytest.approx(any_file.length, abs=SECOND)
    first = ours.columns(0, 14 * SECOND, 140), any_file.columns(0, 14 * SECOND, 140)
    assert np.abs(np.subtract(*first)).max() < 0.02
