"""Keeps sound of the loudspeakers from being captioned again as speech into the microphone."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz

from engine.audio.history import SoundHistory
from engine.echo.resemblance import LEAD_S, Resemblance, Verdict, resemblance
from engine.events import CaptionEvent, Final, Partial
from engine.text.units import letters
from engine.timeline import to_samples

KEPT_S = 40.0  # an utterance of 28 s, what came before it, and a pass of the model
LOOKED_AT_S = 3.0  # of an utterance that goes on
OWN_S = 0.3  # of somebody's speech in it: what follows is shown
SHORTEST_S = 0.2  # less of it cannot be judged
SAME_WORDS = 0.75  # of its letters, in order
FEWEST_LETTERS = 4
_REMEMBERED = 32


class Screen:
    """Decides which utterances of a channel are shown and kept. This one passes everything."""

    def hides(self, utterance_id: int, start: int, audio: np.ndarray) -> bool:
        """Whether to hide the open utterance for now; audio: float32 (n,) from position `start`."""
        return False

    def rejects(self, start: int, audio: np.ndarray) -> str | None:
        """Why the whole utterance is no speech of this source; None where it is."""
        return None

    def repeats(self, start: int, end: int, audio: np.ndarray, text: str) -> str | None:
        """Why its text is dropped; None to keep it."""
        return None


@dataclass(slots=True)
class _Said:
    utterance_id: int
    start: int
    end: int
    text: str


class EchoScreen(Screen):
    """Screens the microphone's channel and follows the system sound's. All on the engine thread."""

    def __init__(self) -> None:
        self._played = SoundHistory()
        self._said: deque[_Said] = deque(maxlen=_REMEMBERED)
        self._own: int | None = None  # the utterance in which somebody was heard to speak

    # -- what it overhears -------------------------------------------------------------------------------

    def overhear(self, position: int, samples: np.ndarray) -> None:
        """float32 (n,) of system sound from `position` on."""
        if position != self._played.end:
            self._played.skip_to(position)
        self._played.append(samples)
        self._played.forget_before(self._played.end - to_samples(KEPT_S))

    def read_along(self, event: CaptionEvent) -> None:
        """An event of the other session."""
        if isinstance(event, Partial | Final):
            known = [said for said in self._said if said.utterance_id == event.utterance_id]
            said = known[0] if known else _Said(event.utterance_id, event.start, event.end, event.text)
            said.end, said.text = event.end, event.text
            if not known:
                self._said.append(said)

    # -- what it is asked --------------------------------------------------------------------------------

    def hides(self, utterance_id: int, start: int, audio: np.ndarray) -> bool:
        if utterance_id == self._own:
            return False
        newest = audio[-to_samples(LOOKED_AT_S) :]
        begin = start + len(audio) - len(newest)
        # The other capture may be a block behind; what was not heard there yet cannot be judged.
        newest = newest[: max(0, self._played.end - begin)]
        if len(newest) < to_samples(SHORTEST_S):
            return True
        found = self._resemblance(begin, newest)
        own = found.verdict is Verdict.OWN or found.own_s >= OWN_S
        if own:
            self._own = utterance_id
        return not own

    def rejects(self, start: int, audio: np.ndarray) -> str | None:
        found = self._resemblance(start, audio)
        if found.verdict is not Verdict.ECHO:
            return None
        return f"an echo of the computer's sound, {max(0.0, found.delay_s) * 1000:.0f} ms later"

    def repeats(self, start: int, end: int, audio: np.ndarray, text: str) -> str | None:
        if same_words(text, self._text_between(start, end)) < SAME_WORDS:
            return None
        if self._resemblance(start, audio).verdict is Verdict.OWN:
            return None  # somebody says again what was said
        return "an echo of the computer's sound: the same words at the same time"

    def _resemblance(self, start: int, audio: np.ndarray) -> Resemblance:
        lead = to_samples(LEAD_S)
        return resemblance(audio, self._played_between(start - lead, start + len(audio)))

    def _played_between(self, start: int, end: int) -> np.ndarray:
        """Silence where nothing was heard, or not kept."""
        found = np.zeros(end - start, dtype=np.float32)
        first, last = max(start, self._played.start), min(end, self._played.end)
        if first < last:
            found[first - start : last - start] = self._played.between(first, last)
        return found

    def _text_between(self, start: int, end: int) -> str:
        earliest = start - to_samples(LEAD_S)
        texts = sorted((said.start, said.text) for said in self._said if said.end > earliest and said.start < end)
        return " ".join(text for _, text in texts)


def same_words(text: str, others: str) -> float:
    """Share 0..1 of `text` that is found in `others`, in order and in one stretch. Too short a text proves nothing."""
    wanted, there = letters(text), letters(others)
    if len(wanted) < FEWEST_LETTERS or not there:
        return 0.0
    return fuzz.partial_ratio(wanted, there) / 100.0 * min(1.0, len(there) / len(wanted))
