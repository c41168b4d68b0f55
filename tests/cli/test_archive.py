"""earshot transcribe --workers and --ray: many recordings, real processes that are killed, a real cluster."""

from __future__ import annotations

import csv
import importlib.util
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import soundfile

from app.batch.archive import JOURNAL, TABLE, TOTALS, ArchiveRow, rows_of
from app.cli import run
from app.folders import user_folders
from benchmarks.instant_archive import KILL, MINI
from tests.support.small_disk import fill, small_disk
from tests.support.waiting import until

ROOT = Path(__file__).resolve().parents[2]
MANY = 200
pytestmark = pytest.mark.slow


@pytest.fixture
def recordings(tmp_path: Path, sample: Path) -> Path:
    """Many short ones, no two alike, in folders; one in the middle is no sound."""
    sound, rate = soundfile.read(sample, dtype="int16")
    folder = tmp_path / "recordings"
    for number in range(MANY):
        place = folder / f"day {number % 7}" / f"{number:03}.wav"
        place.parent.mkdir(parents=True, exist_ok=True)
        begin = rate // 2 + number * rate // 40
        soundfile.write(place, sound[begin : begin + rate + number * 10], rate)
    (folder / "day 3" / "099 bad.mp3").write_bytes(b"no sound at all")
    return folder


