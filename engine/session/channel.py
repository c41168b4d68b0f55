"""One source of a session: its listener, its open utterance with partials, and the utterances that wait for a final."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from engine.audio.capture import Capture
from engine.echo.screen import Screen
from engine.errors import CaptioningError
from engine.events import CaptionEvent, EngineError, Partial, SpeechStarted, Timing
from engine.models.recogniser import Hypothesis, Request
from engine.session.error_reporter import ErrorReporter
from engine.session.final_events import FinalEvents, Spoken
from engine.session.listener import EndedUtterance, Listener
from engine.session.options import SessionOptions
from engine.session.scheduler import Cadence
from engine.session.utterances import Drafts, OpenUtterance, PendingFinal
from engine.timeline import to_seconds
from engine.vad.endpointer import EndReason, Opened
from engine.vad.gate import SpeechDetector

TOO_SHORT = "too short for a word"


@dataclass(frozen=True, slots=True)
class ChannelInput:
    """What a channel is made of. post: receives the events of this source. screen: drops echo of the other source.

    overheard: called with (position, samples) of all sound that is read. spoken: as in FinalEvents.
    """

    capture: Capture
    detector: SpeechDetector
    post: Callable[[CaptionEvent], None]
    screen: Screen = field(default_factory=Screen)
    overheard: Callable[[int, np.ndarray], None] = lambda position, samples: None
    spoken: Spoken = lambda final, audio: None


class Channel:
    """Used on the engine thread only. open: the utterance being spoken. waiting: ended utterances, oldest first.

    ended_at: end of the last utterance, in samples.
    """

    def __init__(self, source: ChannelInput, options: SessionOptions, clock: Callable[[], float]) -> None:
        self.capture = source.capture
        self.listener = Listener(
            source.capture, source.detector, options.endpointer, source.post, clock, source.overheard
        )
        self.capture.correct_only(lambda: not self.listener.speaking)
        self.events = FinalEvents(source.post, clock, source.screen.repeats, source.spoken)
        self.open: OpenUtterance | None = None
        self.waiting: deque[PendingFinal] = deque()
        self.drafts = Drafts()
        self.ended_at = 0
        self._screen = source.screen
        self._post = source.post
        self._clock = clock
        self.expect(options)

    def expect(self, options: SessionOptions) -> None:
        """Expect partials to cost what `options` says until some were timed; called for a new model."""
        self._cadence = Cadence(options.costs.partial_s)

    @property
    def oldest(self) -> PendingFinal | None:
        return self.waiting[0] if self.waiting else None

    @property
    def partial_s(self) -> float:
        """Expected duration of the next partial pass."""
        return self._cadence.pass_s

    @property
    def unshown_s(self) -> float:
        """Age of the oldest speech that no partial covers."""
        position = self.listener.position
        oldest = min(
            (each.utterance.partial_end for each in self.waiting if not each.partial_is_whole), default=position
        )
        if self.open is not None and self.listener.likely_end() is None:
            oldest = min(oldest, self.open.partial_end)
        return self.capture.waiting_s + to_seconds(position - oldest)

    def behind_s(self, model_absent: bool) -> float:
        """Seconds of sound that still have to become text; a pass that is on time counts as zero."""
        if not self.capture.real_time:
            return 0.0  # a file read at full speed is never late
        waiting_s = self.capture.waiting_s + to_seconds(self.listener.position - self._unwritten_from(model_absent))
        return waiting_s + self.drafts.sound_s if self.capture.ended else waiting_s

    def _unwritten_from(self, model_absent: bool) -> int:
        if model_absent:  # without a model, no pass is on time
            first = self.open if self.oldest is None else self.oldest.utterance
            return self.listener.position if first is None else first.onset
        return self.listener.position if self.oldest is None else self.oldest.end

    # -- utterances --------------------------------------------------------------------------------------

    def hear(self, begin: Callable[[Opened], OpenUtterance]) -> bool:
        """Read the next sound. False when none waits."""
        try:
            found = self.listener.listen()
        except CaptioningError as broken_off:
            self._post(EngineError(self.listener.position, broken_off.what, broken_off.remedy))
            return True
        for change in found or ():
            if isinstance(change, Opened):
                self.open = begin(change)
                timing = Timing(heard_s=self.listener.heard_s(change.onset), posted_s=self._clock())
                self._post(SpeechStarted(self.open.id, change.onset, timing))
            else:
                self._close(change)
        return found is not None

    def _close(self, uttered: EndedUtterance) -> None:
        too_short = uttered.reason is EndReason.TOO_SHORT
        nothing = TOO_SHORT if too_short else self._screen.rejects(uttered.start, uttered.audio)
        self.ended_at = uttered.end
        self._wait(uttered, nothing)

    def close_open(self) -> None:
        """End the open utterance where its last partial or early final ends."""
        utterance = self.open
        if utterance is None:
            return
        end = max(utterance.partial_end, utterance.early.end if utterance.early is not None else 0)
        audio = self.listener.sound_between(utterance.start, end).copy()
        self._wait(EndedUtterance(utterance.start, end, EndReason.LENGTH, audio, end, len(audio)), None)

    def _wait(self, uttered: EndedUtterance, nothing: str | None) -> None:
        """Move the open utterance to the queue of pending finals."""
        utterance = self.open
        assert utterance is not None  # the endpointer closes only what it opened
        heard_s = self.listener.heard_s(uttered.end)
        self.waiting.append(PendingFinal(utterance, uttered, self._clock(), heard_s, nothing))
        self.open = None

    # -- partials ----------------------------------------------------------------------------------------

    def make_partial(self, request: Callable[[], Request], errors: ErrorReporter, others_s: float) -> bool:
        """Post a partial of the open utterance if one is due. others_s: duration of partials at other sources."""
        utterance = self.open
        if utterance is None or not self._partial_is_due(utterance, others_s):
            return False
        if utterance.early is not None and utterance.early.end == self.listener.likely_end():
            return False  # nothing was said since the final pass
        end = self.listener.position
        timing = Timing(heard_s=self.listener.heard_s(end), started_s=self._clock())
        audio = self.listener.sound_since(utterance.start)
        utterance.hidden = self._screen.hides(utterance.id, utterance.start, audio)
        if utterance.hidden:
            utterance.partial_end = end
            return True
        outcome = utterance.make_partial(request(), audio)
        if outcome.hypothesis is None:
            errors.report(utterance.model, outcome.failure)
            return True
        self._cadence.took(outcome.computed_s - outcome.started_s)
        utterance.partial_end = end
        utterance.last = outcome.hypothesis
        self._show(utterance, outcome.hypothesis, end, replace(timing, computed_s=outcome.computed_s))
        return True

    def _partial_is_due(self, utterance: OpenUtterance, others_s: float) -> bool:
        if not (utterance.model.capabilities.partials and utterance.model.partial_back_off.over()):
            return False
        new_s = to_seconds(self.listener.position - utterance.partial_end)
        return self._cadence.due(new_s, self.capture.waiting_s, others_s)

    def _show(self, utterance: OpenUtterance, hypothesis: Hypothesis, end: int, timing: Timing) -> None:
        if hypothesis.doubt is not None and not utterance.stabiliser.stable:
            return  # the final states the reason if it is no speech
        utterance.stabiliser.adapt(utterance.mode.steadiness_at(self._cadence.hop_s()))
        shown = utterance.stabiliser.push(
            hypothesis.text, hypothesis.words, end - utterance.start, hypothesis.probabilities
        )
        if shown.stable or shown.tentative:
            timing = replace(timing, posted_s=self._clock())
            event = Partial(utterance.id, utterance.start, end, shown.stable, shown.tentative, timing)
            self._post(replace(event, language=hypothesis.language))
