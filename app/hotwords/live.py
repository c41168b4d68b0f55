"""The vocabulary of a running session: loaded at its start, reloaded when files change, switched by profile."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from app.hotwords.library import HotwordLibrary
from app.hotwords.vocabulary import Vocabulary
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

    A change that fails leaves the vocabulary as it is, and is reported.
    """

    def __init__(self, folder: Path, replacement: str) -> None:
        self.library = HotwordLibrary(folder)
        self._replacement = ReplacementMode(replacement)
        self._base = self.latest = Request()
        self.words: tuple[str, ...] = ()  # of the lists in use, case-folded
        self._extra: Path | None = None
        self._apply: Callable[[Request], None] | None = None
        self._complain: Callable[[CaptioningError], None] = lambda failed: None
        self._ended = threading.Event()
        self._seen: FolderWatch | None = None
        self._faults: tuple[CaptioningError, ...] = ()
        self._reported: set[str] = set()

    def request(self, base: Request, extra: Path | None = None) -> Request:
        """`base` with the active vocabulary; unchanged where there is none. Takes about 0.1 ms an entry. Followers
        get what changes from now on. extra: the file of a list that counts too, until the next request."""
        self._base, self._extra = base, extra
        self._seen = FolderWatch(self.library.folder)  # before they are read: a change meanwhile is one
        return self._current()

    def follow(
        self,
        apply: Callable[[Request], None],
        complain: Callable[[CaptioningError], None] = lambda failed: None,
        look_every_s: float = LOOK_EVERY_S,
    ) -> None:
        """Call `apply` on a thread of its own with each new request, until `rest`; `complain` where one fails, and of
        lists and profiles that are not used as the user asked."""
        self.rest()
        self._ended = threading.Event()
        self._apply, self._complain = apply, complain
        watch = self._seen or FolderWatch(self.library.folder)
        arguments = (watch, self._ended, look_every_s)
        self._reported = set()
        self._report_faults()
        threading.Thread(target=self._watch, args=arguments, name="hotwords", daemon=True).start()

    def switch(self, profile: str | None) -> None:
        """Make a profile the active one; the session learns of it as of any other change. Raises CaptioningError."""
        self.library.save_profiles(replace(self.library.profiles(), active=profile))
        if (apply := self._apply) is not None:
            apply(self._current())
            self._report_faults()

    def take(self, base: Request, replacement: str) -> None:
        """Other settings, from the next utterance on. Reads the lists, so it is for workers. Raises CaptioningError."""
        self._base, self._replacement = base, ReplacementMode(replacement)
        if (apply := self._apply) is not None:
            apply(self._current())
            self._report_faults()

    def rest(self) -> None:
        """Look no more."""
        self._ended.set()
        self._apply = None

    def _watch(self, watch: FolderWatch, ended: threading.Event, look_every_s: float) -> None:
        while not ended.wait(look_every_s):
            try:
                if watch.changed() and (apply := self._apply) is not None:
                    apply(self._current())
                    self._report_faults()
            except CaptioningError as failed:
                self._complain(not_read_again(failed.what))
            except Exception as failed:  # the edge of the thread: the vocabulary stays as it is
                log.exception("hotwords could not be read again")
                self._complain(not_read_again(f"{type(failed).__name__}."))

    def _report_faults(self) -> None:
        """A list's faulty lines are shown beside them; a list or profile that is not used at all would be missed in
        silence. Each is reported once, and again when it comes back."""
        reported, self._reported = self._reported, {each.what for each in self._faults}
        for each in self._faults:
            if each.what not in reported:
                self._complain(each)

    def _current(self) -> Request:
        self.latest = self._with_vocabulary()
        return self.latest

    def _with_vocabulary(self) -> Request:
        vocabulary = self.library.vocabulary(extra=self._extra)
        self._faults = vocabulary.faults
        self.words = tuple(each.text.casefold() for each in vocabulary.hotwords)
        return with_words(self._base, vocabulary, self._replacement)


def with_words(base: Request, vocabulary: Vocabulary, replacement: ReplacementMode) -> Request:
    """`base` with a vocabulary; unchanged where that is empty. Takes about 0.1 ms an entry."""
    if not vocabulary.hotwords and not vocabulary.rules:
        return base
    heaviest = sorted(vocabulary.hotwords, key=lambda each: -each.weight)[:MOST_IN_DICTIONARY]
    steering = Steering(vocabulary.index, replacement, vocabulary.rule_set())
    return replace(base, hotwords=tuple(each.text for each in heaviest), steering=steering)


def not_read_again(why: str) -> CaptioningError:
    """What the user reads where a changed list could not be taken over."""
    return CaptioningError(
        "Your changed vocabulary could not be read: {reason}",
        "The earlier words stay in use; correct the list and save it again.",
        reason=why,
    )
