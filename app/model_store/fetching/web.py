"""Plain HTTP with ranges, through the user's proxy, with the system's certificates."""

from __future__ import annotations

import email.utils
import queue
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from app.model_store.fetching import faults
from app.model_store.fetching.means import RetryPolicy
from app.model_store.fetching.steering import FetchSteering

if TYPE_CHECKING:
    import httpx2

_REDIRECTS = {301, 302, 303, 307, 308}
_MOST_REDIRECTS = 8
_AHEAD = 16  # blocks that wait to be written
_LOOKS_S = 0.2
_OWN = {"User-Agent": "earshot", "Accept-Encoding": "identity"}  # ranges count the bytes of the file itself
_SECRET = ("Authorization", "Cookie")


class _Owners:
    """The client is closed by the last one that uses it: a thread that a silent host holds up may outlast the fetch."""

    def __init__(self, client: httpx2.Client) -> None:
        self.client = client
        self._lock, self._count = threading.Lock(), 1

    def join(self) -> None:
        with self._lock:
            self._count += 1

    def leave(self) -> None:
        with self._lock:
            self._count -= 1
            last = self._count == 0
        if last:
            self.client.close()


class _Errand:
    """One request, on a thread of its own: a name that is looked up, or a host that is silent, can be left waiting."""

    def __init__(self, owners: _Owners, request: httpx2.Request, steering: FetchSteering) -> None:
        self._owners, self._request, self._steering = owners, request, steering
        self._brought: queue.Queue[Any] = queue.Queue(_AHEAD)
        self._left = threading.Event()
        owners.join()
        threading.Thread(target=self._run, name="fetch", daemon=True).start()

    def next(self) -> Any:
        """The response, then its blocks, then None. Raises what the request raised, FetchStopped and FetchPaused."""
        while True:
            try:
                brought = self._brought.get(timeout=_LOOKS_S)
            except queue.Empty:
                self._steering.go_on()
                continue
            if isinstance(brought, BaseException):
                raise brought
            return brought

    def leave(self) -> None:
        """Nothing more is wanted of it."""
        self._left.set()

    def _run(self) -> None:
        response: httpx2.Response | None = None
        try:
            response = self._owners.client.send(self._request, stream=True)
            self._bring(response)
            for block in response.iter_raw():
                if self._left.is_set():
                    return
                self._bring(block)
            self._bring(None)
        except BaseException as failed:
            self._bring(failed)
        finally:
            if response is not None:
                response.close()
            self._owners.leave()

    def _bring(self, what: object) -> None:
        while not self._left.is_set():
            with suppress(queue.Full):
                self._brought.put(what, timeout=_LOOKS_S)
                return


@dataclass(frozen=True, slots=True)
class WebAnswer:
    """The last answer of a chain of redirects. first: the headers of the first one; a hub states there what it has."""

    response: httpx2.Response
    first: Mapping[str, str]
    errand: _Errand

    @property
    def status(self) -> int:
        return self.response.status_code

    def header(self, name: str) -> str:
        return str(self.response.headers.get(name, ""))

    def blocks(self, host: str) -> Iterator[bytes]:
        """The bytes as they come. Raises SourceFault, FetchStopped and FetchPaused."""
        with explaining(host):
            while (block := self.errand.next()) is not None:
                yield block

    def close(self) -> None:
        self.errand.leave()


class WebClient:
    """One fetch's connections. Nothing is opened before `get`."""

    def __init__(self, retry: RetryPolicy, steering: FetchSteering) -> None:
        self._retry, self._steering = retry, steering
        self._owners: _Owners | None = None

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> WebAnswer:
        """Secrets go to the host of `url` alone. The caller closes the answer.

        Raises SourceFault; FetchStopped and FetchPaused within a moment, whatever the host does.
        """
        sent = {**_OWN, **(headers or {})}
        first: Mapping[str, str] | None = None
        for _ in range(_MOST_REDIRECTS):
            errand, response = self._ask(url, sent)
            first = response.headers if first is None else first
            target = response.headers.get("Location")
            if response.status_code not in _REDIRECTS or not target:
                return WebAnswer(response, first, errand)
            errand.leave()
            with explaining(host_of(url)):  # what the host names may be no address
                further = urljoin(url, target)
                elsewhere = _place(further) != _place(url)
                unprotected = urlsplit(url).scheme == "https" and urlsplit(further).scheme != "https"
            if unprotected:
                raise faults.unprotected(host_of(url))
            if elsewhere:
                sent = {name: value for name, value in sent.items() if name not in _SECRET}
            url = further
        raise faults.broken_off(host_of(url))

    def close(self) -> None:
        if self._owners is not None:
            self._owners.leave()

    def _ask(self, url: str, headers: Mapping[str, str]) -> tuple[_Errand, httpx2.Response]:
        with explaining(host_of(url)):
            owners = self._opened()
            errand = _Errand(owners, owners.client.build_request("GET", url, headers=headers), self._steering)
            try:
                return errand, errand.next()
            except BaseException:
                errand.leave()
                raise

    def _opened(self) -> _Owners:
        if self._owners is None:
            import httpx2

            timeout = httpx2.Timeout(self._retry.read_s, connect=self._retry.connect_s)
            # It takes the proxies of the environment and of the system, and the system's certificates.
            self._owners = _Owners(httpx2.Client(timeout=timeout, follow_redirects=False))
        return self._owners


def host_of(url: str) -> str:
    """Whatever somebody entered as an address."""
    try:
        return urlsplit(url).hostname or url
    except ValueError:
        return url.rpartition("://")[2].partition("/")[0].rpartition("@")[2]


def _place(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port


@contextmanager
def explaining(host: str) -> Iterator[None]:
    """What a connection raises becomes a fault; its own message may quote the user's proxy, so it is left out."""
    import ssl

    import httpx2

    try:
        yield
    except httpx2.ProxyError:
        raise faults.proxy_failed() from None
    except (ImportError, httpx2.UnsupportedProtocol):  # of a SOCKS proxy
        raise faults.proxy_failed() from None
    except (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.InvalidURL, ValueError) as error:
        raise (faults.not_trusted(host) if _of_certificate(error, ssl.SSLError) else faults.unreachable(host)) from None
    except httpx2.TimeoutException:
        raise faults.silent(host) from None
    except httpx2.HTTPError:
        raise faults.broken_off(host) from None


def _of_certificate(error: BaseException | None, kind: type[BaseException]) -> bool:
    while error is not None:
        if isinstance(error, kind) or "CERTIFICATE" in str(error):
            return True
        error = error.__cause__ or error.__context__
    return False


def asked_wait(answer: WebAnswer) -> float | None:
    """Seconds that the host asks to wait, None where it does not say. Source: RFC 9110, Retry-After."""
    text = answer.header("Retry-After").strip()
    if text.isdecimal():
        return float(text)
    try:
        return max(0.0, email.utils.parsedate_to_datetime(text).timestamp() - time.time())
    except (ValueError, OverflowError):
        return None
