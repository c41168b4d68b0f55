"""Numbers, times, dates and money as English writes and says them."""

import random

from training.data.text.pieces import Piece
from training.data.text.words import words

ONES = words("en_numbers.txt", "ones")
TENS = words("en_numbers.txt", "tens")
ORDINALS = words("en_numbers.txt", "ordinals")
MONTHS = words("en_numbers.txt", "months")
_DAYS_OF_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def say(number: int) -> str:
    """A whole number from 0 to 999,999,999 in words: 125 is `one hundred twenty five`."""
    for size, word in ((1_000_000, "million"), (1_000, "thousand"), (100, "hundred")):
        if number >= size:
            rest = number % size
            return f"{say(number // size)} {word}" + (f" {say(rest)}" if rest else "")
    if number < 20:
        return ONES[number]
    return TENS[number // 10] + (f" {ONES[number % 10]}" if number % 10 else "")


def say_ordinal(number: int) -> str:
    """21 is `twenty first`."""
    head, _, last = say(number).rpartition(" ")
    if last in ONES and ONES.index(last) <= 12:
        last = ORDINALS[ONES.index(last)]
    else:
        last = last[:-1] + "ieth" if last.endswith("y") else last + "th"
    return f"{head} {last}".strip()


def say_year(year: int) -> str:
    """2026 is `twenty twenty six`, 2005 `two thousand five`, 1905 `nineteen oh five`."""
    high, low = divmod(year, 100)
    if low == 0:
        return say(year) if high % 10 == 0 else f"{say(high)} hundred"
    if high == 20 and low < 10:
        return say(year)
    return f"{say(high)} {'oh ' if low < 10 else ''}{say(low)}"


def cardinal(rng: random.Random) -> Piece:
    """From two on; below ten in letters, as people write it; small ones most often."""
    number = rng.choices((rng.randint(2, 9), rng.randint(10, 99), rng.randint(10, 99) * 10), (5, 4, 1))[0]
    return number_piece(number)


def number_piece(number: int) -> Piece:
    """A count: letters below ten, digits with commas from there."""
    words = say(number)
    return Piece(words if number < 10 else f"{number:,}", words, words)


def ordinal(rng: random.Random) -> Piece:
    """`third`, `21st`."""
    number = rng.choices((rng.randint(1, 9), rng.randint(10, 31)), (2, 1))[0]
    words = say_ordinal(number)
    return Piece(words if number < 10 else f"{number}{_ending(number)}", words, words)


def _ending(number: int) -> str:
    if number % 100 in (11, 12, 13):
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


def clock(rng: random.Random) -> Piece:
    """`3:30 p.m.`, `9 a.m.`, `4 o'clock`; said `three thirty pm`."""
    hour, minute = rng.randint(1, 12), rng.choice((0, 0, 15, 30, 30, 45, 5, 10, 20, 40, 50))
    if rng.random() < 0.15:
        return Piece(f"{hour} o'clock", f"{ONES[hour]} o'clock", f"{ONES[hour]} o'clock")
    half = rng.choice("ap")
    said = ONES[hour] + {0: "", 5: " oh five"}.get(minute, f" {say(minute)}")
    written = f"{hour}:{minute:02d}" if minute else str(hour)
    return Piece(f"{written} {half}.m.", f"{said} {half}m", f"{said} {half.upper()} M")


def date(rng: random.Random) -> Piece:
    """`March 5`, said `march fifth`."""
    month = rng.randrange(12)
    day = rng.randint(1, _DAYS_OF_MONTH[month])
    said = say_ordinal(day)
    return Piece(f"{MONTHS[month]} {day}", f"{MONTHS[month].lower()} {said}", f"{MONTHS[month]} {said}")


def year(rng: random.Random) -> Piece:
    """A year from 1905 to 2049, mostly of this century."""
    number = rng.choices((rng.randint(1905, 1999), rng.randint(2000, 2049)), (1, 2))[0]
    return Piece(str(number), say_year(number), say_year(number))


def percent(rng: random.Random) -> Piece:
    """`25 percent`, seldom `2.5 percent`."""
    whole = rng.choice((rng.randint(1, 99), rng.randint(1, 20) * 5))
    if rng.random() < 0.2:
        part = rng.randint(1, 9)
        said = f"{say(whole)} point {ONES[part]} percent"
        return Piece(f"{whole}.{part} percent", said, said)
    said = f"{say(whole)} percent"
    return Piece(f"{whole} percent", said, said)


def money(rng: random.Random) -> Piece:
    """`$1,500`, `$3 million`."""
    if rng.random() < 0.25:
        count, unit = rng.randint(2, 90), rng.choice(("million", "billion"))
        return Piece(f"${count} {unit}", f"{say(count)} {unit} dollars", f"{say(count)} {unit} dollars")
    amount = rng.choice(
        (rng.randint(2, 99), rng.randint(1, 99) * 10, rng.randint(2, 99) * 100, rng.randint(1, 90) * 1000)
    )
    return Piece(f"${amount:,}", f"{say(amount)} dollars", f"{say(amount)} dollars")


def digits(rng: random.Random) -> Piece:
    """A telephone extension, a room or a code: three to seven digits said one by one."""
    groups = ["".join(rng.choice("0123456789") for _ in range(size)) for size in rng.choice(((3,), (4,), (3, 4)))]
    said = [" ".join(ONES[int(digit)] for digit in group) for group in groups]
    return Piece(" ".join(groups), " ".join(said), ", ".join(said))
