"""The live session: sound in, caption events out, one step at a time."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from queue import Empty, SimpleQueue

from engine.errors import CaptioningError
from engine.events import BehindBy, CaptionEvent, EngineError, SessionEnded, SourceEnded
from engine.models.recogniser import Recogniser, Request
from engine.session.channel import Channel, ChannelInput
from engine.session.channels import Channels
from engine.session.endings import run_logged
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
PAUSED_S = 2.0  # a command ends it at once; what else a session waits for then may take so long
BROKEN_OFF = "taken from the guess because captioning stopped"
NOT_READY = "the program was closed before the model was ready"
BEHIND_STEP_S = 0.5  # a smaller change of the delay is not worth a message


class Session:
    """One or more channels, one recogniser, one stream of events. Every method but the commands runs on one thread.

    step() reads what waits in every channel. Where nothing did, it makes one pass of the model, the channels taking
    turns: the final of the oldest ended utterance, else a partial of the open one, else the refinement of a draft. So
    text delays hearing by one pass at most, and a channel waits for one pass of each other channel at most. A pass that
    would keep speech off the screen for more than 3 s is put off.

    A session may start without a recogniser: sound is read and cut into utterances, which wait for the first
    `exchange`; a file is not read until then. Utterance ids are unique over all channels.
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
        """recogniser: None where `exchange` brings the first, or `fail` reports that there is none.

        post: receives the events of the whole session; those of a channel go to its input's post. runner: makes the
        final passes of a model with `concurrent_finals` that does one at a time; None for a thread of its own.
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
        self._reported = BehindBy(0, 0.0)
        self._source_end_reported = False
        self._stopped = False
        self.done = False

    # -- commands, from any thread -----------------------------------------------------------------------

    def pause(self) -> None:
        self.command(lambda: self._pause(True))

    def resume(self) -> None:
        self.command(lambda: self._pause(False))

    def stop(self) -> None:
        """End the capture; everything heard before still becomes text."""
        self._stopped = True
        for channel in self._channels:
            channel.capture.interrupt()
            self.command(channel.capture.stop)

    def skip_final_passes(self) -> None:
        """Finish without running any more final passes. Pending utterances keep their last partial as a draft.

        A concurrent pass is not waited for; at most one partial is made for each pending utterance.
        """
        self.command(self._order.skip_final_passes)

    def set_request(self, request: Request) -> None:
        """Set language, hotwords and context from the next utterance on."""
        self.command(lambda: self._model.set_request(request))

    def exchange(self, recogniser: Recogniser, release: Callable[[], None], costs: PassCosts | None = None) -> None:
        """Switch to `recogniser` from the next utterance on. Calls `release` once the old model is no longer in use.

        The first recogniser of a session that began without one serves all utterances so far; `release` is called at
        once. costs: of its passes, where they were measured.
        """
        model = SessionModel(recogniser, self._clock, self._observer)
        self.command(lambda: self._exchange(model, release, costs))

    def fail(self, failed: CaptioningError) -> None:
        """End with this fatal error (the model cannot be loaded, say) after reporting what was shown as finals."""
        self.command(lambda: self.abort(failed))

    def adjust(self, mode: CaptionMode, context: int, silence_scale: float) -> None:
        """Set mode and context from the next utterance on, and the silence that ends an utterance from now on."""
        self.command(lambda: self._adjust(mode, context, silence_scale))

    def command(self, work: Callable[[], None]) -> None:
        """Run `work` on the engine thread, before the next step."""
        self._commands.put(work)

    # -- the engine thread -------------------------------------------------------------------------------

    def start(self) -> None:
        """Start to capture. A source that cannot be opened is retried; raises CaptioningError where none can be."""
        self._channels.start()

    def step(self) -> bool:
        """Do one thing. False when there was nothing to do; `done` is set when there never will be."""
        self._run_commands()
        if self.done:
            return False
        worked = self._hear()
        # Sound that keeps coming is heard first, all of it; a file waits, so it is heard a little at a time.
        if not (worked and self._channels.real_time):
            worked = self._work() or worked
        self._report_delay()
        if not worked and self._order.finished:
            nothing = self._channels.nothing_heard()
            if nothing is not None and not (self._channels.finals or self._finals.skipping or self._model.absent):
                self._post(nothing)
            self._end()
        return worked

    def run(self) -> None:
        """Step until done, resting whenever there is nothing to do."""
        try:
            while not self.done:
                if not self.step():
                    with suppress(Empty):
                        self._commands.get(timeout=self.rest_s)()
        finally:
            self.close()

    def abort(self, failed: CaptioningError) -> None:
        """After a fatal failure: keep what was shown, release the sources, and post the end. Never raises."""
        self._channels.let_go(BROKEN_OFF)
        if self.done:
            return
        position = self._channels.position
        run_logged(lambda: self._post(EngineError(position, failed.what, failed.remedy, fatal=True)))
        run_logged(self._end)

    def close(self) -> None:
        """Called after the last step."""
        self._passes.close()

    @property
    def rest_s(self) -> float:
        """Nothing but a command comes earlier. Long in a pause, once all that was heard before it is written, drafts
        included: a model that failed is asked again after a time. After Stop no command comes.
        """
        idle = self._passes.idle and not self._order.pending and not self._channels.utterances()
        if self._order.paused and idle and not self._stopped:
            return PAUSED_S
        return IDLE_S if self._channels.attentive else QUIET_S

    # -- commands, on the engine thread ------------------------------------------------------------------

    def _run_commands(self) -> None:
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
        """Release replaced models. A draft of such a model stays a draft: nothing is loaded to refine it."""
        used = [*self._passes.working_for, *(utterance.model for utterance in self._channels.utterances())]
        for model in self._model.release_unused(used):
            for channel in self._channels:
                channel.drafts.drop_of(model)

    # -- hearing, and passes -----------------------------------------------------------------------------

    def _hear(self) -> bool:
        """Read the new sound of each channel. False if there was none."""
        if self._model.absent and not self._channels.real_time and not self._finals.skipping:
            return False  # a file can wait
        heard = self._channels.hear(self._model.begin)
        if not self._source_end_reported and self._channels.finished:
            self._source_end_reported = True
            self._post(SourceEnded(self._channels.position))
        return heard

    def _work(self) -> bool:
        """Make one pass of the model. False when there was none to make."""
        if self._model.absent:
            return self._finals.skipping and self._channels.report_known(NOT_READY)
        worked = self._order.work()
        self._release_unused()
        return worked

    # -- how far behind, and the end ---------------------------------------------------------------------

    def _report_delay(self) -> None:
        """Post the largest delay of a channel, and the work that is left, where they have changed."""
        absent, reported = self._model.absent, self._reported
        behind_s = max(channel.behind_s(absent) for channel in self._channels)
        ended = [each for each in self._channels if each.capture.ended and each.capture.real_time]
        left_s = sum(self._finals.left_s(channel) for channel in ended)
        changed = max(abs(behind_s - reported.behind_s), abs(left_s - reported.left_s)) >= BEHIND_STEP_S
        if changed or reported.getting_ready != absent:
            self._reported = BehindBy(self._channels.position, behind_s, left_s, absent)
            self._post(self._reported)

    def _end(self) -> None:
        self.done = True
        self._release_unused()
        self._post(SessionEnded(self._channels.position, self._channels.finals))
