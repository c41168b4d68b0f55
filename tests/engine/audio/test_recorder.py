"""The recording: every sample of the input, silence for what was lost, and an end that costs no captions."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
import soundfile

from engine.audio.flac_length import mend_length
from engine.audio.recorder import RESERVE_BYTES, Recorder
from engine.audio.resampler import StreamFormat
from engine.audio.stereo_recorder import StereoRecorder
from engine.audio.tap import Tap
from engine.private_files import make_private_file
from tests.support.audio import sine
from tests.support.small_disk import small_disk


def must_not_fail(error, position):
    raise AssertionError(f"{error} at {position}")


def test_the_recording_equals_the_input(tmp_path):
    recorder = Recorder(tmp_path / "new" / "folder" / "session.flac", must_not_fail)
    recorder.start()
    tap = Tap(StreamFormat(16_000, 1), seconds=5.0)
    recorder.follow(tap)
    sound = sine(3.0)
    for at in range(0, len(sound), 512):
        tap.write(sound[at : at + 512])
    tap.close()
    recorder.close()
    written, rate = soundfile.read(recorder.path, dtype="float32")
    assert rate == 16_000
    assert len(written) == len(sound) == recorder.position
    assert np.max(np.abs(written - sound)) <= 1 / 32_768


def test_taps_follow_each_other(tmp_path):
    """A lost device comes back as a new tap, possibly in another format."""
    recorder = Recorder(tmp_path / "session.flac", must_not_fail)
    recorder.start()
    for form in (StreamFormat(16_000, 1), StreamFormat(48_000, 2)):
        tap = Tap(form, seconds=5.0)
        recorder.follow(tap)
        tap.write(np.repeat(sine(1.0, form.rate), form.channels))
        tap.close()
    recorder.close()
    written, _ = soundfile.read(recorder.path, dtype="float32")
    assert abs(len(written) - 32_000) <= 1
    assert np.max(np.abs(written[18_000:30_000] - sine(1.0)[2_000:14_000])) < 3e-3


@pytest.mark.parametrize(("name", "kind"), [("talk.flac", "FLAC"), ("talk.wav", "WAV"), ("TALK.WAV", "WAV")])
def test_the_ending_says_the_format(tmp_path, name, kind):
    mono, stereo = Recorder(tmp_path / name, must_not_fail), StereoRecorder(tmp_path / "both" / name, must_not_fail)
    tap = Tap(StreamFormat(16_000, 1), seconds=2.0)
    mono.follow(tap)
    tap.write(sine(1.0))
    for recorder in (mono, stereo):
        recorder.start()
    stereo.write(0, 0, sine(1.0))
    for recorder in (mono, stereo):
        recorder.close()
        assert soundfile.info(recorder.path).format == kind
        assert soundfile.info(recorder.path).frames == 16_000


def test_lost_samples_become_silence_so_that_time_stays_true_and_are_told(tmp_path):
    told = []
    recorder = Recorder(tmp_path / "session.flac", lambda error, at: told.append(error.what))
    tap = Tap(StreamFormat(16_000, 1), seconds=1.0)
    tap.write(sine(2.5))  # nobody reads yet: 1.5 s are lost
    drained = threading.Event()
    recorder.follow(tap)
    recorder.start()
    tap.close()
    recorder.close()
    drained.set()
    written, _ = soundfile.read(recorder.path, dtype="float32")
    assert len(written) == 40_000
    assert not written[16_000:].any()
    assert recorder.lost == 24_000
    assert told == ["The disk is too slow: the recording session.flac has silent gaps."]


def test_a_disk_that_does_not_answer_holds_up_nobody(tmp_path, monkeypatch):
    monkeypatch.setattr("engine.audio.recorder.CLOSE_S", 0.05)
    answers = threading.Event()
    monkeypatch.setattr("engine.audio.recorder.new_recording", lambda *arguments: answers.wait())
    told = []
    recorder = StereoRecorder(tmp_path / "both.flac", lambda error, at: told.append(error.what))
    recorder.start()
    recorder.write(0, 0, sine(1.0))
    recorder.write(1, 0, sine(1.0))
    recorder.close()
    answers.set()
    assert told[0] == "The disk does not answer: the end of the recording both.flac may be missing."


def test_a_tap_that_nobody_closed_ends_with_the_recording(tmp_path):
    """As after a failure of the session: whoever ends the recording must not wait for ever."""
    recorder = Recorder(tmp_path / "session.flac", must_not_fail)
    recorder.start()
    tap = Tap(StreamFormat(16_000, 1), seconds=5.0)
    recorder.follow(tap)
    tap.write(sine(1.0))
    closing = threading.Thread(target=recorder.close, daemon=True)
    closing.start()
    closing.join(30.0)
    assert not closing.is_alive()
    assert soundfile.info(recorder.path).frames == 16_000


def test_a_session_that_hears_nothing_leaves_no_file(tmp_path):
    recorder = Recorder(tmp_path / "session.flac", must_not_fail)
    recorder.start()
    recorder.close()
    assert not recorder.path.exists()


@pytest.mark.parametrize("place", ["occupied/session.flac", "session.flac"])
def test_a_file_that_cannot_be_made_is_told_once_and_nothing_is_replaced(tmp_path, place):
    (tmp_path / "occupied").write_text("a file where a folder should be")
    (tmp_path / "session.flac").write_bytes(b"an older recording")
    told = []
    recorder = Recorder(tmp_path / place, lambda error, at: told.append(error))
    recorder.start()
    tap = Tap(StreamFormat(16_000, 1), seconds=5.0)
    recorder.follow(tap)
    tap.write(sine(2.0))
    tap.close()
    recorder.close()
    (error,) = told
    assert "session.flac cannot be written" in error.what
    assert tap.finished
    assert (tmp_path / "session.flac").read_bytes() == b"an older recording"


FULL_DISK = """
import resource, signal, sys
from pathlib import Path
import numpy as np
from engine.audio.recorder import Recorder
from engine.audio.resampler import StreamFormat
from engine.audio.tap import Tap

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
recorder = Recorder(Path(sys.argv[1]), lambda error, position: print("told", position, error))
recorder.start()
tap = Tap(StreamFormat(16_000, 1), seconds=20.0)
recorder.follow(tap)
tap.write(np.random.default_rng(0).uniform(-1, 1, 160_000).astype(np.float32))
tap.close()
recorder.close()
print("emptied", tap.finished)
"""


def test_a_disk_that_takes_no_more_ends_the_recording_and_nothing_else(tmp_path):
    """A real limit of the system on the file's size, in a child process: what fitted is there and can be read."""
    path = tmp_path / "session.flac"
    root = Path(__file__).resolve().parents[3]
    child = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(path)], capture_output=True, text=True, cwd=root, check=True, timeout=60
    )
    told = [line for line in child.stdout.splitlines() if line.startswith("told")]
    assert len(told) == 1
    assert "Captions continue" in told[0]
    assert "emptied True" in child.stdout
    assert path.stat().st_size > 50_000


