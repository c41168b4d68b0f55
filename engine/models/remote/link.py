"""Requests over HTTP to the server of a remote model: bounded in time and size, tried again where that may help."""

from __future__ import annotations

import email.utils
import json
import logging
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from engine.models.away import Away, RemoteFailed, RemoteModel
from engine.models.remote import failures
from engine.models.remote.waiting import RemoteTimeout, within

if TYPE_CHECKING:
    import httpx2

log = logging.getLogger(__name__)

MOST_BYTES = 16 << 20
"""Of an answer; the text of an hour with times of words stays far below."""


@dataclass(frozen=True, slots=True)
class RequestPatience:
    """connect_s: for a connection. answer_s and answer_s_a_second: for an answer, with all attempts. attempts: at most.
    first_wait_s: between two of them, which doubles.
    """

    connect_s: float = 5.0
    answer_s: float = 15.0
    answer_s_a_second: float = 2.0
    attempts: int = 3
    first_wait_s: float = 0.5

    def limit_s(self, sound_s: float) -> float:
        return self.answer_s + self.answer_s_a_second * sound_s


@dataclass(frozen=True, slots=True)
class Reply:
    """kind: the content type, without parameters."""

    kind: str
    content: bytes

    def json(self, host: str) -> Any:
        """Raises RemoteFailed."""
        try:
            return json.loads(self.content)
        except (ValueError, RecursionError) as error:
            raise failures.nonsense(host) from error


class HttpLink:
    """Any number of threads may ask at once. name: of the model here, by which its key is kept."""

    def __init__(self, model: RemoteModel, name: str, away: Away, patience: RequestPatience | None = None) -> None:
        self.model, self.patience = model, patience or RequestPatience()
        self._name, self._away = name, away
        self._lock = threading.Lock()
        self._client: httpx2.Client | None = None

    @property
    def host(self) -> str:
        return self.model.host

    def get(self, path: str, limit_s: float | None = None) -> Reply:
        return self._asked("GET", path, {}, limit_s or self.patience.answer_s)

    def post(self, path: str, body: Mapping[str, object], limit_s: float) -> Reply:
        return self._asked("POST", path, {"json": body}, limit_s)

    def send_form(self, path: str, fields: Mapping[str, object], sound: bytes, limit_s: float) -> Reply:
        """sound: a WAV file."""
        form = {"data": fields, "files": {"file": ("speech.wav", sound, "audio/wav")}}
        return self._asked("POST", path, form, limit_s)

    def close(self) -> None:
        with self._lock:
            client, self._client = self._client, None
        if client is not None:
            client.close()

    def _asked(
        self,
        method: str,
        path: str,
        content: Mapping[str, Any],  # as the client's request takes it
        limit_s: float,
    ) -> Reply:
        """Raises RemoteFailed."""
        left_s, wait_s = limit_s, self.patience.first_wait_s
        for attempt in range(1, self.patience.attempts + 1):
            begun = time.monotonic()
            once = partial(self._once, method, path, content, left_s)
            try:
                with self._away.sending(self.model):
                    return within(left_s, once)
            except RemoteTimeout:
                raise failures.too_slow(self.host, limit_s) from None
            except RemoteFailed as failed:
                rest_s = wait_s if failed.wait_s is None else failed.wait_s
                left_s -= time.monotonic() - begun + rest_s
                if not failed.again or attempt == self.patience.attempts or left_s <= 0:
                    raise
                log.info("asking %s again: %s", self.host, failed.what)
                time.sleep(rest_s)
                wait_s *= 2
        raise AssertionError("the last attempt returns or raises")

    def _once(self, method: str, path: str, content: Mapping[str, Any], limit_s: float) -> Reply:
        with explaining(self.host):
            client = self._opened()
            timeout = _timeout(limit_s, min(self.patience.connect_s, limit_s))
            with client.stream(method, self.model.address + path, timeout=timeout, **content) as response:
                body = b""
                for block in response.iter_bytes():
                    body += block
                    if len(body) > MOST_BYTES:
                        raise failures.nonsense(self.host)
        if response.status_code != 200:
            raise self._refusal(response, body)
        return Reply(response.headers.get("Content-Type", "").partition(";")[0].strip().lower(), body)

    def _refusal(self, response: httpx2.Response, body: bytes) -> RemoteFailed:
        """Source: OpenAI's client, which obeys x-should-retry, then the header of the wait."""
        about: object = ""
        with suppress(ValueError, LookupError, TypeError, RecursionError):  # another form, or none
            about = json.loads(body)["error"]["param"]
        failed = failures.of_status(self.host, response.status_code, about, _asked_wait(response.headers))
        if (retry := response.headers.get("x-should-retry")) in ("true", "false"):
            failed.again = retry == "true"
        return failed

    def _opened(self) -> httpx2.Client:
        import httpx2

        with self._lock:
            if self._client is None:
                key = self._away.key(self._name)
                headers = {"User-Agent": "earshot", **({"Authorization": f"Bearer {key}"} if key else {})}
                # No redirect is followed: the key and the sound go to this address alone.
                self._client = httpx2.Client(
                    headers=headers,
                    follow_redirects=False,
                    trust_env=self.model.leaves_the_computer,
                    limits=httpx2.Limits(max_connections=64),
                )
            return self._client


def _timeout(read_s: float, connect_s: float) -> httpx2.Timeout:
    import httpx2

    return httpx2.Timeout(read_s, connect=connect_s)


def _asked_wait(headers: Mapping[str, str]) -> float | None:
    """Seconds that the server asks to wait. Source: RFC 9110, Retry-After; OpenAI's retry-after-ms."""
    try:
        if (text := headers.get("retry-after-ms")) is not None:
            return max(0.0, float(text) / 1000)
        text = headers.get("retry-after", "")
        if text.strip().isdigit():
            return float(text)
        return max(0.0, email.utils.parsedate_to_datetime(text).timestamp() - time.time())
    except (ValueError, OverflowError):
        return None


@contextmanager
def explaining(host: str) -> Iterator[None]:
    """What a connection raises becomes a RemoteFailed; its own message may quote what was sent, so it is left out."""
    import httpx2

    try:
        yield
    except (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.ProxyError, httpx2.InvalidURL) as error:
        raise (failures.not_trusted(host) if of_certificate(error) else failures.unreachable(host)) from None
    except (ImportError, httpx2.UnsupportedProtocol, ValueError):  # of a SOCKS proxy; of a key that is no header
        raise failures.unreachable(host) from None
    except httpx2.TimeoutException:
        raise RemoteTimeout from None
    except httpx2.HTTPError:
        raise failures.broken_off(host) from None


def of_certificate(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLError) or "CERTIFICATE" in str(error):
            return True
        error = error.__cause__ or error.__context__
    return False
