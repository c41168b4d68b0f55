"""The page of captions in a real browser without a screen."""

from __future__ import annotations

import base64
import json
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx2
import pytest
from websockets.sync.client import ClientConnection, connect

from app.choices import LiveState
from app.control.broadcast import Broadcast
from app.control.departures import Departures
from app.serving.caption_server import CaptionServer
from app.serving.hub import Viewer
from app.settings import Settings
from engine.events import DecodedBy, DeviceLost, Final, Partial, SpeakerLabelled
from tests.support.virtual_devices import VirtualDevices
from tests.support.waiting import until

ROOT = Path(__file__).resolve().parents[3]


class Page:
    """A tab of Chromium, by its DevTools protocol."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._number = 0

    def call(self, method: str, **parameters: object) -> dict[str, Any]:
        self._number += 1
        self._socket.send(json.dumps({"id": self._number, "method": method, "params": parameters}))
        while True:
            answer = json.loads(self._socket.recv(timeout=120))
            if answer.get("id") == self._number:
                found: dict[str, Any] = answer["result"]
                return found

    def value(self, expression: str) -> Any:
        return self.call("Runtime.evaluate", expression=expression, returnByValue=True)["result"].get("value")

    def open(self, url: str) -> None:
        self.call("Page.navigate", url=url)

    def finals(self) -> list[str]:
        """Lines without tentative text and without who spoke."""
        said = "[...line.children].filter(e => e.className !== 'who').map(e => e.textContent).join('')"
        lines = f"[...document.querySelectorAll('#captions p')].filter(e => e.dataset.final).map(line => {said})"
        found: list[str] = self.value(lines) or []
        return found

    def state(self) -> str:
        return str(self.value("document.getElementById('state')?.textContent ?? ''"))

    def picture(self, path: Path) -> None:
        path.write_bytes(base64.b64decode(self.call("Page.captureScreenshot")["data"]))


@contextmanager
def browser(folder: Path) -> Iterator[Page]:
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("there is no chromium on this computer")
    command = [program, "--headless", "--no-sandbox", "--disable-gpu", "--window-size=800,600"]
    command += [f"--user-data-dir={folder}", "--remote-debugging-port=0", "--lang=en", "about:blank"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        try:
            told = folder / "DevToolsActivePort"
            until(lambda: told.is_file() and len(told.read_text().split()) == 2)
            tabs = httpx2.get(f"http://127.0.0.1:{told.read_text().split()[0]}/json", timeout=60).json()
            address = next(each["webSocketDebuggerUrl"] for each in tabs if each["type"] == "page")
            with connect(address, max_size=None) as socket:
                yield Page(socket)
        finally:
            running.terminate()


def final(number: int, text: str) -> Final:
    return Final(number, number * 16_000, number * 16_000 + 9000, text, (), "m", DecodedBy.CTC, 0.1, "en")


@pytest.mark.slow
def test_a_browser_shows_finals_tentative_text_and_an_error_and_comes_back(tmp_path: Path) -> None:
    events: Broadcast[Any] = Broadcast()
    session = SimpleNamespace(state=LiveState.CAPTIONING, number=0)
    server = CaptionServer(SimpleNamespace(events=events, improvements=Broadcast(), session=session), Settings)
    url = server.start(port=0).url
    with browser(tmp_path) as page:
        try:
            page.open(f"{url}/?lang=en")
            events.post(final(1, "<b>Good</b> morning."))
            events.post(Partial(2, 32_000, 40_000, "The first", " programme"))
            until(lambda: page.finals() == ["<b>Good</b> morning."])
            until(lambda: page.value("document.querySelector('.tentative')?.textContent") == " programme")
            assert page.state() == "Captions run"
            until(lambda: page.value("document.getElementById('said').textContent") == "<b>Good</b> morning.")
            events.post(SpeakerLabelled(1, 0, 2, certain=False, revised=True))
            until(lambda: page.value("document.querySelector('.who')?.textContent") == "\u21bb Speaker 2?:")
            assert page.value("document.querySelector('.who').title") == "The speaker was another one before"
            events.post(DeviceLost(0, "Desk", "The microphone is gone.", "Plug it in."))
            until(lambda: "The microphone is gone." in page.state())
            server.stop()
            until(lambda: page.state() == "Not connected; trying again")
            server.start(port=int(url.rpartition(":")[2]))
            events.post(final(3, "Here again."))
            until(lambda: page.finals() == ["<b>Good</b> morning.", "Here again."])
            assert page.state() == "Captions run"
            page.open(f"{url}/?obs&lang=zh")
            until(lambda: page.finals() == ["Here again."])
            assert page.value("getComputedStyle(document.body).backgroundColor") == "rgba(0, 0, 0, 0)"
            assert page.value("document.documentElement.lang") == "zh-CN"
        finally:
            server.stop()


@contextmanager
def captioned(model: str, port: int) -> Iterator[str]:
    """Captions of the microphone at this port, until the end of the block."""
    command = [sys.executable, "main.py", "caption", "--serve", str(port), "--model", model, "--language", "en"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as program:
        try:
            yield re.findall(r"captions at (http://\S+)/", program.stderr.readline())[0]
        finally:
            program.send_signal(signal.SIGINT)
            program.send_signal(signal.SIGINT)  # what waits stays as it was guessed
            program.communicate(timeout=120)


def viewers(server: CaptionServer) -> tuple[Viewer, ...]:
    assert server._hub is not None
    return server._hub.viewers


@pytest.mark.slow
def test_a_browser_notices_a_dead_connection_an_old_link_and_that_it_was_turned(tmp_path: Path) -> None:
    """As a telephone has them that sleeps, or is turned, or whose reader keeps the link of yesterday."""
    events: Broadcast[Any] = Broadcast()
    session = SimpleNamespace(state=LiveState.CAPTIONING, number=0)
    program = SimpleNamespace(events=events, improvements=Broadcast(), session=session, departures=Departures())
    server = CaptionServer(program, Settings)
    served = server.start(network=True, port=0)
    port = int(served.url.rpartition(":")[2])
    at_end = "(c => c.scrollHeight - c.scrollTop - c.clientHeight < 2)(document.getElementById('captions'))"
    with browser(tmp_path) as page:
        try:
            page.open(f"http://127.0.0.1:{port}/?token={served.token}&lang=en")
            for number in range(60):
                events.post(final(number, f"Line {number}. " + "A sentence that fills more than one row. " * 4))
            until(lambda: len(page.finals()) == 60 and page.value(at_end))
            page.call("Emulation.setDeviceMetricsOverride", width=360, height=640, deviceScaleFactor=1, mobile=True)
            until(lambda: page.value("window.innerWidth") == 360 and page.value(at_end))
            events.post(final(60, "The newest one."))
            until(lambda: page.finals()[-1:] == ["The newest one."] and page.value(at_end))
            assert page.value("document.getElementById('newest').hidden")
            (before,) = viewers(server)
            page.value("(now => { Date.now = () => now() + 60000; })(Date.now)")
            page.value("document.dispatchEvent(new Event('visibilitychange'))")
            until(lambda: viewers(server) and viewers(server) != (before,) and len(viewers(server)) == 1)
            until(lambda: page.state() == "Captions run")
            assert len(page.finals()) == 61
            server.stop()
            server.start(network=True, port=port)
            until(lambda: page.state() == "This link no longer holds. Ask for the new one")
        finally:
            server.stop()


@pytest.mark.slow
@pytest.mark.models
def test_what_the_microphone_hears_is_read_before_and_after_a_new_start(
    virtual_devices: VirtualDevices, whisper_base: str, sample: Path, tmp_path: Path
) -> None:
    with browser(tmp_path / "browser") as page, virtual_devices.start_playing(sample):
        with captioned(whisper_base, 0) as url:
            page.open(f"{url}/?lang=en")
            until(lambda: len(page.finals()) > 0)
            page.picture(tmp_path / "captions.png")
        until(lambda: page.state() == "Not connected; trying again")
        before = page.finals()
        with virtual_devices.start_playing(sample), captioned(whisper_base, int(url.rpartition(":")[2])):
            until(lambda: page.state() == "Captions run")
            until(lambda: len(page.finals()) > len(before))
            assert page.finals()[: len(before)] == before
            page.picture(tmp_path / "again.png")
