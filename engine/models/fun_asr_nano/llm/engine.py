"""One utterance after the other through a context: warm prompt, drafts, stop rules. One thread only."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from engine.models.fun_asr_nano.llm import beams
from engine.models.fun_asr_nano.llm import prompt as prompts
from engine.models.fun_asr_nano.llm.context import MOST_OUTPUTS, LlamaContext, never
from engine.models.fun_asr_nano.llm.drafts import DraftTokens
from engine.models.fun_asr_nano.llm.errors import PromptTooLong
from engine.models.fun_asr_nano.llm.job import Counters, DecodedAnswer, DecodeJob, Ending
from engine.models.fun_asr_nano.llm.model import LlamaModel
from engine.models.fun_asr_nano.llm.planner import Costs, DraftPlanner, StepCosts
from engine.models.fun_asr_nano.llm.sampling import Sampler, finite
from engine.models.fun_asr_nano.llm.warm import Prompt, WarmContext

MEASURED_SIZES = (1, 2, 4, 8)
MEASURED_RIDES = (1, 4, 12)
_PROMPT = 16  # positions: 11 rows of sound, 5 tokens behind it
_TOO_SLOW_S = 0.15
_CHEAPEST_RIDE = 0.25  # of a step, for each token
_ROOM_FOR_ANSWER = 8  # positions; a prompt that leaves less is refused


class DecodingEngine:
    """Decodes jobs on one context, which it owns. `cancelled` of a decode may change on any thread."""

    def __init__(self, context: LlamaContext, costs: Costs | None = None) -> None:
        self.context = context
        self.warm = WarmContext(context)
        self.planner = DraftPlanner(costs or measure(context), MOST_OUTPUTS - 1)

    @property
    def width(self) -> int:
        return self.context.model.width

    def decode(
        self, job: DecodeJob, cancelled: Callable[[], bool] = never, draft: DraftTokens | None = None
    ) -> DecodedAnswer:
        """Write one utterance down. draft: given as tokens, instead of job.draft.

        Raises SpanRefused, PromptTooLong, DecodingCancelled or DecoderFailed; later decodes are unharmed.
        """
        self.context.cancelled = cancelled
        try:
            return _Run(self, job, draft or self._draft(job)).result()
        finally:
            self.context.cancelled = never
            self.context.join()
            self.warm.reconcile()

    def close(self) -> None:
        self.context.close()
        self.context.model.close()

    def _draft(self, job: DecodeJob) -> DraftTokens:
        model = self.context.model
        if not job.draft or job.temperature > 0:  # a sampled answer has no one text that a draft could guess
            return DraftTokens((), model.end_of_turn)
        return DraftTokens.of_text(job.draft, model.tokenise, model.end_of_turn)


def first_loop(tokens: Sequence[int]) -> int | None:
    """The number of tokens after which an answer counts as a loop; None where it never does."""
    return next((end for end in range(1, len(tokens) + 1) if beams.looping(tokens[:end])), None)


class PromptEngine:
    """Lays out prompts for a model that computes elsewhere; it needs the vocabulary alone."""

    def __init__(self, model: LlamaModel) -> None:
        self._model = model

    @property
    def width(self) -> int:
        return self._model.width

    def decode(self, job: DecodeJob, _cancelled: Callable[[], bool] = never) -> DecodedAnswer:
        """The prompt's tokens in place of an answer; counters.prefix_evaluated of them stand in front of the sound."""
        before = prompts.tokens(prompts.before_audio(job.prompt), self._model)
        after = prompts.tokens(prompts.after_audio(job.prompt), self._model)
        counters = Counters(0, len(before) + len(after), len(before), 0, 0, 0, 0, 0.0, 0.0)
        return DecodedAnswer("", (*before.tolist(), *after.tolist()), Ending.COMPLETE, counters)

    def close(self) -> None:
        self._model.close()


