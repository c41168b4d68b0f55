"""Formats a transcript as OpenAI's transcription API does. Source: its published reference and client."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import Any

from starlette.responses import JSONResponse, PlainTextResponse, Response

from app.exporters import export
from app.serving.forms import TranscriptionForm
from app.serving.recognition import Heard
from app.transcripts.values import unsaved_transcript
from engine.events import Final, Word
from engine.text.harmless import harmless
from engine.text.units import join_texts
from engine.timeline import to_seconds

_LEAST = 1e-10  # a probability of 0 has no logarithm


def answer(form: TranscriptionForm, heard: Heard, model: str) -> Response:
    finals = heard.ordered
    if form.format == "text":
        return PlainTextResponse(f"{text_of(finals)}\n")
    if form.format in ("srt", "vtt"):
        transcript = unsaved_transcript(finals, source="file", model=model)
        kind = "text/vtt" if form.format == "vtt" else "text/plain"
        content = export(transcript, form.format)
        return Response(content or ("WEBVTT\n" if form.format == "vtt" else ""), media_type=f"{kind}; charset=utf-8")
    if form.format == "verbose_json":
        return JSONResponse(verbose(form, heard))
    if form.format == "diarized_json":
        return JSONResponse(diarized(heard))
    return JSONResponse(plain(heard, form.logprobs))


def plain(heard: Heard, logprobs: bool = False) -> dict[str, Any]:
    """languages: those that the model found, the most common first; left out where it told none. logprobs: wanted."""
    found = Counter(each.language for each in heard.ordered if each.language)
    languages = {"languages": [{"code": code} for code, _ in found.most_common()]} if found else {}
    sure = {"logprobs": logprobs_of(heard.ordered)} if logprobs else {}
    return {"text": text_of(heard.ordered), **languages, **sure, "usage": usage(heard.length_s)}


def text_of(finals: Sequence[Final]) -> str:
    return join_texts(line for line in (harmless(each.text).strip() for each in finals) if line)


def logprobs_of(finals: Sequence[Final]) -> list[dict[str, Any]] | None:
    """Of each word; None where the model does not say how sure it is of all of them."""
    words = [word for each in finals for word in each.words]
    known = [word.probability for word in words if word.probability is not None]
    if len(known) < len(words) or any(each.text.strip() and not each.words for each in finals):
        return None
    found = []
    for word, probability in zip(words, known, strict=True):
        token = harmless(word.text).strip()
        logprob = round(math.log(min(max(probability, _LEAST), 1.0)), 6)
        found.append({"token": token, "bytes": list(token.encode()), "logprob": logprob})
    return found


def usage(seconds: float) -> dict[str, Any]:
    return {"type": "duration", "seconds": round(seconds, 3)}


def verbose(form: TranscriptionForm, heard: Heard) -> dict[str, Any]:
    """Numbers of OpenAI's segments that no model of ours gives are 0, and tokens an empty list: clients want them."""
    finals = heard.ordered
    found: dict[str, Any] = {
        "task": "transcribe",
        "language": form.asked.language or _language(finals) or "unknown",
        "duration": round(heard.length_s, 3),
        "text": text_of(finals),
        "usage": usage(heard.length_s),
    }
    if form.segments:
        found["segments"] = [_segment(number, each) for number, each in enumerate(finals)]
    if form.words:
        found["words"] = [_word(word) for each in finals for word in each.words]
    return found


def diarized(heard: Heard) -> dict[str, Any]:
    return {
        "task": "transcribe",
        "duration": round(heard.length_s, 3),
        "text": text_of(heard.ordered),
        "segments": heard.speakers,
        "usage": usage(heard.length_s),
    }


def _language(finals: Sequence[Final]) -> str | None:
    found = Counter(each.language for each in finals if each.language)
    return next((language for language, _ in found.most_common(1)), None)


def _segment(number: int, final: Final) -> dict[str, Any]:
    return {
        "id": number,
        "seek": 0,
        "start": round(to_seconds(final.start), 3),
        "end": round(to_seconds(final.end), 3),
        "text": harmless(final.text),
        "tokens": [],
        "temperature": 0.0,
        "avg_logprob": 0.0,
        "compression_ratio": 0.0,
        "no_speech_prob": 0.0,
    }


def _word(word: Word) -> dict[str, Any]:
    return {
        "word": harmless(word.text).strip(),
        "start": round(to_seconds(word.start), 3),
        "end": round(to_seconds(word.end), 3),
    }
