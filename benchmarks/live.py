"""Live captions of a file played in real time: how early, how calm, how costly, in each caption mode.

    python benchmarks/live.py [--audio FILE] [--model NAME] [--modes MODE ...] [--runs N] [--json PATH]

Runs the whole application without its window (main.py caption --realtime --events) in a process of its own, and
beside it, in the same run, what a Python user would write instead with the starter's own library: pocketsphinx
with its endpointer, fed in real time (benchmarks/plain_pocketsphinx.py, the column "plain").

first partial   speech onset to the first words posted
word shown      end of a word in the sound to the first text posted that holds it; stable: to the first stable text
final           end of the utterance's sound to its first final posted, the silence that decides it included
after endpoint  the decision that the utterance has ended to its first final posted
flicker         words that were shown and then changed or taken back / words shown
changes         posted texts that differ from the one before them, a second of speech
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import wave
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.live_figures import Figures, add_events, flat  # noqa: E402 - the root must be on the path first

SAMPLE = ROOT / "resources" / "samples" / "meeting.flac"
SILENT_S = (5, 25)
MODES = ("fast", "balanced", "calm")
ROWS = (
    ("first partial (s)", "first_partial_s"),
    ("word shown after its end (s)", "word_shown_s"),
    ("word stable after its end (s)", "word_stable_s"),
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
    ("peak memory (MB)", "peak_mb"),
)


@dataclass(slots=True)
class Run:
    """What one process did. cpu_s: user and system seconds; peak_mb: largest resident set."""

    events: list[dict[str, Any]]
    cpu_s: float
    peak_mb: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--audio", type=Path, default=SAMPLE)
    parser.add_argument("--model", default="starter")
    parser.add_argument("--modes", nargs="+", choices=MODES, default=list(MODES))
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    seconds = duration_s(arguments.audio)
    columns = {name: Figures() for name in [*arguments.modes, "plain"]}
    for _ in range(arguments.runs):
        for mode in arguments.modes:
            add(columns[mode], run(earshot(arguments.audio, arguments.model, mode)), seconds)
        add(columns["plain"], run([sys.executable, "benchmarks/plain_pocketsphinx.py", str(arguments.audio)]), seconds)
    silence = cpu_in_silence(arguments.model)
    table(columns, silence)
    if arguments.json is not None:
        found = {name: flat(figures) for name, figures in columns.items()}
        report = {"model": arguments.model, "audio": arguments.audio.name, "runs": arguments.runs}
        arguments.json.write_text(json.dumps(report | {"cpu_share_in_silence": silence} | found, indent=2) + "\n")


def earshot(audio: Path, model: str, mode: str = "balanced") -> list[str]:
    choices = ["--realtime", "--events", "--model", model, "--mode", mode]
    return [sys.executable, "main.py", "caption", str(audio), *choices]


def run(command: list[str]) -> Run:
    """Run a child to its end; it prints one JSON object a line."""
    with tempfile.TemporaryDirectory() as home:
        child = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=os.environ | {"EARSHOT_HOME": home}
        )
        assert child.stdout is not None
        events = [json.loads(line) for line in child.stdout]
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        child.stdout.close()
    if child.returncode != 0:
        raise SystemExit(f"{' '.join(command)} ended with status {child.returncode}")
    return Run(events, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def add(figures: Figures, done: Run, seconds: float) -> None:
    add_events(figures, done.events)
    figures.cpu_share.append(done.cpu_s / seconds)
    figures.peak_mb.append(done.peak_mb)


def cpu_in_silence(model: str) -> float:
    """Share of one core while nothing is said: a long and a short silence, so that start-up falls out."""
    used = []
    with tempfile.TemporaryDirectory() as folder:
        for seconds in SILENT_S:
            path = Path(folder) / f"{seconds}.wav"
            with wave.open(str(path), "wb") as out:
                out.setparams((2, 2, 48_000, 0, "NONE", ""))
                out.writeframes(bytes(4 * 48_000 * seconds))
            used.append(run(earshot(path, model)).cpu_s)
    return (used[1] - used[0]) / (SILENT_S[1] - SILENT_S[0])


def duration_s(path: Path) -> float:
    import soundfile

    return float(soundfile.info(str(path)).duration)


def table(columns: dict[str, Figures], silence: float) -> None:
    found = {name: flat(figures) for name, figures in columns.items()}
    print(f"{'':36}" + "".join(f"{name:>12}" for name in columns))
    for title, key in ROWS:
        shares = ("p50", "p95", "max") if key.endswith("_s") and f"{key}_p50" in found["plain"] else ("",)
        for share in shares:
            name = f"{key}_{share}" if share else key
            values = "".join(f"{found[column][name]:12.2f}" for column in columns)
            print(f"{title + (', ' + share if share else ''):36}{values}")
    print(f"{'CPU share of a core in silence (%)':36}{100 * silence:12.1f}")


if __name__ == "__main__":
    main()
