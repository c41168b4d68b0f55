"""FireRedASR-AED at full size with random weights: encoder, tokens, memory; int8 and float32, 1 and 2 threads.

    python benchmarks/fireredasr.py --folder FOLDER [--size L] [--precision int8 fp32]

Graphs are written into FOLDER where they are not there yet (L: 1.3 GB for int8, 4.7 GB for float32, two minutes).
Each row is measured in a process of its own. CPU-seconds are the least of several calls: other programs on the
machine hardly change them, unlike the time on the clock.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from engine.models.fireredasr import config as shapes
from engine.models.fireredasr import graphs
from engine.models.fireredasr.beam_search import SearchOptions
from engine.models.fireredasr.config import FireRedConfig
from engine.models.fireredasr.runtime import FireRedNetwork, OnnxSteps
from engine.models.fun_asr_nano.quantise import largest_safe_weight

SIZES = {
    "XS": FireRedConfig(d_model=512, d_inner=2048, n_head=8, n_layers_enc=12, n_layers_dec=12),
    "S": FireRedConfig(d_model=768, d_inner=3072, n_head=12),
    "M": FireRedConfig(d_model=1024, d_inner=4096, n_head=16),
    "L": FireRedConfig(),
}
SECONDS = (5.0, 10.0, 25.0)
STEPS = 20
UNCACHED = 8  # a token in the middle of a short sentence


@dataclass(frozen=True)
class RandomTensors(Mapping[str, np.ndarray]):
    """Weights of a size that keeps the numbers in range, made one at a time."""

    config: FireRedConfig
    ctc: bool = False

    @property
    def shapes(self) -> dict[str, tuple[int, ...]]:
        return shapes.tensors(self.config, with_ctc=self.ctc)

    def __getitem__(self, name: str) -> np.ndarray:
        shape = self.shapes[name]
        if len(shape) == 1:
            return np.full(shape, 1.0 if name.endswith(".weight") else 0.0, np.float32)
        random = np.random.default_rng(zlib.crc32(name.encode()))
        spread = np.float32(np.prod(shape[1:])) ** np.float32(-0.5)
        return random.standard_normal(shape, np.float32) * spread

    def __iter__(self) -> Iterator[str]:
        return iter(self.shapes)

    def __len__(self) -> int:
        return len(self.shapes)


def made(folder: Path, config: FireRedConfig, precision: str) -> Path:
    place = folder / precision
    if not (place / graphs.CROSS).exists():
        place.mkdir(parents=True, exist_ok=True)
        largest = largest_safe_weight() if precision == "int8" else None
        graphs.write_graphs(config, RandomTensors(config), place, largest)
    return place


def features_of(seconds: float) -> np.ndarray:
    return np.random.default_rng(1).standard_normal((1, round(seconds * 100) - 2, 80), np.float32)


def measure(work: Callable[[], object], times: int = 3) -> dict[str, float]:
    """Least CPU-seconds of the process and least seconds on the clock, of several calls."""
    cpu, wall = [], []
    for _ in range(times):
        before = time.process_time(), time.perf_counter()
        work()
        cpu.append(time.process_time() - before[0])
        wall.append(time.perf_counter() - before[1])
    return {"cpu_s": round(min(cpu), 3), "wall_s": round(min(wall), 3)}


def memory_mb(field: str) -> float:
    """VmHWM (peak) or VmRSS of this process; Linux."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split(f"{field}:")[1].split()[0]) / 1000


def child(place: Path, config: FireRedConfig, threads: int) -> dict[str, Any]:
    begun = time.perf_counter()
    network = FireRedNetwork(place, config, threads)
    found: dict[str, Any] = {"load_s": round(time.perf_counter() - begun, 2), "loaded_mb": memory_mb("VmRSS")}
    for seconds in SECONDS:
        features = features_of(seconds)
        encoded, visible = network.encode(features)
        found[f"encoder {seconds:g} s"] = measure(lambda features=features: network.encode(features))  # type: ignore[misc]
        if seconds == SECONDS[0]:
            found |= tokens(network, encoded, visible)
            found["peak 5 s, mb"] = memory_mb("VmHWM")
    found["peak, mb"] = memory_mb("VmHWM")
    return found


def tokens(network: FireRedNetwork, encoded: np.ndarray, visible: np.ndarray) -> dict[str, Any]:
    """Per token: the search over STEPS tokens, the cross attention's keys and values included."""
    found: dict[str, Any] = {}
    for beams in (1, 3):
        options = SearchOptions(beams=beams, steps=STEPS)
        spent = measure(lambda options=options: network.candidates(encoded, visible, options))  # type: ignore[misc]
        found[f"token, beam {beams}"] = {name: round(value / STEPS, 4) for name, value in spent.items()}
    found["token 8, beam 3, no cache"] = measure(lambda: uncached(network, encoded, visible), 1)
    return found


def uncached(network: FireRedNetwork, encoded: np.ndarray, visible: np.ndarray) -> None:
    """What the token costs where nothing is kept: keys and values of the sound, and all tokens before, once more."""
    steps = OnnxSteps(network, encoded, visible)
    for token in range(UNCACHED):
        steps.step(np.full(3, 5 + token), np.arange(3))


def main() -> None:
    options = _options()
    config = SIZES[options.size]
    if options.child:
        print(json.dumps(child(options.folder, config, options.threads[0])))
        return
    for precision in options.precision:
        place = made(options.folder / options.size, config, precision)
        for threads in options.threads:
            command = [sys.executable, __file__, "--child", "--folder", str(place), "--size", options.size]
            answer = subprocess.run([*command, "--threads", str(threads)], check=True, capture_output=True, text=True)
            print(f"{options.size} {precision}, {threads} threads")
            for name, value in json.loads(answer.stdout).items():
                print(f"  {name}: {value}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--size", type=str.upper, choices=SIZES, default="L")
    parser.add_argument("--precision", nargs="+", choices=["int8", "fp32"], default=["int8", "fp32"])
    parser.add_argument("--threads", nargs="+", type=int, default=[1, 2])
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
