"""Delete everything: no word and no name of the user's stays in any file below Earshot's folders, nor in memory."""

from __future__ import annotations

import os
import queue
import sqlite3
import stat
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QSettings

from app import log
from app.control.earshot import Earshot
from app.folders import DAMAGED_USAGE, Folders, portable_folders
from app.hotwords.library import HotwordLibrary
from app.hotwords.usage import UsageCounts
from app.settings import Settings
from app.transcripts.backups import back_up
from app.transcripts.enrolled_voices import EnrolledVoices
from app.transcripts.file_ledger import FileEntry, FileLedger
from app.transcripts.journal import Begun, Journal, journals_of
from app.transcripts.opening import put_aside
from app.transcripts.store import TranscriptStore
from app.transcripts.values import Bookmark, Provenance
from engine.errors import BadInput, CaptioningError
from engine.models.recogniser import Hypothesis, Request
from engine.text.sentence import Sentence
from tests.support.damaged_transcripts import final
from tests.support.waiting import PATIENCE_S, until
from ui.application import qt_files

SECRETS = ("xylophone", "Quintessa", "秘密会议", "0.123457")  # words, a name, a title, a number of a voice
HOTWORD = "Quintessa"
FOREIGN = "interview Quintessa.flac"  # the user's own


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    return portable_folders(tmp_path / "home")


@pytest.fixture
def earshot(folders: Folders) -> Iterator[Earshot]:
    handler = log.write_to(folders.state)
    made = Earshot(Settings(), folders)
    yield made
    made.close()
    log.end(handler)


def forms(secret: str) -> set[bytes]:
    """As files may hold it."""
    return {secret.encode(), secret.encode("utf-16-le"), secret.encode("utf-16-be"), secret.encode("unicode_escape")}


def telling(folders: Folders) -> list[str]:
    """Files below the folders that hold a secret, in their names or in their bytes."""
    needles = set.union(*map(forms, SECRETS))
    roots = {folders.config, folders.data, folders.cache, folders.state}
    files = [each for root in roots for each in root.rglob("*") if each.is_file()]
    return sorted(
        each.name
        for each in files
        if any(needle in content for needle in needles for content in (os.fsencode(each.name), each.read_bytes()))
    )


def keep_transcripts(folders: Folders, named: Path) -> None:
    """Two of their own sound, one of the user's; edited, tagged, marked, one in the bin; copies, damage and a kill."""
    path, sound = folders.transcripts_file, folders.recordings / "2026-11-20 10-32-05.flac"
    folders.recordings.mkdir(parents=True)
    FileLedger(path).keep(FileEntry(named, queued=True), FileEntry(named.with_name("秘密会议.mp3"), queued=False))
    path.write_bytes(b"xylophone" * 1_000)
    for damaged in (path, path.with_name("files.db")):  # by an earlier start
        put_aside(damaged)
    FileLedger(path).keep(FileEntry(named, queued=True))
    path.with_name("files.db-journal").write_bytes(b"\0" * 512 + b"xylophone")  # of a kill amid a change
    for copy in ("transcripts.before-4.db.new", "transcripts.before-4.db.new-journal", ".earshot-0a1b.part"):
        path.with_name(copy).write_bytes(b"Quintessa")
    for recording in (sound, folders.recordings / "loose.txt", named):
        recording.write_bytes(b"xylophone sound")
    (folders.recordings / "loose.txt").rename(folders.recordings / "2026-01-02 03-04-05.flac")  # without a text
    with TranscriptStore(path) as store:
        for place, linked in ((sound, False), (named, True), (None, False)):
            number = store.begin_session("Quintessa's microphone", "mini", "en", place, 1_000.0, linked=linked)
            store.append(number, replace(final(1), text="The xylophone is loud.", alternatives=("A xylophone",)))
            store.correct(number, 1, "Quintessa's xylophone is loud.")
            store.change_tags(number, ["xylophone"])
            store.rename_session(number, "秘密会议")
            store.add_mark(number, Bookmark(5, "Quintessa laughs"))
            store.enter(number, Provenance(0, "vocabulary", {"words": HOTWORD}))
            store.end_session(number, 32_000)
        store.put_into_bin(number)
        with closing(sqlite3.connect(path)) as copied:
            assert back_up(copied, path, 9) is not None
    journal = Journal(journals_of(path), Begun("Quintessa", "m", None, None, 1.0))
    journal.add(final(7))
    journal.add(Bookmark(9, "xylophone"))
    journal.close(remove=False)  # its process is gone


