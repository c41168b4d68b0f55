"""Where an editor's work on the lists is done: reading, merging and writing on workers, in order, never waited for."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from app.control.workers import Lane, Workers
from app.files import write_private, write_whole
from app.folders import make_folder
from app.hotwords.last_heard import HeardTwice
from app.hotwords.library import HotwordLibrary, regular_file
from app.hotwords.merging import merged
from app.hotwords.profiles import Profiles
from app.hotwords.pronouncing import pronunciation
from app.hotwords.sheet import Row, rows_of, text_of
from app.hotwords.trying import Trials
from app.hotwords.usage import UsageCounts
from app.hotwords.watching import FolderWatch
from engine.errors import BadInput, CaptioningError
from engine.text.sentence import Sentence

T = TypeVar("T")
CLOSE_S = 5.0  # for what was typed last; a disk that stalls must not keep the program
POLITE_S = 0.0005
_BOTH_SCRIPTS = "词 word"


@dataclass(frozen=True, slots=True)
class Shelf:
    """The lists by name, and the profiles that combine them. faults: why some are not used as the user asked."""

    lists: tuple[str, ...]
    profiles: Profiles
    faults: tuple[CaptioningError, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenList:
    """A list as it is in its file. problem: why it cannot be changed here, or None."""

    name: str
    rows: tuple[Row, ...]
    problem: CaptioningError | None = None


@dataclass(frozen=True, slots=True)
class Removed:
    """All that brings a removed list back."""

    name: str
    content: bytes
    profiles: Profiles


class HotwordService:
    """One library for one editor. Work is a function of the library; `done` is called on the worker.

    switch: makes a profile the active one, for a running session too; by default for the lists alone.
    newest: what a model heard last. again: has it hear that again, and raises CaptioningError where it cannot.
    """

    def __init__(
        self,
        library: HotwordLibrary,
        usage: UsageCounts,
        switch: Callable[[str | None], None] | None = None,
        newest: Callable[[], str] = lambda: "",
        again: Callable[[], HeardTwice] | None = None,
    ) -> None:
        self._library = library
        self.usage = usage
        self.trials = Trials(library)
        self._switch = switch or self._switch_quietly
        self._newest = newest
        self._again = again or _no_model
        self._watch: FolderWatch | None = None
        self._workers = Workers()

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
        self.ask(lambda library: self._switch(profile), done)

    def changed(self, done: Callable[[bool | CaptioningError], None]) -> None:
        """Whether any file of the folder has changed since the last look, by whomever."""
        self.ask(self._look, done)

    @property
    def last_text(self) -> str:
        """What a model heard last, "" where there is nothing."""
        return self._newest()

    def hear_again(self, done: Callable[[HeardTwice | CaptioningError], None]) -> None:
        """What was heard last, with the lists and without them, by the model that is loaded."""
        self.ask(lambda library: self._again(), done, slow=True)

    def close(self, within_s: float = CLOSE_S) -> bool:
        """Waits until everything asked before is written, `within_s` at most; what is only being thought about is
        dropped. False where something was not written by then."""
        return self._workers.close(within_s)

    def _look(self, library: HotwordLibrary) -> bool:
        if self._watch is None:
            self._watch = FolderWatch(library.folder)
            return False
        return self._watch.changed()

    def _switch_quietly(self, profile: str | None) -> None:
        self._library.save_profiles(replace(self._library.profiles(), active=profile))


def _politely(work: Callable[[], T]) -> T:
    """Long work in Python: others get their turn ten times as often, else a window stutters meanwhile."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(min(before, POLITE_S))
    try:
        return work()
    finally:
        sys.setswitchinterval(before)


def _no_model() -> HeardTwice:
    raise CaptioningError("No model is loaded yet.", "Start captions once.")


def shelf(library: HotwordLibrary) -> Shelf:
    return Shelf(tuple(library.names()), library.profiles(), tuple(library.faults()))


