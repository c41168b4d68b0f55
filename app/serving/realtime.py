"""Realtime transcription over a websocket as OpenAI's clients speak it. Source: its published reference."""

from __future__ import annotations

import asyncio
import base64
import binascii
import itertools
import json
import uuid
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from starlette.routing import BaseRoute, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from app.serving.answers import logprobs_of, text_of, usage
from app.serving.fun_asr import fun_asr
from app.serving.live_stream import MOST_AT_WORK, LiveStream
from app.serving.realtime_config import RealtimeConfig
from app.serving.recognition import Recognition
from app.serving.refusals import Refused, ending
from engine.events import EngineError, Final, NothingSaid, Partial, SessionEnded, SpeechStarted
from engine.text.harmless import harmless
from engine.timeline import to_seconds

if TYPE_CHECKING:
    from engine.models.recogniser import Recogniser

SHORTEST_S = 0.1  # of sound that can be committed
_OF_ITEMS = "conversation.item.input_audio_transcription"


def realtime_routes(recognition: Recognition) -> list[BaseRoute]:
    """OpenAI's, and Fun-ASR's at the root."""

    async def openai(socket: WebSocket) -> None:
        if recognition.ending.is_set():
            raise ending()
        with recognition.stream() as recogniser:
            known = "realtime" in socket.scope.get("subprotocols", ())
            await socket.accept("realtime" if known else None)
            talk = _Realtime(socket, recognition, recogniser)
            with suppress(WebSocketDisconnect, RuntimeError):  # gone, perhaps between two messages
                await talk.run()
            talk.drop()

    async def funasr(socket: WebSocket) -> None:
        await fun_asr(socket, recognition)

    return [WebSocketRoute("/v1/realtime", openai), WebSocketRoute("/", funasr), WebSocketRoute("/ws", funasr)]


class _Item:
    """One piece of speech for its client. sent: the deltas so far. over: its end was fields."""

    def __init__(self, number: int) -> None:
        self.id = f"item_{number}"
        self.sent = ""
        self.over = False
        self.finals: list[Final] = []  # one, once there is a text


