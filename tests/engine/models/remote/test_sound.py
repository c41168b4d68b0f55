"""Servers that take sound: in their own forms against our server, and with the deviations of others."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from websockets.sync.server import ServerConnection, serve

from app.serving.realtime import realtime_routes
from engine.models.away import Away, RemoteFailed, RemoteModel, RemoteUnfit, describe
from engine.models.family import LoadOptions
from engine.models.recogniser import Hypothesis, Recogniser, Request
from engine.models.remote import family, server_state
from engine.models.remote.link import RequestPatience
from tests.support.serving import HearingRecogniser, beginning, speech_server
from tests.support.vllm_server import listening
from tests.support.waiting import until

SAID = "Ada wrote the first programme."
AWAY = Away(lambda: True, lambda name: "a key")


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests with faults wait for no rest; limits of time stay far from a loaded machine."""
    monkeypatch.setattr(server_state, "FIRST_REST_S", 0.0)
    monkeypatch.setattr(server_state, "LONGEST_REST_S", 0.0)
    patience = replace(RequestPatience(), connect_s=60.0, answer_s=60.0, first_wait_s=0.0)
    for each in ("link", "realtime"):
        monkeypatch.setattr(f"engine.models.remote.{each}.RequestPatience", lambda: patience)


@pytest.fixture(scope="module")
def speech(sample: Path) -> np.ndarray:
    return beginning(sample, 4.0)


def opened(kind: str, address: str, model: str = "", told: list[str] | None = None) -> Recogniser:
    described = describe("remote-desk", "Desk", RemoteModel(kind, address, model))
    report = (lambda what, remedy: told.append(what)) if told is not None else (lambda what, remedy: None)
    return family.load(Path("nowhere"), described, LoadOptions(report=report, away=AWAY))


def final(recogniser: Recogniser, audio: np.ndarray, request: Request | None = None) -> Hypothesis:
    utterance = recogniser.begin(request or Request())
    try:
        return utterance.finish(audio)
    finally:
        utterance.close()


# -- against our own server -----------------------------------------------------------------------------------


@pytest.fixture
def hearing() -> HearingRecogniser:
    return HearingRecogniser(SAID)


@pytest.fixture
def ours(hearing: HearingRecogniser, tmp_path: Path) -> Iterator[str]:
    with speech_server(hearing, tmp_path, token="a key", more=realtime_routes) as (address, _):
        yield address.url


def test_our_server_is_a_recogniser_of_files(ours: str, speech: np.ndarray) -> None:
    recogniser = opened("openai", ours)
    heard = final(recogniser, speech)
    assert heard.text == SAID
    assert not heard.draft
    recogniser.close()


def test_our_server_is_a_recogniser_with_live_text(ours: str, speech: np.ndarray) -> None:
    recogniser = opened("fun-asr", ours.replace("http", "ws", 1))
    utterance = recogniser.begin(Request(language="en"))
    until(lambda: utterance.hypothesise(speech).text)
    assert SAID.startswith(utterance.hypothesise(speech).text.split()[0])
    assert utterance.finish(speech).text == SAID
    utterance.close()


def test_a_final_needs_no_live_text_before(ours: str, speech: np.ndarray) -> None:
    assert final(opened("fun-asr", ours.replace("http", "ws", 1)), speech).text == SAID


def test_an_utterance_that_goes_on_after_an_early_final_is_sent_anew(ours: str, speech: np.ndarray) -> None:
    utterance = opened("fun-asr", ours.replace("http", "ws", 1)).begin(Request())
    assert utterance.finish(speech[:32_000]).text == SAID
    utterance.hypothesise(speech)
    assert utterance.finish(speech).text == SAID
    utterance.close()


@pytest.mark.parametrize("kind", ["openai", "fun-asr"])
def test_a_server_is_tried_out(ours: str, speech: np.ndarray, kind: str) -> None:
    address = ours if kind == "openai" else ours.replace("http", "ws", 1)
    described = describe("remote-desk", "Desk", RemoteModel(kind, address))
    assert family.try_out(described, Path("nowhere"), AWAY, speech)


@pytest.mark.parametrize("kind", ["openai", "fun-asr"])
def test_a_wrong_key_is_told_in_one_sentence(tmp_path: Path, speech: np.ndarray, kind: str) -> None:
    with speech_server(HearingRecogniser(SAID), tmp_path, token="other", more=realtime_routes) as (address, _):
        told: list[str] = []
        where = address.url if kind == "openai" else address.url.replace("http", "ws", 1)
        with pytest.raises(RemoteUnfit, match="does not accept the key"):
            final(opened(kind, where, told=told), speech)
        assert len(told) == 1


