"""What is said outlives the program before it is shown, whatever the database says, and nobody waits for a database."""

from __future__ import annotations

import contextlib
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
import soundfile

from app.transcripts.editing import EditedTranscript
from app.transcripts.editing_acts import name_speaker
from app.transcripts.journal import Begun, journals_of
from app.transcripts.sink import TranscriptSink
from app.transcripts.store import TranscriptStore
from app.transcripts.values import LabelKept
from app.transcripts.writer import TranscriptWriter
from benchmarks import power_cut
from engine.audio.flac_length import mend_length
from engine.audio.recorder import RESERVE_BYTES
from engine.errors import CaptioningError
from engine.events import DecodedBy, EngineError, Final, Notice, SessionEnded
from engine.timeline import SAMPLE_RATE
from tests.support.small_disk import fill, small_disk
from tests.support.waiting import PATIENCE_S, until

ROOT = Path(__file__).resolve().parents[3]


def final(number: int, text: str = "kept") -> Final:
    return Final(number, 16_000 * number, 16_000 * number + 8_000, text, (), "m", DecodedBy.CTC, 0.1)


class Kept:
    """A session that is kept in `path`, with all that it posts. `fault` is raised wherever a final is entered."""

    def __init__(self, path: Path, wall=time.time) -> None:
        self.path, self.posted = path, []
        self.fault: Exception | None = None
        self.store: TranscriptStore | None = None
        writer = TranscriptWriter(self.open, journals_of(path), self.posted.append)
        self.sink = TranscriptSink(writer, self.posted.append, lambda: ("mic", "mini", "en"), wall)

    def open(self) -> TranscriptStore:
        if self.store is None:
            self.store = TranscriptStore(self.path)
            append = self.store.append
            self.store.append = lambda *of: self.raise_fault() or append(*of)
        return self.store

    def raise_fault(self) -> None:
        if self.fault is not None:
            raise self.fault

    def told(self) -> list[str]:
        return [event.what for event in self.posted if isinstance(event, EngineError | Notice)]

    def close(self) -> None:
        self.sink.close()
        if self.store is not None:
            self.store.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "transcripts.db"


@pytest.fixture
def kept(path: Path):
    session = Kept(path)
    yield session
    session.close()


def stored(path: Path) -> list[list[int]]:
    """The finals of each session, as the next start finds them, the oldest session first."""
    with TranscriptStore(path) as store:
        sessions = sorted(store.sessions(), key=lambda session: session.id)
        return [[each.utterance_id for each in store.load(session.id).segments] for session in sessions]


def test_the_end_is_passed_on_when_all_is_in_the_database(kept, path):
    kept.sink.sound_flows(0)
    for number in range(3):
        kept.sink(final(number))
    kept.sink(SessionEnded(64_000, 3))
    assert kept.posted == [final(0), final(1), final(2), SessionEnded(64_000, 3)]
    assert kept.sink.text_is_kept
    (session,) = kept.open().sessions()
    assert (session.id, session.finals, session.finished) == (kept.sink.session_id, 3, True)
    assert list(journals_of(path).iterdir()) == []


def test_a_locked_database_holds_up_no_final_and_gets_all_of_them_later(kept, path):
    kept.sink.sound_flows(0)
    until(lambda: kept.sink.session_id is not None)
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        for number in range(100):
            kept.sink(final(number))
        assert kept.posted[:100] == [final(number) for number in range(100)]
        assert len(kept.sink.unsaved) == 100  # the lock is held: nothing came into the database meanwhile
        exported = kept.sink.transcript(kept.open)
        assert len(exported.segments) == 100
        other.execute("ROLLBACK")
    kept.sink(SessionEnded(1_600_000, 100))
    until(lambda: kept.sink.unsaved == ())
    assert stored(path) == [list(range(100))]


