"""Caption events as flat JSON objects, for programs that read along (caption --events)."""

from __future__ import annotations

import math
from dataclasses import fields
from enum import Enum
from functools import cache
from typing import Any

from engine.events import CaptionEvent, Partial, Timing, Word
from engine.text.harmless import harmless
from engine.timeline import to_seconds

_NAMES = {"utterance_id": "utterance"}
_POSITIONS = frozenset({"start", "end", "position", "length"})


@cache
def type_name(class_name: str) -> str:
    """From the class: "SpeechStarted" becomes "speech_started"."""
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in class_name).lstrip("_")


def event_object(event: CaptionEvent) -> dict[str, Any]:
    """One JSON object with harmless texts. Positions become seconds since the session began; the timestamps
    of `timing` that are known become <stage>_s, seconds of one monotonic clock, and `delay_s` is the way from heard
    to posted."""
    found: dict[str, Any] = {"type": type_name(type(event).__name__)}
    for each in fields(event):
        value = getattr(event, each.name)
        if each.name == "stream" and value is None:
            continue  # one source alone has no name
        if isinstance(value, Timing):
            found |= _timing(value)
        else:
            found[_NAMES.get(each.name, each.name)] = _plain(each.name, value)
    if isinstance(event, Partial):
        found["text"] = harmless(event.text)
    return found


def _plain(name: str, value: object) -> Any:
    if name in _POSITIONS and isinstance(value, int):
        return round(to_seconds(value), 4)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, str):
        return harmless(value)
    if isinstance(value, tuple):
        return [_word(each) if isinstance(each, Word) else _plain("", each) for each in value]
    return value


def _word(word: Word) -> dict[str, Any]:
    """The common verbose shape of transcripts: word, start, end, probability."""
    found: dict[str, Any] = {
        "word": harmless(word.text),
        "start": round(to_seconds(word.start), 4),
        "end": round(to_seconds(word.end), 4),
        "probability": None if word.probability is None else round(word.probability, 4),
    }
    return found | {"interpolated": True} if word.interpolated else found


def _timing(timing: Timing) -> dict[str, float]:
    timestamps = {each.name: getattr(timing, each.name) for each in fields(timing)}
    known = {name: round(at, 4) for name, at in timestamps.items() if not math.isnan(at)}
    if "heard_s" in known and "posted_s" in known:
        known["delay_s"] = round(known["posted_s"] - known["heard_s"], 4)
    return known
