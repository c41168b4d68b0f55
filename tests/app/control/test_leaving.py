"""The end of the process: with the status that is wanted, soon, and without a crash, whatever still runs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
IDLE = "from engine.isolation.children import _starter; _starter()"
IN_A_LIBRARY = "threading.Thread(target=lambda: np.linalg.svd(np.random.rand(6000, 6000)), daemon=True).start()"
WAITING = "threading.Thread(target=threading.Event().wait, daemon=True).start()"


@pytest.mark.parametrize("running", ["pass", IDLE, WAITING, IN_A_LIBRARY])
def test_it_ends_with_its_status_whatever_still_runs(running):
    program = (
        f"import threading, numpy as np\nfrom app.control.leaving import leave\n{running}\nprint('said')\nleave(7)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (7, "said\n", "")
