"""Labels speakers of running captions and of stored transcripts, and enrols voices."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from app.control.live_speakers import LiveLabels
from app.control.workers import Cancelled, Job, Lane, Workers
from app.transcripts.enrolled_voices import EnrolledVoice, EnrolledVoices
from engine.errors import CaptioningError
from engine.models.progress import Progress, silent

if TYPE_CHECKING:
    import numpy as np

    from app.choices import LiveOptions
    from app.control.run import Run
    from app.folders import Folders
    from app.settings import Settings
    from app.transcripts.editing_values import EditedSentence
    from app.transcripts.speaker_labels import LabelOptions, SpokenTurns
    from app.transcripts.store import TranscriptStore
    from app.transcripts.values import LabelKept
    from engine.events import CaptionEvent
    from engine.models.voices import Voices

log = logging.getLogger(__name__)

WAIT_S, TRIES = 1.0, 60
"""A session that was stopped is finished behind the next one; its labels wait so long for its end."""


class Speakers:
    """One transcript at a time, on a lane of its own. label: what a speaker without a name is called."""

    def __init__(
        self,
        store: Callable[[], TranscriptStore],
        folders: Folders,
        settings: Callable[[], Settings],
        workers: Workers,
    ) -> None:
        self._store, self._folders, self._settings, self._workers = store, folders, settings, workers
        self._enrolled = EnrolledVoices(folders.voices_file)
        self.label = "Speaker {number}"

    # -- while captions run ------------------------------------------------------------------------------

    def live(
        self, options: LiveOptions, post: Callable[[CaptionEvent], None], keep: Callable[[LabelKept], bool]
    ) -> LiveLabels | None:
        """What labels the speakers of a session that begins, where that is wanted and the model is there. keep: takes
        each label for its transcript."""
        if options.speakers is None and not self._settings().label_speakers:
            return None
        made = LiveLabels(post, lambda: self.model(1), self._known, options.speakers or None, keep, self.label)
        made.start()
        return made

    def session_ended(self, run: Run) -> None:
        """Label the transcript by the voices that were heard, else by its sound. A caller that asked for labels by its
        options does that itself."""
        sink = run.sink
        if sink is not None and run.options.speakers is None:
            self.when_ended(lambda: sink.session_id, voices=run.voices)

    # -- of kept transcripts -----------------------------------------------------------------------------

    def find(
        self,
        session_id: int,
        speakers: int | None,
        progress: Progress,
        done: Callable[[SpokenTurns | CaptioningError], None],
    ) -> Job[SpokenTurns]:
        """Who speaks when in a kept transcript; keeps nothing: `labelled` (app/transcripts/speaker_labels.py) is the
        edit. speakers: how many there are, None to find out. done: Cancelled after `Job.cancel`.
        """

        def work(job: Job[SpokenTurns]) -> SpokenTurns:
            from app.transcripts.speaker_labels import turns_of

            model, options = self.model(), self.options(speakers)
            return turns_of(self._store().load(session_id), model, options, job.progress)

        return self._workers.run(Lane.SPEAKERS, work, done, progress)

    def when_ended(self, session_id: Callable[[], int | None], voices: LiveLabels | None = None) -> None:
        """Label a transcript that is about to end, where the user wants that and the model is installed.

        session_id: called on the worker. voices: the labels of the live captions; without them, or where they are
        incomplete, the recording is used.
        """
        if not self._settings().label_speakers:
            return

        def work(job: Job[None]) -> None:
            from app.transcripts.speaker_labels import can_label, label_kept, take_labels

            number = session_id()
            if number is None or not can_label(self._folders.models) or not self._ended(job, number):
                return
            if (spoken := self.spoken(voices, job.progress)) is not None:
                take_labels(self._store(), number, spoken, self.options())
            elif self._has_sound(number):
                label_kept(self._store(), number, self.model(), self.options(), job.progress)

        def done(answer: CaptioningError | None) -> None:
            if answer is not None and not isinstance(answer, Cancelled):
                log.info("speakers were not labelled: %s", type(answer).__name__)

        self._workers.run(Lane.SPEAKERS, work, done, silent)

    def spoken(self, voices: LiveLabels | None, progress: Progress = silent) -> SpokenTurns | None:
        """What was heard while captions ran; None where that is not all. Waits for it. progress: may raise."""
        from app.transcripts.speaker_labels import SpokenTurns

        for _ in range(0 if voices is None else TRIES):
            progress(0.0, "")
            if voices is not None and voices.over.wait(WAIT_S):
                break
        result = None if voices is None else voices.result
        return (
            SpokenTurns(result.turns, result.names, kept=result.kept)
            if result is not None and result.complete
            else None
        )

    # -- voices that are remembered ----------------------------------------------------------------------

    def list_voices(self, done: Callable[[list[EnrolledVoice] | CaptioningError], None]) -> None:
        self._workers.run(Lane.LISTS, lambda job: self._enrolled.listed(), done)

    def enrol(
        self,
        session_id: int,
        sentences: Sequence[EditedSentence],
        name: str,
        agreed: bool,
        done: Callable[[CaptioningError | None], None],
    ) -> None:
        """Remember, as `name`, the voice of sentences of a kept transcript. agreed: this person has agreed to that."""

        def work(job: Job[None]) -> None:
            from app.transcripts.speaker_labels import model_mark, voice_of

            voice = voice_of(self._store().load(session_id), sentences, self.model(), job.progress)
            self._enrolled.keep(name, voice, model_mark(self._folders.models), agreed=agreed)

        self._workers.run(Lane.SPEAKERS, work, done)

    def forget(self, name: str, done: Callable[[list[EnrolledVoice] | CaptioningError], None]) -> None:
        """Delete a remembered voice; tells those that are left."""

        def work(job: Job[list[EnrolledVoice]]) -> list[EnrolledVoice]:
            self._enrolled.delete(name)
            return self._enrolled.listed()

        self._workers.run(Lane.LISTS, work, done)

    def options(self, speakers: int | None = None) -> LabelOptions:
        from app.transcripts.speaker_labels import LabelOptions, overlap_at_hand

        overlap = partial(overlap_at_hand, self._folders.models, self._settings().threads)
        return LabelOptions(speakers, self.label, self._known(), overlap)

    def model(self, threads: int | None = None) -> Voices:
        """The one that tells voices apart. Raises SpeakersMissing, ModelUnusable."""
        from app.transcripts.speaker_labels import voices_at_hand

        return voices_at_hand(self._folders.models, self._settings().threads if threads is None else threads)

    def _known(self) -> dict[str, np.ndarray]:
        from app.transcripts.speaker_labels import model_mark

        return self._enrolled.known(model_mark(self._folders.models))

    def _ended(self, job: Job[None], number: int) -> bool:
        pause = threading.Event()
        for _ in range(TRIES):
            job.progress(0.0, "")
            if not self._store().load(number).session.running:
                return True
            pause.wait(WAIT_S)
        return False

    def _has_sound(self, number: int) -> bool:
        recording = self._store().load(number).session.recording
        return recording is not None and os.path.isfile(recording)
