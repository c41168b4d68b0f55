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
