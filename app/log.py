"""The log: what happened inside, to find the cause of a failure. Never what people said (docs/privacy.md)."""

from __future__ import annotations

import contextlib
import faulthandler
import io
import logging
import os
import sys
import threading
from collections.abc import Callable, Mapping
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import Any

from app import VERSION
from app.folders import make_folder
from engine.failures import kind_of, trace_of

log = logging.getLogger(__name__)

NAME = "earshot.log"
CRASH_NAME = "crash.log"
MOST_BYTES, OLDER_FILES = 1_000_000, 2
PARTS = ("engine", "app", "ui")
"""Loggers that are written to the file: what other packages say cannot be answered for."""

_FORMAT = "%(asctime)s %(levelname)s %(process)d %(threadName)s %(name)s: %(message)s"
_ENDED_BADLY = ("Fatal Python error", "access violation", "stack overflow")
"""Windows reports exceptions that are handled, too; these end a program."""
_MOST_STACK = 100  # lines of a crash
_report: Callable[[], None] | None = None


def begin(folder: Path, level: int = logging.INFO) -> None:
    """From now on this process writes a log into `folder`, and every exception that nothing caught goes there.

    Once a process. Both files are for this user alone. A disk that refuses costs the log and nothing else.
    """
    write_to(folder, level)
    sys.excepthook = _uncaught
    threading.excepthook = _uncaught_in_thread
    sys.unraisablehook = _unraisable
    log.info("Earshot %s, Python %s, %s", VERSION, sys.version.split()[0], sys.platform)
    with contextlib.suppress(Exception):
        _watch_crashes(make_folder(folder) / CRASH_NAME)


def write_to(folder: Path, level: int = logging.INFO) -> logging.Handler:
    """The file is made with the first line. Returns the handler, for `end`."""
    handler = _File(folder / NAME)
    for name in PARTS:
        logging.getLogger(name).setLevel(level)
        logging.getLogger(name).addHandler(handler)
    return handler


def end(handler: logging.Handler) -> None:
    for name in PARTS:
        logging.getLogger(name).removeHandler(handler)
        logging.getLogger(name).setLevel(logging.NOTSET)
    handler.close()


def last_lines(folder: Path, count: int) -> list[str]:
    """The newest lines, oldest first; none where there is no log."""
    with contextlib.suppress(OSError):
        return (folder / NAME).read_text("utf-8", "replace").splitlines()[-count:]
    return []


def report_uncaught(report: Callable[[], None] | None) -> None:
    """`report` is called, on any thread, when an exception was logged that nothing caught; None: no longer."""
    global _report
    _report = report


def crashed_before(folder: Path) -> bool:
    """Whether native code ended the program since this was asked last; its stacks go into the log."""
    path = folder / CRASH_NAME
    with contextlib.suppress(OSError):
        left = path.read_text("utf-8", "replace")
        if any(sign in left for sign in _ENDED_BADLY):
            for line in left.splitlines()[:_MOST_STACK]:
                log.error("crash: %s", line)
            os.truncate(path, 0)
            return True
    return False


class _File(RotatingFileHandler):
    """Several processes may write to it; what one cannot write it leaves out."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, maxBytes=MOST_BYTES, backupCount=OLDER_FILES, encoding="utf-8", delay=True)
        self.setFormatter(_WithoutWords(_FORMAT))

    def _open(self) -> io.TextIOWrapper:
        make_folder(Path(self.baseFilename).parent)
        file = os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        return io.TextIOWrapper(io.FileIO(file, "ab"), encoding="utf-8", errors="backslashreplace", write_through=True)

    def doRollover(self) -> None:
        with contextlib.suppress(OSError):  # Windows: another Earshot has it open, so it grows until that one ended
            super().doRollover()

    def handleError(self, record: logging.LogRecord) -> None:
        """A log is no reason to write to the terminal."""


class _WithoutWords(logging.Formatter):
    """One line a record, and where an exception came from; its message only where it cannot quote a person."""

    def format(self, record: logging.LogRecord) -> str:
        plain = logging.makeLogRecord({**record.__dict__, "exc_info": None, "exc_text": None, "stack_info": None})
        plain.args = _plain(record.args)
        line = super().format(plain).replace("\n", r"\n")
        failed = record.exc_info[1] if record.exc_info else None
        return line if failed is None else f"{line}\n{trace_of(failed)}"


def _plain(args: Any) -> Any:
    # Any: what logging takes as arguments, a tuple or one mapping.
    if isinstance(args, Mapping):
        return {key: _safe(value) for key, value in args.items()}
    return tuple(map(_safe, args or ()))


def _safe(value: object) -> object:
    return kind_of(value) if isinstance(value, BaseException) else value


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _uncaught(kind: type[BaseException], error: BaseException, place: TracebackType | None) -> None:
    """Also of Qt's slots, which go on after it."""
    if not isinstance(error, KeyboardInterrupt):
        _note("an exception that nothing caught", error)
    sys.__excepthook__(kind, error, place)


def _uncaught_in_thread(failed: threading.ExceptHookArgs) -> None:
    if failed.exc_value is not None and not isinstance(failed.exc_value, SystemExit):
        _note("a thread ended with an exception", failed.exc_value)
    threading.__excepthook__(failed)


def _unraisable(failed: Any) -> None:
    # Any: sys.UnraisableHookArgs has no class at run time.
    if failed.exc_value is not None:
        log.warning("an exception where none can be raised", exc_info=failed.exc_value)
    sys.__unraisablehook__(failed)


def _note(what: str, error: BaseException) -> None:
    log.critical(what, exc_info=error)
    with contextlib.suppress(Exception):  # the window that was to report it may be gone
        if _report is not None:
            _report()


def _watch_crashes(path: Path) -> None:
    """Have native crashes leave their stacks in `path`, at its end: another Earshot may have it open."""
    # It stays open, in faulthandler's hands: a crash can open nothing.
    faulthandler.enable(open(path, "a", encoding="utf-8", opener=_private))  # noqa: SIM115
