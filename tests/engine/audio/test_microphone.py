"""A real (virtual) microphone and loudspeaker through the real sources: heard, unplugged, found again."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from engine.audio import pulse
from engine.audio.capture import Capture
from engine.audio.devices import DeviceKind, list_devices, open_device
from engine.audio.pulse import SourceWatch, list_sources
from engine.audio.source import SourceState
from engine.errors import DeviceUnavailable
from engine.events import DeviceBack, DeviceLost, NoSound, SilenceReason, SoundBack
from tests.support.audio import sine, write_wav
from tests.support.virtual_devices import MICROPHONE
from tests.support.waiting import PATIENCE_S, until

pytestmark = pytest.mark.usefixtures("virtual_devices")


class Listening:
    """A capture that collects what it hears."""

    def __init__(self, source):
        self.events = []
        self.heard = np.zeros(0, dtype=np.float32)
        self.capture = Capture(source, self.events.append)
        self.capture.start()

    def step(self):
        while (heard := self.capture.read()) is not None:
            self.heard = np.concatenate([self.heard, heard.samples])

    def of(self, kind):
        return [event for event in self.events if isinstance(event, kind)]

    def hears_a_tone(self):
        newest = self.heard[-8_000:]
        return len(newest) == 8_000 and np.sqrt(np.mean(newest**2)) > 0.1


@pytest.fixture
def listening():
    opened = []

    def listen(kind, device_id=None):
        opened.append(Listening(open_device(kind, device_id)))
        return opened[-1]

    yield listen
    for each in opened:
        each.capture.stop()


class Headset:
    """A second microphone, which comes and goes."""

    def __init__(self, devices):
        self._devices = devices

    def plug(self):
        """It does not become the default one."""
        master = "master=vmic_feed.monitor"
        title = "source_properties=device.description=Headset"
        self._devices.daemon.pactl("load-module", "module-remap-source", "source_name=headset", master, title)
        self._devices.daemon.pactl("set-default-source", MICROPHONE)

    def unplug(self):
        self._devices._unload("source_name=headset")


@pytest.fixture
def headset(virtual_devices):
    one = Headset(virtual_devices)
    one.plug()
    yield one
    if virtual_devices.daemon.running():
        one.unplug()


@pytest.fixture
def tone(tmp_path):
    return write_wav(tmp_path / "tone.wav", sine(30.0, 48_000), 48_000)


def test_the_microphone_and_the_speaker_are_listed_with_their_defaults():
    listed = [(device.kind, device.id, device.default) for device in list_devices()]
    assert (DeviceKind.MICROPHONE, "vmic", True) in listed
    assert (DeviceKind.SYSTEM, "vspeaker.monitor", True) in listed


def test_what_is_said_into_the_microphone_is_heard_unchanged(virtual_devices, listening, tmp_path):
    """Chirps find their place again: the recording and what was played correlate sample by sample."""
    at = np.arange(3 * 16_000) / 16_000
    chirp = (0.4 * np.sin(2 * np.pi * (200 * at + 400 * at**2))).astype(np.float32)
    one = listening(DeviceKind.MICROPHONE)
    with virtual_devices.start_playing(write_wav(tmp_path / "chirp.wav", chirp)) as playing:
        until(lambda: not playing.running, one.step)
    until(lambda: len(one.heard) >= 3.5 * 16_000, one.step)
    size = 1 << 18
    spectrum = np.fft.rfft(one.heard[: size // 2], size) * np.conj(np.fft.rfft(chirp, size))
    lag = int(np.argmax(np.fft.irfft(spectrum)))
    part = one.heard[lag : lag + len(chirp)]
    assert np.corrcoef(part, chirp[: len(part)])[0, 1] > 0.99


def test_the_system_sound_is_what_is_played_and_not_what_is_said(virtual_devices, listening, tone):
    one = listening(DeviceKind.SYSTEM)
    with virtual_devices.start_playing(tone):  # into the microphone
        until(lambda: len(one.heard) >= 8_000, one.step)
        assert np.abs(one.heard).max() == 0.0
    with virtual_devices.start_playing(tone, "vspeaker"):
        until(one.hears_a_tone, one.step)


def test_an_unplugged_microphone_is_told_and_heard_again_when_it_is_back(virtual_devices, listening, tone):
    """The sound server moves the stream to the loudspeaker's monitor without a word: that is not the microphone."""
    one = listening(DeviceKind.MICROPHONE)
    with virtual_devices.start_playing(tone):
        until(one.hears_a_tone, one.step)
    virtual_devices.unplug()
    until(lambda: one.of(DeviceLost), one.step)
    (lost,) = one.of(DeviceLost)
    assert "Virtual-Microphone" in lost.what
    heard = len(one.heard)
    virtual_devices.plug()
    until(lambda: one.of(DeviceBack), one.step)
    assert one.of(DeviceBack)[0].position >= heard
    with virtual_devices.start_playing(tone):
        until(one.hears_a_tone, one.step)


def test_all_devices_vanishing_is_told_too(virtual_devices, listening):
    one = listening(DeviceKind.MICROPHONE)
    until(lambda: len(one.heard) > 1_000, one.step)
    virtual_devices.unplug_all()
    until(lambda: one.of(DeviceLost), one.step)
    virtual_devices.plug()
    until(lambda: one.of(DeviceBack), one.step)


def test_the_only_microphone_unplugged_in_a_pause_is_waited_for(virtual_devices, listening):
    """To connect one, or to open a file, is advice for a start without a microphone."""
    one = listening(DeviceKind.MICROPHONE)
    until(lambda: len(one.heard) > 1_000, one.step)
    one.capture.pause()
    virtual_devices.unplug_all()
    one.capture.resume()
    until(lambda: one.of(DeviceLost), one.step)
    (lost,) = one.of(DeviceLost)
    assert lost.what == "“Virtual-Microphone” was unplugged."
    assert lost.remedy == "Captions resume when it is back."


