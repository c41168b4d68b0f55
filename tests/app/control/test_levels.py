"""Levels before Start: of the sources in an open list, and of no others; nothing stays open afterwards."""

from __future__ import annotations

import threading
from collections import defaultdict

import pytest

from app.choices import SourceChoice, SourceKind
from app.control.devices import listed_sources
from app.control.levels import SourceLevels
from engine.audio import level_monitor
from engine.audio.level_monitor import LevelMonitor
from engine.events import Level
from tests.support.audio import HandSource, sine, write_wav
from tests.support.virtual_devices import MICROPHONE, SPEAKER, VirtualDevices
from tests.support.waiting import until

MIC = SourceChoice(SourceKind.MICROPHONE, MICROPHONE)
SPEAKERS = SourceChoice(SourceKind.SYSTEM, f"{SPEAKER}.monitor")


def loudness(levels: list[Level | None]) -> float:
    return max((level.rms_dbfs for level in levels[-5:] if level is not None), default=-100.0)


def open_monitors() -> list[threading.Thread]:
    return [each for each in threading.enumerate() if each.name in ("level monitor", "source-watch")]


def recorders(devices: VirtualDevices) -> list[str]:
    """The streams of programs that record; one of the daemon's own makes the virtual microphone."""
    streams = devices.daemon.pactl("list", "short", "source-outputs").splitlines()
    return [stream for stream in streams if "module-remap-source" not in stream]


def test_each_listed_source_has_its_own_level_until_the_list_closes(virtual_devices, tmp_path):
    heard = defaultdict(list)
    levels = SourceLevels(lambda choice, level: heard[choice].append(level))
    listed = [each.choice for each in listed_sources()]
    assert {MIC, SPEAKERS} <= set(listed)
    assert not recorders(virtual_devices)  # looking for sources opens none
    levels.watch([*listed, SourceChoice(SourceKind.BOTH)])
    with virtual_devices.start_playing(write_wav(tmp_path / "tone.wav", sine(60.0, 48_000, level=0.3), 48_000)):
        until(lambda: loudness(heard[MIC]) == pytest.approx(-13.5, abs=1.0))
        assert loudness(heard[SPEAKERS]) == -100.0
        levels.watch([SPEAKERS])
        until(lambda: len(recorders(virtual_devices)) == 1)
        assert set(heard) <= set(listed)
    levels.close()
    until(lambda: not open_monitors())
    until(lambda: not recorders(virtual_devices))  # the daemon hears of it a moment later


def test_an_absent_source_has_no_level_and_is_tried_again(monkeypatch):
    monkeypatch.setattr(level_monitor, "RETRY_S", 0.01)
    levels: list[Level | None] = []
    source = HandSource()
    source.absent = True
    monitor = LevelMonitor(lambda: source, levels.append)
    monitor.start()
    until(lambda: len(levels) >= 2)
    assert levels[:2] == [None, None]
    source.absent = False
    until(lambda: source.opened == 1)

    def heard() -> bool:
        source.deliver(sine(0.05))
        return levels[-1] is not None

    until(heard)
    source.lose()
    until(lambda: levels[-1] is None)
    monitor.close()
    until(lambda: not open_monitors())
