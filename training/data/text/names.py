"""Names: real ones from the list, and some thousands put together from syllables, in two disjoint splits."""

import hashlib
import random
from collections.abc import Callable, Collection
from functools import cache

from training.data.text.words import sections, words

SPLITS = ("train", "test")
TEST_SHARE = 0.15
"""The share of all names that only test sentences hold."""
_TRIES = 20


def in_split(text: str, split: str, share: float = TEST_SHARE) -> bool:
    """Whether a text belongs to the split: its hash decides, the same on every machine."""
    mark = hashlib.blake2b(text.encode(), digest_size=4).digest()
    return (int.from_bytes(mark) / 2**32 < share) == (split == "test")


def _one(rng: random.Random, part: str) -> str:
    return rng.choice(words("syllables.txt", part))


def _western(rng: random.Random, ends: str) -> str:
    """One or two syllables and an end; before an end with a consonant stands a soft one, so that all can be said."""
    end = _one(rng, ends)
    middle = _one(rng, "middle") + _one(rng, "vowel") if rng.random() < 0.35 else ""
    link = _one(rng, "middle") if end[0] in "aeiou" else _one(rng, "soft")
    return _one(rng, "start") + _one(rng, "vowel") + middle + link + end


def _first(rng: random.Random) -> str:
    return _western(rng, "first_end")


def _last(rng: random.Random) -> str:
    if rng.random() < 0.4:
        return _one(rng, "old_head") + _one(rng, "old_last")
    return _western(rng, "last_end")


def _city(rng: random.Random) -> str:
    name = _one(rng, "old_head") + _one(rng, "place_end")
    return f"{_one(rng, 'place_before')} {_western(rng, 'first_end')}" if rng.random() < 0.25 else name


def _brand(rng: random.Random) -> str:
    middle = _one(rng, "brand_middle") if rng.random() < 0.7 else ""
    return _one(rng, "brand_head") + middle + _one(rng, "brand_end")


def _zh_person(rng: random.Random) -> str:
    surname, given = (sections("names.txt")[key][0] for key in ("zh_surname", "zh_given"))
    return rng.choice(surname) + "".join(rng.sample(given, rng.choice((1, 2, 2, 2))))


def _zh_mixed(rng: random.Random, *keys: str) -> str:
    return "".join(rng.choice(words("names.txt", key)) for key in keys)


def _zh_company(rng: random.Random) -> str:
    return _zh_mixed(rng, "zh_company", "zh_company_end")


def _zh_product(rng: random.Random) -> str:
    return _zh_mixed(rng, "zh_company", "zh_product_end")


def _zh_place(rng: random.Random) -> str:
    return _zh_mixed(rng, "zh_place_head", "zh_place_mid", "zh_place_end")


_MADE: dict[str, tuple[Callable[[random.Random], str], int]] = {
    "first": (_first, 700),
    "last": (_last, 900),
    "city": (_city, 350),
    "company": (_brand, 500),
    "product": (_brand, 500),
    "zh_person": (_zh_person, 1500),
    "zh_company": (_zh_company, 350),
    "zh_product": (_zh_product, 350),
    "zh_city": (_zh_place, 400),
}
KINDS = tuple(_MADE)


@cache
def every(kind: str, times: int = 1) -> tuple[str, ...]:
    """All names of a kind: the real ones first, then the made ones. times: as many made ones, while there are new ones;
    they begin with the same."""
    make, count = _MADE[kind]
    rng = random.Random(f"names {kind}")
    real = words("names.txt", kind) if kind in ("first", "last", "city", "company", "product", "zh_city") else ()
    found = dict.fromkeys(real)
    tries = 0
    while len(found) < len(real) + count * times and tries < _TRIES * count * times:
        tries += 1
        name = make(rng)
        if not _three_alike(name):
            found[name] = None
    return tuple(found)


def _three_alike(name: str) -> bool:
    return any(name[at] == name[at + 1] == name[at + 2] for at in range(len(name) - 2))


@cache
def names(kind: str, split: str, times: int = 1) -> tuple[str, ...]:
    """The names of a kind in `train` or `test`; no name of any kind is in both."""
    return tuple(name for name in every(kind, times) if in_split(name.lower(), split))


@cache
def real_and_made(kind: str, split: str, times: int = 1) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names of a kind in two parts, so that the few real ones can be drawn as often as the many made ones."""
    real = (
        frozenset(words("names.txt", kind)) if kind in sections("names.txt") and kind != "zh_company" else frozenset()
    )
    chosen = names(kind, split, times)
    return tuple(name for name in chosen if name in real), tuple(name for name in chosen if name not in real)


def sounds_like_names(
    count: int, seed: int, split: str, without: Collection[str] = (), language: str = "mix"
) -> tuple[str, ...]:
    """`count` distractors for a list of hotwords: names of the split, none of `without`, of one language or both.

    Family names stand after a given name half of the time, as they do in sentences.
    """
    rng = random.Random(f"distractors {seed} {split} {language}")
    kinds = [kind for kind in KINDS if language == "mix" or kind.startswith("zh_") == (language == "zh")]
    taken = {name.lower() for name in without}
    found: list[str] = []
    while len(found) < count:
        name = rng.choice(names(rng.choice(kinds), split))
        if name in names("last", split) and rng.random() < 0.5:
            name = f"{rng.choice(names('first', split))} {name}"
        if name.lower() not in taken:
            taken.add(name.lower())
            found.append(name)
    return tuple(found)
