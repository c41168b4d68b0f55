"""The messages between the program and its decoder process."""

from __future__ import annotations

from dataclasses import asdict

import numpy as np

from engine.errors import CaptioningError
from engine.isolation.messages import Message
from engine.models.fun_asr_nano.llm import errors
from engine.models.fun_asr_nano.llm.job import Counters, DecodedAnswer, DecodeJob, DraftSource, Ending
from engine.models.fun_asr_nano.llm.prompt import PromptOptions
from engine.text.sentence import as_json, from_json

_KINDS = {kind.__name__: kind for kind in (errors.SpanRefused, errors.PromptTooLong, errors.DecoderFailed)}
_PLAIN = ("audio_s", "draft", "temperature", "seed", "most_tokens", "repeatable", "beams")
"""Fields of a job that are sent as they are."""


def job_message(number: int, job: DecodeJob) -> tuple[Message, bytes]:
    fields = {name: getattr(job, name) for name in _PLAIN}
    rows = np.ascontiguousarray(job.rows, dtype=np.float32)
    header = {
        "kind": "decode",
        "number": number,
        "shape": list(rows.shape),
        "source": job.source.value,
        "prompt": asdict(job.prompt),
        **fields,
    }
    return header, rows.tobytes()


def job_of(header: Message, payload: bytes) -> DecodeJob:
    prompt = dict(header["prompt"], hotwords=tuple(header["prompt"]["hotwords"]))
    return DecodeJob(
        rows=np.frombuffer(payload, np.float32).reshape(header["shape"]),
        prompt=PromptOptions(**prompt),
        source=DraftSource(header["source"]),
        **{name: header[name] for name in _PLAIN},
    )


def answer_message(number: int, decoded: DecodedAnswer) -> Message:
    return {
        "kind": "decoded",
        "number": number,
        "text": decoded.text,
        "tokens": list(decoded.tokens),
        "ending": decoded.ending.value,
        "counters": asdict(decoded.counters),
        "others": list(decoded.others),
    }


def answer_of(header: Message) -> DecodedAnswer:
    return DecodedAnswer(
        text=header["text"],
        tokens=tuple(header["tokens"]),
        ending=Ending(header["ending"]),
        counters=Counters(**header["counters"]),
        others=tuple(header["others"]),
    )


def failure_message(number: int, error: CaptioningError) -> Message:
    return {
        "kind": "failed",
        "number": number,
        "error": type(error).__name__,
        "what": as_json(error.what),
        "remedy": as_json(error.remedy),
    }


def failure_of(header: Message) -> CaptioningError:
    if header["error"] == errors.DecodingCancelled.__name__:
        return errors.DecodingCancelled()
    kind = _KINDS.get(header["error"], errors.DecoderFailed)
    return kind(from_json(header["what"]), from_json(header["remedy"]))
