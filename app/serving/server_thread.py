"""Runs uvicorn on a separate thread; any thread can start and stop it."""

from __future__ import annotations

import asyncio
import errno
import socket
import threading
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from app.loopback import is_loopback
from engine.errors import BadInput, CaptioningError

HEADERS_S = 10.0  # for a client to say what it wants
STARTED_S = 10.0
STOPPED_S = 5.0
PING_S = 20.0  # of silence on a websocket; who does not answer for as long again has gone
MESSAGE_BYTES = 21 << 20  # 15 MiB of sound as base64, the most that a realtime client sends at once


@dataclass(frozen=True, slots=True)
class ServerAddress:
    """Where a server listens. host: as it was bound."""

    host: str
    port: int

    @property
    def is_local(self) -> bool:
        return is_loopback(self.host)

    @property
    def url(self) -> str:
        """By which it is called, from another device where it listens to those."""
        host = self.host
        if host in ("0.0.0.0", "::", ""):
            host = _own_address()
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"


class ServerThread:
    """Serves `app` from `start` until `stop`."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None
        self._socket: socket.socket | None = None

    def start(self, host: str, port: int) -> ServerAddress:
        """port: 0 for a free one. Raises CaptioningError where it cannot be had. Waits until it answers."""
        bound = self._socket = _bound(host, port)
        config = uvicorn.Config(
            self._app,
            http=_Impatient,
            ws="websockets-sansio",
            lifespan="on",
            log_config=None,
            log_level="critical",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            ws_max_size=MESSAGE_BYTES,
            ws_ping_interval=PING_S,
            ws_ping_timeout=PING_S,
            timeout_keep_alive=15,
            timeout_graceful_shutdown=int(STOPPED_S),
        )
        server = self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=server.run, args=([bound],), name="server", daemon=True)
        self._thread.start()
        waited = threading.Event()
        for _ in range(round(STARTED_S / 0.01)):
            if server.started or not self._thread.is_alive():
                break
            waited.wait(0.01)
        if not server.started:
            raise CaptioningError("The server did not start.", "The log has the details.")
        return ServerAddress(host, int(bound.getsockname()[1]))

    def stop(self, at_once: bool = False) -> None:
        """Take nothing more and finish what runs, STOPPED_S at most. Waits for it."""
        if self._server is None or self._thread is None:
            return
        self._server.should_exit = True
        self._server.force_exit = self._server.force_exit or at_once
        self._thread.join(STOPPED_S + 2.0)
        if self._socket is not None:
            self._socket.close()


class _Impatient(H11Protocol):
    """Ends a connection whose first request does not come."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.loop.call_later(HEADERS_S, self._look)

    def _look(self) -> None:
        cycle: Any = self.cycle
        if cycle is None and not self.transport.is_closing():
            self.transport.close()

    def handle_websocket_upgrade(self, event: Any) -> None:
        """The websocket has the transport from now on."""
        self.cycle = self.cycle or _UPGRADED
        super().handle_websocket_upgrade(event)


_UPGRADED: Any = object()


def _bound(host: str, port: int) -> socket.socket:
    try:
        family, _, _, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        bound = socket.socket(family, socket.SOCK_STREAM)
        try:
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            bound.bind(place)
            bound.listen(128)
            bound.set_inheritable(False)
        except BaseException:
            bound.close()
            raise
        return bound
    except (OSError, OverflowError) as refused:
        if isinstance(refused, OSError) and refused.errno == errno.EADDRINUSE:
            raise BadInput(
                "Port {port} is in use by another program.", "Choose another port, or 0 for a free one.", port=port
            ) from refused
        reason = (refused.strerror if isinstance(refused, OSError) else None) or str(refused)
        raise BadInput(
            "There can be no server at {host}, port {port}: {reason}.",
            "Choose 127.0.0.1, or an address of this computer.",
            host=host,
            port=port,
            reason=reason,
        ) from refused


def _own_address() -> str:
    """Of the network card that leads out. Nothing is sent: connecting a datagram socket only chooses the way."""
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as way:
        way.connect(("192.0.2.1", 9))
        return str(way.getsockname()[0])
    return socket.gethostname()
