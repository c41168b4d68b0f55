"""Numbers, times, dates and money as Mandarin writes and says them."""

import random

from training.data.text.pieces import Piece

DIGITS = "零一二三四五六七八九"
_DAYS_OF_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_PARTS_OF_DAY = (("早上", (6, 9)), ("上午", (8, 11)), ("中午", (12, 12)), ("下午", (1, 6)), ("晚上", (6, 11)))


def say(number: int) -> str:
    """A whole number from 0 to 99,999,999: 105 is 一百零五, 12 is 十二, 25000 is 二万五千."""
    if number >= 10_000:
        rest = number % 10_000
        gap = "零" if rest and rest < 1_000 else ""
        return say(number // 10_000) + "万" + (gap + _below(rest) if rest else "")
    said = _below(number)
    return said[1:] if said.startswith("一十") else said


def _below(number: int) -> str:
    """A number under ten thousand, with 一十 written out."""
    for size, word in ((1_000, "千"), (100, "百"), (10, "十")):
        if number >= size:
            rest = number % size
            gap = "零" if rest and rest < size // 10 else ""
            return DIGITS[number // size] + word + (gap + _below(rest) if rest else "")
    return DIGITS[number]


def one_by_one(text: str, one: str = "一") -> str:
    """Digits said singly; telephone numbers say 幺 for one."""
    return "".join(one if digit == "1" else DIGITS[int(digit)] for digit in text)


def _same(written: str, said: str) -> Piece:
    return Piece(written, said, said)


def count(rng: random.Random) -> Piece:
    """A number before a measure word: 三, 两, 25; below ten in characters."""
    number = rng.choices((rng.randint(2, 9), rng.randint(10, 99), rng.randint(2, 90) * 10), (5, 3, 1))[0]
    said = "两" if number == 2 else say(number)
    return _same(said if number < 10 else str(number), said)


def ordinal(rng: random.Random) -> Piece:
    """第三, 第12."""
    number = rng.choices((rng.randint(1, 9), rng.randint(10, 40)), (3, 1))[0]
    said = "第" + say(number)
    return _same(said if number < 10 else f"第{number}", said)


def clock(rng: random.Random) -> Piece:
    """下午3点半, 上午9点15分."""
    part, (low, high) = rng.choice(_PARTS_OF_DAY)
    hour, minute = rng.randint(low, high), rng.choice((0, 0, 0, 30, 30, 15, 20, 40, 45))
    said_hour = "两" if hour == 2 else say(hour)
    tail = {0: ("", ""), 30: ("半", "半")}.get(minute, (f"{minute}分", f"{say(minute)}分"))
    return _same(f"{part}{hour}点{tail[0]}", f"{part}{said_hour}点{tail[1]}")


def date(rng: random.Random) -> Piece:
    """3月5日 or 3月5号."""
    month = rng.randint(1, 12)
    day, unit = rng.randint(1, _DAYS_OF_MONTH[month - 1]), rng.choice("日号")
    return _same(f"{month}月{day}{unit}", f"{say(month)}月{say(day)}{unit}")


def month(rng: random.Random) -> Piece:
    """7月."""
    number = rng.randint(1, 12)
    return _same(f"{number}月", f"{say(number)}月")


def year(rng: random.Random) -> Piece:
    """2026年, said digit by digit."""
    number = str(rng.choices((rng.randint(1950, 1999), rng.randint(2000, 2049)), (1, 2))[0])
    return _same(f"{number}年", f"{one_by_one(number)}年")


def percent(rng: random.Random) -> Piece:
    """25%, seldom 2.5%."""
    whole = rng.choice((rng.randint(1, 99), rng.randint(1, 20) * 5))
    if rng.random() < 0.2:
        part = rng.randint(1, 9)
        return _same(f"{whole}.{part}%", f"百分之{say(whole)}点{DIGITS[part]}")
    return _same(f"{whole}%", f"百分之{say(whole)}")


def money(rng: random.Random) -> Piece:
    """500元, 3万元."""
    if rng.random() < 0.4:
        number, unit = rng.randint(2, 90), rng.choice("万亿")
        said = "两" if number == 2 else say(number)
        return _same(f"{number}{unit}元", f"{said}{unit}元")
    number = rng.choice((rng.randint(3, 99), rng.randint(1, 9) * 100, rng.randint(11, 99) * 10))
    return _same(f"{number}元", f"{say(number)}元")


def digits(rng: random.Random) -> Piece:
    """A telephone number or a code of three to eight digits, said one by one."""
    number = "".join(rng.choice("0123456789") for _ in range(rng.choice((3, 4, 4, 6, 8))))
    return _same(number, one_by_one(number, "幺"))
