"""Transcribes a whole file on the calling thread."""

from __future__ import annotations

from pathlib import Path

from engine.events import CaptionEvent, Final
from engine.models.recogniser import Recogniser, Request


def transcribe_file(
    path: Path,
    recogniser: Recogniser,
    request: Request | None = None,
    partials: bool = False,
) -> list[Final]:
    """The finals of `path` in order, made by the same session that captions live.

    partials: make guesses on the way too, as a live session does. Raises CaptioningError for a file that cannot be
    read; one that breaks off, or a failing model, gives the finals up to there.
    """
    from engine.session.file_session import FilePart, FileSession
    from engine.session.options import SessionOptions

    finals: dict[int, Final] = {}

    def take(event: CaptionEvent) -> None:
        if isinstance(event, Final):
            finals[event.utterance_id] = event

    FileSession(FilePart(path), recogniser, take, SessionOptions(request or Request(), partials)).run()
    return [finals[utterance_id] for utterance_id in sorted(finals)]
