"""Files into transcripts: how fast, and in how much memory.

    python benchmarks/files.py [--minutes 30] [--long-minutes 180] [--jobs 1,2] [--json PATH]

Each row is `main.py transcribe` in a process of its own, on the sample recording in a loop (FLAC, 48 kHz), with the
model that set-up brings. "no model" gives a stand-in that answers at once in the place of it, so that a long file
shows what reading, speech detection, sentences and the transcript take; it runs in one process.

real-time factor    seconds of work a second of sound, the loading of the model included
memory              peak of all processes together, MB (their own allocations in brackets)
throughput          seconds of sound a second, over all files, with --jobs N; two files of a third of --minutes each
The exit status is 1 where the long file takes 100 MB more than one of a tenth of its length.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import soundfile

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.machine import MemoryWatch  # noqa: E402 - the root must be on the path first
from engine.events import Word  # noqa: E402
from engine.models.recogniser import Capabilities, Hypothesis, Request  # noqa: E402

SAMPLE = ROOT / "resources" / "samples" / "meeting.flac"
MOST_GROWTH_MB = 100.0
_STAND_IN = (
    "import sys; sys.path.insert(0, sys.argv.pop(1)); from benchmarks.files import stand_in; stand_in(sys.argv[1:])"
)
_SENTENCE = ["The", "second", "floor", "will", "be", "ready", "in", "three", "weeks."]
_NUMBERED = tuple(enumerate(_SENTENCE))


@dataclass(frozen=True, slots=True)
class FileFigures:
    """What one run cost. minutes: of sound, over all files."""

    case: str
    minutes: float
    real_time_factor: float
    memory_mb: float
    own_mb: float

    @property
    def throughput(self) -> float:
        return 1.0 / self.real_time_factor


def write_loop(path: Path, minutes: float) -> Path:
    """The sample again and again, in its own format."""
    sound, rate = soundfile.read(SAMPLE, dtype="int16")
    left = round(minutes * 60 * rate)
    with soundfile.SoundFile(path, "w", rate, 1 if sound.ndim == 1 else sound.shape[1]) as file:
        while left > 0:
            file.write(sound[:left])
            left -= len(sound)
    return path


def measured(case: str, minutes: float, command: list[str], home: Path) -> FileFigures:
    """Run the command; raises CalledProcessError where it fails."""
    environment = {**os.environ, "EARSHOT_HOME": str(home)}
    began_s = time.monotonic()
    running = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with MemoryWatch(running.pid) as memory:
        status = running.wait()
    took_s = time.monotonic() - began_s
    own = max((each.own for each in memory.samples), default=float("nan"))
    if status != 0:
        raise subprocess.CalledProcessError(status, command)
    return FileFigures(case, minutes, took_s / (minutes * 60), memory.peak_mb, own)


def transcribing(*arguments: object) -> list[str]:
    return [sys.executable, "main.py", "transcribe", *map(str, arguments)]


class Instant:
    """A recogniser that writes the same sentence at once."""

    capabilities = Capabilities("none", "No model", ("en",), False, True, False, False)

    def begin(self, request: Request) -> Instant:
        return self

    def hypothesise(self, audio: np.ndarray) -> Hypothesis:
        return Hypothesis("")

    def finish(self, audio: np.ndarray) -> Hypothesis:
        step = len(audio) // len(_SENTENCE)
        return Hypothesis(" ".join(_SENTENCE), tuple(Word(w, at * step, at * step + step, 0.9) for at, w in _NUMBERED))

    def close(self) -> None:
        """Nothing is held."""


def stand_in(arguments: list[str]) -> None:
    """`transcribe` with a recogniser that costs nothing."""
    import app.batch.worker
    from app.cli import run

    app.batch.worker.load_recogniser = lambda *_: Instant()  # type: ignore[attr-defined]  # in this process alone
    sys.exit(run(["transcribe", *arguments], None))  # type: ignore[arg-type]  # opens no window


def rows(figures: list[FileFigures]) -> list[str]:
    """The table of docs/benchmarks.md."""
    head = ["| case | sound | real-time factor | throughput | memory |", "| --- | --- | --- | --- | --- |"]
    return head + [
        f"| {each.case} | {each.minutes:g} min | {each.real_time_factor:.3f} | {each.throughput:.1f} s/s "
        f"| {each.memory_mb:.0f} MB ({each.own_mb:.0f}) |"
        for each in figures
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--long-minutes", type=float, default=180.0)
    parser.add_argument("--jobs", default="1,2")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="earshot-files-") as place:
        figures = _measure(Path(place), options.minutes, options.long_minutes, options.jobs)
    print("\n".join(rows(figures)))
    if options.json is not None:
        options.json.write_text(json.dumps([asdict(each) for each in figures], indent=2))
    return int(figures[1].memory_mb - figures[0].memory_mb > MOST_GROWTH_MB)


def _measure(place: Path, minutes: float, long_minutes: float, jobs: str) -> list[FileFigures]:
    """The short and the long file without a model come first."""
    figures = []
    for length in (long_minutes / 10, long_minutes):
        file = write_loop(place / f"{length:g}.flac", length)
        command = [sys.executable, "-c", _STAND_IN, str(ROOT), str(file), "--out", str(place / "out")]
        figures.append(_told(measured("no model", length, command, place / f"home {length:g}")))
    file = write_loop(place / "one.flac", minutes)
    command = transcribing(file, "--language", "en", "--out", place / "out")
    figures.append(_told(measured("one file", minutes, command, place / "home one")))
    parts = [write_loop(place / f"part{number}.flac", minutes / 3) for number in (1, 2)]
    for count in jobs.split(","):
        command = transcribing(*parts, "--language", "en", "--jobs", count, "--out", place / "out")
        case = f"two files, --jobs {count}"
        figures.append(_told(measured(case, 2 * minutes / 3, command, place / f"home {count}")))
    return figures


def _told(figures: FileFigures) -> FileFigures:
    print(rows([figures])[-1], file=sys.stderr, flush=True)
    return figures


if __name__ == "__main__":
    sys.exit(main())
