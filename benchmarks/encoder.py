"""What hearing costs at full size: encoder and CTC, by runtime, precision, threads and load.

    python benchmarks/encoder.py --folder FOLDER --json encoder.json
    python benchmarks/encoder.py --folder FOLDER --baseline-python OTHER/bin/python

Weights are seeded random numbers of full size: cost does not depend on their values. FOLDER is filled on the
first run (2.5 GB: graphs and weights; minutes) and used again. Each row is measured in a process of its own.
CPU-s is the least of several calls and hardly depends on what else runs; wall is the median, and does.
peak is the process's largest resident memory up to and including that length of audio.
--baseline-python names an interpreter with transformers 5.23 or later and torch; without it, or without that
package there, the baseline's rows are reported as absent.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.encoder_variants import CONFIG, VARIANTS
from benchmarks.random_weights import random_weights
from engine.models.fun_asr_nano import manifest
from engine.models.fun_asr_nano.config import expected_tensors
from engine.models.payload import WEIGHTS

CHILD = Path(__file__).with_name("encoder_child.py")
# It ends with its parent, however that ends.
SPIN = "import os\nparent = os.getppid()\nwhile os.getppid() == parent: pass"
Figures = dict[str, float]


def main() -> None:
    options = _options()
    prepare(options.folder)
    figures: Figures = {}
    for load in options.loads:
        for name in options.variants:
            for threads in options.threads:
                row = measured(name, options, threads, load)
                figures |= {f"{name}.{threads}t.{load}.{key}": value for key, value in row.items()}
                _show(f"{VARIANTS[name].title}, {threads} thread(s), {load}", row)
    if options.json is not None:
        options.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


def prepare(folder: Path) -> None:
    """Graphs of both precisions and the weights, where they are not there yet."""
    missing = [kind for kind in ("fp32", "int8") if not (folder / kind / manifest.CTC_HEAD_GRAPH).exists()]
    if not missing and (folder / WEIGHTS).exists():
        return
    from engine.models.fun_asr_nano import torch_folder
    from engine.models.fun_asr_nano.export import export_onnx

    weights = random_weights(CONFIG, seed=0)
    for kind in missing:
        (folder / kind).mkdir(parents=True, exist_ok=True)
        export_onnx(CONFIG, weights, folder / kind, "int8" if kind == "int8" else "fp32", _progress)
    torch_folder.save(expected_tensors(CONFIG, with_ctc=True), weights, folder)


def measured(name: str, options: argparse.Namespace, threads: int, load: str) -> Figures:
    """One row; empty where this machine or interpreter cannot run the variant."""
    python = sys.executable
    if name.startswith("transformers") and options.baseline_python is not None:
        python = str(options.baseline_python)
    command = [python, str(CHILD), name, str(options.folder), "--threads", str(threads), "--budget"]
    command += [str(options.budget), "--seconds", *map(str, options.seconds)]
    # Threads that wait for each other must sleep, or two of them on a busy machine spend seconds in loops.
    environment = {**os.environ, "OMP_WAIT_POLICY": "passive", "TRANSFORMERS_VERBOSITY": "error"}
    with competing(load):
        done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    if done.returncode != 0:
        print(f"{VARIANTS[name].title}: absent ({done.stderr.strip().splitlines()[-1][:120]})")
        return {}
    found: Figures = json.loads(done.stdout.splitlines()[-1])
    return found


@contextmanager
def competing(load: str) -> Iterator[None]:
    """`loaded`: one endless loop a core beside the measured process, at the same priority."""
    count = (os.cpu_count() or 1) if load == "loaded" else 0
    others = [subprocess.Popen([sys.executable, "-c", SPIN]) for _ in range(count)]
    try:
        yield
    finally:
        for other in others:
            other.kill()
            other.wait()


def _show(title: str, row: Figures) -> None:
    if not row:
        return
    print(f"{title}   (load average {os.getloadavg()[0]:.1f})")
    print("  audio    encode CPU-s  wall s    CTC CPU-s  wall s    together CPU-s   peak MB")
    for length in dict.fromkeys(key.split(".")[0] for key in row if key[0].isdigit()):
        encode, ctc = (row.get(f"{length}.{stage}.cpu_s", float("nan")) for stage in ("encode", "ctc"))
        walls = [row.get(f"{length}.{stage}.wall_s", float("nan")) for stage in ("encode", "ctc")]
        print(
            f"  {length:>5} {encode:12.3f} {walls[0]:9.3f} {ctc:11.3f} {walls[1]:9.3f}"
            f" {encode + ctc:14.3f} {row[f'{length}.peak_mb']:11.0f}"
        )


def _progress(share: float, name: str) -> None:
    print(f"preparing {share:4.0%} {name}", file=sys.stderr)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, required=True, help="graphs and weights; made on the first run")
    parser.add_argument("--variants", nargs="+", choices=VARIANTS, default=_at_hand())
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--loads", nargs="+", choices=["idle", "loaded"], default=["idle", "loaded"])
    parser.add_argument("--seconds", type=float, nargs="+", default=[1, 2, 5, 10, 20, 30])
    parser.add_argument("--budget", type=float, default=3.0, help="seconds of measuring a figure")
    parser.add_argument("--baseline-python", type=Path, help="an interpreter with transformers 5.23 or later")
    parser.add_argument("--json", type=Path, help="write all figures as one flat object")
    return parser.parse_args()


def _at_hand() -> list[str]:
    try:
        import torch
    except ImportError:
        return [name for name in VARIANTS if name.startswith("onnx")]
    return [name for name, variant in VARIANTS.items() if variant.device == "cpu" or torch.cuda.is_available()]


if __name__ == "__main__":
    main()
