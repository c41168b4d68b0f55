"""Makes the synthetic part of the corpus: sentences from our grammar, spoken by many voices.

    python -m training.data.render OUT --split train --seed 1 --english 14000 --mandarin 9000 --mixed 3000

Deterministic from the seed. Splits: train; seen (new sentences, the voices of training); unseen (new sentences,
new voices).
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
import soxr

from training.data import voices
from training.data.corpus import Corpus, Utterance, has_shard, write_shard
from training.data.text.sentences import Sentence, generate
from training.data.voices import SAMPLE_RATE, Speech, Voice

SHARD = 500
LANGUAGES = {"en": 1, "zh": 2, "mix": 3}


def render(
    folder: Path, split: str, seed: int, counts: dict[str, int], workers: int, share: float = 1.0, names: int = 0
) -> None:
    """Write `counts[language]` utterances of each language to `folder`, with `workers` processes.

    share: of the grammar's words and patterns. names: as in `generate`.
    """
    jobs = []
    for language, count in counts.items():
        text_split = "train" if split == "train" else "test"
        found = list(generate(language, count, seed, text_split, share, names))
        for number in range(0, len(found), SHARD):
            name = f"{language}-{number // SHARD:03d}"
            if not has_shard(folder, name):
                jobs.append((folder, name, split, [seed, LANGUAGES[language], number], found[number : number + SHARD]))
    with ProcessPoolExecutor(workers) as pool:
        for name, count in pool.map(_render_shard, *zip(*jobs, strict=True)) if jobs else ():
            print(f"{name}: {count} utterances", flush=True)
    corpus = Corpus(folder)
    print(f"{len(corpus)} utterances, {corpus.hours:.2f} h in {folder}")


def _render_shard(folder: Path, name: str, split: str, seed: list[int], said: Sequence[Sentence]) -> tuple[str, int]:
    return name, write_shard(folder, name, _spoken(split, seed, said))


def _spoken(split: str, seed: list[int], said: Sequence[Sentence]) -> Iterator[tuple[Utterance, np.ndarray]]:
    random = np.random.default_rng(seed)
    for sentence in said:
        choice = voices.unseen_voices if split == "unseen" else voices.train_voices
        pool = choice(sentence.language)
        voice = pool[int(random.integers(len(pool)))]
        # Drawn for every sentence alike, so that one that cannot be spoken does not change the next ones.
        rate, pitch, warp, level = random.uniform([0.82, -1, 0.92, -26], [1.25, 1, 1.08, -8])
        speech = voices.speak(voice, sentence.reading, rate, pitch)
        speech = warped(speech, 1.0 if split == "seen" else warp)
        if len(speech.samples) > SAMPLE_RATE // 5:
            yield _described(sentence, voice, speech), _at_level(speech.samples, level)


def warped(speech: Speech, factor: float) -> Speech:
    """Played faster by `factor`: another throat, and another pace."""
    if abs(factor - 1) < 1e-3:
        return speech
    samples = soxr.resample(speech.samples, SAMPLE_RATE * factor, SAMPLE_RATE, quality="MQ")
    return Speech(np.asarray(samples, np.float32), tuple((name, end / factor) for name, end in speech.phones))


def _at_level(samples: np.ndarray, peak_db: float) -> np.ndarray:
    peak = float(np.abs(samples).max(initial=1e-6))
    return np.asarray(samples * (10 ** (peak_db / 20) / peak), np.float32)


def _described(sentence: Sentence, voice: Voice, speech: Speech) -> Utterance:
    phones = tuple((name, round(end, 3)) for name, end in speech.phones)
    return Utterance(sentence.spoken, sentence.written, sentence.language, sentence.names, voice.label, phones)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--split", choices=("train", "seen", "unseen"), default="train")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--english", type=int, default=14_000)
    parser.add_argument("--mandarin", type=int, default=9_000)
    parser.add_argument("--mixed", type=int, default=3_000)
    parser.add_argument("--share", type=float, default=1.0, help="of the grammar's words and patterns")
    parser.add_argument("--names", type=int, default=0, help="only sentences with names, of so many times as many")
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    counts = {"en": options.english, "zh": options.mandarin, "mix": options.mixed}
    render(options.folder, options.split, options.seed, counts, options.workers, options.share, options.names)


if __name__ == "__main__":
    main()
