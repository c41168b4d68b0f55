"""The live session: sound in, caption events out, one step at a time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from queue import Empty, SimpleQueue

from engine.errors import CaptioningError
from engine.events import BehindBy, CaptionEvent, EngineError, SessionEnded, SourceEnded
from engine.models.recogniser import Recogniser, Request
from engine.session.channel import Channel, ChannelInput
from engine.session.channels import Channels
from engine.session.endings import surely
from engine.session.error_reporter import ErrorReporter
from engine.session.final_passes import FinalPasses
from engine.session.finals import Finals
from engine.session.model_in_use import ModelInUse
from engine.session.options import SessionOptions
from engine.session.pass_order import PassOrder
from engine.session.pass_runner import PassRunner
from engine.session.scheduler import PassCosts
from engine.session.session_model import SessionModel
from engine.session.stabiliser import CaptionMode

IDLE_S = 0.015  # half a block of sound: short enough not to be felt, long enough to cost nothing
# While nobody speaks: five frames in each call of the speech model, a tenth of the wake-ups. With the first frame of
# speech the short rhythm begins, so an onset is noticed 32 ms later on average, and 160 at most.
QUIET_S = 0.16
BROKEN_OFF = "taken from the guess because captioning stopped"
NOT_READY = "the program was closed before the model was ready"
BEHIND_STEP_S = 0.5  # a smaller change of the delay is not worth a message


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
        options = options or SessionOptions()
        self._observer = options.observer
        self._post = post
        self._clock = clock
        self._model = ModelInUse(SessionModel(recogniser, clock, options.observer), options)
        self._channels = Channels([Channel(each, options, clock) for each in inputs])
        errors = ErrorReporter(post, lambda: self._channels.position)
        self._passes = FinalPasses(clock, options.costs.final, self._model.request, runner)
        self._finals = Finals(self._passes, errors, clock, self._model.request)
        self._order = PassOrder(list(self._channels), self._finals, errors, self._model.request, options.partials)
        self._commands: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._told = BehindBy(0, 0.0)
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
        self.command(self._order.skip_final_passes)

    def set_request(self, request: Request) -> None:
        """Language, hotwords and context from the next utterance on."""
        self.command(lambda: self._model.set_request(request))

    def exchange(self, recogniser: Recogniser, release: Callable[[], None], costs: PassCosts | None = None) -> None:
        """Another model from the next utterance on; `release` is called when the present one is not needed more.

        The first one, where the session began without, is for all that was said, and `release` is called at once.
        costs: what its passes take, where that was measured.
        """
        model = SessionModel(recogniser, self._clock, self._observer)
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
        self._channels.start()

    def step(self) -> bool:
        """Do one thing. False when there was nothing to do; `done` says when there never will be."""
        self._obey()
        if self.done:
            return False
        worked = self._hear()
        # Sound that keeps coming is heard first, all of it; a file waits, so it is heard a little at a time.
        if not (worked and self._channels.real_time):
            worked = self._work() or worked
        self._tell_delay()
        if not worked and self._order.finished:
            nothing = self._channels.nothing_heard()
            if nothing is not None and not (self._channels.finals or self._finals.skipping or self._model.absent):
                self._post(nothing)
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
        self._channels.let_go(BROKEN_OFF)
        if self.done:
            return
        position = self._channels.position
        surely(lambda: self._post(EngineError(position, failed.what, failed.remedy, fatal=True)))
        surely(self._end)

    def close(self) -> None:
        """No step follows."""
        self._passes.close()

    @property
    def attentive(self) -> bool:
        """Somebody speaks, or may just have begun to."""
        return self._channels.attentive

    # -- what was commanded ------------------------------------------------------------------------------

    def _obey(self) -> None:
        while True:
            try:
                self._commands.get_nowait()()
            except Empty:
                return

    def _pause(self, paused: bool) -> None:
        self._order.paused = paused
        for channel in self._channels:
            if paused:
                channel.capture.pause()
            else:
                channel.capture.resume()

    def _adjust(self, mode: CaptionMode, context: int, silence_scale: float) -> None:
        self._model.set_mode(mode, context)
        for channel in self._channels:
            channel.listener.set_silence_scale(silence_scale)

    def _exchange(self, model: SessionModel, release: Callable[[], None], costs: PassCosts | None) -> None:
        if self._model.absent:
            for utterance in self._channels.utterances():
                utterance.model = model
        self._model.exchange(model, release, costs)
        if costs is not None:
            self._passes.expect(costs.final)
            for channel in self._channels:
                channel.expect(self._model.options)
        self._release_unused()

    def _release_unused(self) -> None:
        """A draft of an older model stays a draft: nothing is loaded for its sake."""
        used = [self._passes.working_for, *(utterance.model for utterance in self._channels.utterances())]
        for model in self._model.release_unused(used):
            for channel in self._channels:
                channel.drafts.drop_of(model)

    # -- hearing, and passes -----------------------------------------------------------------------------

    def _hear(self) -> bool:
        """What waits in each channel. False when nothing did."""
        if self._model.absent and not self._channels.real_time and not self._finals.skipping:
            return False  # a file can wait
        heard = self._channels.hear(self._model.begin)
        if not self._source_ended_told and self._channels.finished:
            self._source_ended_told = True
            self._post(SourceEnded(self._channels.position))
        return heard

    def _work(self) -> bool:
        """One pass of the model. False when there was none to make."""
        if self._model.absent:
            return self._finals.skipping and self._channels.tell_known(NOT_READY)
        worked = self._order.work()
        self._release_unused()
        return worked

    # -- how far behind, and the end ---------------------------------------------------------------------

    def _tell_delay(self) -> None:
        """The largest delay of a channel, and all that is left."""
        absent, told = self._model.absent, self._told
        behind_s = max(channel.behind_s(absent) for channel in self._channels)
        ended = [each for each in self._channels if each.listener.finished and each.listener.real_time]
        left_s = sum(self._finals.left_s(channel) for channel in ended)
        changed = max(abs(behind_s - told.behind_s), abs(left_s - told.left_s)) >= BEHIND_STEP_S
        if changed or told.getting_ready != absent:
            self._told = BehindBy(self._channels.position, behind_s, left_s, absent)
            self._post(self._told)

    def _end(self) -> None:
        self.done = True
        self._release_unused()
        self._post(SessionEnded(self._channels.position, self._channels.finals))
