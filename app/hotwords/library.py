"""The user's lists and profiles: a folder of text files, read tolerantly and written whole."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from app.files import write_private
from app.folders import make_folder
from app.hotwords.entry import Entry, Parsed, Problem
from app.hotwords.learning import LearntPairs
from app.hotwords.profiles import Profiles, load_profiles, save_profiles
from app.hotwords.reading import parse
from app.hotwords.vocabulary import Vocabulary, combined
from app.hotwords.writing import changed, exported
from engine.errors import BadInput

ENDING = ".txt"
PROFILES_FILE = "profiles.toml"
LEARNT_FILE = "learnt.tsv"
_BAD_NAME = re.compile(r'[\x00-\x1f/\\:*?"<>|]|^[.~]|[. ]$')
_RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10))}


@dataclass(frozen=True, slots=True)
class HotwordList:
    """One list by its name, as it was read."""

    name: str
    parsed: Parsed


class HotwordLibrary:
    """Every list below one folder. Reading never raises for what a file holds; writing raises CaptioningError."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.learnt = LearntPairs(folder / LEARNT_FILE)

    def names(self) -> list[str]:
        """Lists by name, in the order of the alphabet; an absent folder holds none."""
        try:
            found = [each.stem for each in self.folder.iterdir() if _is_list(each)]
        except OSError:
            return []
        return sorted(found, key=str.casefold)

    def read(self, name: str) -> HotwordList:
        """Raises BadInput where there is no such list. A file that cannot be read is an empty list with a problem."""
        return _read(self._existing(name))

    def create(self, name: str, parsed: Parsed | None = None) -> HotwordList:
        """A new list. Raises BadInput where one of this name is there."""
        path = self.path(name)
        if path.exists():
            raise BadInput(f"There is a list “{name}” already.", "Choose another name.")
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
            raise BadInput(f"The list “{name}” is not UTF-8 text.", f"Save {path} as UTF-8 first.") from error
        except OSError as error:
            raise BadInput(f"{path} cannot be read: {error.strerror or error}.", "Look at its rights.") from error
        self._write(path, changed(content, new, lines))
        return self.read(name)

    def remove(self, name: str) -> None:
        """Delete a list and take it out of every profile."""
        self._existing(name).unlink(missing_ok=True)
        self.save_profiles(self.profiles().without(name))

    def path(self, name: str) -> Path:
        """Where a list of this name lies. Raises BadInput for a name that no list has and none should be given."""
        if _is_bad(name) and name not in self.names():
            raise BadInput(f"“{name[:40]}” cannot be the name of a list.", "Use letters, digits, blanks and hyphens.")
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
        lists = [self.read(name) for name in wanted if name in there]
        return combined(lists if extra is None else [*lists, _read(extra)], self.learnt.load())

    def _existing(self, name: str) -> Path:
        path = self.path(name)
        if not path.is_file():
            raise BadInput(f"There is no list “{name}”.", "'hotwords list' shows those that are there.")
        return path

    def _write(self, path: Path, content: str) -> None:
        make_folder(self.folder)
        write_private(path, content.encode("utf-8"))


def _read(path: Path) -> HotwordList:
    try:
        return HotwordList(path.stem, parse(path.read_bytes()))
    except OSError as error:
        return HotwordList(path.stem, Parsed(problems=(Problem(0, f"It cannot be read: {error.strerror or error}."),)))


def _is_bad(name: str) -> bool:
    """Whether some system would refuse a file of this name. A file that is there all the same is a list."""
    too_long = len(name.encode(errors="surrogateescape")) > 120
    return not name.strip() or bool(_BAD_NAME.search(name)) or too_long or name.lower() in _RESERVED


def _is_list(path: Path) -> bool:
    return path.suffix == ENDING and not path.name.startswith((".", "~")) and path.is_file()
