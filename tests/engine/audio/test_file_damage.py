"""A damaged file is heard as far as possible, and what is told of it is true."""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from benchmarks import mutated_sound, mutations
from engine.audio.file import FileSource
from engine.audio.resampler import StreamFormat
from engine.audio.tap import Tap
from engine.audio.track import Track
from engine.errors import AudioFileUnreadable, CaptioningError
from tests.engine.audio.test_file_source import heard
from tests.support.audio import sine, write_wav
from tests.support.tracks import loud_s, write_track

CODEC = {"mp3": "libmp3lame", "aac": "aac", "m4a": "aac", "ts": "aac", "mkv": "libopus"}


def hear(path: Path) -> tuple[np.ndarray, CaptioningError | None]:
    """The sound of a file, 16 kHz mono, and what its reader has to tell."""
    source = FileSource(path, paced=False)
    return heard(source), source.health().error


def written(folder: Path, suffix: str) -> Path:
    """8 s of a tone, a pause of 1 s, 3 s of a tone."""
    sound = np.concatenate([sine(8.0, 48_000), np.zeros(48_000, dtype=np.float32), sine(3.0, 48_000)])
    return write_track(folder / f"talk.{suffix}", CODEC[suffix], sound)


def damage(path: Path, at: float, count: int) -> None:
    """at: where, as a part of the file. count: random bytes."""
    content = bytearray(path.read_bytes())
    start = round(at * len(content))
    content[start : start + count] = np.random.default_rng(5).bytes(count)
    path.write_bytes(content)


def test_samples_that_are_no_number_are_silence(tmp_path):
    sound = sine(2.0)
    for place, value in ((100, np.nan), (200, np.inf), (300, -np.inf), (400, 3e38)):
        sound[place : place + 10] = value
    soundfile.write(path := tmp_path / "talk.wav", sound, 16_000, subtype="FLOAT")
    heard, trouble = hear(path)
    assert (len(heard), trouble) == (len(sound), None)
    assert np.isfinite(heard).all()
    assert np.array_equal(heard[500:], sound[500:])


def test_a_length_that_the_bytes_cannot_hold_is_not_believed(tmp_path):
    """The count of frames in the first frame of a variable MP3 was damaged: nothing is missing."""
    content = bytearray((path := written(tmp_path, "mp3")).read_bytes())
    place = max(content.find(b"Xing"), content.find(b"Info"))
    assert place > 0
    content[place + 8 : place + 12] = b"\xff" * 4
    path.write_bytes(content)
    sound, trouble = hear(path)
    assert (len(sound) / 16_000, trouble) == (pytest.approx(12.0, abs=0.25), None)
    assert FileSource(path, paced=False).length_s is None


@pytest.mark.parametrize("suffix", ["mp3", "aac", "m4a"])
def test_what_follows_a_damaged_place_is_heard(tmp_path, suffix):
    damage(path := written(tmp_path, suffix), at=0.4, count=200)
    sound, trouble = hear(path)
    assert len(sound) / 16_000 == pytest.approx(12.0, abs=0.25)
    assert trouble is not None
    assert trouble.what == f"talk.{suffix} is damaged in one place, which was passed over."


@pytest.mark.parametrize("suffix", ["m4a", "ts"])
def test_what_follows_a_damaged_place_keeps_its_time(tmp_path, suffix):
    damage(path := written(tmp_path, suffix), at=0.4, count=6_000)
    sound, _ = hear(path)
    assert loud_s(sound)[-1] == pytest.approx((9.0, 12.0), abs=0.12)


def test_damaged_places_are_told_at_the_end_and_together(tmp_path):
    path = written(tmp_path, "mp3")
    for at in (0.2, 0.4, 0.6):
        damage(path, at, 200)
    _, trouble = hear(path)
    assert trouble is not None
    assert trouble.what == "talk.mp3 is damaged in 3 places, which were passed over."


@pytest.mark.parametrize("suffix", ["mp3", "aac"])
def test_parts_of_different_formats_make_one_file(tmp_path, suffix):
    """As `cat` joins them; the titles between two MP3s are no damage, and a length that is a guess is no promise."""
    parts = [
        write_track(tmp_path / f"{rate}.{suffix}", CODEC[suffix], sine(3.0, rate), rate=rate, layout=layout)
        for rate, layout in ((44_100, "mono"), (48_000, "stereo"))
    ]
    joined = tmp_path / f"joined.{suffix}"
    joined.write_bytes(b"".join(part.read_bytes() for part in (*parts, parts[0])))
    sound, trouble = hear(joined)
    assert trouble is None
    assert len(sound) / 16_000 == pytest.approx(9.0, abs=0.2)
    for second in (1.0, 4.0, 7.0):
        part = sound[round(16_000 * second) :][:16_000]
        assert 0.2 < np.sqrt(np.mean(part**2)) < 0.31  # both channels in one are up to 3 dB more
        assert np.argmax(np.abs(np.fft.rfft(part))) == pytest.approx(440, abs=2)