def test_what_the_database_refuses_is_told_once_shown_exported_and_saved_later(kept, path):
    kept.sink.sound_flows(0)
    kept.sink(final(0))
    until(lambda: kept.sink.unsaved == ())
    kept.fault = CaptioningError("The disk is full.", "Free some space.")
    kept.sink(final(1))
    kept.sink(final(2))
    until(lambda: kept.told() == ["The transcript is not saved: The disk is full."])
    assert not kept.sink.text_is_kept
    number = kept.sink.session_id
    assert [each.utterance_id for each in kept.sink.transcript(kept.open).segments] == [0, 1, 2]
    with TranscriptStore(path) as elsewhere:  # another Earshot, say the command line
        assert [each.utterance_id for each in elsewhere.load(number).segments] == [0, 1, 2]
        assert elsewhere.sessions()[0].running
    kept.fault = None
    saved = "The transcript is saved again, with all that was said meanwhile."
    until(lambda: kept.told()[1:] == [saved])
    assert kept.sink.text_is_kept
    assert kept.sink.unsaved == ()
    assert stored(path) == [[0, 1, 2]]


def test_a_failure_that_nobody_foresaw_costs_nothing_but_is_told(kept, path):
    kept.sink.sound_flows(0)
    kept.fault = RuntimeError("a fault of the database")
    kept.sink(final(0))
    until(lambda: any("a fault of the database" in each for each in kept.told()))
    kept.sink(SessionEnded(16_000, 1))
    assert isinstance(kept.posted[-1], SessionEnded)
    kept.close()
    assert stored(path) == [[0]]


def test_labels_outlive_the_program_beside_their_finals_and_a_readers_name_stays(kept, path):
    """The database refuses all of it, so the journal alone has it; a label that came later takes the place of its own
    alone."""
    kept.sink.sound_flows(0)
    until(lambda: kept.sink.session_id is not None)
    number = kept.sink.session_id
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        for utterance in range(3):
            kept.sink(final(utterance))
            assert kept.sink.keep_label(LabelKept(utterance, "Speaker 1"))
        assert kept.sink.keep_label(LabelKept(1, "Speaker 2?", "Speaker 1"))
        assert kept.sink.keep_label(LabelKept(0, "Speaker 2", "Anna")), "whoever that was, it is not in the journal"
        labels = {0: "Speaker 1", 1: "Speaker 2?", 2: "Speaker 1"}
        assert kept.sink.transcript(kept.open).edits.speakers == labels
        shutil.copytree(path.parent, path.parent.with_name("killed"))
        other.execute("ROLLBACK")
    with TranscriptStore(path.parent.with_name("killed") / path.name) as after:
        assert after.load(number).edits.speakers == labels
        assert [each.text for each in after.load(number).segments] == ["kept"] * 3
    until(lambda: kept.sink.unsaved == () and kept.open().load(number).edits.speakers == labels)
    reader = EditedTranscript(kept.open().load(number))
    reader.do(name_speaker(reader.sentences[:1], "Ben"))
    kept.open().save_edits(number, reader.take_unsaved())
    assert kept.sink.keep_label(LabelKept(0, "Speaker 3", "Speaker 1"))
    kept.sink(final(2, "refined"))
    assert kept.sink.keep_label(LabelKept(2, "Speaker 3", "Speaker 1"))
    kept.sink(SessionEnded(64_000, 3))
    assert not kept.sink.keep_label(LabelKept(1, "Speaker 4", "Speaker 2?")), "the session has ended"
    found = kept.open().load(number)
    assert found.edits.speakers == {0: "Ben", 1: "Speaker 2?", 2: "Speaker 3"}
    assert [each.text for each in found.segments] == ["kept", "kept", "refined"]


def test_what_is_not_saved_at_the_end_is_told_and_comes_with_the_next_start(kept, path):
    kept.sink.sound_flows(0)
    kept.sink(final(0))
    until(lambda: kept.sink.unsaved == ())
    kept.fault = CaptioningError("The disk is full.", "Free some space.")
    kept.sink(final(1))
    kept.sink.sound_flows(48_000)
    kept.sink(SessionEnded(64_000, 2))
    assert kept.told()[-1] == "Texts that are not in the transcripts yet: 1."
    assert isinstance(kept.posted[-1], SessionEnded)
    kept.close()
    with TranscriptStore(path) as store:
        assert store.database.take_notices() == ("Texts that came into the transcripts only now: 1.",)
        assert store.database.take_notices() == ()
        (session,) = store.sessions()
        assert session.finished
        transcript = store.load(session.id)
        assert [each.utterance_id for each in transcript.segments] == [0, 1]
        assert [mark.position for mark in transcript.marks] == [0, 48_000]
    assert list(journals_of(path).iterdir()) == []