def test_a_microphone_that_delivers_nothing_is_told(virtual_devices, listening):
    """It stays listed and PortAudio calls it active: only the missing callbacks give it away."""
    one = listening(DeviceKind.MICROPHONE)
    until(lambda: len(one.heard) > 1_000, one.step)
    virtual_devices.stall()
    until(lambda: one.of(DeviceLost), one.step)
    virtual_devices.resume()
    heard = len(one.heard)
    until(lambda: one.of(DeviceBack) and len(one.heard) > heard + 1_000, one.step)


@pytest.mark.parametrize(
    ("mute", "unmute"),
    [
        (("set-source-mute", MICROPHONE, "1"), ("set-source-mute", MICROPHONE, "0")),
        (("set-source-volume", MICROPHONE, "0"), ("set-source-volume", MICROPHONE, "100%")),
    ],
)
def test_a_microphone_muted_in_the_sound_settings_is_reported_at_once(virtual_devices, listening, tone, mute, unmute):
    one = listening(DeviceKind.MICROPHONE)
    with virtual_devices.start_playing(tone):
        until(one.hears_a_tone, one.step)
        virtual_devices.daemon.pactl(*mute)
        until(lambda: one.of(NoSound), one.step)
        (silent,) = one.of(NoSound)
        assert (silent.reason, silent.device) == (SilenceReason.MUTED, "Virtual-Microphone")
        virtual_devices.daemon.pactl(*unmute)
        until(lambda: one.of(SoundBack), one.step)
        until(one.hears_a_tone, one.step)


def test_a_chosen_microphone_that_is_absent_is_named(virtual_devices):
    with pytest.raises(DeviceUnavailable, match="no source named “Studio XLR”"):
        open_device(DeviceKind.MICROPHONE, "Studio XLR").open()


def test_no_microphone_at_all_is_said_at_once(virtual_devices):
    virtual_devices.unplug_all()
    with pytest.raises(DeviceUnavailable, match="No microphone found"):
        open_device(DeviceKind.MICROPHONE).open()


def test_a_part_of_the_title_is_enough(listening):
    one = listening(DeviceKind.MICROPHONE, "virtual-micro")
    assert one.capture.title == "Virtual-Microphone"


def test_closing_ends_every_thread(listening):
    one = listening(DeviceKind.MICROPHONE)
    until(lambda: len(one.heard) > 1_000, one.step)
    one.capture.stop()
    until(lambda: not [thread for thread in threading.enumerate() if thread.name == "source-watch"])
    assert one.capture._source.health().state is SourceState.DELIVERING


def test_each_source_is_listed_with_its_own_format(virtual_devices):
    """Whatever the others have: a telephone headset must not bring a studio microphone down to 8 kHz."""
    formats = {"studio": (96_000, 1), "surround": (48_000, 6), "telephone": (8_000, 1)}
    try:
        for name, (rate, channels) in formats.items():
            form = (f"sink_name={name}", f"rate={rate}", f"channels={channels}")
            virtual_devices.daemon.pactl("load-module", "module-null-sink", "norewinds=1", *form)
        listed = {each.name: (each.source.rate, each.source.channels) for each in list_sources()}
    finally:
        for name in formats:
            virtual_devices._unload(f"sink_name={name}")
    assert listed == {
        "vmic": (48_000, 2),
        "vmic_feed.monitor": (48_000, 2),
        "vspeaker.monitor": (48_000, 2),
        **{f"{name}.monitor": form for name, form in formats.items()},
    }


class WatchThatLooked(SourceWatch):
    """Tells when it has asked all it asks and goes on to listen."""

    def __init__(self, name):
        super().__init__(name)
        self.looked = threading.Event()

    def _look_for_us(self, pulse):
        super()._look_for_us(pulse)
        self.looked.set()


def test_a_sound_server_that_crashes_counts_as_an_unplugged_source(virtual_devices):
    watch = WatchThatLooked(MICROPHONE)
    watch.start()
    assert watch.looked.wait(PATIENCE_S)
    virtual_devices.daemon.crash()
    until(watch.gone.is_set)
    watch.stop()


def test_a_chosen_microphone_that_is_away_for_a_moment_is_waited_for(listening, headset, monkeypatch):
    monkeypatch.setattr(pulse, "STAND_IN_AFTER_S", PATIENCE_S)
    one = listening(DeviceKind.MICROPHONE, "headset")
    source, tried = one.capture._source, []
    opening = source.open
    monkeypatch.setattr(source, "open", lambda: tried.append(True) or opening())
    headset.unplug()
    until(lambda: tried, one.step)
    headset.plug()
    until(lambda: one.of(DeviceBack), one.step)
    assert [event.device for event in one.of(DeviceLost) + one.of(DeviceBack)] == ["Headset", "Headset"]


def test_a_chosen_microphone_takes_over_again_from_the_one_that_stood_in(listening, headset):
    one = listening(DeviceKind.MICROPHONE, "headset")
    headset.unplug()
    until(lambda: one.of(DeviceBack), one.step)
    headset.plug()
    until(lambda: len(one.of(DeviceBack)) == 2, one.step)
    assert [event.device for event in one.of(DeviceBack)] == ["Virtual-Microphone", "Headset"]
    assert len(one.of(DeviceLost)) == 1
    heard = len(one.heard)
    until(lambda: len(one.heard) > heard + 8_000, one.step)
