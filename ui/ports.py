"""What the window asks of the rest of the program, in the shape that a window needs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from app.choices import LeftOver, ListedSource, LiveState, SourceChoice
from app.feed import CaptionFeed
from app.folders import Folders
from app.models.offer import OfferedModel
from app.settings import Settings
from engine.errors import CaptioningError
from engine.events import Degraded

if TYPE_CHECKING:
    from app.hotwords.last_heard import HeardTwice
    from app.hotwords.library import HotwordLibrary
    from app.hotwords.trying import Trials
    from app.hotwords.usage import UsageCounts

T = TypeVar("T")

ExportFormats = Sequence[tuple[str, str]]
"""Pairs of a format's name, which is also the file suffix, and its title in English."""


class HotwordPort(Protocol):
    """Where work on the hotword lists is done; every method returns at once, `done` is called from a worker."""

    @property
    def usage(self) -> UsageCounts: ...

    @property
    def trials(self) -> Trials: ...

    @property
    def last_text(self) -> str:
        """What a model heard last, "" where there is nothing."""

    def ask(
        self, work: Callable[[HotwordLibrary], T], done: Callable[[T | CaptioningError], None], slow: bool = False
    ) -> None:
        """Works that are not slow are done one after another, in the order asked."""

    def switch(self, profile: str | None, done: Callable[[CaptioningError | None], None]) -> None: ...

    def changed(self, done: Callable[[bool | CaptioningError], None]) -> None:
        """Whether a file of the folder has changed since the last look, by whomever."""

    def hear_again(self, done: Callable[[HeardTwice | CaptioningError], None]) -> None:
        """What was heard last, with the lists and without them, by the model that is loaded."""


class CaptionController(Protocol):
    """Runs one captioning session at a time; every method but `close` returns at once.

    `done` is always called, from a worker thread; it may bring any CaptioningError, also where that is not expected.
    """

    @property
    def feed(self) -> CaptionFeed: ...

    @property
    def state(self) -> LiveState: ...

    @property
    def model_title(self) -> str: ...

    @property
    def model_is_rough(self) -> bool: ...

    @property
    def session_id(self) -> int | None: ...

    @property
    def hotword_desk(self) -> HotwordPort: ...

    @property
    def text_is_kept(self) -> bool:
        """Every final of the running session, or the last one, is on the disk; False where that was refused."""

    @property
    def settings(self) -> Settings:
        """Those in force."""

    @property
    def folders(self) -> Folders: ...

    def warm_up(self) -> None:
        """Have a worker import what is slow to import; for a window that is there already."""

    def start(self, choice: SourceChoice) -> None: ...

    def pause(self) -> None: ...

    def resume(self) -> None: ...

    def stop(self) -> None: ...

    def list_sources(self, done: Callable[[list[ListedSource] | CaptioningError], None]) -> None: ...

    def list_tracks(self, path: Path, done: Callable[[list[ListedSource] | CaptioningError], None]) -> None:
        """A choice for each audio track of a file that has several; calls `done` from a worker thread."""

    def export(
        self,
        session_id: int | None,
        target: Path,
        format_name: str,
        done: Callable[[Degraded | CaptioningError | None], None],
    ) -> None:
        """None for the session that runs, or the last one, stored or not.

        Calls `done` from a worker thread, with what went wrong, what the file lacks, or None.
        """

    def correct(
        self, session_id: int, utterance_id: int, text: str, done: Callable[[CaptioningError | None], None]
    ) -> None:
        """Keeps a reader's text beside what was heard; calls `done` from a worker thread, as `export` does."""

    def collect_details(self, done: Callable[[str | CaptioningError], None]) -> None:
        """Calls `done` from a worker thread, with what a report of a fault needs."""

    def find_left_over(self, done: Callable[[list[LeftOver] | CaptioningError], None]) -> None:
        """The sessions that did not end in order, newest first."""

    def change_settings(self, settings: Settings, done: Callable[[CaptioningError | None], None]) -> None:
        """In force from now on, as far as what runs can take them; written by a worker, which calls `done`."""

    def list_models(self, done: Callable[[list[OfferedModel] | CaptioningError], None]) -> None:
        """The built-in model first."""

    def exchange_model(self, name: str | None, done: Callable[[CaptioningError | None], None] | None = None) -> None:
        """Another model from the next utterance on; calls `done` from a worker thread."""

    def close(self) -> None:
        """Stops and waits, a few seconds at most."""


class InterfaceSettings(Protocol):
    """The settings that the window reads; app.settings.Settings has them."""

    @property
    def interface_language(self) -> str:
        """auto, en or zh."""

    @property
    def theme(self) -> str:
        """auto, light or dark."""

    @property
    def caption_font_size(self) -> int:
        """Size of the captions in points."""

    @property
    def source(self) -> str:
        """mic or system."""

    @property
    def input_device(self) -> str | None: ...

    @property
    def underline_hotwords(self) -> bool: ...

    @property
    def record_audio(self) -> bool: ...

    @property
    def keep_transcripts(self) -> bool: ...
