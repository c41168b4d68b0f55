"""The model with which a session makes its passes, what is asked of it, and models that it had before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import count

from engine.models.recogniser import Request
from engine.session.channel import Channel
from engine.session.endings import surely
from engine.session.options import SessionOptions
from engine.session.scheduler import PassCosts
from engine.session.session_model import SessionModel
from engine.session.stabiliser import CaptionMode
from engine.session.utterances import OpenUtterance
from engine.vad.endpointer import Opened


@dataclass(frozen=True, slots=True)
class Retired:
    """A model that was exchanged; it is released when its last utterance is done."""

    model: SessionModel
    release: Callable[[], None]


class ModelInUse:
    """On the engine thread. An utterance keeps the model with which it began; options: from the next one on."""

    def __init__(self, model: SessionModel, options: SessionOptions) -> None:
        self.model = model
        self.options = options
        self._retired: list[Retired] = []
        self._numbers = count(1)

    @property
    def absent(self) -> bool:
        return self.model.absent

    def set_request(self, request: Request) -> None:
        self.options = replace(self.options, request=request)

    def set_mode(self, mode: CaptionMode, context: int) -> None:
        self.options = replace(self.options, mode=mode, context=context)

    def exchange(self, model: SessionModel, release: Callable[[], None], costs: PassCosts | None) -> None:
        """`release` is called when the present model is not needed more."""
        self._retired.append(Retired(self.model, release))
        self.model = model
        if costs is not None:
            self.options = replace(self.options, costs=costs)

    def begin(self, opened: Opened) -> OpenUtterance:
        return OpenUtterance(next(self._numbers), opened, self.model, self.options.mode)

    def request(self, channel: Channel) -> Request:
        """For an utterance of it whose decoding begins now."""
        request, context = self.options.request, self.options.context
        if not self.model.capabilities.context:
            return replace(request, context=()) if request.context else request
        earlier = tuple(channel.events.texts)[-context:] if context else ()
        return replace(request, context=request.context + earlier) if earlier else request

    def release_unused(self, used: list[SessionModel | None]) -> list[SessionModel]:
        """Those that were exchanged and are neither used nor stuck."""
        unused = [each for each in self._retired if not (each.model in used or each.model.stuck)]
        for retired in unused:
            self._retired.remove(retired)
            surely(retired.release)
        return [retired.model for retired in unused]
