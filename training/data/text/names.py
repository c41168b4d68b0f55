"""Names: real ones from the list, and some thousands put together from syllables, in two disjoint splits."""

import hashlib
import random
from collections.abc import Callable, Collection
from functools import cache

from training.data.text.words import sections, words

SPLITS = ("train", "test")
TEST_SHARE = 0.15
"""The share of all names that only test sentences hold."""

_STARTS = "B Br C Cl D Dr F Fl G Gr H J K L M N P Pr R S St T Tr V W Z".split()
_MIDDLES = "b d f g k l m n nd nt l r rd rn s st t v z ld mb lv rk".split()
_SOFT = "a e i o u".split()
_FIRST_ENDS = "a ia en in ra na lin dra ric mond bert wyn ella ina ira ano elle ard enne ora ius".split()
_LAST_ENDS = (
    "ez ov son sen man er ell ett ick ard ins berg ski ano ini elli ado ens ard orn eth ax oss und aff ist".split()
)
_OLD_HEADS = (
    "Ash Birch Black Bram Brad Bren Brook Cald Carl Clay Cran Dal Dun East Elm Fair Fern Glen Gold Green Hal Hart Hazel Heath "
    "High Holl Kirk Lang Lin Mar Mill North Oak Pem Pen Raven Red Rock Sand Shel Silver Stan Thorn Wal West Whit Win Wood"
).split()
_OLD_LAST = "well wick worth ford ham man by ley ton field wood stone brook ridge combe gate".split()
_PLACE_ENDS = "mere bury haven dale port mouth minster burg holm shire cliff stead moor pool bridge water".split()
_BRAND_HEADS = (
    "Zen Quor Nim Vel Tor Lum Ver Nex Cor Dyn Vol Syn Med Bio Geo Aer Om Alt Cal Hel Or Pol Rad Sol Tel Ult Vir Vant Mer Kin "
    "Lex Max Nov Opt Pix Quant Stell Terr Umbr Vect Zeph Arb Cent Del Fin"
).split()
_BRAND_MIDS = "a e i o ar en in or al ex".split()
_BRAND_ENDS = "ra lis tek ron nix via dyne soft scope bit flow mark trix plex gen dex vo mo sys quora lia net corp ware tron".split()
_PLACE_HEADS = "Port Saint New Lake Mount Fort".split()


def in_split(text: str, split: str, share: float = TEST_SHARE) -> bool:
    """Whether a text belongs to the split: its hash decides, the same on every machine."""
    mark = hashlib.blake2b(text.encode(), digest_size=4).digest()
    return (int.from_bytes(mark) / 2**32 < share) == (split == "test")


def _western(rng: random.Random, ends: list[str]) -> str:
    middle = rng.choice(_MIDDLES) + rng.choice(_SOFT) if rng.random() < 0.35 else ""
    link = rng.choice(_MIDDLES)
    return rng.choice(_STARTS) + rng.choice(_SOFT) + middle + link + rng.choice(ends)


def _first(rng: random.Random) -> str:
    return _western(rng, _FIRST_ENDS)


def _last(rng: random.Random) -> str:
    if rng.random() < 0.4:
        return rng.choice(_OLD_HEADS) + rng.choice(_OLD_LAST)
    return _western(rng, _LAST_ENDS)


def _city(rng: random.Random) -> str:
    name = rng.choice(_OLD_HEADS) + rng.choice(_PLACE_ENDS)
    return f"{rng.choice(_PLACE_HEADS)} {_western(rng, _FIRST_ENDS)}" if rng.random() < 0.25 else name


def _brand(rng: random.Random) -> str:
    middle = rng.choice(_BRAND_MIDS) if rng.random() < 0.7 else ""
    return rng.choice(_BRAND_HEADS) + middle + rng.choice(_BRAND_ENDS)


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
def every(kind: str) -> tuple[str, ...]:
    """All names of a kind: the real ones first, then the made ones."""
    make, count = _MADE[kind]
    rng = random.Random(f"names {kind}")
    real = words("names.txt", kind) if kind in ("first", "last", "city", "company", "product", "zh_city") else ()
    found = dict.fromkeys(real)
    while len(found) < len(real) + count:
        name = make(rng)
        if not _three_alike(name):
            found[name] = None
    return tuple(found)


def _three_alike(name: str) -> bool:
    return any(name[at] == name[at + 1] == name[at + 2] for at in range(len(name) - 2))


@cache
def names(kind: str, split: str) -> tuple[str, ...]:
    """The names of a kind in `train` or `test`; no name of any kind is in both."""
    return tuple(name for name in every(kind) if in_split(name.lower(), split))


@cache
def real_and_made(kind: str, split: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names of a kind in two parts, so that the few real ones can be drawn as often as the many made ones."""
    real = (
        frozenset(words("names.txt", kind)) if kind in sections("names.txt") and kind != "zh_company" else frozenset()
    )
    chosen = names(kind, split)
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
