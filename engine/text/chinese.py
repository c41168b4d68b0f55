"""Chinese words: what is one, and where in a run of characters words end.

Words come from two lists: those of every day (everyday_chinese.txt), and the 47,000 idioms and words of several
readings that pypinyin knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from engine.text.characters import HAN

LONGEST_WORD = 8
_RUN = f"[{HAN}]+"
_NUMERALS, _MEASURES = "零〇一二两三四五六七八九十百千万亿", "年月日号个块元岁次天分秒点半倍位名家届章"
_NUMBER = f"第?[{_NUMERALS}]+[{_MEASURES}]|[{_NUMERALS}]{{2,}}"
_FUNCTION = frozenset(
    "的了着过吗呢吧啊和与或在是有不也都就还很最更被把对从向到给让为以而但并且这那我你他她它们之其及等个上下中里年月日人"
)
# Common characters that are traditional alone; a text with one of them is looked up in traditional words, too.
_TRADITIONAL = frozenset(
    "這們個說會時來國對沒過還學發點開經動現問關東車見長門話實電業際當條氣術將變進種無與樣產讓該認識語總處義務專歷濟設計達隊標應級圖書買賣"
    "體組織態樂習報財預議結題樹葉漸紅銀開歡為麼後從間場員師親應機網絡訊視頻錄製運輸軟體類數據雲優選擇確實際簡單複雜難準備續繼讀寫聽課題"
)
# What a segment costs, so that few and well-known words are found: the least sum wins.
_EVERYDAY, _KNOWN, _FUNCTION_ALONE, _ALONE = 1.0, 1.3, 1.05, 1.6


@lru_cache(maxsize=1)
def phrases() -> frozenset[str]:
    """Words of two characters and more that pypinyin knows: to tell whether a place lies inside another word.

    It lists idioms and words with a character of several readings, 47,000 of them; many an everyday word is missing.
    """
    from pypinyin.constants import PHRASES_DICT

    return frozenset(PHRASES_DICT)


@lru_cache(maxsize=1)
def everyday() -> frozenset[str]:
    """Words of two to six characters that everybody uses."""
    text = Path(__file__).with_name("everyday_chinese.txt").read_text(encoding="utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())


@lru_cache(maxsize=1)
def everyday_traditional() -> frozenset[str]:
    """The same in traditional characters. Source of the characters: OpenCC's tables, which take 0.2 s once."""
    from opencc import OpenCC

    return frozenset(OpenCC("s2t").convert(" ".join(everyday())).split(" "))


def inside_words(text: str, quick: bool = False) -> frozenset[int]:
    """Places of `text` between two characters of one Chinese word: no line should end there.

    quick: with the words of every day alone, which takes no time; the others take 0.1 s once.
    """
    inside: set[int] = set()
    for run in re.finditer(_RUN, text):
        for begin, end in _joined(run.group(), _words(run.group(), quick)):
            inside.update(range(run.start() + begin + 1, run.start() + end))
    return frozenset(inside)


def _joined(run: str, words: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Characters that neither list knows, two by two: most Chinese words have two."""
    waiting: list[int] = []
    for begin, end in words:
        if end == begin + 1 and run[begin] not in _FUNCTION:
            waiting.append(begin)
            continue
        yield from _pairs(waiting)
        waiting.clear()
        yield begin, end
    yield from _pairs(waiting)


def _pairs(unknown: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The last three stay together, where their number is odd."""
    count = len(unknown)
    for at in range(0, count - 1, 2):
        yield unknown[at], unknown[at] + (3 if at == count - 3 else 2)
        if at == count - 3:
            return


@lru_cache(maxsize=512)
def _words(run: str, quick: bool) -> tuple[tuple[int, int], ...]:
    """(begin, end) of every word of a run of Chinese characters, found by the least sum of costs."""
    costs, before = [0.0] + [float("inf")] * len(run), [0] * (len(run) + 1)
    numbers = {match.start(): match.end() for match in re.finditer(_NUMBER, run)}
    for begin in range(len(run)):
        for end in range(begin + 1, min(len(run), begin + LONGEST_WORD) + 1):
            cost = _EVERYDAY if numbers.get(begin) == end else _cost(run[begin:end], quick)
            if cost is not None and costs[begin] + cost < costs[end]:
                costs[end], before[end] = costs[begin] + cost, begin
    found: list[tuple[int, int]] = []
    end = len(run)
    while end > 0:
        found.append((before[end], end))
        end = before[end]
    return tuple(reversed(found))


def _cost(word: str, quick: bool) -> float | None:
    """None for what is no word."""
    if len(word) == 1:
        return _FUNCTION_ALONE if word in _FUNCTION else _ALONE
    if word in everyday() or (not quick and not _TRADITIONAL.isdisjoint(word) and word in everyday_traditional()):
        return _EVERYDAY
    return _KNOWN if not quick and word in phrases() else None
