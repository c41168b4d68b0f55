"""The folder of an archive: what is to be done, in which order, and what an earlier run did."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from app.batch.archive import JOURNAL, Archive, ArchiveRow, rows_of
from app.batch.orders import BatchOptions
from app.batch.worker import FileAnswer
from engine.errors import BadInput, CaptioningError
from tests.support.audio import sine, write_wav

OPTIONS = BatchOptions(format="json", library=False)


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    """Recordings of 1, 3 and 2 seconds, two of them of one name, and one that is no sound."""
    folder = tmp_path / "in"
    for place in ("a", "b"):
        (folder / place).mkdir(parents=True)
    write_wav(folder / "a" / "talk.wav", sine(1.0))
    write_wav(folder / "b" / "talk.wav", sine(3.0))
    write_wav(folder / "b" / "talk.mp3", sine(2.0))
    (folder / "none.wav").write_bytes(b"none")
    return folder


def opened(out: Path, sound: Path, options: BatchOptions = OPTIONS, manner: str = "") -> Archive:
    archive = Archive(out, options, manner)
    archive.open([sound])
    return archive


def done(archive: Archive, text: bytes = b"{}") -> list[ArchiveRow]:
    """Every recording of a run, as a worker does it."""
    rows = []
    for each in archive.todo:
        assert each.order.output is not None
        if not each.seconds:
            failure = CaptioningError("It is no sound.")
            rows.append(archive.enter(each, FileAnswer(each.order, failure=failure)))
            continue
        each.order.output.write_bytes(text)
        rows.append(archive.enter(each, FileAnswer(each.order, length_s=each.seconds)))
    archive.close(1.0, 1, "here")
    archive.let_go()
    return rows


def left(out: Path, sound: Path, options: BatchOptions = OPTIONS) -> set[str]:
    """What a run that goes on would do."""
    archive = opened(out, sound, replace(options, resume=True))
    archive.let_go()
    return {str(each.order.path.relative_to(sound)) for each in archive.todo}


def test_the_longest_comes_first_and_folders_keep_names_apart(tmp_path, sound):
    archive = opened(tmp_path / "out", sound)
    archive.let_go()
    assert [each.seconds for each in archive.todo] == [3.0, 2.0, 1.0, 0.0]
    outputs = {str(each.order.output.relative_to(tmp_path / "out")) for each in archive.todo}
    assert outputs == {"a/talk.json", "b/talk.json", "b/talk.wav.json", "none.json"}


def test_a_second_run_does_what_has_no_row_and_what_failed(tmp_path, sound):
    out = tmp_path / "out"
    assert sum(not row.error for row in done(opened(out, sound))) == 3
    assert left(out, sound) == {"none.wav"}
    write_wav(sound / "c.wav", sine(1.0))
    assert left(out, sound) == {"none.wav", "c.wav"}


def test_a_recording_that_changed_a_lost_result_and_other_options_are_done_again(tmp_path, sound):
    out = tmp_path / "out"
    done(opened(out, sound))
    (out / "a" / "talk.json").unlink()
    assert left(out, sound) == {"none.wav", "a/talk.wav"}
    os.utime(sound / "b" / "talk.wav", (1.0, 1.0))
    assert left(out, sound) == {"none.wav", "a/talk.wav", "b/talk.wav"}
    assert len(left(out, sound, replace(OPTIONS, language="zh"))) == 4
    assert len(left(out, sound, replace(OPTIONS, threads=3))) == 3, "threads change no text"


def test_what_a_killed_worker_left_unfinished_goes(tmp_path, sound):
    out = tmp_path / "out"
    rows = done(opened(out, sound))
    (out / "a" / "talk.json").unlink()
    (out / "a" / ".earshot-0123.part").write_bytes(b"{")
    done(opened(out, sound, replace(OPTIONS, resume=True)))
    assert {str(each.relative_to(out)) for each in (out / "a").iterdir()} == {"a/talk.json"}
    assert len(rows) == 4


def test_another_vocabulary_has_all_done_again(tmp_path, sound):
    out = tmp_path / "out"
    done(opened(out, sound))
    archive = opened(out, sound, replace(OPTIONS, resume=True), "another")
    archive.let_go()
    assert len(archive.todo) == 4


def test_no_result_takes_the_place_of_a_table(tmp_path, sound):
    write_wav(sound / "archive.wav", sine(1.0))
    archive = opened(tmp_path / "out", sound)
    archive.let_go()
    assert tmp_path / "out" / "archive.wav.json" in [each.order.output for each in archive.todo]


def test_a_line_of_other_values_is_no_row(tmp_path, sound):
    out = tmp_path / "out"
    rows = done(opened(out, sound))
    with (out / JOURNAL).open("ab") as file:
        file.write(b'{"id": 1, "path": 2, "result": 3, "seconds": "x"}\n[]\nnull\n')
    assert list(rows_of(out)) == rows


def test_results_keep_their_names_when_a_file_of_the_same_name_comes(tmp_path, sound):
    out = tmp_path / "out"
    before = {row.path: row.result for row in done(opened(out, sound))}
    write_wav(sound / "a" / "talk.aac", sine(1.0))
    archive = opened(out, sound, replace(OPTIONS, resume=True))
    names = {str(each.order.path): str(each.order.output.relative_to(out)) for each in archive.todo}
    archive.let_go()
    assert names[str(sound / "a" / "talk.aac")] not in before.values()


def test_a_line_that_a_kill_cut_off_is_no_row_and_harms_no_other(tmp_path, sound):
    out = tmp_path / "out"
    rows = done(opened(out, sound))
    journal = (out / JOURNAL).read_bytes()
    (out / JOURNAL).write_bytes(journal[:-9])
    archive = opened(out, sound, replace(OPTIONS, resume=True))
    again = done(archive)
    assert list(rows_of(out)) == [*rows[:-1], *again]


def test_an_archive_is_not_written_over_by_accident(tmp_path, sound):
    out = tmp_path / "out"
    done(opened(out, sound))
    with pytest.raises(BadInput, match="already"):
        opened(out, sound)
    anew = opened(out, sound, replace(OPTIONS, force=True))
    anew.let_go()
    assert len(anew.todo) == 4


def test_a_foreign_file_in_the_place_of_a_result_is_not_written_over(tmp_path, sound):
    out = tmp_path / "out"
    (out / "a").mkdir(parents=True)
    (out / "a" / "talk.json").write_text("mine")
    with pytest.raises(BadInput, match="is there already"):
        opened(out, sound)


def test_two_runs_do_not_work_on_one_archive(tmp_path, sound):
    first = opened(tmp_path / "out", sound)
    with pytest.raises(BadInput, match="Another run"):
        opened(tmp_path / "out", sound)
    first.let_go()


def test_the_totals_count_what_this_run_did(tmp_path, sound):
    out = tmp_path / "out"
    done(opened(out, sound))
    archive = opened(out, sound, replace(OPTIONS, resume=True))
    totals = archive.close(2.0, 2, "here")
    archive.let_go()
    assert (totals.recordings, totals.before, totals.failed) == (4, 3, 1)
    assert totals.hours == pytest.approx(6 / 3600)
    assert totals.real_time_factor is None
