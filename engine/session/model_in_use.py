"""The model of a session, its request, and models that were replaced while utterances still used them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import count

from engine.models.recogniser import Request
from engine.session.channel import Channel
from engine.session.endings import run_logged
from engine.session.options import SessionOptions
from engine.session.scheduler import PassCosts
from engine.session.session_model import SessionModel
from engine.session.stabiliser import CaptionMode
from engine.session.utterances import OpenUtterance
from engine.vad.endpointer import Opened


@dataclass(frozen=True, slots=True)
class Retired:
    """A replaced model; it is released when its last utterance is done."""

    model: SessionModel
    release: Callable[[], None]


class ModelInUse:
    """Used on the engine thread. An utterance keeps the model with which it began. options: for the next utterances."""

    def __init__(self, model: SessionModel, options: SessionOptions) -> None:
        self.model = model
        self.options = options
        self._retired: list[Retired] = []
        self._numbers = count(options.first_utterance)

    @property
    def absent(self) -> bool:
        return self.model.absent

    def set_request(self, request: Request) -> None:
        self.options = replace(self.options, request=request)

    def set_mode(self, mode: CaptionMode, context: int) -> None:
        self.options = replace(self.options, mode=mode, context=context)

    def exchange(self, model: SessionModel, release: Callable[[], None], costs: PassCosts | None) -> None:
        """Switch to `model`. `release` is called once the old model is no longer in use."""
        self._retired.append(Retired(self.model, release))
        self.model = model
        if costs is not None:
            self.options = replace(self.options, costs=costs)

    def begin(self, opened: Opened) -> OpenUtterance:
        return OpenUtterance(next(self._numbers), opened, self.model, self.options.mode)

    def request(self, channel: Channel) -> Request:
        """The request of an utterance of this channel whose decoding begins now."""
        request, context = self.options.request, self.options.context
        if not self.model.capabilities.context:
            return replace(request, context=()) if request.context else request
        earlier = tuple(channel.events.texts)[-context:] if context else ()
        return replace(request, context=request.context + earlier) if earlier else request

    def release_unused(self, used: list[SessionModel]) -> list[SessionModel]:
        """Release replaced models that are neither used nor stuck, and return them."""
        unused = [each for each in self._retired if not (each.model in used or each.model.stuck)]
        for retired in unused:
            self._retired.remove(retired)
            run_logged(retired.release)
        return [retired.model for retired in unused]
