"""What Earshot costs while nobody speaks: share of one core, and waking-ups a second, once the start is over.

    python benchmarks/silence.py [--both] [--noise DBFS] [--seconds N] [--model NAME] [--json PATH]

Captions a silent file (48 kHz, stereo) in real time; with --both two silent devices, a virtual microphone and a
loudspeaker (PulseAudio is needed). --noise fills the file with white noise of that RMS, as a real microphone has:
above -70 dBFS the speech model does not sleep. Processor time of the program and its child processes is read from
/proc (Linux). The thread that wakes 31 times a second reads the file, which stands for a sound card.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import subprocess
import sys
import tempfile
import time
import wave
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.support.virtual_devices import VirtualDevices  # noqa: E402 - the root must be on the path first

SETTLE_S = 5.0  # after the first sound: models are loaded, first passes made
_TICKS = os.sysconf("SC_CLK_TCK")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--both", action="store_true")
    parser.add_argument("--noise", type=float, metavar="DBFS")
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--model", default="whisper-base")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if arguments.both:
            found = with_devices(Path(folder), arguments)
        else:
            silent = silent_file(Path(folder) / "silence.wav", arguments.seconds + 60.0, arguments.noise)
            found = measured([str(silent), "--realtime"], Path(folder), dict(os.environ), arguments)
    print("".join(f"{name}: {value}\n" for name, value in found.items()), end="")
    if arguments.json is not None:
        arguments.json.write_text(json.dumps(found, indent=2) + "\n")


def with_devices(folder: Path, arguments: argparse.Namespace) -> dict[str, Any]:
    devices = VirtualDevices(folder / "devices")
    try:
        devices.start()
        return measured(["--source", "both"], folder, os.environ | devices.daemon.environment(), arguments)
    finally:
        devices.stop()


def measured(
    source: list[str], home: Path, environment: dict[str, str], arguments: argparse.Namespace
) -> dict[str, Any]:
    command = [sys.executable, "main.py", "caption", *source, "--events", "--model", arguments.model]
    child = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=environment | {"EARSHOT_HOME": str(home / "home")}
    )
    assert child.stdout is not None
    try:
        for line in child.stdout:
            if json.loads(line)["type"] == "level":
                break
        started = time.monotonic()
        before: dict[int, Used] | None = None
        for _ in child.stdout:  # read on, as somebody would who shows the events
            now = time.monotonic()
            if before is None and now - started >= SETTLE_S:
                before, since = used(child.pid), now
            if before is not None and now - since >= arguments.seconds:
                break
        after, seconds = used(child.pid), time.monotonic() - since
    finally:
        child.terminate()
        child.wait()
        child.stdout.close()
    assert before is not None
    spent = [each.since(before.get(task, Used())) for task, each in after.items()]
    busy = sorted((each for each in spent if each.cpu_s > 0.0), key=lambda each: -each.cpu_s)
    return {
        "cpu_percent_of_a_core": round(100 * sum(each.cpu_s for each in spent) / seconds, 2),
        "wake_ups_a_second": round(sum(each.wake_ups for each in spent) / seconds),
        "threads": ", ".join(f"{100 * each.cpu_s / seconds:.2f} % ({each.wake_ups / seconds:.0f}/s)" for each in busy),
    }


@dataclass(frozen=True, slots=True)
class Used:
    """What a thread has used: processor seconds, and how often it gave the processor back to wait."""

    cpu_s: float = 0.0
    wake_ups: int = 0

    def since(self, before: Used) -> Used:
        return Used(self.cpu_s - before.cpu_s, self.wake_ups - before.wake_ups)


def used(pid: int) -> dict[int, Used]:
    """By each thread of a process and its children."""
    found: dict[int, Used] = {}
    for task in Path(f"/proc/{pid}/task").iterdir():
        fields = (task / "stat").read_text().rsplit(")", 1)[1].split()
        lines = (task / "status").read_text().splitlines()
        switches = sum(int(line.split()[1]) for line in lines if line.startswith("voluntary"))
        found[int(task.name)] = Used((int(fields[11]) + int(fields[12])) / _TICKS, switches)
        for each in (task / "children").read_text().split():
            found |= used(int(each))
    return found


def silent_file(path: Path, seconds: float, noise_dbfs: float | None = None) -> Path:
    """48 kHz, stereo; zeros, or the same ten seconds of noise again and again."""
    level = 0.0 if noise_dbfs is None else 32_768 * 10 ** (noise_dbfs / 20.0)
    noise = np.random.default_rng(27).normal(0.0, level, 10 * 48_000)
    ten_seconds = np.repeat(np.rint(noise).astype("<i2"), 2).tobytes()
    with wave.open(str(path), "wb") as out:
        out.setparams((2, 2, 48_000, 0, "NONE", ""))
        for _ in range(math.ceil(seconds / 10.0)):
            out.writeframes(ten_seconds)
    return path


if __name__ == "__main__":
    main()
