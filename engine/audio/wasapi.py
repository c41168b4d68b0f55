"""The speakers' sound on Windows: WASAPI loopback through the library soundcard."""

from __future__ import annotations

import logging
import threading
import time
from typing import Any

import numpy as np

from engine.audio.resampler import StreamFormat
from engine.audio.source import DELIVERING, Sink, SourceHealth, SourceState
from engine.errors import DeviceUnavailable
from engine.events import SilenceReason

log = logging.getLogger(__name__)

RATE = 48_000  # WASAPI converts in shared mode
BLOCK = 1_536  # 32 ms


def list_loopbacks() -> list[tuple[str, str, bool]]:
    """(id, title, is default) of each speaker that can be heard."""
    import soundcard

    default = soundcard.default_speaker().id
    return [
        (str(device.id), f"Sound of {device.name}", device.id == default)
        for device in soundcard.all_microphones(include_loopback=True)
        if device.isloopback
    ]


class LoopbackSource:
    """What a speaker plays. soundcard has no callback, so a thread of ours fetches and copies blocks."""

    real_time = True
    silence_means = SilenceReason.NOTHING_PLAYED

    def __init__(self, device_id: str | None) -> None:
        self._wanted = device_id
        self._device: Any = None  # untyped library
        self._error: DeviceUnavailable | None = None
        self._closing = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def title(self) -> str:
        return f"Sound of {self._device.name}" if self._device is not None else "System sound"

    @property
    def overflows(self) -> int:
        return 0  # soundcard does not count them

    def open(self) -> StreamFormat:
        import soundcard

        self._closing.clear()
        self._error = None
        try:
            wanted = self._wanted or soundcard.default_speaker().id
            self._device = soundcard.get_microphone(wanted, include_loopback=True)
        except (IndexError, RuntimeError) as absent:
            log.warning("no loopback: %s", absent)
            raise DeviceUnavailable("This speaker cannot be heard.", "Choose one from the list of devices.") from absent
        return StreamFormat(RATE, min(2, int(self._device.channels)))

    def start(self, sink: Sink) -> None:
        channels = min(2, int(self._device.channels))
        self._thread = threading.Thread(target=self._run, args=(sink, channels), name="loopback", daemon=True)
        self._thread.start()

    def health(self) -> SourceHealth:
        return SourceHealth(SourceState.LOST, self._error) if self._error else DELIVERING

    def close(self) -> None:
        self._closing.set()
        if self._thread is not None:
            self._thread.join(timeout=2.0)

    def _run(self, sink: Sink, channels: int) -> None:
        try:
            with self._device.recorder(samplerate=RATE, channels=channels, blocksize=BLOCK) as recorder:
                while not self._closing.is_set():
                    self._copy(recorder.record(numframes=None), sink)
        except Exception as lost:  # the edge of the thread; soundcard raises RuntimeError for every WASAPI failure
            if not isinstance(lost, RuntimeError):
                log.exception("the loopback was not foreseen to fail like this")
            log.warning("the loopback ended: %s", lost)
            self._error = DeviceUnavailable(
                "“{title}” stopped delivering sound.", "Captions resume when it is back.", title=self.title
            )

    def _copy(self, block: np.ndarray, sink: Sink) -> None:
        if len(block):
            sink.write(np.ascontiguousarray(block, dtype=np.float32).reshape(-1))
        else:
            time.sleep(0.005)  # WASAPI loopback delivers nothing while nothing is played
