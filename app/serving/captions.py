"""Serves captions of the running session to phones, projectors, OBS and scripts: page, events, text, subtitles."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from pathlib import Path
from typing import Any

from starlette.requests import HTTPConnection
from starlette.requests import Request as HttpRequest
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from app.exporters import export
from app.serving.hub import VERSION, CaptionHub, Message, Viewer
from app.transcripts.values import unsaved_transcript
from engine.events import Final
from engine.text.harmless import harmless

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "serving"
_KINDS = {"page.css": "text/css", "page.js": "text/javascript"}
_AT_FIRST = 200  # lines, for a reader that comes anew
_SILENCE_S = 15.0  # after which a stream of events says that it lives
ALIVE: Message = {"v": VERSION, "type": "alive"}


class CaptionRoutes:
    """style: how the page looks, as of the overlay."""

    def __init__(self, hub: CaptionHub, style: Callable[[], dict[str, Any]]) -> None:
        self._hub, self._style = hub, style
        self._exporting = asyncio.Lock()
        self._exported: tuple[tuple[Final, ...], str] = ((), "")  # subtitles, and of what

    @property
    def routes(self) -> list[BaseRoute]:
        return [
            Route("/", self.page),
            Route("/page.css", self.part),
            Route("/page.js", self.part),
            Route("/style", self.style),
            Route("/captions.txt", self.text),
            Route("/captions.vtt", self.subtitles),
            Route("/captions/events", self.events),
            WebSocketRoute("/captions", self.socket),
            Route("/health", self.health),
        ]

    @asynccontextmanager
    async def lifespan(self, app: Any) -> AsyncIterator[None]:
        with self._hub.following():
            yield

    async def page(self, request: HttpRequest) -> Response:
        return FileResponse(FOLDER / "page.html", media_type="text/html")

    async def part(self, request: HttpRequest) -> Response:
        name = request.url.path.removeprefix("/")
        return FileResponse(FOLDER / name, media_type=_KINDS[name])

    async def style(self, request: HttpRequest) -> Response:
        return JSONResponse(self._style())

    async def health(self, request: HttpRequest) -> Response:
        return JSONResponse({"status": "ok"})

    async def text(self, request: HttpRequest) -> Response:
        lines = (" ".join(harmless(each.text).split()) for each in self._hub.finals())
        return PlainTextResponse("".join(f"{line}\n" for line in lines if line))

    async def subtitles(self, request: HttpRequest) -> Response:
        async with self._exporting:  # one at a time, and once for each change: readers ask for it every second
            finals = self._hub.finals()
            if self._exported[0] != finals:
                transcript = unsaved_transcript(finals, source="captions", model="")
                self._exported = finals, await asyncio.to_thread(export, transcript, "vtt")
            content = self._exported[1]
        return Response(content or "WEBVTT\n", media_type="text/vtt; charset=utf-8")

    async def socket(self, socket: WebSocket) -> None:
        with self._hub.viewing(_address(socket), "page") as viewer:
            await socket.accept()
            since = self._since(socket.query_params.get("since", ""), socket.query_params.get("epoch", ""))
            telling = asyncio.create_task(self._tell(socket, viewer, since))
            try:
                while (await socket.receive())["type"] != "websocket.disconnect":
                    pass  # readers have nothing to say
            finally:
                telling.cancel()

    async def _tell(self, socket: WebSocket, viewer: Viewer, since: int | None) -> None:
        try:
            async for message in self._paced(viewer, since):
                await socket.send_text(json.dumps(message or ALIVE, ensure_ascii=False))
            await socket.close(1012)
        except (WebSocketDisconnect, RuntimeError):
            return  # gone between two messages

    async def events(self, request: HttpRequest) -> Response:
        epoch, _, revision = request.headers.get("last-event-id", "").partition("-")
        since = self._since(revision, epoch)
        self._hub.check_room()
        viewing = self._hub.viewing(_address(request), "events")

        async def lines() -> AsyncIterator[str]:
            with viewing as viewer:
                async with aclosing(self._paced(viewer, since)) as messages:
                    async for message in messages:
                        if message is None:
                            yield ":\n\n"
                            continue
                        number = f"id: {self._hub.epoch}-{message['revision']}\n" if "revision" in message else ""
                        yield f"{number}data: {json.dumps(message, ensure_ascii=False)}\n\n"

        return StreamingResponse(lines(), media_type="text/event-stream")

    async def _paced(self, viewer: Viewer, since: int | None) -> AsyncGenerator[Message | None]:
        """None after each silence, so that a reader whose connection has died notices it."""
        messages = self._messages(viewer, since)
        waiting = asyncio.ensure_future(anext(messages, None))
        try:
            while True:
                done, _ = await asyncio.wait([waiting], timeout=_SILENCE_S)
                if not done:
                    yield None
                    continue
                message = waiting.result()
                if message is None:
                    return
                yield message
                waiting = asyncio.ensure_future(anext(messages, None))
        finally:
            waiting.cancel()

    async def _messages(self, viewer: Viewer, since: int | None) -> AsyncIterator[Message]:
        """since: the last change that the reader knows; None for one that knows nothing."""
        yield self._hub.hello()
        changes = self._hub.changes(since or 0, _AT_FIRST if since is None else 10**9)
        while True:
            for message in changes:
                since = message["revision"]
                yield message
            if self._hub.ended.is_set():
                return
            changes = self._hub.changes(since or 0)
            if not changes:
                viewer.changed.clear()
                await viewer.changed.wait()
                changes = self._hub.changes(since or 0)

    def _since(self, revision: str, epoch: str) -> int | None:
        known = epoch == self._hub.epoch and revision.isdecimal() and len(revision) < 16
        return int(revision) if known else None


def _address(connection: HTTPConnection) -> str:
    return connection.client.host if connection.client else ""
