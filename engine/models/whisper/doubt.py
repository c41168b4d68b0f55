"""Whether a text stands for speech at all, by the model's own scores.

Whisper writes "you" or "Thank you." into noise and silence, sure of itself. The thresholds were chosen on recorded
noise and checked on other noise; docs/benchmarks.md has the figures for each language and with a vocabulary.
"""

from __future__ import annotations

import zlib

from engine.models.whisper.decoding import Decoded

_UNSURE = -1.2  # mean log-probability of a token
_CERTAINLY_NONE = 0.8
_NO_SPEECH = 0.5  # digits read in Mandarin reach 0.65, but the model is sure of them
_NO_SPEECH_WITH_GLOSSARY = 0.28  # a vocabulary lowers the score of noise, and invites its words
_SURE = -0.4
_PERHAPS_NONE, _HALF_SURE = 0.15, -0.8
_REPETITIVE = 2.4  # compression ratio


def doubt(decoded: Decoded, text: str, glossary: bool, whole: bool = True) -> str | None:
    """Why the text is probably not what somebody said, or None.

    glossary: the model was told words to expect. whole: the utterance has ended. While it is spoken its first second
    scores badly whatever it holds, and only the clearest case counts.
    """
    limit = _NO_SPEECH_WITH_GLOSSARY if glossary else _NO_SPEECH
    if decoded.no_speech > _CERTAINLY_NONE or (decoded.no_speech > limit and decoded.log_prob < _SURE):
        return "the model heard no speech"
    if not whole:
        return None
    if decoded.log_prob < _UNSURE:
        return "the model was unsure of every word"
    unsure = decoded.log_prob < _HALF_SURE or compression_ratio(text) > _REPETITIVE
    return "the model heard no speech" if decoded.no_speech > _PERHAPS_NONE and unsure else None


def compression_ratio(text: str) -> float:
    """Bytes of a text per byte of it compressed; repeated words raise it."""
    plain = text.encode()
    return len(plain) / len(zlib.compress(plain)) if plain else 0.0
