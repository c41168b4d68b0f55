"""Where a session stands follows from what happened, whichever thread tells of it and whenever it comes."""

from __future__ import annotations

import operator
import queue
import sys
import threading
from importlib import import_module

import pytest

from app.choices import LiveState, SourceChoice
from app.control.earshot import SLOW
from app.folders import portable_folders
from app.settings import Settings
from engine.errors import CaptioningError
from engine.events import EngineError, RecordingStopped, SessionEnded, SourceEnded
from tests.support.listening import ReadEarshot

PATIENCE_S = 30.0
STEPS = 40  # more lines than a command has


class ScriptedEngine:
    """Tells what a test has it tell; obeys nothing."""

    alive = False

    def __init__(self, make_session, post):
        self.post = post
        self.commands = []

    def start(self):
        self.commands.append("start")

    def pause(self):
        self.commands.append("pause")

    def resume(self):
        self.commands.append("resume")

    def stop(self):
        self.commands.append("stop")

    def skip_final_passes(self):
        pass

    def fail(self, failed):
        pass

    def command(self, tell):
        pass

    def join(self, timeout_s=None):
        return True

    def wait_until_running(self, timeout_s=None):
        return False


class WatchedLock:
    """A lock that says when somebody has to wait for it."""

    def __init__(self):
        self._lock = threading.Lock()
        self.someone_waits = threading.Event()

    def __enter__(self):
        if not self._lock.acquire(blocking=False):
            self.someone_waits.set()
            assert self._lock.acquire(timeout=PATIENCE_S)

    def __exit__(self, *_error):
        self._lock.release()


@pytest.fixture
def started(tmp_path, monkeypatch):
    """A earshot and a way to start it, which gives the scripted engine of that session."""
    engines = []

    def make(make_session, post):
        engines.append(ScriptedEngine(make_session, post))
        return engines[-1]

    monkeypatch.setattr("engine.session.engine_thread.EngineThread", make)
    earshot = ReadEarshot(Settings(keep_transcripts=False), portable_folders(tmp_path))

    def start():
        earshot.session.start(SourceChoice())
        return engines[-1]

    yield earshot, start
    earshot.close()


def meanwhile(at_line, command, other):
    """`command` here; before its line number `at_line` runs, `other` on another thread, as far as it gets."""
    lines = iter(range(STEPS))
    moved, threads = threading.Event(), []

    def act():
        other()
        moved.set()

    def step(frame, what, _argument):
        if what == "line" and "/app/" in frame.f_code.co_filename and next(lines, None) == at_line:
            thread = threading.Thread(target=act)
            threads.append(thread)
            thread.start()
            while not moved.wait(0.001) and not other.lock.someone_waits.is_set():
                assert thread.is_alive()
        return step

    before = sys.gettrace()
    sys.settrace(step)
    try:
        command()
    finally:
        sys.settrace(before)
    for thread in threads:
        thread.join(PATIENCE_S)
        assert not thread.is_alive()
    return bool(threads)


class Ending:
    """The last word of a session, from the engine thread."""

    def __init__(self, earshot, engine):
        self.lock = earshot._current._lock = WatchedLock()
        self._engine = engine

    def __call__(self):
        self._engine.post(SourceEnded(0))
        self._engine.post(SessionEnded(0))


@pytest.mark.parametrize("name", ["stop", "pause", "resume"])
def test_an_end_that_comes_in_the_middle_of_a_command_is_the_end(started, name):
    """Tried at every line of the command: at none does the session stay in a state that nothing ends."""
    earshot, start = started
    for line in range(STEPS):
        engine = start()
        came_between = meanwhile(line, getattr(earshot.session, name), Ending(earshot, engine))
        if not came_between:
            assert line > 2
            engine.post(SessionEnded(0))
            return
        assert earshot.session.state is LiveState.IDLE
    pytest.fail("the command never ended")


