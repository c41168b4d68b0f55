"""Edits the user's word lists, gives them to sessions, and counts how their words were used."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from app.choices import LiveOptions, LiveState
from app.control.current_session import CurrentSession
from app.control.languages import base_request
from app.control.preferences import Preferences
from app.control.workers import Lane, Workers
from app.model_store.host import ModelHost
from engine.errors import CaptioningError
from engine.events import CaptionEvent, Final

# What these import (numpy, SQLite) is imported where it is used: the program is to start at once.
if TYPE_CHECKING:
    from app.hotwords.last_heard import HeardTwice, LastHeard
    from app.hotwords.library import HotwordLibrary
    from app.hotwords.live import LiveHotwords
    from app.hotwords.trying import Trials
    from app.hotwords.usage import UsageCounts
    from app.hotwords.watching import FolderWatch
    from engine.models.recogniser import Recogniser, Request

T = TypeVar("T")
CLOSE_S = 5.0  # for what was typed last; a disk that stalls must not keep the program
POLITE_S = 0.0005


class VocabularyService:
    """Each part is made when it is first needed, and none holds up a caption.

    Work of the editor is a function of the library, done on workers; `done` is called there.
    """

    def __init__(self, preferences: Preferences, current: CurrentSession, host: ModelHost) -> None:
        self._preferences, self._current, self._host = preferences, current, host
        self._folders = preferences.folders
        self._lock = threading.Lock()
        self._live: LiveHotwords | None = None
        self._watch: FolderWatch | None = None
        self._workers = Workers()

    # -- for an editor -----------------------------------------------------------------------------------

    @cached_property
    def usage(self) -> UsageCounts:
        from app.hotwords.usage import UsageCounts

        return UsageCounts(self._folders.hotword_usage_file)

    @cached_property
    def trials(self) -> Trials:
        from app.hotwords.trying import Trials

        return Trials(self._library)

    @property
    def words(self) -> tuple[str, ...]:
        """Of the lists that captions use, case-folded; returns at once, () before the first captions."""
        return self._live.words if self._live is not None else ()

    @property
    def last_text(self) -> str:
        """What a model heard last, "" where there is nothing."""
        return self.last_heard.text

    def ask(
        self, work: Callable[[HotwordLibrary], T], done: Callable[[T | CaptioningError], None], slow: bool = False
    ) -> None:
        """Returns at once. Works that are not slow are done one after another, in the order asked; slow ones (an index
        of 10,000 entries takes a second) beside them. After `close` the answer is Cancelled."""
        if slow:
            self._workers.run(Lane.THINKING, lambda job: _politely(lambda: work(self._library)), done)
        else:
            self._workers.run(Lane.LISTS, lambda job: work(self._library), done)

    def switch(self, profile: str | None, done: Callable[[CaptioningError | None], None]) -> None:
        """The lists of `profile`, None for all, from the next utterance on."""
        self.ask(lambda library: self.live().switch(profile), done)

    def changed(self, done: Callable[[bool | CaptioningError], None]) -> None:
        """Whether any file of the folder has changed since the last look, by whomever."""
        self.ask(self._look, done)

    def hear_again(self, done: Callable[[HeardTwice | CaptioningError], None]) -> None:
        """What was heard last, with the lists and without them, by the model that is loaded. Between sessions only: a
        model writes one final at a time."""
        self.ask(lambda library: self._host.use_between_sessions(self._heard_by), done, slow=True)

    # -- for a session -----------------------------------------------------------------------------------

    def live(self) -> LiveHotwords:
        from app.hotwords.live import LiveHotwords

        with self._lock:
            if self._live is None:
                self._live = LiveHotwords(self._folders.hotwords, self._preferences.settings.hotword_replacement)
            return self._live

    @cached_property
    def last_heard(self) -> LastHeard:
        from app.hotwords.last_heard import LastHeard

        return LastHeard()

    def request(self, options: LiveOptions | None = None) -> Request:
        """What is asked of a model by the settings and the options of a session, apart from the vocabulary. options:
        None for those of the session that runs, or ran last."""
        return base_request(self._preferences.settings, options or self._current.options)

    def request_beside(self) -> Request:
        """For work beside captions: what the settings ask, with the vocabulary in force. Reads the lists."""
        from app.hotwords.live import LiveHotwords

        mode = self._preferences.settings.hotword_replacement
        return LiveHotwords(self._folders.hotwords, mode).request(self.request(LiveOptions()))

    def take_settings(self) -> None:
        """In a session from the next utterance on. Reads the lists. Raises CaptioningError."""
        if self._live is not None:
            self._live.take(self.request(), self._preferences.settings.hotword_replacement)

    def begin_session(self) -> None:
        if self._counts:
            self.usage.begin_session()

    def note(self, event: CaptionEvent) -> None:
        """Counts the hotwords of a final; returns at once."""
        if isinstance(event, Final) and (event.hotwords_offered or event.hotwords_used or self._counts):
            self.usage.note(event)

    def forget_heard(self) -> None:
        """What was heard last, and counts that are not written yet."""
        if "last_heard" in vars(self):
            self.last_heard.forget()
        if self._counts:
            self.usage.forget()

    def close(self, within_s: float = CLOSE_S) -> bool:
        """Waits until everything typed, asked and counted before is written, `within_s` at most; what is only being
        thought about is dropped. False where something was not written by then."""
        written = self._workers.close(within_s)
        if self._counts:
            self.usage.close()
        return written

    @property
    def _counts(self) -> bool:
        return "usage" in vars(self)

    @cached_property
    def _library(self) -> HotwordLibrary:
        from app.hotwords.library import HotwordLibrary

        return HotwordLibrary(self._folders.hotwords)

    def _look(self, library: HotwordLibrary) -> bool:
        from app.hotwords.watching import FolderWatch

        if self._watch is None:
            self._watch = FolderWatch(library.folder)
            return False
        return self._watch.changed()

    def _heard_by(self, recogniser: Recogniser) -> HeardTwice:
        if self._current.state is not LiveState.IDLE:
            raise CaptioningError("The model is busy with captions.", "Stop the captions first.")
        return self.last_heard.again(recogniser, self.live().request(self.request()))


def _politely(work: Callable[[], T]) -> T:
    """Long work in Python: others get their turn ten times as often, else a window stutters meanwhile."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(min(before, POLITE_S))
    try:
        return work()
    finally:
        sys.setswitchinterval(before)
