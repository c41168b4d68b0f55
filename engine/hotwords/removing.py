"""Removes words from a sentence together with the blank, comma or full stop that belonged to them alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from engine.hotwords.replacement import Replacement, applied
from engine.text.borders import joined
from engine.text.units import letters

_PAUSE = r"[,，、;；:：]|[—–]+|-(?=\s)|…+|\.{2,}"
_END = r"[.!?]+(?=[\s\"'”’)]|$)|[。！？]+"
_BETWEEN = re.compile(rf"(?:\s|{_PAUSE})*")  # of two words that are taken out together
_AT_BEGINNING = re.compile(rf"(?:\s|{_PAUSE}|{_END})*")
_PAUSE_NEXT = re.compile(rf"\s*(?:{_PAUSE})")
_END_NEXT = re.compile(rf"\s*(?:{_END}|$)")
_PAUSE_BEFORE = re.compile(r"\s*(?:[,，、;；:：]|[—–]+|…+|\.{2,}|(?<=\s)-)\s*$")
_SENTENCE_BEGINS = re.compile(r"(?:^|[.!?。！？…][\"'”’)）」』]*|(?:^|(?<=\s))[\"'(]|[“‘（「『])\s*$")
_PAIRS = {"(": ")", "（": "）", "“": "”", "‘": "’", "「": "」", "『": "』", '"': '"', "《": "》", "[": "]"}
_WORD = re.compile(r"[^\W\d_]+")


def without_debris(text: str, replacements: Sequence[Replacement]) -> list[Replacement]:
    """The replacements in order, with removals widened to the punctuation that belonged to the removed words.

    "so, um, I think" becomes "so, I think", "Um. Yes" becomes "Yes", "Um, we" becomes "We". Words with only blanks and
    commas between them are removed together. A replacement within a word, or of punctuation alone, stays as it is.
    """
    done: list[Replacement] = []
    for each in _grouped(text, replacements):
        begin = done[-1].end if done else 0
        if each.start < begin:
            continue  # it went with the words before
        if not _is_removal(text, each):
            done.append(each)
            continue
        written = applied(text[: each.start], done)
        done += _widened(text, begin, written, each)
    return done


def _is_removal(text: str, each: Replacement) -> bool:
    """Whether a whole word is replaced by nothing."""
    if each.meant or not letters(each.heard):
        return False
    return not (joined(text, each.start) or joined(text, each.end))


def _grouped(text: str, replacements: Sequence[Replacement]) -> list[Replacement]:
    grouped: list[Replacement] = []
    for each in replacements:
        before = grouped[-1] if grouped else None
        together = before is not None and _is_removal(text, before) and _is_removal(text, each)
        if before is not None and together and _BETWEEN.fullmatch(text, before.end, each.start):
            grouped[-1] = _spanning(text, before, before.start, each.end)
        else:
            grouped.append(each)
    return grouped


def _widened(text: str, begin: int, written: str, each: Replacement) -> list[Replacement]:
    """A removal with its punctuation, and the capital at the new beginning of the sentence. begin: where it may start.

    written: the text before it, as changed so far.
    """
    start, end = each.start, each.end
    while start > begin and text[end : end + 1] and _PAIRS.get(text[start - 1]) == text[end]:
        start, end, written = start - 1, end + 1, written[:-1]  # brackets or quotation marks around it
    at_beginning = _SENTENCE_BEGINS.search(written) is not None
    if at_beginning:
        end = _AT_BEGINNING.match(text, end).end()  # type: ignore[union-attr]  # it matches nothing, too
    else:
        start, end = _within_a_sentence(text, begin, start, end)
    if end == len(text):
        start = _without_blanks(text, begin, start)
    removal = _spanning(text, each, start, end)
    return [removal, *(_capital(text, end) if at_beginning and each.heard[:1].isupper() else ())]


def _within_a_sentence(text: str, begin: int, start: int, end: int) -> tuple[int, int]:
    paused = _PAUSE_BEFORE.search(text, begin, start)
    pause, ends = _PAUSE_NEXT.match(text, end), _END_NEXT.match(text, end)
    if paused and pause:
        end = pause.end()
    elif paused and ends:
        start = paused.start()
    elif pause or ends:
        start = _without_blanks(text, begin, start)
    if start > 0 and text[start - 1].isspace():
        while end < len(text) and text[end].isspace():
            end += 1
    return start, end


def _without_blanks(text: str, begin: int, start: int) -> int:
    while start > begin and text[start - 1].isspace():
        start -= 1
    return start


def _capital(text: str, at: int) -> list[Replacement]:
    """The replacement that capitalises a lower-case word at `at`, if there is one."""
    word = _WORD.match(text, at)
    if word is None or not word.group().islower():
        return []
    small = text[at]
    return [Replacement(at, at + 1, small, small.upper(), 1.0, "begins the sentence now")]


def _spanning(text: str, each: Replacement, start: int, end: int) -> Replacement:
    return replace(each, start=start, end=end, heard=text[start:end])
