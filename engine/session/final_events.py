"""Posts what becomes of the utterances of one source."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from engine.events import CaptionEvent, Final, NothingSaid, Timing
from engine.models.recogniser import Hypothesis
from engine.session.guards import evidence_of, guarded
from engine.session.utterances import Draft, PendingFinal

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

    def tell(self, pending: PendingFinal, hypothesis: Hypothesis, timing: Timing) -> bool:
        """What was recognised, as far as the guards let it through. False where nothing is left."""
        audio = pending.sound.audio
        hypothesis = guarded_text(pending, hypothesis, audio)
        nothing = self._repeats(pending.start, pending.end, audio, hypothesis.text) if hypothesis.text.strip() else None
        if nothing or not hypothesis.text.strip():
            self.tell_nothing(pending, nothing or hypothesis.reason or "no words were recognised", timing)
            return False
        self._post(self._final(pending, hypothesis, timing))
        self.count += 1
        self.texts.append(hypothesis.text)
        return True

    def tell_known(self, pending: PendingFinal, reason: str) -> None:
        """A draft of what was shown of it, or of what a pass in advance gave; without the model."""
        now_s = self._clock()
        timing = Timing(pending.heard_s, pending.queued_s, pending.queued_s, now_s, now_s)
        known = _known(pending)
        if not known.text.strip():
            self.tell_nothing(pending, pending.nothing or reason, timing)
            return
        self._post(self._final(pending, replace(known, draft=True, reason=reason), timing))
        self.count += 1

    def tell_refined(self, draft: Draft, hypothesis: Hypothesis, timing: Timing) -> None:
        """The final text of what was told as a draft."""
        hypothesis = guarded_text(draft.pending, hypothesis, draft.audio)
        if not hypothesis.text.strip():
            hypothesis = replace(guarded_text(draft.pending, draft.hypothesis, draft.audio), reason=FOUND_NOTHING)
        self._post(self._final(draft.pending, replace(hypothesis, draft=False), timing))

    def tell_nothing(self, pending: PendingFinal, reason: str, timing: Timing) -> None:
        timing = replace(timing, posted_s=self._clock())
        self._post(NothingSaid(pending.utterance.id, pending.start, pending.end, reason, timing))

    def _final(self, pending: PendingFinal, hypothesis: Hypothesis, timing: Timing) -> Final:
        return Final(
            utterance_id=pending.utterance.id,
            start=pending.start,
            end=pending.end,
            text=hypothesis.text,
            words=tuple(pending.moved(word) for word in hypothesis.words),
            model=pending.utterance.model.capabilities.name,
            decoded_by=hypothesis.decoded_by,
            real_time_factor=(timing.computed_s - timing.started_s) / pending.length_s,
            language=hypothesis.language,
            hotwords_offered=hypothesis.hotwords_offered,
            hotwords_used=hypothesis.hotwords_used,
            hotwords_replaced=hypothesis.hotwords_replaced,
            draft=hypothesis.draft,
            reason=hypothesis.reason,
            timing=replace(timing, posted_s=self._clock()),
        )


def guarded_text(pending: PendingFinal, hypothesis: Hypothesis, audio: np.ndarray) -> Hypothesis:
    """What the guards keep of it. audio: of the utterance, float32 (n,)."""
    utterance = pending.utterance
    model, request = utterance.model.capabilities, utterance.request
    languages = (request.language,) if request.language else request.languages or model.languages
    shown = bool(utterance.stabiliser.stable)
    return guarded(hypothesis, evidence_of(audio, pending.sound.speech, hypothesis, languages, model.rough, shown))


def _known(pending: PendingFinal) -> Hypothesis:
    utterance, early = pending.utterance, pending.utterance.early
    if pending.nothing is not None or utterance.hidden:
        return Hypothesis("")
    if utterance.shown.text or early is None or early.end != pending.end:
        return utterance.shown
    return guarded_text(pending, early.hypothesis, pending.sound.audio)
