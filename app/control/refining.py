"""Transcribes a stored transcript again with another model, behind the captions that run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from app.control.models import Models
from app.control.vocabulary import VocabularyService
from app.control.workers import Job, Lane, Workers
from app.transcripts.media import track_of
from app.transcripts.refining import HeardAgain, Passage, heard_again, require_sound, sound_of
from engine.errors import BadInput, CaptioningError

if TYPE_CHECKING:
    import numpy as np

    from app.transcripts.store import TranscriptStore
    from app.transcripts.values import Transcript
    from engine.models.progress import Progress
    from engine.models.recogniser import Hypothesis, Recogniser, Request


class Refining:
    """One transcript at a time. `refine` returns at once; callbacks come from a worker."""

    def __init__(
        self,
        store: Callable[[], TranscriptStore],
        models: Models,
        vocabulary: VocabularyService,
        workers: Workers,
    ) -> None:
        """store: the open file, called on a worker, may raise CaptioningError."""
        self._store, self._models, self._vocabulary, self._workers = store, models, vocabulary, workers

    def refine(
        self,
        session_id: int,
        passage: Passage,
        model: str | None,
        found: Callable[[HeardAgain], None],
        progress: Progress,
        done: Callable[[int | CaptioningError], None],
    ) -> Job[int]:
        """Hear sentences again, and keep nothing: `taken` (app/transcripts/refining.py) is the edit.

        model: None for the best at hand. found: called with each sentence as it is heard. progress: the share that is
        done. done: how many sentences were heard, or what went wrong; Cancelled after `Job.cancel`.
        """

        def work(job: Job[int]) -> int:
            transcript = self._store().load(session_id)
            return self.refine_now(transcript, passage, model, found, job.progress)

        return self._workers.run(Lane.REFINING, work, done, progress)

    def look(self, session_id: int, done: Callable[[Transcript | CaptioningError], None]) -> None:
        """The transcript as it is now, or why it cannot be heard again."""

        def work(job: Job[Transcript]) -> Transcript:
            transcript = self._store().load(session_id)
            require_sound(transcript)
            return transcript

        self._workers.run(Lane.LIBRARY, work, done)

    def refine_now(
        self,
        transcript: Transcript,
        passage: Passage,
        model: str | None,
        found: Callable[[HeardAgain], None],
        progress: Progress,
    ) -> int:
        """As `refine`, on this thread. progress: may raise, which ends it. Raises CaptioningError."""
        path = require_sound(transcript)
        sentences = passage.of(transcript.segments)
        if not sentences:
            raise BadInput("There is nothing to improve here.", "Choose another part of the transcript.")
        request = self._vocabulary.request_beside()
        request = replace(request, language=transcript.session.language or request.language)
        progress(0.0, "")
        with self._models.borrowed(model) as recogniser, sound_of(path, track_of(transcript)) as sound:
            for at, old in enumerate(sentences):
                answer = _heard(recogniser, request, sound.of(old), partial(progress, at / len(sentences), ""))
                if (again := heard_again(old, answer, recogniser.capabilities.name)) is not None:
                    found(again)
        progress(1.0, "")
        return len(sentences)


def _heard(recogniser: Recogniser, request: Request, audio: np.ndarray, progress: Callable[[], None]) -> Hypothesis:
    """Waits as long as captions need the model; `progress` may end that."""
    from engine.session import retranscription

    while True:
        progress()
        try:
            return retranscription.retranscribed(recogniser, request, audio)
        except TimeoutError:  # of ModelTurns: captions go first
            continue
