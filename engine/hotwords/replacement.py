"""Puts hotwords in the place of similar text by rule, for models without a language model, or where the language model
did not use a very good candidate. Each replacement is a value that says what, where and why.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from engine.hotwords.english import is_everyday
from engine.hotwords.entries import ABOUT_AS_WELL, Candidate, Via
from engine.hotwords.sounding import ends_in_short_form, signs_around
from engine.text import chinese
from engine.text.borders import joined
from engine.text.characters import is_han

_LONGEST_PHRASE = 8
_SHORT_NAME = 2
_SAME_SOUND = 0.99
_ABOUT_AS_LIKELY = 0.1  # a letter, natural logarithm
_MARK = re.compile(r"[。，、；：！？…]|[.,;:!?](?=\s|[^\x00-\x7f])")
NOTHING_PROVEN: Mapping[Candidate, float] = {}


class ReplacementMode(Enum):
    """off: never. careful: where hardly anything else can be meant. always: wherever the sound fits well."""

    OFF = "off"
    CAREFUL = "careful"
    ALWAYS = "always"


@dataclass(frozen=True, slots=True)
class Replacement:
    """The text at start..end before, the text there now, and the reason."""

    start: int
    end: int
    heard: str
    meant: str
    score: float
    reason: str

    @property
    def sentence(self) -> str:
        if not self.meant:
            return f"“{self.heard.strip()}” was taken out: it {self.reason}"
        return f"“{self.heard}” became “{self.meant}”: it {self.reason}"


@dataclass(frozen=True, slots=True)
class Replaced:
    """The text after replacements, and the replacements in order."""

    text: str
    replacements: tuple[Replacement, ...] = ()


@dataclass(frozen=True, slots=True)
class _Limits:
    """score: the lowest. han, latin: the fewest characters of a word, with or without Chinese ones in it."""

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

    matches: all places (HotwordIndex.matches). Never inside another word, never twice in one place; text that is
    written as the user wants it stays and protects its place. Found by `sounds` alone, which may be a translation, an
    entry is used by ALWAYS only. proven: those that the model's scores confirm (proof.py), higher is better: they may
    sound less alike in letters.
    """
    if mode is ReplacementMode.OFF:
        return Replaced(text)
    chosen: list[Candidate] = []
    every = list({*matches, *proven})
    protected = {match for match in every if match.written_so and not _is_part_of_a_longer(text, match, every, mode)}
    ordered = sorted(
        every, key=lambda match: (match not in protected, *_likeliest(proven.get(match)), *_best_first(match))
    )
    for match in ordered:
        if any(match.start < each.end and each.start < match.end for each in chosen):
            continue
        confirmed = match in proven and _may_be_proven(text, match) and not _has_proven_rival(match, proven)
        if confirmed or (_allowed(text, match, mode) and not _is_doubtful(match, ordered, mode)):
            chosen.append(match)
    return _written(text, sorted((each for each in chosen if not each.written_so), key=lambda each: each.start))


def _is_part_of_a_longer(text: str, match: Candidate, every: Iterable[Candidate], mode: ReplacementMode) -> bool:
    """Whether a longer entry stands there as plainly: "Azure" in "Azure dev ops", where "Azure DevOps" is listed."""
    return any(
        each.start <= match.start
        and match.end <= each.end
        and len(each.heard) > len(match.heard)
        and _is_plain(each)
        and _allowed(text, each, mode)
        for each in every
    )


def _likeliest(likelihood: float | None) -> tuple[bool, float]:
    return (True, 0.0) if likelihood is None else (False, -likelihood)


def _may_be_proven(text: str, match: Candidate) -> bool:
    if not _may_stand_there(text, match):
        return False
    if match.written_so:
        return True
    if match.heard in chinese.phrases() or is_everyday(text, match.start, match.end):
        return False
    return not _too_short(match.form, _LIMITS[ReplacementMode.CAREFUL])


def _has_proven_rival(match: Candidate, proven: Mapping[Candidate, float]) -> bool:
    return any(
        each.hotword.text != match.hotword.text
        and each.start < match.end
        and match.start < each.end
        and likelihood >= proven[match] - _ABOUT_AS_LIKELY
        for each, likelihood in proven.items()
    )


def _best_first(match: Candidate) -> tuple[float, int, float, int, str]:
    return (-match.score, match.start - match.end, -match.hotword.weight, match.start, match.hotword.text)


def _may_stand_there(text: str, match: Candidate) -> bool:
    """Whether the place holds whole words within a sentence, and the entry would lose nothing of them."""
    if match.via is Via.LATTICE or match.start >= match.end or inside_a_word(text, match.start, match.end):
        return False
    return match.written_so or not (_leaps(match) or _loses_an_ending(match))


def _leaps(match: Candidate) -> bool:
    """Whether the place spans a full stop, comma or the like that the entry does not have."""
    own = match.hotword.text + match.form
    return any(mark not in own for mark in _MARK.findall(match.heard))