# -- other servers of the transcription API -------------------------------------------------------------------


@dataclass
class Elsewhere:
    """answers: made of the fields of a form, (status, content type, body). asked: the fields that came."""

    answer: Callable[[dict[str, list[str]]], tuple[int, str, bytes]]
    models: int = 200
    asked: list[dict[str, list[str]]] = field(default_factory=list)
    sound: bytes = b""


@pytest.fixture
def elsewhere() -> Iterator[Callable[[Elsewhere], str]]:
    open_now: list[Any] = []

    def begin(server: Elsewhere) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._say(server.models, "application/json", b'{"data": [{"id": "small"}, {"id": "large"}]}')

            def do_POST(self) -> None:
                form = form_of(self.headers["Content-Type"], self.rfile.read(int(self.headers["Content-Length"])))
                server.sound = form.pop("file")[0].encode("latin-1")
                server.asked.append(form)
                self._say(*server.answer(form))

            def _say(self, status: int, kind: str, body: bytes) -> None:
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        served = listening(Handler)
        open_now.append(served)
        return str(served.__enter__())

    yield begin
    for each in open_now:
        each.__exit__(None, None, None)


def form_of(kind: str, body: bytes) -> dict[str, list[str]]:
    """The fields of a form, read by Python's own parser of messages."""
    message = BytesParser(policy=HTTP).parsebytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + body)
    found: dict[str, list[str]] = {}
    for part in message.iter_parts():
        assert isinstance(part, EmailMessage)
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        found.setdefault(str(name), []).append(content.decode("latin-1" if name == "file" else "utf-8"))
    return found


def as_json(**told: object) -> tuple[int, str, bytes]:
    return 200, "application/json", json.dumps(told).encode()


def test_sound_goes_as_a_wav_file_and_times_of_words_come_back(
    elsewhere: Callable[[Elsewhere], str], speech: np.ndarray
) -> None:
    words = [{"word": " good", "start": 0.5, "end": 0.9}, {"word": "morning", "start": 1.0, "end": 99.0}]
    server = Elsewhere(lambda form: as_json(text="Good morning.", words=words, language="en", duration=4.0))
    heard = final(opened("openai", elsewhere(server)), speech, Request(language="zh-CN"))
    assert (heard.text, heard.language) == ("Good morning.", "en")
    assert [(word.text, word.start, word.end) for word in heard.words] == [
        ("good", 8_000, 14_400),
        ("morning", 16_000, len(speech)),
    ]
    form = server.asked[0]
    assert form["model"] == ["small"]
    assert form["language"] == ["zh"]
    assert form["timestamp_granularities[]"] == ["word", "segment"]
    assert server.sound[:4] == b"RIFF"
    assert len(server.sound) == 44 + 2 * len(speech)


def test_words_that_are_not_the_text_s_are_left_out(elsewhere: Callable[[Elsewhere], str], speech: np.ndarray) -> None:
    server = Elsewhere(lambda form: as_json(text="Good morning.", words=[{"word": "bye", "start": 0, "end": 1}]))
    assert final(opened("openai", elsewhere(server)), speech).words == ()


def test_fun_asr_s_http_server_has_its_words_in_segments(
    elsewhere: Callable[[Elsewhere], str], speech: np.ndarray
) -> None:
    segments = [{"id": 0, "words": [{"word": "hello", "start": 0.1, "end": 0.4}], "speaker": "SPK0"}]
    server = Elsewhere(lambda form: as_json(text="hello", segments=segments, language="unknown"))
    heard = final(opened("openai", elsewhere(server)), speech)
    assert [word.text for word in heard.words] == ["hello"]
    assert heard.language is None


OPENAI_STREAM = (
    'data: {"type": "transcript.text.delta", "delta": "Good "}\n\n'
    'data: {"type": "transcript.text.delta", "delta": "morning."}\n\n'
    'data: {"type": "transcript.text.done", "text": "Good morning."}\n\n'
)
VLLM_STREAM = (
    'data: {"object": "transcription.chunk", "choices": [{"delta": {"content": "Good "}}]}\n\n'
    'data: {"object": "transcription.chunk", "choices": [{"delta": {"content": "morning."}, "finish_reason": "stop"}]}'
    '\n\ndata: {"object": "transcription.chunk", "choices": [], "usage": {}}\n\n'
    "data: [DONE]\n\n"
)


