"""The model of a server: transcribes streams and files for its clients."""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.choices import LiveOptions
from app.control.languages import base_request
from app.control.model_turns import SharedRecogniser
from app.hotwords.entry import Entry, HotwordList, Parsed
from app.hotwords.live import with_words
from app.hotwords.vocabulary import combined
from app.serving.limits import Limits
from app.serving.refusals import Refused, busy
from app.serving.turns import FairTurns
from app.settings import Settings
from engine.errors import CaptioningError
from engine.events import CaptionEvent, EngineError, Final
from engine.hotwords.replacement import ReplacementMode
from engine.hotwords.rules import Rule
from engine.timeline import to_seconds
from engine.vad.endpointer import EndpointerSettings

if TYPE_CHECKING:
    import numpy as np

    from app.serving.diarized import VoicesInTurn
    from engine.models.recogniser import Capabilities, Recogniser, Request
    from engine.models.voices import Overlaps, Voices
    from engine.session.options import SessionOptions

log = logging.getLogger(__name__)

ALIASES = ("whisper-1", "gpt-transcribe", "gpt-4o-transcribe", "gpt-4o-mini-transcribe", "gpt-live-transcribe")
"""Names by which clients of OpenAI ask for a model; all mean the loaded one."""
DIARIZING = "gpt-4o-transcribe-diarize"
"""The same, with speakers."""
LEAST_UPLOADS = 64  # slow ones are given up, so that many do no harm
MOST_WORDS, LONGEST_WORD, LONGEST_PROMPT = 1000, 100, 4000
_WORDS = re.compile(r"[,;，；、\n]+")


@dataclass(frozen=True, slots=True)
class RecognitionOptions:
    """What a client asks for. keywords: to prefer. corrections: (wrong, right). prompt: free text or listed words."""

    language: str | None = None
    languages: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    corrections: tuple[tuple[str, str], ...] = ()
    prompt: str = ""


@dataclass(slots=True)
class Counts:
    """What /metrics tells. audio_s: sound that was transcribed."""

    files: int = 0
    failed: int = 0
    refused: int = 0
    streams: int = 0
    audio_s: float = 0.0


@dataclass(slots=True)
class Heard:
    """What a file holds. finals: by utterance. length_s: of its sound. complaint: what went wrong on the way.

    speakers: segments by speaker, where they were asked for.
    """

    finals: dict[int, Final] = field(default_factory=dict)
    length_s: float = 0.0
    complaint: EngineError | None = None
    speakers: list[dict[str, Any]] = field(default_factory=list)

    @property
    def ordered(self) -> tuple[Final, ...]:
        return tuple(sorted(self.finals.values(), key=lambda each: (each.start, each.utterance_id)))


