"""Runs a session on sound that a client streams over a websocket."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from app.control.broadcast import Broadcast
from app.serving.sound_format import SoundFormat
from engine.audio.pushed import PushedSource
from engine.events import CaptionEvent, SessionEnded
from engine.session.engine_thread import EngineThread

if TYPE_CHECKING:
    from engine.models.recogniser import Recogniser, Request
    from engine.session.options import SessionOptions
    from engine.session.session import Session

_PIECE_S = 0.25
ROOM_S = 0.05  # until there may be room again
MOST_AT_WORK = 8  # streams of one client that have ended and still work: each has threads of its own
_RUNNING_S = 30.0


class LiveStream:
    """Begins at once. On one loop; what is slow runs on threads."""

    def __init__(self, recogniser: Recogniser, options: SessionOptions, sound: SoundFormat) -> None:
        self._sound = sound
        self._rest = b""
        self._source = PushedSource("stream", sound.rate)
        self._posted = Broadcast[CaptionEvent]()
        self._changed = asyncio.Event()
        loop = asyncio.get_running_loop()

        def call() -> None:
            if not loop.is_closed():
                loop.call_soon_threadsafe(self._changed.set)

        self._reader = self._posted.reader(call)
        self.received = 0
        self.dropped = False

        def make() -> Session:
            from engine.audio.capture import Capture
            from engine.session.channel import ChannelInput
            from engine.session.session import Session
            from engine.vad.gate import speech_detector

            capture = Capture(self._source, self._posted.post, wall=None)
            heard = ChannelInput(capture, speech_detector(), self._posted.post)
            return Session([heard], recogniser, self._posted.post, options)

        self._engine = EngineThread(make, self._posted.post)
        self._engine.start()

    @property
    def alive(self) -> bool:
        """Whether it still works on what it has."""
        return self._engine.alive

    @property
    def received_s(self) -> float:
        """Of sound."""
        return self.received / self._sound.rate

    async def push(self, content: bytes) -> None:
        """Waits while two minutes of sound wait: nothing is lost, the client is slowed. A sample may come in halves."""
        content = self._rest + content
        whole = len(content) - len(content) % self._sound.sample_bytes
        self._rest = content[whole:]
        samples = self._sound.samples(content[:whole])
        step = round(_PIECE_S * self._sound.rate)
        for at in range(0, len(samples), step):
            piece = samples[at : at + step]
            while not self._source.push(piece):
                if not self.alive:
                    return
                await asyncio.sleep(ROOM_S)
            self.received += len(piece)

    def set_request(self, request: Request) -> None:
        """From the next utterance on."""
        self._engine.command(lambda session: session.set_request(request))

    async def end(self) -> None:
        """No more sound; everything sent before becomes text, then SessionEnded comes."""
        await asyncio.to_thread(self._engine.wait_until_running, _RUNNING_S)
        self._engine.stop()

    def drop(self) -> None:
        """Its text is no longer wanted."""
        self.dropped = True
        self._engine.skip_final_passes()
        self._engine.stop()

    async def batches(self) -> AsyncIterator[list[CaptionEvent]]:
        """What was posted since the last batch, to the end of the session."""
        while True:
            await self._changed.wait()
            self._changed.clear()
            events = self._reader.drain()
            if events:
                yield events
            if any(isinstance(each, SessionEnded) for each in events):
                self._reader.close()
                return