def measure(context: LlamaContext) -> Costs:
    """Time batches of several kinds, less than a second at 0.6B on two cores; leaves the cache empty.

    A decoder that is slow is not measured at length: its batches are taken to relate as those of 0.6B do.
    """
    _time_batch(context, 4, 4)  # the first one also fetches the weights from the disk
    step = min(_time_batch(context, 1, 1) for _ in range(3))
    if step > _TOO_SLOW_S:
        return scaled(step)
    steps = [step, *(_time_batch(context, size, size) for size in MEASURED_SIZES[1:])]
    prompt = min(_time_batch(context, _PROMPT, 1) for _ in range(2))
    rides = [_time_batch(context, _PROMPT + size, 1 + size) - prompt for size in MEASURED_RIDES]
    # A moment in which the machine was busy must not make them look like a gift.
    rides = [max(price, _CHEAPEST_RIDE * step * size) for price, size in zip(rides, MEASURED_RIDES, strict=True)]
    context.truncate(0)
    return Costs(StepCosts(MEASURED_SIZES, steps), prompt, StepCosts(MEASURED_RIDES, rides))


def scaled(step: float) -> Costs:
    """Costs in proportion to one step, as measured for 0.6B in Q8_0 on two cores with AVX-512."""
    steps = StepCosts(MEASURED_SIZES, [step * ratio for ratio in (1.0, 2.4, 2.9, 3.9)])
    return Costs(steps, 5.4 * step, StepCosts(MEASURED_RIDES, [step * ratio for ratio in (1.3, 2.2, 4.4)]))


def _time_batch(context: LlamaContext, size: int, outputs: int) -> float:
    context.truncate(0)
    begun = time.perf_counter()
    context.tokens(np.full(size, context.model.end_of_turn, np.int32), outputs)
    context.best(outputs - 1)
    return time.perf_counter() - begun


@dataclass(slots=True)
class _Answer:
    """The answer in the making."""

    limit: int
    tokens: list[int] = field(default_factory=list)
    ending: Ending | None = None

    def add(self, token: int, *, ends: bool) -> None:
        if ends:
            self.ending = Ending.COMPLETE
            return
        self.tokens.append(token)
        if beams.looping(self.tokens):
            self.ending = Ending.LOOP
        elif len(self.tokens) >= self.limit:
            self.ending = Ending.LIMIT


