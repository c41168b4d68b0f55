"""One variant, one thread count: run by benchmarks/encoder.py in a process of its own, prints one JSON object."""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.encoder_variants import VARIANTS
from engine.frontend import lfr
from engine.timeline import SAMPLE_RATE


def noise(seconds: float) -> np.ndarray:
    """float32 (n,), loud and quiet in turn."""
    count = round(seconds * SAMPLE_RATE)
    swing = 0.1 * (1.05 + np.sin(np.arange(count) / 4000))
    return (np.random.default_rng(5).standard_normal(count) * swing).astype(np.float32)


def peak_mb() -> float:
    """The process's largest resident memory so far, Linux only; NaN elsewhere."""
    status = Path("/proc/self/status")
    if not status.exists():
        return float("nan")
    return int(status.read_text().split("VmHWM:")[1].split()[0]) / 1000


def measure(work: Callable[[], object], budget_s: float) -> tuple[float, float]:
    """CPU-seconds (least) and wall seconds (median) of repeated calls within a budget, three calls or more."""
    work()
    cpu: list[float] = []
    wall: list[float] = []
    begun = time.perf_counter()
    while len(wall) < 3 or (time.perf_counter() - begun < budget_s and len(wall) < 20):
        cpu_before, wall_before = time.process_time(), time.perf_counter()
        work()
        cpu.append(time.process_time() - cpu_before)
        wall.append(time.perf_counter() - wall_before)
    return min(cpu), statistics.median(wall)


def main() -> None:
    options = _options()
    variant = VARIANTS[options.variant]
    cpu_before = time.process_time()
    runtime = variant.load(options.folder, options.threads)
    found = {"load.cpu_s": time.process_time() - cpu_before}
    for seconds in options.seconds:
        features = lfr.features(noise(seconds))
        encoded = runtime.encode(features)
        stages = {"encode": measure(partial(runtime.encode, features), options.budget)}
        if variant.ctc:
            stages["ctc"] = measure(partial(runtime.ctc, encoded), options.budget)
        for stage, (cpu, wall) in stages.items():
            found |= {f"{seconds:g}s.{stage}.cpu_s": cpu, f"{seconds:g}s.{stage}.wall_s": wall}
        found[f"{seconds:g}s.peak_mb"] = peak_mb()
    print(json.dumps(found))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("variant", choices=VARIANTS)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seconds", type=float, nargs="+", default=[10])
    parser.add_argument("--budget", type=float, default=3.0, help="seconds of measuring a figure")
    return parser.parse_args()


if __name__ == "__main__":
    main()
