"""The final of kept sound, outside of a live session: the same pass, vocabulary and guards."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from engine.audio.levels import powers
from engine.events import Word
from engine.models.recogniser import Hypothesis, Recogniser, Request
from engine.session.guards import evidence_of, guarded
from engine.session.post_processing import with_vocabulary
from engine.session.session_model import checked
from engine.timeline import to_samples

LONGEST = to_samples(28.0)  # of one pass; Whisper hears 30 s
_PAUSE = to_samples(5.0)  # in front of the limit: the quietest place in it parts what is longer


def retranscribed(recogniser: Recogniser, request: Request, audio: np.ndarray) -> Hypothesis:
    """The text of `audio`, float32 (n,), 16 kHz; words count from its beginning. Raises what the model raises."""
    parts = [_pass(recogniser, request, audio[begin:end], begin) for begin, end in spans(audio)]
    return parts[0] if len(parts) == 1 else _joined(parts)


def spans(audio: np.ndarray) -> list[tuple[int, int]]:
    """Begin and end of each pass: one, or several of LONGEST at most, parted where the sound is quietest."""
    found, begin = [], 0
    while len(audio) - begin > LONGEST:
        end = _quietest(audio, begin + LONGEST - _PAUSE, begin + LONGEST)
        found.append((begin, end))
        begin = end
    return [*found, (begin, len(audio))]


def _quietest(audio: np.ndarray, begin: int, end: int) -> int:
    """The middle of the quietest tenth of a second."""
    step = to_samples(0.1)
    return begin + int(np.argmin(powers(audio[begin:end], step))) * step + step // 2


def _pass(recogniser: Recogniser, request: Request, audio: np.ndarray, begin: int) -> Hypothesis:
    utterance = recogniser.begin(replace(request, repeatable=True))
    try:
        answer = with_vocabulary(checked(utterance.finish(audio)), request.steering)
    finally:
        utterance.close()
    known = recogniser.capabilities
    languages = (request.language,) if request.language else request.languages or known.languages
    kept = guarded(answer, evidence_of(audio, None, answer, languages, known.rough))
    return replace(kept, words=tuple(_moved(word, begin) for word in kept.words))


def _moved(word: Word, by: int) -> Word:
    return replace(word, start=word.start + by, end=word.end + by)


def _joined(parts: list[Hypothesis]) -> Hypothesis:
    said = [each for each in parts if each.text.strip()] or parts[:1]
    timed = all(each.words for each in said)
    return replace(
        said[0],
        text=" ".join(each.text.strip() for each in said),
        words=tuple(word for each in said for word in each.words) if timed else (),
        reason=next((each.reason for each in said if each.reason), None),
        probabilities=(),
        ctc=None,
        scorer=None,
    )
