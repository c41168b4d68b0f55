"""One hour of speech and noise through the whole application: memory, samples, lag and threads.

    python benchmarks/soak.py --data DIR [--minutes 60] [--speed 1] [--model NAME] [--json PATH]

DIR holds .flac or .wav clips, those in a folder "noise" without speech; they are played in a loop, one after the
other with 0.7 s between, in real time. --speed N lets the same sound arrive N times as fast (8 at most): each
second then does the work of N seconds, with as many utterances, passes, writes and samples; times of the clock (how
late a text is) say less then. Where the machine cannot do N times the work, guesses thin out and drafts appear, as
they would beside other programs; nothing else changes.

memory          of all processes of the application, once a second: what they allocated themselves, swapped or not
                (libraries and weights that are mapped from files come and go as the system likes; peak holds them).
                growth: the mean of the last tenth against that of the second tenth, when all has been used once;
                while sound comes in
lost            samples that the recording lacks, or that differ by more than rounding
unshown         age of the oldest speech that no text had covered, when the next text came (at --speed 1)
The exit status is 1 where memory grew by more than 5 %, a sample is lost, or a thread or process is left.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.live_figures import Figures, add_events, percentile  # noqa: E402 - the root must be on the path first
from benchmarks.machine import MemoryWatch, cpu_s  # noqa: E402
from benchmarks.soak_sound import compare, write_loop  # noqa: E402

MOST_GROWTH = 0.05
MOST_SPEED = 8.0
TEXTS = ("speech_started", "partial", "final", "nothing_said")


class Heard:
    """Takes the events one by one and keeps only sums: an hour must not grow in here."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.drafts = 0
        self.most_behind_s = 0.0
        self.unshown_s: list[float] = []
        self.left: dict[str, Any] = {}
        self.looks = 0  # at the memory, until the sound had ended
        self._open: dict[int, list[dict[str, Any]]] = {}

    def take(self, event: dict[str, Any]) -> None:
        kind = event["type"]
        self.counts[kind] += 1
        if kind == "left":
            self.left = event
        elif kind == "behind_by" and not self.counts["source_ended"]:  # then it counts all that is left
            self.most_behind_s = max(self.most_behind_s, event["behind_s"])
        elif kind in TEXTS:
            self._take_text(kind, event)

    def _take_text(self, kind: str, event: dict[str, Any]) -> None:
        said = self._open.setdefault(event["utterance"], [])
        said.append(event)
        self.drafts += bool(event.get("draft"))
        if kind in ("final", "nothing_said"):
            of_this = Figures()
            del self._open[event["utterance"]]
            if said[0]["type"] == "speech_started":  # else a draft was made better
                add_events(of_this, said)
            if of_this.unshown_s and not self.counts["source_ended"]:
                self.unshown_s.append(max(of_this.unshown_s))


def main() -> None:
    wanted = _options()
    with tempfile.TemporaryDirectory(prefix="earshot-soak-") as scratch:
        given, recorded = Path(scratch) / "given.wav", Path(scratch) / "recorded.flac"
        write_loop(wanted.data, wanted.minutes, given)
        heard, watch, used_s, took_s = soak(given, recorded, wanted, Path(scratch) / "home")
        compared = compare(given, recorded)
    memory = [each.own for each in watch.samples[: heard.looks or len(watch.samples)]]
    found = {
        "minutes": wanted.minutes,
        "speed": wanted.speed,
        "took_s": took_s,
        "memory_begin_mb": _share(memory, 0.1, 0.2),
        "memory_end_mb": _share(memory, 0.9, 1.0),
        "memory_peak_mb": watch.peak_mb,
        "memory_growth": _share(memory, 0.9, 1.0) / _share(memory, 0.1, 0.2) - 1.0,
        "cpu_seconds_a_second_of_sound": used_s / (60 * wanted.minutes),
        "samples": compared.samples,
        "samples_lost": compared.missing + heard.counts["overrun"],
        "samples_different": compared.different,
        "finals": heard.counts["final"],
        "partials": heard.counts["partial"],
        "nothing_said": heard.counts["nothing_said"],
        "drafts": heard.drafts,
        "errors": heard.counts["engine_error"] + heard.counts["recording_stopped"],
        "most_behind_s": heard.most_behind_s,
        "unshown_s_p95": percentile(heard.unshown_s, 0.95),
        "unshown_s_max": max(heard.unshown_s, default=float("nan")),
        "threads_left": len(heard.left.get("threads", ["the program did not end"])),
        "processes_left": heard.left.get("processes", 1),
    }
    for name, value in found.items():
        print(f"{name:32}{value:14.3f}" if isinstance(value, float) else f"{name:32}{value:14}")
    if wanted.json is not None:
        series = {"memory_mb": [round(each, 2) for each in memory]}
        wanted.json.write_text(json.dumps(found | series, indent=2) + "\n", encoding="utf-8")
    raise SystemExit(0 if is_sound(found) else 1)


def is_sound(found: dict[str, float]) -> bool:
    """Whether the soak shows what it should."""
    nothing = ("samples_lost", "samples_different", "errors", "threads_left", "processes_left")
    return found["memory_growth"] <= MOST_GROWTH and not any(found[name] for name in nothing)


def soak(
    given: Path, recorded: Path, wanted: argparse.Namespace, home: Path
) -> tuple[Heard, MemoryWatch, float, float]:
    """What came, memory once a second, CPU seconds, and seconds on the wall."""
    command = [sys.executable, "benchmarks/soak_child.py", str(given), "--record", str(recorded), "--home", str(home)]
    command += ["--model", wanted.model, "--speed", str(wanted.speed)]
    heard, began, used_s = Heard(), time.monotonic(), 0.0
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as child:
        with MemoryWatch(child.pid) as memory:
            for event in _events(child):
                heard.take(event)
                if event["type"] == "source_ended":
                    heard.looks = len(memory.samples)
                if event["type"] in ("final", "session_ended"):
                    used_s = cpu_s(child.pid)
        if child.wait():
            raise SystemExit(f"the application ended with status {child.returncode}")
    return heard, memory, used_s, time.monotonic() - began


def _events(child: subprocess.Popen[str]) -> Iterator[dict[str, Any]]:
    assert child.stdout is not None
    for line in child.stdout:
        yield json.loads(line)


def _share(samples: list[float], begin: float, end: float) -> float:
    part = samples[int(begin * len(samples)) : max(1, int(end * len(samples)))]
    return statistics.fmean(part) if part else float("nan")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="a folder of clips, its sub-folders included")
    parser.add_argument("--minutes", type=float, default=60.0, help="of sound")
    parser.add_argument("--speed", type=float, default=1.0, help=f"1 is real time; {MOST_SPEED:g} at most")
    parser.add_argument("--model", default="mini")
    parser.add_argument("--json", type=Path)
    wanted = parser.parse_args()
    if not 1.0 <= wanted.speed <= MOST_SPEED:
        parser.error(f"--speed must lie between 1 and {MOST_SPEED:g}")
    return wanted


if __name__ == "__main__":
    main()
