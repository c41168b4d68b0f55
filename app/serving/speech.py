"""OpenAI's transcription API for files, with health and metrics."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import tempfile
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path
from typing import IO, Any

from starlette.requests import Request as HttpRequest
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from app.serving.answers import answer, plain, text_of
from app.serving.forms import TranscriptionForm, read_form, transcription_form
from app.serving.recognition import Heard, Recognition
from app.serving.refusals import Refused, ending
from engine.errors import BadInput, CaptioningError


class SpeechRoutes:
    """folder: for files while they are worked on; each is deleted before its answer ends."""

    def __init__(self, recognition: Recognition, folder: Path) -> None:
        self._recognition, self._folder = recognition, folder
        self._at_once = asyncio.Semaphore(recognition.limits.at_once)
        self._since = int(time.time())

    @property
    def routes(self) -> list[BaseRoute]:
        return [
            Route("/v1/audio/transcriptions", self.transcriptions, methods=["POST"]),
            Route("/v1/audio/translations", self.translations, methods=["POST"]),
            Route("/v1/models", self.models),
            Route("/v1/models/{name}", self.model),
            Route("/health", self.health),
            Route("/metrics", self.metrics),
        ]

    # -- transcriptions ----------------------------------------------------------------------------------

    async def transcriptions(self, request: HttpRequest) -> Response:
        if self._recognition.ending.is_set():
            raise ending()
        self._recognition.check_room()  # before a client sends all of its file for nothing
        with ExitStack() as held:
            with self._recognition.upload():
                work = await self._sent(request)
                held.callback(work.close)
            held.enter_context(self._recognition.place_for_file())
            if work.form.stream:
                return _Events(self._events(request, work), held.pop_all().close)
            async with self._worked(request, work):
                heard = await self._done(work)
            return answer(work.form, heard, self._recognition.capabilities.name)

    async def _sent(self, request: HttpRequest) -> _Work:
        fields = await read_form(request)
        try:
            form = transcription_form(fields)
            self._recognition.check_model(form.model)
            if form.format == "diarized_json":
                self._recognition.check_speakers()
            work = _Work(self._recognition, form, self._folder)
            await asyncio.to_thread(work.take)
            return work
        finally:
            await fields.close()

    async def translations(self, request: HttpRequest) -> Response:
        raise Refused(400, "This server does not translate. It transcribes.", "unsupported")

    @asynccontextmanager
    async def _worked(self, request: HttpRequest, work: _Work) -> AsyncIterator[None]:
        """While the client stays: who goes wants no answer, and the work ends."""

        async def watch() -> None:
            while (await request.receive())["type"] != "http.disconnect":
                pass
            work.gone.set()

        watching = asyncio.create_task(watch())
        try:
            async with self._at_once:
                yield
        finally:
            watching.cancel()

    async def _done(self, work: _Work) -> Heard:
        try:
            return await asyncio.to_thread(work.run)
        except CaptioningError as failed:
            self._recognition.counts.failed += 1
            raise _refused(failed) from failed
        except Refused:
            self._recognition.counts.failed += 1
            raise

    async def _events(self, request: HttpRequest, work: _Work) -> AsyncIterator[bytes]:
        """Only text that stays: joined, the deltas are the whole."""
        texts: asyncio.Queue[str | None] = asyncio.Queue()
        loop = asyncio.get_running_loop()
        sent = ""

        def tell(heard: Heard) -> None:
            loop.call_soon_threadsafe(texts.put_nowait, text_of(_settled(heard)))

        work.tell = tell
        try:
            async with self._worked(request, work):
                running = asyncio.create_task(self._done(work))
                running.add_done_callback(lambda _: texts.put_nowait(None))
                while (text := await texts.get()) is not None:
                    if len(text) > len(sent):
                        yield _event({"type": "transcript.text.delta", "delta": text[len(sent) :]})
                        sent = text
                try:
                    heard = await running
                except Refused as refused:
                    yield _event(refused.body)
                    return
                text = text_of(heard.ordered)
                text = text if text.startswith(sent) else sent  # what was sent holds
                if text != sent:
                    yield _event({"type": "transcript.text.delta", "delta": text[len(sent) :]})
                for segment in heard.speakers:
                    yield _event(segment)
                yield _event({"type": "transcript.text.done", **plain(heard), "text": text})
                yield b"data: [DONE]\n\n"
        finally:
            work.gone.set()

    # -- what is there, and how it goes ------------------------------------------------------------------

    async def models(self, request: HttpRequest) -> Response:
        return JSONResponse({"object": "list", "data": [self._model(each) for each in self._recognition.names]})

    async def model(self, request: HttpRequest) -> Response:
        name = request.path_params["name"]
        self._recognition.check_model(name)
        return JSONResponse(self._model(name))

    def _model(self, name: str) -> dict[str, Any]:
        return {"id": name, "object": "model", "created": self._since, "owned_by": "earshot"}

    async def health(self, request: HttpRequest) -> Response:
        if self._recognition.ending.is_set():
            return JSONResponse({"status": "stopping"}, 503)
        return JSONResponse({"status": "ok"})

    async def metrics(self, request: HttpRequest) -> Response:
        """Prometheus' text format, numbers alone."""
        recognition, counts = self._recognition, self._recognition.counts
        rows = (
            ("earshot_files_total", "counter", "Files that were transcribed.", counts.files),
            ("earshot_files_failed_total", "counter", "Files that could not be transcribed.", counts.failed),
            ("earshot_refused_total", "counter", "Requests beyond the bound.", counts.refused),
            ("earshot_streams_total", "counter", "Live streams that were opened.", counts.streams),
            ("earshot_audio_seconds_total", "counter", "Sound that was transcribed.", round(counts.audio_s, 3)),
            ("earshot_model_seconds_total", "counter", "Time in the model.", round(recognition.turns.busy_s, 3)),
            ("earshot_files", "gauge", "Files that are worked on or wait.", recognition.files),
            ("earshot_streams", "gauge", "Live streams that are open.", recognition.streams),
        )
        text = "".join(f"# HELP {n} {meaning}\n# TYPE {n} {kind}\n{n} {value}\n" for n, kind, meaning, value in rows)
        return PlainTextResponse(text, media_type="text/plain; version=0.0.4; charset=utf-8")


