"""What a kill leaves of a recording plays to within a second of the kill, and knows its length after the next start."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from app.transcripts.journal import Begun, Journal, journals_of
from app.transcripts.left_over import end_left_over
from app.transcripts.store import TranscriptStore
from engine.timeline import SAMPLE_RATE

ROOT = Path(__file__).resolve().parents[3]
SECONDS = 6

KILLED = """
import os, signal, sys
from pathlib import Path
import numpy as np
from engine.audio.recorder import RecordingFile
from engine.timeline import SAMPLE_RATE

file = RecordingFile(Path(sys.argv[1]), int(sys.argv[2]), print)
sound = np.random.default_rng(1).uniform(-0.5, 0.5, (int(sys.argv[3]) * SAMPLE_RATE, int(sys.argv[2])))
for at in range(0, len(sound), 1_600):
    file.write(sound[at : at + 1_600].astype(np.float32), at)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="a kill at once is a POSIX matter")
@pytest.mark.parametrize(("name", "channels"), [("x.wav", 1), ("x.wav", 2), ("x.flac", 1), ("x.flac", 2)])
@pytest.mark.parametrize("kept", [True, False])
def test_a_killed_recording_is_whole_after_the_next_start(tmp_path: Path, name: str, channels: int, kept: bool) -> None:
    """kept: the session was in the database already; else its journal alone knows of the sound."""
    sound = tmp_path / name
    path = tmp_path / "transcripts.db"
    command = [sys.executable, "-c", KILLED, str(sound), str(channels), str(SECONDS)]
    subprocess.run(command, cwd=ROOT, check=False, timeout=120)
    if kept:
        with TranscriptStore(path) as store:
            store.begin_session("mic", "mini", "en", sound)
    else:
        Journal(journals_of(path), Begun("mic", "mini", "en", sound, 1.0)).close(remove=False)
    with TranscriptStore(path) as store:
        (left,) = end_left_over(store)
        assert (left.finals, left.recording) == (0, sound)
        assert end_left_over(store) == []
    told = soundfile.info(str(sound))
    samples, _ = soundfile.read(str(sound), always_2d=True)
    assert told.frames == len(samples) > (SECONDS - 1) * SAMPLE_RATE
    expected = np.random.default_rng(1).uniform(-0.5, 0.5, (SECONDS * SAMPLE_RATE, channels))
    assert np.abs(samples - expected[: len(samples)]).max() < 1e-3


@pytest.mark.parametrize("name", ["talk.flac", "2026-11-20 10-32-05.flac", "talk.wav"])
@pytest.mark.parametrize("content", ["streamed", "empty"])
def test_a_linked_file_of_a_killed_transcription_stays_as_it_is(tmp_path: Path, name: str, content: str) -> None:
    """A stream without its length, which a recording of ours would get, and a file of no bytes, which would go."""
    sound = linked_sound(tmp_path / name, content)
    before = sound.read_bytes()
    with TranscriptStore(tmp_path / "transcripts.db") as store:
        store.begin_session("talk", "mini", "en", sound, linked=True)
        (left,) = end_left_over(store)
        assert left.recording == sound
    assert sound.read_bytes() == before


@pytest.mark.parametrize("name", ["file 2026-11-20 10-32-05.flac", "2026-11-20 10-32-05.flac"])
def test_copies_and_what_a_link_leads_to_stay_as_they_are(tmp_path: Path, name: str) -> None:
    sound = linked_sound(tmp_path / "talk.flac", "streamed")
    place = tmp_path / name
    if name.startswith("file"):
        place.write_bytes(sound.read_bytes())
    else:
        place.symlink_to(sound)
    before = place.read_bytes()
    with TranscriptStore(tmp_path / "transcripts.db") as store:
        store.begin_session("talk", "mini", "en", place)
        end_left_over(store)
    assert place.read_bytes() == before == sound.read_bytes()


def linked_sound(path: Path, content: str) -> Path:
    """A sound file whose header says no length, as of a stream that was saved."""
    if content == "empty":
        path.touch()
        return path
    soundfile.write(path, np.zeros(3 * SAMPLE_RATE, np.float32), SAMPLE_RATE)
    kept = bytearray(path.read_bytes())
    if path.suffix == ".flac":
        kept[21] &= 0xF0
        kept[22:26] = bytes(4)
    else:
        kept[40:44] = bytes(4)  # the length of its data
    path.write_bytes(kept)
    return path
