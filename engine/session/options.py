"""The options of a session."""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.models.recogniser import Request
from engine.session.scheduler import PassCosts
from engine.session.session_model import Observer
from engine.session.stabiliser import CaptionMode
from engine.vad.endpointer import EndpointerSettings


@dataclass(frozen=True, slots=True)
class SessionOptions:
    """mode: how much proof a partial needs before it is shown, and before it is stable.

    context: number of earlier finals given to a model that can use them.
    costs: measured when the model was loaded.
    observer: called after each final pass.
    first_utterance: id of the first utterance, for a session that continues an earlier one.
    """

    request: Request = field(default_factory=Request)
    partials: bool = True
    mode: CaptionMode = CaptionMode.BALANCED
    context: int = 0
    costs: PassCosts = field(default_factory=PassCosts)
    endpointer: EndpointerSettings = field(default_factory=EndpointerSettings)
    observer: Observer = lambda audio, request, answer: None
    first_utterance: int = 1
