"""Sources of PulseAudio and PipeWire: every microphone by name, and what speakers play through their monitors.

PortAudio lists ALSA names, of which a desktop has only "pulse" and "default". So libpulse lists the sources, and the
variable PULSE_SOURCE names the wanted one to ALSA's pulse plugin.
"""

from __future__ import annotations

import contextlib
import logging
import os
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from engine.audio.portaudio import PortAudioSource, library, library_kept, no_microphone
from engine.audio.resampler import StreamFormat
from engine.audio.source import DELIVERING, Sink, SourceHealth, SourceState
from engine.errors import DeviceUnavailable
from engine.events import SilenceReason

log = logging.getLogger(__name__)

_CLIENT = "Earshot"
_PROCESS = "application.process.id"
STAND_IN_AFTER_S = 2.0  # a loose plug, or a Bluetooth headset that changes its profile, is back before
_environment = threading.Lock()  # PULSE_SOURCE is one for the process: one opening at a time


@dataclass(frozen=True, slots=True)
class PulseSourceInfo:
    """A source of the sound server. monitor: it carries what a speaker plays. muted: muted or at volume zero."""

    name: str
    title: str
    monitor: bool
    default: bool
    source: StreamFormat
    muted: bool


@contextlib.contextmanager
def _connection(client: str = _CLIENT) -> Iterator[Any]:
    """A connection to the sound server (untyped library). Raises DeviceUnavailable when it does not answer."""
    try:
        from engine.audio import pulse_client
    except OSError as missing:  # the library libpulse itself is absent
        raise _no_server() from missing
    try:
        with pulse_client.Client(client) as pulse:
            yield pulse
    except pulse_client.FAILURES as silent:
        raise _no_server() from silent


def _no_server() -> DeviceUnavailable:
    return DeviceUnavailable("The sound server does not answer.", "Log out and in again to start it, then try again.")


def server_answers() -> bool:
    try:
        with _connection():
            return True
    except DeviceUnavailable:
        return False


def list_sources() -> list[PulseSourceInfo]:
    """All sources, microphones and monitors. Raises DeviceUnavailable when no server answers."""
    with _connection() as pulse:
        return _sources(pulse)


def _sources(pulse: Any) -> list[PulseSourceInfo]:
    server = pulse.server_info()
    speaker = f"{server.default_sink_name}.monitor"
    return [_describe(source, server.default_source_name, speaker) for source in pulse.source_list()]


def _describe(source: Any, microphone: str, speaker: str) -> PulseSourceInfo:
    # monitor_of_sink_name is set for monitors alone; a remapped monitor is a microphone in its own right.
    monitor = bool(source.monitor_of_sink_name)
    title = source.description or source.name
    if monitor:
        title = f"Sound of {title.removeprefix('Monitor of ')}"
    return PulseSourceInfo(
        name=source.name,
        title=title,
        monitor=monitor,
        default=source.name == (speaker if monitor else microphone),
        source=StreamFormat(source.rate, source.channel_count),
        muted=bool(source.mute) or not any(source.volume.values),
    )


class PulseSource:
    """A microphone or a monitor of the sound server, captured by PortAudio.

    The server silently moves a stream whose source disappears to another source (seen: a speaker's monitor), so the
    list of sources is watched as well as the stream.
    """

    real_time = True

    def __init__(self, system_sound: bool, name: str | None) -> None:
        """name: a source of list_sources, None for the server's default microphone or speaker."""
        self._system_sound = system_sound
        self._wanted = name
        self._was_open = False
        self._missed_since_s: float | None = None
        self._info: PulseSourceInfo | None = None
        self._stream: PortAudioSource | None = None
        self._watch: SourceWatch | None = None

    @property
    def title(self) -> str:
        if self._info is not None:
            return self._info.title
        return self._wanted or ("System sound" if self._system_sound else "Default microphone")

    @property
    def silence_means(self) -> SilenceReason:
        return SilenceReason.NOTHING_PLAYED if self._system_sound else SilenceReason.DIGITAL_SILENCE

    @property
    def overflows(self) -> int:
        return self._stream.overflows if self._stream else 0

    def open(self) -> StreamFormat:
        info = self._choose(list_sources())
        with library_kept(), _environment:
            stream = PortAudioSource(_pcm(), info.title)
            os.environ["PULSE_SOURCE"] = info.name
            try:
                opened = stream.open_as(info.source)
            finally:
                del os.environ["PULSE_SOURCE"]
        self._info, self._stream, self._was_open = info, stream, True
        self._watch = SourceWatch(info.name, self._wanted)
        return opened

    def start(self, sink: Sink) -> None:
        if self._stream is None or self._watch is None:
            raise RuntimeError("start before open")
        self._stream.start(sink)
        self._watch.start()

    def health(self) -> SourceHealth:
        if self._stream is None or self._watch is None:
            return DELIVERING
        if self._watch.gone.is_set():
            return SourceHealth(SourceState.LOST, self._stream.lost("“{title}” was unplugged."))
        if self._watch.moved.is_set():
            return SourceHealth(SourceState.LOST, self._stream.lost("“{title}” was taken away by the sound server."))
        if self._wanted is None and self._watch.another_default.is_set():
            return SourceHealth(SourceState.LOST, self._stream.lost("“{title}” is no longer the default device."))
        if self._watch.wanted_is_back.is_set():
            return SourceHealth(SourceState.OUTRANKED)
        return replace(self._stream.health(), muted=self._watch.muted)

    def close(self) -> None:
        if self._watch is not None:
            self._watch.stop()
        if self._stream is not None:
            self._stream.close()

    def _choose(self, sources: list[PulseSourceInfo]) -> PulseSourceInfo:
        """The wanted source; the default one stands in for it once it was lost and stays away for a while."""
        fitting = [source for source in sources if source.monitor == self._system_sound]
        named = [source for source in sources if source.name == self._wanted]
        if named:
            self._missed_since_s = None
            return named[0]
        if self._wanted is not None and not self._was_open:
            raise DeviceUnavailable(
                "There is no source named “{name}”.",
                "Choose one from the list of devices.",
                name=self._wanted,
            )
        if self._wanted is not None and self._missed_for_s() < STAND_IN_AFTER_S:
            raise self._unplugged()
        default = [source for source in fitting if source.default]
        if default:
            return default[0]
        if self._was_open:
            raise self._unplugged()
        raise _no_speaker() if self._system_sound else no_microphone()

    def _unplugged(self) -> DeviceUnavailable:
        return DeviceUnavailable("“{title}” was unplugged.", "Captions resume when it is back.", title=self.title)

    def _missed_for_s(self) -> float:
        """How long the wanted source has been missing since the first call."""
        now_s = time.monotonic()
        self._missed_since_s = now_s if self._missed_since_s is None else self._missed_since_s
        return now_s - self._missed_since_s


