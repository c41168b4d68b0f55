"""Finals of a model that can finish one utterance while it guesses at another: speech never waits for them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from engine.events import CaptionEvent, Timing
from engine.models.recogniser import Request
from engine.streaming.aside import Aside
from engine.streaming.finals import IN_HASTE, Finals
from engine.streaming.listener import Listener
from engine.streaming.scheduler import FinalCost
from engine.streaming.session_model import SessionModel
from engine.streaming.stabiliser import CaptionMode
from engine.streaming.utterances import Draft, EarlyFinal, OpenUtterance, Spoken
from engine.timeline import to_seconds

DRAFT_AFTER_S = 2.0  # who waits longer for a final gets the guess as a draft meanwhile
UNSHOWN_AFTER_S = 0.5  # the same where the last words are not on the screen yet


@dataclass(slots=True)
class Pass:
    """The pass that runs. draft: what it refines, where a draft was told already. end: of its sound."""

    utterance: OpenUtterance
    end: int
    audio: np.ndarray
    timing: Timing
    draft: Draft | None = None


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
        running = self.expected_s(to_seconds(len(self._pass.audio))) if self._pass and self._pass.draft else 0.0
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
            self._start(Pass(utterance, end, audio, timing))

    def may_finish_in_advance(self, utterance: OpenUtterance, end: int) -> bool:
        free = self._pass is None and not self._aside.busy and utterance.model.capabilities.finishes_aside
        return free and super().may_finish_in_advance(utterance, end)

    # -- the pass ----------------------------------------------------------------------------------------

    def _start(self, work: Pass) -> None:
        self._pass = work
        model, request = work.utterance.model, work.utterance.settle_request(self._request())
        self._aside.start(lambda: model.finish(request, work.audio))

    def _start_next(self) -> bool:
        """The oldest that waits, else a draft."""
        if self._pass is not None or self._aside.busy:
            return False
        oldest = self.oldest
        if oldest is not None and _is_ready(oldest):
            return False  # it is told first: a second pass over it would tell nothing new
        if oldest is not None and not oldest.utterance.model.capabilities.finishes_aside:
            self.finish_one(hasty=False)  # of a model that took the place of another
            return True
        if oldest is not None:
            timing = Timing(oldest.heard_s, oldest.queued_s, oldest.queued_s)
            self._start(Pass(oldest.utterance, oldest.end, oldest.sound.audio, timing))
            return True
        draft = self.drafts.take(float("inf")) if self._tries.due(self._listener.finished) else None
        if draft is not None:
            spoken = draft.spoken
            timing = Timing(spoken.heard_s, spoken.queued_s, spoken.queued_s)
            self._start(Pass(spoken.utterance, spoken.end, draft.audio, timing, draft))
        return draft is not None

    def _take(self) -> bool:
        work = self._pass
        outcome = self._aside.take() if work is not None else None
        if outcome is None or work is None:
            return False
        self._pass = None
        timing = replace(work.timing, started_s=outcome.started_s, computed_s=outcome.computed_s)
        if work.draft is not None:
            self._refined(work.draft, outcome, timing)
            return True
        if outcome.hypothesis is not None:
            self._took(outcome.hypothesis, timing, to_seconds(len(work.audio)))
        hypothesis = outcome.hypothesis or self._in_place(work.utterance, outcome)
        work.utterance.early = EarlyFinal(work.end, hypothesis, timing)
        return True

    # -- what can be told --------------------------------------------------------------------------------

    def _is_late(self, oldest: Spoken, pressing: bool) -> bool:
        waited_s = self._clock() - oldest.queued_s
        if oldest.guess_is_whole and oldest.utterance.mode is not CaptionMode.CALM:
            return waited_s > DRAFT_AFTER_S
        return pressing or waited_s > UNSHOWN_AFTER_S

    def _tell_oldest(self, pressing: bool) -> bool:
        oldest = self.oldest
        if oldest is None:
            return False
        ready = _is_ready(oldest)
        if not (ready or self.hurried) and (self._listener.finished or not self._is_late(oldest, pressing)):
            return False
        self.finish_one(hasty=not ready)
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


def _is_ready(spoken: Spoken) -> bool:
    early = spoken.utterance.early
    return spoken.nothing is not None or (early is not None and early.end == spoken.end)
