"""Patterns: a line of text with `{slots}` and `[one|two]` choices, and the sections they stand in."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from training.data.text.pieces import Piece, join, literal, tidy
from training.data.text.slots import Slot, Source
from training.data.text.words import sections

_CHOICE = re.compile(r"\[([^\[\]]*\|[^\[\]]*)\]")
_SLOT = re.compile(r"\{([a-z_:]+)\}")


@dataclass(frozen=True, slots=True)
class Section:
    """Patterns that share one weight: the section's share of all sentences in percent."""

    name: str
    share: float
    patterns: tuple[str, ...]


@cache
def load(file: str) -> tuple[Section, ...]:
    """The sections of a pattern file, whose heads read `[name share]`."""
    heads = {head: head.split() for head in sections(file)}
    return tuple(Section(name, float(share), sections(file)[head]) for head, (name, share) in heads.items())


@cache
def _parts(pattern: str) -> tuple[Piece | str, ...]:
    """Literal pieces and the names of slots, in order."""
    split = _SLOT.split(pattern)
    return tuple(text if at % 2 else literal(text) for at, text in enumerate(split) if text)


def fill(pattern: str, slots: Mapping[str, Slot], source: Source) -> Piece:
    """One sentence of the pattern."""
    chosen = _CHOICE.sub(lambda match: source.draw(match[0], match[1].split("|")), pattern)
    parts = _parts(chosen)
    return tidy(join(slots[part](source) if isinstance(part, str) else part for part in parts))
