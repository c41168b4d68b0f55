"""The vocabulary of a running session: loaded at its start, followed while files change, switched by profile."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from app.hotwords.library import HotwordLibrary
from app.hotwords.watching import FolderWatch
from engine.errors import CaptioningError
from engine.hotwords.replacement import ReplacementMode
from engine.hotwords.steering import Steering
from engine.models.recogniser import Request

log = logging.getLogger(__name__)

LOOK_EVERY_S = 0.5
MOST_IN_DICTIONARY = 100
"""Entries that a model without retrieval is given as they are, the heaviest first."""


class LiveHotwords:
    """Gives a session its request, and a new one when lists or the profile change.

    A change that fails leaves the vocabulary as it is, and is told.
    """

    def __init__(self, folder: Path, replacement: str) -> None:
        self.library = HotwordLibrary(folder)
        self._replacement = ReplacementMode(replacement)
        self._base = self.latest = Request()
        self._extra: Path | None = None
        self._tell: Callable[[Request], None] | None = None
        self._complain: Callable[[CaptioningError], None] = lambda failed: None
        self._ended = threading.Event()
        self._seen: FolderWatch | None = None
        self._faults: tuple[CaptioningError, ...] = ()
        self._told: set[str] = set()

    def request(self, base: Request, extra: Path | None = None) -> Request:
        """`base` with the active vocabulary; unchanged where there is none. Takes about 0.1 ms an entry. What changes
        from now on is told to who follows. extra: the file of a list that counts too, until the next request."""
        self._base, self._extra = base, extra
        self._seen = FolderWatch(self.library.folder)  # before they are read: a change meanwhile is one
        return self._current()

    def follow(
        self,
        tell: Callable[[Request], None],
        complain: Callable[[CaptioningError], None] = lambda failed: None,
        look_every_s: float = LOOK_EVERY_S,
    ) -> None:
        """Call `tell` on a thread of its own with each new request, until `rest`; `complain` where one fails, and of
        lists and profiles that are not used as the user asked."""
        self.rest()
        self._ended = threading.Event()
        self._tell, self._complain = tell, complain
        watch = self._seen or FolderWatch(self.library.folder)
        arguments = (watch, self._ended, look_every_s)
        self._told = set()
        self._tell_faults()
        threading.Thread(target=self._watch, args=arguments, name="hotwords", daemon=True).start()

    def switch(self, profile: str | None) -> None:
        """Make a profile the active one; the session learns of it as of any other change. Raises CaptioningError."""
        self.library.save_profiles(replace(self.library.profiles(), active=profile))
        if (tell := self._tell) is not None:
            tell(self._current())
            self._tell_faults()

    def take(self, base: Request, replacement: str) -> None:
        """Other settings, from the next utterance on. Reads the lists, so it is for workers. Raises CaptioningError."""
        self._base, self._replacement = base, ReplacementMode(replacement)
        if (tell := self._tell) is not None:
            tell(self._current())
            self._tell_faults()

    def rest(self) -> None:
        """Look no more."""
        self._ended.set()
        self._tell = None

    def _watch(self, watch: FolderWatch, ended: threading.Event, look_every_s: float) -> None:
        while not ended.wait(look_every_s):
            try:
                if watch.changed() and (tell := self._tell) is not None:
                    tell(self._current())
                    self._tell_faults()
            except CaptioningError as failed:
                self._complain(not_read_again(failed.what))
            except Exception as failed:  # the edge of the thread: the vocabulary stays as it is
                log.exception("hotwords could not be read again")
                self._complain(not_read_again(f"{type(failed).__name__}."))

    def _tell_faults(self) -> None:
        """A list's faulty lines are shown beside them; a list or profile that is not used at all would be missed in
        silence. Each is told once, and again when it comes back."""
        told, self._told = self._told, {each.what for each in self._faults}
        for each in self._faults:
            if each.what not in told:
                self._complain(each)

    def _current(self) -> Request:
        self.latest = self._with_vocabulary()
        return self.latest

    def _with_vocabulary(self) -> Request:
        vocabulary = self.library.vocabulary(extra=self._extra)
        self._faults = vocabulary.faults
        if not vocabulary.hotwords and not vocabulary.rules:
            return self._base
        heaviest = sorted(vocabulary.hotwords, key=lambda each: -each.weight)[:MOST_IN_DICTIONARY]
        steering = Steering(vocabulary.index, self._replacement, vocabulary.rule_set())
        return replace(self._base, hotwords=tuple(each.text for each in heaviest), steering=steering)


def not_read_again(why: str) -> CaptioningError:
    """What the user reads where a changed list could not be taken over."""
    return CaptioningError(
        "The changed hotword lists could not be read: {reason}",
        "Those read before stay in use; save the list again once it is put right.",
        reason=why,
    )
