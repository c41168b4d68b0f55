"""Clips in which nobody speaks: the model learns to write nothing.

python -m training.data.silence OUT --count 2000 --seed 7 --speech CORPUS
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from training.data import augment
from training.data.corpus import Corpus, Utterance, write_shard
from training.data.voices import SAMPLE_RATE

_SHARD = 500


def clips(count: int, seed: int, speech: Corpus | None) -> Iterator[tuple[Utterance, np.ndarray]]:
    random = np.random.default_rng(seed)
    voice = None if speech is None else lambda number: speech.samples(number % len(speech))
    for _ in range(count):
        length = int(SAMPLE_RATE * random.uniform(0.6, 8))
        samples = augment.noise(length, random, voice)
        level = random.choice(
            [0.0, 10 ** (random.uniform(-75, -45) / 20), 10 ** (random.uniform(-45, -12) / 20)], p=[0.05, 0.3, 0.65]
        )
        yield Utterance("", "", "none", (), "noise"), samples * level


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--speech", type=Path)
    options = parser.parse_args()
    speech = Corpus(options.speech) if options.speech else None
    for shard in range(0, options.count, _SHARD):
        write_shard(options.folder, f"noise-{shard // _SHARD:03d}", clips(_SHARD, options.seed + shard, speech))
    corpus = Corpus(options.folder)
    print(f"{len(corpus)} clips, {corpus.hours:.2f} h in {options.folder}")


if __name__ == "__main__":
    main()