class Recognition:
    """Any thread may call. recogniser: loaded, and closed by who made it. words: a vocabulary for all clients.

    voices: tells speakers apart; overlaps: finds where two speak at once; None where its model is not there.
    """

    def __init__(
        self,
        recogniser: Recogniser,
        settings: Settings,
        limits: Limits,
        words: Parsed | None = None,
        voices: Voices | None = None,
        overlaps: Overlaps | None = None,
    ) -> None:
        self._recogniser, self._settings, self.limits = recogniser, settings, limits
        self._voices, self._overlaps = voices, overlaps
        self._words = words or Parsed()
        self.turns = FairTurns()
        self.counts = Counts()
        self.ending = threading.Event()
        self._lock = threading.Lock()
        self._files = self._streams = self._uploads = 0

    @property
    def capabilities(self) -> Capabilities:
        return self._recogniser.capabilities

    @property
    def names(self) -> tuple[str, ...]:
        """By which the model may be asked for, its own first."""
        more = () if self._voices is None else (DIARIZING,)
        return tuple(dict.fromkeys((self.capabilities.name, *ALIASES, *more)))

    @property
    def files(self) -> int:
        """That are worked on or wait."""
        return self._files

    @property
    def streams(self) -> int:
        return self._streams

    def check_model(self, name: str | None) -> None:
        """Raises Refused for one that is not there."""
        if name and name not in self.names:
            raise Refused(404, "There is no such model here. GET /v1/models lists them.", "model_not_found", "model")

    def check_speakers(self) -> None:
        """Raises Refused where no speaker model is installed."""
        if self._voices is None:
            message = (
                "diarized_json needs the model CAM++, which is not installed here. Ask for verbose_json, or have "
                "'models get campplus-zh-en' run here and the server started again."
            )
            raise Refused(400, message, "unsupported", "response_format")

    def request(self, asked: RecognitionOptions) -> Request:
        """Takes time where there are many words: for workers. Raises Refused for a language that the model lacks."""
        known = self.capabilities.languages
        for each, param in ((asked.language, "language"), *((each, "languages") for each in asked.languages)):
            if each is not None and each not in known:
                message = f"The model does not know this language. It knows {', '.join(known[:40])}."
                raise Refused(400, message, "unsupported_language", param)
        options = LiveOptions(language=asked.language, languages=asked.languages, context=asked.prompt or None)
        entries = tuple(Entry(each) for each in dict.fromkeys((*asked.keywords, *listed(asked.prompt))))
        rules = tuple(Rule(wrong, right) for wrong, right in asked.corrections)
        lists = [HotwordList("server", self._words), HotwordList("request", Parsed(entries, rules))]
        mode = ReplacementMode(self._settings.hotword_replacement)
        return with_words(base_request(self._settings, options), combined(lists, {}), mode)

    def options(self, request: Request, partials: bool) -> SessionOptions:
        from engine.session.options import SessionOptions
        from engine.session.stabiliser import CaptionMode

        return SessionOptions(
            request,
            partials=partials,
            mode=CaptionMode(self._settings.caption_mode),
            context=self._settings.context_finals,
            endpointer=EndpointerSettings(silence_scale=self._settings.endpoint_silence_scale),
        )

    def check_room(self) -> None:
        """Raises Refused where `place_for_file` would."""
        if self._files >= self.limits.clients:
            self.counts.refused += 1
            raise busy("The server works on as many files as it may. Try again in a moment.")

    @contextmanager
    def upload(self) -> Iterator[None]:
        """Raises Refused where too many files are on their way."""
        with self._lock:
            if self._uploads >= max(LEAST_UPLOADS, 4 * self.limits.clients):
                self.counts.refused += 1
                raise busy("Too many files are being sent. Try again in a moment.")
            self._uploads += 1
        try:
            yield
        finally:
            with self._lock:
                self._uploads -= 1

    @contextmanager
    def place_for_file(self) -> Iterator[None]:
        """Raises Refused where too many files are worked on or wait."""
        with self._lock:
            self.check_room()
            self._files += 1
        try:
            yield
        finally:
            with self._lock:
                self._files -= 1

    @contextmanager
    def stream(self) -> Iterator[Recogniser]:
        """The model for one live stream. Raises Refused where too many are open."""
        with self._lock:
            if self._streams >= self.limits.clients:
                self.counts.refused += 1
                raise busy("The server has as many streams as it may. Try again in a moment.")
            self._streams += 1
            self.counts.streams += 1
        number = self.turns.join(live=True)
        try:
            yield SharedRecogniser(self._recogniser, self.turns, number)
        finally:
            self.turns.leave(number)
            with self._lock:
                self._streams -= 1

    def transcribe(
        self, path: Path, request: Request, changed: Callable[[Heard], None], goes_on: Callable[[], bool]
    ) -> Heard:
        """The file's text; `changed` is called after each change. Raises Refused, CaptioningError.

        goes_on: as in FileSession; where it says no, what was heard so far is the answer.
        """
        from engine.session.file_session import FilePart, FileSession

        heard = Heard()

        def post(event: CaptionEvent) -> None:
            if isinstance(event, Final):
                heard.finals[event.utterance_id] = event
                changed(heard)
            elif isinstance(event, EngineError) and heard.complaint is None:
                heard.complaint = event

        number = self.turns.join(live=False)
        try:
            shared = SharedRecogniser(self._recogniser, self.turns, number)
            session = FileSession(FilePart(path), shared, post, self.options(request, partials=False))

            def within() -> bool:
                heard.length_s = max(session.length_s or 0.0, to_seconds(session.position))
                if heard.length_s > self.limits.duration_s:
                    most = self.limits.duration_s / 60
                    message = f"The sound is too long: {most:.0f} min are taken at most. Send it in parts."
                    raise Refused(413, message, "audio_too_long", "file")
                return goes_on()

            session.run(within)
            heard.length_s = max(to_seconds(session.position), 0.0)
        finally:
            self.turns.leave(number)
        if heard.complaint is not None and not heard.finals:
            raise CaptioningError(heard.complaint.what, heard.complaint.remedy)
        with self._lock:
            self.counts.files += 1
            self.counts.audio_s += heard.length_s
        return heard

    def known_voices(self, known: Sequence[tuple[str, bytes]], folder: Path) -> dict[str, np.ndarray]:
        """By name. known: as of TranscriptionForm. Raises Refused for a recording that cannot be used."""
        from app.serving.diarized import voice_of_recording

        with self._voices_in_turn() as voices:
            return {name: voice_of_recording(content, folder, voices) for name, content in known}

    def tell_apart(
        self, path: Path, heard: Heard, goes_on: Callable[[], bool], known: Mapping[str, np.ndarray]
    ) -> None:
        """Find the speakers of what was heard. goes_on: as for `transcribe`. Raises Refused, CaptioningError."""
        from app.serving.diarized import segments_by_speaker

        def check() -> None:
            if not goes_on():
                raise _ClientGone

        with suppress(_ClientGone), self._voices_in_turn() as voices:  # the client left: no labels needed
            heard.speakers = segments_by_speaker(heard.ordered, path, voices, check, known)

    @contextmanager
    def _voices_in_turn(self) -> Iterator[VoicesInTurn]:
        """Raises Refused where there are none."""
        from app.serving.diarized import VoicesInTurn

        self.check_speakers()
        assert self._voices is not None
        number = self.turns.join(live=False)
        try:
            yield VoicesInTurn(self._voices, self._overlaps, lambda: self.turns.of(number))
        finally:
            self.turns.leave(number)


class _ClientGone(Exception):
    pass


def listed(prompt: str) -> Sequence[str]:
    """The words of a prompt that is a list of words; nothing of one that is sentences."""
    words = [each.strip(" .。") for each in _WORDS.split(prompt)]
    words = [each for each in words if each]
    are_words = len(words) > 1 and all(len(each.split()) <= 4 and len(each) <= 40 for each in words)
    return words if are_words else ()


def checked_words(words: Sequence[str], param: str) -> tuple[str, ...]:
    """Raises Refused for what is no list of words."""
    found = tuple(dict.fromkeys(" ".join(each.split()) for each in words if each.strip()))
    if len(found) > MOST_WORDS:
        raise Refused(400, f"{MOST_WORDS} words are taken at most.", "too_many_words", param)
    if any(len(each) > LONGEST_WORD for each in found):
        raise Refused(400, f"A word has {LONGEST_WORD} characters at most.", "word_too_long", param)
    return found
