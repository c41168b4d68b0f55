"""A realtime server of Fun-ASR as a recogniser, with live text. Source: its published description.

Each utterance is a session of its own there: START, what is asked for, sound, STOP, then the last text. A connection
has threads of its own: only a final waits for the network, and for a bounded time.
"""

from __future__ import annotations

import json
import logging
import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.models.away import Away, RemoteFailed, RemoteModel, StaysHere
from engine.models.family import LoadOptions, Report
from engine.models.manifest import Manifest
from engine.models.recogniser import Capabilities, Hypothesis, Request
from engine.models.remote import failures, sound
from engine.models.remote.link import RequestPatience, of_certificate
from engine.models.remote.server_state import ServerState
from engine.text.units import join_texts
from engine.timeline import to_seconds

if TYPE_CHECKING:
    from websockets.sync.client import ClientConnection

log = logging.getLogger(__name__)

_MOST_BYTES = 10 << 20  # of a message
_CLOSING_S = 1.0


class RealtimeLink:
    """Where the server is, and how a connection is made."""

    def __init__(self, model: RemoteModel, name: str, away: Away) -> None:
        self.model, self.patience = model, RequestPatience()
        self._name, self._away = name, away

    @property
    def host(self) -> str:
        return self.model.host

    @property
    def allowed(self) -> bool:
        """The user may forbid it at any time."""
        return self._away.allowed()

    @contextmanager
    def connected(self) -> Iterator[ClientConnection]:
        """Raises RemoteFailed, StaysHere."""
        from websockets.sync.client import connect

        with self._away.sending(self.model), explaining(self.host):
            key = self._away.key(self._name)
            with connect(
                self.model.address,
                additional_headers={"Authorization": f"Bearer {key}"} if key else None,
                user_agent_header="earshot",
                proxy=True if self.model.leaves_the_computer else None,
                open_timeout=self.patience.connect_s,
                close_timeout=_CLOSING_S,
                ping_timeout=self.patience.answer_s,
                max_size=_MOST_BYTES,
                logger=_quiet(),
                legacy=True,
            ) as connection:
                yield connection


class RealtimeTalk:
    """One utterance on one connection. One thread calls; two of its own send and receive. partial: the newest text."""

    def __init__(self, link: RealtimeLink, request: Request, words: tuple[str, ...]) -> None:
        self.partial = ""
        self.sent = 0  # samples
        self.ended = False
        self.failure: RemoteFailed | None = None
        self._link = link
        self._outgoing: queue.SimpleQueue[bytes | str | None] = queue.SimpleQueue()
        self._outcome: queue.SimpleQueue[str | RemoteFailed] = queue.SimpleQueue()
        self._outgoing.put("START")
        if request.language:
            self._outgoing.put(f"LANGUAGE:{request.language.split('-')[0]}")
        if words:
            self._outgoing.put("HOTWORDS:" + ",".join(word.replace(",", " ") for word in words))
        threading.Thread(target=self._run, name="remote talk", daemon=True).start()

    def push(self, audio: np.ndarray) -> None:
        """The whole utterance so far; what is new of it is sent."""
        for begin in range(self.sent, len(audio), sound.FRAME):
            self._outgoing.put(sound.pcm16(audio[begin : begin + sound.FRAME]))
        self.sent = max(self.sent, len(audio))

    def finish(self, limit_s: float) -> str:
        """The last text. Raises RemoteFailed."""
        self.ended = True
        self._outgoing.put("STOP")
        try:
            outcome = self._outcome.get(timeout=limit_s)
        except queue.Empty:
            self.leave()
            raise failures.too_slow(self._link.host, limit_s) from None
        if isinstance(outcome, RemoteFailed):
            raise outcome.with_traceback(None)
        return outcome

    def leave(self) -> None:
        self.ended = True
        self._outgoing.put(None)

    def _run(self) -> None:
        try:
            with self._link.connected() as connection:
                threading.Thread(target=self._send, args=(connection,), name="remote sound", daemon=True).start()
                self._outcome.put(self._listen(connection))
        except RemoteFailed as failed:
            self.failure = failed
            self._outcome.put(failed)
        finally:
            self._outgoing.put(None)

    def _send(self, connection: ClientConnection) -> None:
        from websockets.exceptions import WebSocketException

        with suppress(WebSocketException, OSError):  # the one that listens says what happened
            while (message := self._outgoing.get()) is not None and self._link.allowed:
                connection.send(message)
            connection.close()

    def _listen(self, connection: ClientConnection) -> str:
        text, final = "", False
        for message in connection:
            fields = _message(message, self._link.host)
            event = fields.get("event")
            if event == "stopped":
                return text
            if event == "error":
                raise failures.of_status(self._link.host, 500)
            if isinstance(fields.get("sentences"), list):
                final = fields.get("is_final") is True
                text = join_texts(_texts(fields["sentences"]))
                tail = fields.get("partial")
                self.partial = join_texts([text, tail]) if isinstance(tail, str) and tail else text
        if final:
            return text  # closed behind the last text, without saying so
        raise failures.broken_off(self._link.host)


