"""What an import costs at full size: seconds, CPU-seconds and peak memory, from each published container.

    python benchmarks/import_model.py --containers model.pt gguf-f16 --precisions int8 --json import.json

The weights are random (seeded) and of full size; they are written to a temporary folder first (2 to 4 GB,
choose it with --folder). Each import runs in a process of its own, whose peak memory the kernel reports (Linux).
Weights are multiples of 1/2048 that every container holds exactly, so equal graphs must come out of all.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from engine.models import manifest
from engine.models.fun_asr_nano.config import FunAsrConfig, LlmDims, expected_tensors
from tests.support import fun_asr_checkpoints as make

CONFIG = FunAsrConfig()
PEAK = """
def peak_mb():
    # ru_maxrss would count the parent's memory in, from before the program was exchanged.
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) >> 10
"""
CHILD = """
import json, sys, time
from pathlib import Path
from app.models.store import ModelStore
from engine.models.family import ImportOptions
begun, stages = time.perf_counter(), []
def progress(share, doing):
    if not stages or stages[-1][0] != doing:
        stages.append((doing, round(time.perf_counter() - begun, 2)))
ModelStore(Path(sys.argv[1])).import_checkpoint(Path(sys.argv[2]), "ears", ImportOptions(sys.argv[3]), progress)
print(json.dumps({"peak_mb": peak_mb(), "stages": stages}))
"""
READ = """
import json, sys
from pathlib import Path
from engine.models.fun_asr_nano.checkpoints.reader import open_checkpoint
tensors = open_checkpoint(Path(sys.argv[1])).tensors
size = sum(tensors[name].nbytes for name in tensors)
print(json.dumps({"peak_mb": peak_mb(), "read_mb": size >> 20}))
"""
WRITERS: dict[str, Callable[[Path, make.Weights], None]] = {
    "model.pt": lambda folder, weights: make.write_torch(folder / "model.pt", weights),
    "safetensors": lambda folder, weights: make.write_safetensors(folder / "w.safetensors", weights, "BF16"),
    "transformers": lambda folder, weights: make.write_transformers(folder, weights, CONFIG, shards=2, dims=LlmDims()),
    "gguf-f32": lambda folder, weights: make.write_gguf(folder / "e.gguf", weights, CONFIG, "f32"),
    "gguf-f16": lambda folder, weights: make.write_gguf(folder / "e.gguf", weights, CONFIG, "f16"),
    "gguf-q8_0": lambda folder, weights: make.write_gguf(folder / "e.gguf", weights, CONFIG, "q8_0"),
}


def full_weights(seed: int, llm: LlmDims | None) -> make.Weights:
    generator = np.random.default_rng(seed)
    shapes = expected_tensors(CONFIG, llm=llm)
    return {name: _weights(generator, name, shape) for name, shape in shapes.items()}


def _weights(generator: np.random.Generator, name: str, shape: tuple[int, ...]) -> np.ndarray:
    numbers = generator.integers(-126, 127, shape, np.int8).astype(np.float32)
    if "norm" in name and name.endswith("weight"):
        return 1 + numbers / 128
    if len(shape) == 2:
        numbers[:, ::32] = 127
    return numbers / 2048


def measured(program: str, *arguments: str) -> dict[str, object]:
    """Run a child and say what it took, together with what it prints. Linux only."""
    begun = time.perf_counter()
    with tempfile.TemporaryFile() as output:
        root = Path(__file__).resolve().parents[1]
        child = subprocess.Popen([sys.executable, "-c", PEAK + program, *arguments], cwd=root, stdout=output)
        _, status, usage = os.wait4(child.pid, 0)
        output.seek(0)
        said = output.read().decode()
    if status:
        raise SystemExit(f"a child failed with {os.waitstatus_to_exitcode(status)}")
    return {
        "wall_s": round(time.perf_counter() - begun, 2),
        "cpu_s": round(usage.ru_utime + usage.ru_stime, 2),
        **json.loads(said),
    }


def measure(folder: Path, weights: make.Weights, container: str, precisions: list[str]) -> list[dict[str, object]]:
    source = folder / "source"
    make.write_side_files(source, CONFIG, ranks=CONFIG.ctc_vocab_size - make.SPECIAL_TOKENS)
    make.write_decoder_files(source / "Qwen3-0.6B", LlmDims(), FULL_ALPHABET)
    WRITERS[container](source, weights)
    size = sum(path.stat().st_size for path in source.rglob("*") if path.is_file())
    rows = [{"container": container, "what": "read", "source_mb": size >> 20, **measured(READ, str(source))}]
    for precision in precisions:
        models = folder / "models"
        row = measured(CHILD, str(models), str(source), precision)
        files = manifest.read(models / "ears").files
        sums = {name: (record.size >> 20, record.sha256[:12]) for name, record in files.items()}
        rows.append({"container": container, "what": precision, **row, "files": sums})
        shutil.rmtree(models)
    shutil.rmtree(source)
    return rows


FULL_ALPHABET = "".join(map(chr, range(0x4E00, 0x4E00 + 20_000)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--containers", nargs="+", choices=WRITERS, default=["model.pt"])
    parser.add_argument("--precisions", nargs="*", choices=("int8", "fp32"), default=["int8"])
    parser.add_argument("--no-decoder", action="store_true", help="leave the language model out")
    parser.add_argument("--folder", type=Path, help="where to put the temporary files")
    parser.add_argument("--json", type=Path, help="write all figures there, too")
    arguments = parser.parse_args()
    weights = full_weights(0, None if arguments.no_decoder else LlmDims())
    rows = []
    with tempfile.TemporaryDirectory(dir=arguments.folder) as scratch:
        for container in arguments.containers:
            for row in measure(Path(scratch), weights, container, arguments.precisions):
                rows.append(row)
                print(*(f"{key}={value}" for key, value in row.items()), flush=True)
    if arguments.json:
        arguments.json.write_text(json.dumps(rows, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
