"""What a user may choose for an export beside its format."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from app.exporters.rules import OWN, PRESET_OF_OWN, PRESETS, SubtitleRules, rules_of
from engine.errors import BadInput

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
    """What a user chose last. format: a name of app.exporters. preset: of its rules, or OWN.

    limits: single rules by name, which make OWN. template: the file of their own, "" for none.
    """

    format: str = "txt"
    preset: str = "netflix"
    limits: tuple[tuple[str, float], ...] = ()
    template: str = ""

    @property
    def options(self) -> ExportOptions:
        """Raises BadInput for what cannot be."""
        rules = rules_of(PRESET_OF_OWN, dict(self.limits)) if self.preset == OWN else rules_of(self.preset)
        return ExportOptions(rules, Path(self.template) if self.template else None)


def limits_of(kept: tuple[str, ...]) -> tuple[tuple[str, float], ...]:
    """As settings hold them, "lines=2" for a limit; what is none there is left out."""
    found = []
    for each in kept:
        name, _, number = each.partition("=")
        with suppress(BadInput, ValueError):
            rules_of(PRESET_OF_OWN, {name: float(number)})
            found.append((name, float(number)))
    return tuple(found)
