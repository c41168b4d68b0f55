"""A stretch of a sentence in its three forms, and how literal text gets them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

HAN = "\u4e00-\u9fff"
_ACRONYM = re.compile(r"\b[A-Z]{2,}\b")
_NOT_SPOKEN = re.compile(rf"[^a-z' {HAN}]")
_BORDER = re.compile(rf"(?<=[{HAN}])(?=[A-Za-z])|(?<=[A-Za-z])(?=[{HAN}])")
_BETWEEN_HAN = re.compile(rf"(?<=[{HAN}]) +(?=[{HAN}])")
_PAUSES = str.maketrans(dict.fromkeys("，。？！、：-", " "))
_AN_LETTERS = frozenset("AEFHILMNORSX")
_AN_WORDS = ("hour", "honest", "heir")
_A_WORDS = ("uni", "use", "usu", "euro", "one", "once", "ut")


@dataclass(frozen=True, slots=True)
class Piece:
    """`written` as a person writes it, `spoken` as said (lower case, no marks), `reading` for a synthesiser."""

    written: str
    spoken: str
    reading: str
    names: tuple[str, ...] = ()


def literal(text: str) -> Piece:
    """Text without digits in its three forms: acronyms in capitals are said letter by letter."""
    return Piece(text, spoken_form(text), letters_apart(text))


def named(text: str) -> Piece:
    """A name: itself a hotword."""
    return Piece(text, spoken_form(text), letters_apart(text), (text,))


def spoken_form(text: str) -> str:
    """Lower case, hyphens and Chinese marks as blanks, every other mark gone."""
    return _NOT_SPOKEN.sub("", text.lower().translate(_PAUSES))


def letters_apart(text: str) -> str:
    """`a GPU` becomes `a G P U`, which every synthesiser spells."""
    return _ACRONYM.sub(lambda match: " ".join(match[0]), text)


def join(pieces: Iterable[Piece]) -> Piece:
    """The pieces one after the other."""
    parts = list(pieces)
    names = tuple(name for part in parts for name in part.names)
    return Piece(
        "".join(part.written for part in parts),
        "".join(part.spoken for part in parts),
        "".join(part.reading for part in parts),
        names,
    )


def with_article(piece: Piece) -> Piece:
    """The piece after `a` or `an`, by how its first word sounds."""
    article = "an " if _takes_an(piece.written) else "a "
    return Piece(article + piece.written, article + piece.spoken, article + piece.reading, piece.names)


def _takes_an(written: str) -> bool:
    first = written.split()[0]
    if _ACRONYM.fullmatch(first):
        return first[0] in _AN_LETTERS
    if first.lower().startswith(_AN_WORDS):
        return True
    return first[0].lower() in "aeiou" and not first.lower().startswith(_A_WORDS)


def tidy(piece: Piece) -> Piece:
    """A whole sentence: single blanks, one between Chinese and Latin letters, none between Chinese ones."""
    return Piece(
        _spaced(piece.written).replace(".m..", ".m."),
        _spaced(piece.spoken),
        _spaced(piece.reading),
        tuple(dict.fromkeys(piece.names)),
    )


def capital(piece: Piece) -> Piece:
    """The sentence with a capital at its start, as English has it."""
    written, reading = (text[:1].upper() + text[1:] for text in (piece.written, piece.reading))
    return Piece(written, piece.spoken, reading, piece.names)


def _spaced(text: str) -> str:
    return _BETWEEN_HAN.sub("", " ".join(_BORDER.sub(" ", text).split()))
