"""Lists the sources that this computer has now, and makes one of them."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from enum import Enum

from engine.audio.source import Source
from engine.errors import DeviceUnavailable
from engine.events import SilenceReason


class DeviceKind(Enum):
    MICROPHONE = "mic"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class AudioDevice:
    """A source that is there now. id: accepted by open_device, stable while the device stays plugged in.

    muted: muted or at volume zero; known with a sound server only.
    """

    kind: DeviceKind
    id: str
    title: str
    default: bool = False
    muted: bool = False


def list_devices() -> list[AudioDevice]:
    """Microphones and the speakers' sound, the default of each kind first. Empty where there is no sound."""
    devices = _pulse_devices() if _has_pulse() else [*_microphones(), *_system_sounds()]
    return sorted(devices, key=lambda device: (device.kind is not DeviceKind.MICROPHONE, not device.default))


def open_device(kind: DeviceKind, device_id: str | None = None) -> Source:
    """A source that is not open yet. device_id: from list_devices, or part of a title; None for the default.

    Raises DeviceUnavailable where this system has no such kind of source at all.
    """
    wanted = _resolve(kind, device_id)
    if _has_pulse():
        from engine.audio.pulse import PulseSource

        return PulseSource(kind is DeviceKind.SYSTEM, wanted)
    if kind is DeviceKind.MICROPHONE:
        from engine.audio.portaudio import PortAudioSource

        return PortAudioSource(wanted)
    return _system_sound_without_pulse(wanted)


def _resolve(kind: DeviceKind, wanted: str | None) -> str | None:
    """The id for the user's words: an id, or part of one title; other words are passed on as they are."""
    if wanted is None:
        return None
    of_kind = [device for device in list_devices() if device.kind is kind]
    if any(device.id == wanted for device in of_kind):
        return wanted
    titled = [device.id for device in of_kind if wanted.casefold() in device.title.casefold()]
    return titled[0] if len(titled) == 1 else wanted


def _has_pulse() -> bool:
    if not sys.platform.startswith("linux"):
        return False
    from engine.audio import pulse

    return pulse.server_answers()


def _pulse_devices() -> list[AudioDevice]:
    from engine.audio import pulse

    return [
        AudioDevice(
            DeviceKind.SYSTEM if source.monitor else DeviceKind.MICROPHONE,
            source.name,
            source.title,
            source.default,
            source.muted,
        )
        for source in pulse.list_sources()
    ]


def _microphones() -> list[AudioDevice]:
    from engine.audio import portaudio

    return [
        AudioDevice(DeviceKind.MICROPHONE, name, name, default)
        for name, default in portaudio.list_inputs()
        if not _is_virtual_cable(name)
    ]


def _system_sounds() -> list[AudioDevice]:
    if sys.platform == "win32":
        from engine.audio import wasapi

        return [AudioDevice(DeviceKind.SYSTEM, id_, title, d) for id_, title, d in wasapi.list_loopbacks()]
    from engine.audio import portaudio

    cables = [name for name, _ in portaudio.list_inputs() if _is_virtual_cable(name)]
    return [AudioDevice(DeviceKind.SYSTEM, name, name, name == cables[0]) for name in cables]


def _is_virtual_cable(name: str) -> bool:
    """Whether it is a usual macOS loopback device, which makes played sound available as an input."""
    return any(cable in name.casefold() for cable in ("blackhole", "loopback audio", "soundflower"))


def _system_sound_without_pulse(wanted: str | None) -> Source:
    if sys.platform == "win32":
        from engine.audio.wasapi import LoopbackSource

        return LoopbackSource(wanted)
    found = wanted or next((device.id for device in _system_sounds()), None)
    if found is None:
        raise _no_system_sound()
    from engine.audio.portaudio import PortAudioSource

    return PortAudioSource(found, silence_means=SilenceReason.NOTHING_PLAYED)


def _no_system_sound() -> DeviceUnavailable:
    if sys.platform == "darwin":
        return DeviceUnavailable(
            "macOS lets no program hear the speakers directly.",
            "Install the free virtual device BlackHole 2ch, choose it as output (or in a multi-output device in "
            "Audio MIDI Setup), then start again.",
        )
    return DeviceUnavailable(
        "System sound needs a PulseAudio or PipeWire server, and none answers.",
        "Log out and in again to start the sound service, or use a microphone.",
    )
