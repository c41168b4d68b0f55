"""A controller without sound: a test (or the gallery) says what happens, in real events through a real feed."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from app.choices import LeftOver, ListedSource, LiveState, SourceChoice, SourceKind
from app.feed import CaptionFeed
from app.folders import Folders, portable_folders, user_folders
from app.hotwords.desk import HotwordService
from app.hotwords.library import HotwordLibrary
from app.hotwords.usage import UsageCounts
from app.models.offer import OfferedModel
from app.settings import Settings
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


class ScriptedController:
    """Answers like the live controller; `sources` and `export_error` are what its worker finds."""

    def __init__(self, title: str = "Earshot Mini (rough)", rough: bool = True) -> None:
        self.feed = CaptionFeed()
        self.state = LiveState.IDLE
        self.model_title = title
        self.model_is_rough = rough
        self.session_id: int | None = None
        self.left_over: list[LeftOver] = []
        self.sources = [MICROPHONE, HEADSET, SPEAKERS]
        self.tracks: list[ListedSource] = []
        self.export_error: CaptioningError | None = None
        self.export_lacks: Degraded | None = None
        self.stops_at_once = True
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
        self.models = [MINI, NANO]
        self.settings_error: CaptioningError | None = None
        self.model_error: CaptioningError | None = None
        self.details: str | CaptioningError = "Earshot\n  version 0\n"
        self._desk: HotwordService | None = None

    @property
    def hotword_desk(self) -> HotwordService:
        """A real one, in the user's folders (of the test)."""
        if self._desk is None:
            folders = user_folders()
            self._desk = HotwordService(HotwordLibrary(folders.hotwords), UsageCounts(folders.hotword_usage_file))
        return self._desk

    def warm_up(self) -> None:
        self.calls.append("warm up")

    def start(self, choice: SourceChoice) -> None:
        self.calls.append("start")
        self.started_with.append(choice)
        self.session_id = 1 + (self.session_id or 0)
        self.state = LiveState.CAPTIONING

    def pause(self) -> None:
        self.calls.append("pause")
        self.state = LiveState.PAUSED

    def resume(self) -> None:
        self.calls.append("resume")
        self.state = LiveState.CAPTIONING

    def stop(self) -> None:
        self.calls.append("stop")
        self.state = LiveState.STOPPING
        if self.stops_at_once:
            self.end()

    def close(self) -> None:
        self.calls.append("close")
        if self._desk is not None:
            self._desk.close()

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
            self.may_answer.wait(10)
            done(error)
            self.answered.set()

        threading.Thread(target=work).start()

    def change_settings(self, settings: Settings, done: Callable[[CaptioningError | None], None]) -> None:
        self.settings = settings
        self._answer(lambda: done(self.settings_error))

    def list_models(self, done: Callable[[list[OfferedModel]], None]) -> None:
        self._answer(lambda: done(list(self.models)))

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
            self.may_answer.wait(10)
            work()

        threading.Thread(target=wait_and_work).start()

    # What happens

    def post(self, *events: CaptionEvent) -> None:
        for event in events:
            self.feed.post(event)

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
