"""The user's lists and profiles: a folder of text files, read tolerantly and written completely."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from app.files import unreadable, write_private
from app.folders import make_folder
from app.hotwords.decoding import is_text, refusal
from app.hotwords.entry import Entry, HotwordList, Parsed, Problem
from app.hotwords.learning import LearntPairs
from app.hotwords.profiles import Profiles, load_profiles, save_profiles
from app.hotwords.reading import parse
from app.hotwords.vocabulary import Vocabulary, combined
from app.hotwords.writing import changed, exported
from engine.errors import BadInput, CaptioningError
from engine.text.sentence import Sentence

ENDING = ".txt"
PROFILES_FILE = "profiles.toml"
LEARNT_FILE = "learnt.tsv"
_BAD_NAME = re.compile(r'[\x00-\x1f/\\:*?"<>|]|^[.~]|[. ]$')
_RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10))}


class HotwordLibrary:
    """Every list below one folder. Reading never raises for what a file holds; writing raises CaptioningError."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.learnt = LearntPairs(folder / LEARNT_FILE)

    def names(self) -> list[str]:
        """Lists by name, in the order of the alphabet; an absent folder, or one that cannot be read, holds none."""
        try:
            found = [each.stem for each in self.folder.iterdir() if _is_list(each)]
        except OSError:
            return []
        return sorted(found, key=str.casefold)

    def faults(self, profile: str | None = None) -> list[CaptioningError]:
        """Why the lists of a profile, by default the active one, are not used as the user asked, each reported once."""
        profiles, there = self.profiles(), self.names()
        wanted = profiles.lists_of(profile or profiles.active, there)
        lists = [_fault(self.folder / f"{name}{ENDING}") for name in wanted if name in there]
        found = [*self._folder_faults(), *_profile_faults(profiles, profile, wanted, there)]
        return [*found, *filter(None, lists), *self._learnt_faults()]

    def _learnt_faults(self) -> list[CaptioningError]:
        """None beside those of the folder: that is one cause."""
        return [] if list(self._folder_faults()) else self.learnt.faults()

    def _folder_faults(self) -> Iterator[CaptioningError]:
        try:
            next(self.folder.iterdir(), None)
        except FileNotFoundError:
            return
        except OSError as error:
            what = Sentence("The folder of your vocabulary cannot be read: {reason}.", reason=error.strerror or error)
            yield BadInput(what, "Look at the rights of {folder}.", folder=self.folder)

    def read(self, name: str) -> HotwordList:
        """Raises BadInput where there is no such list. A file that cannot be read is an empty list with a problem."""
        return _read(self._existing(name))

    def create(self, name: str, parsed: Parsed | None = None) -> HotwordList:
        """A new list. Raises BadInput where one of this name is there."""
        path = self.path(name)
        if path.exists():
            raise BadInput("There is a list “{name}” already.", "Choose another name.", name=name)
        self._write(path, exported(parsed or Parsed(), "txt"))
        return self.read(name)

    def change(
        self, name: str, new: Iterable[Entry] = (), lines: Mapping[int, Entry | None] | None = None
    ) -> HotwordList:
        """Entries added at the end, lines replaced or, where None, taken out; comments stay.

        Raises BadInput for a list that is not UTF-8: writing it would harm the lines that cannot be read.
        """
        path = self._existing(name)
        try:
            content = path.read_bytes().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise BadInput(
                "The list “{name}” is not UTF-8 text.", "Save {path} as UTF-8 first.", name=name, path=path
            ) from error
        except OSError as error:
            raise unreadable(path, error) from error
        self._write(path, changed(content, new, lines))
        return self.read(name)

    def remove(self, name: str) -> None:
        """Delete a list and take it out of every profile. Raises CaptioningError."""
        path = self._existing(name)
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise BadInput(
                "{path} cannot be removed: {reason}.", "Look at its rights.", path=path, reason=error.strerror or error
            ) from error
        self.save_profiles(self.profiles().without(name))

    def path(self, name: str) -> Path:
        """Where a list of this name lies. Raises BadInput for a name that no list has and none should be given."""
        if _is_bad(name) and name not in self.names():
            raise BadInput(
                "“{name}” cannot be the name of a list.", "Use letters, digits, blanks and hyphens.", name=name[:40]
            )
        return self.folder / f"{name}{ENDING}"

    def profiles(self) -> Profiles:
        return load_profiles(self.folder / PROFILES_FILE)

    def save_profiles(self, profiles: Profiles) -> None:
        make_folder(self.folder)
        save_profiles(self.folder / PROFILES_FILE, profiles)

    def vocabulary(self, profile: str | None = None, extra: Path | None = None) -> Vocabulary:
        """All that a profile's lists hold together; of the active one where none is named, of all lists without.

        extra: the file of a list outside the folder that is added to them.
        """
        profiles = self.profiles()
        there = self.names()
        wanted = profiles.lists_of(profile or profiles.active, there)
        lists = [_read(self.folder / f"{name}{ENDING}") for name in wanted if name in there]
        lists += [] if extra is None else [_read(extra)]
        found = [*self._folder_faults(), *_profile_faults(profiles, profile, wanted, there)]
        found += [each.fault for each in lists if each.fault is not None]
        return replace(combined(lists, self.learnt.load()), faults=(*found, *self._learnt_faults()))

    def _existing(self, name: str) -> Path:
        path = self.path(name)
        if not os.path.lexists(path):
            raise BadInput("There is no list “{name}”.", "Choose one of your lists.", name=name)
        return path

    def _write(self, path: Path, content: str) -> None:
        make_folder(self.folder)
        write_private(path, content.encode("utf-8"))


