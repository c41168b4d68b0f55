"""Constructed sound for the echo decision: what is played, a room, a microphone, and somebody in front of it."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine.audio.file import read_mono
from engine.timeline import SAMPLE_RATE, to_samples

LEAD_S = 1.0  # of system sound before the utterance
FLITE_VOICES = ("slt", "kal16", "awb", "rms")
SENTENCES = (
    "Good morning everybody, shall we begin with the numbers of last week?",
    "The train to the airport leaves at a quarter past seven from platform four.",
    "I would like to add one thing before we vote on the proposal.",
    "Please send me the report, and I will read it this evening.",
    "Nobody expected that the bridge would be closed for the whole summer.",
    "We have three options, and the second one costs the least.",
)


@dataclass(frozen=True, slots=True)
class Room:
    """What happens between a loudspeaker and a microphone. noise_db: of the microphone, below the echo."""

    delay_s: float = 0.12
    gain_db: float = -12.0
    reverberation_s: float = 0.3
    noise_db: float = -35.0
    drift_ppm: float = 0.0
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Case:
    """microphone: float32 (n,). system: float32 (lead + n,). echo: nobody spoke into the microphone."""

    kind: str
    echo: bool
    microphone: np.ndarray
    system: np.ndarray


def echoed(played: np.ndarray, room: Room) -> np.ndarray:
    """What the microphone hears of it, float32 of the same length."""
    rng = np.random.default_rng(room.seed)
    length = max(1, to_samples(room.reverberation_s))
    response = np.zeros(to_samples(room.delay_s) + length)
    tail = rng.standard_normal(length) * 10 ** (-3.0 * np.arange(length) / length)
    response[to_samples(room.delay_s) :] = 0.25 * tail / max(1e-9, float(np.sqrt(np.sum(tail * tail))))
    response[to_samples(room.delay_s)] += 1.0
    size = 1 << (len(played) + len(response)).bit_length()
    wet = np.fft.irfft(np.fft.rfft(_small_loudspeaker(played), size) * np.fft.rfft(response, size), size)[: len(played)]
    if room.drift_ppm:
        at = np.arange(len(wet)) * (1.0 + room.drift_ppm * 1e-6)
        wet = np.interp(at, np.arange(len(wet)), wet, right=0.0)
    wet *= 10 ** (room.gain_db / 20)
    noise = rms(wet) * 10 ** (room.noise_db / 20) * rng.standard_normal(len(wet))
    return np.asarray(wet + noise, dtype=np.float32)


def cases(voices: Sequence[np.ndarray], rooms: Sequence[Room]) -> Iterator[Case]:
    """For each room: an echo, headphones, both at once (own voice louder, alike, softer), an answer, a short word."""
    for number, room in enumerate(rooms):
        others = voices[number % len(voices)]
        me = voices[(number + 1) % len(voices)]
        system = np.concatenate(
            [np.zeros(to_samples(LEAD_S), np.float32), others, np.zeros(to_samples(0.6), np.float32)]
        )
        lead = to_samples(LEAD_S)
        echo = echoed(system, room)[lead:]
        yield Case("echo", True, echo, system)
        own = fitted(me, len(echo))
        hiss = rms(echo) * 10 ** (room.noise_db / 20)
        quiet = hiss * np.random.default_rng(number).standard_normal(len(echo))
        yield Case("headphones", False, (own * rms(echo) / rms(own) + quiet).astype(np.float32), system)
        for name, louder_db in (("louder", 6.0), ("alike", 0.0), ("softer", -6.0)):
            level = rms(echo) * 10 ** (louder_db / 20) / max(rms(own), 1e-9)
            yield Case(f"both, own voice {name}", False, (echo + level * own).astype(np.float32), system)
        yield _answer(echo, me, system)
        yield _short_word(echo, me, system)


def _answer(echo: np.ndarray, me: np.ndarray, system: np.ndarray) -> Case:
    """The echo ends, and a second later somebody answers, in one utterance."""
    spoken = me[: to_samples(1.5)] * rms(echo) / max(rms(me[: to_samples(1.5)]), 1e-9) * 2.0
    microphone = np.concatenate([echo, spoken]).astype(np.float32)
    return Case("answer behind the echo", False, microphone, np.concatenate([system, np.zeros_like(spoken)]))


def _short_word(echo: np.ndarray, me: np.ndarray, system: np.ndarray) -> Case:
    """Half a second of the own voice somewhere in the middle."""
    loudest = int(np.argmax(np.convolve(np.square(me), np.ones(to_samples(0.5)), "valid")[::160])) * 160
    word = me[loudest : loudest + to_samples(0.5)]
    microphone = echo.copy()
    at = len(echo) // 2
    microphone[at : at + len(word)] += (2.0 * rms(echo) / max(rms(word), 1e-9) * word)[: len(microphone) - at]
    return Case("short word into the echo", False, microphone, system)


def rooms(count: int, seed: int = 7) -> list[Room]:
    """Delays of 10 to 450 ms, 3 to 30 dB softer, dry to 0.8 s of reverberation, noise, clocks that drift."""
    rng = np.random.default_rng(seed)
    return [
        Room(
            delay_s=float(rng.uniform(0.01, 0.45)),
            gain_db=float(rng.uniform(-30, -3)),
            reverberation_s=float(rng.uniform(0.02, 0.8)),
            noise_db=float(rng.uniform(-45, -12)),
            drift_ppm=float(rng.uniform(-200, 200)),
            seed=number,
        )
        for number in range(count)
    ]


def flite_voices(folder: Path) -> list[np.ndarray]:
    """Sentences in four synthesised voices, float32 at 16 kHz; empty where flite is not installed."""
    if shutil.which("flite") is None:
        return []
    found = []
    for number, sentence in enumerate(SENTENCES):
        path = folder / f"{number}.wav"
        voice = FLITE_VOICES[number % len(FLITE_VOICES)]
        subprocess.run(["flite", "-voice", voice, "-t", sentence, "-o", str(path)], check=True)
        found.append(read_mono(path))
    return found


def recorded_voices(folder: Path, most: int = 60) -> list[np.ndarray]:
    """Clips of 2 to 15 s below `folder`, each by another file."""
    found = []
    for path in sorted(folder.rglob("*.flac")):
        sound = read_mono(path)
        if to_samples(2.0) <= len(sound) <= to_samples(15.0) and rms(sound) > 1e-3:
            found.append(sound)
    return found[:: max(1, len(found) // most)][:most]


def fitted(sound: np.ndarray, length: int) -> np.ndarray:
    return np.resize(sound, length).astype(np.float32)


def rms(sound: np.ndarray) -> float:
    return float(np.sqrt(np.mean(np.square(sound, dtype=np.float64)))) if len(sound) else 0.0


def _small_loudspeaker(sound: np.ndarray) -> np.ndarray:
    """No bass, no highest tones, a little distortion."""
    spectrum = np.fft.rfft(sound)
    hertz = np.fft.rfftfreq(len(sound), 1 / SAMPLE_RATE)
    spectrum *= 1 / np.sqrt(1 + (200 / np.maximum(hertz, 1.0)) ** 4) / np.sqrt(1 + (hertz / 5_500) ** 6)
    filtered = np.fft.irfft(spectrum, len(sound))
    top = max(1e-9, float(np.abs(filtered).max()))
    return np.asarray(top * np.tanh(1.5 * filtered / top) / np.tanh(1.5))