def open_list(library: HotwordLibrary, name: str) -> OpenList:
    """Raises BadInput where there is no such list."""
    pronunciation(_BOTH_SCRIPTS)  # its dictionaries are read here, so that no window waits for them
    path = library.path(name)
    try:
        content = regular_file(path)
        return OpenList(name, tuple(rows_of(content.decode("utf-8-sig"))))
    except FileNotFoundError as error:
        raise BadInput("There is no list “{name}”.", "It was removed meanwhile.", name=name) from error
    except UnicodeDecodeError:
        problem = BadInput(
            "The list “{name}” is not UTF-8 text.",
            Sentence("Save {name} as UTF-8 to edit it here.", name=path.name),
            name=name,
        )
    except OSError as error:
        problem = BadInput(
            "The list “{name}” cannot be read: {reason}.",
            "Look at its rights.",
            name=name,
            reason=error.strerror or error,
        )
    return OpenList(name, (), problem)


def save_list(library: HotwordLibrary, name: str, base: Sequence[Row], mine: Sequence[Row]) -> OpenList:
    """Write `mine`; where the file is no longer as it was at `base`, both changes are put together.

    A file that has gone meanwhile is written anew. Raises CaptioningError where it cannot be written.
    """
    path = library.path(name)
    theirs: Sequence[Row] = base
    if path.exists():
        found = open_list(library, name)
        if found.problem is not None:
            raise found.problem
        theirs = found.rows
    same = text_of(theirs) == text_of(base)
    rows = tuple(mine) if same else tuple(merged(base, mine, theirs))
    make_folder(library.folder)
    write_private(path, text_of(rows).encode("utf-8", errors="replace"))
    return OpenList(name, rows)


def change_profiles(library: HotwordLibrary, change: Callable[[Profiles], Profiles]) -> Shelf:
    """With the profiles as they are in the file at this moment."""
    library.save_profiles(change(library.profiles()))
    return shelf(library)


def remove_list(library: HotwordLibrary, name: str) -> Removed:
    try:
        removed = Removed(name, regular_file(library.path(name)), library.profiles())
    except FileNotFoundError as error:
        raise BadInput("There is no list “{name}”.", "It was removed meanwhile.", name=name) from error
    except OSError as error:
        raise BadInput(
            "The list “{name}” cannot be read: {reason}.",
            "Look at its rights.",
            name=name,
            reason=error.strerror or error,
        ) from error
    library.remove(name)
    return removed


def bring_back(library: HotwordLibrary, removed: Removed) -> Shelf:
    """A removed list with its places in the profiles that are still there."""
    path = library.path(removed.name)
    if path.exists():
        raise BadInput("There is a list “{name}” already.", "Rename it first.", name=removed.name)
    make_folder(library.folder)
    write_private(path, removed.content)
    profiles = library.profiles()
    for profile, lists in removed.profiles.lists.items():
        if removed.name in lists and profile in profiles.lists:
            profiles = profiles.with_profile(profile, (*profiles.lists[profile], removed.name))
    library.save_profiles(profiles)
    return shelf(library)


def rename_list(library: HotwordLibrary, name: str, new: str) -> Shelf:
    """Raises BadInput where the new name is taken or none."""
    old_path, new_path = library.path(name), library.path(new)
    if new_path.exists() and not (old_path.exists() and old_path.samefile(new_path)):
        raise BadInput("There is a list “{name}” already.", "Choose another name.", name=new)
    try:
        old_path.rename(new_path)
    except OSError as error:
        raise BadInput(
            "{path} cannot be renamed: {reason}.", "Look at its rights.", path=old_path, reason=error.strerror or error
        ) from error
    try:
        library.save_profiles(library.profiles().with_list_renamed(name, new))
    except CaptioningError:
        new_path.rename(old_path)  # else profiles would hold a list that is no more
        raise
    return shelf(library)


def write_list(path: Path, text: str) -> Path:
    """An export. Raises FileNotWritten."""
    write_whole(path, text.encode("utf-8"))
    return path
