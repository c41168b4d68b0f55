"""What a session is asked for."""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.models.recogniser import Request
from engine.session.scheduler import CadenceLimits, PassCosts
from engine.session.session_model import Observer
from engine.session.stabiliser import CaptionMode
from engine.vad.endpointer import EndpointerSettings


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
