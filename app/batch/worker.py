"""Transcribes the files of a batch with one model, in this process or in a child process."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from app import VERSION
from app.batch.orders import BatchOptions, FileOrder
from app.choices import LiveOptions
from app.control.languages import base_request
from app.exporters import export, write_export
from app.files import PlaceNotWritable, check_free
from app.folders import Folders
from app.hotwords.live import LiveHotwords
from app.model_store.loading import load_recogniser
from app.model_store.remote import PREFIX, away
from app.settings import Settings
from app.transcripts.enrolled_voices import EnrolledVoices
from app.transcripts.file_ledger import FileEntry, FileLedger
from app.transcripts.from_file import FileResult, FileTranscript, Progress, TranscriptDestination
from app.transcripts.journal import journals_of
from app.transcripts.provenance import model_used
from app.transcripts.rows import calendar_time
from app.transcripts.store import TranscriptStore
from app.transcripts.values import Transcript, unsaved_transcript
from app.transcripts.writer import TranscriptWriter
from engine.audio.opening import open_sound
from engine.audio.sound_bytes import STANDARD_INPUT, title_of
from engine.errors import BadInput, CaptioningError
from engine.text.harmless import harmless
from engine.text.sentence import Sentence
from engine.vad.endpointer import EndpointerSettings

if TYPE_CHECKING:
    from engine.models.recogniser import Recogniser, Request
    from engine.models.voices import Voices
    from engine.session.options import SessionOptions

END_WITHIN_S = 1.0  # of a file, without speech: a transcript that reaches so far is whole


@dataclass(frozen=True, slots=True)
class FileAnswer:
    """What became of an order. text: the transcript, where the order has no output. length_s: of the sound.

    failure: why there is no transcript, or not all of one. whole: False where the work was broken off. known: it was
    done before. unwritten: no other file could be written there either. took_s: of work.
    """

    order: FileOrder
    text: str = ""
    length_s: float = 0.0
    failure: CaptioningError | None = None
    whole: bool = True
    known: bool = False
    unwritten: bool = False
    took_s: float = 0.0
    model: str = ""


class BatchWorker:
    """Loads its model with the first file that needs one, and keeps it. On one thread."""

    def __init__(self, options: BatchOptions, settings: Settings, folders: Folders) -> None:
        self._options, self._settings, self._folders = options, settings, folders
        self._recogniser: Recogniser | None = None

    def do(self, order: FileOrder, progress: Progress, goes_on: Callable[[], bool]) -> FileAnswer:
        """What fails for this file is in the answer. Raises CaptioningError where the model cannot be loaded."""
        began_s = time.monotonic()
        recogniser = self.load()
        answer = self._answer(order, recogniser, progress, goes_on)
        return replace(answer, took_s=time.monotonic() - began_s, model=recogniser.capabilities.name)

    def _answer(
        self, order: FileOrder, recogniser: Recogniser, progress: Progress, goes_on: Callable[[], bool]
    ) -> FileAnswer:
        try:
            if order.output is not None:
                check_free(order.output, self._options.force or self._options.resume)
            begun = self._begun_before(order)
            if begun is None and (known := self._done_before(order)) is not None:
                return known
            entry = begun or FileEntry(order.path, queued=False)
            work = FileTranscript(entry, recogniser, self.session_options, self._destination, progress)
            return self._do(order, work, goes_on)
        except CaptioningError as failed:
            return FileAnswer(order, failure=failed, unwritten=isinstance(failed, PlaceNotWritable))
        except OSError as failed:  # a disk that went, say; the next file may lie elsewhere
            reason = failed.strerror or str(failed)
            return FileAnswer(
                order,
                failure=CaptioningError(
                    "{name} could not be transcribed: {reason}.", name=title_of(order.path), reason=reason
                ),
            )

    def load(self) -> Recogniser:
        """The model. Raises CaptioningError."""
        if self._options.speakers is not None:
            _ = self._voices  # a missing speaker model is reported before the first file
        if self._recogniser is None:
            settings, options = self._settings, self._options
            self._recogniser = load_recogniser(
                options.model or settings.model,
                options.threads or settings.threads,
                self._folders.models,
                settings.graphics,
                graphics_layers=settings.graphics_layers,
                away=away(lambda: settings),
            )
        return self._recogniser

    @property
    def mark(self) -> list[str]:
        """Of the version and the loaded model: workers with the same one write the same."""
        details = model_used(self.load().capabilities.name, self._folders.models).details
        return [VERSION, details["name"], details["sha256"]]

    def close(self) -> None:
        if self._recogniser is not None:
            self._recogniser.close()
        if "_store" in self.__dict__:
            self._store.close()

    def _do(self, order: FileOrder, transcript: FileTranscript, goes_on: Callable[[], bool]) -> FileAnswer:
        result = transcript.make(goes_on)
        if not result.whole:
            return FileAnswer(order, whole=False)
        if self._options.speakers is None or order.path == STANDARD_INPUT:
            made = self._transcript(order, result)
            return self._written(order, made, result.complaint or self._stood_in(made))
        made = self._transcript(order, result)
        complaint = result.complaint or self._stood_in(made)
        try:
            made = self._labelled(order, made)
        except CaptioningError as failed:  # the text is written all the same
            complaint = complaint or failed
        return self._written(order, made, complaint)

    def _labelled(self, order: FileOrder, transcript: Transcript) -> Transcript:
        from app.transcripts.speaker_labels import LabelOptions, label_kept, label_unkept, model_mark, overlap_at_hand

        known = EnrolledVoices(self._folders.voices_file).known(model_mark(self._folders.models))
        overlap = partial(overlap_at_hand, self._folders.models, self._options.threads or self._settings.threads)
        options = LabelOptions(self._options.speakers or None, known=known, overlap=overlap)
        number = transcript.session.id
        if number:
            label_kept(self._store, number, self._voices, options)
            return self._store.load(number)
        return label_unkept(transcript, order.path, self._voices, options)

    @cached_property
    def _voices(self) -> Voices:
        from app.transcripts.speaker_labels import voices_at_hand

        return voices_at_hand(self._folders.models, self._options.threads or self._settings.threads)

    def _stood_in(self, transcript: Transcript) -> CaptioningError | None:
        """What to tell where a model on another machine failed, so that another one wrote a part."""
        if not self.load().capabilities.name.startswith(PREFIX):
            return None
        drafts = [each for each in transcript.segments if each.draft and each.reason]
        if not drafts:
            return None
        return CaptioningError(
            Sentence("Another model wrote {count} sentences: {reason}", count=len(drafts), reason=drafts[0].reason),
            "Transcribe it again once that is mended.",
        )

    def _written(self, order: FileOrder, transcript: Transcript, failure: CaptioningError | None = None) -> FileAnswer:
        text = ""
        if order.output is None:
            text = export(transcript, self._options.format, self._options.export)
        else:
            _check_not_the_sound(order)
            write_export(transcript, order.output, self._options.format, self._options.export)
        return FileAnswer(order, text, transcript.session.duration_s, failure)

    def _transcript(self, order: FileOrder, result: FileResult) -> Transcript:
        if result.session_id is not None:
            return self._store.load(result.session_id)
        finals = tuple(result.finals.values())
        model = self.load().capabilities.name
        began, title = _changed_at(order.path), title_of(order.path)
        made = unsaved_transcript(finals, source=title, model=model, language=self._options.language, started_at=began)
        named = replace(made.session, duration_s=result.length_s)
        if order.path != STANDARD_INPUT:
            named = replace(named, title=harmless(order.path.stem))
        return replace(made, session=named)

    def _begun_before(self, order: FileOrder) -> FileEntry | None:
        """With --resume: by a run that was broken off."""
        if not (self._options.resume and self._destination is not None):
            return None
        return self._destination.ledger.find(order.path, queued=False)

    def _done_before(self, order: FileOrder) -> FileAnswer | None:
        """With --resume: by a transcript that is newer than the file and reaches its end."""
        if not (self._options.resume and self._destination is not None) or order.path == STANDARD_INPUT:
            return None
        known = self._store.finished_of(order.path)
        if known is None or os.path.getmtime(order.path) > known.started_at:
            return None
        if _length_s(order.path) - known.duration_s > END_WITHIN_S:
            return None
        return replace(self._written(order, self._store.load(known.id)), known=True)

    # -- what is the same for all files ------------------------------------------------------------------

    @cached_property
    def _store(self) -> TranscriptStore:
        return TranscriptStore(self._folders.transcripts_file)

    @cached_property
    def _destination(self) -> TranscriptDestination | None:
        """None where the user keeps no transcripts."""
        if not (self._options.library and self._settings.keep_transcripts):
            return None
        file = self._folders.transcripts_file
        return TranscriptDestination(
            lambda: self._store,
            lambda post: TranscriptWriter(lambda: self._store, journals_of(file), post),
            FileLedger(file),
            models=self._folders.models,
        )

    @cached_property
    def session_options(self) -> SessionOptions:
        from engine.session.options import SessionOptions

        return SessionOptions(
            self._request(),
            partials=False,
            context=self._settings.context_finals,
            endpointer=EndpointerSettings(silence_scale=self._settings.endpoint_silence_scale),
        )

    def _request(self) -> Request:
        options = self._options
        asked = LiveOptions(language=options.language, languages=options.languages, context=options.context)
        vocabulary = LiveHotwords(self._folders.hotwords, self._settings.hotword_replacement)
        return vocabulary.request(base_request(self._settings, asked))


def _changed_at(path: Path) -> float | None:
    """When a file was written last (Unix seconds); None for standard input, and for one that went away meanwhile."""
    try:
        return None if path == STANDARD_INPUT else calendar_time(os.path.getmtime(path))
    except OSError:
        return None


def _length_s(path: Path) -> float:
    """0 for what is no file: a pipe would be waited for."""
    if not os.path.isfile(path):
        return 0.0
    sound = open_sound(path)
    try:
        return sound.length_s or 0.0
    finally:
        sound.close()


def _check_not_the_sound(order: FileOrder) -> None:
    if order.output is not None and os.path.realpath(order.output) == os.path.realpath(order.path):
        raise BadInput("{path} is the file that is read.", "Name another folder.", path=order.output)
