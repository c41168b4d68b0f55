"""The screen stays on exactly as long as it is wanted, by whatever way the desktop has."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.desktop.awake import Awake
from app.desktop.bus import BusSilent, session_address
from tests.support import desktop_bus
from tests.support.desktop_bus import Desktop

with_a_bus = pytest.mark.skipif(desktop_bus.obstacle() is not None, reason=str(desktop_bus.obstacle()))


@pytest.fixture(params=["saver", "portal"])
def desktop(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[str, Desktop]]:
    with desktop_bus.running(tmp_path, request.param) as running:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", running.address)
        yield request.param, running


@with_a_bus
def test_the_desktop_is_asked_once_and_told_when_it_is_over(desktop: tuple[str, Desktop]) -> None:
    service, running = desktop
    awake = Awake()
    for wanted in (True, True, False, True):
        awake.keep(wanted)
    arguments = running.until("Inhibit")
    assert ("Earshot" in arguments) if service == "saver" else (arguments[1] == 8)
    running.until("left")  # the connection, and with it what was asked
    running.until("Inhibit")
    awake.keep(False)
    running.until("left")


def test_a_desktop_without_a_way_is_told_of_in_the_log_alone_and_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR"):
        monkeypatch.delenv(name, raising=False)
    awake = Awake()
    with caplog.at_level(logging.INFO, "app.desktop"):
        awake.keep(True)
        awake.keep(True)
    assert not awake.kept
    assert len(caplog.records) == 1


def test_the_bus_is_where_the_desktop_says_or_in_its_usual_place_and_is_never_started(tmp_path: Path) -> None:
    assert session_address({"DBUS_SESSION_BUS_ADDRESS": "unix:path=/there"}) == "unix:path=/there"
    with pytest.raises(BusSilent):
        session_address({"XDG_RUNTIME_DIR": str(tmp_path)})
    (tmp_path / "bus").write_text("")
    assert session_address({"XDG_RUNTIME_DIR": str(tmp_path)}) == f"unix:path={tmp_path}/bus"