def test_a_database_that_cannot_even_be_opened_costs_no_text(kept, path):
    path.mkdir(parents=True)  # a folder in its place
    kept.sink.sound_flows(0)
    kept.sink(final(0))
    until(lambda: kept.told())
    assert "cannot be opened" in kept.told()[0]
    assert not kept.sink.text_is_kept
    assert [each.utterance_id for each in kept.sink.transcript(kept.open).segments] == [0]
    kept.sink(SessionEnded(16_000, 1))
    kept.close()
    path.rmdir()
    assert stored(path) == [[0]]


def test_a_session_in_which_nothing_was_said_or_recorded_is_not_kept(kept, path, tmp_path):
    kept.sink.sound_flows(0)
    kept.sink(SessionEnded(64_000, 0))
    assert (stored(path), kept.sink.session_id, list(journals_of(path).iterdir())) == ([], None, [])
    sound = tmp_path / "sound.flac"
    sound.write_bytes(b"sound")
    recorded = Kept(path)
    writer = TranscriptWriter(recorded.open, journals_of(path), recorded.posted.append)
    writer.begin(Begun("mic", "mini", "en", sound, 1_000.0))
    assert writer.finish(64_000)
    assert stored(path) == [[]]
    recorded.close()


def test_a_model_that_is_known_later_is_named_in_the_transcript(path):
    models = ["", "whisper"]
    posted: list[object] = []
    store = TranscriptStore(path)
    writer = TranscriptWriter(lambda: store, journals_of(path), posted.append)
    sink = TranscriptSink(writer, posted.append, lambda: ("mic", models.pop(0), "en"))
    sink.sound_flows(0)
    sink.model_is_known()
    sink(final(1))
    sink(SessionEnded(0))
    assert store.sessions()[0].model == "whisper"
    store.close()


def test_every_final_survives_a_disk_that_fills_up_and_has_room_again(tmp_path):
    """A real disk: full from the 100th final on, for 400 of them, and with room for the last 100."""
    with small_disk(tmp_path / "disk", 8_000_000) as disk:
        path = disk / "data" / "transcripts.db"
        kept = Kept(path)
        kept.sink.sound_flows(0)
        for number in range(100):
            kept.sink(final(number, f"number {number} " * 20))
        until(lambda: kept.sink.unsaved == ())
        stuffing = fill(disk)
        for number in range(100, 500):
            kept.sink(final(number, f"number {number} " * 20))
        until(lambda: kept.told())
        assert len(kept.sink.transcript(kept.open).segments) == 500
        stuffing.unlink()
        until(lambda: kept.sink.unsaved == ())
        for number in range(500, 600):
            kept.sink(final(number))
        kept.sink(SessionEnded(16_000 * 600, 600))
        kept.close()
        assert stored(path) == [list(range(600))]


def test_a_program_that_ends_while_the_disk_is_full_loses_no_final(tmp_path):
    with small_disk(tmp_path / "disk", 8_000_000) as disk:
        path = disk / "data" / "transcripts.db"
        kept = Kept(path)
        kept.sink.sound_flows(0)
        until(lambda: kept.sink.session_id is not None)
        stuffing = fill(disk)
        for number in range(400):
            kept.sink(final(number, f"number {number} " * 20))
        kept.sink(SessionEnded(16_000 * 400, 400))
        assert kept.told()[-1] == "Texts that are not in the transcripts yet: 400."
        kept.close()
        stuffing.unlink()
        assert stored(path) == [list(range(400))]


