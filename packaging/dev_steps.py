"""Steps of a set-up: each does its work and prints one line with the time it took."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

NAME_WIDTH = 20
LONGEST_S = 7200.0
"""At most so long one command may take: PyTorch for graphics cards (3 GB) over a line of 0.5 MB/s."""


class StepFailed(Exception):
    """A step that cannot be completed: what happened, and what the user can do."""

    def __init__(self, what: str, remedy: str) -> None:
        self.what = what
        self.remedy = remedy
        super().__init__(f"{what}\n{remedy}")


@dataclass(frozen=True, slots=True)
class Step:
    """A name and the work behind it; the work returns what it did, in a few words."""

    name: str
    work: Callable[[], str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Exit status of a command and what it printed, errors included."""

    status: int
    output: str


Runner = Callable[[Sequence[str]], Outcome]


def run_quietly(command: Sequence[str], folder: Path | None = None, timeout_s: float = LONGEST_S) -> Outcome:
    """Runs a command without letting it ask or print; status 127 when there is no such command, 124 after `timeout_s`.

    folder: where it runs; default the folder that dev.py was called in.
    """
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            timeout=timeout_s,
        )
    except FileNotFoundError as error:
        return Outcome(127, str(error))
    except subprocess.TimeoutExpired:
        return Outcome(124, f"{command[0]} was ended after {timeout_s:.0f} s.")
    return Outcome(done.returncode, done.stdout)


def must(run: Runner, command: Sequence[str]) -> None:
    """Raises StepFailed with the last lines of a command that fails."""
    outcome = run(command)
    if outcome.status != 0:
        told = last_lines(outcome.output)
        raise StepFailed(f"{Path(command[0]).name} stopped:\n{told}", "Mend what it names, then run it again.")


def carry_out(steps: Iterable[Step], report: TextIO | None = None) -> None:
    """Does the steps in their order; raises StepFailed at the first that fails.

    report: where the lines go; default stderr, so that the captions of `run` have stdout for themselves.
    """
    report = report or sys.stderr
    for step in steps:
        report.write(f"{step.name:<{NAME_WIDTH}} ")
        report.flush()
        began = time.perf_counter()
        try:
            done = step.work()
        except BaseException:
            report.write("not done\n")
            raise
        report.write(f"{done} ({time.perf_counter() - began:.1f} s)\n")
        report.flush()


def last_lines(output: str, count: int = 8) -> str:
    return "\n".join(output.strip().splitlines()[-count:])
