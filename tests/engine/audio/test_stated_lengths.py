"""A file's stated length is compared with what is there: more is heard, less is told, and metadata is no sound."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.engine.audio.test_file_damage import hear
from tests.support.audio import sine

SOUND_S = 3.0


@dataclass(frozen=True)
class Form:
    """Where a format that soundfile wrote keeps the length of its sound. extra: counted beside the sound."""

    suffix: str
    offset: int
    layout: str
    extra: int = 0


FORMS = {
    "WAV": Form("wav", 40, "<I"),
    "RF64": Form("wav", 28, "<Q"),
    "W64": Form("w64", 96, "<Q", extra=24),
    "AIFF": Form("aiff", 42, ">I", extra=8),
    "AU": Form("au", 8, ">I"),
}


def written(folder: Path, kind: str, stated_s: float | None = None, stated: int = 0) -> Path:
    """3 s of a tone whose header states another length: in seconds, or as it stands there."""
    form = FORMS[kind]
    path = folder / f"talk.{form.suffix}"
    soundfile.write(path, sine(SOUND_S), 16_000, format=kind, subtype="PCM_16")
    content = bytearray(path.read_bytes())
    size = struct.calcsize(form.layout)
    (true,) = struct.unpack_from(form.layout, content, form.offset)
    assert true - form.extra == SOUND_S * 32_000
    number = stated if stated_s is None else round(stated_s * 32_000) + form.extra
    content[form.offset : form.offset + size] = struct.pack(form.layout, number % 256**size)
    path.write_bytes(content)
    return path


def heard_s(sound: np.ndarray) -> float:
    assert np.allclose(np.abs(np.fft.rfft(sound[-16_000:])).argmax(), 440, atol=2)
    return len(sound) / 16_000


@pytest.mark.parametrize("kind", FORMS)
@pytest.mark.parametrize("stated_s", [1.0, 2.9])
def test_more_sound_than_is_stated_is_heard(tmp_path, kind, stated_s):
    sound, trouble = hear(written(tmp_path, kind, stated_s))
    assert heard_s(sound) == SOUND_S
    assert trouble is None


@pytest.mark.parametrize(
    ("kind", "stated"),
    [*((kind, 0) for kind in FORMS if kind != "W64"), ("WAV", 2**32 - 1), ("WAV", 2**31), ("AU", 2**32 - 1)],
)
def test_a_length_that_was_never_filled_in_is_no_length(tmp_path, kind, stated):
    sound, trouble = hear(written(tmp_path, kind, stated=stated))
    assert heard_s(sound) == SOUND_S
    assert trouble is None


@pytest.mark.parametrize("kind", FORMS)
def test_less_sound_than_is_stated_is_told(tmp_path, kind):
    path = written(tmp_path, kind, 3.5)
    sound, trouble = hear(path)
    assert heard_s(sound) == SOUND_S
    assert trouble is not None
    assert trouble.what == f"{path.name} breaks off after 3.0 s of 3.5 s: the rest cannot be read."


@pytest.mark.parametrize(("stated", "told"), [(0, None), (16_000, None), (64_000, "after 3.0 s of 4.0 s")])
def test_the_count_of_samples_in_a_flac_is_compared_too(tmp_path, stated, told):
    path = tmp_path / "talk.flac"
    soundfile.write(path, sine(SOUND_S), 16_000)
    content = bytearray(path.read_bytes())
    content[22:26] = struct.pack(">I", stated)  # the lower 32 of 36 bits
    path.write_bytes(content)
    sound, trouble = hear(path)
    assert heard_s(sound) == SOUND_S
    assert (trouble is None) if told is None else (trouble is not None and told in trouble.what)


BEHIND = {
    "a stray byte": b"\x00",
    "titles": b"LIST" + struct.pack("<I", 4_000) + b"INFOINAM" + bytes(range(248)) * 16 + bytes(24),
    "a chunk of a foreign program": b"xyZ1" + struct.pack("<I", 4_000) + bytes(range(250)) * 16,
    "an ID3 tag without a chunk": b"TAG" + bytes(range(1, 126)),
    "titles that are cut off": b"LIST" + struct.pack("<I", 90_000) + b"INFO" + bytes(range(250)) * 16,
}


@pytest.mark.parametrize("kind", BEHIND)
def test_what_stands_behind_the_sound_is_neither_heard_nor_damage(tmp_path, kind):
    path = tmp_path / "talk.wav"
    soundfile.write(path, sine(SOUND_S), 16_000, subtype="PCM_16")
    path.write_bytes(path.read_bytes() + BEHIND[kind])
    sound, trouble = hear(path)
    assert len(sound) == SOUND_S * 16_000
    assert trouble is None


def test_half_a_sample_at_the_end_is_no_damage(tmp_path):
    path = written(tmp_path, "WAV", stated=2**32 - 1)
    path.write_bytes(path.read_bytes() + b"\x01")
    sound, trouble = hear(path)
    assert heard_s(sound) == SOUND_S
    assert trouble is None


def test_the_second_sentence_behind_a_length_that_is_too_small_is_heard(shared):
    sound, trouble = hear(shared("cases/wav-length-too-small.wav"))
    assert len(sound) / 16_000 == pytest.approx(4.7, abs=0.01)
    assert trouble is None
