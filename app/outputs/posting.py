"""Posts captions over HTTP to a secret address, which no message and no log shows."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

import httpx2

from app.model_store.fetching.faults import PassingFault, SourceFault
from app.model_store.fetching.web import explaining
from app.outputs.receiver import KEEPS_TRYING, CaptionsRefused, ReceiverAway
from engine.text.sentence import Sentence

CONNECT_S, ANSWER_S = 5.0, 10.0
LONGEST_WAIT_S = 60.0
Failure = CaptionsRefused | ReceiverAway
_PASSING = (408, 425, 429)
for _name in ("httpx2", "httpcore2"):  # they log addresses
    logging.getLogger(_name).setLevel(logging.WARNING)


class CaptionPost:
    """title: of the service. failures: what its statuses mean, where they mean more than everywhere."""

    def __init__(self, title: str, url: str, failures: Mapping[int, Callable[[], Failure]]) -> None:
        self._title, self._url, self._failures = title, url, failures
        self._client: httpx2.Client | None = None

    def post(self, query: str, text: str) -> None:
        """query: what stands behind the address, with its &."""
        headers = {"Content-Type": "text/plain; charset=utf-8"}
        self._ask(httpx2.Request("POST", self._url + query, headers=headers, content=text.encode()))

    def get(self, further: str) -> str:
        """What the address answers with `further` behind its path. Raises as `post`."""
        parts = urlsplit(self._url)
        return self._ask(httpx2.Request("GET", parts._replace(path=parts.path + further).geturl())).text

    def close(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            client.close()

    def _ask(self, request: httpx2.Request) -> httpx2.Response:
        if self._client is None:
            self._client = httpx2.Client(timeout=httpx2.Timeout(ANSWER_S, connect=CONNECT_S), follow_redirects=False)
        try:
            with explaining(urlsplit(self._url).hostname or ""):
                answer = self._client.send(request)
        except PassingFault as fault:
            raise ReceiverAway(fault.what, KEEPS_TRYING) from None
        except SourceFault as fault:
            raise CaptionsRefused(fault.what, fault.remedy) from None
        if answer.is_success:
            return answer
        raise self._failure(answer)

    def _failure(self, answer: httpx2.Response) -> Failure:
        status = answer.status_code
        if status in self._failures:
            return self._failures[status]()
        if status in _PASSING or status >= 500:
            what = Sentence("{service} takes no captions at the moment ({status}).", service=self._title, status=status)
            asked = answer.headers.get("Retry-After", "")
            wait_s = min(float(asked), LONGEST_WAIT_S) if asked.isdecimal() else None
            return ReceiverAway(what, KEEPS_TRYING).asking(wait_s)
        what = Sentence("{service} refused the captions ({status}).", service=self._title, status=status)
        return CaptionsRefused(what, "Copy the address again, then start again.")


class PostingReceiver:
    """What receivers of posts share: each post is whole, so that a rest asks for nothing and an end only closes."""

    def __init__(self, post: CaptionPost) -> None:
        self.note = ""
        self._post = post

    def rest(self) -> None:
        pass

    def end(self) -> None:
        self.close()

    def close(self) -> None:
        self._post.close()
