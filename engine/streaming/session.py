"""The live session: sound in, caption events out, one step at a time."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import count
from queue import Empty, SimpleQueue

import numpy as np

from engine.audio.capture import AudioInput
from engine.errors import CaptioningError
from engine.events import (
    BehindBy,
    CaptionEvent,
    EngineError,
    Partial,
    SessionEnded,
    SourceEnded,
    SpeechStarted,
    Timing,
)
from engine.models.recogniser import Hypothesis, Recogniser, Request
from engine.streaming.echo_screen import Screen
from engine.streaming.final_events import FinalEvents
from engine.streaming.finals import Finals
from engine.streaming.listener import Listener, SpeechDetector, Uttered
from engine.streaming.pass_rules import Pressure, most_refining_s
from engine.streaming.pass_runner import PassRunner
from engine.streaming.scheduler import Cadence, CadenceLimits, PassCosts
from engine.streaming.session_model import Observer, SessionModel
from engine.streaming.stabiliser import CaptionMode
from engine.streaming.troubles import Troubles
from engine.streaming.utterances import OpenUtterance, Spoken
from engine.timeline import to_seconds
from engine.vad.endpointer import EndpointerSettings, EndReason, Opened

log = logging.getLogger(__name__)

IDLE_S = 0.015  # half a block of sound: short enough not to be felt, long enough to cost nothing
# While nobody speaks: five frames in each call of the speech model, a tenth of the wake-ups. With the first frame of
# speech the short rhythm begins, so an onset is noticed 32 ms later on average, and 160 at most.
QUIET_S = 0.16
EARLY_AFTER_S = 0.25  # of silence: within fluent speech most gaps are shorter
REFINE_AFTER_S = 1.0  # of silence without an utterance: most turns are taken sooner
TOO_SHORT = "too short for a word"
BROKEN_OFF = "taken from the guess because captioning stopped"
NOT_READY = "the program was closed before the model was ready"
BEHIND_STEP_S = 0.5  # a smaller change of the delay is not worth a message


@dataclass(frozen=True, slots=True)
class SessionOptions:
    """mode: how much proof a guess needs before it is shown, and before it is stable.

    context: so many earlier finals are given to a model that can use them.
    costs: what the model's passes took when it was loaded. hop: the bounds of new sound between two guesses.
    tells_silence: the source is a microphone, which delivers digital silence only when it is muted.
    observer: told of each final pass.
    """

    request: Request = field(default_factory=Request)
    partials: bool = True
    mode: CaptionMode = CaptionMode.BALANCED
    context: int = 0
    hop: CadenceLimits = field(default_factory=CadenceLimits)
    costs: PassCosts = field(default_factory=PassCosts)
    endpointer: EndpointerSettings = field(default_factory=EndpointerSettings)
    tells_silence: bool = False
    observer: Observer = lambda audio, request, answer: None


@dataclass(frozen=True, slots=True)
class Retired:
    """A model that was exchanged; it is released when its last utterance is done."""

    model: SessionModel
    release: Callable[[], None]


class Session:
    """One capture, one recogniser, one stream of events. Every method but the commands runs on one thread.

    step() does one thing at a time: hear what waits, else finish the oldest utterance that has ended, else guess
    at the one being spoken, else refine a draft. So text never holds up hearing for longer than one pass of the
    model; and a pass that would keep a reader waiting for more than 3 s is put off.

    It may begin before there is a recogniser: sound is heard and cut into utterances, which wait for the first
    `exchange`. A file waits as well, in its source.
    """

    def __init__(
        self,
        capture: AudioInput,
        recogniser: Recogniser | None,
        detector: SpeechDetector,
        post: Callable[[CaptionEvent], None],
        options: SessionOptions | None = None,
        clock: Callable[[], float] = time.monotonic,
        runner: PassRunner | None = None,
        numbers: Iterator[int] | None = None,
        screen: Screen | None = None,
        overheard: Callable[[int, np.ndarray], None] = lambda position, samples: None,
    ) -> None:
        """recogniser: None where `exchange` will bring the first, or `fail` tells that there is none.

        runner: makes the finals of a model that `finishes_aside`; None for a thread of the session's own.

        numbers: the utterances' ids, shared where several sessions run together; None for 1, 2, 3. screen: lets
        through what belongs to this source. overheard: called with each stretch of sound and its position.
        """
        self._capture = capture
        self._options = options or SessionOptions()
        self._model = SessionModel(recogniser, clock, self._options.observer)
        self._post = post
        self._clock = clock
        self._listener = Listener(
            capture, detector, self._options.endpointer, post, clock, overheard, self._options.tells_silence
        )
        self._numbers = numbers or count(1)
        self._screen = screen or Screen()
        self.peers: tuple[Session, ...] = ()  # sessions that take turns with this one
        self._commands: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._cadence = Cadence(self._options.hop, self._options.costs.guess_s)
        self._events = FinalEvents(post, clock, self._screen.repeats)
        troubles = Troubles(post, lambda: self._listener.position)
        self._finals = Finals(self._listener, self._events, troubles, clock, self._request, runner)
        self._finals.expect(self._options.costs.final)
        self._open: OpenUtterance | None = None
        self._retired: list[Retired] = []
        self._behind_told_s = 0.0
        self._left_told_s = 0.0
        self._getting_ready_told = False
        self._ended_at = 0
        self._paused = False
        self._source_ended = False
        self.done = False

    # -- commands, from any thread -----------------------------------------------------------------------

    def pause(self) -> None:
        self._commands.put(self._pause)

    def resume(self) -> None:
        self._commands.put(self._resume)

    def stop(self) -> None:
        """End the capture; everything heard before becomes text first."""
        self._capture.interrupt()
        self._commands.put(self._capture.stop)

    def hurry(self) -> None:
        """Come to the end without a further final pass: what waits is kept as guessed, drafts stay what they are.

        A pass beside is not waited for; at most one guess is made for each utterance that waits.
        """
        self._commands.put(lambda: self._finals.hurry())

    def wish(self, request: Request) -> None:
        """Language, hotwords and context from the next utterance on."""
        self._commands.put(lambda: self._set_request(request))

    def exchange(self, recogniser: Recogniser, release: Callable[[], None], costs: PassCosts | None = None) -> None:
        """Another model from the next utterance on; `release` is called when the present one is not needed more.

        The first one, where the session began without, is for all that was said, and `release` is called at once.
        costs: what its passes take, where that was measured.
        """
        model = SessionModel(recogniser, self._clock, self._options.observer)
        self._commands.put(lambda: self._exchange(model, release, costs))

    def fail(self, failed: CaptioningError) -> None:
        """End with this fatal error (the model cannot be had, say), after what was shown has become finals."""
        self.command(lambda: self.abort(failed))

    def command(self, work: Callable[[], None]) -> None:
        """Do this on the engine thread, before the next step."""
        self._commands.put(work)

    def adjust(self, mode: CaptionMode, context: int, silence_scale: float) -> None:
        """Mode and context from the next utterance on; how long a silence ends one, from now on."""
        self._commands.put(lambda: self._adjust(mode, context, silence_scale))

    # -- the engine thread -------------------------------------------------------------------------------

    def start(self) -> None:
        """Begin to capture. Raises CaptioningError when the source cannot be had."""
        self._capture.start()

    def step(self) -> bool:
        """Do one thing. False when there was nothing to do; `done` says when there never will be."""
        worked = self.hear()
        if self.done:
            return False
        # Sound that keeps coming is heard first, all of it; a file waits, so it is heard a little at a time.
        if not (worked and self._capture.real_time):
            worked = self.work() or worked
        self.look_back(worked)
        return worked

    def hear(self) -> bool:
        """Obey commands, then hear what waits. False when nothing did."""
        self._obey()
        return not self.done and self._listen()

    def work(self) -> bool:
        """One pass of the model, the most urgent. False when there was none to make."""
        if self._model.absent:
            return self._finals.hurried and self._end_all(NOT_READY)
        return self._finish_one() or self._finish_early() or self._guess()

    def look_back(self, worked: bool) -> None:
        """Tell the delay, and end when nothing is left to do."""
        self._tell_delay()
        if not worked and self._listener.finished and self._open is None and not self._finals.pending:
            self._tell_nothing_heard()
            self._end()

    def run(self) -> None:
        """Step until it is done; waits a moment whenever there is nothing to do."""
        idle = threading.Event()
        try:
            while not self.done:
                if not self.step():
                    idle.wait(IDLE_S if self.attentive else QUIET_S)
        finally:
            self.close()

    def abort(self, failed: CaptioningError) -> None:
        """Something failed for good: keep what was shown, let go of the source, and tell the end. Raises nothing."""
        self.keep_shown()
        self.end_with(failed)

    def keep_shown(self) -> None:
        """Make drafts of all that was shown and is no final yet, without the model. Raises nothing."""
        _surely(self._close_open)
        self._end_all(BROKEN_OFF)

    def end_with(self, failed: CaptioningError) -> None:
        """Let go of the source, or nobody would, and tell the end, once. Raises nothing."""
        _surely(self._capture.stop)
        if self.done:
            return
        _surely(lambda: self._post(EngineError(self._listener.position, failed.what, failed.remedy, fatal=True)))
        _surely(self._end)

    def close(self) -> None:
        """No step follows."""
        self._finals.close()

    @property
    def speaking(self) -> bool:
        """Somebody is speaking now, as far as was heard."""
        return self._listener.speaking

    @property
    def attentive(self) -> bool:
        """Somebody speaks, or may just have begun to."""
        return self._listener.attentive

    def _obey(self) -> None:
        while True:
            try:
                self._commands.get_nowait()()
            except Empty:
                return

    def _pause(self) -> None:
        self._paused = True
        self._capture.pause()

    def _resume(self) -> None:
        self._paused = False
        self._capture.resume()

    def _set_request(self, request: Request) -> None:
        self._options = replace(self._options, request=request)

    def _adjust(self, mode: CaptionMode, context: int, silence_scale: float) -> None:
        self._options = replace(self._options, mode=mode, context=context)
        self._listener.be_patient(silence_scale)

    def _exchange(self, model: SessionModel, release: Callable[[], None], costs: PassCosts | None) -> None:
        before, self._model = self._model, model
        self._retired.append(Retired(before, release))
        if before.absent:
            self._take_up()
        if costs is not None:
            self._options = replace(self._options, costs=costs)
            self._cadence = Cadence(self._options.hop, costs.guess_s)
            self._finals.expect(costs.final)
        self._release_retired()

    def _take_up(self) -> None:
        """What was said before there was a model is the first one's."""
        for spoken in self._finals.waiting:
            spoken.utterance.model = self._model
        if self._open is not None:
            self._open.model = self._model

    def _release_retired(self) -> None:
        """A draft of an older model stays a draft: nothing is loaded for its sake."""
        used = [spoken.utterance.model for spoken in self._finals.waiting]
        used += [self._finals.working_for] if self._finals.working_for is not None else []
        used += [self._open.model] if self._open is not None else []
        for retired in [each for each in self._retired if not (each.model in used or each.model.stuck)]:
            self._retired.remove(retired)
            self._finals.drafts.drop_of(retired.model)
            _surely(retired.release)

    def _request(self) -> Request:
        """What is wished for an utterance whose decoding begins now."""
        request = self._options.request
        if not self._model.capabilities.context:
            return replace(request, context=()) if request.context else request
        earlier = tuple(self._events.texts)[-self._options.context :] if self._options.context else ()
        return replace(request, context=request.context + earlier) if earlier else request

    def _tell_nothing_heard(self) -> None:
        if self._events.count or self._finals.hurried or self._model.absent:
            return
        if (nothing := self._listener.nothing_heard()) is not None:
            self._post(nothing)

    def _end(self) -> None:
        self.done = True
        self._release_retired()
        self._post(SessionEnded(self._listener.position, self._events.count))

    def _listen(self) -> bool:
        if self._model.absent and not self._capture.real_time and not self._finals.hurried:
            return False  # a file can wait
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
        self._open = OpenUtterance(next(self._numbers), opened, self._model, self._options.mode)
        heard_s = self._listener.heard_s(opened.onset)
        self._post(SpeechStarted(self._open.id, opened.onset, self._posted(Timing(heard_s=heard_s))))

    def _close(self, uttered: Uttered) -> None:
        utterance = self._open
        assert utterance is not None  # the endpointer closes only what it opened
        self._ended_at = uttered.end
        heard_s = self._listener.heard_s(uttered.end)
        too_short = uttered.reason is EndReason.TOO_SHORT
        nothing = TOO_SHORT if too_short else self._screen.rejects(uttered.start, uttered.audio)
        self._finals.add(Spoken(utterance, uttered, self._clock(), heard_s, nothing))
        self._open = None

    def _end_all(self, reason: str) -> bool:
        """What waits is told without the model. False where nothing waits."""
        waited = self._finals.oldest is not None
        while self._finals.oldest is not None:
            _surely(lambda: self._finals.tell_oldest_as_known(reason))
        return waited

    def _close_open(self) -> None:
        """An utterance that goes on ends where the text that is known of it ends."""
        utterance = self._open
        if utterance is None:
            return
        end = max(utterance.guessed_to, utterance.early.end if utterance.early is not None else 0)
        audio = self._listener.sound_between(utterance.start, end).copy()
        uttered = Uttered(utterance.start, end, EndReason.LENGTH, audio, end, len(audio))
        self._finals.add(Spoken(utterance, uttered, self._clock(), self._listener.heard_s(end)))
        self._open = None

    # -- finals ------------------------------------------------------------------------------------------

    def _finish_one(self) -> bool:
        moved = self._finals.advance(self._pressure())
        self._release_retired()
        return moved

    def _pressure(self) -> Pressure:
        return Pressure(self._unshown_by_all_s(), self._passes_s(), self._spare_s())

    def _spare_s(self) -> float:
        """None while somebody speaks, or may do so soon; without a limit when no more sound comes."""
        if self._open is not None or self._paused or any(peer.speaking for peer in self.peers):
            return 0.0
        if self._source_ended:
            return float("inf")
        if to_seconds(self._listener.position - self._ended_at) < REFINE_AFTER_S:
            return 0.0
        return most_refining_s(self._cadence.pass_s)

    def _passes_s(self) -> float:
        """What a guess at each of the utterances that are being spoken takes, this source's counted in any case."""
        return self._cadence.pass_s + self._passes_of_peers_s()

    def _passes_of_peers_s(self) -> float:
        return sum(peer._cadence.pass_s for peer in self.peers if peer.speaking)

    def _unshown_by_all_s(self) -> float:
        return max([self._unshown_s(), *(peer._unshown_s() for peer in self.peers)])

    def _unshown_s(self) -> float:
        """Age of the oldest speech that no guess has covered."""
        position = self._listener.position
        oldest = min(
            (each.utterance.guessed_to for each in self._finals.waiting if not each.guess_is_whole), default=position
        )
        if self._open is not None and self._listener.likely_end() is None:
            oldest = min(oldest, self._open.guessed_to)
        return self._listener.waiting_s + to_seconds(position - oldest)

    def _finish_early(self) -> bool:
        """A final pass in advance, when a silence has lasted a moment and the pass holds up nothing."""
        utterance = self._open
        end = self._listener.likely_end()
        if utterance is None or end is None or not self._capture.real_time or self._listener.silence_s < EARLY_AFTER_S:
            return False
        return not utterance.hidden and self._finals.finish_in_advance(utterance, end, self._pressure())

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
        utterance.hidden = self._screen.hides(utterance.id, utterance.start, audio)
        if utterance.hidden:
            utterance.guessed_to = end
            return True
        outcome = utterance.guess(self._request(), audio)
        if outcome.hypothesis is None:
            self._finals.troubles.tell(utterance.model, outcome.failure)
            return True
        timing = replace(timing, computed_s=outcome.computed_s)
        self._cadence.took(outcome.computed_s - outcome.started_s)
        utterance.guessed_to = end
        utterance.last = outcome.hypothesis
        self._show(utterance, outcome.hypothesis, end, timing)
        return True

    def _partial_is_due(self, utterance: OpenUtterance) -> bool:
        if not (self._options.partials and utterance.model.capabilities.partials and utterance.model.guesses.over()):
            return False
        new_s = to_seconds(self._listener.position - utterance.guessed_to)
        return self._cadence.due(new_s, self._listener.waiting_s, self._passes_of_peers_s())

    def _show(self, utterance: OpenUtterance, hypothesis: Hypothesis, end: int, timing: Timing) -> None:
        if hypothesis.doubt is not None and not utterance.stabiliser.stable:
            return  # the final tells the reason, if it is no speech indeed
        utterance.stabiliser.adapt(utterance.mode.steadiness_at(self._cadence.hop_s()))
        shown = utterance.stabiliser.push(
            hypothesis.text, hypothesis.words, end - utterance.start, hypothesis.probabilities
        )
        if shown.stable or shown.tentative:
            timing = self._posted(timing)
            guess = Partial(utterance.id, utterance.start, end, shown.stable, shown.tentative, timing)
            self._post(replace(guess, language=hypothesis.language))

    # -- how far behind ----------------------------------------------------------------------------------

    def _tell_delay(self) -> None:
        behind_s = self._behind_s()
        left_s = self._finals.left_s() if self._source_ended and self._capture.real_time else 0.0
        changed = max(abs(behind_s - self._behind_told_s), abs(left_s - self._left_told_s)) >= BEHIND_STEP_S
        if changed or self._getting_ready_told != self._model.absent:
            self._behind_told_s, self._left_told_s, self._getting_ready_told = behind_s, left_s, self._model.absent
            self._post(BehindBy(self._listener.position, behind_s, left_s, self._model.absent))

    def _behind_s(self) -> float:
        """Sound that was heard and waits to become text; a pass that is on time counts as nothing."""
        if not self._capture.real_time:
            return 0.0  # a file that is read as fast as can be is never late
        waiting_s = self._listener.waiting_s + to_seconds(self._listener.position - self._unwritten_from())
        return waiting_s + self._finals.drafts.sound_s if self._source_ended else waiting_s

    def _unwritten_from(self) -> int:
        oldest = self._finals.oldest
        if self._model.absent:  # no pass is on time
            first = self._open if oldest is None else oldest.utterance
            return self._listener.position if first is None else first.onset
        return self._listener.position if oldest is None else oldest.end

    def _posted(self, timing: Timing) -> Timing:
        return replace(timing, posted_s=self._clock())


def _surely(work: Callable[[], object]) -> None:
    """At the end of a session, or of a model in it: what fails now must not keep the rest from being done."""
    try:
        work()
    except Exception:  # the log has it; the user is told of what went before
        log.exception("an ending failed")
