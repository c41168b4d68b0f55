"""What a server refuses and survives: load, long and slow requests, half-open connections, a full disk, its own end."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import re
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import httpx2
import openai
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from app import log
from app.choices import LiveState
from app.control.broadcast import Broadcast
from app.serving import server_thread
from app.serving.caption_server import CaptionServer
from app.serving.captions import CaptionRoutes
from app.serving.hub import CaptionHub, SessionStatus
from app.serving.limits import Limits
from app.serving.realtime import realtime_routes
from app.settings import Settings
from engine.events import DecodedBy, Final
from tests.support.serving import HearingRecogniser, beginning, served, speech_server, wav_of
from tests.support.small_disk import fill, small_disk
from tests.support.waiting import PATIENCE_S, until

SAID = "Ada wrote the first programme."


@pytest.fixture(scope="module")
def sound(sample: Path) -> bytes:
    return wav_of(beginning(sample, 4.0))


@pytest.fixture
def model() -> HearingRecogniser:
    return HearingRecogniser(SAID)


@pytest.fixture
def hub() -> CaptionHub:
    events: Broadcast[Any] = Broadcast()
    return CaptionHub(events, Broadcast(), SessionStatus, lambda: False, Limits(viewers=2))


@pytest.fixture
def captions(hub: CaptionHub) -> Iterator[str]:
    """The address of a server of captions for two readers."""
    routes = CaptionRoutes(hub, dict)
    with served(routes.routes, lifespan=routes.lifespan) as address:
        yield address.url


def posted(url: str, sound: bytes, **fields: str) -> httpx2.Response:
    return httpx2.post(f"{url}/v1/audio/transcriptions", files={"file": ("talk.wav", sound)}, data=fields, timeout=60)


def test_openais_client_tries_again_by_itself_until_there_is_room(
    model: HearingRecogniser, sound: bytes, tmp_path: Path
) -> None:
    model.hold()
    texts: list[str] = []

    def ask(url: str) -> None:
        with openai.OpenAI(base_url=f"{url}/v1", api_key="any", max_retries=20) as client:
            texts.append(client.audio.transcriptions.create(model="whisper-1", file=("talk.wav", sound)).text)

    with speech_server(model, tmp_path, limits=Limits(clients=1)) as (address, recognition):
        threads = [threading.Thread(target=ask, args=[address.url]) for _ in range(3)]
        for each in threads:
            each.start()
        until(lambda: recognition.counts.refused >= 2)
        model.go_on()
        for each in threads:
            each.join()
        metrics = httpx2.get(f"{address.url}/metrics").text
    assert len(texts) == 3
    assert all(SAID in each for each in texts)
    assert int(re.findall(r"earshot_refused_total (\d+)", metrics)[0]) >= 2


def test_a_server_that_ends_sends_its_clients_elsewhere(model: HearingRecogniser, sound: bytes, tmp_path: Path) -> None:
    model.hold()
    answers: list[httpx2.Response] = []
    with speech_server(model, tmp_path, more=realtime_routes) as (address, recognition):
        client = threading.Thread(target=lambda: answers.append(posted(address.url, sound)))
        client.start()
        until(lambda: recognition.files == 1)
        recognition.ending.set()
        late = posted(address.url, sound)
        health = httpx2.get(f"{address.url}/health")
        with pytest.raises((InvalidStatus, ConnectionClosed), match=r"503|1008"):
            connect(f"{address.url.replace('http', 'ws')}/v1/realtime").recv(timeout=60)
        model.go_on()
        client.join()
    for each in (late, *answers):
        assert (each.status_code, each.json()["error"]["code"]) == (503, "stopping")
        assert each.headers["x-should-retry"] == "true"
        assert int(each.headers["retry-after"]) >= 1
    assert health.status_code == 503
    assert [each for each in tmp_path.rglob("*") if each.is_file()] == []


def test_a_full_disk_is_told_and_the_same_file_is_taken_once_there_is_room(
    model: HearingRecogniser, sound: bytes, tmp_path: Path
) -> None:
    with (
        small_disk(tmp_path / "disk", 1 << 20) as disk,
        speech_server(model, disk) as (address, _),
    ):
        stuffing = fill(disk)
        refused = posted(address.url, sound)
        stuffing.unlink()
        assert posted(address.url, sound).status_code == 200
    assert (refused.status_code, refused.json()["error"]["code"]) == (503, "no_room")
    assert int(refused.headers["retry-after"]) >= 1


def test_a_body_of_unknown_length_is_cut_off_at_the_bound(model: HearingRecogniser, tmp_path: Path) -> None:
    def body() -> Iterator[bytes]:
        yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'
        for _ in range(4):
            yield b"\0" * (1 << 20)

    headers = {"content-type": "multipart/form-data; boundary=b"}
    with speech_server(model, tmp_path, limits=Limits(file_bytes=1 << 20)) as (address, _):
        url = f"{address.url}/v1/audio/transcriptions"
        answer = httpx2.post(url, content=body(), headers=headers, timeout=60)
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "file_too_large")
    assert answer.headers["x-should-retry"] == "false"


@pytest.mark.parametrize(
    "playlist",
    [
        "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n{place}\n#EXT-X-ENDLIST\n",
        "ffconcat version 1.0\nfile {place}\n",
        (
            '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"><Period><AdaptationSet '
            'mimeType="audio/wav"><Representation id="1" bandwidth="1"><BaseURL>{place}</BaseURL></Representation>'
            "</AdaptationSet></Period></MPD>"
        ),
    ],
    ids=["hls", "ffconcat", "dash"],
)
def test_a_file_that_names_others_has_none_of_them_read(
    model: HearingRecogniser, sound: bytes, tmp_path: Path, playlist: str
) -> None:
    """Neither from this computer nor from the network."""
    own = tmp_path / "own.wav"
    own.write_bytes(sound)
    with socket.create_server(("127.0.0.1", 0)) as asked, speech_server(model, tmp_path) as (address, _):
        asked.setblocking(False)
        for place in (own.as_uri(), str(own), f"http://127.0.0.1:{asked.getsockname()[1]}/own.wav"):
            answer = posted(address.url, playlist.format(place=place).encode())
            assert (answer.status_code, answer.json()["error"]["code"]) == (400, "unreadable_audio")
        with pytest.raises(BlockingIOError):
            asked.accept()
    assert model.requests == []


def test_translations_are_refused_in_words(model: HearingRecogniser, tmp_path: Path, sound: bytes) -> None:
    with speech_server(model, tmp_path) as (address, _):
        files = {"file": ("talk.wav", sound)}
        answer = httpx2.post(f"{address.url}/v1/audio/translations", files=files, data={"model": "whisper-1"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "unsupported")
    assert "does not translate" in answer.json()["error"]["message"]


@pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl on this computer")
def test_curl_gets_its_answer(model: HearingRecogniser, sound: bytes, tmp_path: Path) -> None:
    file = tmp_path / "talk.wav"
    file.write_bytes(sound)
    with speech_server(model, tmp_path / "uploads") as (address, _):
        (tmp_path / "uploads").mkdir()
        command = ["curl", "--silent", "--fail-with-body", f"{address.url}/v1/audio/transcriptions"]
        forms = ["-F", f"file=@{file}", "-F", "response_format=srt", "-F", "keywords[]=Ada", "-F", "keywords[]=Babbage"]
        done = subprocess.run([*command, *forms], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout
    assert done.stdout.startswith("1\n00:00:")
    assert set(model.requests[-1].hotwords) == {"Ada", "Babbage"}


class TestStreams:
    def test_one_without_sound_is_closed_with_the_reason(self, model: HearingRecogniser, tmp_path: Path) -> None:
        limits = Limits(stream_s=0.2)
        with speech_server(model, tmp_path, limits=limits, more=realtime_routes) as (address, recognition):
            url = address.url.replace("http", "ws")
            with connect(f"{url}/v1/realtime") as client:
                events = [json.loads(each) for each in client]
                assert client.close_code == 1001
            assert events[-1]["error"]["code"] == "idle"
            with connect(url) as client:
                assert json.loads(client.recv(timeout=60))["event"] == "error"
            until(lambda: recognition.streams == 0)

    def test_the_end_of_the_server_is_told(self, model: HearingRecogniser, tmp_path: Path) -> None:
        with contextlib.ExitStack() as running:
            address, _ = running.enter_context(speech_server(model, tmp_path, more=realtime_routes))
            with connect(f"{address.url.replace('http', 'ws')}/v1/realtime") as client:
                client.recv(timeout=60)
                running.close()
                with pytest.raises(ConnectionClosed):
                    client.recv(timeout=60)
                assert client.close_code == 1012

    def test_one_that_breaks_off_gives_its_place_back(self, model: HearingRecogniser, tmp_path: Path) -> None:
        with speech_server(model, tmp_path, limits=Limits(clients=1), more=realtime_routes) as (address, recognition):
            url = address.url.replace("http", "ws")
            for _ in range(3):
                with connect(url) as client:
                    client.send("START")
                    client.recv(timeout=60)
                    client.send(b"\0" * 9600)
                    client.socket.shutdown(socket.SHUT_RDWR)
                until(lambda: recognition.streams == 0)
            assert "earshot_streams_total 3" in httpx2.get(f"{address.url}/metrics").text

    def test_nothing_said_goes_into_the_log(self, model: HearingRecogniser, sample: Path, tmp_path: Path) -> None:
        writing = log.write_to(tmp_path / "state", level=0)
        try:
            with speech_server(model, tmp_path, token="a-long-token", more=realtime_routes) as (address, _):
                url = address.url.replace("http", "ws")
                with connect(f"{url}/v1/realtime?token=a-long-token") as client:
                    pcm = (beginning(sample, 4.0) * 32767).astype("<i2").tobytes()
                    words = {"keywords": ["Lovelace"], "prompt": "A secret talk."}
                    sound = {"format": {"rate": 16_000}, "transcription": words, "turn_detection": None}
                    session = {"audio": {"input": sound}}
                    client.send(json.dumps({"type": "session.update", "session": session}))
                    audio = base64.b64encode(pcm).decode()
                    client.send(json.dumps({"type": "input_audio_buffer.append", "audio": audio}))
                    client.send(json.dumps({"type": "input_audio_buffer.commit"}))
                    while SAID not in client.recv(timeout=60):
                        pass
                    model.fails = True
                    client.send(json.dumps({"type": "input_audio_buffer.append", "audio": audio}))
                    client.send(json.dumps({"type": "input_audio_buffer.commit"}))
                    until(lambda: (tmp_path / "state" / log.NAME).exists())
        finally:
            log.end(writing)
        written = (tmp_path / "state" / log.NAME).read_text("utf-8")
        assert not any(word in written for word in ("secret", "Lovelace", "Ada", "a-long-token"))


class TestReaders:
    def test_more_than_may_read_along_are_refused(self, captions: str, hub: CaptionHub) -> None:
        url = captions.replace("http", "ws")
        with connect(f"{url}/captions"), connect(f"{url}/captions"):
            with pytest.raises((InvalidStatus, ConnectionClosed), match=r"429|1008"):
                connect(f"{url}/captions").recv(timeout=60)
            answer = httpx2.get(f"{captions}/captions/events")
            assert answer.status_code == 429
            assert int(answer.headers["retry-after"]) >= 1
            assert answer.json()["error"]["message"]
        until(lambda: not hub.viewers)
        with connect(f"{url}/captions") as client:
            assert client.recv(timeout=60)

    def test_one_whose_connection_is_dead_gives_its_place_back(
        self, hub: CaptionHub, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """It answers no ping: a phone that went out of reach."""
        monkeypatch.setattr(server_thread, "PING_S", 0.3)
        routes = CaptionRoutes(hub, dict)
        with served(routes.routes, lifespan=routes.lifespan) as address:
            place = urlsplit(address.url)
            key = base64.b64encode(os.urandom(16)).decode()
            with socket.create_connection((place.hostname, place.port)) as dead:
                dead.sendall(
                    f"GET /captions HTTP/1.1\r\nHost: {place.netloc}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n".encode()
                )
                assert b"101 Switching" in dead.recv(4096)
                dead.settimeout(PATIENCE_S)
                with contextlib.suppress(ConnectionError):
                    while dead.recv(4096):  # it is sent pings until the server gives it up
                        pass
                until(lambda: not hub.viewers)

    def test_the_end_of_a_server_is_told(self) -> None:
        events: Broadcast[Any] = Broadcast()
        session = SimpleNamespace(state=LiveState.CAPTIONING, number=0)
        server = CaptionServer(SimpleNamespace(events=events, improvements=Broadcast(), session=session), Settings)
        url = server.start(port=0).url
        events.post(Final(1, 0, 9000, "The last words.", (), "m", DecodedBy.CTC, 0.1, "en"))
        with (
            connect(f"{url.replace('http', 'ws')}/captions") as client,
            httpx2.stream("GET", f"{url}/captions/events") as answer,
        ):
            server.stop()
            messages = []
            with contextlib.suppress(ConnectionClosed):
                while True:
                    messages.append(client.recv(timeout=60))
            lines = list(answer.iter_lines())
        assert client.close_code == 1012
        assert "The last words." in messages[-1]
        assert any("The last words." in each for each in lines)


PATHS = ("/", "/page.js", "/page.css", "/style", "/captions.txt", "/captions.vtt", "/health")
QUERIES = ("since", "epoch", "token", "lang", "obs")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    method=st.sampled_from(["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS"]),
    path=st.sampled_from(PATHS) | st.text("abc/.%20?#[]{}", max_size=20).map(lambda text: f"/{text}"),
    query=st.dictionaries(st.sampled_from(QUERIES), st.text(max_size=20), max_size=3),
    headers=st.dictionaries(
        st.sampled_from(["range", "if-none-match", "if-modified-since", "last-event-id", "accept", "authorization"]),
        st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=20).map(str.strip),
        max_size=3,
    ),
)
def test_no_request_makes_a_server_of_captions_fail(
    captions: str, method: str, path: str, query: dict[str, str], headers: dict[str, str]
) -> None:
    try:
        answer = httpx2.request(method, f"{captions}{path}", params=query, headers=headers)
    except (httpx2.InvalidURL, httpx2.LocalProtocolError):
        return
    assert answer.status_code < 500


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=st.dictionaries(st.sampled_from(QUERIES), st.text("0123456789-x٣", max_size=30), max_size=2))
def test_a_reader_may_ask_from_anywhere(captions: str, query: dict[str, str]) -> None:
    asked = str(httpx2.QueryParams(query))
    with connect(f"{captions.replace('http', 'ws')}/captions?{asked}") as client:
        assert json.loads(client.recv(timeout=60))["type"] == "hello"
    headers = {"last-event-id": f"{query.get('epoch', '')}-{query.get('since', '')}".encode("ascii", "ignore").decode()}
    with httpx2.stream("GET", f"{captions}/captions/events", headers=headers) as answer:
        assert "hello" in next(answer.iter_lines())
