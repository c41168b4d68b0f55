"""Spoken sentences on the disk: shards of 16-bit samples with a line of JSON for each utterance.

A shard is written whole or not at all, and one that is there is not made again, so a broken run goes on.
"""

from __future__ import annotations

import dataclasses
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine.text import wording

_PEAK = 32_767.0


@dataclass(frozen=True, slots=True)
class Utterance:
    """What was said, by whom, and where it lies in its shard (samples at 16 kHz).

    phones: name and end in seconds; empty where the synthesiser does not tell. language: en, zh, mix, none.
    """

    spoken: str
    written: str
    language: str
    names: tuple[str, ...]
    voice: str
    phones: tuple[tuple[str, float], ...] = ()
    offset: int = 0
    samples: int = 0


def followed_by(one: Utterance, other: Utterance) -> Utterance:
    """Both as one turn: what is said, and what is to be written, with a blank between where the script has one."""
    language = one.language if other.language in (one.language, "none") else other.language
    return Utterance(
        wording.tidy(f"{one.spoken} {other.spoken}"),
        wording.tidy(f"{one.written} {other.written}"),
        language if "none" in (one.language, other.language) or one.language == other.language else "mix",
        one.names + other.names,
        one.voice,
    )


def write_shard(folder: Path, name: str, items: Iterable[tuple[Utterance, np.ndarray]]) -> int:
    """Store utterances with their samples, float32 +-1. Returns how many there are."""
    folder.mkdir(parents=True, exist_ok=True)
    lines, offset = [], 0
    waves, index = folder / f"{name}.i16", folder / f"{name}.jsonl"
    with waves.open("wb") as file:
        for utterance, samples in items:
            file.write((np.clip(samples, -1, 1) * _PEAK).astype("<i2").tobytes())
            placed = dataclasses.replace(utterance, offset=offset, samples=len(samples))
            lines.append(json.dumps(dataclasses.asdict(placed), ensure_ascii=False))
            offset += len(samples)
    partial = index.with_suffix(".partial")
    partial.write_text("\n".join(lines) + "\n", encoding="utf-8")
    os.replace(partial, index)
    return len(lines)


def has_shard(folder: Path, name: str) -> bool:
    return (folder / f"{name}.jsonl").is_file()


class Corpus:
    """All shards of a folder, in the order of their names."""

    def __init__(self, folder: Path) -> None:
        self.utterances: list[Utterance] = []
        self._waves: list[np.memmap] = []
        self._shard_of: list[int] = []
        for index in sorted(folder.glob("*.jsonl")):
            found = list(_read(index))
            self.utterances += found
            self._shard_of += [len(self._waves)] * len(found)
            self._waves.append(np.memmap(index.with_suffix(".i16"), "<i2", mode="r"))

    def __len__(self) -> int:
        return len(self.utterances)

    def samples(self, number: int) -> np.ndarray:
        """float32 (n,), +-1."""
        item = self.utterances[number]
        stored = self._waves[self._shard_of[number]][item.offset : item.offset + item.samples]
        return np.asarray(stored, np.float32) / _PEAK

    @property
    def hours(self) -> float:
        return sum(item.samples for item in self.utterances) / 16_000 / 3600


def _read(index: Path) -> Iterator[Utterance]:
    for line in index.read_text(encoding="utf-8").splitlines():
        fields = json.loads(line)
        fields["names"] = tuple(fields["names"])
        fields["phones"] = tuple((name, end) for name, end in fields["phones"])
        yield Utterance(**fields)
