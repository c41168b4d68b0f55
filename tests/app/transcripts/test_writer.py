"""What is said outlives the program before it is shown, whatever the database says, and nobody waits for a database."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
import soundfile

from app.keeper import Keeper
from app.transcripts.journal import journals_of
from app.transcripts.store import TranscriptStore
from app.transcripts.writer import TranscriptWriter
from engine.audio.recorder import RESERVE_BYTES
from engine.errors import CaptioningError
from engine.events import DecodedBy, EngineError, Final, Notice, SessionEnded
from tests.support.small_disk import fill, small_disk

ROOT = Path(__file__).resolve().parents[3]
PATIENCE_S = 60.0


def final(number: int, text: str = "kept") -> Final:
    return Final(number, 16_000 * number, 16_000 * number + 8_000, text, (), "m", DecodedBy.CTC, 0.1)


class Kept:
    """A session that is kept in `path`, with all that it posts. `fault` is raised wherever a final is entered."""

    def __init__(self, path: Path, wall=time.time) -> None:
        self.path, self.posted = path, []
        self.fault: Exception | None = None
        self.store: TranscriptStore | None = None
        writer = TranscriptWriter(self.open, journals_of(path), self.posted.append)
        self.keeper = Keeper(writer, self.posted.append, lambda: ("mic", "mini", "en"), wall)

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
        self.keeper.close()
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


def until(holds) -> None:
    waiting, deadline = threading.Event(), time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < deadline
        waiting.wait(0.01)


def stored(path: Path) -> list[list[int]]:
    """The finals of each session, as the next start finds them, the oldest session first."""
    with TranscriptStore(path) as store:
        sessions = sorted(store.sessions(), key=lambda session: session.id)
        return [[each.utterance_id for each in store.load(session.id).segments] for session in sessions]


def test_the_end_is_passed_on_when_all_is_in_the_database(kept, path):
    kept.keeper.sound_flows(0)
    for number in range(3):
        kept.keeper(final(number))
    kept.keeper(SessionEnded(64_000, 3))
    assert kept.posted == [final(0), final(1), final(2), SessionEnded(64_000, 3)]
    assert kept.keeper.text_is_kept
    (session,) = kept.open().sessions()
    assert (session.id, session.finals, session.finished) == (kept.keeper.session_id, 3, True)
    assert list(journals_of(path).iterdir()) == []


def test_a_locked_database_holds_up_no_final_and_gets_all_of_them_later(kept, path):
    kept.keeper.sound_flows(0)
    until(lambda: kept.keeper.session_id is not None)
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        for number in range(100):
            kept.keeper(final(number))
        assert kept.posted[:100] == [final(number) for number in range(100)]
        assert len(kept.keeper.unsaved) == 100  # the lock is held: nothing came into the database meanwhile
        exported = kept.keeper.transcript(kept.open)
        assert len(exported.segments) == 100
        other.execute("ROLLBACK")
    kept.keeper(SessionEnded(1_600_000, 100))
    until(lambda: kept.keeper.unsaved == ())
    assert stored(path) == [list(range(100))]


def test_what_the_database_refuses_is_told_once_shown_exported_and_saved_later(kept, path):
    kept.keeper.sound_flows(0)
    kept.keeper(final(0))
    until(lambda: kept.keeper.unsaved == ())
    kept.fault = CaptioningError("The disk is full.", "Free some space.")
    kept.keeper(final(1))
    kept.keeper(final(2))
    until(lambda: kept.told() == ["The transcript is not saved: The disk is full."])
    assert not kept.keeper.text_is_kept
    number = kept.keeper.session_id
    assert [each.utterance_id for each in kept.keeper.transcript(kept.open).segments] == [0, 1, 2]
    with TranscriptStore(path) as elsewhere:  # another Earshot, say the command line
        assert [each.utterance_id for each in elsewhere.load(number).segments] == [0, 1, 2]
        assert elsewhere.sessions()[0].running
    kept.fault = None
    until(lambda: kept.keeper.text_is_kept and kept.keeper.unsaved == ())
    assert kept.told()[1:] == ["The transcript is saved again, with all that was said meanwhile."]
    assert stored(path) == [[0, 1, 2]]


def test_a_failure_that_nobody_foresaw_costs_nothing_but_is_told(kept, path):
    kept.keeper.sound_flows(0)
    kept.fault = RuntimeError("a fault of the database")
    kept.keeper(final(0))
    until(lambda: any("a fault of the database" in each for each in kept.told()))
    kept.keeper(SessionEnded(16_000, 1))
    assert isinstance(kept.posted[-1], SessionEnded)
    kept.close()
    assert stored(path) == [[0]]


def test_what_is_not_saved_at_the_end_is_told_and_comes_with_the_next_start(kept, path):
    kept.keeper.sound_flows(0)
    kept.keeper(final(0))
    until(lambda: kept.keeper.unsaved == ())
    kept.fault = CaptioningError("The disk is full.", "Free some space.")
    kept.keeper(final(1))
    kept.keeper.sound_flows(48_000)
    kept.keeper(SessionEnded(64_000, 2))
    assert kept.told()[-1] == "Texts that are not in the transcripts yet: 1."
    assert isinstance(kept.posted[-1], SessionEnded)
    kept.close()
    with TranscriptStore(path) as store:
        assert store.take_notices() == ("Texts that came into the transcripts only now: 1.",)
        assert store.take_notices() == ()
        (session,) = store.sessions()
        assert session.finished
        transcript = store.load(session.id)
        assert [each.utterance_id for each in transcript.segments] == [0, 1]
        assert [mark.position for mark in transcript.marks] == [0, 48_000]
    assert list(journals_of(path).iterdir()) == []


def test_a_database_that_cannot_even_be_opened_costs_no_text(kept, path):
    path.mkdir(parents=True)  # a folder in its place
    kept.keeper.sound_flows(0)
    kept.keeper(final(0))
    until(lambda: kept.told())
    assert "cannot be opened" in kept.told()[0]
    assert not kept.keeper.text_is_kept
    assert [each.utterance_id for each in kept.keeper.transcript(kept.open).segments] == [0]
    kept.keeper(SessionEnded(16_000, 1))
    kept.close()
    path.rmdir()
    assert stored(path) == [[0]]


def test_a_model_that_is_known_later_is_named_in_the_transcript(path):
    models = ["", "whisper"]
    posted: list[object] = []
    store = TranscriptStore(path)
    writer = TranscriptWriter(lambda: store, journals_of(path), posted.append)
    keeper = Keeper(writer, posted.append, lambda: ("mic", models.pop(0), "en"))
    keeper.sound_flows(0)
    keeper.model_is_known()
    keeper(SessionEnded(0))
    assert store.sessions()[0].model == "whisper"
    store.close()


def test_every_final_survives_a_disk_that_fills_up_and_has_room_again(tmp_path):
    """A real disk: full from the 100th final on, for 400 of them, and with room for the last 100."""
    with small_disk(tmp_path / "disk", 8_000_000) as disk:
        path = disk / "data" / "transcripts.db"
        kept = Kept(path)
        kept.keeper.sound_flows(0)
        for number in range(100):
            kept.keeper(final(number, f"number {number} " * 20))
        until(lambda: kept.keeper.unsaved == ())
        stuffing = fill(disk)
        for number in range(100, 500):
            kept.keeper(final(number, f"number {number} " * 20))
        until(lambda: kept.told())
        assert len(kept.keeper.transcript(kept.open).segments) == 500
        stuffing.unlink()
        until(lambda: kept.keeper.unsaved == ())
        for number in range(500, 600):
            kept.keeper(final(number))
        kept.keeper(SessionEnded(16_000 * 600, 600))
        kept.close()
        assert stored(path) == [list(range(600))]


def test_a_program_that_ends_while_the_disk_is_full_loses_no_final(tmp_path):
    with small_disk(tmp_path / "disk", 8_000_000) as disk:
        path = disk / "data" / "transcripts.db"
        kept = Kept(path)
        kept.keeper.sound_flows(0)
        until(lambda: kept.keeper.session_id is not None)
        stuffing = fill(disk)
        for number in range(400):
            kept.keeper(final(number, f"number {number} " * 20))
        kept.keeper(SessionEnded(16_000 * 400, 400))
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
    kept.keeper.sound_flows(0)
    until(lambda: kept.keeper.session_id is not None)
    lock = sqlite3.connect(path, isolation_level=None, timeout=PATIENCE_S)
    lock.execute("BEGIN IMMEDIATE")
    number = 0
    while True:
        kept.keeper(final(number, f"number {number} " * 20))
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


if __name__ == "__main__":
    say_without_end(Path(sys.argv[1]))