def start(*arguments: object, **environment: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "benchmarks.instant_archive", *map(str, arguments)]
    variables = {**os.environ, **environment}
    return subprocess.Popen(
        command,
        text=True,
        cwd=ROOT,
        env=variables,
        start_new_session=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def results(folder: Path) -> dict[str, bytes]:
    """The result files, by their places."""
    own = {JOURNAL, TABLE, TOTALS}
    return {str(each.relative_to(folder)): each.read_bytes() for each in folder.rglob("*.*") if each.name not in own}


def rows(folder: Path) -> list[ArchiveRow]:
    return list(rows_of(folder))


@contextmanager
def killing_one(tmp_path: Path, name: str) -> Iterator[dict[str, str]]:
    """The first worker that hears speech kills itself, once."""
    marker = tmp_path / name
    marker.touch()
    yield {KILL: str(marker)}
    assert not marker.exists(), "no worker was killed"


def test_a_killed_worker_and_a_bad_file_cost_no_other_recording(tmp_path, recordings):
    out = tmp_path / "out"
    with killing_one(tmp_path, "kill") as environment:
        running = start(recordings, "--workers", 2, "--out", out, **environment)
        _, told = running.communicate(timeout=280)
    assert running.returncode == 1, told
    assert "another one begins with it" in told
    assert "099 bad.mp3 cannot be read as sound" in told
    assert len(results(out)) == MANY
    assert sum(b'"sound ' in each for each in results(out).values()) > MANY / 2, "speech is heard in most of them"
    found = rows(out)
    assert len(found) == len({row.path for row in found}) == MANY + 1
    assert [row.path for row in found if row.error] == [str(recordings / "day 3" / "099 bad.mp3")]
    assert not user_folders().transcripts_file.exists(), "an archive is not in the library by itself"
    totals = json.loads((out / TOTALS).read_text())
    assert (totals["recordings"], totals["failed"], totals["workers"]) == (MANY + 1, 1, 2)
    with (out / TABLE).open(newline="") as file:
        assert len(list(csv.DictReader(file))) == MANY + 1


def test_a_run_whose_driver_was_killed_goes_on_exactly(tmp_path, recordings):
    keep = 80
    for each in sorted(recordings.rglob("*.wav"))[keep:]:
        each.unlink()
    whole, out = tmp_path / "whole", tmp_path / "out"
    running = start(recordings, "--workers", 2, "--out", whole)
    running.communicate(timeout=280)
    killed = start(recordings, "--workers", 2, "--out", out)
    until(lambda: out.exists() and (out / JOURNAL).exists() and len(rows(out)) >= 20)
    os.killpg(killed.pid, signal.SIGKILL)
    killed.communicate()
    before = rows(out)
    assert len(before) < keep
    with (out / JOURNAL).open("ab") as file:
        file.write(b'{"id": "cut of')
    resumed = start(recordings, "--workers", 2, "--out", out, "--resume")
    _, told = resumed.communicate(timeout=280)
    assert resumed.returncode == 1, told
    done = sum(not row.error for row in before)
    assert f"{done} done before." in told
    assert rows(out)[: len(before)] == before
    assert len([row for row in rows(out) if not row.error]) == keep, "none is missing, none was done twice"
    assert results(out) == results(whole)


def test_a_full_disk_is_said_once_and_the_rest_goes_on_later(tmp_path, recordings):
    for each in sorted(recordings.rglob("*.wav"))[12:]:
        each.unlink()
    with small_disk(tmp_path / "disk", 2_000_000) as disk:
        stuffing = fill(disk, leave=24_000)
        running = start(recordings, "--workers", 2, "--out", disk / "out")
        _, told = running.communicate(timeout=200)
        assert running.returncode not in (0, 1), told
        assert told.count("There is no room") + told.count("cannot be written") == 1, told
        stuffing.unlink()
        resumed = start(recordings, "--workers", 2, "--out", disk / "out", "--resume")
        _, told = resumed.communicate(timeout=200)
        assert resumed.returncode == 1, told
        assert len(results(disk / "out")) == 12


def test_a_folder_that_cannot_be_written_is_said_before_any_work(tmp_path, recordings, capsys):
    (tmp_path / "file").touch()
    assert run(["transcribe", str(recordings), "--workers", "2", "--out", str(tmp_path / "file" / "out")], None) != 0
    assert capsys.readouterr().err.count("cannot be made") == 1


@pytest.mark.models
@pytest.mark.skipif(importlib.util.find_spec("ray") is None, reason="Ray is not installed: it is an extra")
def test_a_cluster_writes_the_bytes_of_the_pool_also_when_a_worker_is_killed(tmp_path, recordings, sample):
    """Two actors of a real local cluster; a few of the recordings go through Earshot Mini."""
    sound, rate = soundfile.read(sample, dtype="int16")
    for number in range(4):
        begin = number * 5 * rate
        soundfile.write(recordings / f"real {number}.wav", sound[begin : begin + 6 * rate], rate)
    pool, cluster = tmp_path / "pool", tmp_path / "cluster"
    running = start(recordings, "--workers", 2, "--out", pool, **{MINI: "1"})
    _, told = running.communicate(timeout=280)
    assert running.returncode == 1, told
    with killing_one(tmp_path, "kill") as environment:
        running = start(recordings, "--workers", 2, "--ray", "local", "--out", cluster, **{MINI: "1"}, **environment)
        _, told = running.communicate(timeout=280)
    assert running.returncode == 1, told
    assert "another one begins with it" in told
    assert len(results(cluster)) == MANY + 4
    assert b"Good morning" in results(cluster)["real 0.json"]
    assert results(cluster) == results(pool)
    assert sorted((row.id, row.path, row.result, row.size, row.error) for row in rows(cluster)) == sorted(
        (row.id, row.path, row.result, row.size, row.error) for row in rows(pool)
    )


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_a_run_that_is_broken_off_ends_in_order_and_says_how_to_go_on(tmp_path, recordings):
    out = tmp_path / "out"
    running = start(recordings, "--workers", 2, "--out", out)
    until(lambda: (out / JOURNAL).exists() and len(rows(out)) >= 5)
    running.send_signal(signal.SIGTERM)
    _, told = running.communicate(timeout=200)
    assert running.returncode == 128 + signal.SIGTERM, told
    assert "broken off; --resume goes on with it." in told
    assert len(results(out)) == len([row for row in rows(out) if not row.error]) < MANY
    assert json.loads((out / TOTALS).read_text())["recordings"] == len(rows(out))
