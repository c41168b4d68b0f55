"""The live session: sound in, caption events out, one step at a time."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import count
from queue import Empty, SimpleQueue

from engine.errors import CaptioningError
from engine.events import BehindBy, CaptionEvent, EngineError, SessionEnded, SourceEnded
from engine.models.recogniser import Recogniser, Request
from engine.session.channel import Channel, ChannelInput
from engine.session.error_reporter import ErrorReporter
from engine.session.finals import Finals
from engine.session.options import SessionOptions
from engine.session.pass_rules import Pressure, most_refining_s
from engine.session.pass_runner import PassRunner
from engine.session.scheduler import PassCosts
from engine.session.session_model import SessionModel
from engine.session.stabiliser import CaptionMode
from engine.session.utterances import OpenUtterance
from engine.timeline import to_seconds
from engine.vad.endpointer import Opened

log = logging.getLogger(__name__)

IDLE_S = 0.015  # half a block of sound: short enough not to be felt, long enough to cost nothing
# While nobody speaks: five frames in each call of the speech model, a tenth of the wake-ups. With the first frame of
# speech the short rhythm begins, so an onset is noticed 32 ms later on average, and 160 at most.
QUIET_S = 0.16
EARLY_AFTER_S = 0.25  # of silence: within fluent speech most gaps are shorter
REFINE_AFTER_S = 1.0  # of silence without an utterance: most turns are taken sooner
BROKEN_OFF = "taken from the guess because captioning stopped"
NOT_READY = "the program was closed before the model was ready"
BEHIND_STEP_S = 0.5  # a smaller change of the delay is not worth a message


@dataclass(frozen=True, slots=True)
class Retired:
    """A model that was exchanged; it is released when its last utterance is done."""

    model: SessionModel
    release: Callable[[], None]


class Session:
    """One or more channels, one recogniser, one stream of events. Every method but the commands runs on one thread.

    step() hears what waits in every channel; where nothing did, it makes one pass of the model, for the channels in
    turn: the oldest utterance that has ended, else a guess at the one being spoken, else a draft. So text never holds
    up hearing for longer than one pass, and no channel waits for more than one pass of each other; a pass that would
    keep a reader waiting for more than 3 s is put off.

    It may begin before there is a recogniser: sound is heard and cut into utterances, which wait for the first
    `exchange`. A file waits as well, in its source. Utterance ids are unique over all channels.
    """

    def __init__(
        self,
        inputs: Sequence[ChannelInput],
        recogniser: Recogniser | None,
        post: Callable[[CaptionEvent], None],
        options: SessionOptions | None = None,
        clock: Callable[[], float] = time.monotonic,
        runner: PassRunner | None = None,
    ) -> None:
        """recogniser: None where `exchange` will bring the first, or `fail` tells that there is none.

        post: takes the events of the whole session; those of a channel go to that of its input. runner: makes the
        finals of a model that `finishes_aside`; None for a thread of the session's own.
        """
        self._options = options or SessionOptions()
        self._model = SessionModel(recogniser, clock, self._options.observer)
        self._post = post
        self._clock = clock
        self._channels = tuple(Channel(each, self._options, clock) for each in inputs)
        self._next = 0  # the channel that is asked first for work
        self._numbers = count(1)
        self._commands: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._errors = ErrorReporter(post, lambda: self.position)
        self._finals = Finals(self._errors, clock, self._options.costs.final, self._request, runner)
        self._retired: list[Retired] = []
        self._told = BehindBy(0, 0.0)
        self._paused = False
        self._source_ended_told = False
        self.done = False

    # -- commands, from any thread -----------------------------------------------------------------------

    def pause(self) -> None:
        self.command(lambda: self._pause(True))

    def resume(self) -> None:
        self.command(lambda: self._pause(False))

    def stop(self) -> None:
        """End the capture; everything heard before becomes text first."""
        for channel in self._channels:
            channel.capture.interrupt()
            self.command(channel.capture.stop)

    def skip_final_passes(self) -> None:
        """Come to the end without a further final pass: what waits is kept as guessed, drafts stay what they are.

        A pass beside is not waited for; at most one guess is made for each utterance that waits.
        """
        self.command(self._skip_final_passes)

    def set_request(self, request: Request) -> None:
        """Language, hotwords and context from the next utterance on."""
        self.command(lambda: self._set(replace(self._options, request=request)))

    def exchange(self, recogniser: Recogniser, release: Callable[[], None], costs: PassCosts | None = None) -> None:
        """Another model from the next utterance on; `release` is called when the present one is not needed more.

        The first one, where the session began without, is for all that was said, and `release` is called at once.
        costs: what its passes take, where that was measured.
        """
        model = SessionModel(recogniser, self._clock, self._options.observer)
        self.command(lambda: self._exchange(model, release, costs))

    def fail(self, failed: CaptioningError) -> None:
        """End with this fatal error (the model cannot be had, say), after what was shown has become finals."""
        self.command(lambda: self.abort(failed))

    def adjust(self, mode: CaptionMode, context: int, silence_scale: float) -> None:
        """Mode and context from the next utterance on; how long a silence ends one, from now on."""
        self.command(lambda: self._adjust(mode, context, silence_scale))

    def command(self, work: Callable[[], None]) -> None:
        """Do this on the engine thread, before the next step."""
        self._commands.put(work)

    # -- the engine thread -------------------------------------------------------------------------------

    def start(self) -> None:
        """Begin to capture. Of several sources, one that cannot be had is waited for; raises CaptioningError where
        none can."""
        absent: dict[Channel, CaptioningError] = {}
        for channel in self._channels:
            try:
                channel.capture.start()
            except CaptioningError as failure:
                absent[channel] = failure
        if len(absent) == len(self._channels):
            raise next(iter(absent.values()))
        for channel, failed in absent.items():
            channel.capture.wait_for(failed)

    def step(self) -> bool:
        """Do one thing. False when there was nothing to do; `done` says when there never will be."""
        self._obey()
        if self.done:
            return False
        worked = self._hear()
        # Sound that keeps coming is heard first, all of it; a file waits, so it is heard a little at a time.
        if not (worked and self._real_time):
            worked = self._work() or worked
        self._tell_delay()
        if not worked and self._finished:
            self._tell_nothing_heard()
            self._end()
        return worked

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
        """Something failed for good: keep what was shown, let go of the sources, and tell the end. Raises nothing."""
        for channel in self._channels:
            _surely(channel.close_open)
        self._end_all(BROKEN_OFF)
        for channel in self._channels:
            _surely(channel.capture.stop)  # or nobody would
        if self.done:
            return
        _surely(lambda: self._post(EngineError(self.position, failed.what, failed.remedy, fatal=True)))
        _surely(self._end)

    def close(self) -> None:
        """No step follows."""
        self._finals.close()

    @property
    def position(self) -> int:
        """End of the sound that was heard."""
        return max(channel.listener.position for channel in self._channels)

    @property
    def attentive(self) -> bool:
        """Somebody speaks, or may just have begun to."""
        return any(channel.listener.attentive for channel in self._channels)

    @property
    def _real_time(self) -> bool:
        return any(channel.listener.real_time for channel in self._channels)

    @property
    def _finished(self) -> bool:
        """Nothing is left to hear, or to tell."""
        return all(
            channel.listener.finished and channel.open is None and not self._finals.pending(channel)
            for channel in self._channels
        )

    # -- what was commanded ------------------------------------------------------------------------------

    def _obey(self) -> None:
        while True:
            try:
                self._commands.get_nowait()()
            except Empty:
                return

    def _pause(self, paused: bool) -> None:
        self._paused = paused
        for channel in self._channels:
            if paused:
                channel.capture.pause()
            else:
                channel.capture.resume()

    def _skip_final_passes(self) -> None:
        self._finals.skip_final_passes()
        for channel in self._channels:
            channel.drafts.clear()

    def _set(self, options: SessionOptions) -> None:
        self._options = options

    def _adjust(self, mode: CaptionMode, context: int, silence_scale: float) -> None:
        self._set(replace(self._options, mode=mode, context=context))
        for channel in self._channels:
            channel.listener.set_silence_scale(silence_scale)

    def _exchange(self, model: SessionModel, release: Callable[[], None], costs: PassCosts | None) -> None:
        before, self._model = self._model, model
        self._retired.append(Retired(before, release))
        if before.absent:
            self._take_up()
        if costs is not None:
            self._set(replace(self._options, costs=costs))
            self._finals.expect(costs.final)
            for channel in self._channels:
                channel.expect(self._options)
        self._release_retired()

    def _take_up(self) -> None:
        """What was said before there was a model is the first one's."""
        for utterance in self._utterances():
            utterance.model = self._model

    def _utterances(self) -> list[OpenUtterance]:
        """Those that are being spoken, and those that wait for their final."""
        utterances = [spoken.utterance for channel in self._channels for spoken in channel.waiting]
        return utterances + [channel.open for channel in self._channels if channel.open is not None]

    def _release_retired(self) -> None:
        """A draft of an older model stays a draft: nothing is loaded for its sake."""
        used = [self._finals.working_for, *(utterance.model for utterance in self._utterances())]
        for retired in [each for each in self._retired if not (each.model in used or each.model.stuck)]:
            self._retired.remove(retired)
            for channel in self._channels:
                channel.drafts.drop_of(retired.model)
            _surely(retired.release)

    def _request(self, channel: Channel) -> Request:
        """For an utterance whose decoding begins now."""
        request = self._options.request
        if not self._model.capabilities.context:
            return replace(request, context=()) if request.context else request
        earlier = tuple(channel.events.texts)[-self._options.context :] if self._options.context else ()
        return replace(request, context=request.context + earlier) if earlier else request

    # -- hearing -----------------------------------------------------------------------------------------

    def _hear(self) -> bool:
        """What waits in each channel. False when nothing did."""
        if self._model.absent and not self._real_time and not self._finals.skipping:
            return False  # a file can wait
        heard = [channel.hear(self._begun) for channel in self._channels]
        if not self._source_ended_told and all(channel.listener.finished for channel in self._channels):
            self._source_ended_told = True
            self._post(SourceEnded(self.position))
        return any(heard)

    def _begun(self, opened: Opened) -> OpenUtterance:
        return OpenUtterance(next(self._numbers), opened, self._model, self._options.mode)

    # -- passes ------------------------------------------------------------------------------------------

    def _work(self) -> bool:
        """One pass of the model, the most urgent of the channel whose turn it is. False when there was none to make."""
        if self._model.absent:
            return self._finals.skipping and self._end_all(NOT_READY)
        for step in range(len(self._channels)):
            at = (self._next + step) % len(self._channels)
            if self._work_for(self._channels[at]):
                self._next = at + 1
                return True
        return False

    def _work_for(self, channel: Channel) -> bool:
        moved = self._finals.advance(channel, self._pressure(channel))
        self._release_retired()
        return moved or self._finish_early(channel) or self._guess(channel)

    def _finish_early(self, channel: Channel) -> bool:
        """A final pass in advance, when a silence has lasted a moment and the pass holds up nothing."""
        utterance, listener = channel.open, channel.listener
        end = listener.likely_end()
        if utterance is None or end is None or not listener.real_time or listener.silence_s < EARLY_AFTER_S:
            return False
        if utterance.hidden:
            return False
        return self._finals.finish_in_advance(channel, utterance, end, self._pressure(channel))

    def _guess(self, channel: Channel) -> bool:
        if not self._options.partials:
            return False
        return channel.guess(lambda: self._request(channel), self._errors, self._guesses_of_others_s(channel))

    def _pressure(self, channel: Channel) -> Pressure:
        unshown_s = max(each.unshown_s for each in self._channels)
        return Pressure(unshown_s, channel.guess_s + self._guesses_of_others_s(channel), self._spare_s(channel))

    def _guesses_of_others_s(self, channel: Channel) -> float:
        """What a guess at each other utterance that is being spoken takes."""
        return sum(other.guess_s for other in self._others(channel) if other.listener.speaking)

    def _spare_s(self, channel: Channel) -> float:
        """None while somebody speaks, or may do so soon; without a limit when no more sound comes."""
        if channel.open is not None or self._paused or any(each.listener.speaking for each in self._others(channel)):
            return 0.0
        if channel.listener.finished:
            return float("inf")
        if to_seconds(channel.listener.position - channel.ended_at) < REFINE_AFTER_S:
            return 0.0
        return most_refining_s(channel.guess_s)

    def _others(self, channel: Channel) -> list[Channel]:
        return [each for each in self._channels if each is not channel]

    # -- how far behind, and the end ---------------------------------------------------------------------

    def _tell_delay(self) -> None:
        """The largest delay of a channel, and all that is left."""
        absent, told = self._model.absent, self._told
        behind_s = max(channel.behind_s(absent) for channel in self._channels)
        ended = [each for each in self._channels if each.listener.finished and each.listener.real_time]
        left_s = sum(self._finals.left_s(channel) for channel in ended)
        changed = max(abs(behind_s - told.behind_s), abs(left_s - told.left_s)) >= BEHIND_STEP_S
        if changed or told.getting_ready != absent:
            self._told = BehindBy(self.position, behind_s, left_s, absent)
            self._post(self._told)

    def _end_all(self, reason: str) -> bool:
        """What waits is told without the model. False where nothing waits."""
        waited = any(channel.waiting for channel in self._channels)
        for channel in self._channels:
            while channel.waiting:
                spoken = channel.waiting.popleft()
                _surely(partial(channel.events.tell_known, spoken, reason))
                spoken.utterance.close()
        return waited

    def _tell_nothing_heard(self) -> None:
        """Who only listens, or only speaks, is told nothing."""
        if self._finals_count or self._finals.skipping or self._model.absent:
            return
        heard = [channel.listener.nothing_heard() for channel in self._channels]
        nothing = [each for each in heard if each is not None]
        if len(nothing) == len(heard):
            self._post(max(nothing, key=lambda each: each.loudest_dbfs))

    @property
    def _finals_count(self) -> int:
        return sum(channel.events.count for channel in self._channels)

    def _end(self) -> None:
        self.done = True
        self._release_retired()
        self._post(SessionEnded(self.position, self._finals_count))


def _surely(work: Callable[[], object]) -> None:
    """At the end of a session, or of a model in it: what fails now must not keep the rest from being done."""
    try:
        work()
    except Exception:  # the log has it; the user is told of what went before
        log.exception("an ending failed")