def test_a_recording_that_fills_the_disk_costs_no_final(tmp_path, sample):
    """The whole program, with all that it writes on one small disk."""
    with small_disk(tmp_path / "disk", RESERVE_BYTES + 1_700_000) as disk:
        fill(disk, leave=RESERVE_BYTES + 1_600_000)
        command = [sys.executable, "main.py", "caption", str(sample), "--events", "--model", "mini"]
        home = {**os.environ, "EARSHOT_HOME": str(disk / "home")}
        record = ["--record", str(disk / "sound.flac")]
        ended = subprocess.run(
            [*command, *record], cwd=ROOT, env=home, capture_output=True, text=True, timeout=120, check=False
        )
        events = [json.loads(line) for line in ended.stdout.splitlines()]
        (stopped,) = [event for event in events if event["type"] == "recording_stopped"]
        assert "nearly full" in stopped["what"]
        shown = [event["utterance"] for event in events if event["type"] == "final"]
        assert stored(disk / "home" / "data" / "transcripts.db") == [sorted(set(shown))]
        with soundfile.SoundFile(disk / "sound.flac") as recorded:
            assert recorded.seek(0, soundfile.SEEK_END) == recorded.frames > 0


def say_without_end(path: Path) -> None:
    """The child: finals for ever, each printed once it is shown, while another connection locks the database."""
    kept = Kept(path)
    kept.sink.sound_flows(0)
    until(lambda: kept.sink.session_id is not None)
    lock = sqlite3.connect(path, isolation_level=None, timeout=PATIENCE_S)
    lock.execute("BEGIN IMMEDIATE")
    number = 0
    while True:
        kept.sink(final(number, f"number {number} " * 20))
        print(number, flush=True)
        number += 1


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="a kill at once is a POSIX matter")
def test_a_kill_loses_no_final_that_was_shown_even_while_the_database_is_locked(path):
    command = [sys.executable, "-m", "tests.app.transcripts.test_writer", str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as child:
        assert child.stdout is not None
        shown = [child.stdout.readline() for _ in range(50)]
        with TranscriptStore(path) as other:
            assert [session.running for session in other.unfinished()] == [True]
            assert other.left_over() == []
        os.kill(child.pid, signal.SIGKILL)
        shown += child.stdout.readlines()
    (numbers,) = stored(path)
    assert {int(line) for line in shown if line.endswith("\n")} <= set(numbers)
    with TranscriptStore(path) as store:
        (left,) = store.left_over()
        assert left.finals == len(numbers)


POWER = """
import sys
from pathlib import Path
import numpy as np
from app.transcripts import writer
from engine.audio.recorder import RecordingFile
from tests.app.transcripts.test_writer import Kept, final

writer.ON_DISK_S = 60.0  # whatever else keeps this disk busy
folder = Path(sys.argv[1])
kept, recording = Kept(folder / "transcripts.db"), RecordingFile(folder / "x.flac", 1, print)
kept.sink.sound_flows(0)
print("begun", flush=True)
sound = np.random.default_rng(1).uniform(-0.5, 0.5, 4_096).astype(np.float32)
for number in range(10_000):
    recording.write(sound, 0)
    kept.sink(final(number))
    print(number, flush=True)
"""


@pytest.mark.skipif(sys.platform != "linux" or shutil.which("cc") is None, reason="takes Linux and a C compiler")
def test_a_power_cut_loses_no_final_that_was_shown_and_half_a_second_of_sound(tmp_path):
    """Each file is what the disk was asked to keep, and any part of what was written later."""
    home, synced, later = (tmp_path / name for name in ("home", "synced", "later"))
    synced.mkdir()
    home.mkdir()
    around = os.environ | power_cut.surroundings(power_cut.library(tmp_path), synced)
    command = [sys.executable, "-c", POWER, str(home)]
    with subprocess.Popen(command, cwd=ROOT, env=around, stdout=subprocess.PIPE, text=True) as child:
        shown = [next(child.stdout) for _ in range(40)]
        child.kill()
        shown += child.stdout.readlines()
    told = [int(line) for line in shown[1:] if line.endswith("\n")]
    for seed in range(6):
        later.mkdir()
        power_cut.cut(home, synced, later, random.Random(seed))
        (found,) = stored(later / "transcripts.db")
        assert set(told) <= set(found), seed
        mend_length(later / "x.flac")
        assert soundfile.info(str(later / "x.flac")).frames >= (len(told) - 1) * 4_096 - SAMPLE_RATE
        shutil.rmtree(later)


if __name__ == "__main__":
    say_without_end(Path(sys.argv[1]))
