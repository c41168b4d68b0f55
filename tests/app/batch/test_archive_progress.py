"""What the terminal says of an archive on its way."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.batch.archive import Archive
from app.batch.feed import Feed
from app.batch.orders import BatchOptions, FileOrder
from app.batch.pool import Orders
from app.batch.worker import FileAnswer
from app.commands import archiving
from app.files import PlaceNotWritable
from tests.support.audio import sine, write_wav


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    """Of ten recordings of two seconds."""
    (tmp_path / "in").mkdir()
    for number in range(10):
        write_wav(tmp_path / "in" / f"{number}.wav", sine(2.0))
    made = Archive(tmp_path / "out", BatchOptions(format="json", library=False))
    made.open([tmp_path / "in"])
    return made


def told(archive: Archive) -> archiving._ArchiveReporter:
    return archiving._ArchiveReporter(archive, Orders(Feed([]), FileOrder))


def test_the_time_that_is_left_follows_from_the_sound_that_was_heard(archive, monkeypatch):
    now = [100.0]
    monkeypatch.setattr("app.commands.archiving.time.monotonic", lambda: now[0])
    teller = told(archive)
    teller._began_s = now[0]
    for each in archive.todo[:4]:
        teller.began(each.order)
        teller.ended(FileAnswer(each.order, length_s=2.0))
    teller.began(archive.todo[4].order)
    teller.progress(archive.todo[4].order, 16_000, 2.0)
    now[0] += 90.0
    archive.let_go()
    assert teller._line() == "[4/10] 0.00 of 0.01 h, 0.1 s of sound a second, 1:50 left"


def test_a_place_that_cannot_be_written_ends_the_run_and_counts_no_recording(archive):
    teller = told(archive)
    for each in archive.todo[:2]:
        teller.began(each.order)
        teller.ended(FileAnswer(each.order, failure=PlaceNotWritable("There is no room."), unwritten=True))
    archive.let_go()
    assert str(teller.unwritten) == "There is no room."
    assert teller.orders.stopping.is_set()
    assert (teller.done, teller.failed) == (0, 0)
