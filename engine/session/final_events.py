"""Posts what becomes of the utterances of one source."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from engine.events import CaptionEvent, Final, NothingSaid, Timing
from engine.models.recogniser import Hypothesis
from engine.session.guards import evidence_of, guarded
from engine.session.utterances import Draft, Spoken

MOST_CONTEXT = 8
FOUND_NOTHING = "the final pass found no words; this is the guess"


class FinalEvents:
    """Every utterance that was started gets one Final or NothingSaid; a draft may be followed by a better Final.

    count: of the utterances with text. texts: the last ones.
    """

    def __init__(
        self,
        post: Callable[[CaptionEvent], None],
        clock: Callable[[], float],
        repeats: Callable[[int, int, np.ndarray, str], str | None] = lambda start, end, audio, text: None,
    ) -> None:
        """repeats: why the text of the sound from start to end is not kept, None where it is (echo_screen.Screen)."""
        self._post = post
        self._clock = clock
        self._repeats = repeats
        self.texts: deque[str] = deque(maxlen=MOST_CONTEXT)
        self.count = 0

    def tell(self, spoken: Spoken, hypothesis: Hypothesis, timing: Timing) -> bool:
        """What was recognised, as far as the guards let it through. False where nothing is left."""
        audio = spoken.sound.audio
        hypothesis = guarded_text(spoken, hypothesis, audio)
        nothing = self._repeats(spoken.start, spoken.end, audio, hypothesis.text) if hypothesis.text.strip() else None
        if nothing or not hypothesis.text.strip():
            self.tell_nothing(spoken, nothing or hypothesis.reason or "no words were recognised", timing)
            return False
        self._post(self._final(spoken, hypothesis, timing))
        self.count += 1
        self.texts.append(hypothesis.text)
        return True

    def tell_known(self, spoken: Spoken, reason: str) -> None:
        """A draft of what was shown of it, or of what a pass in advance gave; without the model."""
        now_s = self._clock()
        timing = Timing(spoken.heard_s, spoken.queued_s, spoken.queued_s, now_s, now_s)
        known = _known(spoken)
        if not known.text.strip():
            self.tell_nothing(spoken, spoken.nothing or reason, timing)
            return
        self._post(self._final(spoken, replace(known, draft=True, reason=reason), timing))
        self.count += 1

    def tell_refined(self, draft: Draft, hypothesis: Hypothesis, timing: Timing) -> None:
        """The final text of what was told as a draft."""
        hypothesis = guarded_text(draft.spoken, hypothesis, draft.audio)
        if not hypothesis.text.strip():
            hypothesis = replace(guarded_text(draft.spoken, draft.hypothesis, draft.audio), reason=FOUND_NOTHING)
        self._post(self._final(draft.spoken, replace(hypothesis, draft=False), timing))

    def tell_nothing(self, spoken: Spoken, reason: str, timing: Timing) -> None:
        timing = replace(timing, posted_s=self._clock())
        self._post(NothingSaid(spoken.utterance.id, spoken.start, spoken.end, reason, timing))

    def _final(self, spoken: Spoken, hypothesis: Hypothesis, timing: Timing) -> Final:
        return Final(
            utterance_id=spoken.utterance.id,
            start=spoken.start,
            end=spoken.end,
            text=hypothesis.text,
            words=tuple(spoken.moved(word) for word in hypothesis.words),
            model=spoken.utterance.model.capabilities.name,
            decoded_by=hypothesis.decoded_by,
            real_time_factor=(timing.computed_s - timing.started_s) / spoken.length_s,
            language=hypothesis.language,
            hotwords_offered=hypothesis.hotwords_offered,
            hotwords_used=hypothesis.hotwords_used,
            hotwords_replaced=hypothesis.hotwords_replaced,
            draft=hypothesis.draft,
            reason=hypothesis.reason,
            timing=replace(timing, posted_s=self._clock()),
        )


def guarded_text(spoken: Spoken, hypothesis: Hypothesis, audio: np.ndarray) -> Hypothesis:
    """What the guards keep of it. audio: of the utterance, float32 (n,)."""
    utterance = spoken.utterance
    model, request = utterance.model.capabilities, utterance.request
    languages = (request.language,) if request.language else request.languages or model.languages
    shown = bool(utterance.stabiliser.stable)
    return guarded(hypothesis, evidence_of(audio, spoken.sound.speech, hypothesis, languages, model.rough, shown))


def _known(spoken: Spoken) -> Hypothesis:
    utterance, early = spoken.utterance, spoken.utterance.early
    if spoken.nothing is not None or utterance.hidden:
        return Hypothesis("")
    if utterance.shown.text or early is None or early.end != spoken.end:
        return utterance.shown
    return guarded_text(spoken, early.hypothesis, spoken.sound.audio)
