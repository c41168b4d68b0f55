"""What getting a model costs at full size, step by step: fetched, verified, converted, loaded, captioned with.

    python benchmarks/store.py [--folder FOLDER] [--smaller]

A `model.pt` of random weights as ModelScope lays it out (2.1 GB) is made first, in a temporary folder. A server on this
computer stands for the hub (tests/support/model_hub.py) and holds the files in memory; a process of its own gets the
model with the product's code, checks it, and captions a recording with it. Each row is one step with its wall time, its
CPU time and the largest memory within it, of that process alone (Linux). Verifying is in the fetch, which sums while it
writes; `check` reads the installed model again. --smaller: 8 of 70 blocks, to try this out.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.big_model import write_vocabulary
from benchmarks.importing import CONFIG, SMALLER, RandomWeights, write_source
from tests.support.model_hub import model_hub
from training.llm_shape import LlmDims

ROOT = Path(__file__).resolve().parents[1]
NAME = "random-nano"
HEADER = f"""
[[models]]
name = "{NAME}"
title = "Nano of random weights"
family = "fun-asr-nano"
languages = ["zh", "en"]
licence = "none"
credit = "chance"
memory = 1_500_000_000
speed = "medium"
quality = "good"
"""
SOURCE = '[[models.sources]]\nkind = "modelscope"\nrepository = "owner/nano"\nrevision = "master"\n'
CHILD = """
import resource, sys, time
from pathlib import Path
from app import cli
from app.folders import user_folders
from app.model_store.fetching.means import FetchMeans
from app.model_store.fetching.steering import FetchSteering
from app.model_store.host import ModelHost
from app.model_store.obtainable import read_catalogue
from app.model_store.store import ModelStore
from app.model_store.upkeep import get

url, name, recording = sys.argv[1:]

class Step:
    def __init__(self, title): self.title = title
    def __enter__(self):
        Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew
        self.begun = time.perf_counter(), time.process_time()
    def __exit__(self, *_):
        status = Path("/proc/self/status").read_text()
        peak = int(status.split("VmHWM:")[1].split()[0]) / 1e6
        wall, cpu = time.perf_counter() - self.begun[0], time.process_time() - self.begun[1]
        print(f"| {self.title} | {wall:.1f} | {cpu:.1f} | {peak:.2f} GB |", flush=True)

model = read_catalogue(user_folders().config / "models.toml").find(name)
means = FetchMeans(pip=None, caches=False, hosts={"modelscope": url})
store, steering, running = ModelStore(), FetchSteering(), [Step("fetch and verify")]
def converting(share, doing):
    if len(running) == 1:
        running[0].__exit__()
        running.append(Step("convert and install"))
        running[1].__enter__()
running[0].__enter__()
get(model, store, means, steering, progress=converting)
running[1].__exit__()
with Step("check"):
    store.check(name)
with Step("caption, with loading"):
    status = cli.run(["caption", recording, "--model", name, "--language", "en"], lambda *_: 1)
children = resource.getrusage(resource.RUSAGE_CHILDREN)
cpu, peak = children.ru_utime + children.ru_stime, children.ru_maxrss / 1e6
print(f"| its child processes (trial, language model) | | {cpu:.1f} | {peak:.2f} GB |")
sys.exit(status)
"""


def write_catalogue(config: Path, source: Path) -> dict[str, bytes]:
    """The user's list of models with this one; the files that the hub has."""
    config.mkdir(parents=True)
    files = {path.relative_to(source).as_posix(): path.read_bytes() for path in source.rglob("*") if path.is_file()}
    tables = [
        f'[[models.files]]\nname = "{name}"\nsize = {len(content)}\nsha256 = "{hashlib.sha256(content).hexdigest()}"\n'
        for name, content in files.items()
    ]
    (config / "models.toml").write_text(HEADER + "\n".join([*tables, SOURCE]), encoding="utf-8")
    return files


def complete(tokenizer: Path) -> None:
    """llama.cpp needs merges and all bytes (as GPT-2 writes them), Earshot's prompt a token that begins a message."""
    content = json.loads(tokenizer.read_text("utf-8"))
    kept = [*range(33, 127), *range(161, 173), *range(174, 256)]
    letters = list(content["model"]["vocab"])
    letters[:256] = [chr(each) for each in (*kept, *range(256, 512 - len(kept)))]
    first, second, *_, last = letters
    vocabulary = {letter: index for index, letter in enumerate(letters)}
    content["added_tokens"].append({"id": vocabulary.pop(last), "content": "<|im_start|>", "special": True})
    content["model"] |= {"vocab": vocabulary, "merges": [f"{first} {second}"]}
    tokenizer.write_text(json.dumps(content), encoding="utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, help="where to put the temporary files")
    parser.add_argument("--smaller", action="store_true", help="a few blocks of it")
    parser.add_argument("--recording", type=Path, default=ROOT / "resources" / "samples" / "meeting.flac")
    wanted = parser.parse_args()
    config, llm = (SMALLER, LlmDims(layers=2, vocab=20_000)) if wanted.smaller else (CONFIG, LlmDims())
    with tempfile.TemporaryDirectory(dir=wanted.folder) as folder, model_hub() as hub:
        source, home = Path(folder) / "source", Path(folder) / "home"
        begun = time.perf_counter()
        write_source(source, config, llm, "model.pt", RandomWeights(config, llm))
        complete(source / "Qwen3-0.6B" / "tokenizer.json")
        (source / write_vocabulary(config, source)).replace(source / "multilingual.tiktoken")
        hub.files.update(write_catalogue(home / "config", source))
        size = sum(map(len, hub.files.values()))
        print(f"made in {time.perf_counter() - begun:.0f} s: {size / 1e9:.2f} GB in {len(hub.files)} files")
        print("| step | wall s | CPU-s | peak memory |\n| --- | --- | --- | --- |", flush=True)
        command = [sys.executable, "-c", CHILD, hub.url, NAME, str(wanted.recording)]
        status = subprocess.run(
            command, cwd=ROOT, env={**os.environ, "EARSHOT_HOME": str(home)}, check=False
        ).returncode
        print(f"{hub.total() - size} bytes were fetched twice.")
    return status


if __name__ == "__main__":
    sys.exit(main())
