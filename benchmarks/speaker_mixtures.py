"""Conversations made of single utterances, with who speaks when: material for benchmarks/speakers.py."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import soundfile as sf

from engine.audio.resampler import MonoResampler, StreamFormat
from engine.timeline import SAMPLE_RATE, to_samples
from engine.vad.endpointer import Closed, Endpointer, EndReason
from engine.vad.gate import speech_detector
from engine.vad.silero import FRAME

Span = tuple[int, int]
LEAST_S = 1.2  # of an utterance
FLITE = ("awb", "kal16", "rms", "slt")  # four people; its other voices are these again


@dataclass(frozen=True, slots=True)
class Spoken:
    """speech: where there is some, of the samples. words: how many were said."""

    speaker: str
    samples: np.ndarray
    speech: tuple[Span, ...]
    words: int


@dataclass(slots=True)
class Conversation:
    """turns: (start, end, speaker) of speech in samples; they may overlap. words: places of words, by speaker."""

    samples: np.ndarray
    turns: list[tuple[int, int, str]] = field(default_factory=list)
    words: list[tuple[int, str]] = field(default_factory=list)

    @property
    def speakers(self) -> int:
        return len({speaker for _, _, speaker in self.turns})


def utterances(data: Path, speakers: int, most: int) -> dict[str, list[Spoken]]:
    """Of so many speakers of each shard, at most so many of each. data: a folder with train/manifest.tsv."""
    with (data / "train" / "manifest.tsv").open(encoding="utf-8") as file:
        rows = {row["id"]: row for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)}
    found: dict[str, list[Spoken]] = {}
    for shard in ("ljspeech-00", "dctts-00", "aishell-00", "so762-00"):
        chosen = set[str]()
        for name, samples in _sounds(data / "train" / f"{shard}.tar"):
            row = rows.get(name)
            if row is None or len(samples) < to_samples(LEAST_S):
                continue
            if row["speaker"] not in chosen and len(chosen) == speakers:
                continue
            chosen.add(row["speaker"])
            if len(kept := found.setdefault(row["speaker"], [])) < most and (speech := speech_in(samples, exact=True)):
                said = row["transcript"]
                words = len(said) if row["language"] == "zh" else len(said.split())
                kept.append(Spoken(row["speaker"], samples, tuple(speech), max(1, words)))
    return found


def synthesised(sentences: Sequence[str]) -> dict[str, list[Spoken]]:
    """Each sentence by each voice of flite; nothing where it is not installed."""
    if shutil.which("flite") is None:
        return {}
    found: dict[str, list[Spoken]] = {}
    for voice in FLITE:
        for sentence in sentences:
            with tempfile.NamedTemporaryFile(suffix=".wav") as file:
                subprocess.run(["flite", "-voice", voice, "-t", sentence, "-o", file.name], check=True)
                samples, rate = sf.read(file.name, dtype="float32")
            heard = MonoResampler(StreamFormat(rate, 1)).push(samples, last=True)
            if speech := speech_in(heard, exact=True):
                spoken = Spoken(f"flite-{voice}", heard, tuple(speech), len(sentence.split()))
                found.setdefault(spoken.speaker, []).append(spoken)
    return found


def speech_in(samples: np.ndarray, *, exact: bool = False) -> list[Span]:
    """What the program hears as utterances. exact: without the sound before and after that it adds to each."""
    detector, endpointer = speech_detector(), Endpointer()
    whole = np.pad(samples, (0, -len(samples) % FRAME)).reshape(-1, FRAME)
    closed: list[Closed] = []
    likely = detector.probabilities(whole)
    for each in likely:
        closed += [change for change in endpointer.push(float(each)) if isinstance(change, Closed)]
    closed += [change for change in endpointer.flush() if isinstance(change, Closed)]
    spans = [(each.start, each.end) for each in closed if each.reason is not EndReason.TOO_SHORT]
    if exact:
        spans = [span for each in spans for span in _loud(each, likely)]
    return [(start, min(end, len(samples))) for start, end in spans]


def conversation(
    random: np.random.Generator,
    voices: Sequence[Sequence[Spoken]],
    seconds: float,
    overlap: float = 0.0,
    pause_s: float = 0.0,
) -> Conversation:
    """Turns of one to three utterances, each used once, pauses of 0.1 to 0.7 s, over faint noise.

    overlap: how often a turn begins 0.3 to 1 s before the one before it ends. pause_s: more between two turns.
    """
    waiting = [list(random.permutation(np.array(range(len(each))))) for each in voices]
    parts: list[tuple[int, Spoken]] = []
    at, last = to_samples(0.5), -1
    while at < to_samples(seconds) and (able := [who for who in range(len(voices)) if waiting[who]]):
        others = [who for who in able if who != last] or able
        who = int(random.choice(others))
        if last >= 0 and random.random() < overlap:
            at = max(0, at - to_samples(float(random.uniform(0.5, 1.6))))
        for _ in range(int(random.integers(1, 4))):
            if waiting[who]:
                spoken = voices[who][int(waiting[who].pop())]
                parts.append((at - spoken.speech[0][0], spoken))
                at += spoken.speech[-1][1] - spoken.speech[0][0] + to_samples(float(random.uniform(0.1, 0.7)))
        last = who
        at += to_samples(pause_s)
    return _mixed(random, parts, at)


def _mixed(random: np.random.Generator, parts: Sequence[tuple[int, Spoken]], length: int) -> Conversation:
    samples = random.normal(0.0, 2e-4, length + SAMPLE_RATE).astype(np.float32)
    made = Conversation(samples)
    for begin, spoken in parts:
        first, until = spoken.speech[0][0], spoken.speech[-1][1]
        loudness = float(np.sqrt(np.mean(spoken.samples[first:until] ** 2))) or 1.0
        samples[begin + first : begin + until] += spoken.samples[first:until] * np.float32(0.05 / loudness)
        made.turns += [(begin + start, begin + end, spoken.speaker) for start, end in spoken.speech]
        places = np.linspace(begin + first, begin + until, 2 * spoken.words + 1)[1::2]
        made.words += [(int(place), spoken.speaker) for place in places]
    return made


def _sounds(shard: Path) -> Iterator[tuple[str, np.ndarray]]:
    with tarfile.open(shard) as archive:
        for member in archive:
            if member.name.endswith(".opus") and (file := archive.extractfile(member)) is not None:
                samples, _ = sf.read(io.BytesIO(file.read()), dtype="float32")
                yield member.name.removesuffix(".opus"), samples


def _loud(span: Span, likely: np.ndarray) -> Iterator[Span]:
    """Runs of frames with speech; gaps of less than 0.3 s are none."""
    frames = [at for at in range(span[0] // FRAME, -(-span[1] // FRAME)) if at < len(likely) and likely[at] >= 0.5]
    begin = before = None
    for at in frames:
        if begin is None or before is None:
            begin = at
        elif (at - before) * FRAME > to_samples(0.3):
            yield begin * FRAME, (before + 1) * FRAME
            begin = at
        before = at
    if begin is not None and before is not None:
        yield begin * FRAME, (before + 1) * FRAME
