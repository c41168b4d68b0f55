"""Speaks the websocket protocol of Fun-ASR's realtime server. Source: its published description."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from app.serving.forms import code_of
from app.serving.live_stream import MOST_AT_WORK, ROOM_S, LiveStream
from app.serving.recognition import Recognition, RecognitionOptions, checked_words
from app.serving.refusals import Refused, ending
from app.serving.sound_format import PCM, SoundFormat
from engine.events import CaptionEvent, EngineError, Final, NothingSaid, Partial
from engine.text.harmless import harmless
from engine.timeline import to_seconds

if TYPE_CHECKING:
    from engine.models.recogniser import Recogniser

RATE = 16_000


async def fun_asr(socket: WebSocket, recognition: Recognition) -> None:
    """Raises Refused where there is no room for a further stream."""
    if recognition.ending.is_set():
        raise ending()
    with recognition.stream() as recogniser:
        await socket.accept()
        talk = _Talk(socket, recognition, recogniser)
        with suppress(WebSocketDisconnect, RuntimeError):  # gone, perhaps between two messages
            await talk.run()
        talk.drop()


class _Talk:
    def __init__(self, socket: WebSocket, recognition: Recognition, recogniser: Recogniser) -> None:
        self._socket, self._recognition, self._recogniser = socket, recognition, recogniser
        self._asked = RecognitionOptions()
        self._stream: LiveStream | None = None
        self._dropped: list[LiveStream] = []
        self._following: asyncio.Task[None] | None = None

    async def run(self) -> None:
        while True:
            try:
                message = await asyncio.wait_for(self._socket.receive(), self._recognition.limits.stream_s)
            except TimeoutError:
                await self._say({"event": "error", "error": "No sound came for a long time. Connect again."})
                await self._socket.close(1001)
                return
            if message["type"] == "websocket.disconnect":
                return
            if message.get("bytes") is not None:
                if self._stream is not None:
                    await self._stream.push(message["bytes"])
            else:
                await self._obey((message.get("text") or "").strip())

    def drop(self) -> None:
        if self._stream is not None:
            self._stream.drop()
            self._dropped.append(self._stream)
            self._stream = None
        if self._following is not None:
            self._following.cancel()

    async def _obey(self, text: str) -> None:
        command, _, value = text.partition(":")
        try:
            if text == "START":
                self.drop()
                await self._begin()
                await self._say({"event": "started"})
            elif text in ("STOP", "COMMIT"):
                await self._finish(text == "STOP")
            elif command in ("HOTWORDS", "POSTPROCESS_HOTWORDS", "LANGUAGE"):
                await self._set(command, value)
        except Refused as refused:
            await self._say({"event": "error", "error": refused.message})

    async def _set(self, command: str, value: str) -> None:
        parts = [each.strip() for each in value.replace("，", ",").split(",") if each.strip()]
        asked = self._asked
        reply: dict[str, Any]
        if command == "HOTWORDS":
            words = checked_words(parts, "hotwords")
            asked, reply = replace(asked, keywords=words), {"event": "hotwords_set", "hotwords": list(words)}
        elif command == "POSTPROCESS_HOTWORDS":
            sides = (each.partition("=>") for each in parts)
            pairs = [(wrong.strip(), right.strip()) for wrong, arrow, right in sides if arrow and wrong.strip()]
            checked_words([word for pair in pairs for word in pair], "postprocess_hotwords")
            asked = replace(asked, corrections=tuple(pairs))
            reply = {"event": "postprocess_hotwords_set", "postprocess_hotwords": dict(pairs)}
        else:
            language = code_of(value)
            asked, reply = replace(asked, language=language or None), {"event": "language_set", "language": language}
        request = await asyncio.to_thread(self._recognition.request, asked)
        self._asked = asked
        if self._stream is not None:
            self._stream.set_request(request)
        await self._say(reply)

    async def _begin(self) -> None:
        while len(self._dropped) >= MOST_AT_WORK:  # the client is slowed
            await asyncio.sleep(ROOM_S)
            self._dropped = [each for each in self._dropped if each.alive]
        request = await asyncio.to_thread(self._recognition.request, self._asked)
        options = self._recognition.options(request, partials=True)
        self._stream = LiveStream(self._recogniser, options, SoundFormat(PCM, RATE))
        self._following = asyncio.create_task(self._follow(self._stream))

    async def _finish(self, stop: bool) -> None:
        stream, following = self._stream, self._following
        if stream is not None and following is not None:
            await stream.end()
            await following
            self._stream = self._following = None
            if not stop:
                await self._begin()
        if stop:
            await self._say({"event": "stopped"})

    async def _follow(self, stream: LiveStream) -> None:
        """A message for each change; one more at the end where there was sound."""
        finals: dict[int, Final] = {}
        partial: Partial | None = None
        async for events in stream.batches():
            changed = False
            for event in events:
                changed = changed or isinstance(event, Final | Partial | NothingSaid)
                partial = _partial(partial, event)
                if isinstance(event, Final):
                    finals[event.utterance_id] = event
                elif isinstance(event, EngineError) and event.fatal:
                    await self._say({"event": "error", "error": f"{event.what} {event.remedy}".strip()})
            if changed:
                await self._say(_result(stream, finals, partial, False))
        if stream.received:
            await self._say(_result(stream, finals, None, True))

    async def _say(self, message: dict[str, Any]) -> None:
        await self._socket.send_text(json.dumps(message, ensure_ascii=False))


def _partial(before: Partial | None, event: CaptionEvent) -> Partial | None:
    if isinstance(event, Partial):
        return event
    over = isinstance(event, Final | NothingSaid) and before is not None
    return None if over and before.utterance_id == event.utterance_id else before  # type: ignore[union-attr]


def _result(stream: LiveStream, finals: dict[int, Final], partial: Partial | None, over: bool) -> dict[str, Any]:
    ordered = sorted(finals.values(), key=lambda each: (each.start, each.utterance_id))
    return {
        "sentences": [
            {"text": harmless(each.text), "start": _ms(each.start), "end": _ms(each.end)} for each in ordered
        ],
        "partial": harmless(partial.text) if partial is not None else "",
        "partial_start_ms": _ms(partial.start) if partial is not None else 0,
        "duration_ms": round(stream.received_s * 1000),
        "is_final": over,
    }


def _ms(position: int) -> int:
    return round(to_seconds(position) * 1000)
