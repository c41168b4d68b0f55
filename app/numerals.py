"""Spells numbers in digits as words, so that a score counts no difference of notation as an error."""

from __future__ import annotations

import re

_ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
    "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_DIGITS = "零一二三四五六七八九"
_SAME = str.maketrans({"两": "二", "兩": "二", "〇": "零", "幺": "一"})
_MOST_ENGLISH = 9_999
_MOST_CHINESE = 99_999_999
_NUMBER = r"(?P<whole>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.(?P<fraction>[0-9]+))?"
# Digits beside letters belong to a name (mp3, 1990s, 3rd) and stay.
_IN_ENGLISH = re.compile(rf"(?<![^\W_]){_NUMBER}(?P<percent>\s?%)?(?![^\W_])")
_IN_CHINESE = re.compile(rf"{_NUMBER}(?P<percent>\s?%)?(?P<year>(?=年))?")


def spell_english(text: str) -> str:
    """Numbers from 0 to 9999 in `text` as words: "24" is twenty four, "3.5" three point five, "5%" five percent.

    Four digits from 1100 to 1999 and from 2010 to 2099 are read as years are (nineteen oh five), others without
    "and" (one hundred five). Larger numbers, ordinals and digits inside names stay as they are.
    """
    return _IN_ENGLISH.sub(_english_match, text)


def spell_chinese(text: str) -> str:
    """Numbers up to 99,999,999 in `text` as characters, and 两, 〇, 幺 as 二, 零, 一.

    Read digit by digit: before 年, with a zero in front, and from five digits on unless they end in 000 (telephone
    numbers); otherwise by value (110 is 一百一十). "3.5" is 三点五, "5%" 百分之五.
    """
    return _IN_CHINESE.sub(_chinese_match, text).translate(_SAME)


def english_number(value: int) -> str:
    """0 to 9999 as a cardinal, without hyphens and "and"."""
    if value < 20:
        return _ONES[value]
    if value < 100:
        return _joined(_TENS[value // 10], value % 10)
    if value < 1_000:
        return _joined(f"{_ONES[value // 100]} hundred", value % 100)
    return _joined(f"{_ONES[value // 1_000]} thousand", value % 1_000)


def chinese_number(value: int) -> str:
    """0 to 99,999,999 by value: 12 is 十二, 105 一百零五, 20000 二万."""
    if value >= 10_000:
        rest = value % 10_000
        gap = "零" if 0 < rest < 1_000 else ""
        return f"{chinese_number(value // 10_000)}万{gap}{_below_ten_thousand(rest) if rest else ''}"
    spelled = _below_ten_thousand(value) or _DIGITS[0]
    return spelled[1:] if 10 <= value < 20 else spelled


def _joined(head: str, rest: int) -> str:
    return f"{head} {english_number(rest)}" if rest else head


def _below_ten_thousand(value: int) -> str:
    spelled, gap = "", False
    for unit, sign in ((1_000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // unit % 10
        if digit:
            spelled += ("零" if gap and spelled else "") + _DIGITS[digit] + sign
        gap = digit == 0
    return spelled


def _english_match(found: re.Match[str]) -> str:
    whole = found["whole"]
    value = int(whole.replace(",", ""))
    if value > _MOST_ENGLISH:
        return found[0]
    words = [_english_year(value)] if _is_year(whole) and not found["fraction"] else [english_number(value)]
    if found["fraction"]:
        words += ["point", *(_ONES[int(digit)] for digit in found["fraction"])]
    if found["percent"]:
        words.append("percent")
    # Blanks around: "10:30" must not become one word when its colon goes.
    return f" {' '.join(words)} "


def _is_year(whole: str) -> bool:
    return len(whole) == 4 and (1_100 <= int(whole) <= 1_999 or 2_010 <= int(whole) <= 2_099)


def _english_year(value: int) -> str:
    century, rest = divmod(value, 100)
    if rest == 0:
        return f"{english_number(century)} hundred"
    return f"{english_number(century)} {'oh ' if rest < 10 else ''}{english_number(rest)}"


def _chinese_match(found: re.Match[str]) -> str:
    digits = found["whole"].replace(",", "")
    spelled = _digit_by_digit(digits) if _is_code(digits, found["year"] is not None) else chinese_number(int(digits))
    if found["fraction"]:
        spelled += f"点{_digit_by_digit(found['fraction'])}"
    return f"百分之{spelled}" if found["percent"] else spelled


def _is_code(digits: str, before_year: bool) -> bool:
    if before_year or (len(digits) > 1 and digits[0] == "0") or int(digits) > _MOST_CHINESE:
        return True
    return len(digits) >= 5 and not digits.endswith("000")


def _digit_by_digit(digits: str) -> str:
    return "".join(_DIGITS[int(digit)] for digit in digits)
