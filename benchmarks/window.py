"""How light the window is, beside a bare PySide6 window in the same run.

    python benchmarks/window.py [--rounds 5] [--seconds 10] [--model mini] [--json PATH]

Start: processes of Earshot and of a bare window in turns, from the start of the process to the end of the first paint,
and to the first sound that is heard after Start, which is pressed with that paint. CPU time to the paint is told as
well: it depends less on what else the machine does. Then one window in each of three states: paused, silence,
speech. CPU of all its processes, memory, and how late its GUI thread answers: a thread posts an event every 20 ms.

The exit status is 1 where the first paint comes more than 0.25 s (of CPU time) after that of the bare window.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.machine import cpu_s, memory_of  # noqa: E402 - the root must be on the path first

MOST_LATER_S = 0.25
CHILD = ROOT / "benchmarks" / "window_child.py"
SETTLED_S = 3.0
STATES = ("paused", "silence", "speech")


def main() -> None:
    wanted = _options()
    with tempfile.TemporaryDirectory(prefix="earshot-window-") as home:
        found = start_figures(Path(home), wanted.rounds, wanted.model)
        for state in STATES:
            found |= {f"{state}_{name}": value for name, value in state_figures(Path(home), state, wanted).items()}
    for line in rows(found):
        print(line)
    if wanted.json is not None:
        wanted.json.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    later_s = found["earshot_cpu_s"] - found["bare_cpu_s"]
    print(f"the first paint comes {later_s:.2f} s of CPU time after that of a bare window (bound {MOST_LATER_S} s)")
    raise SystemExit(later_s > MOST_LATER_S)


def start_figures(home: Path, rounds: int, model: str) -> dict[str, float]:
    """Medians of `rounds` starts of each, after one that nobody counts: files are read from the disk in it."""
    told: dict[str, list[dict[str, float]]] = {"bare": [], "earshot": []}
    for number in range(rounds + 1):
        for kind, starts in told.items():
            if each := started(home, kind, model):
                starts += [each] * (number > 0)
    return {
        f"{kind}_{name}": statistics.median(each[name] for each in starts)
        for kind, starts in told.items()
        for name in starts[0]
    }


def started(home: Path, kind: str, model: str) -> dict[str, float]:
    """One start: seconds to the paint, CPU seconds to it, seconds to the first sound."""
    began_s = time.monotonic()
    done = subprocess.run(_command(kind, model), env=_environment(home), capture_output=True, text=True, check=True)
    found = json.loads(done.stdout.splitlines()[-1])
    return {name: value - began_s if name.endswith("_at_s") else value for name, value in found.items()}


def state_figures(home: Path, state: str, wanted: argparse.Namespace) -> dict[str, float]:
    """While captions are in this state, for so many seconds."""
    command = [*_command("running", wanted.model), "--state", state, "--seconds", str(wanted.seconds)]
    with subprocess.Popen(
        command, env=_environment(home), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        assert child.stdin is not None
        child.stdout.readline()  # it is in the state
        time.sleep(SETTLED_S)  # what was heard before a pause is written first
        before_s, began_s = cpu_s(child.pid), time.monotonic()
        time.sleep(wanted.seconds)
        used_s, elapsed_s = cpu_s(child.pid) - before_s, time.monotonic() - began_s
        memory = memory_of(child.pid)
        child.stdin.write("delays\n")
        child.stdin.flush()
        delays = json.loads(child.stdout.readline())
    return {
        "cpu_percent": 100 * used_s / elapsed_s,
        "memory_mb": memory.all,
        "gui_delay_ms_p50": delays["p50"],
        "gui_delay_ms_p99": delays["p99"],
    }


def rows(found: dict[str, float]) -> Iterator[str]:
    yield "| | bare window | Earshot | ratio |"
    yield "| --- | --- | --- | --- |"
    for name, title in (("paint_at_s", "first paint, s"), ("cpu_s", "CPU time to it, s"), ("memory_mb", "memory, MB")):
        bare, own = found[f"bare_{name}"], found[f"earshot_{name}"]
        yield f"| {title} | {bare:.2f} | {own:.2f} | {own / bare:.1f} |"
    yield f"| first sound after Start, s | | {found['earshot_sound_at_s']:.2f} | |"
    yield ""
    yield "| captions | CPU, % of a core | GUI delay p50, ms | p99, ms | memory, MB |"
    yield "| --- | --- | --- | --- | --- |"
    for state in STATES:
        names = ("cpu_percent", "gui_delay_ms_p50", "gui_delay_ms_p99", "memory_mb")
        yield f"| {state} | " + " | ".join(f"{found[f'{state}_{name}']:.1f}" for name in names) + " |"


def _command(kind: str, model: str) -> list[str]:
    return [sys.executable, str(CHILD), kind, "--model", model]


def _environment(home: Path) -> dict[str, str]:
    platform = {} if os.environ.get("DISPLAY") else {"QT_QPA_PLATFORM": "offscreen"}
    # Byte code is written by the start that nobody counts, as on a user's computer; some machines switch that off.
    compiled = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(home / "bytecode")}
    return os.environ | {"EARSHOT_HOME": str(home)} | compiled | platform


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=10.0, help="in each state")
    parser.add_argument("--model", default="mini")
    parser.add_argument("--json", type=Path)
    return parser.parse_args()


if __name__ == "__main__":
    main()
