"""The log: failures from every thread and from native code, in the user's state folder, and never what people said."""

from __future__ import annotations

import logging
import os
import re
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import soundfile

from app import log
from app.choices import LiveOptions, SourceChoice, SourceKind
from app.folders import Folders, portable_folders, user_folders
from app.hotwords.importing import from_paste
from app.hotwords.library import HotwordLibrary
from app.settings import Settings
from engine.errors import BadInput, ModelUnusable
from engine.events import CaptionEvent, EngineError, Final, SessionEnded
from engine.isolation import children
from tests.support.listening import ReadEarshot
from tests.support.recognisers import ScriptedRecogniser

ROOT = Path(__file__).resolve().parents[2]
SAID = ["Wilhelmina Przybylski resigns tomorrow", "the merger with Quixotic Holdings", "is called project Nightjar"]
VOCABULARY = "Nightjar\nQuixotic Holdings\nPrzybylski\n"
POSIX = pytest.mark.skipif(os.name != "posix", reason="modes and signals of POSIX")


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    return portable_folders(tmp_path / "home")


@pytest.fixture
def written(folders: Folders) -> Iterator[Path]:
    """The log's folder, while this process writes there at every level."""
    handler = log.write_to(folders.state, logging.DEBUG)
    yield folders.state
    log.end(handler)


def text_of(folder: Path) -> str:
    return "".join(each.read_text("utf-8") for each in folder.iterdir())


def raised(error: Exception) -> Exception:
    try:
        raise error
    except Exception as caught:
        return caught


def unencodable(said: str) -> Exception:
    return UnicodeEncodeError("utf-8", said, 0, 1, said)


class Failing(ScriptedRecogniser):
    """Raises what it heard, in the ways of Python code and of libraries, at every second call."""

    def __init__(self) -> None:
        super().__init__(SAID * 20)
        errors = (ValueError, RuntimeError, KeyError, BadInput, unencodable)
        self.failures = [make(each) for each in SAID for make in errors]
        self.before_finish = self.fail
        self.calls = 0

    def fail(self) -> None:
        self.calls += 1
        if self.calls % 2 and self.failures:
            int_of = self.failures.pop()
            try:
                int(SAID[0])
            except ValueError as cause:
                raise int_of from cause


@pytest.mark.slow
def test_what_people_said_is_never_in_the_log(
    folders: Folders, written: Path, sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A whole session with a vocabulary, titled like a secret, whose model fails with the words in its messages."""
    HotwordLibrary(folders.hotwords).create("board", from_paste(VOCABULARY))
    recording = tmp_path / "Nightjar board meeting.flac"
    sound, rate = soundfile.read(sample, dtype="float32")
    soundfile.write(recording, sound[: 20 * rate], rate)
    monkeypatch.setattr("app.model_store.loading.load_recogniser", lambda *_asked: Failing())
    earshot = ReadEarshot(Settings(context_finals=2), folders)
    earshot.session.start(SourceChoice(SourceKind.FILE, path=recording, paced=False), LiveOptions())
    events: list[CaptionEvent] = []
    while not any(isinstance(event, SessionEnded) for event in events):
        earshot.reader.wait(0.2)
        events += earshot.reader.drain()
    earshot.close()
    assert any(isinstance(event, Final) for event in events)
    assert any(isinstance(event, EngineError) for event in events)
    found = text_of(written)
    assert "UnicodeEncodeError" in found
    words = re.findall(r"\w{4,}", " ".join(SAID) + VOCABULARY + recording.stem + SAID[0])
    assert [word for word in words if word.casefold() in found.casefold()] == []


def test_an_argument_that_is_an_exception_tells_its_kind_alone(written: Path) -> None:
    logging.getLogger("app.somewhere").warning("not read: %s", ValueError("Nightjar"))
    logging.getLogger("engine.somewhere").warning("not loaded: %s", ModelUnusable("The model is damaged."))
    assert "not read: ValueError\n" in text_of(written)
    assert "The model is damaged." in text_of(written)
    assert "Nightjar" not in text_of(written)


def test_the_message_of_a_library_stays(written: Path) -> None:
    """Where Python code raises nothing, the text tells of memory, a device or a file."""
    try:
        next(iter(generator_in_use()))
    except RuntimeError:
        logging.getLogger("engine.x").exception("failed")
    for error in (MemoryError("no room"), OSError(28, "No space left on device", "Nightjar.flac")):
        logging.getLogger("engine.x").error("failed", exc_info=raised(error))
    found = text_of(written)
    assert "dictionary changed size" in found
    assert "MemoryError: no room" in found
    assert "OSError: No space left on device" in found
    assert "Nightjar" not in found


def generator_in_use() -> Iterator[int]:
    numbers = {1: 1}
    for each in numbers:
        numbers[each + 1] = each
        if each > 1:
            yield each


@POSIX
def test_log_and_folder_are_for_the_user_alone_and_keep_three_megabytes(written: Path) -> None:
    line = "x" * 1000
    for _ in range(5000):
        logging.getLogger("engine.x").info(line)
    files = sorted(written.iterdir())
    assert [each.name for each in files] == ["earshot.log", "earshot.log.1", "earshot.log.2"]
    assert sum(each.stat().st_size for each in files) <= 3 * log.MOST_BYTES
    assert {stat.S_IMODE(each.stat().st_mode) for each in files} == {0o600}
    assert stat.S_IMODE(written.stat().st_mode) == 0o700


def test_every_thread_may_write_and_a_disk_that_refuses_costs_the_log_only(
    folders: Folders, capsys: pytest.CaptureFixture[str]
) -> None:
    folders.state.parent.mkdir()
    folders.state.write_text("a file where the folder was to be")
    handler = log.write_to(folders.state)
    threads = [threading.Thread(target=lambda: logging.getLogger("engine.x").info("hello")) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    log.end(handler)
    assert capsys.readouterr().err == ""


def test_the_log_lies_in_the_users_state_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert user_folders().state.is_relative_to(os.environ.get("XDG_STATE_HOME", "")) or os.name != "posix"
    monkeypatch.setenv("EARSHOT_HOME", str(tmp_path / "stick"))
    assert user_folders().state == tmp_path / "stick" / "state"


# -- a process of its own ------------------------------------------------------------------------------------


def program(code: str, home: Path) -> subprocess.CompletedProcess[str]:
    """Earshot's own start with a log, then `code`."""
    begin = "from pathlib import Path\nimport sys, threading\nfrom app import log\n"
    script = f"{begin}log.begin(Path({str(home)!r}))\n{code}"
    return subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=120)


