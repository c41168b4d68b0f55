"""The live session: sound in, caption events out, one step at a time."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from queue import Empty, SimpleQueue

from engine.audio.capture import Capture
from engine.errors import CaptioningError
from engine.events import (
    BehindBy,
    CaptionEvent,
    EngineError,
    Final,
    NothingSaid,
    Partial,
    SessionEnded,
    SourceEnded,
    SpeechStarted,
    Timing,
    Word,
)
from engine.models.recogniser import Hypothesis, Recogniser, Request, Utterance
from engine.streaming.listener import Listener, SpeechDetector, Uttered
from engine.streaming.stabiliser import CaptionMode, Stabiliser
from engine.timeline import to_samples, to_seconds
from engine.vad.endpointer import EndpointerSettings, EndReason, Opened

log = logging.getLogger(__name__)

IDLE_S = 0.015  # half a block of sound: short enough not to be felt, long enough to cost nothing
EARLY_AFTER_S = 0.25  # of silence: within fluent speech most gaps are shorter
EARLY_AT_MOST_S = 1.0  # expected length of a final pass in advance; hearing waits for it
FIRST_COST = 0.2  # compute seconds a second of sound, until the first final was timed
QUIET_S = 0.06  # while nobody speaks: a quarter of the wake-ups, and an onset is noticed 30 ms later on average
BEHIND_STEP_S = 0.5  # a smaller change of the delay is not worth a message


@dataclass(frozen=True, slots=True)
class SessionOptions:
    """hop_s: a partial is made when so much new sound has come, or as much as the last one took to compute.

    mode: how much proof a guess needs before it is shown, and before it is stable.
    """

    request: Request = field(default_factory=Request)
    partials: bool = True
    mode: CaptionMode = CaptionMode.BALANCED
    hop_s: float = 0.24
    endpointer: EndpointerSettings = field(default_factory=EndpointerSettings)


@dataclass(frozen=True, slots=True)
class EarlyFinal:
    """A final pass that was made in a silence, for the case that the utterance ends at `end`."""

    end: int
    hypothesis: Hypothesis
    timing: Timing


class OpenUtterance:
    """What is known of an utterance while it is being spoken."""

    def __init__(self, utterance_id: int, start: int, mode: CaptionMode) -> None:
        self.id = utterance_id
        self.start = start
        self.decoding: Utterance | None = None
        self.stabiliser = Stabiliser(mode.steadiness)
        self.guessed_to = start
        self.last: Hypothesis | None = None
        self.early: EarlyFinal | None = None


@dataclass(frozen=True, slots=True)
class Spoken:
    """An utterance that waits for its final since queued_s."""

    utterance: OpenUtterance
    sound: Uttered
    queued_s: float

    @property
    def start(self) -> int:
        return self.sound.start

    @property
    def end(self) -> int:
        return self.sound.end


class Session:
    """One capture, one recogniser, one stream of events. Every method but the commands runs on one thread.

    step() does one thing at a time: hear what waits, else finish the oldest utterance that has ended, else guess
    at the one being spoken. So text never holds up hearing for longer than one pass of the model.
    """

    def __init__(
        self,
        capture: Capture,
        recogniser: Recogniser,
        detector: SpeechDetector,
        post: Callable[[CaptionEvent], None],
        options: SessionOptions | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._capture = capture
        self._recogniser = recogniser
        self._options = options or SessionOptions()
        self._post = post
        self._clock = clock
        self._listener = Listener(capture, detector, self._options.endpointer, post, clock)
        self._commands: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._spoken: deque[Spoken] = deque()
        self._open: OpenUtterance | None = None
        self._utterances = 0
        self._finals = 0
        self._last_pass_s = 0.0
        self._behind_told_s = 0.0
        self._stand_in_told = False
        self._final_cost = FIRST_COST
        self._early_limit_s = EARLY_AT_MOST_S
        self._source_ended = False
        self.done = False

    # -- commands, from any thread -----------------------------------------------------------------------

    def pause(self) -> None:
        self._commands.put(self._capture.pause)

    def resume(self) -> None:
        self._commands.put(self._capture.resume)

    def stop(self) -> None:
        """End the capture; everything heard before becomes text first."""
        self._commands.put(self._capture.stop)

    def wish(self, request: Request) -> None:
        """Language, hotwords and context from the next utterance on."""
        self._commands.put(lambda: self._set_request(request))

    # -- the engine thread -------------------------------------------------------------------------------

    def start(self) -> None:
        """Begin to capture. Raises CaptioningError when the source cannot be had."""
        self._capture.start()

    def step(self) -> bool:
        """Do one thing. False when there was nothing to do; `done` says when there never will be."""
        self._obey()
        if self.done:
            return False
        worked = self._listen()
        # Sound that keeps coming is heard first, all of it; a file waits, so it is heard a little at a time.
        if not (worked and self._capture.real_time):
            worked = self._finish_one() or self._finish_early() or self._guess() or worked
        self._tell_delay()
        if not worked and self._listener.finished and self._open is None:
            self._end()
        return worked

    def run(self) -> None:
        """Step until it is done; waits a moment whenever there is nothing to do."""
        idle = threading.Event()
        while not self.done:
            if not self.step():
                idle.wait(IDLE_S if self._listener.speaking else QUIET_S)

    def _obey(self) -> None:
        while True:
            try:
                self._commands.get_nowait()()
            except Empty:
                return

    def _set_request(self, request: Request) -> None:
        self._options = replace(self._options, request=request)

    def _end(self) -> None:
        self.done = True
        self._post(SessionEnded(self._listener.position, self._finals))

    def _listen(self) -> bool:
        try:
            found = self._listener.listen()
        except CaptioningError as broken_off:
            self._post(EngineError(self._listener.position, broken_off.what, broken_off.remedy))
            return True
        for change in found or ():
            if isinstance(change, Opened):
                self._begin(change)
            else:
                self._close(change)
        if self._listener.finished and not self._source_ended:
            self._source_ended = True
            self._post(SourceEnded(self._listener.position))
        return found is not None

    def _begin(self, opened: Opened) -> None:
        self._utterances += 1
        self._open = OpenUtterance(self._utterances, opened.start, self._options.mode)
        heard_s = self._listener.heard_s(opened.onset)
        self._post(SpeechStarted(self._utterances, opened.onset, self._posted(Timing(heard_s=heard_s))))

    def _close(self, uttered: Uttered) -> None:
        utterance = self._open
        assert utterance is not None  # the endpointer closes only what it opened
        self._open = None
        self._spoken.append(Spoken(utterance, uttered, self._clock()))

    # -- finals ------------------------------------------------------------------------------------------

    def _finish_one(self) -> bool:
        if not self._spoken:
            return False
        spoken = self._spoken.popleft()
        try:
            self._finish(spoken)
        finally:
            if spoken.utterance.decoding is not None:
                spoken.utterance.decoding.close()
        return True

    def _finish(self, spoken: Spoken) -> None:
        timing = Timing(
            heard_s=self._listener.heard_s(spoken.end),
            queued_s=spoken.queued_s,
            decided_s=spoken.queued_s,
            started_s=self._clock(),
        )
        if spoken.sound.reason is EndReason.TOO_SHORT:
            self._nothing(spoken, "too short for a word", timing)
            return
        early = spoken.utterance.early
        if early is not None and early.end == spoken.end:
            hypothesis, timing = early.hypothesis, replace(early.timing, decided_s=spoken.queued_s)
        else:
            hypothesis = self._best_text(spoken)
            timing = replace(timing, computed_s=self._clock())
            self._note_cost(timing, spoken.end - spoken.start)
        self._tell_stand_in(hypothesis)
        if not hypothesis.text.strip():
            self._nothing(spoken, hypothesis.reason or "no words were recognised", timing)
            return
        self._finals += 1
        self._post(self._final(spoken, hypothesis, timing))

    def _finish_early(self) -> bool:
        """A final pass in advance while a silence lasts: most silences end the utterance, and its text is there."""
        utterance = self._open
        end = self._listener.likely_end()
        if utterance is None or end is None or not self._early_pass_pays(utterance, end):
            return False
        timing = Timing(heard_s=self._listener.heard_s(end), queued_s=self._clock(), started_s=self._clock())
        audio = self._listener.sound_between(utterance.start, end).copy()
        try:
            hypothesis = self._decoding(utterance).finish(audio)
        except Exception:  # the edge to a model; the pass at the endpoint will tell if it fails again
            log.exception("an early final pass failed")
            self._early_limit_s = 0.0
            return True
        timing = replace(timing, computed_s=self._clock())
        self._note_cost(timing, len(audio))
        utterance.early = EarlyFinal(end, hypothesis, timing)
        return True

    def _early_pass_pays(self, utterance: OpenUtterance, end: int) -> bool:
        """Once a silence, when it has lasted a moment, and when the pass will not hold up what comes after."""
        if not self._capture.real_time or self._listener.silence_s < EARLY_AFTER_S:
            return False
        if utterance.early is not None and utterance.early.end == end:
            return False
        return self._final_cost * to_seconds(end - utterance.start) <= self._early_limit_s

    def _note_cost(self, timing: Timing, samples: int) -> None:
        """Compute seconds a second of sound, smoothed over the last few finals."""
        cost = (timing.computed_s - timing.started_s) / max(to_seconds(samples), 0.1)
        self._final_cost += 0.3 * (cost - self._final_cost)

    def _best_text(self, spoken: Spoken) -> Hypothesis:
        """The final pass; where the model fails, the last guess is kept rather than nothing."""
        try:
            return self._decoding(spoken.utterance).finish(spoken.sound.audio)
        except Exception as failed:  # the edge to a model: nothing it does may take the session with it
            log.exception("the final pass failed")
            self._tell_failure(failed)
            guess = spoken.utterance.last or Hypothesis("")
            return replace(guess, words=(), reason="the final pass failed; this is the last guess")

    def _tell_stand_in(self, hypothesis: Hypothesis) -> None:
        """Once a session: a better part of the model is away, so its finals are drafts until it is back."""
        if hypothesis.draft and not self._stand_in_told:
            self._stand_in_told = True
            what = hypothesis.reason or "A part of the model cannot be used."
            self._post(EngineError(self._listener.position, what, "Captions go on; such lines are marked as drafts."))

    def _tell_failure(self, failed: Exception) -> None:
        what, remedy = (
            f"The recogniser failed ({failed}).",
            "Captions go on; if it happens again, choose another model.",
        )
        if isinstance(failed, CaptioningError):
            what, remedy = failed.what, failed.remedy
        self._post(EngineError(self._listener.position, what, remedy))

    def _final(self, spoken: Spoken, hypothesis: Hypothesis, timing: Timing) -> Final:
        return Final(
            utterance_id=spoken.utterance.id,
            start=spoken.start,
            end=spoken.end,
            text=hypothesis.text,
            words=tuple(_moved(word, spoken) for word in hypothesis.words),
            model=self._recogniser.capabilities.name,
            decoded_by=hypothesis.decoded_by,
            real_time_factor=(timing.computed_s - timing.started_s) / to_seconds(spoken.end - spoken.start),
            language=hypothesis.language,
            hotwords_offered=hypothesis.hotwords_offered,
            hotwords_used=hypothesis.hotwords_used,
            draft=hypothesis.draft,
            reason=hypothesis.reason,
            timing=self._posted(timing),
        )

    def _nothing(self, spoken: Spoken, reason: str, timing: Timing) -> None:
        self._post(NothingSaid(spoken.utterance.id, spoken.start, spoken.end, reason, self._posted(timing)))

    # -- partials ----------------------------------------------------------------------------------------

    def _guess(self) -> bool:
        utterance = self._open
        if utterance is None or not self._partial_is_due(utterance):
            return False
        if utterance.early is not None and utterance.early.end == self._listener.likely_end():
            return False  # nothing was said since the final pass
        end = self._listener.position
        timing = Timing(heard_s=self._listener.heard_s(end), started_s=self._clock())
        audio = self._listener.sound_since(utterance.start)
        try:
            hypothesis = self._decoding(utterance).hypothesise(audio)
        except Exception as failed:  # the edge to a model, as above
            log.exception("a partial pass failed")
            self._tell_failure(failed)
            self._options = replace(self._options, partials=False)
            return True
        timing = replace(timing, computed_s=self._clock())
        self._last_pass_s = timing.computed_s - timing.started_s
        utterance.guessed_to = end
        utterance.last = hypothesis
        self._show(utterance, hypothesis, end, timing)
        return True

    def _partial_is_due(self, utterance: OpenUtterance) -> bool:
        """Each pass covers at least as much new sound as the last one took: the delay cannot grow."""
        if not (self._options.partials and self._recogniser.capabilities.partials):
            return False
        new = self._listener.position - utterance.guessed_to
        return new >= to_samples(max(self._options.hop_s, self._last_pass_s))

    def _show(self, utterance: OpenUtterance, hypothesis: Hypothesis, end: int, timing: Timing) -> None:
        shown = utterance.stabiliser.push(hypothesis.text, hypothesis.words, end - utterance.start)
        if shown.stable or shown.tentative:
            timing = self._posted(timing)
            self._post(Partial(utterance.id, utterance.start, end, shown.stable, shown.tentative, timing))

    def _decoding(self, utterance: OpenUtterance) -> Utterance:
        """Begun as late as possible: an utterance that waits must not hold a decoder."""
        if utterance.decoding is None:
            utterance.decoding = self._recogniser.begin(self._options.request)
        return utterance.decoding

    # -- how far behind ----------------------------------------------------------------------------------

    def _tell_delay(self) -> None:
        behind_s = self._behind_s()
        if abs(behind_s - self._behind_told_s) >= BEHIND_STEP_S:
            self._behind_told_s = behind_s
            self._post(BehindBy(self._listener.position, behind_s))

    def _behind_s(self) -> float:
        """Sound that was heard and waits to become text; a pass that is on time counts as nothing."""
        if not self._capture.real_time:
            return 0.0  # a file that is read as fast as can be is never late
        waiting_s = self._listener.waiting_s
        if self._spoken:
            return waiting_s + to_seconds(self._listener.position - self._spoken[0].end)
        return waiting_s

    def _posted(self, timing: Timing) -> Timing:
        return replace(timing, posted_s=self._clock())


def _moved(word: Word, spoken: Spoken) -> Word:
    """From the utterance's time to the session's, within the utterance."""
    start = min(spoken.start + word.start, spoken.end)
    return replace(word, start=start, end=min(max(start, spoken.start + word.end), spoken.end))