class _Realtime:
    def __init__(self, socket: WebSocket, recognition: Recognition, recogniser: Recogniser) -> None:
        self._socket, self._recognition, self._recogniser = socket, recognition, recogniser
        self._id = f"sess_{uuid.uuid4().hex}"
        self._config = RealtimeConfig()
        self._stream: LiveStream | None = None
        self._item: _Item | None = None  # of a stream whose client commits
        self._numbers = itertools.count(1)
        self._previous: str | None = None
        self._before_s = 0.0  # sound of earlier streams
        self._following: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        await self._say("session.created", session=self._session())
        while True:
            try:
                message = await asyncio.wait_for(self._socket.receive(), self._recognition.limits.stream_s)
            except TimeoutError:
                await self._complain(Refused(408, "No sound came for a long time. Connect again.", "idle"), None)
                await self._socket.close(1001)
                return
            if message["type"] == "websocket.disconnect":
                return
            await self._take(message.get("text"))

    def drop(self) -> None:
        if self._stream is not None:
            self._stream.drop()
        for each in self._following:
            each.cancel()

    async def _take(self, text: str | None) -> None:
        event: Any = None
        try:
            with suppress(ValueError, RecursionError):
                event = json.loads(text or "")
            if not isinstance(event, dict):
                raise Refused(400, "Send one JSON object a message.", "invalid_json")
            works = {
                "session.update": self._update,
                "transcription_session.update": self._update,
                "input_audio_buffer.append": self._append,
                "input_audio_buffer.commit": self._commit,
                "input_audio_buffer.clear": self._clear,
            }
            work = works.get(str(event.get("type")))
            if work is None:
                raise Refused(400, "There is no such event.", "unknown_event", "type")
            await work(event)
        except Refused as refused:
            known = event.get("event_id") if isinstance(event, dict) else None
            await self._complain(refused, known if isinstance(known, str) else None)

    # -- what the client wants ---------------------------------------------------------------------------

    async def _update(self, event: dict[str, Any]) -> None:
        given = event.get("session")
        if not isinstance(given, dict):
            raise Refused(400, "session is an object.", "bad_value", "session")
        config = self._config.updated(given, self._recognition.check_model)
        request = await asyncio.to_thread(self._recognition.request, config.asked)
        if self._stream is not None and config.restarts(self._config):
            if self._item is not None and self._stream.received:
                raise Refused(400, "Commit or clear the sound before this changes.", "sound_waits", "session")
            await self._end_stream()  # what was said so far becomes text
        self._config = config
        if self._stream is not None:
            self._stream.set_request(request)
        kind = "transcription_session" if event["type"].startswith("transcription_session") else "session"
        await self._say(f"{kind}.updated", session=self._session())

    async def _append(self, event: dict[str, Any]) -> None:
        try:
            sound = base64.b64decode(event.get("audio", ""), validate=True)
        except (binascii.Error, ValueError, TypeError) as failed:
            raise Refused(400, "audio is no base64.", "invalid_audio", "audio") from failed
        if not sound:
            raise Refused(400, "audio is empty.", "invalid_audio", "audio")
        if self._stream is None:
            await self._begin()
        assert self._stream is not None
        await self._stream.push(sound)

    async def _commit(self, event: dict[str, Any]) -> None:
        stream, item = self._stream, self._item
        if stream is None or stream.received_s < SHORTEST_S:
            raise Refused(400, "There is no sound to commit.", "input_audio_buffer_commit_empty")
        if item is not None:
            await self._committed(item)
        await self._end_stream()

    async def _end_stream(self) -> None:
        stream, self._stream, self._item = self._stream, None, None
        if stream is not None:
            self._before_s += stream.received_s
            await stream.end()

    async def _clear(self, event: dict[str, Any]) -> None:
        self._drop_stream()
        await self._say("input_audio_buffer.cleared")

    def _drop_stream(self) -> None:
        if self._stream is not None:
            self._before_s += self._stream.received_s
            self._stream.drop()
            self._stream = self._item = None

    # -- what is said ------------------------------------------------------------------------------------

    async def _begin(self) -> None:
        while len(self._following) >= MOST_AT_WORK:  # the client is slowed
            await asyncio.wait(self._following, return_when=asyncio.FIRST_COMPLETED)
        config = self._config
        request = await asyncio.to_thread(self._recognition.request, config.asked)
        options = self._recognition.options(request, partials=True)
        options = replace(options, endpointer=config.endpointer(options.endpointer), mode=config.mode(options.mode))
        stream = self._stream = LiveStream(self._recogniser, options, config.sound)
        self._item = None if config.turns is not None else _Item(next(self._numbers))
        follow = self._follow_items(stream, self._before_s) if self._item is None else self._follow(stream, self._item)
        task = asyncio.create_task(_until_gone(follow))
        self._following.add(task)
        task.add_done_callback(self._following.discard)

    async def _follow_items(self, stream: LiveStream, before_s: float) -> None:
        """Of a stream whose pauses end its items."""
        items: dict[int, _Item] = {}
        async for events in stream.batches():
            for event in events:
                if stream.dropped:
                    continue
                if isinstance(event, SpeechStarted):
                    item = items[event.utterance_id] = _Item(next(self._numbers))
                    at = _ms(before_s, event.start)
                    await self._say("input_audio_buffer.speech_started", audio_start_ms=at, item_id=item.id)
                elif isinstance(event, Partial) and event.utterance_id in items:
                    await self._grow(items[event.utterance_id], harmless(event.stable))
                elif isinstance(event, Final | NothingSaid) and event.utterance_id in items:
                    item = items[event.utterance_id]
                    if not item.over:
                        item.over = True
                        at = _ms(before_s, event.end)
                        await self._say("input_audio_buffer.speech_stopped", audio_end_ms=at, item_id=item.id)
                        await self._committed(item)
                    item.finals = [event] if isinstance(event, Final) else []
                    if isinstance(event, NothingSaid) or not event.draft:
                        del items[event.utterance_id]
                        await self._complete(item, item.finals, item.sent, to_seconds(event.end - event.start))
                elif isinstance(event, EngineError) and event.fatal:
                    await self._broken(stream, list(items.values()), event)
                    items.clear()  # each has one end
                elif isinstance(event, SessionEnded):
                    for item in items.values():  # drafts that were improved no more
                        await self._complete(item, item.finals, item.sent, 0.0)

    async def _follow(self, stream: LiveStream, item: _Item) -> None:
        """Of a stream that its client commits: one item."""
        finals: dict[int, Final] = {}
        async for events in stream.batches():
            if stream.dropped:
                continue
            for event in events:
                if isinstance(event, Final):
                    finals[event.utterance_id] = event
                elif isinstance(event, EngineError) and event.fatal:
                    await self._broken(stream, [item], event)
                    return
            ordered = [finals[each] for each in sorted(finals)]
            settled = list(itertools.takewhile(lambda each: not each.draft, ordered))
            await self._grow(item, text_of(settled))
            if isinstance(events[-1], SessionEnded):
                await self._complete(item, ordered, "", stream.received_s)

    async def _grow(self, item: _Item, text: str) -> None:
        """Only what is never taken back."""
        if text.startswith(item.sent) and len(text) > len(item.sent):
            delta, item.sent = text[len(item.sent) :], text
            await self._say(f"{_OF_ITEMS}.delta", item_id=item.id, content_index=0, delta=delta)

    async def _complete(self, item: _Item, finals: Sequence[Final], otherwise: str, seconds: float) -> None:
        """otherwise: the text where there are no finals."""
        text = text_of(finals) if finals else otherwise
        await self._grow(item, text)
        fields = {"item_id": item.id, "content_index": 0, "transcript": text, "usage": usage(seconds)}
        if self._config.logprobs:
            fields["logprobs"] = logprobs_of(finals)
        await self._say(f"{_OF_ITEMS}.completed", **fields)

    async def _committed(self, item: _Item) -> None:
        previous, self._previous = self._previous, item.id
        await self._say("input_audio_buffer.committed", item_id=item.id, previous_item_id=previous)

    async def _broken(self, stream: LiveStream, items: Sequence[_Item], failed: EngineError) -> None:
        """No sound goes there any more: what comes next begins another stream."""
        if self._stream is stream:
            self._before_s += stream.received_s
            self._stream = self._item = None
        refused = Refused(500, f"{failed.what} {failed.remedy}".strip(), "model_failed")
        for item in items:
            error = refused.body["error"]
            await self._say(f"{_OF_ITEMS}.failed", item_id=item.id, content_index=0, error=error)
        if not items:
            await self._complain(refused, None)

    async def _complain(self, refused: Refused, event_id: str | None) -> None:
        await self._say("error", error={**refused.body["error"], "event_id": event_id})

    async def _say(self, kind: str, **fields: Any) -> None:
        message = {"type": kind, "event_id": f"event_{uuid.uuid4().hex}", **fields}
        await self._socket.send_text(json.dumps(message, ensure_ascii=False))

    def _session(self) -> dict[str, Any]:
        fields = self._config.described(self._recognition.capabilities.name)
        return {"id": self._id, "object": "realtime.session", "type": "transcription", **fields}


async def _until_gone(work: Any) -> None:
    with suppress(WebSocketDisconnect, RuntimeError):
        await work


def _ms(before_s: float, position: int) -> int:
    return round((before_s + to_seconds(position)) * 1000)