def _pcm() -> str:
    """The ALSA name that leads to the sound server."""
    names = [str(device["name"]) for device in library().query_devices()]
    for name in ("pulse", "default"):
        if name in names:
            return name
    raise DeviceUnavailable(
        "The sound library has no way to the sound server.",
        "Install ALSA's PulseAudio plugin (package libasound2-plugins on Debian and Ubuntu) and start again.",
    )


def _no_speaker() -> DeviceUnavailable:
    return DeviceUnavailable("No speaker found.", "Connect or enable one.")


class SourceWatch:
    """Watches a source on its own thread: it left the server, another source became the default, the server moved our
    stream away (to a microphone that was plugged in while a monitor was the default, say), the source that it stands in
    for came back, or it was muted.
    """

    def __init__(self, name: str, wanted: str | None = None) -> None:
        """wanted: the source to return to as soon as the server has it; may be `name` itself."""
        self._name = name
        self._wanted = wanted
        self._stopping = threading.Event()
        self.gone = threading.Event()
        self.moved = threading.Event()
        self.another_default = threading.Event()
        self.wanted_is_back = threading.Event()
        self.muted = False
        self._heard = False
        self._thread = threading.Thread(target=self._run, name="source-watch", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Returns at once; the thread ends within half a second. Called before the stream is closed."""
        self._stopping.set()

    def _run(self) -> None:
        try:
            with _connection(f"{_CLIENT} watch") as pulse:
                self._follow(pulse)
        except DeviceUnavailable:
            self.gone.set()  # the server itself has ended
        except Exception:  # the edge of the thread: the source is opened anew, and watched again
            log.exception("the watch over a source failed")
            self.gone.set()

    def _follow(self, pulse: Any) -> None:
        from engine.audio.pulse_client import EndOfListening

        pulse.event_mask_set("source", "server", "source_output")
        changed = threading.Event()
        changed.set()

        def on_event(event: object) -> None:
            changed.set()
            raise EndOfListening

        pulse.event_callback_set(on_event)
        while not self._stopping.is_set():
            if changed.is_set():
                changed.clear()
                self._look(_sources(pulse))
                self._look_for_us(pulse)
            pulse.event_listen(timeout=0.5)

    def _look_for_us(self, pulse: Any) -> None:
        """Notice that no stream of this process hears the source any more, once one did."""
        numbers = {source.index for source in pulse.source_list() if source.name == self._name}
        ours = [each for each in pulse.source_output_list() if each.proplist.get(_PROCESS) == str(os.getpid())]
        hears = any(each.source in numbers for each in ours)
        if self._heard and not hears and not self._stopping.is_set():
            self.moved.set()
        self._heard = self._heard or hears

    def _look(self, sources: list[PulseSourceInfo]) -> None:
        mine = [source for source in sources if source.name == self._name]
        self.muted = any(source.muted for source in mine)
        if not mine:
            self.gone.set()
        elif not mine[0].default and any(s.default for s in sources if s.monitor == mine[0].monitor):
            self.another_default.set()
        if self._wanted != self._name and any(source.name == self._wanted for source in sources):
            self.wanted_is_back.set()
