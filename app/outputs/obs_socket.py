"""A connection to OBS: its websocket, version 5. Source: obs-websocket, docs/generated/protocol.md."""

from __future__ import annotations

import base64
import hashlib
import itertools
import json
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING, Any

from app.outputs.receiver import KEEPS_TRYING, CaptionsRefused, ReceiverAway

if TYPE_CHECKING:
    from websockets.sync.client import ClientConnection

ANSWER_S = 5.0
RPC_VERSION = 1
_HELLO, _IDENTIFY, _IDENTIFIED, _REQUEST, _ANSWER = 0, 1, 2, 6, 7


class RequestDenied(Exception):
    """OBS did not do what it was asked. code: why, a RequestStatus of the protocol."""

    def __init__(self, code: int) -> None:
        super().__init__(f"RequestStatus {code}")
        self.code = code


class ObsSocket:
    """password: asked for only where OBS wants one. Every method raises CaptionsRefused and ReceiverAway."""

    def __init__(self, host: str, port: int, password: Callable[[], str | None]) -> None:
        self._host, self._port, self._password = host, port, password
        self._numbers = itertools.count(1)
        self._way = ExitStack()
        self._socket: ClientConnection | None = None

    def open(self) -> None:
        """Nothing is done where it is open."""
        if self._socket is not None:
            return
        from websockets.exceptions import InvalidHandshake, InvalidMessage
        from websockets.sync.client import connect

        host = f"[{self._host}]" if ":" in self._host else self._host
        try:
            opened = connect(
                f"ws://{host}:{self._port}",
                subprotocols=["obswebsocket.json"],  # type: ignore[list-item]  # a NewType of str
                compression=None,
                proxy=None,
                open_timeout=ANSWER_S,
                close_timeout=1.0,
            )
            self._socket = self._way.enter_context(opened)
        except (InvalidHandshake, InvalidMessage):
            raise CaptionsRefused(
                "Something other than OBS answers at {host}, port {port}.",
                "Look up the port in OBS: Tools, WebSocket Server Settings.",
                host=self._host,
                port=self._port,
            ) from None
        except (OSError, EOFError, ValueError):
            raise ReceiverAway(
                "OBS does not answer at {host}, port {port}.",
                "Start OBS, and enable its WebSocket server: Tools, WebSocket Server Settings. Earshot keeps trying.",
                host=self._host,
                port=self._port,
            ) from None
        try:
            self._identify()
        except BaseException:
            self.close()
            raise

    def ask(self, request: str, **values: object) -> dict[str, Any]:
        """What OBS answers. Raises RequestDenied too."""
        number = str(next(self._numbers))
        self._send(_REQUEST, {"requestType": request, "requestId": number, "requestData": values})
        give_up_s = time.monotonic() + ANSWER_S
        while True:
            data = self._next(_ANSWER, give_up_s - time.monotonic())
            if data.get("requestId") == number:
                status, told = data.get("requestStatus"), data.get("responseData") or {}
                if not (isinstance(status, dict) and isinstance(told, dict)):
                    raise _not_understood()
                if not status.get("result"):
                    code = status.get("code")
                    raise RequestDenied(code if isinstance(code, int) else 0)
                return told

    def look(self) -> None:
        """Notice that OBS has gone."""
        with suppress(TimeoutError):
            self._received(0.0)

    def close(self) -> None:
        self._socket = None
        with suppress(Exception):
            self._way.close()

    def _identify(self) -> None:
        hello = self._next(_HELLO, ANSWER_S)
        said: dict[str, object] = {"rpcVersion": RPC_VERSION, "eventSubscriptions": 0}
        if (asked := hello.get("authentication")) is not None:
            password = self._password()
            if not password:
                raise CaptionsRefused(
                    "OBS asks for its password.", "Copy it from OBS: Tools, WebSocket Server Settings."
                )
            if not (isinstance(asked, dict) and {"salt", "challenge"} <= asked.keys()):
                raise _not_understood()
            said["authentication"] = proof(password, str(asked["salt"]), str(asked["challenge"]))
        self._send(_IDENTIFY, said)
        self._next(_IDENTIFIED, ANSWER_S)

    def _send(self, op: int, data: dict[str, object]) -> None:
        from websockets.exceptions import ConnectionClosed

        assert self._socket is not None
        try:
            self._socket.send(json.dumps({"op": op, "d": data}, ensure_ascii=False))
        except ConnectionClosed as closed:
            raise self._gone(closed.rcvd.code if closed.rcvd else 0) from None
        except OSError:
            raise self._gone(0) from None

    def _next(self, op: int, within_s: float) -> dict[str, Any]:
        """The data of the next message of this kind; others are passed over."""
        give_up_s = time.monotonic() + within_s
        while True:
            try:
                message = json.loads(self._received(max(0.0, give_up_s - time.monotonic())))
                if message["op"] == op:
                    return dict(message["d"])
            except TimeoutError:
                raise ReceiverAway("OBS has stopped answering.", KEEPS_TRYING) from None
            except (ValueError, TypeError, KeyError):
                raise _not_understood() from None

    def _received(self, within_s: float) -> str | bytes:
        """Raises TimeoutError."""
        from websockets.exceptions import ConnectionClosed

        assert self._socket is not None
        try:
            return self._socket.recv(timeout=within_s)
        except ConnectionClosed as closed:
            raise self._gone(closed.rcvd.code if closed.rcvd else 0) from None

    def _gone(self, code: int) -> CaptionsRefused | ReceiverAway:
        self.close()
        match code:
            case 4009:
                return CaptionsRefused(
                    "OBS does not accept the password.", "Copy it from OBS: Tools, WebSocket Server Settings."
                )
            case 4010:
                return CaptionsRefused("This OBS speaks another version of its protocol.", "Update OBS, or Earshot.")
            case 4011:
                return CaptionsRefused("OBS has ended the connection.", "Start again when captions may go there.")
        return ReceiverAway("The connection to OBS broke off.", KEEPS_TRYING)


def _not_understood() -> ReceiverAway:
    return ReceiverAway("OBS sent an answer that Earshot does not understand.", KEEPS_TRYING)


def proof(password: str, salt: str, challenge: str) -> str:
    """What shows that the password is known, without sending it."""

    def hashed(text: str) -> str:
        return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()

    return hashed(hashed(password + salt) + challenge)
