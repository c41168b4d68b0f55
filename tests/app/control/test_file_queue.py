"""Files in the window's queue: a real model, a real store, and a live session that goes first."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import soundfile

from app.choices import LiveState, SourceChoice, SourceKind
from app.control.earshot import Earshot
from app.control.queued_files import FileState, QueuedFile
from app.folders import Folders, portable_folders
from app.settings import Settings
from app.transcripts.file_ledger import FileLedger
from app.transcripts.own_names import is_own_recording
from app.transcripts.store import TranscriptStore
from app.transcripts.values import Transcript
from engine.events import Final
from engine.text.sentence import Sentence
from engine.timeline import to_seconds
from tests.support.waiting import until

ROOT = Path(__file__).resolve().parents[3]
SHORT_S = 6  # one sentence
SENTENCES = 10  # of the whole sample, about


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    return portable_folders(tmp_path / "home")


@pytest.fixture
def begin(folders: Folders, whisper_base: str) -> Iterator[Callable[..., Earshot]]:
    """Starts the program; the one before is closed first."""
    running: list[Earshot] = []

    def started(**settings: object) -> Earshot:
        for each in running:
            each.close()
        chosen = Settings(model=whisper_base, language="en", **settings)  # type: ignore[arg-type]  # names of settings
        running[:] = [Earshot(chosen, folders)]
        return running[0]

    yield started
    for each in running:
        each.close()


@pytest.fixture
def short(tmp_path: Path, sample: Path) -> Path:
    sound, rate = soundfile.read(sample)
    soundfile.write(tmp_path / "short talk.flac", sound[: SHORT_S * rate], rate)
    return tmp_path / "short talk.flac"


def only(earshot: Earshot) -> QueuedFile:
    (file,) = earshot.files.files
    return file


def transcript(earshot: Earshot, file: QueuedFile) -> Transcript:
    assert file.session_id is not None
    return earshot.transcripts.store().load(file.session_id)


def test_each_file_becomes_its_own_transcript_and_a_bad_one_says_why(begin, short, tmp_path):
    bad = tmp_path / "bad.mp3"
    bad.write_bytes(b"no sound")
    earshot = begin()
    earshot.files.add([bad, short])
    until(lambda: [each.state for each in earshot.files.files] == [FileState.FAILED, FileState.DONE])
    failed, done = earshot.files.files
    assert failed.failure is not None
    assert "cannot be read as sound" in failed.failure.what
    kept = transcript(earshot, done)
    assert (kept.session.title, kept.session.recording, kept.session.finished) == ("short talk", short, True)
    assert kept.segments
    assert not any(each.draft for each in kept.segments)
    assert (done.share, done.left_s) == (1.0, None)
    shutil.copy(short, bad)
    earshot.files.retry(failed.number)
    until(lambda: earshot.files.files[0].state is FileState.DONE)
    earshot.files.clear()
    assert earshot.files.files == ()
    earshot = begin()
    earshot.files.restore()
    assert earshot.files.files == (), "what is over is not done again"


def test_what_failed_or_was_cancelled_stays_with_its_reason_until_it_is_cleared(begin, short, tmp_path):
    bad, other = tmp_path / "bad.mp3", tmp_path / "other.flac"
    bad.write_bytes(b"no sound")
    shutil.copy(short, other)
    earshot = begin()
    earshot.files.add([bad])
    until(lambda: earshot.files.files and only(earshot).state is FileState.FAILED)
    why = only(earshot).failure
    earshot.session.start(SourceChoice(SourceKind.FILE, path=short))
    earshot.files.add([other])
    until(lambda: len(earshot.files.files) == 2)
    earshot.files.cancel(earshot.files.files[1].number)
    for _ in range(2):
        earshot = begin()
        earshot.files.restore()
        until(lambda earshot=earshot: len(earshot.files.files) == 2)
        failed, cancelled = earshot.files.files
        assert (failed.state, cancelled.state) == (FileState.FAILED, FileState.CANCELLED)
        assert failed.failure is not None
        assert why is not None
        assert (failed.failure.what, failed.failure.remedy) == (why.what, why.remedy)
        assert isinstance(failed.failure.what, Sentence), "it can be translated"
    earshot.files.retry(cancelled.number)
    until(lambda: earshot.files.files[1].state is FileState.DONE)
    shutil.copy(short, bad)
    earshot.files.add([bad])
    until(lambda: [each.state for each in earshot.files.files] == [FileState.DONE] * 2)
    bad.write_bytes(b"no sound")
    earshot.files.clear()
    earshot.files.add([bad])
    until(lambda: earshot.files.files and only(earshot).state is FileState.FAILED)
    earshot.files.clear()
    assert earshot.files.files == ()
    earshot = begin()
    assert not FileLedger(earshot.preferences.folders.transcripts_file).entries(queued=True)


def test_files_go_on_while_captions_are_paused(begin, folders, sample, short):
    earshot = begin()
    earshot.session.start(SourceChoice(SourceKind.FILE, path=sample))
    until(lambda: earshot.session.state is LiveState.CAPTIONING)
    earshot.session.pause()
    until(lambda: earshot.session.state is LiveState.PAUSED)
    earshot.files.add([short])
    until(lambda: earshot.files.files and only(earshot).state is FileState.DONE)
    assert earshot.session.state is LiveState.PAUSED
    assert transcript(earshot, only(earshot)).segments
    reader = earshot.events.reader()
    earshot.session.resume()
    until(lambda: any(isinstance(each, Final) for each in reader.drain()))


@pytest.mark.slow
def test_a_paused_file_outlives_the_program_and_goes_on_where_it_stopped(begin, sample):
    earshot = begin()
    earshot.files.add([sample])
    until(lambda: earshot.files.files and (only(earshot).share or 0.0) > 0.2)
    earshot.files.pause(only(earshot).number)
    until(lambda: only(earshot).state is FileState.PAUSED and only(earshot).session_id is not None)
    before = transcript(earshot, only(earshot))
    assert not before.session.finished
    earshot = begin()
    assert earshot.transcripts.find_left_over(lambda found: None) is None
    earshot.files.restore()
    until(lambda: earshot.files.files)
    assert only(earshot).state is FileState.PAUSED
    earshot.files.resume(only(earshot).number)
    until(lambda: only(earshot).state is FileState.DONE)
    after = transcript(earshot, only(earshot))
    assert after.session.id == before.session.id
    assert after.session.finished
    assert after.segments[: len(before.segments)] == before.segments
    assert len(after.segments) > len(before.segments)
    assert len({each.text for each in after.segments}) == len(after.segments), "no sentence twice"
    assert abs(len(after.segments) - SENTENCES) <= 1


QUEUE = """
import sys, time
from pathlib import Path
from app.control.earshot import Earshot
from app.folders import portable_folders
from app.settings import Settings
earshot = Earshot(Settings(model=sys.argv[2], language="en"), portable_folders(Path(sys.argv[1])))
earshot.files.add([Path(sys.argv[3])])
time.sleep(600)
"""


@pytest.mark.slow
def test_a_killed_program_goes_on_with_its_file(begin, folders, sample, whisper_base, tmp_path):
    home = folders.data.parent
    killed = subprocess.Popen([sys.executable, "-c", QUEUE, str(home), whisper_base, str(sample)], cwd=ROOT)
    try:
        until(lambda: folders.transcripts_file.exists() and said(folders) >= 2)
    finally:
        killed.kill()
        killed.wait()
    earshot = begin()
    earshot.files.restore()
    until(lambda: earshot.files.files and only(earshot).state is FileState.DONE)
    (kept,) = earshot.transcripts.store().sessions()
    texts = [each.text for each in earshot.transcripts.store().load(kept.id).segments]
    assert kept.finished
    assert len(set(texts)) == len(texts), "no sentence twice"
    assert abs(len(texts) - SENTENCES) <= 1, "none missing"


def said(folders: Folders) -> int:
    """How many sentences are kept, by another process."""
    with TranscriptStore(folders.transcripts_file) as store:
        return sum(each.finals for each in store.sessions())


@pytest.mark.slow
def test_a_cancelled_file_keeps_its_text_and_goes_on_when_it_is_tried_again(begin, sample):
    earshot = begin()
    earshot.files.add([sample])
    until(lambda: earshot.files.files and (only(earshot).share or 0.0) > 0.2)
    earshot.files.cancel(only(earshot).number)
    until(lambda: only(earshot).session_id is not None)
    until(lambda: transcript(earshot, only(earshot)).session.finished)
    before = transcript(earshot, only(earshot))
    earshot.files.retry(only(earshot).number)
    until(lambda: only(earshot).state is FileState.DONE)
    after = transcript(earshot, only(earshot))
    assert after.session.id == before.session.id
    assert after.segments[: len(before.segments)] == before.segments
    assert len(after.segments) > len(before.segments)


@pytest.mark.slow
def test_captions_go_first_and_the_file_goes_on_after_them(begin, sample, short):
    earshot = begin()
    reader = earshot.events.reader()
    earshot.files.add([sample])
    until(lambda: earshot.files.files and only(earshot).state is FileState.RUNNING)
    earshot.session.start(SourceChoice(SourceKind.FILE, path=short))
    heard: list[float] = []
    while earshot.session.state is not LiveState.IDLE:
        reader.wait(0.05)
        heard += [to_seconds(each.end) for each in reader.drain() if isinstance(each, Final)]
        if heard:
            assert only(earshot).state is FileState.WAITING or earshot.session.state is LiveState.IDLE
    assert heard, "captions had the model"
    until(lambda: only(earshot).state is FileState.DONE)
    assert abs(len(transcript(earshot, only(earshot)).segments) - SENTENCES) <= 1


@pytest.mark.parametrize("own", [False, True])
def test_a_copy_lies_beside_the_recordings_where_the_user_wants_one(begin, folders, short, own):
    """And always of a recording: deleting the transcript must not take the sound of another one."""
    if own:
        short = short.rename(short.with_name("2026-11-20 10-32-05.flac"))
    earshot = begin(copy_media=not own)
    earshot.files.add([short])
    until(lambda: earshot.files.files and only(earshot).state.over)
    copy = transcript(earshot, only(earshot)).session.recording
    assert copy is not None
    assert copy.parent == folders.recordings
    assert is_own_recording(copy)
    assert copy.read_bytes() == short.read_bytes()
    earshot.library.delete_everything(lambda freed: None)
    until(lambda: not copy.exists())
    assert short.exists()
