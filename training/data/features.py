"""Filter bank frames of a corpus, several times over: each view is another day in another room.

    python -m training.data.features CORPUS --views 3 --seed 11 [--noise CORPUS]

View 0 is nearly clean; the others are mixed with noise at 10 +- 5 dB, put into rooms, through narrow bands, and
clipped. The frames are the product's own (engine/frontend/fbank.py), float16, in one file a view.
"""

from __future__ import annotations

import argparse
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
from numpy.random import Generator

from engine.frontend import fbank
from training.data import augment
from training.data.corpus import Corpus
from training.data.voices import SAMPLE_RATE

_AT_ONCE = 400


class Views:
    """The frames of a corpus as they were stored, float16 [frames, 80], and the silence put in front of each."""

    def __init__(self, folder: Path) -> None:
        self.corpus = Corpus(folder)
        self._maps: list[np.ndarray] = []
        self._starts: list[np.ndarray] = []
        self._leads: list[np.ndarray] = []
        for path in sorted(folder.glob("view-*.npz")):
            index = np.load(path)
            self._starts.append(index["starts"])
            self._leads.append(index["leads"])
            self._maps.append(np.memmap(path.with_suffix(".f16"), np.float16, mode="r").reshape(-1, fbank.MEL_BINS))

    @property
    def count(self) -> int:
        return len(self._maps)

    def frames(self, view: int, number: int) -> np.ndarray:
        start, end = self._starts[view][number : number + 2]
        return self._maps[view][start:end]

    def lengths(self, view: int) -> np.ndarray:
        """Frames of every utterance, int64 (n,)."""
        return np.diff(self._starts[view])

    def lead_s(self, view: int, number: int) -> float:
        return float(self._leads[view][number])


def make_views(folder: Path, count: int, seed: int, workers: int) -> None:
    """Compute views that are not there yet. The same seed gives the same frames."""
    total = len(Corpus(folder))
    for view in range(count):
        target = folder / f"view-{view}.npz"
        if target.exists():
            continue
        parts = [(folder, view, seed, first, min(total, first + _AT_ONCE)) for first in range(0, total, _AT_ONCE)]
        lengths, leads = [0], []
        with ProcessPoolExecutor(workers) as pool, target.with_suffix(".f16").open("wb") as file:
            for frames, part_lengths, part_leads in pool.map(_part, *zip(*parts, strict=True)):
                file.write(frames)
                lengths += part_lengths
                leads += part_leads
        np.savez(target, starts=np.cumsum(lengths), leads=np.array(leads, np.float32))
        print(f"view {view} of {folder}: {sum(lengths) / 360_000:.2f} h", flush=True)


_open: dict[Path, Corpus] = {}


def _part(folder: Path, view: int, seed: int, first: int, last: int) -> tuple[bytes, list[int], list[float]]:
    corpus = _open.setdefault(folder, Corpus(folder))
    blocks, leads = [], []
    for number in range(first, last):
        random = np.random.default_rng([seed, view, number])
        samples, lead = augmented(corpus, number, view, random)
        blocks.append(fbank.log_mel(samples).astype(np.float16))
        leads.append(lead)
    return b"".join(block.tobytes() for block in blocks), [len(block) for block in blocks], leads


def augmented(corpus: Corpus, number: int, view: int, random: Generator) -> tuple[np.ndarray, float]:
    """Samples of an utterance as a microphone might have them, and the seconds of silence put in front."""
    samples = corpus.samples(number)
    if corpus.utterances[number].language == "none":
        return np.asarray(samples * 10 ** (random.uniform(-10, 6) / 20), np.float32), 0.0
    lead, tail = random.uniform(0, 0.5, 2) * random.integers(0, 2, 2)
    quiet = [np.zeros(int(length * SAMPLE_RATE), np.float32) for length in (lead, tail)]
    samples = np.concatenate([quiet[0], samples, quiet[1]])
    harsh = view > 0
    if random.random() < (0.45 if harsh else 0.15):
        samples = augment.in_a_room(samples, random)
    if random.random() < (0.8 if harsh else 0.5):
        snr = random.normal(10, 5) if harsh else random.uniform(22, 50)
        other = augment.noise(len(samples), random, lambda n: corpus.samples(n % len(corpus)))
        samples = augment.mixed(samples, other, snr)
    if random.random() < (0.4 if harsh else 0.1):
        samples = augment.through_a_band(samples, random)
    if random.random() < (0.12 if harsh else 0.0):
        samples = augment.clipped(samples, random)
    level = 10 ** (random.uniform(-18, 3) / 20)
    # As 16-bit converters do: what is below one step is gone, and silence meets the floor of the filter bank.
    return np.asarray(np.round(samples * level * 32_767) / 32_767, np.float32), int(lead * SAMPLE_RATE) / SAMPLE_RATE


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--views", type=int, default=3)
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    make_views(options.folder, options.views, options.seed, options.workers)


if __name__ == "__main__":
    main()