@pytest.mark.parametrize("stream", [OPENAI_STREAM, VLLM_STREAM], ids=["openai", "vllm"])
def test_a_server_without_verbose_answers_is_asked_for_a_stream(
    elsewhere: Callable[[Elsewhere], str], speech: np.ndarray, stream: str
) -> None:
    """And not for times of words a second time."""

    def answer(form: dict[str, list[str]]) -> tuple[int, str, bytes]:
        if form["response_format"] == ["verbose_json"]:
            return 400, "application/json", b'{"error": {"message": "unsupported"}}'
        assert form["stream"] == ["true"]
        return 200, "text/event-stream", stream.encode()

    server = Elsewhere(answer)
    recogniser = opened("openai", elsewhere(server), "large")
    assert [final(recogniser, speech).text for _ in range(2)] == ["Good morning."] * 2
    assert [form["response_format"] for form in server.asked] == [["verbose_json"], ["json"], ["json"]]
    assert server.asked[0]["model"] == ["large"]


def test_a_stream_that_is_cut_or_tells_an_error_is_no_text(
    elsewhere: Callable[[Elsewhere], str], speech: np.ndarray
) -> None:
    for stream, sentence in (
        (OPENAI_STREAM[:60] + "\n\n", "broke its answer off"),
        ('data: {"error": {"message": "a secret"}}\n\n', "trouble of its own"),
        ("data: {\n\n", "something else than text"),
    ):
        server = Elsewhere(lambda form, stream=stream: (200, "text/event-stream", stream.encode()))
        with pytest.raises(RemoteFailed, match=sentence) as raised:
            final(opened("openai", elsewhere(server)), speech)
        assert "secret" not in str(raised.value)


def test_a_server_that_lists_no_models_is_asked_for_the_usual_one(
    elsewhere: Callable[[Elsewhere], str], speech: np.ndarray
) -> None:
    server = Elsewhere(lambda form: as_json(text="Hello"), models=404)
    assert final(opened("openai", elsewhere(server)), speech).text == "Hello"
    assert server.asked[0]["model"] == ["whisper-1"]


def test_words_of_the_vocabulary_are_sent_only_once_they_were_heard(
    elsewhere: Callable[[Elsewhere], str], speech: np.ndarray
) -> None:
    def answer(form: dict[str, list[str]]) -> tuple[int, str, bytes]:
        return as_json(text="Ask Jon Smyth." if "keywords[]" not in form else "Ask John Smith.")

    server = Elsewhere(answer)
    recogniser = opened("openai", elsewhere(server))
    assert final(recogniser, speech, Request(hotwords=("John Smith",))).hotwords_used == ("John Smith",)
    assert server.asked[-1]["keywords[]"] == ["John Smith"]
    assert server.asked[-1]["hotwords"] == ["John Smith"]


def test_a_server_that_refuses_words_is_asked_without_them(
    elsewhere: Callable[[Elsewhere], str], speech: np.ndarray
) -> None:
    def answer(form: dict[str, list[str]]) -> tuple[int, str, bytes]:
        return (400, "application/json", b"{}") if "keywords[]" in form else as_json(text="Hello")

    server = Elsewhere(answer)
    recogniser = opened("openai", elsewhere(server))
    request = Request(hotwords=("Earshot",))
    assert [final(recogniser, speech, request).text for _ in range(2)] == ["Hello", "Hello"]
    assert ["keywords[]" in form for form in server.asked] == [True, False, False]


@pytest.mark.parametrize(
    ("status", "kind", "body", "sentence"),
    [
        (
            400,
            "application/json",
            b'{"error": {"param": "file", "message": "a secret"}}',
            r"refused the request \(400, file",
        ),
        (413, "text/plain", b"too big", r"refused the request \(413"),
        (500, "text/html", b"<html>", r"trouble of its own \(500"),
        (200, "text/html", b"<html>", "something else than text"),
        (200, "application/json", b"{}", "something else than text"),
        (404, "text/plain", b"", "does not offer this service"),
    ],
)
def test_what_a_server_refuses_is_told_in_one_sentence(
    elsewhere: Callable[[Elsewhere], str], speech: np.ndarray, status: int, kind: str, body: bytes, sentence: str
) -> None:
    told: list[str] = []
    recogniser = opened("openai", elsewhere(Elsewhere(lambda form: (status, kind, body))), told=told)
    for _ in range(2):
        with pytest.raises(RemoteFailed, match=sentence) as raised:
            final(recogniser, speech)
        assert "secret" not in str(raised.value)
    assert len(told) == 1


