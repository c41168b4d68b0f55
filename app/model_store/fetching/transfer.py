"""Fetches one file from one address: resumes, retries passing failures, and gives up in the end."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.model_store.fetching import faults
from app.model_store.fetching.download import ModelDownload, PartialFile
from app.model_store.fetching.faults import FileNotAtSource, PassingFault
from app.model_store.fetching.means import RetryPolicy
from app.model_store.fetching.steering import FetchPaused
from app.model_store.fetching.web import WebAnswer, WebClient, asked_wait, host_of
from app.model_store.obtainable import WantedFile

_RANGE = re.compile(r"bytes (?:(\d+)-\d+|\*)/(\d+|\*)")
_PAGES = (b"<!doctype html", b"<html")


class _TokenWanted(Exception):
    """The host refuses what it is asked without a token."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a file is. variable: that of the environment which may hold a token; token: gives the headers for it.

    size, sum: what the hub's own list says of the file: bytes, and sha256 or Git's blob id; None where it says nothing.
    """

    url: str
    variable: str
    token: Callable[[], Mapping[str, str] | None]
    size: int | None = None
    sum: str | None = None

    @property
    def host(self) -> str:
        return host_of(self.url)


class Transfer:
    """Fetches `file` from `address` into the download folder."""

    def __init__(
        self, client: WebClient, file: WantedFile, address: Address, download: ModelDownload, retry: RetryPolicy
    ) -> None:
        self._client, self._file, self._address, self._download = client, file, address, download
        self._retry = retry
        self._secret: Mapping[str, str] = {}
        self._stated = address.sum
        self._size = file.size if file.size is not None else address.size

    def run(self) -> None:
        """Raises SourceFault, FetchStopped, OSError for the disk."""
        part = self._download.partial(self._file, self._file.sha256 or self._stated)
        try:
            begun = part.length
            self._with_retries(part)
            try:
                self._download.accept(self._file, part, self._address.host, stated=self._stated)
            except faults.WrongContent:
                if not begun:
                    raise
                # The beginning came in an earlier fetch, perhaps from elsewhere: once more, all from here.
                part = self._download.partial(self._file, "")
                self._with_retries(part)
                self._download.accept(self._file, part, self._address.host, stated=self._stated)
        finally:
            part.close()

    def _with_retries(self, part: PartialFile) -> None:
        wait, tried = self._retry.first_wait_s, 0
        while True:
            if self._download.steering.paused:
                self._download.show(self._file.name, part.length, force=True, paused=True)
            self._download.steering.wait_while_paused()
            before = part.length
            try:
                self._once(part)
                return
            except FetchPaused:
                continue
            except _TokenWanted:
                self._show_token()
            except PassingFault as fault:
                if part.length > before:
                    wait, tried = self._retry.first_wait_s, 0
                tried += 1
                longest = self._retry.longest_wait_s
                if tried >= min(self._retry.attempts, fault.tries or tried + 1) or (fault.wait_s or 0) > longest:
                    raise
                self._download.steering.wait(wait if fault.wait_s is None else fault.wait_s)
                wait *= 2

    def _show_token(self) -> None:
        found = None if self._secret else self._address.token()
        if not found:
            raise faults.SignInWanted(self._address.host, self._file.name, self._address.variable)
        self._secret = found

    def _once(self, part: PartialFile) -> None:
        """The whole file is there when this returns. Raises FetchPaused."""
        offset = part.length
        if self._size is not None:
            if offset == self._size:
                return
            if offset > self._size:
                part.restart()
                offset = 0
        answer = self._client.get(
            self._address.url, {**self._secret, **({"Range": f"bytes={offset}-"} if offset else {})}
        )
        try:
            if answer.status == 416:
                self._beyond_the_end(answer, part)
                return
            self._check_status(answer)
            self._take(answer, part)
        finally:
            answer.close()

    def _beyond_the_end(self, answer: WebAnswer, part: PartialFile) -> None:
        self._learn(answer, part)
        found = _RANGE.fullmatch(answer.header("Content-Range"))
        if not found or found[2] != str(part.length):
            part.restart()
            raise faults.broken_off(self._address.host)

    def _check_status(self, answer: WebAnswer) -> None:
        host, name = self._address.host, self._file.name
        match answer.status:
            case 200 | 206:
                return
            case 401 | 403:
                raise _TokenWanted
            case 404 | 410:
                raise FileNotAtSource(host, name)
            case 429:
                raise faults.busy(host, asked_wait(answer))
            case status if status == 408 or status >= 500:
                raise faults.failing(host, status, asked_wait(answer))
            case status:
                raise faults.refused(host, name, status)

    def _take(self, answer: WebAnswer, part: PartialFile) -> None:
        self._refuse_pages(answer)
        self._learn(answer, part)
        total = self._place(answer, part)
        if total is not None:
            if self._size is not None and total != self._size:
                raise faults.wrong_length(self._address.host, self._file.name, total, self._size)
            self._download.learn(self._file, total)
        self._read(answer, part, total)

    def _refuse_pages(self, answer: WebAnswer) -> None:
        if answer.header("Content-Type").startswith("text/html") and not self._file.name.endswith(".html"):
            raise faults.web_page(self._address.host, self._file.name)

    def _learn(self, answer: WebAnswer, part: PartialFile) -> None:
        """What the hub says of the file in the headers of its first answer. Source: Hugging Face's file API."""
        stated = answer.first.get("X-Linked-Etag", answer.first.get("ETag", "")).removeprefix("W/").strip('"').lower()
        if re.fullmatch(r"[0-9a-f]{64}|[0-9a-f]{40}", stated) and "X-Repo-Commit" in answer.first:
            if len(stated) == 64 and self._file.sha256 not in (None, stated):
                raise faults.wrong_sum(self._address.host, self._file.name)
            self._stated = self._stated or stated
        if self._file.sha256 is None:
            part.becomes(self._stated or stated)

    def _place(self, answer: WebAnswer, part: PartialFile) -> int | None:
        """Have `part` end where the answer begins; returns the length of the whole file, None if it is unknown."""
        length = answer.header("Content-Length")
        if answer.status == 200:
            part.restart()
            return int(length) if length.isdecimal() else None
        found = _RANGE.fullmatch(answer.header("Content-Range"))
        if not found or found[1] != str(part.length):
            part.restart()
            raise faults.broken_off(self._address.host)
        return None if found[2] == "*" else int(found[2])

    def _read(self, answer: WebAnswer, part: PartialFile, total: int | None) -> None:
        for block in answer.blocks(self._address.host):
            self._download.steering.go_on()
            if part.length == 0 and block[:64].lstrip().lower().startswith(_PAGES):
                raise faults.web_page(self._address.host, self._file.name)
            self._download.transferred += len(block)
            part.write(block)
            if self._size is not None and part.length > self._size:
                length = part.length
                part.restart()
                raise faults.wrong_length(self._address.host, self._file.name, length, self._size)
            self._download.show(self._file.name, part.length)
        if total is not None and part.length < total:
            raise faults.broken_off(self._address.host)
