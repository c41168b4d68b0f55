"""Which files a batch takes, and what their transcripts are called."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from app.batch.feed import STABLE_S, Feed, WatchedFolder
from app.batch.orders import OutputNames
from app.batch.raw_input import RawFormat, is_file
from app.media import media_files
from tests.support.audio import HandClock


def test_a_folder_gives_its_sound_and_video_files_in_order(tmp_path):
    for name in ("b.MP3", "a.wav", "notes.txt", ".hidden.wav", "deep/c.mkv", ".git/d.wav"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "deep" / "round").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "pipe.wav")
    named, endless = tmp_path / "notes.txt", tmp_path / ("x" * 300)
    assert list(media_files([endless, named, tmp_path])) == [
        endless,
        named,
        *(tmp_path / each for each in ("a.wav", "b.MP3", "deep/c.mkv")),
    ]


def test_a_folder_that_may_not_be_read_is_named_after_the_others(tmp_path, monkeypatch):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "talk.wav").touch()
    look = os.scandir

    def scandir(path: str) -> object:
        if Path(path) == tmp_path / "a":
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)
        return look(path)

    monkeypatch.setattr(os, "scandir", scandir)
    assert list(media_files([tmp_path])) == [tmp_path / "b" / "talk.wav", tmp_path / "a"]


def test_two_files_of_one_name_get_two_transcripts(tmp_path):
    names = OutputNames(tmp_path, "srt")
    taken = [names.order(Path(each)).output.name for each in ("x/talk.mp3", "y/Talk.wav", "z/Talk.wav", "-")]
    assert taken == ["talk.srt", "Talk.wav.srt", "Talk.wav (2).srt", "standard input.srt"]


def test_a_watched_file_is_taken_once_and_only_when_it_no_longer_grows(tmp_path):
    (tmp_path / "old.wav").write_bytes(b"old")
    clock = HandClock()
    look = WatchedFolder(tmp_path, clock)
    feed = Feed([], look)
    new = tmp_path / "new.wav"
    taken = []
    for size in (0, 10, 20, 20, 20, 20, 20):
        new.write_bytes(bytes(size))

        os.utime(new, ns=(size, size))
        clock.pass_s(STABLE_S / 2)
        taken.append(feed.take())
    assert taken == [None] * 4 + [new] + [None] * 2
    assert not feed.ended
    feed.end()
    assert feed.take() is None
    assert feed.ended


def test_a_drive_that_was_away_brings_only_changed_files_and_is_told_once(tmp_path):
    folder, clock, told = tmp_path / "in", HandClock(), []
    folder.mkdir()
    for name in ("old.wav", "other.wav"):
        (folder / name).write_bytes(b"old")
    (folder / "gone.wav").symlink_to(tmp_path / "nothing")
    look = WatchedFolder(folder, clock, told.append)

    def taken() -> list[str]:
        found = []
        for _ in range(4):
            clock.pass_s(STABLE_S)
            found += [each.name for each in look.take()]
        return found

    folder.rename(tmp_path / "away")
    assert taken() == []
    (tmp_path / "away" / "other.wav").write_bytes(b"another recording")
    (tmp_path / "away").rename(folder)
    assert taken() == ["other.wav"]
    (folder / "new.wav").write_bytes(b"new")
    assert taken() == ["new.wav"]
    assert [each.removeprefix(f"The folder {folder} ") for each in told] == [
        "cannot be read; it is looked at again and again.",
        "can be read again.",
    ]


def test_raw_sound_is_told_from_a_file(tmp_path, sample):
    assert is_file(sample.read_bytes()[:12])
    assert not is_file(bytes(12))
    assert is_file(RawFormat(8000, 2, "f32le").header()[:12])
