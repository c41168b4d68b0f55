"""Runs Python functions in a process of their own, which contains the failures of native code.

A child never outlives its program. It ends when its pipe does; Linux kills it with the thread that started it; and as
it leads a process group of its own, POSIX wakes a stopped one with SIGHUP once the program is gone.
"""

from __future__ import annotations

import contextlib
import ctypes
import faulthandler
import functools
import importlib
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import IO

from engine.failures import trace_of

STARTING_S = 20.0
"""At most so long the system may take to start a child."""

KILLING_S = 2.0
"""At most so long a killed child is waited for; longer only where it hangs within the system, on a disk perhaps."""

ENTRY = "engine-child"
"""First argument by which a frozen program knows that it is to be such a child; see `main`."""

_ROOT = Path(__file__).resolve().parents[2]
_START = "import sys; sys.path.insert(0, sys.argv.pop(1)); from {module} import main; main(sys.argv[1:])"


def command(function: str, *arguments: str) -> list[str]:
    """The command line that calls `function` ('package.module:name') with the arguments as a list of strings."""
    if getattr(sys, "frozen", False):
        return [sys.executable, ENTRY, function, *arguments]
    return [sys.executable, "-c", _START.format(module=__name__), str(_ROOT), function, *arguments]


def start(
    function: str, *arguments: str, errors: IO[bytes] | int = subprocess.DEVNULL, timeout_s: float = STARTING_S
) -> subprocess.Popen[bytes]:
    """Start a child with pipes to its standard input and output; `errors` receives its standard error.

    Raises OSError where the system starts none, or not within `timeout_s`.
    """

    def start_one() -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            command(function, *arguments),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            env=environment(),
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),  # Windows: no console flashes up
            process_group=0 if os.name == "posix" else None,
        )

    return _starter().start(start_one, timeout_s)


def run(
    function: str, *arguments: str, timeout_s: float, feed: bytes | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run a child to its end. feed: what it reads.

    Raises subprocess.TimeoutExpired after killing one that takes too long, OSError.
    """
    child = start(function, *arguments, errors=subprocess.PIPE)
    try:
        output, errors = child.communicate(feed, timeout=timeout_s)
    except BaseException:
        end(child, 0.0)
        close_pipes(child)
        raise
    return subprocess.CompletedProcess(child.args, child.returncode, output, errors)


def kill(child: subprocess.Popen[bytes]) -> None:
    """End the child and what it started, at once, also while it is stopped. Harmless where it has ended."""
    if child.poll() is not None:
        return
    with contextlib.suppress(OSError):
        if os.name == "posix":
            os.killpg(child.pid, signal.SIGKILL)
        else:
            child.kill()


def end(child: subprocess.Popen[bytes], patience_s: float) -> bool:
    """Wait `patience_s` for the child to end by itself, then kill it. False where it is there after KILLING_S more."""
    for wait_s in (patience_s, KILLING_S):
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(wait_s)
            return True
        kill(child)
    return child.poll() is not None


def close_pipes(child: subprocess.Popen[bytes]) -> None:
    """Of a child that has ended, after its last answer was read."""
    for pipe in (child.stdin, child.stdout, child.stderr):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()


def main(arguments: Sequence[str]) -> None:
    """The child's side: arguments[0] names the function, the rest is handed to it.

    Only the parent decides what Ctrl+C means. What ends the child stands on its standard error, without what was said:
    the parent may put it into its log.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.excepthook = lambda kind, error, place: print(trace_of(error), file=sys.stderr)
    with contextlib.suppress(Exception):  # a standard error that is no file
        faulthandler.enable()
    _die_with_parent()
    module, _, name = arguments[0].partition(":")
    getattr(importlib.import_module(module), name)(list(arguments[1:]))


def environment() -> dict[str, str]:
    """The parent's, with MANNERS."""
    return {**os.environ, **MANNERS}


MANNERS = {"OMP_WAIT_POLICY": "passive", "GOMP_SPINCOUNT": "1000", "PYTHONUTF8": "1"}
"""Of a process that computes: OpenMP's threads wait for each other a moment awake, then asleep.

Threads that stay awake (the default) make decoding ten times slower beside a busy program; threads that
sleep at once cost 60 % on an idle machine. docs/decoder.md has the figures.
"""

STARTER = "child-starter"
"""Name of a thread that rests as long as the program lives."""


class _Starter:
    """One thread starts every child and lives as long as the program: a child dies with the thread that started it."""

    def __init__(self) -> None:
        self._wanted: queue.SimpleQueue[tuple[_StartOne, Future[subprocess.Popen[bytes]]]] = queue.SimpleQueue()
        threading.Thread(target=self._run, name=STARTER, daemon=True).start()

    def start(self, start_one: _StartOne, timeout_s: float) -> subprocess.Popen[bytes]:
        started: Future[subprocess.Popen[bytes]] = Future()
        self._wanted.put((start_one, started))
        try:
            return started.result(timeout_s)
        except TimeoutError as late:
            if not started.cancel():
                started.add_done_callback(_kill_started)
            raise OSError(f"no process was started within {timeout_s:.0f} s") from late

    def _run(self) -> None:
        while True:
            _start_wanted(*self._wanted.get())  # the thread's own rest: it ends with the program


def _start_wanted(start_one: _StartOne, started: Future[subprocess.Popen[bytes]]) -> None:
    if not started.set_running_or_notify_cancel():
        return
    try:
        started.set_result(start_one())
    except Exception as failed:  # the edge of a thread: raised where the child was asked for
        started.set_exception(failed)


def _kill_started(started: Future[subprocess.Popen[bytes]]) -> None:
    if started.exception() is None:
        end(started.result(), 0.0)
        close_pipes(started.result())


@functools.cache
def _starter() -> _Starter:
    return _Starter()


_StartOne = Callable[[], "subprocess.Popen[bytes]"]
_PR_SET_PDEATHSIG = 1  # linux/prctl.h


def _die_with_parent() -> None:
    """Linux: SIGKILL when the parent ends, which also ends a stopped process."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
