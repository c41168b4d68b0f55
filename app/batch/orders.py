"""The options of a batch, and one order for each file."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from app.exporters import FORMATS, suffix_for
from app.exporters.options import AS_USUAL, ExportOptions
from app.exporters.rules import PRESET_OF_OWN, PRESETS, SubtitleRules, rules_of
from engine.audio.sound_bytes import STANDARD_INPUT


@dataclass(frozen=True, slots=True)
class BatchOptions:
    """What holds for all files; JSON can carry it to another process. None leaves a choice to the settings.

    format: a name of app.exporters. resume: go on with what was begun, and pass over what is done; its files
    are written anew. force: write over files that are there. threads: processor cores for each process, 0 for the
    setting. speakers: label them; how many there are, 0 to find out. library: transcripts are kept as the settings
    say; else their files are all that there is, with nothing in them that a second run would write otherwise.
    template: the file of the user's own, where that is the format. rules: limits of subtitles that are not the usual
    ones, by name.
    """

    model: str | None = None
    language: str | None = None
    languages: tuple[str, ...] = ()
    context: str | None = None
    format: str = FORMATS[0].name
    resume: bool = False
    force: bool = False
    threads: int = 0
    speakers: int | None = None
    library: bool = True
    template: str | None = None
    rules: tuple[tuple[str, float], ...] = ()

    @property
    def export(self) -> ExportOptions:
        rules = rules_of(PRESET_OF_OWN, dict(self.rules))
        return ExportOptions(rules, None if self.template is None else Path(self.template))


def rules_as_pairs(rules: SubtitleRules) -> tuple[tuple[str, float], ...]:
    """What differs from the usual ones: another process has settings of its own."""
    usual = asdict(PRESETS[PRESET_OF_OWN])
    return tuple((name, value) for name, value in asdict(rules).items() if value != usual[name])


@dataclass(frozen=True, slots=True)
class FileOrder:
    """One file. output: where its transcript is written, None where it comes back as text."""

    path: Path
    output: Path | None = None


@dataclass(slots=True)
class OutputNames:
    """A place for each transcript in one folder: two files of one name get two."""

    folder: Path | None
    format_name: str
    options: ExportOptions = AS_USUAL
    _taken: set[str] = field(default_factory=set)

    def order(self, path: Path) -> FileOrder:
        """The path is absolute, so that the transcript finds its sound again."""
        whole = path if path == STANDARD_INPUT else Path(os.path.abspath(path))
        return FileOrder(whole, None if self.folder is None else self.folder / self._name(path))

    def below(self, path: Path, named: Iterable[Path]) -> Path:
        """A place for `path`, in the folder that corresponds to its own below one of the folders `named`."""
        assert self.folder is not None
        for each in map(os.path.abspath, named):
            if path.is_relative_to(each) and path != Path(each):
                return self.folder / self._name(path, path.relative_to(each).parent)
        return self.folder / self._name(path)

    def take(self, place: Path) -> None:
        """It is given already."""
        assert self.folder is not None
        self._taken.add(str(place.relative_to(self.folder)).casefold())

    def _name(self, path: Path, below: Path = Path()) -> str:
        suffix = suffix_for(self.format_name, self.options)
        for stem in self._stems(path):
            name = str(below / f"{stem}{suffix}")
            if name.casefold() not in self._taken:
                self._taken.add(name.casefold())
                return name
        raise AssertionError("numbers do not end")

    def _stems(self, path: Path) -> Iterator[str]:
        if path == STANDARD_INPUT:
            yield "standard input"
        yield path.stem
        yield path.name
        number = 2
        while True:
            yield f"{path.name} ({number})"
            number += 1
