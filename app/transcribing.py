"""A whole file through the live session, as fast as it can be recognised."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from engine.events import CaptionEvent, Final
from engine.models.recogniser import Recogniser, Request
from engine.vad.endpointer import EndpointerSettings


def transcribe_file(
    path: Path,
    recogniser: Recogniser,
    request: Request | None = None,
    partials: bool = False,
    post: Callable[[CaptionEvent], None] = lambda event: None,
    endpointer: EndpointerSettings | None = None,
) -> list[Final]:
    """The finals of `path` in order, made by the same session that captions live; runs on the calling thread.

    partials: make guesses on the way too, as a live session does. Raises CaptioningError for a file that cannot be
    read; one that breaks off, or a failing model, is told to `post` only.
    """
    from engine.audio.capture import Capture
    from engine.audio.file import FileSource
    from engine.session.channel import ChannelInput
    from engine.session.options import SessionOptions
    from engine.session.session import Session
    from engine.vad.gate import speech_detector

    finals: dict[int, Final] = {}

    def take(event: CaptionEvent) -> None:
        if isinstance(event, Final):
            finals[event.utterance_id] = event
        post(event)

    options = SessionOptions(request or Request(), partials, endpointer=endpointer or EndpointerSettings())
    source = ChannelInput(Capture(FileSource(path, paced=False), take), speech_detector(), take)
    session = Session([source], recogniser, take, options)
    session.start()
    session.run()
    return [finals[utterance_id] for utterance_id in sorted(finals)]
