"""Sound for tests, from arithmetic, and sources whose faults can be chosen."""

from __future__ import annotations

import wave
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from engine.audio.resampler import StreamFormat
from engine.audio.source import DELIVERING, Sink, SourceHealth, SourceState
from engine.errors import DeviceUnavailable
from engine.events import SilenceReason


def sine(seconds: float, rate: int = 16_000, hertz: float = 440.0, level: float = 0.3) -> np.ndarray:
    return (level * np.sin(2 * np.pi * hertz * np.arange(round(rate * seconds)) / rate)).astype(np.float32)


def write_wav(path: Path, sound: np.ndarray, rate: int = 16_000, channels: int = 1, width: int = 2) -> Path:
    """sound: float32 (n,), repeated on every channel. width: bytes a sample, 1 (unsigned) or 2."""
    scaled = np.clip(sound, -1.0, 1.0)
    pcm = ((scaled * 127) + 128).astype(np.uint8) if width == 1 else (scaled * 32_767).astype("<i2")
    with wave.open(str(path), "wb") as out:
        out.setnchannels(channels)
        out.setsampwidth(width)
        out.setframerate(rate)
        out.writeframes(np.repeat(pcm, channels).tobytes())
    return path


class HandSource:
    """A source that delivers what a test hands over, and is lost when the test says so."""

    real_time = True
    overflows = 0
    silence_means: SilenceReason | None = SilenceReason.DIGITAL_SILENCE

    def __init__(self, titles: Sequence[str] = ("Hand microphone",), form: StreamFormat | None = None) -> None:
        self._titles = list(titles)
        self._format = form or StreamFormat(16_000, 1)
        self._sink: Sink | None = None
        self._health = DELIVERING
        self.absent = False
        self.opened = 0

    @property
    def title(self) -> str:
        return self._titles[min(max(self.opened - 1, 0), len(self._titles) - 1)]

    def open(self) -> StreamFormat:
        if self.absent:
            raise DeviceUnavailable("There is no hand microphone.", "Plug it in.")
        self.opened += 1
        return self._format

    def start(self, sink: Sink) -> None:
        self._health = DELIVERING
        self._sink = sink

    def health(self) -> SourceHealth:
        return self._health

    def close(self) -> None:
        self._sink = None

    def deliver(self, sound: np.ndarray) -> None:
        """sound: float32 (n,), as a sound card would hand it over; lost while the source is closed."""
        if self._sink is not None:
            self._sink.write(sound)

    def lose(self) -> None:
        self._health = SourceHealth(SourceState.LOST, DeviceUnavailable("“Hand microphone” was unplugged.", "Wait."))

    def end(self) -> None:
        self._health = SourceHealth(SourceState.ENDED)

    def mute(self, muted: bool = True) -> None:
        self._health = SourceHealth(SourceState.DELIVERING, muted=muted)


class HandClock:
    """A clock that moves when a test says so."""

    def __init__(self) -> None:
        self.now_s = 1_000.0

    def __call__(self) -> float:
        return self.now_s

    def pass_s(self, seconds: float) -> None:
        self.now_s += seconds


class Loudness:
    """Tells voices apart by how loud they are."""

    def voices(self, pieces: Sequence[np.ndarray]) -> np.ndarray:
        loud = np.array([float(np.abs(each).mean()) > 0.25 for each in pieces])
        return np.stack([loud, ~loud], axis=1).astype(np.float32)
