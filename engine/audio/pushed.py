"""Sound that another program hands over piece by piece, as a source."""

from __future__ import annotations

import threading

import numpy as np

from engine.audio.resampler import StreamFormat
from engine.audio.source import DELIVERING, Sink, SourceHealth, SourceState
from engine.events import SilenceReason


class PushedSource:
    """`push` may be called from any one thread; what comes before `start` is kept until then."""

    def __init__(self, title: str, rate: int) -> None:
        """rate: frames a second, one channel."""
        self._title = title
        self._form = StreamFormat(rate, 1)
        self._lock = threading.Lock()
        self._sink: Sink | None = None
        self._early: list[np.ndarray] = []
        self._ended = False

    @property
    def title(self) -> str:
        return self._title

    @property
    def real_time(self) -> bool:
        return True

    @property
    def silence_means(self) -> SilenceReason | None:
        return None

    @property
    def overflows(self) -> int:
        return 0

    def push(self, samples: np.ndarray) -> bool:
        """samples: float32 (n,), +-1.0. False, and nothing is taken, where there is no room now: try again later."""
        with self._lock:
            if self._sink is None:
                self._early.append(samples)
                return sum(map(len, self._early)) < self._form.rate * 60
            if self._sink.room() < len(samples):
                return False
            self._sink.write(samples)
            return True

    def open(self) -> StreamFormat:
        return self._form

    def start(self, sink: Sink) -> None:
        with self._lock:
            self._sink = sink
            for each in self._early:
                sink.write(each)
            self._early.clear()

    def health(self) -> SourceHealth:
        return SourceHealth(SourceState.ENDED) if self._ended else DELIVERING

    def close(self) -> None:
        with self._lock:
            self._ended = True
