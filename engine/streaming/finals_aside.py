"""Finals of a model that can finish one utterance while it guesses at another: speech never waits for them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from engine.events import CaptionEvent, Timing
from engine.models.recogniser import Request
from engine.streaming.aside import Aside
from engine.streaming.finals import IN_HASTE, Finals
from engine.streaming.listener import Listener
from engine.streaming.scheduler import FinalCost
from engine.streaming.session_model import Outcome, SessionModel
from engine.streaming.stabiliser import CaptionMode
from engine.streaming.utterances import Draft, EarlyFinal, OpenUtterance, Spoken
from engine.timeline import to_seconds

DRAFT_AFTER_S = 2.0  # who waits longer for a final gets the guess as a draft meanwhile
UNSHOWN_AFTER_S = 0.5  # the same where the last words are not on the screen yet
LONGEST_PASS_S = 20.0  # nobody waits longer for a pass, unless more than this many times as long was expected:
TIMES_EXPECTED = 10.0


@dataclass(slots=True)
class Pass:
    """The pass that runs. end: of its sound, float32 (n,). draft: what it refines, where a draft was told already.

    answered: set, on the thread beside, when the model has returned.
    """

    utterance: OpenUtterance
    end: int
    audio: np.ndarray
    timing: Timing
    begun_s: float
    draft: Draft | None = None
    answered: threading.Event = field(default_factory=threading.Event)

    @property
    def length_s(self) -> float:
        return to_seconds(len(self.audio))


class FinalsAside(Finals):
    """Utterances are still told in their order; what takes long is told as a draft first."""

    def __init__(
        self,
        listener: Listener,
        post: Callable[[CaptionEvent], None],
        clock: Callable[[], float],
        costs: FinalCost,
        request: Callable[[], Request],
        repeats: Callable[[int, int, np.ndarray, str], str | None],
        aside: Aside,
    ) -> None:
        super().__init__(listener, post, clock, costs, request, repeats)
        self._aside = aside
        self._pass: Pass | None = None

    @property
    def beside(self) -> bool:
        return True

    @property
    def working_for(self) -> SessionModel | None:
        return self._pass.utterance.model if self._pass is not None else None

    @property
    def pending(self) -> bool:
        return super().pending or (self._pass is not None and not self.hurried)

    def left_s(self) -> float:
        running = self.expected_s(self._pass.length_s) if self._pass and self._pass.draft else 0.0
        return super().left_s() + running

    def close(self) -> None:
        self._aside.close()

    def advance(self, pressing: bool) -> bool:
        moved = self._take() or self._tell_oldest(pressing)
        return moved if self.hurried else self._start_next() or moved

    def finish_in_advance(self, utterance: OpenUtterance, end: int) -> None:
        if self._pass is None and not self._aside.busy:
            audio = self._listener.sound_between(utterance.start, end).copy()
            timing = Timing(heard_s=self._listener.heard_s(end), queued_s=self._clock())
            self._start(Pass(utterance, end, audio, timing, self._clock()))

    def may_finish_in_advance(self, utterance: OpenUtterance, end: int) -> bool:
        free = self._pass is None and not self._aside.busy and not utterance.model.stuck
        return free and utterance.model.capabilities.finishes_aside and super().may_finish_in_advance(utterance, end)

    # -- the pass ----------------------------------------------------------------------------------------

    def _start(self, work: Pass) -> None:
        self._pass = work
        model, request = work.utterance.model, work.utterance.settle_request(self._request())

        def finished() -> Outcome:
            outcome = model.finish(request, work.audio)
            work.answered.set()
            return outcome

        self._aside.start(finished)

    def _start_next(self) -> bool:
        """The oldest that waits, else a draft."""
        if self._pass is not None or self._aside.busy:
            return False
        oldest = self.oldest
        if oldest is not None and (oldest.ready or oldest.utterance.model.stuck):
            return False  # it is told first: a second pass over it would tell nothing new
        if oldest is not None and not oldest.utterance.model.capabilities.finishes_aside:
            return self.finish_one(hasty=False)  # of a model that took the place of another
        if oldest is not None:
            timing = Timing(oldest.heard_s, oldest.queued_s, oldest.queued_s)
            self._start(Pass(oldest.utterance, oldest.end, oldest.sound.audio, timing, self._clock()))
            return True
        draft = self.drafts.take(float("inf")) if self._tries.due(self._listener.finished) else None
        if draft is not None:
            spoken = draft.spoken
            timing = Timing(spoken.heard_s, spoken.queued_s, spoken.queued_s)
            self._start(Pass(spoken.utterance, spoken.end, draft.audio, timing, self._clock(), draft))
        return draft is not None

    def _take(self) -> bool:
        work = self._pass
        outcome = (self._aside.take() or self._given_up(work)) if work is not None else None
        if outcome is None or work is None:
            return False
        self._pass = None
        timing = replace(work.timing, started_s=outcome.started_s, computed_s=outcome.computed_s)
        if work.draft is not None:
            self._refined(work.draft, outcome, timing)
            return True
        work.utterance.model.early_finals.note(outcome.hypothesis is not None)
        if outcome.hypothesis is not None:
            self._took(outcome.hypothesis, timing, work.length_s)
            work.utterance.early = EarlyFinal(work.end, outcome.hypothesis, timing)
        elif self._is_decided(work):
            work.utterance.early = EarlyFinal(work.end, self._in_place(work.utterance, outcome), timing)
        return True

    def _is_decided(self, failed: Pass) -> bool:
        """It is made again where the utterance goes on, and once where nothing was shown to stand in its place."""
        failed.utterance.failed_passes += 1
        if not any(each.utterance is failed.utterance and each.end == failed.end for each in self._spoken):
            return False
        return failed.utterance.shown.text != "" or failed.utterance.failed_passes > 1

    def _given_up(self, work: Pass) -> Outcome | None:
        """The outcome of a pass that has taken too long: none. Its model makes no other beside before it has ended."""
        now_s, limit_s = self._clock(), max(LONGEST_PASS_S, TIMES_EXPECTED * self.expected_s(work.length_s))
        if now_s - work.begun_s < limit_s:
            return None
        self._aside.give_up()
        work.utterance.model.give_up(work.answered)
        late = TimeoutError(f"no answer in {limit_s:.0f} s")
        self.troubles.tell(work.utterance.model, late)
        return Outcome(None, late, work.begun_s, now_s)

    # -- what can be told --------------------------------------------------------------------------------

    def _is_late(self, oldest: Spoken, pressing: bool) -> bool:
        waited_s = self._clock() - oldest.queued_s
        if oldest.utterance.no_guess:
            return False
        if oldest.guess_is_whole and oldest.utterance.mode is not CaptionMode.CALM:
            return waited_s > DRAFT_AFTER_S
        return pressing or waited_s > UNSHOWN_AFTER_S

    def _tell_oldest(self, pressing: bool) -> bool:
        oldest = self.oldest
        if oldest is None:
            return False
        told_now = oldest.ready or oldest.utterance.model.stuck or self.hurried
        if not told_now and (self._listener.finished or not self._is_late(oldest, pressing)):
            return False
        if not self.finish_one(hasty=not oldest.ready):
            return self.hurried and self.finish_one(hasty=False)
        self._becomes_refining(oldest)
        return True

    def _becomes_refining(self, told: Spoken) -> None:
        """A pass over what has just been told as a draft goes on: its outcome refines that."""
        work = self._pass
        if work is None or work.utterance is not told.utterance or work.end != told.end:
            return
        draft = self.drafts.take_of(told.utterance.id)
        if draft is not None and draft.hypothesis.reason == IN_HASTE:
            work.draft = draft
