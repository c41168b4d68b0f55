"""Remembered voices: only with agreement, in one file for this user alone, and gone when they are deleted."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import numpy as np
import pytest

from app.transcripts.enrolled_voices import EnrolledVoices
from engine.errors import BadInput, CaptioningError

ANNA, BEN = np.array([1.0, 0.0], np.float32), np.array([0.0, 1.0], np.float32)


def test_a_voice_is_kept_with_the_time_of_the_agreement_and_known_to_its_model_alone(tmp_path: Path) -> None:
    kept = EnrolledVoices(tmp_path / "data" / "voices.json")
    assert kept.listed() == []
    kept.keep("  Anna  ", ANNA, "abc", agreed=True)
    kept.keep("Ben", BEN, "another model", agreed=True)
    assert [(each.name, len(each.agreed)) for each in kept.listed()] == [("Anna", 25), ("Ben", 25)]
    known = EnrolledVoices(tmp_path / "data" / "voices.json").known("abc")
    assert list(known) == ["Anna"]
    assert known["Anna"].tolist() == [1.0, 0.0]
    if sys.platform != "win32":
        assert stat.S_IMODE((tmp_path / "data" / "voices.json").stat().st_mode) == 0o600


@pytest.mark.parametrize(("name", "agreed"), [("Anna", False), ("  ", True)])
def test_without_agreement_or_a_name_nothing_is_written(tmp_path: Path, name: str, agreed: bool) -> None:
    kept = EnrolledVoices(tmp_path / "voices.json")
    with pytest.raises(BadInput, match="agreement"):
        kept.keep(name, ANNA, "abc", agreed=agreed)
    assert list(tmp_path.iterdir()) == []


def test_a_deleted_voice_is_in_no_file_any_more_and_the_last_one_takes_the_file_with_it(tmp_path: Path) -> None:
    kept = EnrolledVoices(tmp_path / "voices.json")
    kept.keep("Anna", np.array([0.123456, 0.992350], np.float32), "abc", agreed=True)
    kept.keep("Ben", BEN, "abc", agreed=True)
    kept.delete("Anna")
    everything = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert b"Anna" not in everything
    assert b"0.123456" not in everything
    assert [each.name for each in kept.listed()] == ["Ben"]
    kept.delete("Ben")
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_cannot_be_read_says_so_and_stops_no_captions(tmp_path: Path) -> None:
    (tmp_path / "voices.json").write_text('{"voices": [{"name": "Anna"}]}')
    kept = EnrolledVoices(tmp_path / "voices.json")
    with pytest.raises(CaptioningError, match="cannot be read"):
        kept.listed()
    assert kept.known("abc") == {}
    kept.delete_all()
    assert kept.listed() == []
