"""A live input through PortAudio (sounddevice), on every system."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections.abc import Iterator
from typing import Any

import numpy as np

from engine.audio.resampler import StreamFormat
from engine.audio.source import DELIVERING, Sink, SourceHealth, SourceState
from engine.errors import ComponentMissing, DeviceUnavailable
from engine.events import SilenceReason
from engine.text.sentence import Sentence

log = logging.getLogger(__name__)

BLOCK_S = 0.032  # one VAD frame; without a block size ALSA's pulse plugin called back up to 830 times a second
SILENT_FOR_S = 1.0  # no callback for so long: the device has stalled (PortAudio itself does not notice)

_users = 0  # open streams, and calls in progress
_library_lock = threading.Lock()


def library() -> Any:
    """The sounddevice module; Any because it ships no types. Raises ComponentMissing without PortAudio."""
    try:
        import sounddevice
    except OSError as missing:
        raise ComponentMissing(
            "The sound library PortAudio is not installed.",
            "Install it (package libportaudio2 on Debian and Ubuntu) and start again.",
        ) from missing
    return sounddevice


@contextlib.contextmanager
def library_kept() -> Iterator[None]:
    """Keeps PortAudio initialised inside this context, with the present list of devices. PortAudio lists devices only
    when it is initialised, which ends every stream; so it is initialised again only while no stream is open.

    Raises DeviceUnavailable where that fails; the next call tries again.
    """
    global _users
    with _library_lock:
        if _users == 0:
            _start_anew(library())
        _users += 1
    try:
        yield
    finally:
        _leave()


def _start_anew(sd: Any) -> None:
    try:
        if sd._initialized:  # 0 after a start that failed
            sd._terminate()
        sd._initialize()
    except sd.PortAudioError as failed:
        log.warning("PortAudio does not start: %s", failed)
        raise DeviceUnavailable(
            "The sound library cannot look for devices.", "Close Earshot and start it again."
        ) from failed


def _leave() -> None:
    global _users
    with _library_lock:
        _users -= 1


def list_inputs() -> list[tuple[str, bool]]:
    """(name, is default) of each input device, the default first."""
    with library_kept():
        sd = library()
        default = sd.default.device[0]
        inputs = [
            (str(device["name"]), device["index"] == default)
            for device in sd.query_devices()
            if device["max_input_channels"] > 0
        ]
    return sorted(inputs, key=lambda named: not named[1])


class PortAudioSource:
    """A live input of PortAudio. The callback only copies each block and notes the time."""

    real_time = True

    def __init__(
        self,
        device: str | None,
        title: str | None = None,
        silence_means: SilenceReason = SilenceReason.DIGITAL_SILENCE,
    ) -> None:
        """device: a name that PortAudio knows, None for its default input."""
        self.silence_means = silence_means
        self._device = device
        self._title = title or device or "Default microphone"
        self._stream: Any = None  # sounddevice ships no types
        self._sink: Sink | None = None
        self._last_block_s = 0.0
        self._closing = False
        self._was_open = False
        self._ended = threading.Event()
        self._overflows = 0

    @property
    def title(self) -> str:
        return self._title

    @property
    def overflows(self) -> int:
        return self._overflows

    def open(self) -> StreamFormat:
        with library_kept():
            found = self._query()
            return self.open_as(StreamFormat(round(found["default_samplerate"]), min(found["max_input_channels"], 2)))

    def open_as(self, wanted: StreamFormat) -> StreamFormat:
        """Open with a known format, inside `library_kept`. Raises DeviceUnavailable."""
        global _users
        self._closing = False
        self._ended.clear()
        with _library_lock:
            _users += 1  # before it is open: PortAudio must not end meanwhile
        try:
            self._stream = self._opened(library(), wanted)
        finally:
            if self._stream is None:
                _leave()
        self._was_open = True
        return wanted

    def _opened(self, sd: Any, wanted: StreamFormat) -> Any:
        try:
            return sd.InputStream(
                device=self._device,
                samplerate=wanted.rate,
                channels=wanted.channels,
                blocksize=round(wanted.rate * BLOCK_S),
                dtype="float32",
                latency="low",
                callback=self._on_block,
                finished_callback=self._ended.set,
            )
        except (sd.PortAudioError, ValueError) as refused:
            raise self._unavailable(str(refused)) from refused

    def start(self, sink: Sink) -> None:
        self._sink = sink
        self._last_block_s = time.monotonic()
        sd = library()
        try:
            self._stream.start()
        except sd.PortAudioError as refused:
            raise self._unavailable(str(refused)) from refused

    def health(self) -> SourceHealth:
        if self._ended.is_set() and not self._closing:
            return SourceHealth(SourceState.LOST, self.lost("“{title}” was disconnected."))
        if time.monotonic() - self._last_block_s > SILENT_FOR_S:
            return SourceHealth(SourceState.LOST, self.lost("“{title}” stopped delivering sound."))
        return DELIVERING

    def close(self) -> None:
        self._closing = True
        stream, self._stream = self._stream, None
        if stream is None:
            return
        try:
            stream.close()
        finally:
            _leave()

    def _on_block(self, block: np.ndarray, frames: int, when: object, status: Any) -> None:
        self._last_block_s = time.monotonic()
        if status.input_overflow:
            self._overflows += 1
        if self._sink is not None:
            self._sink.write(block.reshape(-1))

    def _query(self) -> Any:
        sd = library()
        try:
            return sd.query_devices(self._device, kind="input")
        except (sd.PortAudioError, ValueError) as absent:
            raise self._unavailable(str(absent)) from absent

    def _unavailable(self, detail: str) -> DeviceUnavailable:
        log.info("%s: %s", self._title, detail)  # PortAudio's own message does not help the user
        if self._was_open:
            return self.lost("“{title}” was disconnected.")
        if self._device is None:
            return no_microphone()
        return DeviceUnavailable(
            "The microphone “{title}” cannot be opened.",
            "Connect it, close programs that use it, or choose another one.",
            title=self._title,
        )

    def lost(self, happened: str) -> DeviceUnavailable:
        """The error for a lost device. happened: a template with a place for its {title}."""
        return DeviceUnavailable(
            Sentence(happened, title=self._title),
            "Captions resume when it or the default device is back.",
        )


def no_microphone() -> DeviceUnavailable:
    return DeviceUnavailable(
        "No microphone found.",
        "Connect one, or open a file.",
    )
