"""A server with OpenAI's transcription API as a recogniser of finals.

Source: OpenAI's API reference (audio/transcriptions) and client; the differing stream of vLLM's route. It is asked for
times of words first; where it refuses them, for plain text as a stream, and so from then on.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from typing import Any

import numpy as np

from engine.models.away import Away, RemoteModel, RemoteRefused, RemoteUnfit
from engine.models.family import LoadOptions, Report
from engine.models.manifest import Manifest
from engine.models.recogniser import Capabilities, Hypothesis, Request
from engine.models.remote import failures, sound
from engine.models.remote.completions import served_model
from engine.models.remote.link import HttpLink, Reply
from engine.models.remote.server_state import ServerState
from engine.timeline import to_seconds

_ROUTE = "/v1/audio/transcriptions"
_USUAL = "whisper-1"  # most servers take it for the model that they have
_ISO = re.compile(r"[a-z]{2,3}")


class TranscriptionRecogniser:
    """Utterances may be finished on several threads at once."""

    def __init__(self, link: HttpLink, capabilities: Capabilities, report: Report) -> None:
        self.capabilities = capabilities
        self._link = link
        self._state = ServerState(link.host, report)
        self._lock = threading.Lock()
        self._model = link.model.model
        self._plain = self._wordless = False  # what the server has refused before

    def begin(self, request: Request) -> TranscriptionUtterance:
        return TranscriptionUtterance(self, request)

    def close(self) -> None:
        self._link.close()

    def heard(self, audio: np.ndarray, request: Request) -> Hypothesis:
        """Raises RemoteFailed."""
        return self._state.ask(
            lambda: sound.with_vocabulary(lambda words: self._heard(audio, request.language, words), request)
        )

    def connect(self) -> str:
        """The name of the model there. Raises RemoteFailed."""
        with self._lock:
            if not self._model:
                try:
                    self._model = served_model(self._link).name
                except RemoteUnfit:
                    self._model = _USUAL  # it lists none; the first sound shows a wrong key
            return self._model

    def _heard(self, audio: np.ndarray, language: str | None, words: tuple[str, ...]) -> Hypothesis:
        """In ever plainer forms, until the server takes one."""
        content = sound.wav(audio)
        limit_s = self._link.patience.limit_s(to_seconds(len(audio)))
        forms = [(plain, offered) for plain in (self._plain, True) for offered in ((words, ()) if words else ((),))]
        refused: RemoteRefused | None = None
        for plain, offered in dict.fromkeys(forms):
            if offered and self._wordless:
                continue
            try:
                reply = self._link.send_form(_ROUTE, self._form(plain, language, offered), content, limit_s)
            except RemoteRefused as failed:
                refused = failed
                continue
            self._plain, self._wordless = plain, self._wordless or offered != words
            return _read(reply, len(audio), self._link.host)
        assert refused is not None, "one form at least was tried"
        raise refused

    def _form(self, plain: bool, language: str | None, words: tuple[str, ...]) -> dict[str, object]:
        form: dict[str, object] = {"model": self.connect(), "temperature": "0"}
        if plain:
            form |= {"response_format": "json", "stream": "true"}
        else:
            form |= {"response_format": "verbose_json", "timestamp_granularities[]": ["word", "segment"]}
        if language:
            form["language"] = language.split("-")[0].casefold()
        if words:
            form |= {"keywords[]": list(words), "hotwords": ",".join(words)}
        return form


class TranscriptionUtterance:
    """One utterance; it is sent whole."""

    def __init__(self, recogniser: TranscriptionRecogniser, request: Request) -> None:
        self._recogniser, self._request = recogniser, request

    def hypothesise(self, audio: np.ndarray) -> Hypothesis:
        """A light model beside this one writes the live text."""
        return Hypothesis("")

    def finish(self, audio: np.ndarray) -> Hypothesis:
        if len(audio) < sound.SHORTEST:
            return Hypothesis("")
        return self._recogniser.heard(audio, self._request)

    def close(self) -> None:
        """It holds nothing."""


def open_transcriptions(model: RemoteModel, described: Manifest, options: LoadOptions) -> TranscriptionRecogniser:
    link = HttpLink(model, described.name, options.away)
    return TranscriptionRecogniser(link, sound.capabilities_of(described, partials=False), options.report)


def try_transcriptions(model: RemoteModel, described: Manifest, away: Away, audio: np.ndarray) -> str:
    """Have `audio` transcribed; the name of the model that did. Raises RemoteFailed."""
    recogniser = open_transcriptions(model, described, LoadOptions(away=away))
    try:
        recogniser._heard(audio, None, ())
        return recogniser.connect()
    finally:
        recogniser.close()


def _read(reply: Reply, length: int, host: str) -> Hypothesis:
    """Raises RemoteFailed."""
    if reply.kind == "text/event-stream":
        return Hypothesis(_streamed(reply.content, host).strip(), decoded_by=sound.DECODED_BY)
    fields = reply.json(host)
    text = fields.get("text") if isinstance(fields, dict) else None
    if not isinstance(text, str):
        raise failures.nonsense(host)
    text = text.strip()
    words = fields.get("words") or _words_of_segments(fields.get("segments"))
    language = fields.get("language")
    known = isinstance(language, str) and _ISO.fullmatch(language)  # OpenAI's own writes the English name
    return Hypothesis(
        text,
        sound.words_of(words, text, length),
        decoded_by=sound.DECODED_BY,
        language=language if known else None,
    )


def _words_of_segments(segments: Any) -> object:
    """Where FunASR's server has them."""
    try:
        return [word for segment in segments for word in segment["words"]]
    except (TypeError, LookupError):
        return None


def _streamed(content: bytes, host: str) -> str:
    """The text of a stream in OpenAI's form, or in vLLM's. Raises RemoteFailed where it is cut or reports an error."""
    deltas: list[str] = []
    for event in _events(content, host):
        if event is None:
            return "".join(deltas)
        if "error" in event:
            raise failures.of_status(host, 500)
        if event.get("type") == "transcript.text.done":
            return str(event.get("text", ""))
        deltas += _deltas(event)
    raise failures.broken_off(host)


def _events(content: bytes, host: str) -> Iterator[dict[str, Any] | None]:
    """The objects of the lines "data: …", None for [DONE]."""
    for line in content.decode("utf-8", "replace").splitlines():
        if not line.startswith("data:"):
            continue
        data = line.removeprefix("data:").strip()
        if data == "[DONE]":
            yield None
            return
        try:
            event = json.loads(data)
        except (ValueError, RecursionError) as error:
            raise failures.nonsense(host) from error
        if not isinstance(event, dict):
            raise failures.nonsense(host)
        yield event


def _deltas(event: dict[str, Any]) -> list[str]:
    if event.get("type") == "transcript.text.delta":
        found = [event.get("delta")]
    elif event.get("object") == "transcription.chunk":
        choices = event.get("choices")
        found = [
            (each.get("delta") or {}).get("content")
            for each in (choices if isinstance(choices, list) else ())
            if isinstance(each, dict) and isinstance(each.get("delta") or {}, dict)
        ]
    else:
        found = []
    return [each for each in found if isinstance(each, str)]
