"""What every adapter does alike: feed a file as a microphone would, and log what a user would see.

Runs inside the environment of a peer, with the standard library and numpy alone. An adapter is called with the sound
(WAV, 16 kHz, mono, 16 bit), the folders of Whisper base and tiny.en, and the path of the log. It loads and warms its
model, then feeds. The log is one JSON object a line: t (seconds since feeding began), committed (what the peer calls
final), provisional (what it may still change); the first line also has `clock`, time.monotonic() at t = 0.
"""

from __future__ import annotations

import json
import sys
import threading
import time
import wave
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

SAMPLE_RATE = 16_000
BLOCK = 640  # samples (40 ms)


@dataclass(frozen=True, slots=True)
class Call:
    """The arguments of an adapter. samples: int16 (n,)."""

    samples: np.ndarray
    whisper_base: Path
    whisper_tiny: Path
    log: Path


def arguments() -> Call:
    sound, base, tiny, log = sys.argv[1:5]
    with wave.open(sound, "rb") as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2")
    return Call(samples, Path(base), Path(tiny), Path(log))


def as_float(block: np.ndarray) -> np.ndarray:
    """int16 to float32, +-1.0."""
    return block.astype(np.float32) / 32_768


class Log:
    """Writes the log; any thread may show."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("w", encoding="utf-8")
        self._lock = threading.Lock()
        self._shown = ("", "")
        self._began_s: float | None = None
        self.changed_s = time.monotonic()

    def begin(self) -> float:
        """t = 0; returns the clock."""
        self._began_s = time.monotonic()
        self._write(0.0, "", "", clock=self._began_s)
        return self._began_s

    def show(self, committed: list[str], provisional: list[str]) -> None:
        """Pieces in their order. What is shown already is not written again; before the beginning nothing is."""
        first = " ".join(piece.strip() for piece in committed if piece.strip())
        second = " ".join(piece.strip() for piece in provisional if piece.strip())
        with self._lock:
            if self._began_s is None or (first, second) == self._shown:
                return
            self._shown = (first, second)
            self.changed_s = time.monotonic()
            self._write(self.changed_s - self._began_s, first, f" {second}" if first and second else second)

    def close(self) -> None:
        self._file.close()

    def wait_until_quiet(self, seconds: float) -> None:
        """Return when nothing has changed for `seconds`, from now on."""
        began_s = time.monotonic()
        while time.monotonic() - max(began_s, self.changed_s) < seconds:
            time.sleep(0.1)

    def _write(self, t: float, committed: str, provisional: str, **more: float) -> None:
        line = {"t": t, "committed": committed, "provisional": provisional} | more
        self._file.write(json.dumps(line, ensure_ascii=False) + "\n")
        self._file.flush()


def feed(samples: np.ndarray, log: Log, hand: Callable[[np.ndarray], None]) -> None:
    """Hand over blocks of int16, each when its last sample would have been heard. One that blocks is fed late, and the
    next ones at once."""
    began_s = log.begin()
    for start in range(0, len(samples), BLOCK):
        block = samples[start : start + BLOCK]
        wait_s = began_s + (start + len(block)) / SAMPLE_RATE - time.monotonic()
        if wait_s > 0:
            time.sleep(wait_s)
        hand(block)
