"""What Earshot costs while nobody speaks: share of one core, and waking-ups a second, once the start is over.

    python benchmarks/silence.py [--both] [--seconds N] [--model NAME] [--json PATH]

Captions a silent file (48 kHz, stereo) in real time; with --both two silent devices, a virtual microphone and a
loudspeaker (PulseAudio is needed). Processor time of the program and its child processes is read from /proc (Linux).
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import wave
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.support.virtual_devices import VirtualDevices  # noqa: E402 - the root must be on the path first

SETTLE_S = 5.0  # after the first sound: models are loaded, first passes made
_TICKS = os.sysconf("SC_CLK_TCK")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--both", action="store_true")
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--model", default="whisper-base")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if arguments.both:
            found = with_devices(Path(folder), arguments)
        else:
            silent = silent_file(Path(folder) / "silence.wav", arguments.seconds + 60.0)
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
        before: tuple[float, int] | None = None
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
    share = 100 * (after[0] - before[0]) / seconds
    return {"cpu_percent_of_a_core": round(share, 2), "wake_ups_a_second": round((after[1] - before[1]) / seconds)}


def used(pid: int) -> tuple[float, int]:
    """Processor seconds and voluntary switches of a process and its children."""
    cpu_s, switches = 0.0, 0
    for task in Path(f"/proc/{pid}/task").iterdir():
        fields = (task / "stat").read_text().rsplit(")", 1)[1].split()
        cpu_s += (int(fields[11]) + int(fields[12])) / _TICKS
        lines = (task / "status").read_text().splitlines()
        switches += sum(int(line.split()[1]) for line in lines if line.startswith("voluntary"))
        for each in (task / "children").read_text().split():
            of_child = used(int(each))
            cpu_s, switches = cpu_s + of_child[0], switches + of_child[1]
    return cpu_s, switches


def silent_file(path: Path, seconds: float) -> Path:
    with wave.open(str(path), "wb") as out:
        out.setparams((2, 2, 48_000, 0, "NONE", ""))
        out.writeframes(bytes(4 * 48_000 * round(seconds)))
    return path


if __name__ == "__main__":
    main()