def keep_the_rest(folders: Folders, named: Path) -> None:
    """A voice, counts of words, also damaged ones, and what Qt's dialogs remember."""
    voice = np.array([0.123457, 0.99], np.float32)
    EnrolledVoices(folders.voices_file).keep("Quintessa", voice, "abc", agreed=True)
    counts = UsageCounts(folders.hotword_usage_file)
    counts.note(replace(final(1), hotwords_offered=(HOTWORD,), hotwords_used=(HOTWORD,)))
    counts.close()
    folders.hotword_usage_file.with_suffix(DAMAGED_USAGE).write_bytes(HOTWORD.encode())
    _, dialogs = qt_files(folders.config)
    visited = QSettings(str(dialogs), QSettings.Format.IniFormat)
    visited.setValue("FileDialog/history", [str(named.parent / "Quintessa")])
    visited.sync()


def deleted(earshot: Earshot) -> int | CaptioningError:
    answers: queue.Queue[int | CaptioningError] = queue.Queue()
    earshot.library.delete_everything(answers.put)
    return answers.get(timeout=PATIENCE_S)


def test_no_word_and_no_name_stays_in_any_file(earshot: Earshot, folders: Folders, tmp_path: Path) -> None:
    named = tmp_path / FOREIGN
    keep_transcripts(folders, named)
    keep_the_rest(folders, named)
    hidden = {"transcripts.db", "files.db", "files.db-journal", "voices.json", "hotword-usage.db", "QtProject.conf"}
    assert hidden | {".earshot-0a1b.part", "hotword-usage.damaged"} <= {*telling(folders)}
    freed = deleted(earshot)
    assert isinstance(freed, int)
    assert freed > 10_000
    assert telling(folders) == []
    assert list(folders.recordings.iterdir()) == []
    assert not folders.voices_file.exists()
    assert named.read_bytes() == b"xylophone sound"
    if sys.platform != "win32":
        assert stat.S_IMODE(folders.dialogs_file.stat().st_mode) == 0o600
    store = earshot.transcripts.store()
    assert (store.sessions(), store.search("xylophone"), FileLedger(folders.transcripts_file).entries(True)) == (
        [],
        [],
        [],
    )


def test_lists_of_vocabulary_and_settings_stay(earshot: Earshot, folders: Folders) -> None:
    """They were written by the user, and each has a place where it is deleted."""
    library = HotwordLibrary(folders.hotwords)
    library.create("Names")
    before = [each.read_bytes() for each in folders.hotwords.iterdir()]
    assert isinstance(deleted(earshot), int)
    assert [each.read_bytes() for each in folders.hotwords.iterdir()] == before


def test_memory_forgets_the_files_and_the_sentence_that_was_heard_last(earshot: Earshot, tmp_path: Path) -> None:
    bad = tmp_path / "bad.mp3"
    bad.write_bytes(b"no sound")
    earshot.vocabulary.last_heard.take(np.ones(9, np.float32), Request(), Hypothesis("xylophone"))
    earshot.files.add([bad])
    until(lambda: bool(earshot.files.files) and earshot.files.files[0].state.over)
    assert isinstance(deleted(earshot), int)
    assert (earshot.files.files, earshot.vocabulary.last_text) == ((), "")
    earshot.files.restore()
    earshot.files.add([])
    assert earshot.files.files == ()


def test_while_captions_run_nothing_is_deleted(earshot: Earshot, folders: Folders, tmp_path: Path) -> None:
    keep_the_rest(folders, tmp_path / FOREIGN)
    earshot.transcripts.store()
    journal = Journal(journals_of(folders.transcripts_file), Begun("mic", "m", None, None, 1.0))
    assert isinstance(deleted(earshot), BadInput)
    assert [each.name for each in EnrolledVoices(folders.voices_file).listed()] == ["Quintessa"]
    journal.close(remove=True)


def test_a_folder_in_the_place_of_the_voices_is_named_and_all_else_goes(earshot: Earshot, folders: Folders) -> None:
    keep_transcripts(folders, folders.data / "2026-01-02 03-04-06.flac")
    folders.voices_file.mkdir()
    told = deleted(earshot)
    assert isinstance(told, CaptioningError)
    assert isinstance(told.what, Sentence)
    assert told.what.values["path"] == str(folders.voices_file)
    assert "transcripts.db" not in telling(folders)
