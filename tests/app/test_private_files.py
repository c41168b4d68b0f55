"""Everything that Earshot makes is for its user alone, in every layout; only exports follow the umask."""

from __future__ import annotations

import os
import stat
import threading
from dataclasses import replace
from pathlib import Path

import pytest
import soundfile
from PySide6.QtCore import QSettings

import app.control.session_control
from app import log
from app.choices import SourceChoice, SourceKind
from app.control.earshot import Earshot
from app.files import write_whole
from app.folders import Folders, portable_folders
from app.folders import user_folders as own_folders
from app.hotwords.library import HotwordLibrary
from app.hotwords.usage import UsageCounts
from app.model_store.staging import install, one_import_at_a_time, work_folder
from app.settings import Settings
from app.transcripts.store import TranscriptStore
from engine.events import DecodedBy, Final
from tests.support.audio import HandSource
from tests.support.waiting import PATIENCE_S, until
from ui.application import qt_files
from ui.common.geometry_memory import GeometryMemory

pytestmark = pytest.mark.skipif(os.name != "posix", reason="rights of files are a POSIX matter")


@pytest.fixture(autouse=True)
def usual_umask():
    before = os.umask(0o022)
    yield
    os.umask(before)


def open_to_others(*roots: Path) -> list[str]:
    """Everything below, and the roots themselves, that somebody else may read or enter."""
    paths = [path for root in roots for path in (root, *root.rglob("*"))]
    assert len(paths) > len(roots)
    return [f"{path} {stat.S_IMODE(path.stat().st_mode):o}" for path in paths if path.stat().st_mode & 0o077]


def write_all_but_the_session(folders: Folders) -> None:
    """Lists, counts, the log, the windows' places, a model."""
    library = HotwordLibrary(folders.hotwords)
    library.create("Names")
    library.save_profiles(library.profiles())
    counts = UsageCounts(folders.hotword_usage_file)
    counts.note(Final(1, 0, 1, "Ann", (), "m", DecodedBy.CTC, 0.1, hotwords_offered=("Ann",), hotwords_used=("Ann",)))
    counts.close()
    handler = log.write_to(folders.state)
    log.log.error("a line")
    log.end(handler)
    window, dialog = qt_files(folders.config)
    memory = GeometryMemory(window)
    memory.keep_caption_window_open(True)
    memory.save()
    visited = QSettings(str(dialog), QSettings.Format.IniFormat)
    visited.setValue("FileDialog/lastVisited", "/tmp")
    visited.sync()
    with one_import_at_a_time(folders.models), work_folder(folders.models) as work:
        (work / "weights.bin").write_bytes(b"weights")
        install(work, folders.models / "small")


@pytest.mark.parametrize("layout", ["EARSHOT_HOME", "user folders", "chosen folder", "transcripts off"])
def test_a_session_leaves_nothing_that_others_may_read(layout, tmp_path, user_folders, monkeypatch, sample):
    folders = own_folders() if layout == "user folders" else portable_folders(tmp_path / "some" / "home")
    roots = [user_folders] if layout == "user folders" else [tmp_path / "some"]
    settings = Settings(model="mini")
    if layout == "chosen folder":
        settings = replace(settings, recordings_folder=tmp_path / "chosen" / "deep")
        roots.append(tmp_path / "chosen")
    if layout == "transcripts off":
        settings = replace(settings, keep_transcripts=False)
    source = HandSource()
    monkeypatch.setattr(app.control.session_control, "open_source", lambda choice: source)
    earshot = Earshot(settings, folders)
    write_all_but_the_session(folders)
    changed = threading.Event()
    earshot.preferences.change_settings(replace(settings, theme="dark"), lambda failed: changed.set())
    earshot.session.start(SourceChoice(SourceKind.MICROPHONE))
    until(lambda: source.opened and source._sink is not None)
    source.deliver(soundfile.read(sample, dtype="float32", frames=16_000 * 5)[0])
    recordings = settings.recordings_folder or folders.recordings
    until(lambda: any(path.stat().st_size for path in recordings.glob("*.flac")))
    until(lambda: layout == "transcripts off" or earshot.transcripts.session_id is not None)
    assert changed.wait(PATIENCE_S)
    assert open_to_others(*roots) == []
    earshot.close()
    assert open_to_others(*roots) == []


def test_what_an_earlier_version_left_open_is_closed(tmp_path):
    """Recordings were for everybody to read; the folder above them shuts them off."""
    folders = portable_folders(tmp_path)
    folders.recordings.mkdir(parents=True)
    TranscriptStore(folders.transcripts_file).close()
    assert stat.S_IMODE(folders.data.stat().st_mode) == 0o700


def test_an_export_follows_the_umask_and_leaves_the_rights_of_an_older_file(tmp_path):
    write_whole(tmp_path / "new.txt", b"text")
    assert stat.S_IMODE((tmp_path / "new.txt").stat().st_mode) == 0o644
    (tmp_path / "old.txt").touch(mode=0o640)
    write_whole(tmp_path / "old.txt", b"text")
    assert stat.S_IMODE((tmp_path / "old.txt").stat().st_mode) == 0o640
