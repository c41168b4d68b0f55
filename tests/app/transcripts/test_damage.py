"""Whatever becomes of the file of transcripts: one sentence, no traceback, and what can be read is there again."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from app.transcripts.database import DAMAGED_ROWS
from app.transcripts.errors import TranscriptStoreError
from app.transcripts.journal import Begun, Journal, journals_of
from app.transcripts.store import TranscriptStore
from tests.support.damaged_transcripts import FINALS, PAGE, SESSIONS, damage, final, use, write_sound_file
from tests.support.small_disk import fill, small_disk

ROOT = Path(__file__).resolve().parents[3]
SEEDS = range(40)


@pytest.fixture(scope="module")
def sound_file(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("sound") / "transcripts.db"
    write_sound_file(path)
    return path.read_bytes()


@pytest.fixture
def path(tmp_path: Path, sound_file: bytes) -> Path:
    path = tmp_path / "transcripts.db"
    path.write_bytes(sound_file)
    return path


@pytest.fixture
def quick_folder(tmp_path: Path) -> Iterator[Path]:
    """In memory where the system has such a place: hundreds of commits wait for a disk."""
    memory = Path("/dev/shm")
    with TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else tmp_path) as folder:
        yield Path(folder)


@pytest.mark.slow
def test_bytes_that_are_damaged_anywhere_give_sentences_and_what_can_be_read(quick_folder, sound_file):
    """The second use is after the repair: nothing is wrong any more, and nothing that was read before has gone."""
    recovered = 0
    for seed in SEEDS:
        path = quick_folder / str(seed) / "transcripts.db"
        path.parent.mkdir()
        path.write_bytes(damage(sound_file, seed))
        before, told = use(path)
        after, told_later = use(path)
        assert after >= before, seed
        assert after == SESSIONS * FINALS or told or told_later, seed
        assert use(path) == (after, []), seed
        recovered += after
    assert recovered > 0.7 * len(SEEDS) * SESSIONS * FINALS


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("words", '[["half'),
        ("words", "[[1, 2, 3]]"),
        ("words", "[" * 100_000),
        ("text", b"caf\xe9"),
        ("decoded_by", "nobody"),
        ("stream", 7),
        ("start_position", "no number"),
        ("end_position", 1 << 62),
        ("real_time_factor", b"\0"),
        ("hotwords_used", "{}"),
        ("alternatives", "{}"),
    ],
)
def test_a_row_that_holds_what_it_should_not_is_read_told_and_mended(path, column, value):
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(f"UPDATE finals SET {column} = ? WHERE session_id = 1 AND utterance_id = 5", (value,))
    if isinstance(value, bytes) and column == "text":
        with closing(sqlite3.connect(path)) as database, database:
            database.execute("UPDATE finals SET text = CAST(text AS TEXT) WHERE typeof(text) = 'blob'")
    with TranscriptStore(path) as store:
        read = store.load(1)
        assert len(read.segments) == FINALS
        assert store.database.notices == (DAMAGED_ROWS,)
    with TranscriptStore(path) as store:
        assert len(store.database.notices) == 1
        assert len(store.load(1).segments) == FINALS
        assert store.database.notices[1:] == ()
    with TranscriptStore(path) as store:
        store.load(1)
        assert store.database.notices == ()


def test_a_journal_with_values_that_none_has_is_read_without_them(path):
    folder = journals_of(path)
    journal = Journal(folder, Begun("mic", "mini", "en", None, 1_000.0))
    journal.add(final(1))
    journal.close(remove=False)
    lines = (b'{"mark": [1e999, 1]}', b'{"bookmark": [1e999, "x"]}', b'{"ended": ' + b"[" * 9_000)
    with journal.path.open("r+b") as file:
        header = file.readline()
        said = file.readline()
        file.seek(len(header))
        file.write(b"\n".join([*lines, said]))
    with TranscriptStore(path) as store:
        assert [each.text for each in store.load(store.last() or 0).segments] == [final(1).text]


def test_a_session_row_that_holds_what_it_should_not_is_listed_all_the_same(path):
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("UPDATE sessions SET started_at = 'never', recording = x'ff00' WHERE id = 2")
    with TranscriptStore(path) as store:
        assert len(store.sessions()) == SESSIONS
        assert store.database.notices == (DAMAGED_ROWS,)


def test_all_but_the_lost_pages_comes_back_under_its_numbers_with_marks_and_corrections(path, sound_file):
    """The first page tells SQLite where everything is; without it SQLite reads nothing."""
    damaged = b"\xa5" * PAGE + sound_file[PAGE:]
    path.write_bytes(damaged)
    with TranscriptStore(path) as store:
        (notice,) = store.database.notices
        assert f"{SESSIONS * FINALS} texts of {SESSIONS} transcripts were recovered" in notice
        assert sorted(session.id for session in store.sessions()) == list(range(1, SESSIONS + 1))
        transcript = store.load(2)
        assert transcript.originals == {3: final(3).text}
        assert transcript.segments[3].text == "As its reader knows it."
        assert transcript.segments[6] == final(6)  # in several pages
        assert [mark.position for mark in transcript.marks] == [0, 160_000]
        assert [each.details for each in transcript.provenance] == [{"name": "mini"}]
        assert transcript.session.finished
        assert len(store.search("talk", limit=1_000)) == SESSIONS * (FINALS - 1)
    (aside,) = path.parent.glob("transcripts.damaged-*.db")
    assert aside.name in notice
    assert aside.read_bytes() == damaged


KILLED = """
import os, signal, sys
from pathlib import Path
from app.transcripts.store import TranscriptStore
from tests.support.damaged_transcripts import final
store = TranscriptStore(Path(sys.argv[1]))
session = store.begin_session("mic", "mini")
for number in range(30):
    store.append(session, final(number))
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(os.name != "posix", reason="a kill at once is a POSIX matter")
def test_what_was_only_in_the_log_of_a_damaged_file_comes_back(tmp_path):
    path = tmp_path / "transcripts.db"
    subprocess.run([sys.executable, "-c", KILLED, str(path)], cwd=ROOT, check=False, timeout=60)
    assert Path(f"{path}-wal").stat().st_size > 30_000
    content = path.read_bytes()
    path.write_bytes(b"no database" * 10 + content[110:])
    with TranscriptStore(path) as store:
        (left,) = store.left_over()
        assert left.finals == 30


