"""The language model elsewhere, and what writes the text while it gives none: the local one, else the CTC branch."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

from engine.errors import CaptioningError
from engine.models.away import RemoteFailed
from engine.models.family import Report
from engine.models.fun_asr_nano.decoder import ServedDecoder
from engine.models.fun_asr_nano.text_decoder import EncodedUtterance, TextDecoder
from engine.models.recogniser import Hypothesis, Request
from engine.models.remote.completions import RemoteDecoderService
from engine.text.sentence import Sentence


class RemoteTextDecoder:
    """open_local: loads the local language model, which takes seconds and memory: only once the remote one failed, and
    beside the captions. Until it is there, the CTC text stands in as a draft.
    """

    def __init__(self, service: RemoteDecoderService, open_local: Callable[[], TextDecoder], report: Report) -> None:
        self._remote = ServedDecoder(service)
        self._open_local, self._report = open_local, report
        self._lock = threading.Lock()
        self._loading: threading.Thread | None = None
        self._local: TextDecoder | None = None
        self._closed = False

    def decode(self, heard: EncodedUtterance, request: Request) -> Hypothesis:
        """Raises what the remote model raised only where there is neither a local one nor a CTC text."""
        try:
            written = self._remote.decode(heard, request)
        except RemoteFailed as failed:
            local = self._stand_in(wait=True)
            if local is None:
                raise
            return replace(local.decode(heard, request), reason=failed.what)
        if not written.draft:
            return written
        local = self._stand_in(wait=False)
        if local is None:
            return written
        by_local = local.decode(heard, request)
        return written if by_local.draft else replace(by_local, reason=written.reason)

    def close(self) -> None:
        with self._lock:
            self._closed = True
            loading = self._loading
        if loading is not None:
            loading.join()
        self._remote.close()
        if self._local is not None:
            self._local.close()

    def _stand_in(self, wait: bool) -> TextDecoder | None:
        with self._lock:
            if self._loading is None and not self._closed:
                self._loading = threading.Thread(target=self._load, name="local decoder", daemon=True)
                self._loading.start()
            loading = self._loading
        if wait and loading is not None:
            loading.join()
        return self._local

    def _load(self) -> None:
        try:
            self._local = self._open_local()
        except CaptioningError as failed:
            self._report(
                Sentence("The local language model cannot stand in: {reason}", reason=failed.what), failed.remedy
            )
