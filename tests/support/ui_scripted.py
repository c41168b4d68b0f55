"""Earshot without sound: a test says what happens, in real events through a real broadcast."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from app.choices import LeftOver, ListedSource, LiveState, SourceChoice, SourceKind
from app.control.broadcast import Broadcast, Improvement
from app.control.current_session import CurrentSession
from app.control.departures import Departures
from app.control.earshot import Earshot
from app.control.library import TranscriptLibrary
from app.control.model_manager import ModelManager
from app.control.playback import Playback
from app.control.queued_files import QueuedFile
from app.control.refining import Refining
from app.control.remote_models import RemoteModels
from app.control.speakers import Speakers
from app.control.vocabulary import VocabularyService
from app.control.workers import Workers
from app.exporters.options import ExportChoices
from app.exporters.preview import ExportPreview
from app.folders import Folders, portable_folders, user_folders
from app.model_store.obtainable import ObtainableModel
from app.model_store.offer import OfferedModel
from app.model_store.speed import Speed
from app.model_store.view import StoreView
from app.settings import Settings
from app.transcripts.values import ClockMark
from engine.errors import CaptioningError
from engine.events import BehindBy, CaptionEvent, DecodedBy, Degraded, Final, Level, NothingSaid, Partial, SessionEnded
from engine.timeline import to_samples

MICROPHONE = ListedSource(SourceChoice(SourceKind.MICROPHONE, "alsa_input.1"), "Built-in microphone", default=True)
HEADSET = ListedSource(SourceChoice(SourceKind.MICROPHONE, "alsa_input.2"), "USB headset")
MINI = OfferedModel("mini", "Earshot Mini", ("en", "zh"), punctuation=True, rough=True)
NANO = OfferedModel(
    "nano", "Fun-ASR-Nano", ("zh", "en", "ja"), punctuation=True, rough=False, memory=1_400_000_000, best=True
)
SPEAKERS = ListedSource(SourceChoice(SourceKind.SYSTEM, "alsa_output.1.monitor"), "Computer sound (Speakers)")


class ScriptedFiles:
    """A queue in which a test says what happens."""

    def __init__(self) -> None:
        self.files: tuple[QueuedFile, ...] = ()
        self.held_up = False
        self.followers: list[Callable[[], None]] = []
        self.calls: list[object] = []

    def show(self, *files: QueuedFile) -> None:
        self.files = files
        for follower in self.followers:
            follower()

    def restore(self) -> None:
        self.calls.append("restore")

    def add(self, paths: Iterable[Path]) -> None:
        self.calls.append(list(paths))

    def pause(self, number: int) -> None:
        self.calls.append(("pause", number))

    def resume(self, number: int) -> None:
        self.calls.append(("resume", number))

    def cancel(self, number: int) -> None:
        self.calls.append(("cancel", number))

    def retry(self, number: int) -> None:
        self.calls.append(("retry", number))

    def clear(self) -> None:
        self.calls.append("clear")


class ScriptedModelManager(ModelManager):
    """The real one, but for the models that are listed: those that the controller offers."""

    controller: ScriptedController

    def look(self, done: Callable[[StoreView | CaptioningError], None]) -> None:
        each, found = self.controller, self.controller.recommended
        available = () if found is None else (found,)
        view = StoreView(tuple(each.offered), available, found, None, each.folders.models, each.settings.offline)
        self.controller._answer(lambda: done(view))


class ScriptedController:
    """Answers like Earshot, whose parts it is all at once; `sources` and `export_error` are what its worker finds."""

    def __init__(self, title: str = "Earshot Mini (rough)", rough: bool = True) -> None:
        self.events = Broadcast[CaptionEvent]()
        self.improvements = Broadcast[Improvement]()
        self.departures = Departures()
        self.begun: list[Callable[[int], None]] = []
        self.clock_marks: tuple[ClockMark, ...] = ()
        self.files = ScriptedFiles()
        self.state = LiveState.IDLE
        self.title = title
        self.rough = rough
        self.session_id: int | None = None
        self.left_over: list[LeftOver] = []
        self.sources = [MICROPHONE, HEADSET, SPEAKERS]
        self.tracks: list[ListedSource] = []
        self.export_choices = ExportChoices()
        self.export_error: CaptioningError | None = None
        self.export_lacks: Degraded | None = None
        self.stops_at_once = True
        self.number = self.improving = 0
        self.may_answer = threading.Event()
        self.may_answer.set()
        self.answered = threading.Event()
        self.calls: list[str] = []
        self.started_with: list[SourceChoice] = []
        self.exported: list[tuple[int | None, Path, str]] = []
        self.corrected: list[tuple[int, int, str]] = []
        self.text_is_kept = True
        self.settings = Settings()
        self.folders: Folders = portable_folders(Path("earshot"))
        self.offered = [MINI, NANO]
        self.recommended: ObtainableModel | None = None
        self.settings_error: CaptioningError | None = None
        self.model_error: CaptioningError | None = None
        self.speed: Speed | CaptioningError = Speed("Fun-ASR-Nano", cost=0.3, delay_s=0.5)
        self.details: str | CaptioningError = "Earshot\n  version 0\n"
        self.session = self.models = self.preferences = self.transcripts = self.devices = self
        self._vocabulary: VocabularyService | None = None
        self._library: TranscriptLibrary | None = None
        self._playback: Playback | None = None
        self._model_manager: ModelManager | None = None
        self._remote: RemoteModels | None = None

    def __setattr__(self, name: str, value: object) -> None:
        super().__setattr__(name, value)
        if name in ("state", "improving"):
            self.events.nudge()

    @property
    def vocabulary(self) -> VocabularyService:
        """A real one, in the user's folders (of the test)."""
        if self._vocabulary is None:
            self._vocabulary = Earshot(Settings(), user_folders()).vocabulary
        return self._vocabulary

    @property
    def library(self) -> TranscriptLibrary:
        """A real one, of the user's folders (of the test)."""
        if self._library is None:
            self._library = Earshot(Settings(), user_folders()).library
        return self._library

    def use_model_manager(self, model_manager: ModelManager) -> None:
        """One that a test has prepared."""
        self._model_manager = model_manager

    @property
    def model_manager(self) -> ModelManager:
        if self._model_manager is None:
            earshot = Earshot(Settings(), user_folders())
            made = ScriptedModelManager(
                earshot.models.host, earshot.preferences, CurrentSession(Broadcast(), Broadcast()), Workers()
            )
            made.controller = self
            self._model_manager = made
        return self._model_manager

    @property
    def remote(self) -> RemoteModels:
        """A real one, in the user's folders (of the test)."""
        if self._remote is None:
            self._remote = Earshot(Settings(), user_folders()).remote
        return self._remote

    @property
    def playback(self) -> Playback:
        """A real one; nothing is open."""
        if self._playback is None:
            self._playback = Playback(Workers())
        return self._playback

    @property
    def refining(self) -> Refining:
        """A real one, of the user's folders (of the test)."""
        return Earshot(Settings(), user_folders()).refining

    @property
    def speakers(self) -> Speakers:
        """A real one, of the user's folders (of the test)."""
        return Earshot(Settings(), user_folders()).speakers

    @property
    def marks(self) -> TranscriptLibrary:
        return self.library

    def warm_up(self) -> None:
        self.calls.append("warm up")

    def start(self, choice: SourceChoice) -> None:
        self.calls.append("start")
        self.started_with.append(choice)
        self.number += 1
        self.session_id = 1 + (self.session_id or 0)
        self.state = LiveState.CAPTIONING
        for each in tuple(self.begun):
            each(self.number)

    def pause(self) -> None:
        self.calls.append("pause")
        self.state = LiveState.PAUSED

    def resume(self) -> None:
        self.calls.append("resume")
        self.state = LiveState.CAPTIONING

    def skip_refining(self) -> None:
        self.calls.append("skip refining")
        self.improving = 0

    def stop(self) -> None:
        self.calls.append("stop")
        self.state = LiveState.STOPPING
        if self.stops_at_once:
            self.end()

    def close(self) -> None:
        self.calls.append("close")
        if self._vocabulary is not None:
            self._vocabulary.close()

    def list_sources(self, done: Callable[[list[ListedSource]], None]) -> None:
        found = list(self.sources)
        threading.Thread(target=lambda: done(found)).start()

    def list_tracks(self, path: Path, done: Callable[[list[ListedSource]], None]) -> None:
        found = [each for each in self.tracks if each.choice.path == path]
        threading.Thread(target=lambda: done(found)).start()

    def collect_details(self, done: Callable[[str | CaptioningError], None]) -> None:
        self._answer(lambda: done(self.details))

    def find_left_over(self, done: Callable[[list[LeftOver]], None]) -> None:
        found = list(self.left_over)
        threading.Thread(target=lambda: done(found)).start()

    def correct(
        self, session_id: int, utterance_id: int, text: str, done: Callable[[CaptioningError | None], None]
    ) -> None:
        self.corrected.append((session_id, utterance_id, text))
        self._answer(lambda: done(self.export_error))

    def export(
        self,
        session_id: int | None,
        target: Path,
        format_name: str,
        done: Callable[[Degraded | CaptioningError | None], None],
    ) -> None:
        self.exported.append((session_id, target, format_name))
        error = self.export_error or self.export_lacks

        def work() -> None:
            self.may_answer.wait(60)
            done(error)
            self.answered.set()

        threading.Thread(target=work).start()

    def export_joined(
        self,
        sessions: Sequence[int | None],
        target: Path,
        format_name: str,
        done: Callable[[Degraded | CaptioningError | None], None],
    ) -> None:
        for each in sessions:
            self.exported.append((each, target, format_name))
        self._answer(lambda: done(self.export_error or self.export_lacks))

    def remember_export(self, choices: ExportChoices, done: Callable[[CaptioningError | None], None]) -> None:
        self.export_choices = choices
        self._answer(lambda: done(self.settings_error))

    def preview_export(
        self,
        sessions: Sequence[int | None],
        choices: ExportChoices,
        done: Callable[[ExportPreview | CaptioningError], None],
    ) -> None:
        self._answer(lambda: done(ExportPreview(f"{choices.format} {choices.preset}", ())))

    def change_settings(self, settings: Settings, done: Callable[[CaptioningError | None], None]) -> None:
        self.settings = settings
        self._answer(lambda: done(self.settings_error))

    def list_models(self, done: Callable[[list[OfferedModel]], None]) -> None:
        self._answer(lambda: done(list(self.offered)))

    def try_speed(self, done: Callable[[Speed | CaptioningError], None]) -> None:
        self._answer(lambda: done(self.speed))

    def exchange_model(self, name: str | None, done: Callable[[CaptioningError | None], None] | None = None) -> None:
        """As the live one: what fails leaves the model before in force."""
        self.calls.append(f"exchange {name}")
        if self.model_error is None:
            self.settings = replace(self.settings, model=name)
        if done is not None:
            told = done
            self._answer(lambda: told(self.model_error))

    def _answer(self, work: Callable[[], None]) -> None:
        def wait_and_work() -> None:
            self.may_answer.wait(60)
            work()

        threading.Thread(target=wait_and_work).start()

    # What happens

    def post(self, *events: CaptionEvent) -> None:
        for event in events:
            self.events.post(event)

    def end(self) -> None:
        """The engine has worked everything off."""
        self.post(SessionEnded(0))
        self.state = LiveState.IDLE


def partial(utterance: int, stable: str, tentative: str = "", start_s: float = 0.0) -> Partial:
    start = to_samples(start_s)
    return Partial(utterance, start, start + 16_000, stable, tentative)


def final(utterance: int, text: str, start_s: float = 0.0, draft: bool = False, factor: float = 0.4) -> Final:
    start = to_samples(start_s)
    return Final(utterance, start, start + 16_000, text, (), "mini", DecodedBy.CTC, factor, draft=draft)


def nothing_said(utterance: int, start_s: float = 0.0) -> NothingSaid:
    start = to_samples(start_s)
    return NothingSaid(utterance, start, start + 16_000, "no speech")


def level(dbfs: float, speaking: bool = True) -> Level:
    return Level(0, dbfs, min(0.0, dbfs + 9), speaking)


def behind(seconds: float, left_s: float = 0.0) -> BehindBy:
    return BehindBy(0, seconds, left_s)