def _loses_an_ending(match: Candidate) -> bool:
    """Whether an ending would be lost, as the 'll of "she'll" to "Shell", or the s of "containers" to "Container"."""
    if ends_in_short_form(match.heard) and not ends_in_short_form(match.hotword.text):
        return True
    return _letters(match.heard) in {f"{_letters(match.hotword.text)}{ending}" for ending in ("s", "es")}


def _allowed(text: str, match: Candidate, mode: ReplacementMode) -> bool:
    if not _may_stand_there(text, match):
        return False
    if match.written_so:
        return True
    if mode is ReplacementMode.CAREFUL and not _is_alias(match) and is_everyday(text, match.start, match.end):
        return False
    if _is_plain(match):
        return True
    limits = _LIMITS[mode]
    if match.score < limits.score or _too_short(match.form, limits):
        return False
    return mode is ReplacementMode.ALWAYS or (match.via in _SURE and _is_sure(match))


def _is_doubtful(match: Candidate, matches: Sequence[Candidate], mode: ReplacementMode) -> bool:
    return mode is ReplacementMode.CAREFUL and not _is_plain(match) and _has_rival(match, matches)


def _is_plain(match: Candidate) -> bool:
    return match.written_so or _only_case_differs(match) or _said_before(match)


def _only_case_differs(match: Candidate) -> bool:
    """Whether only case, blanks, hyphens, final full stops or a lost apostrophe differ: "fun asr" is "Fun-ASR", but
    "net" is not ".NET".
    """
    heard, meant = _letters(match.heard), _letters(match.hotword.text)
    return heard in (meant, meant.replace("'", "")) and not _lacks_signs(match)


def _lacks_signs(match: Candidate) -> bool:
    before, behind = signs_around(match.hotword.text)
    return not (match.heard.startswith(before) and match.heard.endswith(behind.strip(".")))


def _said_before(match: Candidate) -> bool:
    """Whether it is exactly what the user corrected before, or listed as another spelling."""
    return match.via in (Via.ALIAS, Via.HEARD) and _letters(match.heard) == _letters(match.form)


def _is_alias(match: Candidate) -> bool:
    return match.via is Via.ALIAS and _said_before(match)


def _letters(text: str) -> str:
    plain = text.casefold().replace("’", "'").strip("'")
    return "".join(each for each in plain if each.isalnum() or each in "+#&@%'")


def _too_short(form: str, limits: _Limits) -> bool:
    letters = [each for each in form if each.isalnum()]
    han = sum(is_han(each) for each in letters)
    return len(letters) < (limits.han if han else limits.latin)


def _is_sure(match: Candidate) -> bool:
    """Whether Chinese text can hardly be other words.

    Chinese is full of homophones, and the dictionary lacks many everyday words. So a name must share a character with
    the text, a name of two characters also both sounds and tones, and the place must be no known word. Everyday English
    words are excluded before.
    """
    if not any(is_han(each) for each in match.heard + match.form):
        return True
    if match.heard in chinese.phrases():
        return False
    short = sum(is_han(each) for each in match.form) <= _SHORT_NAME
    return bool(set(match.heard) & set(match.form)) and (not short or match.score >= _SAME_SOUND)


def _has_rival(match: Candidate, matches: Sequence[Candidate]) -> bool:
    """Whether another entry of no less weight fits the same place about as well."""
    return any(
        each.hotword.text != match.hotword.text
        and each.start < match.end
        and match.start < each.end
        and each.score >= match.score - ABOUT_AS_WELL
        and each.hotword.weight >= match.hotword.weight
        and len(each.heard) >= len(match.heard)
        for each in matches
    )


def inside_a_word(text: str, start: int, end: int) -> bool:
    """Whether start..end cuts a word: a Latin one, a number, or a Chinese word of the dictionary.

    Chinese has no blanks, so that includes words that begin before the place and end in it, begin in it and end behind
    it, or contain it.
    """
    if joined(text, start) or joined(text, end):
        return True
    return _crossed(text, start) or _crossed(text, end)


def _crossed(text: str, border: int) -> bool:
    """Whether a Chinese word of the dictionary reaches over a border."""
    for first in range(max(0, border - _LONGEST_PHRASE + 1), border):
        for last in range(border + 1, min(len(text), first + _LONGEST_PHRASE) + 1):
            if text[first:last] in chinese.phrases():
                return True
    return False


def _written(text: str, chosen: Sequence[Candidate]) -> Replaced:
    records = tuple(
        Replacement(each.start, each.end, each.heard, each.hotword.text, each.score, each.reason) for each in chosen
    )
    return Replaced(applied(text, records), records)


def applied(text: str, replacements: Iterable[Replacement]) -> str:
    """The text after replacements that are in order and do not overlap."""
    pieces: list[str] = []
    at = 0
    for each in replacements:
        pieces += [text[at : each.start], each.meant]
        at = each.end
    return "".join(pieces) + text[at:]
