"""One session of a live captioner over one stream: its process, its log, what it costs (Linux).

Each adapter of another program (benchmarks/peer_programs/) writes the log itself. Earshot's is written here from what
`main.py caption FILE --realtime --events` prints, at the moment that each line arrives.
"""

from __future__ import annotations

import json
import math
import os
import shlex
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.machine import cpu_s, family
from benchmarks.peer_figures import Update

ROOT = Path(__file__).resolve().parents[1]
MODES = ("calm", "balanced", "fast")
_LOOK_EVERY_S = 0.25
_PAGE_MIB = os.sysconf("SC_PAGE_SIZE") / 2**20


class PeerFailed(Exception):
    """A session that gave no figures. The text is the reason, for the table."""


@dataclass(frozen=True, slots=True)
class Cost:
    """cpu_s: user and system seconds of all processes, from the first block to the last text or the end of the sound.

    rss_mib: the highest sum of their resident sets in that time; rss_life_mib: the same, loading included.
    load: the machine's load average of the last minute, before the run.
    """

    cpu_s: float
    rss_mib: float
    rss_life_mib: float
    load: float


@dataclass(slots=True)
class ProcessWatch:
    """Looks at a process and its descendants four times a second: (time.monotonic(), CPU seconds, MiB resident)."""

    looks: list[tuple[float, float, float]] = field(default_factory=list)

    @contextmanager
    def over(self, pid: int) -> Iterator[None]:
        ended = threading.Event()

        def look() -> None:
            while not ended.wait(_LOOK_EVERY_S):
                resident = sum(map(_resident_mib, family(pid)))
                if resident:  # an ended process that was not waited for has none
                    self.looks.append((time.monotonic(), cpu_s(pid), resident))

        thread = threading.Thread(target=look, name="process-watch", daemon=True)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()

    def cost(self, begin_s: float, end_s: float, load: float) -> Cost:
        """Between two moments of time.monotonic()."""
        during = [resident for at, _, resident in self.looks if begin_s <= at <= end_s + _LOOK_EVERY_S]
        life = max((resident for _, _, resident in self.looks), default=math.nan)
        return Cost(self._cpu_at(end_s) - self._cpu_at(begin_s), max(during, default=math.nan), life, load)

    def _cpu_at(self, moment_s: float) -> float:
        """Between two looks, in proportion; NaN where there was none."""
        import numpy as np

        if not self.looks:
            return math.nan
        return float(np.interp(moment_s, [at for at, *_ in self.looks], [used for _, used, _ in self.looks]))


class EarshotText:
    """What a user sees of Earshot's events: the utterances in their order, each with its newest text.

    committed: the finals (drafts are not) up to the first utterance that has none; provisional: all that follows.
    """

    def __init__(self) -> None:
        self._texts: dict[int, tuple[float, str, bool]] = {}

    def take(self, event: dict[str, Any]) -> tuple[str, str] | None:
        """(committed, provisional) after `event`, or None where it shows nothing."""
        kind = event["type"]
        if kind == "nothing_said":
            self._texts.pop(event["utterance"], None)
        elif kind in ("partial", "final"):
            kept = kind == "final" and not event.get("draft", False)
            self._texts[event["utterance"]] = (event["start"], event["text"], kept)
        else:
            return None
        committed: list[str] = []
        provisional: list[str] = []
        for _, text, kept in sorted(self._texts.values(), key=lambda each: each[0]):
            (committed if kept and not provisional else provisional).append(text.strip())
        return joined(committed, provisional)


def joined(committed: Sequence[str], provisional: Sequence[str]) -> tuple[str, str]:
    """Pieces parted by blanks; the blank between the two halves begins the second."""
    first, second = " ".join(filter(None, committed)), " ".join(filter(None, provisional))
    return first, f" {second}" if first and second else second


