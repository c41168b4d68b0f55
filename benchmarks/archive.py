"""Archives: how fast processes and a Ray cluster of this computer are, what a recording costs beside its sound, memory.

    python -m benchmarks.archive [--recordings 200] [--minutes 12] [--workers 1,2] [--json PATH]

Each row is `transcribe --workers N` (or `--ray local --workers N`) in a process of its own.

start        seconds until one recording of a second is done, with a recogniser that costs next to nothing
each         milliseconds that a recording of a second keeps a worker busy: reading, speech detection, the result on
             the disk; with the same recogniser
throughput   seconds of sound a second with Earshot Mini after the start; recordings of a minute, --threads 1
processor    processor seconds a second of sound, of the same; not for Ray, whose processes do not end as ours
memory       peak of all processes together with Earshot Mini, MB (their own allocations in brackets)
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import soundfile

from app.batch.archive import TOTALS, Archive
from app.batch.orders import BatchOptions
from benchmarks.files import write_loop
from benchmarks.machine import MemoryWatch

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "resources" / "samples" / "meeting.flac"


@dataclass(frozen=True, slots=True)
class ArchiveFigures:
    """As in the table above."""

    where: str
    workers: int
    start_s: float
    each_ms: float
    throughput: float
    processor: float
    memory_mb: float
    own_mb: float


def short_recordings(folder: Path, count: int) -> Path:
    """Of a second each, no two alike."""
    folder.mkdir(parents=True)
    sound, rate = soundfile.read(SAMPLE, dtype="int16")
    for number in range(count):
        begin = rate + number * rate // 50
        soundfile.write(folder / f"{number:05}.wav", sound[begin % (30 * rate) :][:rate], rate)
    return folder


def minutes_of_sound(folder: Path, minutes: int) -> Path:
    folder.mkdir(parents=True)
    first = write_loop(folder / "000.flac", 1.0)
    for number in range(1, minutes):
        (folder / f"{number:03}.flac").write_bytes(first.read_bytes())
    return folder


@dataclass(frozen=True, slots=True)
class ArchiveRun:
    """Seconds on the clock, of all workers, of processors; peak memory and own memory in MB."""

    took_s: float
    worked_s: float
    cpu_s: float
    memory_mb: float
    own_mb: float


def transcribed(place: Path, module: str, sound: Path, where: str, workers: int) -> ArchiveRun:
    """Raises CalledProcessError."""
    out = place / f"out-{time.monotonic_ns()}"
    command = [sys.executable, *(["main.py", "transcribe"] if module == "main.py" else ["-m", module])]
    command += [str(sound), "--workers", str(workers), "--out", str(out), "--model", "mini", "--threads", "1"]
    command += ["--ray", "local"] if where == "Ray" else []
    environment = {**os.environ, "EARSHOT_HOME": str(place / "home")}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    running = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with MemoryWatch(running.pid) as memory:
        status = running.wait()
    if status != 0:
        raise subprocess.CalledProcessError(status, command)
    own = max((each.own for each in memory.samples), default=float("nan"))
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu_s = used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime
    totals = json.loads((out / TOTALS).read_text())
    return ArchiveRun(totals["took_s"], totals["worked_s"], cpu_s, memory.peak_mb, own)


def measured(place: Path, where: str, workers: int, recordings: int, minutes: int) -> ArchiveFigures:
    instant = "benchmarks.instant_archive"
    start_s = transcribed(place, instant, place / "one", where, workers).took_s
    many_s = transcribed(place, instant, place / "many", where, workers).worked_s
    real = transcribed(place, "main.py", place / "sound", where, workers)
    return ArchiveFigures(
        where,
        workers,
        start_s,
        each_ms=1e3 * many_s / recordings,
        throughput=60.0 * minutes / (real.took_s - start_s),
        processor=round(real.cpu_s / (60.0 * minutes), 3) if where != "Ray" else 0.0,
        memory_mb=real.memory_mb,
        own_mb=real.own_mb,
    )


def looking_ms(place: Path, recordings: int) -> float:
    """What a recording takes before the work begins: found, its header read, put in order."""
    began_s = time.perf_counter()
    archive = Archive(place / "looked", BatchOptions(format="json", library=False))
    archive.open([place / "many"])
    archive.let_go()
    return 1e3 * (time.perf_counter() - began_s) / recordings


def rows(figures: list[ArchiveFigures]) -> list[str]:
    """The table of docs/scale.md."""
    head = [
        "| where | workers | start | each recording | throughput | processor | memory |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    return head + [
        f"| {each.where} | {each.workers} | {each.start_s:.1f} s | {each.each_ms:.0f} ms | {each.throughput:.1f} s/s "
        f"| {each.processor or ''} | {each.memory_mb:.0f} MB ({each.own_mb:.0f}) |"
        for each in figures
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--recordings", type=int, default=200)
    parser.add_argument("--minutes", type=int, default=12)
    parser.add_argument("--workers", default="1,2")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    figures = []
    with tempfile.TemporaryDirectory(prefix="earshot-archive-") as name:
        place = Path(name)
        short_recordings(place / "one", 1)
        short_recordings(place / "many", options.recordings)
        minutes_of_sound(place / "sound", options.minutes)
        print(f"looking at a recording: {looking_ms(place, options.recordings):.1f} ms")
        for where in ("processes", "Ray"):
            for workers in map(int, options.workers.split(",")):
                figures.append(measured(place, where, workers, options.recordings, options.minutes))
                print(rows(figures)[-1], flush=True)
    print("\n".join(rows(figures)))
    print(f"load average {os.getloadavg()[0]:.1f}")
    if options.json is not None:
        options.json.write_text(json.dumps([asdict(each) for each in figures], indent=2))


if __name__ == "__main__":
    main()