def recorded_until_told(path, seconds=60):
    """Noise that no codec makes smaller; the sentences that were told."""
    told = []
    recorder = Recorder(path, lambda error, at: told.append((error, at)))
    recorder.start()
    tap = Tap(StreamFormat(16_000, 1), seconds=seconds + 1.0)
    recorder.follow(tap)
    tap.write(np.random.default_rng(0).uniform(-1, 1, 16_000 * seconds).astype(np.float32))
    tap.close()
    recorder.close()
    return told


def test_a_recording_leaves_room_for_text_and_can_be_played_to_its_end(tmp_path):
    with small_disk(tmp_path / "disk", RESERVE_BYTES + 1_000_000) as disk:
        path = disk / "recordings" / "session.flac"
        ((error, position),) = recorded_until_told(path)
        assert "nearly full" in error.what
        assert shutil.disk_usage(disk).free > 0.99 * RESERVE_BYTES
        with soundfile.SoundFile(path) as written:
            assert position - 16_000 <= written.frames == written.seek(0, soundfile.SEEK_END)


def test_a_recording_that_the_disk_ends_can_be_played_to_its_end(tmp_path, monkeypatch):
    """As where another program takes the last of the room between two looks at it."""
    monkeypatch.setattr("engine.audio.recorder.RESERVE_BYTES", -1)
    with small_disk(tmp_path / "disk", 1_000_000) as disk:
        ((error, position),) = recorded_until_told(disk / "session.flac")
        assert "disk is full" in error.what
        with soundfile.SoundFile(disk / "session.flac") as written:
            assert 0 < written.frames <= position + 16_000
            assert written.seek(0, soundfile.SEEK_END) == written.frames


KILLED = """
import os, signal, sys
from pathlib import Path
import numpy as np
from engine.audio.recorder import new_recording
file = new_recording(Path(sys.argv[1]), channels=int(sys.argv[2]))
sound = np.random.default_rng(1).uniform(-0.5, 0.5, (100_000, int(sys.argv[2]))).astype(np.float32)
file.write(sound)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="a kill at once is a POSIX matter")
@pytest.mark.parametrize("channels", [1, 2])
def test_a_recording_that_was_broken_off_gets_its_length_back(tmp_path, channels):
    path = tmp_path / "session.flac"
    root = Path(__file__).resolve().parents[3]
    subprocess.run([sys.executable, "-c", KILLED, str(path), str(channels)], cwd=root, check=False, timeout=60)
    samples = mend_length(path)
    assert samples is not None
    assert 100_000 - 2 * 4_096 <= samples <= 100_000
    written, _ = soundfile.read(path, dtype="float32", always_2d=True)
    expected = np.random.default_rng(1).uniform(-0.5, 0.5, (100_000, channels)).astype(np.float32)
    assert written.shape == (samples, channels)
    assert np.max(np.abs(written - expected[:samples])) <= 1 / 32_768
    assert mend_length(path) is None


def test_a_failure_of_the_recording_that_nobody_foresaw_is_told(tmp_path, monkeypatch):
    def refuse(*arguments, **named):
        raise TypeError("a fault of the library")

    monkeypatch.setattr(soundfile, "SoundFile", refuse)
    ((error, _),) = recorded_until_told(tmp_path / "session.flac", seconds=2)
    assert "a fault of the library" in error.what


def test_sound_that_cannot_be_read_ends_the_recording_aloud(tmp_path):
    class Broken(Tap):
        def read(self):
            raise ZeroDivisionError("a fault of the resampler")

    told = []
    recorder = Recorder(tmp_path / "session.flac", lambda error, at: told.append(error.what))
    recorder.start()
    recorder.follow(Broken(StreamFormat(16_000, 1), seconds=1.0))
    recorder.close()
    assert ["a fault of the resampler" in each for each in told] == [True]


def test_a_name_that_was_claimed_is_used_or_given_back(tmp_path):
    used, unused = tmp_path / "used.flac", tmp_path / "unused.flac"
    for path in (used, unused):
        make_private_file(path)
        recorder = Recorder(path, must_not_fail, claimed=True)
        recorder.start()
        tap = Tap(StreamFormat(16_000, 1), seconds=2.0)
        recorder.follow(tap)
        if path is used:
            tap.write(sine(1.0))
        recorder.close()
    assert soundfile.info(used).frames == 16_000
    assert not unused.exists()
