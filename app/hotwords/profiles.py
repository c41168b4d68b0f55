"""Profiles name combinations of lists; one is active. Stored in one small TOML file that users may edit."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from pathlib import Path

from app.files import place_aside, unreadable, write_private
from engine.text.sentence import Sentence


class Consent(Enum):
    """Whether a corrected word may be learnt: asked each time, always, never."""

    ASK = "ask"
    ALWAYS = "always"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Profiles:
    """lists: names of lists by profile. active: a profile, None for all lists together.

    problems: one sentence for each thing in the file that could not be used.
    """

    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    active: str | None = None
    learning: Consent = Consent.ASK
    problems: tuple[str, ...] = ()

    def lists_of(self, profile: str | None, there: Sequence[str]) -> list[str]:
        """Names of the lists of a profile, all that are there for None or for a profile that is gone."""
        return list(self.lists.get(profile, there) if profile is not None else there)

    def with_profile(self, name: str, lists: Sequence[str]) -> Profiles:
        return replace(self, lists={**self.lists, name: tuple(dict.fromkeys(lists))})

    def with_profile_renamed(self, name: str, new: str) -> Profiles:
        lists = {new if each == name else each: members for each, members in self.lists.items()}
        return replace(self, lists=lists, active=new if self.active == name else self.active)

    def without_profile(self, name: str) -> Profiles:
        rest = {each: lists for each, lists in self.lists.items() if each != name}
        return replace(self, lists=rest, active=None if self.active == name else self.active)

    def brought_back(self, name: str, before: Profiles) -> Profiles:
        """A removed profile as it was before, unless there is one of that name again."""
        if name in self.lists:
            return self
        active = name if before.active == name else self.active
        return replace(self.with_profile(name, before.lists[name]), active=active)

    def without(self, list_name: str) -> Profiles:
        """Every profile without one list."""
        return replace(self, lists={p: tuple(n for n in names if n != list_name) for p, names in self.lists.items()})

    def with_list_renamed(self, name: str, new: str) -> Profiles:
        lists = {p: tuple(new if each == name else each for each in names) for p, names in self.lists.items()}
        return replace(self, lists=lists)

    def switched(self, step: int) -> Profiles:
        """The next profile in the order of the file, or the one before; "all lists" is one of them."""
        order: list[str | None] = [None, *self.lists]
        at = order.index(self.active) if self.active in order else 0
        return replace(self, active=order[(at + step) % len(order)])


def load_profiles(path: Path) -> Profiles:
    """What the file says; what it says wrongly is left out and reported. Never raises."""
    try:
        table = tomllib.loads(path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n"))
    except FileNotFoundError:
        return Profiles()
    except UnicodeDecodeError:
        return Profiles(problems=(Sentence("{name} is not UTF-8 text; all lists are used.", name=path.name),))
    except (ValueError, RecursionError) as error:
        return Profiles(
            problems=(Sentence("{name} cannot be read ({reason}); all lists are used.", name=path.name, reason=error),)
        )
    except OSError as error:
        return Profiles(
            problems=(Sentence("{path} cannot be read: {reason}.", path=path.name, reason=error.strerror or error),)
        )
    return _from_table(table)


def save_profiles(path: Path, profiles: Profiles) -> None:
    """Comments stay. A file that is partly unreadable is first copied to profiles.toml.unreadable.

    Raises CaptioningError where the file cannot be read or written.
    """
    import tomlkit

    try:
        before = path.read_bytes()
    except FileNotFoundError:
        before = b"# Profiles of hotword lists; learning is ask, always or never.\n"
    except OSError as error:
        raise unreadable(path, error) from error
    if load_profiles(path).problems:
        write_private(place_aside(path), before)
        before = b""
    document = tomlkit.parse(before.decode("utf-8-sig"))
    for key in ("active", "learning", "profiles"):
        document.pop(key, None)
    if profiles.active is not None:
        document["active"] = profiles.active
    document["learning"] = profiles.learning.value
    table = tomlkit.table()
    for name, lists in profiles.lists.items():
        table.add(name, list(lists))
    document["profiles"] = table
    write_private(path, tomlkit.dumps(document).encode("utf-8"))


def _from_table(table: Mapping[str, object]) -> Profiles:
    problems: list[str] = []
    lists = _lists(table.get("profiles", {}), problems)
    active = table.get("active")
    if active is not None and active not in lists:
        problems.append(Sentence("There is no profile “{name}”; all lists are used.", name=active))
        active = None
    learning = table.get("learning", Consent.ASK.value)
    if learning not in {each.value for each in Consent}:
        problems.append(Sentence("learning cannot be “{value}”; Earshot asks each time.", value=learning))
        learning = Consent.ASK.value
    return Profiles(lists, active if isinstance(active, str) else None, Consent(learning), tuple(problems))


def _lists(found: object, problems: list[str]) -> dict[str, tuple[str, ...]]:
    if not isinstance(found, dict):
        problems.append("profiles is no table of lists.")
        return {}
    lists: dict[str, tuple[str, ...]] = {}
    for name, members in found.items():
        if isinstance(members, list) and all(isinstance(each, str) for each in members):
            lists[str(name)] = tuple(dict.fromkeys(members))
        else:
            problems.append(Sentence("The profile “{name}” is no list of names.", name=name))
    return lists
