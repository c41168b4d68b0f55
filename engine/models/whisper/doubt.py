"""Decides by the model's own scores whether a text stands for speech at all.

Whisper writes "you" or "Thank you." into noise and silence, with confidence. The thresholds were chosen on recorded
noise and checked on other noise; docs/benchmarks.md has the figures for each language and with a vocabulary.
"""

from __future__ import annotations

import zlib

from engine.models.whisper.decoding import DecodedTokens

_UNSURE = -1.2  # mean log-probability of a token
_CERTAINLY_NONE = 0.8
_PERHAPS_NONE, _HALF_SURE = 0.15, -0.8
_REPETITIVE = 2.4  # compression ratio


def doubt(
    decoded: DecodedTokens, text: str, glossary: bool = False, chinese: bool = False, whole: bool = True
) -> str | None:
    """Why the text was probably not said, or None.

    glossary: the model was given words to expect. whole: the utterance has ended. The first second of an open one
    scores badly whatever it holds, so only the clearest case counts.
    """
    if _no_speech(decoded, glossary, chinese):
        return "the model heard no speech"
    if not whole:
        return None
    if decoded.log_prob < _UNSURE:
        return "the model was unsure of every word"
    unsure = decoded.log_prob < _HALF_SURE or compression_ratio(text) > _REPETITIVE
    perhaps = not chinese and decoded.no_speech > _PERHAPS_NONE
    return "the model heard no speech" if perhaps and unsure else None


def _no_speech(decoded: DecodedTokens, glossary: bool, chinese: bool) -> bool:
    if chinese:  # real Mandarin, numbers above all, reaches 0.87
        return decoded.no_speech > 0.6 and decoded.log_prob < -0.6
    limit = 0.28 if glossary else 0.5  # a glossary lowers the score of noise, and invites its words
    return decoded.no_speech > _CERTAINLY_NONE or (decoded.no_speech > limit and decoded.log_prob < -0.4)


def compression_ratio(text: str) -> float:
    """Bytes of a text per byte of it compressed; repeated words raise it."""
    plain = text.encode()
    return len(plain) / len(zlib.compress(plain)) if plain else 0.0
