"""Live captions of a file played in real time: how early, how calm, how costly, in each caption mode.

    python benchmarks/live.py [--audio FILE] [--model NAME] [--modes MODE ...] [--runs N] [--window] [--load N]
                              [--json PATH] [--plot PATH]

Runs the whole application without its window (main.py caption --realtime --events), or with it where there is a
display (--window, benchmarks/live_window.py), in a process of its own. --load N adds so many processes that compute
without a pause. Where speech waited longer than 3 s for its text, the exit status is 1.

first partial   speech onset to the first words posted
word shown      end of a word in the sound to the first text posted that holds it; stable: to the first stable text
word painted    end of a word to the moment that the window had it on the screen (with --window)
not yet shown   age of the oldest speech that no text had covered, when the next text came
final           end of the utterance's sound to its first final posted, the silence that decides it included
after endpoint  the decision that the utterance has ended to its first final posted
flicker         words that were shown and then changed or taken back / words shown
memory          proportional set size of all its processes together, the largest of one look a second
changes         posted texts that differ from the one before them, a second of speech
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.live_figures import Figures, add_events, flat  # noqa: E402 - the root must be on the path first
from benchmarks.machine import MemoryWatch, busy  # noqa: E402
from engine.session.scheduler import LAG_BOUND_S  # noqa: E402

SAMPLE = ROOT / "resources" / "samples" / "meeting.flac"
MODES = ("fast", "balanced", "calm")
ROWS = (
    ("first partial (s)", "first_partial_s"),
    ("word shown after its end (s)", "word_shown_s"),
    ("word stable after its end (s)", "word_stable_s"),
    ("word painted after its end (s)", "word_painted_s"),
    ("posted to painted (s)", "painting_s"),
    ("speech not yet shown (s)", "unshown_s"),
    ("final after end of speech (s)", "final_s"),
    ("final after endpoint (s)", "after_endpoint_s"),
    ("between two partials (s)", "cadence_s"),
    ("flicker (erased / shown words)", "flicker"),
    ("the same, without finals' changes", "flicker_before_finals"),
    ("changes a second of speech", "changes_a_second"),
    ("stable text taken back", "stable_taken_back"),
    ("drafts", "drafts"),
    ("most behind (s)", "most_behind_s"),
    ("final pass, real-time factor", "real_time_factors_p50"),
    ("CPU seconds a second of sound", "cpu_share"),
    ("peak of the largest process (MB)", "peak_mb"),
    ("memory of all processes (MB)", "family_mb"),
)


@dataclass(slots=True)
class Run:
    """What one program did. cpu_s: user and system seconds. peak_mb: largest resident set; family_mb: all processes."""

    events: list[dict[str, Any]]
    cpu_s: float
    peak_mb: float
    family_mb: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--audio", type=Path, default=SAMPLE)
    parser.add_argument("--model", default="whisper-base")
    parser.add_argument("--modes", nargs="+", choices=MODES, default=list(MODES))
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--window", action="store_true", help="with the window; needs a display (Xvfb will do)")
    parser.add_argument("--load", type=int, default=0, metavar="N", help="beside N processes that compute")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--plot", type=Path, help="draw lateness and flicker as a PNG")
    arguments = parser.parse_args()
    with busy(arguments.load):
        columns = measure(arguments)
    table(columns)
    kept = tell_bound(columns)
    if arguments.json is not None:
        report(arguments, columns)
    if arguments.plot is not None:
        from benchmarks.live_plot import draw

        load = f", beside {arguments.load} busy processes" if arguments.load else ""
        draw(columns, arguments.plot, f"{arguments.model}, {arguments.audio.name}{load}")
    raise SystemExit(0 if kept else 1)


def measure(arguments: argparse.Namespace) -> dict[str, Figures]:
    """A column for each mode."""
    seconds = duration_s(arguments.audio)
    columns = {mode: Figures() for mode in arguments.modes}
    for _ in range(arguments.runs):
        for mode in arguments.modes:
            add(columns[mode], run(earshot(arguments.audio, arguments.model, mode, arguments.window)), seconds)
    return columns


def report(arguments: argparse.Namespace, columns: dict[str, Figures]) -> None:
    found = {name: flat(figures) for name, figures in columns.items()}
    about = {"model": arguments.model, "audio": arguments.audio.name, "runs": arguments.runs}
    about |= {"window": arguments.window, "busy_processes": arguments.load}
    arguments.json.write_text(json.dumps(about | found, indent=2) + "\n")


def tell_bound(columns: dict[str, Figures]) -> bool:
    """Whether no speech waited longer for its text than readers may."""
    worst = max((flat(figures)["unshown_s_max"] for figures in columns.values()), default=0.0)
    print(f"speech waited {worst:.2f} s at most for its text; the bound of {LAG_BOUND_S:g} s was", end=" ")
    print("kept" if worst <= LAG_BOUND_S else "broken")
    return worst <= LAG_BOUND_S


def earshot(audio: Path, model: str, mode: str = "balanced", window: bool = False) -> list[str]:
    if window:
        return [sys.executable, "benchmarks/live_window.py", str(audio), "--model", model, "--mode", mode]
    choices = ["--realtime", "--events", "--model", model, "--mode", mode]
    return [sys.executable, "main.py", "caption", str(audio), *choices]


def run(command: list[str]) -> Run:
    """Run a child to its end; it prints one JSON object a line."""
    with tempfile.TemporaryDirectory() as home:
        child = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=os.environ | {"EARSHOT_HOME": home}
        )
        assert child.stdout is not None
        with MemoryWatch(child.pid) as memory:
            events = [json.loads(line) for line in child.stdout]
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        child.stdout.close()
    if child.returncode != 0:
        raise SystemExit(f"{' '.join(command)} ended with status {child.returncode}")
    for failed in (event for event in events if event["type"] == "engine_error"):
        raise SystemExit(f"{' '.join(command)} failed: {failed['what']}")
    return Run(events, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, memory.peak_mb)


def add(figures: Figures, done: Run, seconds: float) -> None:
    add_events(figures, done.events)
    figures.cpu_share.append(done.cpu_s / seconds)
    figures.peak_mb.append(done.peak_mb)
    figures.family_mb.append(done.family_mb)


def duration_s(path: Path) -> float:
    import soundfile

    return float(soundfile.info(str(path)).duration)


def table(columns: dict[str, Figures]) -> None:
    found = {name: flat(figures) for name, figures in columns.items()}
    print(f"{'':36}" + "".join(f"{name:>12}" for name in columns))
    for title, key in ROWS:
        shares = ("p50", "p95", "max") if key.endswith("_s") and f"{key}_p50" in flat(Figures()) else ("",)
        for share in shares:
            name = f"{key}_{share}" if share else key
            values = "".join(f"{found[column][name]:12.2f}" for column in columns)
            print(f"{title + (', ' + share if share else ''):36}{values}")


if __name__ == "__main__":
    main()