def test_a_server_that_is_not_there_is_told(speech: np.ndarray) -> None:
    for kind, address in (("openai", "http://127.0.0.1:9"), ("fun-asr", "ws://127.0.0.1:9")):
        with pytest.raises(RemoteFailed, match=r"127\.0\.0\.1:9 cannot be reached"):
            final(opened(kind, address), speech)


# -- other realtime servers ----------------------------------------------------------------------------------


@pytest.fixture
def realtime() -> Iterator[Callable[[Callable[[ServerConnection], None]], str]]:
    open_now: list[Any] = []

    def begin(handler: Callable[[ServerConnection], None]) -> str:
        import threading

        server = serve(handler, "127.0.0.1", 0)
        open_now.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"ws://127.0.0.1:{server.socket.getsockname()[1]}"

    yield begin
    for each in open_now:
        each.shutdown()


def result(text: str, partial: str = "", *, over: bool) -> str:
    sentences = [{"text": text, "start": 0, "end": 900, "spk": "SPK0"}] if text else []
    told = {"sentences": sentences, "partial": partial, "partial_start_ms": 0, "duration_ms": 1, "is_final": over}
    return json.dumps(told)


class Upstream:
    """Follows the published description: answers nothing before START, tells all sentences each time."""

    def __init__(self, ends: str = "stopped") -> None:
        self.commands: list[str] = []
        self.samples = 0
        self.ends = ends

    def __call__(self, connection: ServerConnection) -> None:
        for message in connection:
            if isinstance(message, bytes):
                self.samples += len(message) // 2
                connection.send(result("", "good mor", over=False))
                continue
            self.commands.append(message)
            if message == "START":
                connection.send('{"event": "started"}')
            if message == "STOP":
                self._end(connection)
                return

    def _end(self, connection: ServerConnection) -> None:
        if self.ends == "error":
            connection.send('{"event": "error", "error": "a secret"}')
        elif self.ends == "nonsense":
            connection.send("<html>")
        elif self.ends != "cut":
            connection.send(result("Good morning.", over=True))
            if self.ends == "stopped":
                connection.send('{"event": "stopped"}')


def test_sound_and_language_go_to_a_realtime_server(
    realtime: Callable[[Callable[[ServerConnection], None]], str], speech: np.ndarray
) -> None:
    server = Upstream()
    utterance = opened("fun-asr", realtime(server)).begin(Request(language="zh-CN", hotwords=("Ada", "a, b")))
    until(lambda: utterance.hypothesise(speech).text == "good mor")
    heard = utterance.finish(speech)
    assert heard.text == "Good morning."
    assert "HOTWORDS:Ada,a  b" in server.commands
    assert server.commands[:2] == ["START", "LANGUAGE:zh"]
    assert server.samples % len(speech) == 0
    utterance.close()


def test_a_realtime_server_that_closes_behind_its_last_text_is_understood(
    realtime: Callable[[Callable[[ServerConnection], None]], str], speech: np.ndarray
) -> None:
    assert final(opened("fun-asr", realtime(Upstream("closed"))), speech).text == "Good morning."


def test_no_sound_is_sent_once_the_user_stays_offline(
    realtime: Callable[[Callable[[ServerConnection], None]], str], speech: np.ndarray
) -> None:
    """Also on a connection that is open."""
    server, allowed = Upstream(), [True]
    described = describe("remote-desk", "Desk", RemoteModel("fun-asr", realtime(server)))
    recogniser = family.load(Path("nowhere"), described, LoadOptions(away=Away(lambda: allowed[0])))
    utterance = recogniser.begin(Request())
    utterance.hypothesise(speech[:16_000])
    until(lambda: server.samples == 16_000)
    allowed[0] = False
    with pytest.raises(RemoteFailed, match="set to stay offline"):
        utterance.hypothesise(speech)
    with pytest.raises(RemoteFailed, match="set to stay offline"):
        utterance.finish(speech)
    assert server.samples == 16_000
    utterance.close()


@pytest.mark.parametrize(
    ("ends", "sentence"),
    [("cut", "broke its answer off"), ("error", "trouble of its own"), ("nonsense", "something else than text")],
)
def test_what_a_realtime_server_does_wrong_is_told(
    realtime: Callable[[Callable[[ServerConnection], None]], str], speech: np.ndarray, ends: str, sentence: str
) -> None:
    told: list[str] = []
    with pytest.raises(RemoteFailed, match=sentence) as raised:
        final(opened("fun-asr", realtime(Upstream(ends)), told=told), speech)
    assert "secret" not in str(raised.value)
    assert len(told) == 1
    assert re.search(sentence, told[0])
