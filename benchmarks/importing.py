"""What an import costs at full size, beside torch's own export of the same checkpoint, and what a kill -9 leaves.

    python benchmarks/importing.py [--containers model.pt ...] [--precisions int8 fp32] [--decoder q8_0]
                                   [--no-torch] [--kills 50] [--folder FOLDER] [--json PATH]

The weights are random (seeded), of full size and in the published layouts; they are written to a temporary folder
first (2 to 4 GB). Each import runs in a process of its own, whose peak memory the kernel reports (Linux): `earshot`
is the product's import, `torch` the same with torch.onnx.export in place of Earshot's own graphs. Both models then
hear the same rows: `cosine` is the smallest between their outputs, `decoder` says whether both files of the language
model have the same bytes. Weights are multiples of 1/2048 that every container holds exactly.

--kills: so many imports of a smaller model (full width, 8 of 70 blocks) are killed at random moments. After each,
the models folder holds no model, or the whole one; at last an import without a kill has to succeed and to leave
nothing else. The exit status is 1 where that is not so.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from app.model_store.store import ModelStore
from engine.errors import CaptioningError
from engine.models import manifest
from engine.models.fun_asr_nano.config import EncoderConfig, FunAsrConfig, expected_tensors
from engine.models.fun_asr_nano.runtime import OnnxAudio
from tests.support import fun_asr_checkpoints as make
from training.llm_shape import LlmDims, llm_tensors

ROOT = Path(__file__).resolve().parents[1]
CONFIG = FunAsrConfig()
SMALLER = FunAsrConfig(encoder=EncoderConfig(num_blocks=6, tp_blocks=2))
PEAK = """
def peak_mb():
    # ru_maxrss would count the parent's memory in, from before the program was exchanged.
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) >> 10
"""
CHILD = """
import json, sys, time
from pathlib import Path
from app.model_store.store import ModelStore
from engine.models.family import ImportOptions
if sys.argv[5] == "torch":
    from engine.models.fun_asr_nano import export
    from tests.support.torch_export import export_with_torch
    def by_torch(config, weights, folder, precision, progress, portable=False):
        export_with_torch(config, weights, {precision: folder})
    export.export_onnx = by_torch
begun, stages = time.perf_counter(), []
def progress(share, doing):
    if not stages or stages[-1][0] != doing:
        stages.append((doing, round(time.perf_counter() - begun, 2)))
options = ImportOptions(sys.argv[3], sys.argv[4])
ModelStore(Path(sys.argv[1])).import_checkpoint(Path(sys.argv[2]), sys.argv[5], options, progress)
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
WRITERS: dict[str, Callable[[Path, Mapping[str, np.ndarray]], None]] = {
    "model.pt": lambda folder, weights: make.write_torch(folder / "model.pt", weights),
    "safetensors": lambda folder, weights: make.write_safetensors(folder / "w.safetensors", weights, "BF16"),
    "transformers": lambda folder, weights: make.write_transformers(folder, weights, CONFIG, shards=2, dims=LlmDims()),
    "gguf-f32": lambda folder, weights: make.write_gguf(folder / "e.gguf", weights, CONFIG, "f32"),
    "gguf-f16": lambda folder, weights: make.write_gguf(folder / "e.gguf", weights, CONFIG, "f16"),
    "gguf-q8_0": lambda folder, weights: make.write_gguf(folder / "e.gguf", weights, CONFIG, "q8_0"),
}