class RealtimeRecogniser:
    """Several utterances may be open at once, each on its own connection."""

    def __init__(self, link: RealtimeLink, capabilities: Capabilities, report: Report) -> None:
        self.capabilities = capabilities
        self.link = link
        self.state = ServerState(link.host, report)

    def begin(self, request: Request) -> RealtimeUtterance:
        return RealtimeUtterance(self, request)

    def close(self) -> None:
        """Connections end with their utterances."""


class RealtimeUtterance:
    """Sound is sent as it comes; after an early `finish` all of it is sent once more."""

    def __init__(self, recogniser: RealtimeRecogniser, request: Request) -> None:
        self._recogniser, self._request = recogniser, request
        self._talk: RealtimeTalk | None = None
        self._text = ""

    def hypothesise(self, audio: np.ndarray) -> Hypothesis:
        """The newest text that has come; waits for nothing. Raises RemoteFailed while the server fails."""
        if len(audio) < sound.SHORTEST:
            return Hypothesis("")
        self._recogniser.state.check()
        if not self._recogniser.link.allowed:
            self.close()
            raise StaysHere
        talk = self._talk = self._going(audio)
        talk.push(audio)
        if talk.failure is not None:
            raise talk.failure.with_traceback(None)
        self._text = talk.partial or self._text
        return Hypothesis(self._text, decoded_by=sound.DECODED_BY)

    def finish(self, audio: np.ndarray) -> Hypothesis:
        if len(audio) < sound.SHORTEST:
            return Hypothesis("")
        return self._recogniser.state.ask(
            lambda: sound.with_vocabulary(lambda words: self._finished(audio, words), self._request)
        )

    def close(self) -> None:
        if self._talk is not None and not self._talk.ended:
            self._talk.leave()

    def _going(self, audio: np.ndarray) -> RealtimeTalk:
        talk = self._talk
        if talk is None or talk.ended or talk.sent > len(audio):
            self.close()
            return RealtimeTalk(self._recogniser.link, self._request, ())
        return talk

    def _finished(self, audio: np.ndarray, words: tuple[str, ...]) -> Hypothesis:
        """Over the connection that is open, else over a new one; over a new one once more where that breaks."""
        link = self._recogniser.link
        limit_s = link.patience.limit_s(to_seconds(len(audio)))
        talk = self._going(audio) if not words else RealtimeTalk(link, self._request, words)
        self._talk = None
        try:
            talk.push(audio)
            text = talk.finish(limit_s)
        except RemoteFailed as failed:
            if not failed.again:
                raise
            talk = RealtimeTalk(link, self._request, words)
            talk.push(audio)
            text = talk.finish(limit_s)
        return Hypothesis(text.strip(), decoded_by=sound.DECODED_BY)


def open_realtime(model: RemoteModel, described: Manifest, options: LoadOptions) -> RealtimeRecogniser:
    link = RealtimeLink(model, described.name, options.away)
    return RealtimeRecogniser(link, sound.capabilities_of(described, partials=True), options.report)


def try_realtime(model: RemoteModel, described: Manifest, away: Away, audio: np.ndarray) -> str:
    """Have `audio` transcribed; the address that did it. Raises RemoteFailed."""
    link = RealtimeLink(model, described.name, away)
    talk = RealtimeTalk(link, Request(), ())
    talk.push(audio)
    talk.finish(link.patience.limit_s(to_seconds(len(audio))))
    return model.host


def _message(message: str | bytes, host: str) -> dict[str, Any]:
    try:
        fields = json.loads(message)
    except (ValueError, RecursionError) as error:
        raise failures.nonsense(host) from error
    if not isinstance(fields, dict):
        raise failures.nonsense(host)
    return fields


def _texts(sentences: list[Any]) -> Iterator[str]:
    for each in sentences:
        text = each.get("text") if isinstance(each, dict) else None
        if isinstance(text, str) and text.strip():
            yield text.strip()


def _quiet() -> logging.Logger:
    """The library's own log holds headers, and what is sent."""
    quiet = logging.getLogger("earshot.remote.silent")
    quiet.disabled = True
    return quiet


@contextmanager
def explaining(host: str) -> Iterator[None]:
    """What a connection raises becomes a RemoteFailed."""
    from websockets import exceptions

    try:
        yield
    except exceptions.InvalidStatus as refused:
        raise failures.of_status(host, refused.response.status_code) from None
    except exceptions.ConnectionClosed:
        raise failures.broken_off(host) from None
    except (exceptions.InvalidHandshake, exceptions.InvalidURI, OSError, EOFError, ValueError) as error:
        raise (failures.not_trusted(host) if of_certificate(error) else failures.unreachable(host)) from None
    except exceptions.WebSocketException:
        raise failures.broken_off(host) from None
