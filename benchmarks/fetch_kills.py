"""Kills a fetch of a model at random moments, again and again until it ends: nothing wrong, nothing fetched twice.

    python benchmarks/fetch_kills.py [--kills 50] [--megabytes 8]

A server on this computer stands for the hub (tests/support/model_hub.py). Each model's fetch is killed (SIGKILL) up to
six times, each time after a random number of bytes; the last attempt is left alone. Every second model has no sums.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.support.model_hub import ModelHub, model_hub

ROOT = Path(__file__).resolve().parents[1]

CHILD = """
import hashlib, sys
from pathlib import Path
from app.model_store.fetching.fetch import fetch
from app.model_store.fetching.means import FetchMeans
from app.model_store.fetching.steering import FetchSteering
from app.model_store.obtainable import HubOrigin, ObtainableModel, WantedFile
from engine.models.manifest import ModelCapabilities
url, downloads, *files = sys.argv[1:]
wanted = []
for each in files:
    name, size, sha256 = each.split(":")
    wanted.append(WantedFile(name, int(size) if sha256 else None, int(size), sha256 or None))
origin = HubOrigin("huggingface", "owner/model", "main", {})
able = ModelCapabilities(word_times=True, hotwords=True, punctuation=True)
about = ("killed", "Killed", "whisper", ("en",), able, "MIT", "", 1, "fast", "good")
model = ObtainableModel(*about, tuple(wanted), (origin,))
means = FetchMeans(pip=None, caches=False, hosts={"huggingface": url})
print(fetch(model, Path(downloads), means, FetchSteering()).transferred)
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--megabytes", type=int, default=8)
    arguments = parser.parse_args()
    chance = random.Random(20)
    killed = models = wrong = twice = kept = 0
    with model_hub() as hub, tempfile.TemporaryDirectory() as folder:
        while killed < arguments.kills:
            content = {"model.bin": chance.randbytes(arguments.megabytes << 20), "config.json": chance.randbytes(900)}
            hub.files.clear()
            hub.files.update(content)
            times = min(chance.randint(1, 6), arguments.kills - killed)
            downloads = Path(folder) / str(models)
            for _ in range(times):
                moment = chance.randint(0, len(content["model.bin"]))
                killed += _attempt(hub, downloads, content, models % 2 == 0, moment) is None
            there = _bytes_below(downloads)
            transferred = _attempt(hub, downloads, content, models % 2 == 0, None)
            whole = downloads / "killed" / "whole"
            left = {path.name: path.read_bytes() for path in whole.iterdir()} if whole.is_dir() else {}
            wrong += left != content
            wrong += sorted(path.name for path in (downloads / "killed").iterdir()) != ["files.json", "whole"]
            models += 1
            twice += (transferred or 0) - (sum(map(len, content.values())) - there)
            kept += there
    print(f"{killed} kills in {models} models: {wrong} wrong states.")
    print(f"The last attempts found {kept / 1e6:.1f} MB and fetched {twice} bytes of them again.")
    return 1 if wrong or twice else 0


def _bytes_below(downloads: Path) -> int:
    files = [path for part in ("parts", "files", "whole") for path in (downloads / "killed" / part).rglob("*")]
    return sum(path.stat().st_size for path in files if path.is_file() and path.suffix != ".of")


def _attempt(hub: ModelHub, downloads: Path, content: dict[str, bytes], sums: bool, moment: int | None) -> int | None:
    """One fetch: bytes that came, None where it was killed, after so many bytes of this attempt."""
    files = [f"{name}:{len(each)}:{hashlib.sha256(each).hexdigest() if sums else ''}" for name, each in content.items()]
    start = hub.total()
    command = [sys.executable, "-c", CHILD, hub.url, str(downloads), *files]
    child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)

    def watch(_path: str, _sent: int) -> None:
        if moment is not None and hub.total() - start >= moment:
            child.kill()

    hub.watch = watch
    said = child.communicate()[0]
    return None if child.returncode < 0 else int(said)


if __name__ == "__main__":
    sys.exit(main())
