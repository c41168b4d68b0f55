"""PortAudio is ended only while nobody uses it: a scripted library, and the worst moments for a look at the devices."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from engine.audio import portaudio
from engine.audio.portaudio import PortAudioSource, list_inputs
from engine.errors import DeviceUnavailable


class ScriptedLibrary:
    """As sounddevice. at_query, at_open: what happens on another thread meanwhile."""

    PortAudioError = OSError
    default = SimpleNamespace(device=(0, 0))

    def __init__(self) -> None:
        self._initialized = 1
        self.starts = 0
        self.streams = 0
        self.at_query: Callable[[], None] = lambda: None
        self.at_open: Callable[[], None] = lambda: None

    def _terminate(self) -> None:
        assert self.streams == 0, "a stream that was open has become a dangling pointer"
        self._initialized = 0

    def _initialize(self) -> None:
        self._initialized = 1
        self.starts += 1

    def query_devices(self, device: str | None = None, kind: str | None = None) -> Any:
        meanwhile, self.at_query = self.at_query, lambda: None
        meanwhile()
        assert self._initialized
        found = {"name": "mic", "index": 0, "max_input_channels": 2, "default_samplerate": 48_000.0}
        return found if kind else [found]

    def InputStream(self, **wanted: object) -> SimpleNamespace:
        self.streams += 1
        meanwhile, self.at_open = self.at_open, lambda: None
        try:
            meanwhile()
        except OSError:
            self.streams -= 1
            raise
        return SimpleNamespace(close=self._close)

    def _close(self) -> None:
        self.streams -= 1


@pytest.fixture
def scripted(monkeypatch: pytest.MonkeyPatch) -> ScriptedLibrary:
    library = ScriptedLibrary()
    monkeypatch.setitem(sys.modules, "sounddevice", library)
    monkeypatch.setattr(portaudio, "_users", 0)
    return library


def on_another_thread(act: Callable[[], object]) -> Callable[[], None]:
    """It has ended before this returns, so the order is always the same."""

    def run() -> None:
        failures: list[BaseException] = []

        def guarded() -> None:
            try:
                act()
            except BaseException as failed:
                failures.append(failed)

        thread = threading.Thread(target=guarded, daemon=True)
        thread.start()
        thread.join(60.0)
        assert not thread.is_alive()
        assert failures == []

    return run


@pytest.mark.parametrize("moment", ["at_query", "at_open"])
def test_a_look_at_the_devices_while_one_is_opened_ends_nothing(scripted, moment):
    setattr(scripted, moment, on_another_thread(list_inputs))
    source = PortAudioSource("mic")
    source.open()
    assert scripted.starts == 1
    list_inputs()
    assert scripted.starts == 1
    source.close()
    list_inputs()
    assert scripted.starts == 2


def test_two_looks_at_once_are_one(scripted):
    scripted.at_query = on_another_thread(list_inputs)
    assert list_inputs() == [("mic", True)]
    assert scripted.starts == 1


def test_a_device_that_could_not_be_opened_is_no_user(scripted):
    def refuse() -> None:
        raise OSError("busy")

    scripted.at_open = refuse
    with pytest.raises(DeviceUnavailable):
        PortAudioSource("mic").open()
    list_inputs()
    assert scripted.starts == 2
