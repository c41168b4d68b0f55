"""The user's options of an export beside its format."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from app.exporters.rules import OWN, PRESET_OF_OWN, PRESETS, SubtitleRules, rules_of
from engine.errors import BadInput

Limits = tuple[tuple[str, float], ...]
MOST_NAMED, LONGEST_NAME = 12, 30
_OF_TEMPLATES = (".j2", ".jinja", ".jinja2")


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """rules: of subtitles. template: the file of the user's own."""

    rules: SubtitleRules = PRESETS["netflix"]
    template: Path | None = None

    @property
    def template_suffix(self) -> str:
        """Of the files that the template makes: ".md" for minutes.md.j2 and minutes.md; ".txt" where none is said."""
        if self.template is None:
            return ".txt"
        name = Path(self.template.name)
        return (Path(name.stem) if name.suffix.lower() in _OF_TEMPLATES else name).suffix.lower() or ".txt"


AS_USUAL = ExportOptions()


@dataclass(frozen=True, slots=True)
class ExportChoices:
    """What a user chose last. format: a name of app.exporters. preset: the name of rules: published, OWN or of `named`.

    limits: single rules by name, which make OWN. template: the file of their own, "" for none. named: other rules of
    their own, by their name.
    """

    format: str = "txt"
    preset: str = "netflix"
    limits: Limits = ()
    template: str = ""
    named: tuple[tuple[str, Limits], ...] = ()

    @property
    def options(self) -> ExportOptions:
        """Raises BadInput for what cannot be."""
        rules = rules_chosen(self.preset, {OWN: self.limits, **dict(self.named)})
        return ExportOptions(rules, Path(self.template) if self.template else None)


def rules_chosen(preset: str, own: Mapping[str, Limits], changed: Limits = ()) -> SubtitleRules:
    """own: the rules that the user made, by name. changed: single limits on top. Raises BadInput for what cannot be."""
    if preset in own:
        return rules_of(PRESET_OF_OWN, dict((*own[preset], *changed)))
    if preset in PRESETS:
        return rules_of(preset, dict(changed))
    names = ", ".join((*PRESETS, *own))
    raise BadInput("There are no subtitle rules “{name}”.", "Choose one of {names}.", name=preset, names=names)


def free_name(typed: str, named: Collection[str]) -> str:
    """A name for rules of the user's own; one that is there already is given again. Raises BadInput."""
    name = " ".join(typed.split())
    if not name or len(name) > LONGEST_NAME or name.casefold() in (*PRESETS, OWN) or not name.isprintable():
        raise BadInput(
            "“{name}” cannot name rules of your own.",
            "Choose another name, of at most {count} characters.",
            name=name[:LONGEST_NAME],
            count=LONGEST_NAME,
        )
    if len({*named, name}) > MOST_NAMED:
        raise BadInput("There are {count} rules of your own already.", "Delete one of them first.", count=MOST_NAMED)
    return name


def own_rules(limits: tuple[str, ...] | None, named: tuple[str, ...] | None) -> dict[str, Limits]:
    """Those that settings hold, by name, OWN first: "lines=2" for a limit of OWN, "News/lines=2" for one of others."""
    found: dict[str, list[str]] = {}
    for each in named or ():
        name, _, limit = each.rpartition("/")
        with suppress(BadInput):
            found.setdefault(free_name(name, found), []).append(limit)
    return {OWN: limits_of(limits or ()), **{name: limits_of(tuple(kept)) for name, kept in found.items()}}


def kept_rules(named: Iterable[tuple[str, Limits]]) -> tuple[str, ...]:
    """As settings hold them; one that differs in nothing says so by a limit."""
    usual = (("lines", float(PRESETS[PRESET_OF_OWN].lines)),)
    return tuple(f"{name}/{limit}={value:g}" for name, limits in named for limit, value in limits or usual)


def limits_of(kept: tuple[str, ...]) -> Limits:
    """As settings hold them, "lines=2" for a limit; what is none there is left out."""
    found = []
    for each in kept:
        name, _, number = each.partition("=")
        with suppress(BadInput, ValueError):
            rules_of(PRESET_OF_OWN, {name: float(number)})
            found.append((name, float(number)))
    return tuple(found)