class RandomWeights(Mapping[str, np.ndarray]):
    """Name -> float32 array, made when it is asked for: all of them would take 4 GB."""

    def __init__(self, config: FunAsrConfig, llm: LlmDims | None) -> None:
        self._shapes = expected_tensors(config) | ({} if llm is None else llm_tensors(llm))
        self._seeds = {name: seed for seed, name in enumerate(self._shapes)}
        # As in the published checkpoint, the head is the table of words again.
        self._seeds |= {"llm.lm_head.weight": self._seeds.get("llm.model.embed_tokens.weight", 0)}

    def __getitem__(self, name: str) -> np.ndarray:
        return _weights(np.random.default_rng(self._seeds[name]), name, self._shapes[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self._shapes)

    def __len__(self) -> int:
        return len(self._shapes)


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
        child = subprocess.Popen([sys.executable, "-c", PEAK + program, *arguments], cwd=ROOT, stdout=output)
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


def write_source(folder: Path, config: FunAsrConfig, llm: LlmDims, container: str, weights: RandomWeights) -> None:
    make.write_side_files(folder, config, ranks=config.ctc_vocab_size - make.SPECIAL_TOKENS)
    make.write_decoder_files(folder / "Qwen3-0.6B", llm, FULL_ALPHABET[: llm.vocab - 2])
    WRITERS[container](folder, weights)


def measure(folder: Path, container: str, wanted: argparse.Namespace) -> Iterator[dict[str, object]]:
    source, models = folder / "source", folder / "models"
    write_source(source, CONFIG, LlmDims(), container, RandomWeights(CONFIG, None if wanted.no_decoder else LlmDims()))
    size = sum(path.stat().st_size for path in source.rglob("*") if path.is_file())
    yield {"container": container, "way": "read", "source_mb": size >> 20, **measured(READ, str(source))}
    for precision in wanted.precisions:
        for way in ["earshot"] if wanted.no_torch else ["earshot", "torch"]:
            row = measured(CHILD, str(models), str(source), precision, wanted.decoder, way)
            yield {"container": container, "way": way, "precision": precision, **row}
        if not wanted.no_torch:
            yield {"container": container, "way": "compared", "precision": precision, **compared(models)}
        shutil.rmtree(models)
    shutil.rmtree(source)


def compared(models: Path) -> dict[str, object]:
    """Both models of the folder `models`, on the same two seconds of rows."""
    features = np.random.default_rng(0).standard_normal((33, CONFIG.encoder.input_size), np.float32)
    ours, theirs = (outputs(OnnxAudio(models / way), features) for way in ("earshot", "torch"))
    files = [manifest.read(models / way).files.get("decoder.gguf") for way in ("earshot", "torch")]
    return {
        "cosine": round(min(map(_cosine, ours, theirs)), 7),
        "largest_difference": max(float(np.abs(mine - other).max()) for mine, other in zip(ours, theirs, strict=True)),
        "largest_value": max(float(np.abs(values).max()) for values in theirs),
        "decoder": "same" if files[0] == files[1] else "other",
    }


def outputs(audio: OnnxAudio, features: np.ndarray) -> list[np.ndarray]:
    encoded = audio.encode(features)
    scores = audio.ctc(encoded)
    return [encoded, audio.adapt(encoded), scores.hidden, scores.blank_log_prob]


def _cosine(mine: np.ndarray, other: np.ndarray) -> float:
    left, right = mine.astype(np.float64).ravel(), other.astype(np.float64).ravel()
    return float(left @ right / np.linalg.norm(left) / np.linalg.norm(right))


def kill(folder: Path, count: int) -> bool:
    """True where no kill left anything wrong."""
    source, models = folder / "source", folder / "models"
    llm = LlmDims(layers=2, vocab=20_000)
    write_source(source, SMALLER, llm, "model.pt", RandomWeights(SMALLER, llm))
    child = [sys.executable, "-c", PEAK + CHILD, str(models), str(source), "int8", "q8_0", "earshot"]
    begun = time.perf_counter()
    subprocess.run(child, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    whole_s = time.perf_counter() - begun
    shutil.rmtree(models)
    chance, found = random.Random(1), {"before": 0, "midway": 0, "whole": 0, "wrong": 0}
    for _ in range(count):
        running = subprocess.Popen(child, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(chance.uniform(0, whole_s))
        running.kill()
        running.wait()
        found[_state(models)] += 1
    subprocess.run(child, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    ended = _state(models)
    print(f"{count} kills within {whole_s:.1f} s: {found}; the import after them: {ended}")
    return found["wrong"] == 0 and ended == "whole"


def _state(models: Path) -> str:
    """What a kill left: nothing, staged files only, or the whole model, which is then removed."""
    store, left = ModelStore(models), {path.name for path in models.glob("*")} - {".lock"}
    if "earshot" not in left:
        listed = any(entry.name == "earshot" for entry in store.list())
        staged = all(name.startswith(".import-") for name in left)
        return "wrong" if listed or not staged else "midway" if left else "before"
    try:
        store.check("earshot")
    except CaptioningError:
        return "wrong"
    store.remove("earshot")
    return "whole"


FULL_ALPHABET = "".join(map(chr, range(0x4E00, 0x4E00 + 20_000)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--containers", nargs="*", choices=WRITERS, default=["model.pt"])
    parser.add_argument("--precisions", nargs="*", choices=("int8", "fp32"), default=["int8"])
    parser.add_argument("--decoder", default="q8_0", help="the kind of the language model's file")
    parser.add_argument("--no-decoder", action="store_true", help="leave the language model out")
    parser.add_argument("--no-torch", action="store_true", help="Earshot's own way alone")
    parser.add_argument("--kills", type=int, default=0, metavar="N")
    parser.add_argument("--folder", type=Path, help="where to put the temporary files")
    parser.add_argument("--json", type=Path, help="write all figures there, too")
    wanted = parser.parse_args()
    rows = []
    with tempfile.TemporaryDirectory(dir=wanted.folder) as scratch:
        for container in wanted.containers:
            for row in measure(Path(scratch), container, wanted):
                rows.append(row)
                print(*(f"{key}={value}" for key, value in row.items()), flush=True)
        good = not wanted.kills or kill(Path(scratch), wanted.kills)
    if wanted.json:
        wanted.json.write_text(json.dumps(rows, indent=1), encoding="utf-8")
    raise SystemExit(0 if good else 1)


if __name__ == "__main__":
    main()
