"""What recognisers that send sound to another machine share."""

from __future__ import annotations

import io
import wave
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from engine.events import DecodedBy, Word
from engine.models.manifest import Manifest
from engine.models.recogniser import Capabilities, Hypothesis, Request
from engine.text.borders import holds
from engine.text.units import letters
from engine.timeline import to_samples

RATE = 16_000
SHORTEST = 1600  # samples; servers skip what is shorter
FRAME = 3200  # samples of one message to a server that listens
MOST_WORDS = 20  # offered at once, as to a local model
DECODED_BY = DecodedBy.LLM  # unknown; the guards against loops and inventions fit in any case
SAMPLE = Path(__file__).resolve().parents[3] / "resources" / "samples" / "meeting.flac"


def pcm16(audio: np.ndarray) -> bytes:
    """audio: float32 (n,), +-1.0. Returns 16 bit, little-endian."""
    scaled: np.ndarray = np.clip(audio, -1.0, 1.0) * 32767.0
    return bytes(scaled.round().astype("<i2").tobytes())


def wav(audio: np.ndarray) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(RATE)
        writer.writeframes(pcm16(audio))
    return file.getvalue()


def with_vocabulary(ask: Callable[[tuple[str, ...]], Hypothesis], request: Request) -> Hypothesis:
    """ask: the text where these words are offered. From a vocabulary words are chosen by a first text, so that
    nothing is offered in silence, and no word is sent that was not heard.
    """
    offered = request.hotwords[:MOST_WORDS]
    if request.steering is not None:
        first = ask(())
        offered = request.steering.chosen(first.text)
        if not offered:
            return first
    found = ask(offered)
    used = tuple(word for word in offered if holds(found.text, word))
    return replace(found, hotwords_offered=offered, hotwords_used=used)


def words_of(timed: object, text: str, length: int) -> tuple[Word, ...]:
    """timed: [{"word", "start", "end"}] in seconds, as in OpenAI's answers; none where they are not the text's."""
    words: list[Word] = []
    at = 0
    try:
        for each in timed if isinstance(timed, list) else ():
            begin = min(max(to_samples(float(each["start"])), at), length)
            at = min(max(to_samples(float(each["end"])), begin), length)
            if written := str(each["word"]).strip():
                words.append(Word(written, begin, at))
    except (LookupError, TypeError, ValueError, OverflowError):
        return ()
    return tuple(words) if letters("".join(word.text for word in words)) == letters(text) else ()


def capabilities_of(described: Manifest, *, partials: bool) -> Capabilities:
    return Capabilities(
        name=described.name,
        title=described.title,
        languages=described.languages,
        partials=partials,
        word_times=False,  # some servers give them; none promises
        hotwords=True,
        context=False,
        concurrent_finals=True,
        together=True,
    )
