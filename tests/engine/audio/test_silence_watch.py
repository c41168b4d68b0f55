"""A source without sound is reported with its reason, and again when sound is back."""

from __future__ import annotations

import numpy as np
import pytest

from engine.audio.capture import Capture
from engine.events import CaptionEvent, DeviceBack, NoSound, SilenceReason, SoundBack, Stream
from engine.timeline import to_samples
from tests.support.audio import HandClock, HandSource, sine
from tests.support.duo import DuoRig

ZEROS = SilenceReason.DIGITAL_SILENCE


class Rig:
    """A capture of a hand source. hear() delivers sound in real time."""

    def __init__(self, meaning: SilenceReason | None = ZEROS) -> None:
        self.events: list[CaptionEvent] = []
        self.clock, self.source = HandClock(), HandSource()
        self.source.silence_means = meaning
        self.capture = Capture(self.source, self.events.append, clock=self.clock)
        self.capture.start()

    def hear(self, *sounds: np.ndarray) -> None:
        for sound in sounds:
            for at in range(0, len(sound), 512):
                self.source.deliver(sound[at : at + 512])
                self.wait(512 / 16_000)

    def wait(self, seconds: float) -> None:
        self.clock.pass_s(seconds)
        while self.capture.read() is not None:
            pass

    @property
    def told(self) -> list[SilenceReason | None]:
        """Reasons in order, None for SoundBack."""
        events = [each for each in self.events if isinstance(each, NoSound | SoundBack)]
        return [each.reason if isinstance(each, NoSound) else None for each in events]


def zeros(seconds: float) -> np.ndarray:
    return np.zeros(to_samples(seconds), dtype=np.float32)


def hum(seconds: float = 1.0, dbfs: float = -60.0) -> np.ndarray:
    return sine(seconds, level=10 ** (dbfs / 20))


def test_ten_seconds_of_digital_silence_are_reported_and_the_sound_after_it():
    rig = Rig()
    rig.hear(hum(), zeros(9.5))
    assert not rig.told
    rig.hear(zeros(20.0))
    assert rig.told == [ZEROS]
    (silent,) = [each for each in rig.events if isinstance(each, NoSound)]
    assert silent.what == "No sound arrives from “Hand microphone”."
    assert silent.position == pytest.approx(to_samples(11.0), abs=512)
    rig.hear(hum())
    assert rig.told == [ZEROS, None]


def test_sound_below_a_step_of_16_bit_is_silence_and_a_quiet_room_is_not():
    rig = Rig()
    rig.hear(hum(11.0, dbfs=-91.0))
    assert rig.told == [ZEROS]
    quiet = Rig()
    quiet.hear(hum(30.0, dbfs=-89.0))
    assert not quiet.told


def test_a_file_may_be_silent():
    rig = Rig(meaning=None)
    rig.hear(zeros(70.0))
    assert not rig.told


def test_system_sound_is_silent_because_nothing_is_played():
    rig = Rig(SilenceReason.NOTHING_PLAYED)
    rig.hear(zeros(11.0), hum(), zeros(11.0))
    assert rig.told == [SilenceReason.NOTHING_PLAYED, None, SilenceReason.NOTHING_PLAYED]


def test_a_source_that_delivers_nothing_while_nothing_is_played_is_silent_too():
    rig = Rig(SilenceReason.NOTHING_PLAYED)
    for _ in range(50):
        rig.wait(0.25)
    assert rig.told == [SilenceReason.NOTHING_PLAYED]


def test_a_microphone_that_suppresses_noise_gets_longer():
    """Between two sentences it delivers zeros."""
    rig = Rig()
    rig.hear(*[hum(), zeros(2.0)] * 3, hum(), zeros(59.0))
    assert not rig.told
    rig.hear(zeros(2.0))
    assert rig.told == [ZEROS]


def test_a_muted_source_is_reported_at_once_and_only_so():
    rig = Rig()
    rig.hear(hum())
    rig.source.mute()
    rig.wait(0.3)
    assert rig.told == [SilenceReason.MUTED]
    rig.hear(zeros(30.0))
    assert rig.told == [SilenceReason.MUTED]
    rig.source.mute(False)
    rig.wait(0.3)
    assert rig.told == [SilenceReason.MUTED, None]


def test_silence_holds_over_a_pause_until_sound_arrives():
    rig = Rig()
    rig.hear(zeros(11.0))
    rig.capture.pause()
    rig.wait(60.0)
    rig.capture.resume()
    rig.hear(zeros(1.0))
    assert rig.told == [ZEROS]
    rig.hear(hum())
    assert rig.told == [ZEROS, None]


def test_another_device_is_silent_from_its_own_beginning():
    rig = Rig()
    rig.hear(zeros(8.0))
    rig.source.lose()
    rig.wait(0.3)
    rig.wait(1.1)
    assert any(isinstance(each, DeviceBack) for each in rig.events)
    rig.hear(zeros(8.0))
    assert not rig.told


def test_of_two_sources_the_silent_one_is_named():
    rig = DuoRig()
    rig.others.silence_means = SilenceReason.NOTHING_PLAYED
    rig.hear(zeros(12.0), hum(12.0, dbfs=-20.0))
    (silent,) = rig.of(NoSound)
    assert isinstance(silent, NoSound)
    assert (silent.stream, silent.device, silent.reason) == (Stream.ME, "Hand microphone", ZEROS)
    assert silent.position == pytest.approx(to_samples(10.0), abs=1024)
    rig.hear(hum(), hum())
    (back,) = rig.of(SoundBack)
    assert isinstance(back, SoundBack)
    assert back.stream is Stream.ME
