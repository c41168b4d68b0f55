"""Hotwords put in the place of what was heard, by rule: for models without a language model, or where it did not
take a candidate that fits very well. Each replacement is a value that says what, where and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from engine.hotwords import mandarin
from engine.hotwords.entries import Candidate, Via

_LONGEST_PHRASE = 8
_SHORT_NAME = 2
_SAME_SOUND = 0.99
_ABOUT_AS_WELL = 0.02
_ABOUT_AS_LIKELY = 0.1  # a letter, natural logarithm
NOTHING_PROVEN: Mapping[Candidate, float] = {}


class ReplacementMode(Enum):
    """off: never. careful: where hardly anything else can be meant. always: wherever it fits well."""

    OFF = "off"
    CAREFUL = "careful"
    ALWAYS = "always"


@dataclass(frozen=True, slots=True)
class Replacement:
    """What stood at start..end of the text before, what stands there now, and why."""

    start: int
    end: int
    heard: str
    meant: str
    score: float
    reason: str

    @property
    def sentence(self) -> str:
        return f"“{self.heard}” became “{self.meant}”: it {self.reason}"


@dataclass(frozen=True, slots=True)
class Replaced:
    """The text as it is now, and what was done to it, in order."""

    text: str
    replacements: tuple[Replacement, ...] = ()


@dataclass(frozen=True, slots=True)
class _Limits:
    """score: at least. han, latin: characters that a word must have, with or without Chinese ones in it."""

    score: float
    han: int
    latin: int


_LIMITS = {
    ReplacementMode.CAREFUL: _Limits(score=0.92, han=2, latin=4),
    ReplacementMode.ALWAYS: _Limits(score=0.8, han=2, latin=3),
}
_SURE = {Via.TEXT, Via.ALIAS, Via.HEARD}


def replace_hotwords(
    text: str, matches: Iterable[Candidate], mode: ReplacementMode, proven: Mapping[Candidate, float] = NOTHING_PROVEN
) -> Replaced:
    """The text with the best matches written as the user wants them.

    matches: all places (HotwordIndex.matches). Never inside another word, never twice in one place; what is written
    as the user wants it is left alone and protects its place. Found by `sounds` alone, which may be a translation,
    an entry is put in place by ALWAYS only. proven: those that the model's ears confirm (proof.py), the higher the
    better: they need not sound as much alike in letters.
    """
    if mode is ReplacementMode.OFF:
        return Replaced(text)
    chosen: list[Candidate] = []
    ordered = sorted(
        {*matches, *proven},
        key=lambda match: (not match.written_so, *_likeliest(proven.get(match)), *_best_first(match)),
    )
    for match in ordered:
        if any(match.start < each.end and each.start < match.end for each in chosen):
            continue
        confirmed = match in proven and _may_be_proven(text, match) and not _has_proven_rival(match, proven)
        if confirmed or (_allowed(text, match, mode) and not _is_doubtful(match, ordered, mode)):
            chosen.append(match)
    return _written(text, sorted((each for each in chosen if not each.written_so), key=lambda each: each.start))


def _likeliest(likelihood: float | None) -> tuple[bool, float]:
    return (True, 0.0) if likelihood is None else (False, -likelihood)


def _may_be_proven(text: str, match: Candidate) -> bool:
    if match.via is Via.LATTICE or match.start >= match.end or inside_a_word(text, match.start, match.end):
        return False
    if match.written_so:
        return True
    return not _too_short(match.form, _LIMITS[ReplacementMode.CAREFUL]) and match.heard not in mandarin.phrases()


def _has_proven_rival(match: Candidate, proven: Mapping[Candidate, float]) -> bool:
    return any(
        each.hotword.text != match.hotword.text
        and each.start < match.end
        and match.start < each.end
        and likelihood >= proven[match] - _ABOUT_AS_LIKELY
        for each, likelihood in proven.items()
    )


def _best_first(match: Candidate) -> tuple[bool, float, int, int, str]:
    return (not match.written_so, -match.score, -(match.end - match.start), match.start, match.hotword.text)


def _allowed(text: str, match: Candidate, mode: ReplacementMode) -> bool:
    if match.via is Via.LATTICE or match.start >= match.end or inside_a_word(text, match.start, match.end):
        return False
    if match.written_so:
        return True
    if _only_case_differs(match) or _said_before(match):
        return True
    limits = _LIMITS[mode]
    if match.score < limits.score or _too_short(match.form, limits):
        return False
    return mode is ReplacementMode.ALWAYS or (match.via in _SURE and _is_sure(match))


def _is_doubtful(match: Candidate, matches: Sequence[Candidate], mode: ReplacementMode) -> bool:
    plain = match.written_so or _only_case_differs(match) or _said_before(match)
    return mode is ReplacementMode.CAREFUL and not plain and _has_rival(match, matches)


def _only_case_differs(match: Candidate) -> bool:
    """Also blanks and hyphens: "fun asr" for "Fun-ASR"."""
    return _letters(match.heard) == _letters(match.hotword.text)


def _said_before(match: Candidate) -> bool:
    """Exactly what the user corrected, or named as another spelling."""
    return match.via in (Via.ALIAS, Via.HEARD) and _letters(match.heard) == _letters(match.form)


def _letters(text: str) -> str:
    return "".join(each for each in text.casefold() if each.isalnum() or each in "+#&@%")


def _too_short(form: str, limits: _Limits) -> bool:
    letters = [each for each in form if each.isalnum()]
    han = sum(mandarin.is_han(each) for each in letters)
    return len(letters) < (limits.han if han else limits.latin)


def _is_sure(match: Candidate) -> bool:
    """Whether what was heard in Chinese can hardly be other words.

    Chinese is full of homophones, and the dictionary at hand lacks many everyday words. So a name must keep one of
    its characters, a name of two characters also both its sounds and tones, and the place must be no known word.
    English has no dictionary here: its score must do.
    """
    if not any(mandarin.is_han(each) for each in match.heard + match.form):
        return True
    if match.heard in mandarin.phrases():
        return False
    short = sum(mandarin.is_han(each) for each in match.form) <= _SHORT_NAME
    return bool(set(match.heard) & set(match.form)) and (not short or match.score >= _SAME_SOUND)


def _has_rival(match: Candidate, matches: Sequence[Candidate]) -> bool:
    """Whether another entry fits the same place about as well: then nobody can tell which was meant."""
    return any(
        each.hotword.text != match.hotword.text
        and each.start < match.end
        and match.start < each.end
        and each.score >= match.score - _ABOUT_AS_WELL
        and len(each.heard) >= len(match.heard)
        for each in matches
    )


def inside_a_word(text: str, start: int, end: int) -> bool:
    """Whether start..end cuts through a word: a Latin one, a number, or a Chinese word of the dictionary.

    Chinese is written without blanks, so a word counts that begins before the place and ends in it, begins in it
    and ends behind it, or holds it.
    """
    if joined(text, start) or joined(text, end):
        return True
    return _crossed(text, start) or _crossed(text, end)


def joined(text: str, at: int) -> bool:
    """Letters or digits on both sides of a border; a Chinese character ends a word of letters."""
    if not 0 < at < len(text):
        return False
    left, right = text[at - 1], text[at]
    return _in_word(left) and _in_word(right)


def _in_word(character: str) -> bool:
    return (character.isalnum() or character in "'_") and not mandarin.is_han(character)


def _crossed(text: str, border: int) -> bool:
    """Whether a Chinese word of the dictionary reaches over a border."""
    for first in range(max(0, border - _LONGEST_PHRASE + 1), border):
        for last in range(border + 1, min(len(text), first + _LONGEST_PHRASE) + 1):
            if text[first:last] in mandarin.phrases():
                return True
    return False


def _written(text: str, chosen: Sequence[Candidate]) -> Replaced:
    pieces, at = list(_pieces(text, chosen)), chosen[-1].end if chosen else 0
    records = tuple(
        Replacement(each.start, each.end, each.heard, each.hotword.text, each.score, each.reason) for each in chosen
    )
    return Replaced("".join(pieces) + text[at:], records)


def _pieces(text: str, chosen: Iterable[Candidate]) -> Iterator[str]:
    at = 0
    for each in chosen:
        yield text[at : each.start]
        yield each.hotword.text
        at = each.end
