"""The server of captions: page, socket, events, text and subtitles; and how a reader that was away catches up."""

from __future__ import annotations

import json
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import httpx2
import pytest
import webvtt
from websockets import Origin
from websockets.sync.client import ClientConnection, connect

from app.choices import LiveState
from app.control.broadcast import Broadcast, Improvement
from app.control.departures import Departures
from app.exporters import export
from app.serving.caption_server import CaptionServer
from app.settings import Settings
from app.transcripts.values import Transcript
from engine.events import DecodedBy, DeviceLost, Final, NothingSaid, Partial, SpeakerLabelled, Stream
from tests.support.waiting import until


def final(number: int, text: str, draft: bool = False) -> Final:
    start = number * 16_000
    return Final(number, start, start + 16_000, text, (), "scripted", DecodedBy.CTC, 0.1, "en", draft=draft)


class Program:
    """What a server asks of Earshot, without its parts."""

    def __init__(self) -> None:
        self.events: Broadcast[Any] = Broadcast()
        self.improvements: Broadcast[Improvement] = Broadcast()
        self.departures = Departures()
        self.session = SimpleNamespace(state=LiveState.CAPTIONING, number=3)


@pytest.fixture
def program() -> Program:
    return Program()


@pytest.fixture
def server(program: Program) -> Iterator[CaptionServer]:
    made = CaptionServer(program, lambda: Settings(mask_profanity=True))
    made.start(port=0)
    yield made
    made.stop()


def read_along(server: CaptionServer, query: str = "") -> ClientConnection:
    return connect(f"{server.served.url.replace('http', 'ws')}/captions{query}")


def next_of(socket: ClientConnection, kind: str) -> dict[str, Any]:
    while True:
        message: dict[str, Any] = json.loads(socket.recv(timeout=60))
        if message["type"] == kind:
            return message


def test_a_reader_gets_partials_then_the_final_and_a_later_one_gets_all(
    program: Program, server: CaptionServer
) -> None:
    with read_along(server) as socket:
        assert next_of(socket, "hello")["session"] == 3
        assert next_of(socket, "state")["state"] == "captioning"
        program.events.post(Partial(1, 0, 8000, "Hello", " wor", stream=Stream.ME))
        shown = next_of(socket, "partial")
        assert (shown["stable"], shown["tentative"], shown["stream"]) == ("Hello", " wor", "me")
        program.events.post(final(1, "Hello world.", draft=True))
        assert next_of(socket, "final")["draft"] is True
        program.improvements.post(Improvement(3, final(1, "Hello, world.")))
        assert next_of(socket, "final")["text"] == "Hello, world."
        program.events.post(Partial(2, 0, 8000, "", "um"))
        program.events.post(NothingSaid(2, 0, 8000, "no speech"))
        assert next_of(socket, "removed")["utterance"] == 2
    with read_along(server) as socket:
        assert next_of(socket, "final")["text"] == "Hello, world."


def test_a_final_comes_again_with_its_speaker_who_stays_when_its_text_is_improved(
    program: Program, server: CaptionServer
) -> None:
    with read_along(server) as socket:
        program.events.post(SpeakerLabelled(9, 0, 1))  # of a line that is not here
        program.events.post(final(1, "Hello world.", draft=True))
        assert "speaker" not in next_of(socket, "final")
        program.events.post(SpeakerLabelled(1, 16_000, 2, certain=False))
        labelled = next_of(socket, "final")
        assert (labelled["utterance"], labelled["text"]) == (1, "Hello world.")
        assert labelled["speaker"] == {"number": 2, "name": None, "certain": False, "also": [], "revised": False}
        program.events.post(final(1, "Hello, world."))
        assert next_of(socket, "final")["speaker"]["number"] == 2
        program.improvements.post(Improvement(3, SpeakerLabelled(1, 16_000, 1, "Anna", revised=True, also=(2,))))
        speaker = next_of(socket, "final")["speaker"]
        assert speaker == {"number": 1, "name": "Anna", "certain": True, "also": [2], "revised": True}


def test_who_was_away_gets_what_changed_meanwhile_and_nothing_twice(program: Program, server: CaptionServer) -> None:
    with read_along(server) as socket:
        epoch = next_of(socket, "hello")["epoch"]
        program.events.post(final(1, "One."))
        known = next_of(socket, "final")["revision"]
    program.events.post(final(2, "Two."))
    with read_along(server, f"?since={known}&epoch={epoch}") as socket:
        assert next_of(socket, "final")["text"] == "Two."
    with read_along(server, f"?since={known}&epoch=another") as socket:
        assert next_of(socket, "final")["text"] == "One."


def test_a_reader_that_stands_still_holds_nobody_up_and_misses_no_final(
    program: Program, server: CaptionServer
) -> None:
    with read_along(server) as slow, read_along(server) as quick:
        for socket in (slow, quick):
            next_of(socket, "state")
        assert len(server.viewers) == 2
        for number in range(1, 400):
            program.events.post(Partial(number, 0, 100, "x" * 2000, ""))
            program.events.post(final(number, f"{number}." + "x" * 2000))
        program.events.post(final(400, "The end."))
        for socket in (quick, slow):
            seen = set()
            while 400 not in seen:
                seen.add(next_of(socket, "final")["utterance"])
            assert seen == set(range(1, 401))


