"""Sound from a pipe, captions into a pipe that somebody closes: what can be heard is heard, and files are written."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
import soundfile

from engine.audio.capture import Capture
from engine.audio.file import FileSource
from engine.audio.sound_bytes import STANDARD_INPUT
from engine.errors import AudioFileUnreadable, CaptioningError
from engine.events import SessionEnded
from engine.session.channel import ChannelInput
from engine.session.engine_thread import EngineThread
from engine.session.session import Session
from tests.engine.audio.test_file_source import heard
from tests.support.audio import sine
from tests.support.recognisers import LoudnessDetector, ScriptedRecogniser
from tests.support.tracks import write_track

pytestmark = pytest.mark.skipif(os.name != "posix", reason="pipes with names are a POSIX matter")
ROOT = Path(__file__).resolve().parents[3]


def in_format(folder: Path, suffix: str) -> bytes:
    path = folder / f"sound.{suffix}"
    if suffix in ("aac", "mkv", "ts", "m4a"):
        write_track(path, "libopus" if suffix == "mkv" else "aac", sine(3.0, 48_000))
    else:
        soundfile.write(path, sine(3.0), 16_000)
    return path.read_bytes()


def hear_pipe(folder: Path, content: bytes) -> tuple[np.ndarray, CaptioningError | None]:
    pipe = folder / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=write, args=(pipe, content), daemon=True)
    writer.start()
    source = FileSource(pipe, paced=False)
    try:
        return heard(source), source.health().error
    finally:
        source.close()
        writer.join(60.0)
        assert not writer.is_alive()


def write(pipe: Path, content: bytes) -> None:
    try:
        with open(pipe, "wb", buffering=0) as opened:
            for at in range(0, len(content), 5_001):
                opened.write(content[at : at + 5_001])
    except BrokenPipeError:
        pass  # it was refused


@pytest.mark.parametrize("suffix", ["wav", "flac", "mp3", "ogg", "aiff", "au", "w64", "aac", "mkv", "ts"])
def test_a_pipe_is_heard_in_every_format_that_can_be_read_in_order(tmp_path, suffix):
    sound, trouble = hear_pipe(tmp_path, in_format(tmp_path, suffix))
    assert len(sound) / 16_000 == pytest.approx(3.0, abs=0.1)
    assert np.argmax(np.abs(np.fft.rfft(sound[16_000:32_000]))) == pytest.approx(440, abs=1)
    assert trouble is None


@pytest.mark.parametrize(
    ("stated_s", "behind", "told"),
    [
        (0, b"", None),
        (1, b"", None),
        (1 + 1 / 32_000, b"", None),
        (2**32 / 32_000 - 1e-3, b"", None),
        (4, b"", "breaks off after 3.0 s of 4.0 s"),
        (3, b"LIST\x04\x00\x00\x00INFO", None),
        (3, b"\x01", None),
    ],
)
def test_the_length_that_a_pipe_states_is_compared_too(tmp_path, stated_s, behind, told):
    content = bytearray(in_format(tmp_path, "wav"))
    content[40:44] = struct.pack("<I", round(stated_s * 32_000))
    sound, trouble = hear_pipe(tmp_path, bytes(content) + behind)
    assert len(sound) == 48_000
    assert (trouble is None) if told is None else (trouble is not None and told in trouble.what)


REFUSED = {
    "raw samples": lambda folder: (sine(3.0) * 32_767).astype("<i2").tobytes(),
    "nothing": lambda folder: b"",
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_cannot_be_read_from_a_pipe_is_one_sentence(tmp_path, kind):
    with pytest.raises(AudioFileUnreadable) as refused:
        hear_pipe(tmp_path, REFUSED[kind](tmp_path))
    assert refused.value.what.startswith("pipe ")
    assert refused.value.remedy


def test_an_mp4_that_must_be_searched_is_told(tmp_path):
    noise = np.random.default_rng(0).normal(size=48_000 * 30).astype(np.float32)
    content = write_track(tmp_path / "long.m4a", "aac", 0.1 * noise).read_bytes()
    sound, trouble = hear_pipe(tmp_path, content)
    assert len(sound) == 0
    assert trouble is not None
    assert trouble.what == "pipe is an MP4 whose description comes last, so it cannot be read from a pipe."


def test_a_pipe_that_brings_nothing_is_left_when_the_source_is_closed(tmp_path):
    """Closing waits for no writer."""
    os.mkfifo(tmp_path / "pipe")
    left = threading.Event()

    def write_and_wait() -> None:
        with open(tmp_path / "pipe", "wb", buffering=0) as opened:
            opened.write(in_format(tmp_path, "wav")[:90_000])
            left.wait(60.0)

    writer = threading.Thread(target=write_and_wait, daemon=True)
    writer.start()
    source = FileSource(tmp_path / "pipe", paced=False)
    source.open()
    source.start(Everything())
    closing = threading.Thread(target=source.close, daemon=True)
    closing.start()
    closing.join(30.0)
    assert not closing.is_alive()
    left.set()
    writer.join(60.0)


def test_stop_is_obeyed_while_a_pipe_has_brought_nothing_yet(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    posted: list[object] = []

    def make() -> Session:
        capture = Capture(FileSource(tmp_path / "pipe", paced=False), posted.append)
        heard = ChannelInput(capture, LoudnessDetector(), posted.append)
        return Session([heard], ScriptedRecogniser([]), posted.append)

    engine = EngineThread(make, posted.append)
    engine.start()
    writer = os.open(tmp_path / "pipe", os.O_WRONLY)  # returns when the pipe is being read
    engine.stop()
    assert engine.join(30.0)
    os.close(writer)
    assert isinstance(posted[-1], SessionEnded)


class Everything:
    def write(self, interleaved: np.ndarray) -> None:
        pass

    def room(self) -> int:
        return 1_000_000


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory, sample: Path) -> str:
    """The first sentences of the bundled recording."""
    path = tmp_path_factory.mktemp("clip") / "clip.flac"
    soundfile.write(path, soundfile.read(sample, stop=12 * 16_000)[0], 16_000)
    return str(path)


def earshot(command: str, **named: str) -> subprocess.CompletedProcess[bytes]:
    environment = os.environ | {"PYTHON": sys.executable} | named
    return subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command}"], cwd=ROOT, env=environment, capture_output=True, timeout=300
    )


@pytest.mark.parametrize(
    "command",
    [
        "cat $SAMPLE | $PYTHON main.py caption - --model mini",
        "$PYTHON main.py caption - --model mini < $SAMPLE",
        "cat $SAMPLE | $PYTHON main.py caption /dev/stdin --model mini",
        "$PYTHON main.py caption <(cat $SAMPLE) --model mini",
    ],
)
def test_a_command_hears_what_is_led_into_it(clip, command):
    result = earshot(command, SAMPLE=clip)
    assert (result.returncode, result.stderr) == (0, b"")
    assert len(result.stdout.split()) > 5


def test_a_terminal_is_no_sound(monkeypatch):
    pty = pytest.importorskip("pty")
    reader, terminal = pty.openpty()
    monkeypatch.setattr(os, "dup", lambda descriptor: terminal)
    with pytest.raises(AudioFileUnreadable, match="standard input is a terminal and brings no sound"):
        FileSource(STANDARD_INPUT, paced=False).open()
    os.close(reader)


@pytest.mark.parametrize("reader", ["head -n 1", "true"])
@pytest.mark.parametrize("option", ["", "--events"])
def test_a_reader_who_has_gone_does_not_cost_the_transcript(tmp_path, clip, reader, option):
    command = f"$PYTHON main.py caption $SAMPLE --model mini {option} -o $OUT | {reader}"
    result = earshot(command, SAMPLE=clip, OUT=str(tmp_path / "out.srt"))
    assert (result.returncode, result.stderr) == (0, b"")
    written = (tmp_path / "out.srt").read_text("utf-8")
    assert written.count("-->") > 1


@pytest.mark.parametrize("name", ["talk.mp3", "talk"])
def test_a_recording_whose_ending_says_no_format_is_refused(tmp_path, clip, name):
    result = earshot("$PYTHON main.py caption $SAMPLE --record $OUT", SAMPLE=clip, OUT=str(tmp_path / name))
    (line,) = result.stderr.decode().splitlines()
    assert result.returncode == 3
    assert line.endswith("its ending says no format. Use .flac or .wav.")
    assert not (tmp_path / name).exists()