def test_the_late_end_of_an_old_session_does_not_end_the_new_one(started):
    earshot, start = started
    old = start()
    old.post(SessionEnded(0))
    start()
    earshot.reader.drain()
    for late in (EngineError(0, "Captioning stopped.", "Start again.", fatal=True), SourceEnded(0), SessionEnded(0)):
        old.post(late)
    assert earshot.session.state is LiveState.LOADING
    assert earshot.reader.drain() == [EngineError(0, "Captioning stopped.", "Start again.")]
    stopped = RecordingStopped(0, "The disk is full.", "Free some space.")
    old.post(stopped)
    assert earshot.reader.drain() == [stopped]


def test_a_session_that_is_over_obeys_nothing_more(started):
    earshot, start = started
    engine = start()
    earshot.session.stop()
    earshot.session.stop()
    engine.post(SessionEnded(0))
    for command in (earshot.session.pause, earshot.session.resume, earshot.session.stop):
        command()
    assert engine.commands == ["start", "stop"]
    assert earshot.session.state is LiveState.IDLE


@pytest.mark.parametrize(
    ("ask", "broken"),
    [
        ("devices.list_sources", "app.control.devices.listed_sources"),
        ("models.list_models", "app.model_store.offer.offered_models"),
        ("transcripts.find_left_over", "app.control.transcripts.Transcripts._left_over"),
        ("transcripts.export", "app.exporters.write_export"),
        ("transcripts.correct", "app.transcripts.store.TranscriptStore.correct"),
        ("preferences.change_settings", "app.control.preferences.kept"),
        ("models.exchange_model", "app.control.models.Models._bring_in"),
    ],
)
def test_what_fails_in_an_unforeseen_way_is_answered(started, monkeypatch, tmp_path, ask, broken):
    """A window that waits for an answer that never comes asks no more, and shows nothing."""
    earshot, _ = started

    def fail(*_arguments, **_named):
        raise KeyError("nobody foresaw this")

    monkeypatch.setattr(broken, fail)
    monkeypatch.setattr("app.transcripts.store.TranscriptStore.load", lambda *_asked: None)
    arguments = {
        "transcripts.export": (1, tmp_path / "out.txt", "txt"),
        "transcripts.correct": (1, 1, "as it was said"),
        "preferences.change_settings": (Settings(theme="dark"),),
        "models.exchange_model": ("mini",),
    }
    came = queue.Queue()
    operator.attrgetter(ask)(earshot)(*arguments.get(ask, ()), came.put)
    told = came.get(timeout=PATIENCE_S)
    assert isinstance(told, CaptioningError)
    assert "KeyError" in told.what


def test_what_is_slow_to_import_is_imported_on_a_worker(started, monkeypatch):
    """So the first Start captures at once, and no window waits at the first look at the vocabulary."""
    earshot, _ = started
    imported = queue.Queue()
    monkeypatch.setattr(
        "app.control.earshot.import_module", lambda name: imported.put((name, threading.current_thread()))
    )
    earshot.warm_up()
    for name in SLOW:
        assert import_module(name)
        told, thread = imported.get(timeout=PATIENCE_S)
        assert (told, thread is threading.current_thread()) == (name, False)


def test_the_start_does_not_wait_while_the_transcripts_are_opened(started, monkeypatch):
    earshot, start = started
    opening, may_open = threading.Event(), threading.Event()

    class SlowStore:
        def __init__(self, path):
            opening.set()
            assert may_open.wait(2 * PATIENCE_S)

        def close(self):
            pass

    monkeypatch.setattr("app.transcripts.store.TranscriptStore", SlowStore)
    worker = threading.Thread(target=earshot.transcripts.store)
    worker.start()
    assert opening.wait(PATIENCE_S)
    window = threading.Thread(target=start)
    window.start()
    window.join(PATIENCE_S)
    waited = window.is_alive()
    may_open.set()
    for thread in (window, worker):
        thread.join(PATIENCE_S)
    assert not waited
