"""The virtual environment .venv: made once, filled with pinned packages, repaired when it is incomplete."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from dev_pins import Pins, Purpose
from dev_steps import Runner, StepFailed, last_lines

QUIETLY = ("--no-input", "--disable-pip-version-check", "--progress-bar", "off")  # options of pip

# Says which Python stands behind .venv, and fails when pip is not in it.
PROBE = "import pip, sys; print(sys.implementation.cache_tag)"


class Environment:
    """The folder .venv, and the stamp in it that says what was installed completely.

    The stamp maps a purpose to the fingerprint of its pins. It is taken away before pip starts and
    written after pip has ended well, so an interrupted installation is taken up by the next call.
    """

    def __init__(self, root: Path, run: Runner) -> None:
        self.folder = root / ".venv"
        self._run = run

    @property
    def python(self) -> Path:
        inside = Path("Scripts", "python.exe") if os.name == "nt" else Path("bin", "python")
        return self.folder / inside

    def complete(self, pins: Pins, purpose: Purpose) -> bool:
        """Whether everything for the purpose is there; starts no process."""
        return os.access(self.python, os.X_OK) and self._stamps().get(purpose.value) == pins.fingerprint()

    def make(self) -> str:
        """Makes .venv unless a working one for this Python is there; returns what was done."""
        probe = self._run([str(self.python), "-c", PROBE])
        if probe.status == 0 and probe.output.strip() == sys.implementation.cache_tag:
            return "there"
        found = self.folder.exists()
        made = self._run([sys.executable, "-m", "venv", "--clear", str(self.folder)])
        if made.status != 0:
            raise StepFailed(
                f"Python could not make a virtual environment in .venv:\n{last_lines(made.output)}",
                "Install the venv module of your Python (Debian, Ubuntu: sudo apt-get install python3-venv) "
                "and run the same command again.",
            )
        return f"{'made anew' if found else 'made'} with Python {sys.version.split()[0]}"

    def fill(self, pins: Pins, purpose: Purpose, including: Sequence[tuple[Purpose, Pins]] = ()) -> str:
        """Installs the pins; returns what was done.

        including: smaller purposes that are complete as well when this one is.
        """
        self._stamp_file.unlink(missing_ok=True)
        added = self._pip("-c", str(pins.constraints), *pins.requirements)
        added += self._pip("--no-deps", *pins.carriers)
        # Other purposes are forgotten: their packages may have been moved to other versions just now.
        self._write_stamps({each.value: its.fingerprint() for each, its in ((purpose, pins), *including)})
        return f"{added} installed"

    def add(self, constraints: Path, requirements: Sequence[str]) -> str:
        """Installs further packages beside those that are there; returns what was done."""
        return f"{self._pip('-c', str(constraints), *requirements)} installed"

    @property
    def _stamp_file(self) -> Path:
        return self.folder / "earshot-setup.json"

    def _stamps(self) -> dict[str, str]:
        try:
            stamps: dict[str, str] = json.loads(self._stamp_file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return stamps

    def _write_stamps(self, stamps: dict[str, str]) -> None:
        unfinished = self._stamp_file.with_suffix(".part")
        unfinished.write_text(json.dumps(stamps), encoding="utf-8")
        unfinished.replace(self._stamp_file)

    def _pip(self, *arguments: str) -> int:
        """Number of packages that pip installed for these arguments."""
        outcome = self._run([str(self.python), "-m", "pip", "install", *QUIETLY, *arguments])
        if outcome.status != 0:
            raise StepFailed(f"pip stopped:\n{last_lines(outcome.output)}", remedy_for(outcome.output))
        installed = re.search(r"^Successfully installed (.*)$", outcome.output, re.MULTILINE)
        return len(installed[1].split()) if installed else 0


def remedy_for(pip_output: str) -> str:
    """The most likely way out, judged by pip's words."""
    again = "run the same command again; what is there already is not fetched twice"
    if re.search(r"No space left|Errno 28", pip_output):
        return f"Free some disk space (running needs 1 GB, the tests 2.5 GB) and {again}."
    if re.search(r"connection|resolution|timed out|unreachable|proxy", pip_output, re.IGNORECASE):
        return f"Look after the network connection (pip's own settings for proxies and mirrors count) and {again}."
    if re.search(r"No matching distribution|Could not find a version", pip_output):
        return f"Use a Python for which these packages exist (3.11 to 3.13 do), or a connected network, and {again}."
    return f"Look at what pip says above and {again}."
