"""Live captions of a file played in real time: how early, how calm, how costly.

    python benchmarks/live.py [--audio FILE] [--model NAME] [--runs N] [--json PATH]

Runs the whole application without its window (main.py caption --realtime --events) in a process of its own, and
beside it, in the same run, what a Python user would write instead with the starter's own library: pocketsphinx
with its endpointer, fed in real time (benchmarks/plain_pocketsphinx.py). Ratios compare the two.

first partial   speech onset to the first words posted
final           end of the utterance's sound to its final posted, the silence that decides it included
after endpoint  the decision that the utterance has ended to its final posted
flicker         words that were shown and then changed or taken back / words shown
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import wave
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "resources" / "samples" / "meeting.flac"
SILENT_S = (5, 25)


@dataclass(slots=True)
class Run:
    """What one process did. cpu_s: user and system seconds; peak_mb: largest resident set."""

    events: list[dict[str, Any]]
    cpu_s: float
    peak_mb: float


@dataclass(slots=True)
class Figures:
    first_partial_s: list[float] = field(default_factory=list)
    final_s: list[float] = field(default_factory=list)
    after_endpoint_s: list[float] = field(default_factory=list)
    real_time_factors: list[float] = field(default_factory=list)
    erased: int = 0
    shown: int = 0
    cpu_share: list[float] = field(default_factory=list)
    peak_mb: list[float] = field(default_factory=list)

    @property
    def flicker(self) -> float:
        return self.erased / self.shown if self.shown else float("nan")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--audio", type=Path, default=SAMPLE)
    parser.add_argument("--model", default="starter")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    seconds = duration_s(arguments.audio)
    ours, plain = Figures(), Figures()
    for _ in range(arguments.runs):
        add(ours, run(earshot(arguments.audio, arguments.model)), seconds)
        add(plain, run([sys.executable, "benchmarks/plain_pocketsphinx.py", str(arguments.audio)]), seconds)
    silence = cpu_in_silence(arguments.model)
    table(ours, plain, silence)
    if arguments.json is not None:
        arguments.json.write_text(json.dumps(flat(ours, plain, silence), indent=2) + "\n")


def earshot(audio: Path, model: str) -> list[str]:
    return [sys.executable, "main.py", "caption", str(audio), "--realtime", "--events", "--model", model]


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
    onset: dict[int, float] = {}
    shown: dict[int, list[str]] = {}
    for event in done.events:
        kind, utterance = event["type"], event.get("utterance")
        if kind == "speech_started":
            onset[utterance] = event["heard_s"]
        elif kind == "partial":
            if utterance not in shown:
                figures.first_partial_s.append(event["posted_s"] - onset[utterance])
            count_changes(figures, shown, utterance, event["text"])
        elif kind == "final":
            count_changes(figures, shown, utterance, event["text"])
            figures.final_s.append(event["posted_s"] - event["heard_s"])
            figures.after_endpoint_s.append(event["posted_s"] - event["decided_s"])
            figures.real_time_factors.append(event["real_time_factor"])
    figures.cpu_share.append(done.cpu_s / seconds)
    figures.peak_mb.append(done.peak_mb)


def count_changes(figures: Figures, shown: dict[int, list[str]], utterance: int, text: str) -> None:
    """Words of the line before that are not in their place any more count as erased, those that are new as shown."""
    before, now = shown.get(utterance, []), text.split()
    same = next((at for at, pair in enumerate(zip(before, now, strict=False)) if pair[0] != pair[1]), None)
    kept = min(len(before), len(now)) if same is None else same
    figures.erased += len(before) - kept
    figures.shown += len(now) - kept
    shown[utterance] = now


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


def percentile(values: Iterable[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))] if ordered else float("nan")


def flat(ours: Figures, plain: Figures, silence: float) -> dict[str, float]:
    found = {"cpu_share_in_silence": silence}
    for name, figures in (("earshot", ours), ("plain", plain)):
        for key in ("first_partial_s", "final_s", "after_endpoint_s"):
            values = getattr(figures, key)
            found |= {f"{name}_{key}_p50": percentile(values, 0.5), f"{name}_{key}_p95": percentile(values, 0.95)}
        found |= {
            f"{name}_flicker": figures.flicker,
            f"{name}_cpu_share": statistics.median(figures.cpu_share),
            f"{name}_peak_mb": max(figures.peak_mb),
        }
    found["earshot_final_real_time_factor"] = statistics.median(ours.real_time_factors)
    return found


def table(ours: Figures, plain: Figures, silence: float) -> None:
    found = flat(ours, plain, silence)
    print(f"{'':34} {'Earshot':>9} {'plain':>9} {'ratio':>7}")
    for title, key in (
        ("first partial, p50 (s)", "first_partial_s_p50"),
        ("first partial, p95 (s)", "first_partial_s_p95"),
        ("final after end of speech, p50 (s)", "final_s_p50"),
        ("final after end of speech, p95 (s)", "final_s_p95"),
        ("final after endpoint, p50 (s)", "after_endpoint_s_p50"),
        ("final after endpoint, p95 (s)", "after_endpoint_s_p95"),
        ("flicker (erased / shown words)", "flicker"),
        ("CPU seconds a second of sound", "cpu_share"),
        ("peak memory (MB)", "peak_mb"),
    ):
        one, other = found[f"earshot_{key}"], found[f"plain_{key}"]
        print(f"{title:34} {one:9.2f} {other:9.2f} {one / other:7.2f}")
    print(f"{'final pass, real-time factor':34} {found['earshot_final_real_time_factor']:9.2f}")
    print(f"{'CPU share of a core in silence':34} {100 * silence:8.1f}%")


if __name__ == "__main__":
    main()