def test_a_reader_hears_in_silence_that_the_server_lives(
    program: Program, server: CaptionServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that one whose connection has died notices it, and loses nothing by it."""
    monkeypatch.setattr("app.serving.captions._SILENCE_S", 0.05)
    with read_along(server) as socket:
        assert next_of(socket, "alive") == {"v": 1, "type": "alive"}
        program.events.post(final(1, "Hello."))
        assert next_of(socket, "final")["text"] == "Hello."
        next_of(socket, "alive")


def test_text_subtitles_and_server_sent_events_hold_the_session(program: Program, server: CaptionServer) -> None:
    url = server.served.url
    program.events.post(final(1, "Hello <b>world</b>."))
    program.events.post(final(2, "Fuck."))
    until(lambda: httpx2.get(f"{url}/captions.txt").text == "Hello <b>world</b>.\nF***.\n")
    subtitles = httpx2.get(f"{url}/captions.vtt")
    assert subtitles.headers["content-type"].startswith("text/vtt")
    assert "world" in webvtt.from_string(subtitles.text).captions[0].text
    with httpx2.stream("GET", f"{url}/captions/events") as answer:
        lines = answer.iter_lines()
        number = ""
        for line in lines:
            number = line.removeprefix("id: ") if line.startswith("id: ") else number
            if "F***" in line:
                break
    program.events.post(final(3, "After."))
    with httpx2.stream("GET", f"{url}/captions/events", headers={"last-event-id": number}) as answer:
        finals = (json.loads(line[6:]) for line in answer.iter_lines() if line.startswith("data: "))
        assert next(each["text"] for each in finals if each["type"] == "final") == "After."


def test_subtitles_are_made_once_for_each_change(
    program: Program, server: CaptionServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many readers ask, and however often."""
    made: list[int] = []

    def counted(transcript: Transcript, format_name: str) -> str:
        made.append(len(transcript.segments))
        return export(transcript, format_name)

    monkeypatch.setattr("app.serving.captions.export", counted)
    url = f"{server.served.url}/captions.vtt"
    assert httpx2.get(url).text == "WEBVTT\n"
    for number in (1, 2):
        program.events.post(final(number, f"Number {number}."))
        until(lambda number=number: f"Number {number}." in httpx2.get(url).text)  # type: ignore[misc]
        program.events.post(Partial(9, 0, 8000, "", "um"))
        assert "Number 1." in httpx2.get(url).text
    assert made == [1, 2]


def test_the_state_and_an_error_are_shown(program: Program, server: CaptionServer) -> None:
    with read_along(server) as socket:
        next_of(socket, "state")
        program.events.post(DeviceLost(0, "Desk", "The microphone is gone.", "Plug it in."))
        assert next_of(socket, "state")["trouble"] == "The microphone is gone."
        program.session.state = LiveState.PAUSED
        program.events.nudge()
        assert next_of(socket, "state")["state"] == "paused"


def test_the_page_looks_like_the_overlay(program: Program) -> None:
    server = CaptionServer(
        program, lambda: Settings(overlay_text_colour="#ffd700", overlay_lines=3, overlay_opacity=50)
    )
    try:
        style = httpx2.get(f"{server.start(port=0).url}/style").json()
    finally:
        server.stop()
    assert (style["text"], style["lines"], style["opacity"]) == ("#ffd700", 3, 0.5)


def test_other_devices_need_the_token_of_the_link(program: Program) -> None:
    server = CaptionServer(program, Settings)
    served = server.start(network=True, port=0)
    try:
        here = served.url.replace(served.url.split("//")[1].split(":")[0], "127.0.0.1")
        assert f"token={served.token}" in served.link
        assert httpx2.get(f"{here}/").status_code == 401
        assert "<main" in httpx2.get(f"{here}/?token={served.token}").text
        assert httpx2.get(f"{here}/page.js").status_code == 200
        with pytest.raises(Exception, match=r"HTTP 40\d"):
            connect(f"{here.replace('http', 'ws')}/captions")
        with pytest.raises(Exception, match="HTTP 403"):
            connect(f"{here.replace('http', 'ws')}/captions?token={served.token}", origin=Origin("http://evil.example"))
    finally:
        server.stop()


def test_it_starts_again_after_it_was_stopped_and_a_used_port_is_told(program: Program, server: CaptionServer) -> None:
    port = int(server.served.url.rpartition(":")[2])
    other = CaptionServer(program, Settings)
    with pytest.raises(Exception, match="in use"):
        other.start(port=port)
    server.stop()
    assert server.served is None
    assert httpx2.get(f"{other.start(port=port).url}/health").status_code == 200
    other.stop()


@pytest.mark.parametrize("path", ["/../../etc/passwd", "/page.js/../../../main.py", "/%2e%2e/main.py", "/resources"])
def test_no_other_file_is_given(server: CaptionServer, path: str) -> None:
    assert httpx2.get(f"{server.served.url}{path}").status_code in (400, 404)
