"""Counts of hotwords: kept through a crash, never in the way of captions."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.hotwords.usage import Usage, UsageCounts
from engine.events import DecodedBy, Final
from tests.conftest import ROOT

NOW = 1_800_000_000.0


def final(
    utterance: int,
    offered: tuple[str, ...] = (),
    used: tuple[str, ...] = (),
    replaced: tuple[str, ...] = (),
    draft: bool = False,
) -> Final:
    return Final(utterance, 0, 16_000, "text", (), "m", DecodedBy.CTC, 0.1, None, offered, used, replaced, draft)


@pytest.fixture
def counts(tmp_path: Path) -> Iterator[UsageCounts]:
    made = UsageCounts(tmp_path / "usage.db", lambda: NOW)
    yield made
    made.close()


def test_a_final_counts_what_was_offered_heard_and_put_in_place(counts: UsageCounts) -> None:
    counts.note(final(1, ("Fun-ASR", "CRISPR"), ("Fun-ASR",), ("Fun-ASR",)))
    counts.note(final(2, ("CRISPR",), ("CRISPR",)))
    assert counts.settle()
    assert counts.all() == {"Fun-ASR": Usage(1, 1, 1, NOW), "CRISPR": Usage(2, 1, 0, NOW)}


def test_a_refined_text_counts_in_the_place_of_its_draft(counts: UsageCounts) -> None:
    counts.note(final(7, ("CRISPR", "crisper"), ("crisper",), draft=True))
    counts.note(final(7, ("CRISPR",), ("CRISPR",)))
    assert counts.settle()
    found = counts.all()
    assert (found["CRISPR"].offered, found["CRISPR"].heard) == (1, 1)
    assert (found["crisper"].offered, found["crisper"].heard) == (0, 0)


def test_utterances_of_another_session_are_others(counts: UsageCounts) -> None:
    counts.note(final(7, used=("CRISPR",), draft=True))
    counts.begin_session()
    counts.note(final(7, used=("CRISPR",)))
    assert counts.settle()
    assert counts.all()["CRISPR"].heard == 2


def test_a_word_that_was_only_offered_was_never_heard(counts: UsageCounts) -> None:
    counts.note(final(1, ("CRISPR",)))
    assert counts.settle()
    assert counts.all() == {"CRISPR": Usage(1, 0, 0, None)}


def test_finals_without_hotwords_leave_no_file(counts: UsageCounts, tmp_path: Path) -> None:
    counts.note(final(1))
    counts.close()
    assert list(tmp_path.glob("usage*")) == []


def test_what_was_counted_stays_when_the_program_is_killed(tmp_path: Path) -> None:
    path = tmp_path / "usage.db"
    script = (
        "import os; from pathlib import Path; from app.hotwords.usage import UsageCounts;"
        "from tests.app.hotwords.test_usage import final;"
        f"counts = UsageCounts(Path({str(path)!r}));"
        "counts.note(final(1, ('CRISPR',), ('CRISPR',))); assert counts.settle(30); os._exit(9)"
    )
    ended = subprocess.run([sys.executable, "-c", script], cwd=ROOT, timeout=120, check=False)
    assert ended.returncode == 9
    assert UsageCounts(path).all()["CRISPR"].heard == 1


def test_a_folder_that_cannot_be_written_costs_the_counts_and_nothing_else(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("no folder")
    counts = UsageCounts(tmp_path / "file" / "usage.db")
    for number in range(3):
        counts.note(final(number, used=("CRISPR",)))
        assert counts.settle()
    counts.close()
    assert [each.message for each in caplog.records if "not counted" in each.message][1:] == []
    assert counts.all() == {}


def test_a_damaged_file_is_put_aside_and_counting_begins_anew(counts: UsageCounts, tmp_path: Path) -> None:
    (tmp_path / "usage.db").write_bytes(b"this is no database at all" * 100)
    counts.note(final(1, used=("CRISPR",)))
    assert counts.settle()
    assert counts.all()["CRISPR"].heard == 1
    assert (tmp_path / "usage.damaged").read_bytes().startswith(b"this is no database")


def test_counting_goes_on_while_the_file_is_locked_by_another(counts: UsageCounts, tmp_path: Path) -> None:
    counts.note(final(1, used=("CRISPR",)))
    assert counts.settle()
    other = sqlite3.connect(tmp_path / "usage.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    counts.note(final(2, used=("CRISPR",)))  # returns, although nothing can be written now
    other.execute("COMMIT")
    other.close()
    assert counts.settle(10)
    assert counts.all()["CRISPR"].heard == 2
