"""Noise, rooms and bad microphones, made by arithmetic: nothing recorded, so nothing to license.

Each function takes its randomness as a numpy Generator and returns float32 samples at 16 kHz, +-1.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.random import Generator

from training.data.voices import SAMPLE_RATE


def coloured(count: int, random: Generator) -> np.ndarray:
    """Steady noise with a random slope over frequency: hiss, fans, rumble."""
    spectrum = np.fft.rfft(random.standard_normal(count))
    hertz = np.maximum(np.fft.rfftfreq(count, 1 / SAMPLE_RATE), 20)
    shape = hertz ** -random.uniform(0.0, 1.1)
    for _ in range(int(random.integers(0, 4))):  # resonances of a machine or a room
        centre, width = random.uniform(80, 5000), random.uniform(0.05, 0.4)
        shape *= 1 + random.uniform(0, 6) * np.exp(-((np.log(hertz / centre) / width) ** 2))
    return _unit(np.fft.irfft(spectrum * shape, count))


def rising_and_falling(count: int, random: Generator) -> np.ndarray:
    """Coloured noise whose level wanders: wind, cars passing, breathing."""
    steps = max(2, int(count / SAMPLE_RATE * random.uniform(0.5, 6)) + 2)
    level = np.interp(np.arange(count), np.linspace(0, count, steps), random.uniform(-25, 0, steps))
    return _unit(coloured(count, random) * 10 ** (level / 20))


def hum(count: int, random: Generator) -> np.ndarray:
    """Mains or a motor with its harmonics, and a little hiss."""
    base = random.choice([50.0, 60.0, random.uniform(70, 400)])
    phase = 2 * np.pi * np.arange(count) / SAMPLE_RATE * base * (1 + random.uniform(-0.01, 0.01))
    tones = sum(random.uniform(0, 1) / k * np.sin(k * phase + random.uniform(0, 6)) for k in range(1, 12))
    return _unit(np.asarray(tones) + random.uniform(0.05, 0.5) * coloured(count, random))


def knocks(count: int, random: Generator) -> np.ndarray:
    """Short damped rings at random times: keys, dishes, a pen that falls."""
    out = np.zeros(count)
    length = int(0.25 * SAMPLE_RATE)
    time = np.arange(length) / SAMPLE_RATE
    for at in random.integers(0, count, max(1, int(count / SAMPLE_RATE * random.uniform(0.5, 9)))):
        ring = random.standard_normal(length) * random.uniform(0, 1) * np.exp(-time * random.uniform(60, 500))
        for _ in range(int(random.integers(0, 5))):
            pitch = 2 * np.pi * random.uniform(300, 7000)
            ring += random.uniform(0, 1) * np.sin(pitch * time) * np.exp(-time * random.uniform(15, 150))
        room = min(length, count - at)
        out[at : at + room] += random.uniform(0.1, 1) * ring[:room]
    return _unit(out + random.uniform(0.001, 0.05) * coloured(count, random))


def music(count: int, random: Generator) -> np.ndarray:
    """Chords, a melody and a beat of made-up instruments."""
    out = np.zeros(count)
    beat = int(SAMPLE_RATE * random.uniform(0.2, 0.6))
    scale = np.array([0, 2, 4, 5, 7, 9, 11, 12]) + random.integers(40, 60)
    partials = random.uniform(0, 1, 8) / np.arange(1, 9) ** random.uniform(0.5, 2)
    for start in range(0, count, beat):
        notes = [float(random.choice(scale)) + 12 * float(random.integers(0, 3)) for _ in range(random.integers(1, 5))]
        for note in notes:
            _play(out, start, int(beat * random.uniform(0.7, 3)), 440 * 2 ** ((note - 69) / 12), partials, random)
        if random.random() < 0.5:
            drum = random.standard_normal(beat) * np.exp(-np.arange(beat) / SAMPLE_RATE * random.uniform(15, 60))
            out[start : start + beat] += random.uniform(0, 2) * drum[: count - start]
    return _unit(out)


def _play(out: np.ndarray, start: int, length: int, hertz: float, partials: np.ndarray, random: Generator) -> None:
    time = np.arange(min(length, len(out) - start)) / SAMPLE_RATE
    wobble = hertz * time + random.uniform(0, 0.3) * np.sin(2 * np.pi * random.uniform(4, 7) * time)
    tone = sum(part * np.sin(2 * np.pi * (k + 1) * wobble) for k, part in enumerate(partials))
    envelope = np.minimum(1, time / random.uniform(0.005, 0.08)) * np.exp(-time * random.uniform(0.3, 6))
    out[start : start + len(time)] += tone * envelope


def chirps(count: int, random: Generator) -> np.ndarray:
    """Sliding tones: birds, alarms, squeaks."""
    out = np.zeros(count)
    for at in random.integers(0, count, max(1, int(count / SAMPLE_RATE * random.uniform(0.5, 5)))):
        length = min(int(SAMPLE_RATE * random.uniform(0.03, 0.4)), count - int(at))
        slide = np.linspace(random.uniform(300, 6000), random.uniform(300, 6000), length)
        out[at : at + length] += (
            random.uniform(0.2, 1) * np.sin(np.cumsum(2 * np.pi * slide / SAMPLE_RATE)) * np.hanning(length)
        )
    return _unit(out + random.uniform(0.01, 0.2) * coloured(count, random))


def babble(count: int, random: Generator, speech: Callable[[int], np.ndarray], talkers: int) -> np.ndarray:
    """`talkers` voices at once. speech: gives samples by any number."""
    out = np.zeros(count)
    for _ in range(talkers):
        voice = speech(int(random.integers(1 << 30)))
        repeated = np.resize(np.roll(voice, int(random.integers(max(1, len(voice))))), count)
        out += random.uniform(0.3, 1) * _unit(repeated)
    return _unit(out)


NOISES: tuple[Callable[[int, Generator], np.ndarray], ...] = (
    coloured, coloured, rising_and_falling, hum, knocks, knocks, music, music, chirps,
)  # fmt: skip


def noise(count: int, random: Generator, speech: Callable[[int], np.ndarray] | None = None) -> np.ndarray:
    """One kind or two at once, root mean square 1; babble of many too, where speech is at hand."""
    kinds = [NOISES[int(random.integers(len(NOISES)))](count, random) for _ in range(int(random.integers(1, 3)))]
    if speech is not None and random.random() < 0.25:
        kinds.append(babble(count, random, speech, int(random.integers(8, 20))))
    return _unit(np.sum([random.uniform(0.2, 1) * kind for kind in kinds], axis=0))


def mixed(samples: np.ndarray, other: np.ndarray, snr_db: float) -> np.ndarray:
    """Speech with `other` (root mean square 1) at a signal-to-noise ratio over the loud part of the speech."""
    loud = samples[np.abs(samples) > 0.02 * np.abs(samples).max(initial=1e-6)]
    level = float(np.sqrt(np.mean(loud**2))) if len(loud) else 1e-3
    return np.asarray(samples + other * level * 10 ** (-snr_db / 20), np.float32)


def in_a_room(samples: np.ndarray, random: Generator) -> np.ndarray:
    """Reverberation: a direct path, some early echoes and an exponential tail of 0.1 to 0.7 s."""
    decay = random.uniform(0.1, 0.7)
    length = int(decay * SAMPLE_RATE)
    time = np.arange(length) / SAMPLE_RATE
    response = random.standard_normal(length) * 10 ** (-3 * time / decay) * random.uniform(0.01, 0.12)
    response[0] = 1.0
    for at in random.integers(20, 1200, 6):
        if at < length:
            response[at] += random.uniform(-0.4, 0.4)
    size = 1 << int(len(samples) + length - 1).bit_length()
    wet = np.fft.irfft(np.fft.rfft(samples, size) * np.fft.rfft(response, size), size)[: len(samples)]
    return np.asarray(wet / max(1.0, float(np.abs(wet).max())), np.float32)


def through_a_band(samples: np.ndarray, random: Generator) -> np.ndarray:
    """A telephone, a small speaker: soft band edges and a tilt."""
    spectrum = np.fft.rfft(samples)
    hertz = np.maximum(np.fft.rfftfreq(len(samples), 1 / SAMPLE_RATE), 1)
    low, high = random.uniform(20, 350), random.uniform(3000, 9000)
    gain = 1 / (1 + (low / hertz) ** 4) / (1 + (hertz / high) ** 8) * (hertz / 1000) ** random.uniform(-0.35, 0.35)
    return np.asarray(np.fft.irfft(spectrum * gain, len(samples)), np.float32)


def clipped(samples: np.ndarray, random: Generator) -> np.ndarray:
    limit = float(np.abs(samples).max(initial=1e-6)) * random.uniform(0.2, 0.8)
    return np.asarray(np.clip(samples, -limit, limit))


def _unit(samples: np.ndarray) -> np.ndarray:
    """Root mean square 1, float32."""
    return np.asarray(samples / max(1e-9, float(np.sqrt(np.mean(np.square(samples))))), np.float32)
