"""Python functions run in a process of their own, so that what native code does there stays there."""

from __future__ import annotations

import importlib
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import IO

ENTRY = "engine-child"
"""First argument by which a frozen program knows that it is to be such a child; see `main`."""

_ROOT = Path(__file__).resolve().parents[2]
_START = "import sys; sys.path.insert(0, sys.argv.pop(1)); from {module} import main; main(sys.argv[1:])"


def command(function: str, *arguments: str) -> list[str]:
    """The command line that calls `function` ('package.module:name') with the arguments as a list of strings."""
    if getattr(sys, "frozen", False):
        return [sys.executable, ENTRY, function, *arguments]
    return [sys.executable, "-c", _START.format(module=__name__), str(_ROOT), function, *arguments]


def start(function: str, *arguments: str, errors: IO[bytes] | int = subprocess.DEVNULL) -> subprocess.Popen[bytes]:
    """Start a child with pipes to its standard input and output; `errors` receives its standard error."""
    return subprocess.Popen(
        command(function, *arguments),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=errors,
        env=environment(),
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),  # Windows: no console flashes up
    )


def run(function: str, *arguments: str, timeout_s: float) -> subprocess.CompletedProcess[bytes]:
    """Run a child to its end. Raises subprocess.TimeoutExpired after killing one that takes too long."""
    return subprocess.run(
        command(function, *arguments),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=timeout_s,
        env=environment(),
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        check=False,
    )


def main(arguments: Sequence[str]) -> None:
    """The child's side: arguments[0] names the function, the rest is handed to it.

    Ctrl+C in a terminal reaches every process of the program; only the parent decides what it means.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    module, _, name = arguments[0].partition(":")
    getattr(importlib.import_module(module), name)(list(arguments[1:]))


def environment() -> dict[str, str]:
    """The parent's, and how OpenMP's threads wait for each other: a moment awake, then asleep.

    Threads that stay awake (the default) make decoding ten times slower beside a busy program; threads that
    sleep at once cost 60 % on an idle machine. docs/decoder.md has the figures.
    """
    return {**os.environ, "OMP_WAIT_POLICY": "passive", "GOMP_SPINCOUNT": "1000", "PYTHONUTF8": "1"}
