"""What the language model costs at full size on this machine: python -m benchmarks.decoder

Random weights in the shape of Qwen3-0.6B, made on the fly; speed and memory are real, the text is not. Each
kind of weights and number of threads runs in a process of its own, with the settings of the product's decoder
process. Every figure for drafts stands beside plain decoding of the same utterances, taken in turns, so that
whatever else the machine did meets both. Wall times say what a user feels; processor times what it took.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np

from benchmarks.random_decoder import quantise, write_q8_0
from engine.isolation import children
from engine.models.fun_asr_nano.llm import model
from engine.models.fun_asr_nano.llm.context import ContextOptions, LlamaContext
from engine.models.fun_asr_nano.llm.drafts import DraftTokens
from engine.models.fun_asr_nano.llm.engine import MEASURED_RIDES, MEASURED_SIZES, DecodingEngine
from engine.models.fun_asr_nano.llm.job import DecodedAnswer, DecodeJob
from engine.models.fun_asr_nano.llm.service import DecoderService
from engine.models.fun_asr_nano.llm.weights import inspect
from engine.models.fun_asr_nano.llm.worker import Assignment

KINDS = {"q8_0": None, "q4_k_m": 15, "q5_k_m": 17}
UTTERANCES = {5: (11, 20), 10: (21, 40)}  # seconds of sound: rows, tokens of the answer
AGREEMENTS = (1.0, 0.9, 0.8, 0.5, 0.0)
POSITIONS = 1024


@dataclass(frozen=True)
class Clock:
    """Seconds on the wall and of all processors together."""

    wall: float
    cpu: float


@contextmanager
def timed() -> Iterator[list[Clock]]:
    found: list[Clock] = []
    wall, cpu = time.perf_counter(), time.process_time()
    yield found
    found.append(Clock(time.perf_counter() - wall, time.process_time() - cpu))


def main() -> None:
    options = _options()
    if options.one:
        path, threads = options.one
        print(json.dumps(measure(Path(path), int(threads), options.repeats)))
        return
    figures: dict[str, float] = {}
    with _files(options.folder, options.kinds) as files:
        for kind, path in files.items():
            for threads in options.threads:
                found = in_process(path, threads, options.repeats)
                report(f"{kind}, {threads} threads", found)
                figures |= flat(f"{kind}_{threads}_threads", found)
        report_process(files[options.kinds[0]], max(options.threads))
    if options.json is not None:
        options.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


def flat(prefix: str, value: object) -> dict[str, float]:
    """Every number below `value`, by the names on the way to it."""
    if isinstance(value, dict):
        return {name: figure for key, each in value.items() for name, figure in flat(f"{prefix}_{key}", each).items()}
    return {prefix.replace(" ", "_"): float(value)} if isinstance(value, int | float) else {}


def measure(path: Path, threads: int, repeats: int) -> dict[str, object]:
    """All figures of one file with one number of threads."""
    with timed() as loading:
        llama = model.load(inspect(path))
        engine = DecodingEngine(LlamaContext(llama, ContextOptions(POSITIONS, threads)))
    found: dict[str, object] = {
        "load": asdict(loading[0]),
        "steps": {size: engine.planner.costs.steps.of(size) for size in MEASURED_SIZES},
        "rides": {size: engine.planner.costs.rides.of(size) for size in MEASURED_RIDES},
    }
    for seconds in UTTERANCES:
        found[f"{seconds} s"] = utterance(engine, seconds, repeats)
    found["peak_mb"] = _peak_mb(os.getpid())
    engine.close()
    found["drafts"] = {agreement: drafts(path, threads, agreement, repeats) for agreement in AGREEMENTS}
    return found


def utterance(engine: DecodingEngine, seconds: int, repeats: int) -> dict[str, object]:
    """One utterance, cold and warm, without drafts. Wall: median; best: of all repeats."""
    cold, warm = [], []
    for seed in range(repeats):
        job = job_for(seconds, seed)
        engine.warm.truncate(0)
        with timed() as clock:
            engine.decode(job)
        cold += clock
        with_prefix_only(engine, job)
        with timed() as clock:
            engine.decode(job)
        warm += clock
    return {"cold": _summary(cold), "warm": _summary(warm)}


def drafts(path: Path, threads: int, agreement: float, repeats: int) -> dict[str, object]:
    """Plain, drafted as for captions, and drafted as for files (repeatable) in turns over the same utterances, warm; a
    new engine, so nothing is learned before.
    """
    engine = DecodingEngine(LlamaContext(model.load(inspect(path)), ContextOptions(POSITIONS, threads)))
    chance = random.Random(1)
    plain, drafted, repeatable = [], [], []
    offered = accepted = identical = 0
    for seed in range(2 * repeats):
        job = job_for(5, 100 + seed)
        with_prefix_only(engine, job)
        with timed() as clock:
            expected = engine.decode(job)
        plain += clock
        spoiled, end = _spoiled(expected, agreement, chance), engine.context.model.end_of_turn
        with_prefix_only(engine, job)
        with timed() as clock:
            checked = engine.decode(job, draft=DraftTokens(spoiled, end))
        drafted += clock
        for_files = replace(job, repeatable=True)
        engine.decode(replace(for_files, rows=job.rows[:1] * 0.5, most_tokens=1))
        with timed() as clock:
            engine.decode(for_files, draft=DraftTokens(spoiled, end))
        repeatable += clock
        identical += checked.tokens == expected.tokens
        offered += checked.counters.offered
        accepted += checked.counters.accepted
    engine.close()
    return {
        "plain": _summary(plain),
        "drafted": _summary(drafted),
        "first": asdict(drafted[0]),
        "repeatable": _summary(repeatable),
        "wall_ratio": _ratio(plain, drafted, "wall"),
        "cpu_ratio": _ratio(plain, drafted, "cpu"),
        "repeatable_wall_ratio": _ratio(plain, repeatable, "wall"),
        "repeatable_cpu_ratio": _ratio(plain, repeatable, "cpu"),
        "identical": f"{identical} of {2 * repeats}",
        "offered": offered,
        "accepted": accepted,
    }


def with_prefix_only(engine: DecodingEngine, job: DecodeJob) -> None:
    """The prompt in front of the sound is in the cache, the sound is not."""
    engine.decode(DecodeJob(job.rows[:1] * 0.5, 1.0, most_tokens=1))
    engine.warm.truncate(18)


def job_for(seconds: int, seed: int) -> DecodeJob:
    rows, tokens = UTTERANCES[seconds]
    sound = np.random.default_rng(seed).standard_normal((rows, 1024)).astype(np.float32)
    return DecodeJob(sound, float(seconds), most_tokens=tokens)


def in_process(path: Path, threads: int, repeats: int) -> dict[str, object]:
    """`measure` in a process with the environment of the decoder process."""
    command = [sys.executable, "-m", "benchmarks.decoder", "--one", str(path), str(threads)]
    done = subprocess.run(
        [*command, "--repeats", str(repeats)],
        env=children.environment(),
        stdout=subprocess.PIPE,
        check=True,
    )
    found: dict[str, object] = json.loads(done.stdout)
    return found


def report(title: str, found: dict[str, object]) -> None:
    print(f"\n== {title}; load average {os.getloadavg()[0]:.1f}")
    for name, value in found.items():
        entries = value.items() if isinstance(value, dict) else [("", value)]
        for key, entry in entries:
            print(f"{name:<10} {key!s:<6} {_words(entry)}", flush=True)


def report_process(path: Path, threads: int) -> None:
    """What the process of its own adds, and what it takes."""
    service = DecoderService(Assignment(str(path), POSITIONS, threads, False, 0))
    with timed() as loading:
        service.open()
    added = []
    for seed in range(5):
        begun = time.perf_counter()
        answer = service.decode(job_for(5, seed))
        added.append(time.perf_counter() - begun - answer.counters.prompt_s - answer.counters.answer_s)
    pid = service.process_id or 0
    print(f"\n== a process of its own, {threads} threads")
    print(f"load {loading[0].wall:.2f} s, peak memory {_peak_mb(pid):.0f} MB")
    print(f"added to an utterance: {1e3 * statistics.median(added):.1f} ms")
    service.close()


def _spoiled(answer: DecodedAnswer, agreement: float, chance: random.Random) -> list[int]:
    return [token if chance.random() < agreement else chance.randrange(150_000) for token in answer.tokens]


def _summary(clocks: list[Clock]) -> dict[str, float]:
    return {
        "wall": statistics.median(clock.wall for clock in clocks),
        "best": min(clock.wall for clock in clocks),
        "cpu": statistics.median(clock.cpu for clock in clocks),
    }


def _ratio(plain: list[Clock], drafted: list[Clock], of: str) -> float:
    """Plain / drafted, over all utterances; below 1 the drafts cost time."""
    return float(sum(getattr(clock, of) for clock in plain) / sum(getattr(clock, of) for clock in drafted))


def _words(entry: object) -> str:
    if isinstance(entry, dict):
        return "  ".join(f"{name} {_words(value)}" for name, value in entry.items())
    return f"{entry:.3f}" if isinstance(entry, float) else str(entry)


def _peak_mb(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1000 for line in lines if line.startswith("VmHWM"))


@contextmanager
def _files(folder: Path | None, kinds: list[str]) -> Iterator[dict[str, Path]]:
    """The files, made where they are missing; gone afterwards where no folder was named to keep them."""
    with tempfile.TemporaryDirectory(prefix="earshot-decoder-") as scratch:
        place = folder or Path(scratch)
        place.mkdir(parents=True, exist_ok=True)
        base = place / "q8_0.gguf"
        if not base.exists():
            write_q8_0(base)
        files = {}
        for kind in kinds:
            files[kind] = place / f"{kind}.gguf"
            file_type = KINDS[kind]
            if file_type is not None and not files[kind].exists():
                quantise(base, files[kind], file_type)
        yield files


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, help="keep the random models here (1.1 GB); default: do not keep")
    parser.add_argument("--kinds", nargs="+", default=["q8_0", "q4_k_m"], choices=KINDS)
    parser.add_argument("--threads", nargs="+", type=int, default=[1, 2])
    parser.add_argument("--repeats", type=int, default=6)
    parser.add_argument("--json", type=Path, help="write all figures as one flat object")
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
