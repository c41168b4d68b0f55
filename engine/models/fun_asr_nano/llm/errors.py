"""What can go wrong in the decoder; each is a sentence for the user and none ends the program."""

from __future__ import annotations

from engine.errors import BadInput, CaptioningError


class SpanRefused(BadInput):
    """Tokens or vectors that llama.cpp must not see: it would read past their end, abort or poison its cache."""


class PromptTooLong(BadInput):
    """Prompt, sound and answer do not fit the decoder's context together."""


class DecodingCancelled(CaptioningError):
    """The caller asked to stop; nothing is wrong."""

    def __init__(self) -> None:
        super().__init__("Decoding was cancelled.")


class DecoderFailed(CaptioningError):
    """llama.cpp reported a failure or computed something that is not a number."""


class DecoderDied(CaptioningError):
    """The process that ran llama.cpp is gone; captions go on from CTC while it is started again."""


class DecoderLeftOut(CaptioningError):
    """Its process ended too often, or could not be started again; it is left alone now."""

    def __init__(self) -> None:
        super().__init__(
            "The language model failed several times; captions go on without it, with the text of the acoustic model.",
            "Choose another model, or start Earshot again to try this one once more.",
        )


class DecoderBusy(CaptioningError):
    """Other threads have asked for more than can be written down in time."""