def first_sample_s(events: Sequence[dict[str, Any]]) -> float:
    """When the sound began to arrive, in seconds of time.monotonic().

    Each event with `heard_s` tells when the sample at its position had arrived; what is handed over late, or looked at
    late, only makes the difference larger, so the smallest one is the beginning. NaN without such an event.
    """
    places = {"speech_started": "start", "partial": "end", "final": "end"}
    timed = (event for event in events if event["type"] in places and "heard_s" in event)
    return min((event["heard_s"] - event[places[event["type"]]] for event in timed), default=math.nan)


def earshot_command(choice: str, sound: Path) -> list[str]:
    """choice: arguments of `caption`; a mode alone may stand in front ("calm --model mini")."""
    words = shlex.split(choice)
    if words and words[0] in MODES:
        words = ["--mode", *words]
    return [sys.executable, "main.py", "caption", str(sound), "--realtime", "--events", *words]


def run_earshot(choice: str, sound: Path, seconds: float, log: Path) -> Cost:
    """One session with folders of its own. Raises PeerFailed."""
    load = os.getloadavg()[0]
    watch = ProcessWatch()
    arrived: list[tuple[float, dict[str, Any]]] = []
    with tempfile.TemporaryDirectory() as home, tempfile.TemporaryFile("w+", encoding="utf-8") as complaints:
        child = subprocess.Popen(
            earshot_command(choice, sound),
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=complaints,
            text=True,
            env=os.environ | {"EARSHOT_HOME": home},
        )
        assert child.stdout is not None
        with child, watch.over(child.pid):
            for line in child.stdout:
                arrived.append((time.monotonic(), json.loads(line)))
        complaints.seek(0)
        if child.returncode != 0:
            raise PeerFailed(_last_line(complaints.read()) or f"status {child.returncode}")
    for event in (event for _, event in arrived if event["type"] == "engine_error"):
        raise PeerFailed(event["what"])
    began_s = first_sample_s([event for _, event in arrived])
    if math.isnan(began_s):
        raise PeerFailed("it noticed no speech")
    text = EarshotText()
    shown = [(at - began_s, text.take(event)) for at, event in arrived]
    updates = [Update(0.0, "", ""), *(Update(at, *halves) for at, halves in shown if halves is not None)]
    _write_log(log, updates)
    return watch.cost(began_s, began_s + max(seconds, updates[-1].t), load)


def run_peer(command: Sequence[str], seconds: float, log: Path, environment: dict[str, str], limit_s: float) -> Cost:
    """One session of an adapter, called with `command` and the path of the log. Raises PeerFailed.

    limit_s: it is ended after so long, and what it has logged until then counts.
    """
    load = os.getloadavg()[0]
    in_time = True
    watch = ProcessWatch()
    log.unlink(missing_ok=True)
    output = log.with_suffix(".txt")
    with output.open("w", encoding="utf-8") as told:
        child = subprocess.Popen(
            [*command, str(log)], stdout=told, stderr=told, env=environment, start_new_session=True, text=True
        )
        with watch.over(child.pid):
            try:
                child.wait(limit_s)
            except subprocess.TimeoutExpired:
                in_time = False
                _end(child)
        _end(child)  # what it has left behind
    lines = log.read_text("utf-8").splitlines() if log.is_file() else []
    if not lines or (in_time and child.returncode != 0):
        raise PeerFailed(_last_line(output.read_text("utf-8", errors="replace")) or f"status {child.returncode}")
    began_s = float(json.loads(lines[0])["clock"])
    return watch.cost(began_s, began_s + max(seconds, json.loads(lines[-1])["t"]), load)


def _write_log(path: Path, updates: Sequence[Update]) -> None:
    path.write_text("".join(json.dumps(asdict(each), ensure_ascii=False) + "\n" for each in updates), "utf-8")


def _end(child: subprocess.Popen[str]) -> None:
    """The adapter and everything that it started: it leads a session of its own."""
    with suppress(ProcessLookupError):
        os.killpg(child.pid, 9)
    child.wait()


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else ""


def _resident_mib(pid: int) -> float:
    """Source: proc_pid_statm in the kernel's documentation; the second number is the resident set in pages."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1]) * _PAGE_MIB
    except (OSError, IndexError):  # it has just ended
        return 0.0
