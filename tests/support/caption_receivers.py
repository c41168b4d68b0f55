"""Stand-ins for OBS, Zoom and YouTube that hold a sender to their protocols, and fail when a test wants it."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar, TypeVar
from urllib.parse import parse_qs, urlsplit

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import Server, ServerConnection, serve

from app.choices import LiveState
from app.control.broadcast import Broadcast, Improvement
from app.control.departures import Departures
from app.transcripts.values import ClockMark
from engine.events import CaptionEvent, SessionEnded

SALT, CHALLENGE = "lM1GncleQOaCu9lT1yeUZhFYnqhsLLP1G5lAGo3ixaI=", "+IxH4CnCiqpX1rM9scsNynZzbOe4KhDeYcTNS3PDaeY="


class StandInObs:
    """obs-websocket 5: Hello, Identify, requests, close codes. sources: the text of each; captions: of the stream."""

    def __init__(self, password: str | None = None) -> None:
        self.password = password
        self.sources: dict[str, str] = {"Captions": "before"}
        self.history: list[str] = []
        self.captions: list[str] = []
        self.streaming = True
        self.ready = True
        self.wrongs: list[str] = []
        self.authentications: list[str] = []
        self.may_answer = threading.Event()
        self.may_answer.set()
        self.port = 0
        self.connections: list[ServerConnection] = []
        self._server: Server | None = None

    def start(self) -> None:
        """At the port that it had before."""
        self._server = serve(
            self._talk,
            "127.0.0.1",
            self.port,
            subprotocols=["obswebsocket.json"],  # type: ignore[list-item]
        )
        self.port = self._server.socket.getsockname()[1]
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self, code: int = 1001) -> None:
        for each in self.connections:
            each.close(code)
        self.connections.clear()
        if self._server is not None:
            self._server.shutdown()

    def _talk(self, socket: ServerConnection) -> None:
        with suppress(ConnectionClosed):
            if socket.subprotocol != "obswebsocket.json":
                self.wrongs.append("no subprotocol")
            self.connections.append(socket)
            hello: dict[str, Any] = {"obsStudioVersion": "30.2.2", "obsWebSocketVersion": "5.5.2", "rpcVersion": 1}
            if self.password is not None:
                hello["authentication"] = {"challenge": CHALLENGE, "salt": SALT}
            socket.send(json.dumps({"op": 0, "d": hello}))
            if not self._identified(socket):
                return
            socket.send(json.dumps({"op": 2, "d": {"negotiatedRpcVersion": 1}}))
            socket.send(json.dumps({"op": 5, "d": {"eventType": "VendorEvent", "eventIntent": 512, "eventData": {}}}))
            for text in socket:
                message = json.loads(text)
                if message["op"] != 6:
                    self.wrongs.append(f"op {message['op']}")
                    socket.close(4006)
                    return
                self.may_answer.wait(60)
                self._answer(socket, message["d"])

    def _identified(self, socket: ServerConnection) -> bool:
        message = json.loads(socket.recv(timeout=60))
        data = message["d"]
        if message["op"] != 1:
            socket.close(4007)
        elif data.get("rpcVersion") != 1:
            socket.close(4010)
        elif self.password is not None and data.get("authentication") != self._proof():
            self.authentications.append(str(data.get("authentication")))
            socket.close(4009)
        else:
            return True
        return False

    def _proof(self) -> str:
        secret = base64.b64encode(hashlib.sha256(f"{self.password}{SALT}".encode()).digest()).decode()
        return base64.b64encode(hashlib.sha256(f"{secret}{CHALLENGE}".encode()).digest()).decode()

    def _answer(self, socket: ServerConnection, data: dict[str, Any]) -> None:
        assert isinstance(data["requestId"], str)
        code = self._done(data["requestType"], data.get("requestData") or {})
        status = {"result": code == 100, "code": code}
        answer = {"requestType": data["requestType"], "requestId": data["requestId"], "requestStatus": status}
        if data["requestType"] == "GetInputList":
            inputs = [("Camera", "v4l2_input"), *((name, "text_ft2_source_v2") for name in self.sources)]
            answer["responseData"] = {"inputs": [{"inputName": name, "inputKind": kind} for name, kind in inputs]}
        socket.send(json.dumps({"op": 7, "d": answer}))

    def _done(self, request: str, values: dict[str, Any]) -> int:
        if not self.ready:
            return 207
        match request:
            case "GetInputList":
                return 100
            case "SetInputSettings":
                if not isinstance(values.get("inputSettings"), dict) or values.get("overlay") is not True:
                    self.wrongs.append(json.dumps(values))
                    return 300
                if values.get("inputName") not in self.sources:
                    return 600
                self.sources[values["inputName"]] = values["inputSettings"]["text"]
                self.history.append(values["inputSettings"]["text"])
                return 100
            case "SendStreamCaption":
                if not self.streaming:
                    return 501
                self.captions.append(values["captionText"])
                return 100
        self.wrongs.append(request)
        return 204


class _StandInWeb:
    """answers: statuses for the next posts, instead of what would be said. seq: the last number that was taken."""

    path = "/closedcaption"

    def __init__(self) -> None:
        self.answers: list[int] = []
        self.seq = 0
        self.seqs: list[int] = []
        self.taken: list[str] = []
        self.wrongs: list[str] = []
        self.retry_after: str | None = None
        self.may_answer = threading.Event()
        self.may_answer.set()
        self.port = 0
        self._server: ThreadingHTTPServer | None = None

    @property
    def secret(self) -> str:
        return "signature=s%2Bcr%3Dt-4711"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}{self.path}?id=200610693&ns=R2V0&expire=108000&sparams=id,ns&{self.secret}"

    def start(self) -> None:
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                outer.may_answer.wait(60)
                self._say(outer.post(self.path, self.headers["Content-Type"], body))

            def do_GET(self) -> None:
                self._say(outer.get(self.path))

            def _say(self, answer: tuple[int, str]) -> None:
                status, text = answer
                self.send_response(status)
                if outer.retry_after is not None and status in (429, 503):
                    self.send_header("Retry-After", outer.retry_after)
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()

    def get(self, path: str) -> tuple[int, str]:
        return 405, ""

    def post(self, path: str, kind: str, body: str) -> tuple[int, str]:
        parts = urlsplit(path)
        query = parse_qs(parts.query)
        if parts.path != self.path or self.secret not in parts.query or not query.get("seq", [""])[0].isdecimal():
            return 403, ""
        number = int(query["seq"][0])
        self.seqs.append(number)
        if self.answers and (status := self.answers.pop(0)) != 200:
            return status, ""
        self.check(query, kind, body)
        if number == self.seq + 1:
            self.seq = number
            self.taken.append(body)
        elif number != self.seq:
            self.wrongs.append(f"seq {number} after {self.seq}")
        return 200, ""

    def check(self, query: dict[str, list[str]], kind: str, body: str) -> None: ...


class StandInZoom(_StandInWeb):
    def get(self, path: str) -> tuple[int, str]:
        parts = urlsplit(path)
        if self.answers and (status := self.answers.pop(0)) != 200:
            return status, ""
        return (200, str(self.seq)) if parts.path == f"{self.path}/seq" and self.secret in parts.query else (403, "")

    def check(self, query: dict[str, list[str]], kind: str, body: str) -> None:
        if kind != "text/plain; charset=utf-8":
            self.wrongs.append(kind)
        if not re.fullmatch("[a-z]{2,3}-[A-Z]{2}", query.get("lang", [""])[0]):
            self.wrongs.append(str(query.get("lang")))


class StandInYouTube(_StandInWeb):
    CUES: ClassVar = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}( region:\S+)?\n[^\n]+\n)+")

    def check(self, query: dict[str, list[str]], kind: str, body: str) -> None:
        if not kind.startswith("text/plain"):
            self.wrongs.append(kind)
        if not self.CUES.fullmatch(body):
            self.wrongs.append(body)


S = TypeVar("S", StandInObs, StandInZoom, StandInYouTube)


@contextmanager
def running(made: S) -> Iterator[S]:
    made.start()
    try:
        yield made
    finally:
        made.stop()


class SpokenProgram:
    """What the outputs ask of Earshot; a test says what is spoken. It is its own session and transcripts."""

    def __init__(self) -> None:
        self.events: Broadcast[CaptionEvent] = Broadcast()
        self.improvements: Broadcast[Improvement] = Broadcast()
        self.departures = Departures()
        self.session = self.transcripts = self
        self.state = LiveState.IDLE
        self.number = self.improving = 0
        self.begun: list[Callable[[int], None]] = []
        self.clock_marks: tuple[ClockMark, ...] = (ClockMark(0, 1_700_000_000.25),)

    def begin(self) -> None:
        """The next session; one that still runs gives way."""
        if self.state is not LiveState.IDLE:
            self.improving = 1
        self.number += 1
        self.state = LiveState.CAPTIONING
        for each in tuple(self.begun):
            each(self.number)

    def say(self, *events: CaptionEvent) -> None:
        for event in events:
            self.events.post(event)

    def improve(self, session: int, *events: CaptionEvent) -> None:
        for event in events:
            self.improvements.post(Improvement(session, event))

    def end(self) -> None:
        self.events.post(SessionEnded(0))
        self.state = LiveState.IDLE

    def end_former(self) -> None:
        self.improving = 0
        self.events.nudge()
