"""The state of an utterance: while it is spoken, while it waits for its final, and while its draft may be refined."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from engine.events import Timing, Word
from engine.models.recogniser import Hypothesis, Request, Utterance
from engine.session.listener import EndedUtterance
from engine.session.session_model import Outcome, SessionModel
from engine.session.stabiliser import CaptionMode, Stabiliser
from engine.timeline import to_samples, to_seconds
from engine.vad.endpointer import EndReason, Opened

_FULL_SCALE = 32_767.0
_SOFT_EDGE = to_samples(0.1)  # soft consonants that a speech detector notices late
_SEVERAL = 2
MOST_FAILED_PASSES = 8  # some minutes; then the draft stays


@dataclass(frozen=True, slots=True)
class EarlyFinal:
    """The result of a final pass made during a pause, valid if the utterance ends at `end`."""

    end: int
    hypothesis: Hypothesis
    timing: Timing


class OpenUtterance:
    """An utterance that is being spoken. It keeps the model and mode with which it began; one that began before there
    was a model gets the first one.
    """

    def __init__(self, utterance_id: int, opened: Opened, model: SessionModel, mode: CaptionMode) -> None:
        self.id = utterance_id
        self.start = opened.start
        self.onset = opened.onset
        self.model = model
        self.mode = mode
        self.request = Request()
        self._settled = False
        self._decoding: Utterance | None = None
        self.stabiliser = Stabiliser(mode.steadiness)
        self.partial_end = opened.start
        self.last: Hypothesis | None = None
        self.partials = 0  # that gave a text
        self.early: EarlyFinal | None = None
        self.failed_passes = 0
        self.no_partial = False  # a partial of all of it gave no text: wait for its final
        self.hidden = False  # so far it sounds like an echo of the other source

    def make_partial(self, request: Request, audio: np.ndarray) -> Outcome:
        """A partial of `audio`, the utterance so far. request: used where this is the first pass."""
        outcome = self._call(lambda: self._begun(request).hypothesise(audio))
        self.model.partial_back_off.note(outcome.hypothesis is not None)
        self.partials += outcome.hypothesis is not None and outcome.hypothesis.text.strip() != ""
        return outcome

    def finish(self, request: Request, audio: np.ndarray) -> Outcome:
        """The final of `audio`, the whole utterance. request: as for `make_partial`."""
        return self._call(lambda: self.model.final(self._begun(request), self.request, audio))

    def settle_request(self, request: Request) -> Request:
        """The request of its first pass; `request` where there was none yet."""
        if not self._settled:
            self.request, self._settled = request, True
        return self.request

    @property
    def shown(self) -> Hypothesis:
        """The text that readers know from partials; empty where nothing was shown."""
        last, stable = self.last or Hypothesis(""), self.stabiliser.stable
        if last.doubt is not None and not stable:
            return Hypothesis("")
        return last if last.text.strip() else Hypothesis(stable)

    def close(self) -> None:
        decoding, self._decoding = self._decoding, None
        if decoding is not None:
            self.model.let_go(decoding)

    def _call(self, work: Callable[[], Hypothesis]) -> Outcome:
        outcome = self.model.call(work)
        if outcome.hypothesis is None:
            self.close()  # its state is unknown now: the next pass begins anew
        return outcome

    def _begun(self, request: Request) -> Utterance:
        """The decoding, begun as late as possible: an utterance that waits must not hold a decoder."""
        if self._decoding is None:
            self._decoding = self.model.recogniser.begin(self.settle_request(request))
        return self._decoding


@dataclass(frozen=True, slots=True)
class PendingFinal:
    """An utterance that waits for its final since queued_s. heard_s: when its last sample arrived.

    nothing: why there will be no text, or None.
    """

    utterance: OpenUtterance
    sound: EndedUtterance
    queued_s: float
    heard_s: float
    nothing: str | None = None

    @property
    def start(self) -> int:
        return self.sound.start

    @property
    def end(self) -> int:
        return self.sound.end

    @property
    def length_s(self) -> float:
        return to_seconds(self.end - self.start)

    @property
    def ready(self) -> bool:
        """Whether its final is known."""
        early = self.utterance.early
        return self.nothing is not None or (early is not None and early.end == self.end)

    @property
    def partial_is_whole(self) -> bool:
        """Whether the last partial covered all of it, and nothing of the sound after a cut."""
        if self.utterance.last is None or self.sound.reason is EndReason.LENGTH:
            return False
        return self.utterance.partial_end >= self.sound.speech_end

    @property
    def partial_of_it(self) -> str | None:
        """The last partial, where several were made and it covered nothing of the sound after a cut."""
        last = self.utterance.last
        if last is None or self.utterance.partials < _SEVERAL or self.sound.reason is EndReason.LENGTH:
            return None
        return last.text

    def moved(self, word: Word) -> Word:
        """The word at its place in the session, within the utterance.

        A word that reaches over the first or last speech is cut there: attention assigns the adjacent silence to it.
        """
        start = max(self.start, min(self.start + word.start, self.end))
        end = min(max(start, self.start + word.end), self.end)
        first, last = self.utterance.onset - _SOFT_EDGE, self.sound.speech_end + _SOFT_EDGE
        if start < first < end:
            start = first
        if start < last < end:
            end = last
        return replace(word, start=start, end=end)


@dataclass(frozen=True, slots=True)
class Draft:
    """A final that was reported from a partial, or as a stand-in, with what a better pass needs. pcm: int16 (end -
    start,).

    failed_passes: passes that gave nothing better.
    """

    pending: PendingFinal
    pcm: np.ndarray
    hypothesis: Hypothesis
    failed_passes: int = 0

    @property
    def audio(self) -> np.ndarray:
        """float32 (n,), +-1.0."""
        return self.pcm.astype(np.float32) / np.float32(_FULL_SCALE)


class Drafts:
    """Drafts that wait for a better pass. Their sound is bounded: beyond that the oldest ones stay drafts."""

    def __init__(self, most_s: float = 1_800.0) -> None:
        self._most = to_samples(most_s)
        self._waiting: deque[Draft] = deque()
        self._samples = 0

    def __len__(self) -> int:
        return len(self._waiting)

    @property
    def can_be_refined(self) -> bool:
        """Whether the model of a waiting draft can make a pass."""
        return not all(draft.pending.utterance.model.stuck for draft in self._waiting)

    @property
    def sound_s(self) -> float:
        return to_seconds(self._samples)

    @property
    def lengths_s(self) -> list[float]:
        return [draft.pending.length_s for draft in self._waiting]

    def add(self, pending: PendingFinal, hypothesis: Hypothesis) -> None:
        pcm = (np.clip(pending.sound.audio, -1.0, 1.0) * _FULL_SCALE).astype(np.int16)
        kept = replace(pending, sound=replace(pending.sound, audio=pending.sound.audio[:0]))
        self._waiting.append(Draft(kept, pcm, hypothesis))
        self._samples += len(pcm)
        while self._samples > self._most:
            self._samples -= len(self._waiting.popleft().pcm)

    def put_back(self, draft: Draft) -> None:
        """Return a draft whose pass gave nothing better, behind all others; at most MOST_FAILED_PASSES times."""
        if draft.failed_passes + 1 < MOST_FAILED_PASSES:
            self._waiting.appendleft(replace(draft, failed_passes=draft.failed_passes + 1))
            self._samples += len(draft.pcm)

    def take(self, wanted: Callable[[PendingFinal], bool]) -> Draft | None:
        """The newest draft that is wanted and whose model can make a pass: readers still see it."""
        return self._take(lambda pending: not pending.utterance.model.stuck and wanted(pending))

    def take_of(self, utterance_id: int) -> Draft | None:
        """The waiting draft of an utterance, or None."""
        return self._take(lambda pending: pending.utterance.id == utterance_id)

    def _take(self, wanted: Callable[[PendingFinal], bool]) -> Draft | None:
        draft = next((each for each in reversed(self._waiting) if wanted(each.pending)), None)
        if draft is not None:
            self._keep([each for each in self._waiting if each is not draft])
        return draft

    def drop_of(self, model: SessionModel) -> None:
        """Drop the drafts of a model that is going away."""
        self._keep([draft for draft in self._waiting if draft.pending.utterance.model is not model])

    def clear(self) -> None:
        self._keep([])

    def _keep(self, drafts: list[Draft]) -> None:
        self._waiting = deque(drafts)
        self._samples = sum(len(draft.pcm) for draft in drafts)