def _read(path: Path) -> HotwordList:
    try:
        content = regular_file(path)
    except OSError as error:
        problem = Problem(0, Sentence("It cannot be read: {reason}.", reason=error.strerror or error))
        return HotwordList(path.stem, Parsed(problems=(problem,)), unreadable_list(path.stem, error))
    return HotwordList(path.stem, parse(content), _no_text(path, content))


def _fault(path: Path) -> CaptioningError | None:
    """As `_read` finds it, without making words of the lines."""
    try:
        return _no_text(path, regular_file(path))
    except OSError as error:
        return unreadable_list(path.stem, error)


def unreadable_list(name: str, error: OSError) -> BadInput:
    """Why a list cannot be read."""
    if isinstance(error, FileNotFoundError):
        return BadInput("There is no list “{name}”.", "It was removed meanwhile.", name=name)
    return BadInput(
        "The list “{name}” cannot be read: {reason}.", "Look at its rights.", name=name, reason=error.strerror or error
    )


def _no_text(path: Path, content: bytes) -> CaptioningError | None:
    """Why a list is not used, or not all of it."""
    if (refused := refusal(content)) is not None:
        return BadInput(
            "The list “{name}” is not used: {reason}", "Save it as UTF-8 text.", name=path.stem, reason=refused.what
        )
    if is_text(content):
        return None
    remedy = Sentence("Save {name} as UTF-8; lines that cannot be read are left out.", name=path.name)
    return BadInput("The list “{name}” is not UTF-8 text.", remedy, name=path.stem)


def regular_file(path: Path) -> bytes:
    """The bytes of a list. Raises OSError also for what is no file: a pipe would be waited for without end."""
    if path.exists() and not path.is_file():
        raise IsADirectoryError(errno.EISDIR, "It is no file")
    return path.read_bytes()


def _profile_faults(
    profiles: Profiles, profile: str | None, wanted: Sequence[str], there: Sequence[str]
) -> Iterator[CaptioningError]:
    for problem in profiles.problems:
        yield BadInput("Vocabulary profiles: {reason}", "Correct the file, or choose a profile.", reason=problem)
    if profile is not None and profile not in profiles.lists:
        yield BadInput("There is no profile “{name}”; all lists are used.", "Choose another profile.", name=profile)
    for name in wanted:
        if name not in there:
            what = Sentence(
                "The profile “{profile}” names the list “{name}”, which is not there.",
                profile=profile or profiles.active,
                name=name,
            )
            yield BadInput(what, "Bring that list back, or take it out of the profile.")


def _is_bad(name: str) -> bool:
    """Whether some system would refuse a file of this name. A file that is there all the same is a list."""
    too_long = len(name.encode(errors="surrogateescape")) > 120
    return not name.strip() or bool(_BAD_NAME.search(name)) or too_long or name.lower() in _RESERVED


def _is_list(path: Path) -> bool:
    """By its name; one that cannot be read is reported when it is."""
    return path.suffix == ENDING and not path.name.startswith((".", "~"))