@pytest.mark.parametrize("suffix", ["mp3", "mkv"])
def test_a_file_that_is_shorter_than_it_says_breaks_off(tmp_path, suffix):
    path = written(tmp_path, suffix)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    sound, trouble = hear(path)
    assert 4.0 < len(sound) / 16_000 < 8.0
    assert trouble is not None
    read = f"{len(sound) / 16_000:.1f} s of 12.0 s"
    assert trouble.what == f"talk.{suffix} breaks off after {read}: the rest cannot be read."


WHOLE: dict[str, Callable[[Path], Path]] = {
    "sound that ends before the picture": lambda folder: write_track(
        folder / "a.mp4", "aac", sine(3.0, 48_000), video_s=9.0
    ),
    "Matroska that begins late": lambda folder: write_track(
        folder / "a.mkv", "libopus", sine(3.0, 48_000), lambda at_s: 5.0
    ),
    "sound of one sample": lambda folder: write_wav(folder / "a.wav", sine(1 / 16_000)),
}


@pytest.mark.parametrize("kind", [*WHOLE, *CODEC])
def test_of_a_whole_file_nothing_is_told(tmp_path, kind):
    _, trouble = hear(WHOLE[kind](tmp_path) if kind in WHOLE else written(tmp_path, kind))
    assert trouble is None


def test_more_channels_than_can_be_mixed_are_told(tmp_path):
    with pytest.raises(AudioFileUnreadable, match="it has 65 channels, and 64 at most can be mixed"):
        hear(write_wav(tmp_path / "array.wav", sine(0.1), channels=65))


def test_a_reading_that_fails_in_an_unforeseen_way_is_told_and_what_came_before_is_heard(tmp_path, monkeypatch):
    frames = Track.frames

    def fail_later(track):
        for number, frame in enumerate(frames(track)):
            if number == 50:
                raise MemoryError("no room")
            yield frame

    path = write_wav(tmp_path / "talk.wav", sine(60.0))
    monkeypatch.setattr(Track, "frames", fail_later)
    sound, trouble = hear(path)
    assert len(sound) > 16_000
    assert trouble is not None
    assert trouble.what == f"talk.wav cannot be read on after {len(sound) / 16_000:.1f} s (MemoryError('no room'))."


def test_of_thirty_damaged_files_each_is_heard_or_told(tmp_path):
    """In a child process with a time limit; benchmarks/mutations.py makes as many as are asked for."""
    found = mutations.run("sound", count=30, seed=7)
    assert not any(found[fault] for fault in mutations.FAULTS)
    assert found["whole"] >= 9
    assert found["told"] >= 9


@pytest.mark.parametrize("number", range(4))
def test_a_list_of_files_opens_none_of_them(tmp_path, number):
    """Also one that names itself, which never ends, or an address."""
    path = tmp_path / "talk.wav"
    path.write_text(mutated_sound.LISTS[number].format(name=path.name))
    with pytest.raises(AudioFileUnreadable, match="is a list of other files"):
        FileSource(path, paced=False).open()


HEADERS = {
    "65535 channels": (22, "<H", 65_535),
    "no channels": (22, "<H", 0),
    "4 GHz": (24, "<I", 4_000_000_000),
    "2 GHz": (24, "<I", 2_000_000_000),
    "no rate": (24, "<I", 0),
    "1 Hz": (24, "<I", 1),
    "no bits": (34, "<H", 0),
    "13 bits": (34, "<H", 13),
    "65535 bits": (34, "<H", 65_535),
    "no block": (32, "<H", 0),
    "a format that is not known": (20, "<H", 0x7777),
}


@pytest.mark.parametrize("kind", HEADERS)
def test_a_header_that_no_sound_has_is_one_sentence(tmp_path, kind):
    offset, layout, value = HEADERS[kind]
    content = bytearray(write_wav(tmp_path / "talk.wav", sine(1.0)).read_bytes())
    struct.pack_into(layout, content, offset, value)
    (tmp_path / "talk.wav").write_bytes(content)
    try:
        sound, trouble = hear(tmp_path / "talk.wav")
    except CaptioningError as refused:
        sound, trouble = np.zeros(0), refused
    assert trouble is None or trouble.what.startswith("talk.wav ")
    assert trouble is not None or len(sound)


def test_what_waits_to_be_read_is_bounded_in_bytes_whatever_the_format():
    tap = Tap(StreamFormat(6_000_000, 64), seconds=120.0)
    assert tap.room() * 4 <= 64 << 20
