"""A server on this computer that behaves like Hugging Face, ModelScope and a simple package index, faults included.

Hugging Face leads large files to another host name, as the real one does; here the other name of this computer.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, quote, unquote, urlsplit

LARGE = 100_000  # bytes from which Hugging Face keeps a file elsewhere
PAGE = b"<!DOCTYPE html><html><body>Sign in to this network</body></html>"
_PIECE = 16_384


@dataclass(frozen=True, slots=True)
class Asked:
    """One request. path: with its query. begins: where its range begins, None without one."""

    path: str
    host: str
    begins: int | None
    headers: dict[str, str]


@dataclass
class ModelHub:
    """files: path in any repository -> content. faults: path -> what goes wrong with the next requests, in turn.

    A fault is a status ("404", "429 0": with Retry-After, "503"), "cut 5000": broken off after so many bytes of the
    body, "hang 5000": silent from there on, "page": a web page with 200, "whole": a range is answered with all,
    "shifted": another range, "astray": a redirect to no address, "longer", "other": other bytes,
    "drop": no answer at all, "mute": silence,
    "": no fault.
    gated: only with this token. wheels: file name -> content. sent: path -> bytes of bodies.
    """

    files: dict[str, bytes] = field(default_factory=dict)
    wheels: dict[str, bytes] = field(default_factory=dict)
    faults: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    gated: str | None = None
    asked: list[Asked] = field(default_factory=list)
    sent: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    watch: Callable[[str, int], None] = lambda _path, _sent: None
    port: int = 0
    ending: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def total(self) -> int:
        """Bytes of all bodies."""
        return sum(self.sent.values())

    def count_anew(self) -> None:
        """What answers that are still under way send from now on counts no more."""
        self.sent = defaultdict(int)


@contextmanager
def model_hub() -> Iterator[ModelHub]:
    hub = ModelHub()

    class Handler(_Handler):
        pass

    Handler.hub = hub
    server = _Server(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    hub.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield hub
    finally:
        hub.ending.set()
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away is what the tests are about."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]  # as socketserver hands it on


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    hub: ModelHub

    def log_message(self, format: str, *args: object) -> None:
        pass

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        begins = _begins(self.headers.get("Range", ""))
        host = self.headers.get("Host", "").split(":")[0]
        self.hub.asked.append(Asked(self.path, host, begins, dict(self.headers)))
        with suppress(ConnectionError):
            self._route(parts.path, {name: values[0] for name, values in parse_qs(parts.query).items()})

    def _route(self, path: str, query: dict[str, str]) -> None:
        hub = self.hub
        if found := re.fullmatch(r"/[^/]+/[^/]+/resolve/[^/]+/(.+)", path):
            self._huggingface(unquote(found[1]))
        elif path.startswith("/stored/"):
            name = unquote(path.removeprefix("/stored/"))
            self._give(name, hub.files[name], {"ETag": f'"{_sha256(hub.files[name])}"'})
        elif re.fullmatch(r"/api/v1/models/[^/]+/[^/]+/repo", path):
            self._modelscope(query["FilePath"])
        elif re.fullmatch(r"/api/v1/models/[^/]+/[^/]+/repo/files", path):
            files = [
                {"Path": name, "Size": len(content), "Sha256": _sha256(content), "Type": "blob"}
                for name, content in hub.files.items()
            ]
            self._whole(200, json.dumps({"Code": 200, "Data": {"Files": files}}).encode(), "application/json")
        elif found := re.fullmatch(r"/simple/([^/]+)/", path):
            self._simple(found[1])
        elif path.startswith("/wheels/"):
            self._give(path.removeprefix("/wheels/"), hub.wheels[path.removeprefix("/wheels/")], {})
        else:
            self._whole(404, b"Not Found")

    def _huggingface(self, name: str) -> None:
        content = self.hub.files.get(name)
        if not self._let_in() or content is None or len(content) < LARGE:
            stated = {} if content is None else {"ETag": f'"{_git_blob(content)}"', "X-Repo-Commit": "0" * 40}
            self._give(name, content, stated)
            return
        fault = self.hub.faults[name]
        if fault and fault[0][:3].isdigit():
            self._fail(fault.pop(0))
            return
        elsewhere = f"http://localhost:{self.hub.port}"
        if fault[:1] == ["astray"]:
            elsewhere = f"http://[{fault.pop(0)}"
        self.send_response(302)
        self.send_header("X-Linked-Size", str(len(content)))
        self.send_header("X-Linked-Etag", f'"{_sha256(content)}"')
        self.send_header("X-Repo-Commit", "0" * 40)
        self.send_header("Location", f"{elsewhere}/stored/{quote(name)}")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _modelscope(self, name: str) -> None:
        self._give(name, self.hub.files.get(name), {})

    def _let_in(self) -> bool:
        wanted = self.hub.gated
        shown = (self.headers.get("Authorization", ""), self.headers.get("Cookie", ""))
        return wanted is None or shown[0] == f"Bearer {wanted}" or f"m_session_id={wanted}" in shown[1]

    def _simple(self, name: str) -> None:
        links = [
            f'<a href="/wheels/{wheel}#sha256={_sha256(content)}">{wheel}</a>'
            for wheel, content in self.hub.wheels.items()
            if wheel.startswith(name.replace("-", "_") + "-")
        ]
        if links:
            self._whole(200, f"<!DOCTYPE html><html><body>{''.join(links)}</body></html>".encode(), "text/html")
        else:
            self._whole(404, b"Not Found")

    def _give(self, name: str, content: bytes | None, headers: dict[str, str]) -> None:
        fault = self.hub.faults[name].pop(0) if self.hub.faults[name] else ""
        if fault[:3].isdigit():
            self._fail(fault)
        elif not self.path.startswith(("/stored/", "/wheels/")) and not self._let_in():
            self._fail("401")
        elif content is None:
            self._fail("404")
        elif fault == "page":
            self._whole(200, PAGE, "text/html; charset=utf-8")
        elif fault in ("drop", "mute"):
            if fault == "mute":
                self.hub.ending.wait()
            self.close_connection = True
        else:
            self._send(name, content, headers, fault)

    def _send(self, name: str, content: bytes, headers: dict[str, str], fault: str) -> None:
        if fault == "other":
            content = bytes(len(content))
        if fault == "longer":
            content += b"more"
        begins = _begins(self.headers.get("Range", ""))
        if begins is not None and begins >= len(content):
            self.send_response(416)
            self.send_header("Content-Range", f"bytes */{len(content)}")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        ranged = begins is not None and fault != "whole"
        start = (begins or 0) if ranged else 0
        if fault == "shifted" and ranged:
            start = 0
        body = content[start:]
        self.send_response(206 if ranged else 200)
        for header, value in headers.items():
            self.send_header(header, value)
        if ranged:
            self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        self.send_header("Content-Type", "application/octet-stream")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self._pour(name, body, fault)

    def _pour(self, name: str, body: bytes, fault: str) -> None:
        kind, _, number = fault.partition(" ")
        most = int(number) if kind in ("cut", "hang") else len(body)
        sent = self.hub.sent
        for begin in range(0, min(most, len(body)), _PIECE):
            piece = body[begin : min(begin + _PIECE, most)]
            self.wfile.write(piece)
            sent[name] += len(piece)
            self.hub.watch(name, sent[name])
        if kind == "hang":
            self.hub.ending.wait()
        if kind in ("cut", "hang"):
            self.close_connection = True

    def _fail(self, fault: str) -> None:
        status, _, wait = fault.partition(" ")
        self._whole(int(status), b"{}", "application/json", {"Retry-After": wait} if wait else {})

    def _whole(self, status: int, body: bytes, kind: str = "text/plain", headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for header, value in (headers or {}).items():
            self.send_header(header, value)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _begins(header: str) -> int | None:
    found = re.match(r"bytes=(\d+)-", header)
    return int(found[1]) if found else None


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _git_blob(content: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()