def test_what_nothing_caught_is_in_the_log_from_whatever_thread(tmp_path: Path) -> None:
    code = """
class Late:
    def __del__(self): raise LookupError("said")
def work(): raise ArithmeticError("said")
thread = threading.Thread(target=work); thread.start(); thread.join()
Late()
raise ValueError("said")
"""
    done = program(code, tmp_path)
    found = text_of(tmp_path)
    assert done.returncode == 1
    assert all(kind in found for kind in ("ArithmeticError", "LookupError", "ValueError"))
    assert "said" not in found


@POSIX
def test_a_native_crash_is_in_the_log_of_the_next_start_and_told_once(tmp_path: Path) -> None:
    assert program("import faulthandler; faulthandler._sigsegv()", tmp_path).returncode < 0
    ask = f"print(log.crashed_before(Path({str(tmp_path)!r})))"
    assert [program(ask, tmp_path).stdout.strip() for _ in range(2)] == ["True", "False"]
    assert "Segmentation fault" in (tmp_path / log.NAME).read_text("utf-8")


@POSIX
def test_the_real_program_notes_a_crash_and_the_next_captions_tell_it(sample: Path, tmp_path: Path) -> None:
    home = portable_folders(tmp_path)
    home.state.mkdir(parents=True)
    (home.state / log.CRASH_NAME).write_text("Fatal Python error: Segmentation fault\n\n  File app.py line 1\n")
    environment = {**os.environ, "EARSHOT_HOME": str(tmp_path)}
    sound, rate = soundfile.read(sample, dtype="float32", stop=32_000)
    soundfile.write(tmp_path / "clip.wav", sound, rate)
    command = [sys.executable, "main.py", "caption", str(tmp_path / "clip.wav"), "--model", "mini"]
    ends = [
        subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)
        for _ in range(2)
    ]
    assert ["ended unexpectedly last time" in each.stderr for each in ends] == [True, False]
    assert "Segmentation fault" in text_of(home.state)


SLOT = """
import sys
from PySide6.QtCore import QTimer
from app import log
from app.folders import user_folders
from app.settings import LoadedSettings, Settings
from tests.support.ui_scripted import ScriptedController
from ui import application, main_window

log.begin(user_folders().state)
opened = []
shown = main_window.MainWindow.show
def show(window):
    shown(window)
    opened.append(window)
    QTimer.singleShot(0, window, lambda: {}["Nightjar"])
main_window.MainWindow.show = show
def look():
    if (banner := opened[0].banners.named("uncaught")) is not None:
        print(banner.what.text())
        opened[0].close()
watch = QTimer()
original = application.QApplication.exec
def run(app=None):
    watch.timeout.connect(look)
    watch.start(20)
    return original()
application.QApplication.exec = staticmethod(run)
application.run(ScriptedController(), LoadedSettings(Settings(interface_language="en")), (("txt", "Text"),))
"""


def test_an_exception_in_a_slot_is_told_in_a_banner_and_logged() -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", SLOT], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120
    )
    assert "Something in Earshot failed unexpectedly." in done.stdout, done.stderr
    found = text_of(user_folders().state)
    assert "KeyError" in found
    assert "Nightjar" not in found


def fail_with_words(arguments: list[str]) -> None:
    raise ValueError(SAID[0])


def crash(arguments: list[str]) -> None:
    import faulthandler

    faulthandler._sigsegv()  # type: ignore[attr-defined] # undocumented, for tests


@POSIX
@pytest.mark.parametrize(("function", "sign"), [("fail_with_words", "ValueError"), ("crash", "Segmentation fault")])
def test_what_ends_a_child_is_told_to_its_parent_without_what_was_said(function: str, sign: str) -> None:
    """The parent puts the last lines of a child that died into its log."""
    done = children.run(f"tests.app.test_log:{function}", timeout_s=60.0)
    last_words = done.stderr.decode()
    assert done.returncode != 0
    assert sign in last_words
    assert f"in {function}" in last_words
    assert "Wilhelmina" not in last_words
