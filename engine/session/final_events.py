"""Posts the finals of one source."""

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
Spoken = Callable[[Final, np.ndarray], None]
FOUND_NOTHING = "the final pass found no words; this is the guess"


class FinalEvents:
    """Posts one Final or NothingSaid for every utterance that was started; a draft may be followed by a better Final.

    count: the number of utterances with text. texts: the latest of them.
    """

    def __init__(
        self,
        post: Callable[[CaptionEvent], None],
        clock: Callable[[], float],
        repeats: Callable[[int, int, np.ndarray, str], str | None] = lambda start, end, audio, text: None,
        spoken: Spoken = lambda final, audio: None,
    ) -> None:
        """repeats: returns why the text of samples start..end is dropped as an echo, or None to keep it.

        spoken: called with each final that was posted and its sound, float32 (n,); must return at once.
        """
        self._post = post
        self._clock = clock
        self._repeats = repeats
        self._spoken = spoken
        self.texts: deque[str] = deque(maxlen=MOST_CONTEXT)
        self.count = 0

    def report(self, pending: PendingFinal, hypothesis: Hypothesis, timing: Timing) -> bool:
        """Post what was recognised, as far as the guards keep it. False where nothing is left."""
        audio = pending.sound.audio
        hypothesis = guarded_text(pending, hypothesis, audio)
        nothing = self._repeats(pending.start, pending.end, audio, hypothesis.text) if hypothesis.text.strip() else None
        if nothing or not hypothesis.text.strip():
            self.report_nothing(pending, nothing or hypothesis.reason or "no words were recognised", timing)
            return False
        self._report(pending, hypothesis, timing, audio)
        self.count += 1
        self.texts.append(hypothesis.text)
        return True

    def report_known(self, pending: PendingFinal, reason: str) -> None:
        """Post a draft from the last partial, or from an early final pass, without calling the model."""
        now_s = self._clock()
        timing = Timing(pending.heard_s, pending.queued_s, pending.queued_s, now_s, now_s)
        known = _known(pending)
        if not known.text.strip():
            self.report_nothing(pending, pending.nothing or reason, timing)
            return
        self._report(pending, replace(known, draft=True, reason=reason), timing, pending.sound.audio)
        self.count += 1

    def report_refined(self, draft: Draft, hypothesis: Hypothesis, timing: Timing) -> None:
        """Post the final text of an utterance that was posted as a draft."""
        hypothesis = guarded_text(draft.pending, hypothesis, draft.audio)
        if not hypothesis.text.strip():
            hypothesis = replace(guarded_text(draft.pending, draft.hypothesis, draft.audio), reason=FOUND_NOTHING)
        self._report(draft.pending, replace(hypothesis, draft=False), timing, draft.audio)

    def report_nothing(self, pending: PendingFinal, reason: str, timing: Timing) -> None:
        timing = replace(timing, posted_s=self._clock())
        self._post(NothingSaid(pending.utterance.id, pending.start, pending.end, reason, timing))

    def _report(self, pending: PendingFinal, hypothesis: Hypothesis, timing: Timing, audio: np.ndarray) -> None:
        final = self._final(pending, hypothesis, timing)
        self._post(final)
        self._spoken(final, audio)

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
            alternatives=hypothesis.alternatives,
        )


def guarded_text(pending: PendingFinal, hypothesis: Hypothesis, audio: np.ndarray) -> Hypothesis:
    """The hypothesis as far as the guards keep it. audio: of the utterance, float32 (n,)."""
    utterance = pending.utterance
    model, request = utterance.model.capabilities, utterance.request
    languages = (request.language,) if request.language else request.languages or model.languages
    shown = bool(utterance.stabiliser.stable)
    evidence = evidence_of(
        audio, pending.sound.speech, hypothesis, languages, model.rough, shown, pending.partial_of_it
    )
    return guarded(hypothesis, evidence)


def _known(pending: PendingFinal) -> Hypothesis:
    utterance, early = pending.utterance, pending.utterance.early
    if pending.nothing is not None or utterance.hidden:
        return Hypothesis("")
    if utterance.shown.text or early is None or early.end != pending.end:
        return utterance.shown
    return guarded_text(pending, early.hypothesis, pending.sound.audio)
