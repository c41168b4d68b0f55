"""A language model on vLLM: prompt embeddings go to its Completions endpoint, text comes back.

Source: vLLM's documentation, "Prompt Embedding Inputs", and its OpenAI-compatible server (0.11.1 and later).
"""

from __future__ import annotations

import base64
import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np

from engine.models.away import RemoteFailed, RemoteRefused, RemoteUnfit
from engine.models.family import Report, to_the_log
from engine.models.fun_asr_nano.llm.context import check_vectors
from engine.models.fun_asr_nano.llm.engine import first_loop
from engine.models.fun_asr_nano.llm.errors import PromptTooLong
from engine.models.fun_asr_nano.llm.job import Counters, DecodedAnswer, DecodeJob, Ending
from engine.models.remote import failures
from engine.models.remote.link import HttpLink
from engine.models.remote.prompts import PromptRows
from engine.models.remote.server_state import ServerState
from engine.models.remote.tensor_file import tensor_file

T = TypeVar("T")

_COMPLETIONS = "/v1/completions"
_OLDEST = (0, 11, 1)  # CVE-2025-62164: earlier ones can be made to write outside of their memory
_ROOM_FOR_ANSWER = 8  # as the local engine demands


@dataclass(frozen=True, slots=True)
class ServedModel:
    """A model as the server lists it. longest: positions of prompt and answer together, None where it does not say."""

    name: str
    longest: int | None


class RemoteDecoderService:
    """As DecoderService: `decode` and `close`. Several threads may decode at once; vLLM computes them together."""

    def __init__(self, link: HttpLink, prompts: PromptRows, report: Report = to_the_log) -> None:
        self._link, self._prompts = link, prompts
        self._state = ServerState(link.host, report)
        self._lock = threading.Lock()
        self._served: ServedModel | None = None

    def ask(self, work: Callable[[], T]) -> T:
        """What `work` returns; a failure is reported once, and the server then left alone for a while."""
        return self._state.ask(work)

    def connect(self) -> ServedModel:
        """What serves the model, once it was seen to fit. Raises RemoteFailed, RemoteUnfit."""
        with self._lock:
            if self._served is None:
                self._served = self._looked_up()
            return self._served

    def decode(self, job: DecodeJob) -> DecodedAnswer:
        """Raises RemoteFailed, SpanRefused for rows that are no numbers, PromptTooLong; also what the local tokeniser
        raises.
        """
        before, after = self._prompts.of(job.prompt)
        rows = np.concatenate([before, check_vectors(job.rows, self._prompts.width), after])
        return self.ask(lambda: self._decoded(rows, job))

    def close(self) -> None:
        self._link.close()
        self._prompts.close()

    def _decoded(self, rows: np.ndarray, job: DecodeJob) -> DecodedAnswer:
        try:
            return self._answered(self.connect(), rows, job)
        except RemoteRefused:
            raise
        except RemoteFailed:
            with self._lock:
                self._served = None  # it may come back as another one
            raise

    def _answered(self, served: ServedModel, rows: np.ndarray, job: DecodeJob) -> DecodedAnswer:
        limit = _fitting(len(rows), job.limit, served.longest)
        body = self._body(rows, served.name, limit)
        if job.temperature > 0:
            body |= {"temperature": job.temperature, "seed": job.seed}
        reply = self._link.post(_COMPLETIONS, body, self._link.patience.limit_s(job.audio_s))
        choice = _choice(reply.json(self._link.host), self._link.host)
        tokens = choice.tokens
        if (loop := first_loop(tokens)) is not None:
            choice, tokens = _Choice(choice.text, tokens[:loop], Ending.LOOP), tokens[:loop]
        counters = Counters(0, len(rows), 0, len(tokens), 1, 0, 0, 0.0, 0.0)
        return DecodedAnswer(choice.text, tuple(tokens), choice.ending, counters)

    def _body(self, rows: np.ndarray, model: str, limit: int) -> dict[str, Any]:
        """Without `prompt`: vLLM refuses an empty one. Penalties stay at their neutral values."""
        return {
            "model": model,
            "prompt_embeds": base64.b64encode(tensor_file(rows)).decode(),
            "max_tokens": limit,
            "temperature": 0,
            "return_token_ids": True,
        }

    def _looked_up(self) -> ServedModel:
        self._require_recent()
        served = served_model(self._link)
        before, after = self._prompts.of(DecodeJob(np.zeros((1, 1), np.float32), 0.0).prompt)
        try:
            self._link.post(
                _COMPLETIONS,
                self._body(np.concatenate([before, after]), served.name, 1),
                self._link.patience.answer_s,
            )
        except RemoteRefused as failed:
            raise RemoteUnfit(
                "{model} on {host} does not take the rows of this model: {reason}",
                "Serve the language model of the same model, with --enable-prompt-embeds.",
                model=served.name,
                host=self._link.host,
                reason=failed.what,
            ) from failed
        return served

    def _require_recent(self) -> None:
        try:
            answer = self._link.get("/version").json(self._link.host)
        except RemoteFailed as failed:
            if failed.again:
                raise
            return  # another server than vLLM, which does not say; the list of models shows a wrong key
        version = answer.get("version") if isinstance(answer, dict) else None
        parts = re.match(r"(\d+)\.(\d+)\.?(\d*)", version) if isinstance(version, str) else None
        if parts and tuple(int(part or 0) for part in parts.groups()) < _OLDEST:
            raise RemoteUnfit(
                "{host} runs vLLM {version}, which has a known hole in what Earshot needs.",
                "Have it updated to 0.11.1 or later.",
                host=self._link.host,
                version=version,
            )


def served_model(link: HttpLink) -> ServedModel:
    """The wanted model among those that the server lists; the first one where none is named. Raises RemoteFailed."""
    answer = link.get("/v1/models").json(link.host)
    listed = answer.get("data") if isinstance(answer, dict) else None
    if not isinstance(listed, list) or not all(isinstance(each, dict) for each in listed):
        raise failures.nonsense(link.host)
    wanted = link.model.model
    for each in listed:
        name, longest = each.get("id"), each.get("max_model_len")
        if isinstance(name, str) and name and wanted in ("", name):
            return ServedModel(name, longest if isinstance(longest, int) and longest > 0 else None)
    raise failures.no_such_model(link.host, wanted) if wanted else failures.nonsense(link.host)


def _fitting(rows: int, limit: int, longest: int | None) -> int:
    """How many tokens the answer may have; vLLM itself would cut it silently."""
    if longest is None:
        return limit
    if longest - rows < _ROOM_FOR_ANSWER:
        raise PromptTooLong(
            "The prompt takes {count} of {most} positions.",
            "Use fewer words in your vocabulary, or speak in shorter sentences.",
            count=rows,
            most=longest,
        )
    return min(limit, longest - rows)


@dataclass(frozen=True, slots=True)
class _Choice:
    text: str
    tokens: Sequence[int]
    ending: Ending


def _choice(answer: Any, host: str) -> _Choice:
    """The only answer. Raises RemoteFailed for another form."""
    try:
        only = answer["choices"][0]
        text, tokens = only["text"], only.get("token_ids") or ()
        ending = {"stop": Ending.COMPLETE, "length": Ending.LIMIT}[only["finish_reason"]]
        if not isinstance(text, str) or not all(type(token) is int for token in tokens):
            raise failures.nonsense(host)
    except (LookupError, TypeError, AttributeError) as error:
        raise failures.nonsense(host) from error
    return _Choice(text, tokens, ending)
