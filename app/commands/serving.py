"""A server in the terminal, from its start to Ctrl+C."""

from __future__ import annotations

import os
import signal
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.commands.terminal import report, say, settings_from
from app.control.end_requests import EndRequests
from app.folders import user_folders
from app.hotwords.importing import import_file
from app.loopback import is_loopback
from app.model_store.loading import load_recogniser
from app.model_store.remote import away
from app.serving.application import application
from app.serving.limits import Limits
from app.serving.realtime import realtime_routes
from app.serving.recognition import Recognition
from app.serving.server_thread import ServerThread
from app.serving.speech import SpeechRoutes
from app.serving.tokens import checked_token
from app.serving.uploads import upload_folder
from app.transcripts.speaker_labels import SpeakersMissing, overlap_at_hand, voices_at_hand
from engine.errors import CaptioningError

if TYPE_CHECKING:
    from engine.models.voices import Voices


@dataclass(frozen=True, slots=True)
class ServeOptions:
    """As the command line says."""

    model: str | None
    hotwords: Path | None
    host: str
    port: int
    token: str | None
    clients: int


def serve(options: ServeOptions) -> int:
    """Until a request to end. Raises CaptioningError where it cannot begin."""
    folders = user_folders()
    settings = settings_from(folders.settings_file)
    words = None if options.hotwords is None else import_file(options.hotwords)
    token = checked_token(options.token or os.environ.get("EARSHOT_TOKEN"), is_loopback(options.host))
    ended = threading.Event()
    with EndRequests(lambda times: ended.set()) as asked, upload_folder() as folder:
        recogniser = load_recogniser(
            options.model or settings.model,
            settings.threads,
            folders.models,
            settings.graphics,
            graphics_layers=settings.graphics_layers,
            away=away(lambda: settings),
        )
        try:
            limits = Limits(clients=options.clients)
            voices = _voices(folders.models, settings.threads)
            overlaps = None if voices is None else overlap_at_hand(folders.models, settings.threads)
            recognition = Recognition(recogniser, settings, limits, words, voices, overlaps)
            routes = [*SpeechRoutes(recognition, folder).routes, *realtime_routes(recognition)]
            server = ServerThread(application(routes, token, limits, (options.host,)))
            address = server.start(options.host, options.port)
            say(f"Transcribing with {recogniser.capabilities.title} at {address.url}/v1. Ctrl+C ends it.")
            if token is not None:
                say(f"Token: {token}")
            ended.wait()
            report("earshot: ending; what is worked on is refused, so that its client tries again.")
            recognition.ending.set()
            server.stop(asked.times > 1)
        finally:
            recogniser.close()
    return 0 if asked.signal in (0, signal.SIGINT) else 128 + asked.signal


def _voices(models: Path, threads: int) -> Voices | None:
    try:
        return voices_at_hand(models, threads)
    except SpeakersMissing:
        return None
    except CaptioningError as failed:
        report(f"earshot: Speakers are not told apart. {failed}")
        return None