class _Run:
    """One job, from its prompt to its answer."""

    def __init__(self, engine: DecodingEngine, job: DecodeJob, draft: DraftTokens) -> None:
        self._context = engine.context
        self._model = engine.context.model
        self._warm = engine.warm
        # A planner that has learned nothing, with costs that no clock measured, decides by the job alone.
        self._planner = DraftPlanner(scaled(1.0), MOST_OUTPUTS - 1) if job.repeatable else engine.planner
        self._job = job
        self._draft = draft
        self._sampler = Sampler(job.temperature, job.seed) if job.temperature > 0 else None
        self._next = 0  # said already, but not in the cache
        self._offered = self._accepted = self._batches = self._evaluated = 0

    def result(self) -> DecodedAnswer:
        begun = time.perf_counter()
        prompt = self._lay_out()
        room = self._context.options.positions - len(prompt.keys)
        if room < _ROOM_FOR_ANSWER:
            raise PromptTooLong(
                "The prompt takes {count} of {most} positions.",
                "Use fewer words in your vocabulary, or speak in shorter sentences.",
                count=len(prompt.keys),
                most=self._context.options.positions,
            )
        count = 1 if self._sampler else min(self._job.beams, self._context.options.beams)
        self._answer = _Answer(min(self._job.limit, room // count))
        if count > 1:
            return self._searched(prompt, count, begun)
        self._begin(prompt, room)
        answering = time.perf_counter()
        while self._answer.ending is None:
            self._step()
        return self._decoded(prompt, answering - begun, time.perf_counter() - answering)

    def _searched(self, prompt: Prompt, count: int, begun: float) -> DecodedAnswer:
        """By a beam search, without drafts."""
        self._warm.enter(prompt, ())
        answering = time.perf_counter()
        best, *others = beams.search(self._outputs(1), self._forked, self._model.ends, self._answer.limit, count)
        self._answer.tokens = list(best.tokens)
        self._answer.ending = Ending.COMPLETE if best.ended else Ending.LIMIT
        if beams.looping(best.tokens):
            self._answer.ending = Ending.LOOP
        found = self._decoded(prompt, answering - begun, time.perf_counter() - answering)
        return replace(found, others=tuple(self._model.text(list(each.tokens)) for each in others))

    def _forked(self, tokens: np.ndarray, parents: Sequence[int]) -> np.ndarray:
        self._context.fork(tokens, parents)
        self._batches += 1
        self._evaluated += len(tokens) - 1
        return self._outputs(len(tokens))

    def _outputs(self, count: int) -> np.ndarray:
        return np.stack([finite(self._context.logits(index)) for index in range(count)])

    def _lay_out(self) -> Prompt:
        options = self._job.prompt
        before = prompts.tokens(prompts.before_audio(options), self._model)
        after = prompts.tokens(prompts.after_audio(options), self._model)
        return self._warm.lay_out(before, self._job.rows, after, self._job.repeatable)

    def _begin(self, prompt: Prompt, room: int) -> None:
        ahead = min(len(self._draft), room - 1)
        ride = self._draft.ahead(self._planner.begin(self._job.source, ahead)) if ahead else []
        self._warm.enter(prompt, ride)
        self._settle(ride, self._planner.costs.rides.of(len(ride)))

    def _step(self) -> None:
        costs = self._planner.costs.steps
        room = self._context.options.positions - self._warm.past - 1
        window = self._draft.ahead(self._planner.next(min(len(self._draft), room)))
        begun = time.perf_counter()
        self._warm.step([self._next, *window])
        self._settle(window, costs.of(1 + len(window)) - costs.of(1))
        if not self._job.repeatable:
            costs.correct(1 + len(window), time.perf_counter() - begun)

    def _settle(self, offered: Sequence[int], price_s: float) -> None:
        """Take what the model says at each output for as long as the offered tokens were what it says."""
        base = self._warm.past - len(offered)
        accepted = 0
        for index in range(len(offered) + 1):
            token = self._pick(index)
            right = index < len(offered) and offered[index] == token
            accepted += right
            self._say(token)
            if not right or self._answer.ending is not None:
                break
        self._warm.truncate(base + accepted)
        self._planner.record(len(offered), accepted, price_s)
        self._batches += 1
        self._evaluated += len(offered)
        self._offered += len(offered)
        self._accepted += accepted

    def _say(self, token: int) -> None:
        self._next = token
        self._answer.add(token, ends=self._model.ends(token))
        guessed = len(self._draft) > 0
        right = self._draft.follow(token)
        if guessed:
            self._planner.observe(right)
        if not right and self._answer.ending is None:
            self._draft.resume(self._model.text(self._answer.tokens), self._model.tokenise)

    def _pick(self, index: int) -> int:
        if self._sampler is None:
            return self._context.best(index)
        return self._sampler.pick(self._context.logits(index))

    def _decoded(self, prompt: Prompt, prompt_s: float, answer_s: float) -> DecodedAnswer:
        said = self._answer.tokens
        counters = Counters(
            reused=prompt.shared - prompt.alone,
            evaluated_prompt=len(prompt.keys) - prompt.shared + prompt.alone,
            prefix_evaluated=max(0, prompt.prefix - prompt.shared) + prompt.alone,
            answer_evaluated=self._evaluated + self._batches - 1,
            batches=self._batches,
            offered=self._offered,
            accepted=self._accepted,
            prompt_s=prompt_s,
            answer_s=answer_s,
        )
        return DecodedAnswer(self._model.text(said), tuple(said), self._answer.ending or Ending.LIMIT, counters)