def test_a_text_that_was_deleted_does_not_come_back(path):
    with TranscriptStore(path) as store:
        store.delete_session(1)
    content = path.read_bytes()
    path.write_bytes(b"\xa5" * PAGE + content[PAGE:])
    with TranscriptStore(path) as store:
        assert 1 not in {session.id for session in store.sessions()}


def test_damage_that_cannot_be_mended_for_want_of_room_is_mended_later(tmp_path, sound_file):
    with small_disk(tmp_path / "disk", 8 * len(sound_file)) as disk:
        path = disk / "transcripts.db"
        path.write_bytes(b"\xa5" * PAGE + sound_file[PAGE:])
        stuffing = fill(disk, leave=100_000)
        with pytest.raises(TranscriptStoreError, match=r"room|full"):
            TranscriptStore(path)
        stuffing.unlink()
        with TranscriptStore(path) as store:
            assert sum(session.finals for session in store.sessions()) == SESSIONS * FINALS


@pytest.mark.parametrize("command", [["sessions"], ["export", "1"], ["sessions", "--search", "talk"]])
def test_the_terminal_tells_of_damage_in_one_sentence(path, sound_file, command):
    home = path.parent / "home"
    place = home / "data" / "transcripts.db"
    place.parent.mkdir(parents=True)
    place.write_bytes(b"\xa5" * PAGE + sound_file[PAGE:])
    child = subprocess.run(
        [sys.executable, "main.py", *command],
        cwd=ROOT,
        env={**os.environ, "EARSHOT_HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    (line,) = child.stderr.splitlines()
    assert line.startswith("earshot: The transcripts in ")
    assert "were recovered" in line
    assert child.stdout
