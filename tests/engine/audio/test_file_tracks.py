"""Of several audio tracks the file's default is captioned, another can be chosen, and what was taken is told."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from app.choices import ListedSource, SourceChoice, SourceKind
from app.cli import run
from app.control.devices import listed_tracks
from engine.audio.capture import Capture
from engine.audio.file import FileSource
from engine.audio.opening import AudioTrack
from engine.errors import BadInput
from engine.events import Notice
from tests.support.audio import sine

RATE = 16_000
SILENCE = np.zeros(12 * RATE, dtype=np.float32)


def film(path: Path, *tones: np.ndarray, default: int | None = None) -> Path:
    """A file with an audio track for each of `tones`, float32 (n,); languages eng, fra, deu."""
    with av.open(str(path), "w") as container:
        streams: list[Any] = []
        for number, language in enumerate(("eng", "fra", "deu")[: len(tones)], start=1):
            stream: Any = container.add_stream("pcm_s16le", rate=RATE, layout="mono")
            stream.metadata["language"] = language
            stream.disposition = av.stream.Disposition.default if number == default else 0
            streams.append(stream)
        for stream, tone in zip(streams, tones, strict=True):
            pcm = (tone * 32_767).astype(np.int16)[None, :]
            frame = av.AudioFrame.from_ndarray(pcm, format="s16", layout="mono")
            frame.sample_rate, frame.time_base, frame.pts = RATE, Fraction(1, RATE), 0
            container.mux(stream.encode(frame))
            container.mux(stream.encode(None))
    return path


def heard(path: Path, track: int | None = None, speed: float | None = None) -> tuple[float, list[Notice]]:
    """The pitch of what is heard, 0.0 for silence, and what is told."""
    told: list[Any] = []
    capture = Capture(FileSource(path, paced=speed is not None, speed=speed or 1.0, track=track), told.append)
    capture.start()
    parts = []
    while not capture.ended:
        if (got := capture.read()) is not None:
            parts.append(got.samples)
    sound = np.concatenate(parts)
    spectrum = np.abs(np.fft.rfft(sound[:RATE]))
    return (float(np.argmax(spectrum)) if spectrum.max() > 1.0 else 0.0), told


@pytest.mark.parametrize(("default", "track", "pitch"), [(None, None, 300), (2, None, 500), (2, 1, 300), (1, 3, 700)])
def test_the_default_track_is_heard_unless_another_is_chosen(tmp_path, default, track, pitch):
    tones = [sine(2.0, hertz=hertz) for hertz in (300.0, 500.0, 700.0)]
    path = film(tmp_path / "film.mkv", *tones, default=default)
    found, told = heard(path, track)
    assert found == pitch
    (notice,) = told
    number = {300: "1 (eng)", 500: "2 (fra)", 700: "3 (deu)"}[pitch]
    assert notice.what == f"film.mkv has 3 audio tracks. Track {number} is captioned."


def test_of_a_single_track_nothing_is_told(tmp_path):
    assert heard(film(tmp_path / "film.mkv", sine(1.0, hertz=300.0))) == (300.0, [])


def test_a_track_that_stays_silent_is_told_with_the_others(tmp_path):
    path = film(tmp_path / "film.mkv", SILENCE, sine(12.0, hertz=500.0))
    found, told = heard(path, speed=50.0)
    assert found == 0.0
    assert [notice.what for notice in told[1:]] == ["Track 1 (eng) of film.mkv is silent."]
    assert "2 (fra)" in told[1].remedy


def test_a_file_whose_default_track_is_silent_names_the_others_and_is_told_as_silent(capsys, tmp_path):
    path = film(tmp_path / "film.mkv", SILENCE, sine(12.0))
    assert run(["caption", str(path), "--model", "mini"], None) == 0
    taken, silent = capsys.readouterr().err.splitlines()
    assert "Track 1 (eng) is captioned. To caption another, choose its number: 2 (fra)." in taken
    assert "digital silence (track 1 of 2)" in silent


def test_a_track_that_is_not_there_is_refused_with_those_that_are(tmp_path):
    path = film(tmp_path / "film.mkv", sine(1.0), sine(1.0))
    with pytest.raises(BadInput) as refused:
        FileSource(path, paced=False, track=3).open()
    assert str(refused.value) == "film.mkv has no audio track 3. It has 2: 1 (eng), 2 (fra)."


def test_the_command_line_takes_a_track(capsys, tmp_path):
    path = film(tmp_path / "film.mkv", sine(1.0), sine(1.0))
    assert run(["caption", str(path), "--track", "2", "--model", "mini"], None) == 0
    assert "Track 2 (fra) is captioned." in capsys.readouterr().err
    for wrong in (["caption", str(path), "--track", "0"], ["caption", "--track", "1"]):
        with pytest.raises(SystemExit) as usage:
            run(wrong, None)
        assert usage.value.code == 2


def test_the_second_track_is_the_default_one(shared):
    path = shared("cases/tracks-second-is-default.mkv")
    source = FileSource(path, paced=False)
    source.open()
    source.close()
    assert source.tracks == (AudioTrack(1, "chi"), AudioTrack(2, "eng", default=True))
    assert source.track == AudioTrack(2, "eng", default=True)


def test_the_window_is_given_a_choice_for_each_track(tmp_path):
    path = film(tmp_path / "film.mkv", sine(1.0), sine(1.0), default=2)
    assert listed_tracks(path) == [
        ListedSource(SourceChoice(SourceKind.FILE, path=path, track=1), "1 (eng)"),
        ListedSource(SourceChoice(SourceKind.FILE, path=path), "2 (fra)", default=True),
    ]
    assert listed_tracks(film(tmp_path / "one.mkv", sine(1.0))) == []
    assert listed_tracks(tmp_path / "nowhere.mkv") == []
