"""Read, merge, rename and write hotword lists for an editor; on a worker."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.files import write_private, write_whole
from app.folders import make_folder
from app.hotwords.library import HotwordLibrary, regular_file, unreadable_list
from app.hotwords.merging import merged
from app.hotwords.profiles import Profiles
from app.hotwords.pronouncing import prepare
from app.hotwords.sheet import Row, rows_of, text_of
from engine.errors import BadInput, CaptioningError
from engine.text.sentence import Sentence


@dataclass(frozen=True, slots=True)
class ListOverview:
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


def list_overview(library: HotwordLibrary) -> ListOverview:
    return ListOverview(tuple(library.names()), library.profiles(), tuple(library.faults()))


def open_list(library: HotwordLibrary, name: str) -> OpenList:
    """Raises BadInput where there is no such list."""
    path = library.path(name)
    try:
        content = regular_file(path)
        text = content.decode("utf-8-sig")
        prepare(text)  # so that no window waits for the dictionaries
        return OpenList(name, tuple(rows_of(text)))
    except UnicodeDecodeError:
        problem = BadInput(
            "The list “{name}” is not UTF-8 text.",
            Sentence("Save {name} as UTF-8 to edit it here.", name=path.name),
            name=name,
        )
    except OSError as error:
        problem = unreadable_list(name, error)
        if isinstance(error, FileNotFoundError):
            raise problem from error
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


def change_profiles(library: HotwordLibrary, change: Callable[[Profiles], Profiles]) -> ListOverview:
    """With the profiles as they are in the file at this moment."""
    library.save_profiles(change(library.profiles()))
    return list_overview(library)


def remove_list(library: HotwordLibrary, name: str) -> Removed:
    try:
        removed = Removed(name, regular_file(library.path(name)), library.profiles())
    except OSError as error:
        raise unreadable_list(name, error) from error
    library.remove(name)
    return removed


def bring_back(library: HotwordLibrary, removed: Removed) -> ListOverview:
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
    return list_overview(library)


def rename_list(library: HotwordLibrary, name: str, new: str) -> ListOverview:
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
    return list_overview(library)


def write_list(path: Path, text: str) -> Path:
    """An export. Raises FileNotWritten."""
    write_whole(path, text.encode("utf-8"))
    return path