class _Events(StreamingResponse):
    """release: called once the answer is over, also where it never began."""

    def __init__(self, events: AsyncIterator[bytes], release: Callable[[], None]) -> None:
        super().__init__(events, media_type="text/event-stream")
        self._release = release

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._release()


class _Work:
    """One file from its form to its text. gone: whether the client has left."""

    def __init__(self, recognition: Recognition, form: TranscriptionForm, folder: Path) -> None:
        self._recognition, self.form, self._folder = recognition, form, folder
        self._path: Path | None = None
        self.gone = threading.Event()
        self.tell: Any = lambda heard: None

    def take(self) -> None:
        """Copy the sound to a file of our own name. Raises Refused for an empty one, and for a full disk."""
        try:
            number, name = tempfile.mkstemp(dir=self._folder)
            self._path = Path(name)
            with os.fdopen(number, "wb") as file:
                shutil.copyfileobj(_bytes_of(self.form), file, 1 << 20)
                size = file.tell()
        except OSError as failed:
            self.close()
            raise Refused(503, "The server has no room for the file.", "no_room", "file", retry_s=30.0) from failed
        if not size:
            self.close()
            raise Refused(400, "The file is empty. Send one with sound in it.", "empty_file", "file")

    def run(self) -> Heard:
        """Raises CaptioningError, Refused."""
        assert self._path is not None, "run before take"
        request = self._recognition.request(self.form.asked)
        diarizes = self.form.format == "diarized_json"
        known = self._recognition.known_voices(self.form.known, self._folder) if diarizes else {}
        heard = self._recognition.transcribe(self._path, request, self.tell, self._goes_on)
        if diarizes:
            self._recognition.tell_apart(self._path, heard, self._goes_on, known)
        return heard

    def close(self) -> None:
        if self._path is not None:
            self._path.unlink(missing_ok=True)

    def _goes_on(self) -> bool:
        if self._recognition.ending.is_set():
            raise ending()
        return not self.gone.is_set()


def _bytes_of(form: TranscriptionForm) -> IO[bytes]:
    form.sound.file.seek(0)
    return form.sound.file


def _settled(heard: Heard) -> list[Any]:
    """The finals before the first that may still be improved."""
    found = []
    for each in heard.ordered:
        if each.draft:
            break
        found.append(each)
    return found


def _event(content: dict[str, Any]) -> bytes:
    return f"data: {json.dumps(content, ensure_ascii=False)}\n\n".encode()


def _refused(failed: CaptioningError) -> Refused:
    """Messages about a file name our own copy of it, which says nothing to a client."""
    if isinstance(failed, BadInput):
        message = "The file holds no sound that can be read. Send flac, mp3, mp4, m4a, ogg, wav or webm."
        return Refused(400, message, "unreadable_audio", "file")
    return Refused(500, str(failed), "model_failed", retry_s=1.0)
