"""Makes finals: of what was said, in advance during a silence, in haste under pressure, and again when time allows."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from engine.events import CaptionEvent, Final, NothingSaid, Timing
from engine.models.recogniser import Hypothesis, Request
from engine.streaming.guards import evidence_of, guarded
from engine.streaming.listener import Listener
from engine.streaming.scheduler import LAG_BOUND_S, FinalCost
from engine.streaming.second_tries import SecondTries
from engine.streaming.session_model import Outcome, SessionModel
from engine.streaming.troubles import Troubles
from engine.streaming.utterances import Draft, Drafts, EarlyFinal, OpenUtterance, Spoken
from engine.timeline import to_seconds

IN_HASTE = "taken from the guess to stay with the speaker; a better text follows when there is time"
IN_HURRY = "taken from the guess because the program was closed"
PASS_FAILED = "the final pass failed; this is the last guess"
MOST_CONTEXT = 8


class Finals:
    """The utterances that have ended, and what becomes of them. All on the engine thread.

    Every utterance that was started ends in one Final or NothingSaid; a draft may be followed by a better Final.
    """

    def __init__(
        self,
        listener: Listener,
        post: Callable[[CaptionEvent], None],
        clock: Callable[[], float],
        costs: FinalCost,
        request: Callable[[], Request],
        repeats: Callable[[int, int, np.ndarray, str], str | None] = lambda start, end, audio, text: None,
    ) -> None:
        """request: what the user wishes for an utterance whose decoding begins now.

        repeats: why the text of the sound from start to end is not kept, None where it is (echo_screen.Screen).
        """
        self._listener = listener
        self._post = post
        self._clock = clock
        self._costs = costs
        self._request = request
        self._repeats = repeats
        self._spoken: deque[Spoken] = deque()
        self.troubles = Troubles(post, lambda: listener.position)
        self.drafts = Drafts()
        self.hurried = False
        self._tries = SecondTries(clock)
        self.texts: deque[str] = deque(maxlen=MOST_CONTEXT)
        self.count = 0

    def expect(self, cost: float) -> None:
        """Another model: a final pass takes `cost` compute seconds a second of sound."""
        self._costs = FinalCost(cost)

    def take_over(self, before: Finals) -> None:
        """Go on in the place of `before`, with all that waits there."""
        self._spoken, self.drafts, self.texts = before._spoken, before.drafts, before.texts
        self.troubles, self.count, self.hurried = before.troubles, before.count, before.hurried
        self._tries = before._tries

    def hurry(self) -> None:
        """Begin no final pass from now on: what waits is told from its guess, and drafts stay what they are."""
        self.hurried = True
        self.drafts.clear()

    def add(self, spoken: Spoken) -> None:
        self._spoken.append(spoken)

    @property
    def oldest(self) -> Spoken | None:
        return self._spoken[0] if self._spoken else None

    @property
    def waiting(self) -> tuple[Spoken, ...]:
        return tuple(self._spoken)

    @property
    def beside(self) -> bool:
        """Final passes run beside the engine thread and hold up nothing."""
        return False

    @property
    def working_for(self) -> SessionModel | None:
        """The model of the pass that runs beside, if one does."""
        return None

    @property
    def pending(self) -> bool:
        """Something is still to be told."""
        return bool(self._spoken) or self.drafts.can_be_refined

    def close(self) -> None:
        """The session has ended."""

    def advance(self, pressing: bool) -> bool:
        """Take what a pass beside gave, tell what can be told, start the next. False when nothing moved.

        pressing: speech that no text shows yet will soon be too old.
        """
        return False

    def expected_s(self, length_s: float) -> float:
        """What the final pass of an utterance will probably take."""
        return self._costs.expected_s(length_s, self._clock())

    def left_s(self) -> float:
        """What all that waits will probably take, drafts included."""
        lengths = [spoken.length_s for spoken in self._spoken] + self.drafts.lengths_s
        return sum(self.expected_s(length) for length in lengths)

    # -- one at a time -----------------------------------------------------------------------------------

    def finish_one(self, hasty: bool) -> bool:
        """The oldest that waits becomes a final. hasty: at the price of a guess; False where none can be had."""
        spoken = self._spoken[0]
        timing = Timing(spoken.heard_s, spoken.queued_s, spoken.queued_s, self._clock())
        guess = self._guess(spoken) if hasty and not spoken.ready else None
        if hasty and not spoken.ready and guess is None:
            return False
        self._finish(spoken, guess, timing)
        self._spoken.popleft().utterance.close()
        return True

    def tell_oldest_as_known(self, reason: str) -> None:
        """The oldest that waits becomes a draft, without the model: what was shown of it, or a pass in advance gave."""
        spoken = self._spoken.popleft()
        try:
            self._tell_as_known(spoken, reason)
        finally:
            spoken.utterance.close()

    def finish_in_advance(self, utterance: OpenUtterance, end: int) -> None:
        """A final pass while a silence lasts: most silences end the utterance, and its text is there."""
        now_s = self._clock()
        timing = Timing(heard_s=self._listener.heard_s(end), queued_s=now_s, started_s=now_s)
        audio = self._listener.sound_between(utterance.start, end).copy()
        outcome = utterance.finish(self._request(), audio)
        utterance.model.early_finals.note(outcome.hypothesis is not None)
        if outcome.hypothesis is None:
            return  # the pass at the endpoint will tell if it fails again
        timing = replace(timing, computed_s=outcome.computed_s)
        self._took(outcome.hypothesis, timing, to_seconds(len(audio)))
        utterance.early = EarlyFinal(end, outcome.hypothesis, timing)

    def may_finish_in_advance(self, utterance: OpenUtterance, end: int) -> bool:
        """Once a silence; not soon after one that failed."""
        return utterance.model.early_finals.over() and (utterance.early is None or utterance.early.end != end)

    def refine_one(self, most_s: float) -> bool:
        """A draft whose pass will take at most `most_s` seconds gets its final. False where there is none."""
        if not self._tries.due(self._listener.finished):
            return False
        draft = self.drafts.take(most_s / self._costs.cost(self._clock()) if most_s < float("inf") else most_s)
        if draft is None:
            return False
        self._refine(draft)
        return True

    # -- what comes out ----------------------------------------------------------------------------------

    def _finish(self, spoken: Spoken, guess: Hypothesis | None, timing: Timing) -> None:
        """guess: what is told in haste, None where the final pass is made."""
        early = spoken.utterance.early
        if spoken.nothing is not None:
            self._nothing(spoken, spoken.nothing, replace(timing, computed_s=self._clock()))
            return
        if early is not None and early.end == spoken.end:
            hypothesis, timing = early.hypothesis, replace(early.timing, decided_s=spoken.queued_s)
        else:
            hypothesis = guess or self._best_text(spoken)
            timing = replace(timing, computed_s=self._clock())
            self._took(hypothesis, timing, spoken.length_s)
        if hypothesis.reason not in (IN_HASTE, IN_HURRY, PASS_FAILED):
            self.troubles.tell_stand_in(spoken.utterance.model, hypothesis)
            self.troubles.tell_language(hypothesis)
            self._tries.told(hypothesis.draft, ended=False)
        if hypothesis.draft and hypothesis.text.strip() and not self.hurried:
            self.drafts.add(spoken, hypothesis)
        self._tell(spoken, self._guarded(spoken, hypothesis, spoken.sound.audio), timing)

    def _tell_as_known(self, spoken: Spoken, reason: str) -> None:
        now_s = self._clock()
        timing = Timing(spoken.heard_s, spoken.queued_s, spoken.queued_s, now_s, now_s)
        known = self._known(spoken)
        if not known.text.strip():
            self._nothing(spoken, spoken.nothing or reason, timing)
            return
        self._post(self._final(spoken, replace(known, draft=True, reason=reason), timing))
        self.count += 1

    def _known(self, spoken: Spoken) -> Hypothesis:
        utterance, early = spoken.utterance, spoken.utterance.early
        if spoken.nothing is not None or utterance.hidden:
            return Hypothesis("")
        if utterance.shown.text or early is None or early.end != spoken.end:
            return utterance.shown
        return self._guarded(spoken, early.hypothesis, spoken.sound.audio)

    def _guarded(self, spoken: Spoken, hypothesis: Hypothesis, audio: np.ndarray) -> Hypothesis:
        utterance = spoken.utterance
        model, request = utterance.model.capabilities, utterance.request
        languages = (request.language,) if request.language else request.languages or model.languages
        shown = bool(utterance.stabiliser.stable)
        return guarded(hypothesis, evidence_of(audio, spoken.sound.speech, hypothesis, languages, model.rough, shown))

    def _tell(self, spoken: Spoken, hypothesis: Hypothesis, timing: Timing) -> None:
        if not hypothesis.text.strip():
            self.drafts.take_of(spoken.utterance.id)
            self._nothing(spoken, hypothesis.reason or "no words were recognised", timing)
            return
        if repeated := self._repeats(spoken.start, spoken.end, spoken.sound.audio, hypothesis.text):
            self.drafts.take_of(spoken.utterance.id)
            self._nothing(spoken, repeated, timing)
            return
        self._post(self._final(spoken, hypothesis, timing))
        self.count += 1
        self.texts.append(hypothesis.text)

    def _refine(self, draft: Draft) -> None:
        spoken = draft.spoken
        timing = Timing(spoken.heard_s, spoken.queued_s, spoken.queued_s, self._clock())
        outcome = spoken.utterance.model.finish(spoken.utterance.request, draft.audio)
        self._refined(draft, outcome, replace(timing, computed_s=outcome.computed_s))

    def _refined(self, draft: Draft, outcome: Outcome, timing: Timing) -> None:
        """A pass over a draft was made. One that failed is made again while sound comes; at the end the draft stays."""
        spoken, hypothesis, ended = draft.spoken, outcome.hypothesis, self._listener.finished
        if hypothesis is None:
            self.troubles.tell(spoken.utterance.model, outcome.failure)
            if ended:
                return
        else:
            self._took(hypothesis, timing, spoken.length_s)
        self._tries.told(hypothesis is None or hypothesis.draft, ended)
        if hypothesis is None or hypothesis.draft:
            self._wait_on(draft)
            return
        hypothesis = self._guarded(spoken, hypothesis, draft.audio)
        if not hypothesis.text.strip():
            told = self._guarded(spoken, draft.hypothesis, draft.audio)
            hypothesis = replace(told, reason="the final pass found no words; this is the guess")
        self._post(self._final(spoken, replace(hypothesis, draft=False), timing))

    def _wait_on(self, draft: Draft) -> None:
        """What writes finals is away: the draft is kept for when it is back, or stays as it was told."""
        if self._tries.hopeless:
            self.drafts.clear()
        elif not self.hurried:
            self.drafts.put_back(draft)

    def _guess(self, spoken: Spoken) -> Hypothesis | None:
        """What is told in haste: the last guess, or a new one where that did not hear all. None without such a text."""
        utterance, reason = spoken.utterance, IN_HURRY if self.hurried else IN_HASTE
        if utterance.model.stuck:
            return replace(utterance.shown, draft=True, reason=PASS_FAILED)
        guess = utterance.last if spoken.guess_is_whole else self._guessed_anew(spoken)
        if self.hurried and utterance.model.capabilities.partials:
            guess = guess or utterance.shown  # no final pass will follow, and most of it was shown
        elif guess is None or not guess.text.strip():
            utterance.no_guess = True
            return None
        return replace(guess, draft=True, reason=reason)

    def _guessed_anew(self, spoken: Spoken) -> Hypothesis | None:
        utterance, model = spoken.utterance, spoken.utterance.model
        if utterance.no_guess or not (model.capabilities.partials and model.guesses.over()):
            return None
        return utterance.guess(self._request(), spoken.sound.audio).hypothesis

    def _best_text(self, spoken: Spoken) -> Hypothesis:
        """The final pass; made a second time where it fails and nothing was shown that could stand in its place."""
        utterance = spoken.utterance
        outcome = utterance.finish(self._request(), spoken.sound.audio)
        if outcome.hypothesis is None and not utterance.shown.text:
            outcome = utterance.finish(self._request(), spoken.sound.audio)
        return outcome.hypothesis or self._in_place(utterance, outcome)

    def _in_place(self, utterance: OpenUtterance, failed: Outcome) -> Hypothesis:
        """What stands where the final pass failed, until a better one."""
        self.troubles.tell(utterance.model, failed.failure)
        return replace(utterance.shown, words=(), draft=True, reason=PASS_FAILED)

    def _took(self, hypothesis: Hypothesis, timing: Timing, sound_s: float) -> None:
        """A stand-in tells nothing of what a final costs."""
        if hypothesis.draft:
            return
        self._costs.took(timing.computed_s - timing.started_s, sound_s, timing.computed_s)

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

    def _nothing(self, spoken: Spoken, reason: str, timing: Timing) -> None:
        timing = replace(timing, posted_s=self._clock())
        self._post(NothingSaid(spoken.utterance.id, spoken.start, spoken.end, reason, timing))


def most_refining_s(guess_s: float) -> float:
    """How long a pass over a draft may take while nobody speaks: somebody may begin as soon as it has begun."""
    return max(0.0, (LAG_BOUND_S - guess_s) / 1.5)
