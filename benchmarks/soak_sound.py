"""An hour of sound out of many short clips, and whether a recording of it lacks anything."""

from __future__ import annotations

import itertools
import wave
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile

from engine.audio.file import read_mono
from engine.timeline import SAMPLE_RATE

GAP_S = 0.7  # between two clips
_BLOCK = SAMPLE_RATE * 10


@dataclass(frozen=True, slots=True)
class Compared:
    """samples: of the input. missing: fewer (or more) in the recording. different: off by more than rounding."""

    samples: int
    missing: int
    different: int


def clips(folder: Path) -> list[Path]:
    """Every FLAC and WAV file below it: speech and noise in turns, so that both fill any stretch."""
    found = sorted(path for path in folder.rglob("*") if path.suffix in (".flac", ".wav"))
    noise = [path for path in found if "noise" in path.parts]
    speech = [path for path in found if path not in noise]
    if not speech:
        raise SystemExit(f"There are no .flac or .wav files in {folder}.")
    if not noise:
        return speech
    return [path for pair in zip(speech, itertools.cycle(noise), strict=False) for path in pair]


def write_loop(folder: Path, minutes: float, target: Path) -> None:
    """16 kHz mono 16-bit WAV: all clips with a gap behind each, again and again, cut off at its end."""
    left = round(minutes * 60 * SAMPLE_RATE)
    with wave.open(str(target), "wb") as out:
        out.setparams((1, 2, SAMPLE_RATE, 0, "NONE", ""))
        for sound in _endless(clips(folder)):
            out.writeframes(sound[:left].tobytes())
            left -= min(left, len(sound))
            if not left:
                return


def _endless(paths: list[Path]) -> Iterator[np.ndarray]:
    """int16 (n,), each clip with its gap; read again in each round, so that an hour needs no memory."""
    gap = np.zeros(round(GAP_S * SAMPLE_RATE), np.int16)
    for path in itertools.cycle(paths):
        sound = np.clip(np.rint(read_mono(path) * 32767), -32768, 32767).astype(np.int16)
        yield np.concatenate([sound, gap])


def compare(given: Path, recorded: Path) -> Compared:
    """Sample by sample. One step of 16 bits is rounding: sound is float32 on its way."""
    with soundfile.SoundFile(given) as one, soundfile.SoundFile(recorded) as other:
        different = 0
        while len(expected := one.read(_BLOCK, dtype="int16")):
            found = other.read(len(expected), dtype="int16")
            apart = np.abs(expected[: len(found)].astype(np.int32) - found)
            different += int((apart > 1).sum())
        return Compared(one.frames, one.frames - other.frames, different)
