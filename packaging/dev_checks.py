"""The checks of `dev.py test`: lint, format, types, and then all tests."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

QUICK_CHECKS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy",),
)

# Files, not tests: those of one share what is slow to make. An option of pytest's own (-n 0) goes before ours.
IN_PARALLEL = ("-n", "auto", "--dist", "loadfile")


def run_checks(python: Path, root: Path, pytest_arguments: Sequence[str]) -> int:
    """Runs every check, also after one has failed; the number of those that failed.

    The tests come last, so that the output ends with their own summary.
    """
    failed = sum(not _passes(python, root, check) for check in QUICK_CHECKS)
    tests = subprocess.run([str(python), "-m", "pytest", *IN_PARALLEL, *pytest_arguments], cwd=root)
    return failed + (tests.returncode != 0)


def _passes(python: Path, root: Path, check: Sequence[str]) -> bool:
    began = time.perf_counter()
    status = subprocess.run([python, "-m", *check], cwd=root).returncode
    verdict = "passed" if status == 0 else "FAILED"
    print(f"{' '.join(check)}: {verdict} ({time.perf_counter() - began:.1f} s)", flush=True)
    return status == 0
