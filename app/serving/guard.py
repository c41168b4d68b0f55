"""Checks every request before its route: origin, token, size and pace; turns failures into answers."""

from __future__ import annotations

import asyncio
import hmac
import ipaddress
import logging
import socket
import time
import uuid
from collections.abc import Iterable
from contextlib import suppress
from urllib.parse import urlsplit

from starlette.datastructures import Headers, QueryParams
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.serving.limits import Limits, MiB
from app.serving.refusals import Refused

log = logging.getLogger(__name__)

OPEN_PATHS = frozenset({"/health", "/page.css", "/page.js"})
"""What holds no captions is given without the token: whether the server lives, and the looks of its page."""
_POLICY = (
    b"default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
    b"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_FORM_BYTES = MiB  # fields beside the file
_SLOWEST_BYTES_S = 4096
_DRAINED_BYTES, _DRAINED_S = 16 * MiB, 5.0


class Guard:
    """ASGI middleware. token: None if none is required. names: further hosts by which the server may be called.

    Host is checked so that no page of the web can reach the server by a name of its own (DNS rebinding); Origin, so
    that none can by its address.
    """

    def __init__(self, app: ASGIApp, token: str | None, limits: Limits, names: Iterable[str] = ()) -> None:
        self._app, self._token, self._limits = app, token, limits
        own = socket.gethostname().lower()
        self._names = {"localhost", own, f"{own}.local", *(each.lower() for each in names)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        scope["app"] = self  # so that what is not found, or not allowed, is raised
        body = _Bounded(receive, self._limits)
        begun = _Begun(send, body, uuid.uuid4().hex)
        try:
            self._check(scope)
            self._check_length(scope)
            await self._app(scope, body if scope["type"] == "http" else receive, begun)
        except Refused as refused:
            await begun.refuse(scope, receive, refused)
        except HTTPException as refused:
            await begun.refuse(scope, receive, _of_starlette(refused.status_code))
        except ClientDisconnect:
            return
        except Exception:  # the edge of the server
            log.exception("a request failed")
            what = "The server failed at this. Its log has the details."
            await begun.refuse(scope, receive, Refused(500, what, "internal_error", retry_s=1.0))

    def _check(self, scope: Scope) -> None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if not self._is_own(host):
            raise Refused(403, "The server is not called by this name. Use its address.", "unknown_host")
        origin = headers.get("origin")
        if origin is not None and origin.lower().partition("://")[2] != host.lower():
            raise Refused(403, "Pages of other origins may not ask this server.", "foreign_origin")
        if self._token is None or scope["path"] in OPEN_PATHS:
            return
        given = _token(headers, QueryParams(scope.get("query_string", b"")))
        if given is None or not hmac.compare_digest(given.encode(), self._token.encode()):
            raise Refused(401, "The token is missing or wrong. The server's start names it.", "invalid_api_key")

    def _check_length(self, scope: Scope) -> None:
        stated = Headers(scope=scope).get("content-length", "")
        if stated.isdecimal():
            _check_size(int(stated[:15]), self._limits)

    def _is_own(self, host: str) -> bool:
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:
            return False
        if name in self._names:
            return True
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return False
        return True  # an address, not a name: DNS cannot redirect it


def _token(headers: Headers, query: QueryParams) -> str | None:
    scheme, _, bearer = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and bearer.strip():
        return bearer.strip()
    return headers.get("x-api-key") or query.get("token")


def _of_starlette(status: int) -> Refused:
    answers = {
        404: ("There is nothing at this address.", "not_found"),
        405: ("This address is not asked in this way.", "method_not_allowed"),
    }
    return Refused(status, *answers.get(status, ("This cannot be done.", "refused")))


def _check_size(size: int, limits: Limits) -> None:
    if size > limits.file_bytes + _FORM_BYTES:
        most = limits.file_bytes // MiB
        raise Refused(413, f"The file is too large: {most} MiB are taken at most.", "file_too_large", "file")


def _too_slow() -> Refused:
    return Refused(408, "The request did not come to its end in time.", "timeout", retry_s=1.0)


class _Begun:
    """The way of an answer: gives it its number and harmless headers, and knows whether it has begun."""

    def __init__(self, send: Send, body: _Bounded, number: str) -> None:
        self._send, self._body, self._number = send, body, number
        self._begun = False

    async def __call__(self, message: Message) -> None:
        self._begun = True
        if message["type"] == "http.response.start":
            message["headers"] = [
                *message.get("headers", ()),
                (b"x-request-id", self._number.encode()),
                (b"x-content-type-options", b"nosniff"),
                (b"referrer-policy", b"no-referrer"),
                (b"content-security-policy", _POLICY),
                (b"cache-control", b"no-store"),
            ]
        await self._send(message)

    async def refuse(self, scope: Scope, receive: Receive, refused: Refused) -> None:
        """Nothing where an answer has begun: the connection breaks off, which a client notices."""
        if self._begun:
            return
        if scope["type"] == "websocket" and "websocket.http.response" not in scope.get("extensions", {}):
            await receive()
            await self({"type": "websocket.close", "code": 1008, "reason": refused.code})
            return
        if scope["type"] == "http" and refused.status != 408:
            await self._body.drain()
        response = refused.response
        response.headers["connection"] = "close"  # what is left of the request is not read
        await response(scope, receive, self)


class _Bounded:
    """The body of a request, as long as it is not too long and does not come too slowly."""

    def __init__(self, receive: Receive, limits: Limits) -> None:
        self._receive, self._limits = receive, limits
        self._taken = 0
        self._whole = False
        self._begun_s = time.monotonic()

    async def __call__(self) -> Message:
        if self._whole:  # what comes now is the end of the connection
            return await self._receive()
        try:
            message = await asyncio.wait_for(self._receive(), self._limits.idle_s)
        except TimeoutError as late:
            raise _too_slow() from late
        if self._taken < (time.monotonic() - self._begun_s - self._limits.idle_s) * _SLOWEST_BYTES_S:
            raise _too_slow()
        self._taken += len(message.get("body", b""))
        _check_size(self._taken, self._limits)
        self._whole = not message.get("more_body", False)
        return message

    async def drain(self) -> None:
        """Read what a client still sends, within bounds: many look at no answer before they have sent everything."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_DRAINED_S):
                left = _DRAINED_BYTES
                while left > 0 and not self._whole:
                    message = await self._receive()
                    left -= len(message.get("body", b""))
                    self._whole = not message.get("more_body", False)
