"""The slots of the English patterns."""

from functools import cache

from training.data.text import numbers
from training.data.text.phrases_en import FILE, NOUNS, OBJECTS, entries
from training.data.text.phrases_en import slots as phrase_slots
from training.data.text.pieces import Piece, with_article
from training.data.text.slots import Slot, Source, from_list, from_names, from_rng, person
from training.data.text.words import plural, sections, singular, verb

INFLECTED = frozenset({*NOUNS, *OBJECTS, "vi", "unit", "adj", "attr", "det", "dets"})
"""The lists that are no slots of plain words."""


def _nouns() -> dict[str, Slot]:
    slots = {}
    plurals = {name: name + "s" for name in NOUNS}
    for name in NOUNS:
        slots[name] = from_list(name, [singular(entry) for entry in entries(name)])
        slots[plurals[name]] = from_list(plurals[name], [plural(entry) for entry in entries(name)])
    slots["noun"] = from_list("noun", [singular(entry) for entry in entries(*NOUNS)])
    slots["nouns"] = from_list("nouns", [plural(entry) for entry in entries(*NOUNS)])
    return slots


def _verbs() -> dict[str, Slot]:
    slots = {}
    transitive = [verb(entry) for entry in entries(*OBJECTS)]
    intransitive = [verb(entry) for entry in entries("vi")]
    for name, form in (("vt", "base"), ("vs", "third"), ("ved", "past"), ("ven", "participle"), ("ving", "ing")):
        slots[name] = from_list(f"vp {form}", [getattr(entry, form) for entry in transitive])
    for name in OBJECTS:
        slots[name] = from_list(name, [verb(entry).base for entry in entries(name)])
    for name, form in (("vi", "base"), ("vis", "third"), ("vi_ed", "past"), ("vi_en", "participle"), ("vi_ing", "ing")):
        slots[name] = from_list(name, [getattr(entry, form) for entry in intransitive])
    return slots


def _adjectives() -> dict[str, Slot]:
    """`adj` stands anywhere, `attr` before a noun only."""
    return {
        "adj": from_list("adj", entries("adj")),
        "attr": from_list("attr", entries("adj", "attr")),
        "adverb": from_list("adverb", [word for word in entries("adv") if word.endswith("ly")]),
    }


def _pronouns() -> dict[str, Slot]:
    plain, third = ("I", "you", "we", "they"), ("he", "she", "it", "the boss", "everyone", "nobody")
    be = (
        "I am,you are,he is,she is,it is,we are,they are,I'm,you're,he's,she's,it's,we're,they're,I was,you were,he was"
    )
    be += ",she was,it was,we were,they were"
    return {
        "pro_i": from_list("pro_i", plain),
        "they": from_list("they", plain),
        "pro_s": from_list("pro_s", third),
        "pro": from_list("pro", plain + third),
        "pro_low": from_list("pro_low", ("I", "you", "he", "she", "it", "we", "they")),
        "be": from_list("be", be.split(",")),
    }


def _name_slots() -> dict[str, Slot]:
    slots = {kind: from_names(kind) for kind in ("first", "last", "city", "company", "product")}
    return slots | {"person_name": person, "place_name": slots["city"]}


def _number_slots() -> dict[str, Slot]:
    return {
        "num": from_rng(numbers.cardinal),
        "ordinal": from_rng(numbers.ordinal),
        "clock": from_rng(numbers.clock),
        "date": from_rng(numbers.date),
        "year": from_rng(numbers.year),
        "percent": from_rng(numbers.percent),
        "money": from_rng(numbers.money),
        "digits": from_rng(numbers.digits),
        "month": from_list("month", numbers.MONTHS),
    }


def _the(slot: Slot) -> Slot:
    def fill(source: Source) -> Piece:
        piece = slot(source)
        return Piece(f"the {piece.written}", f"the {piece.spoken}", f"the {piece.reading}")

    return fill


def _article(slot: Slot) -> Slot:
    return lambda source: with_article(slot(source))


@cache
def slots() -> dict[str, Slot]:
    """Slot name to what fills it; `a:name` is the same with its article."""
    found = _nouns() | _verbs() | _adjectives() | _pronouns() | _name_slots() | _number_slots() | phrase_slots()
    for name in (name for name in sections(FILE) if name not in INFLECTED):
        found[name] = from_list(name, entries(name))
    found["unit"] = from_list("unit", [singular(entry) for entry in entries("unit")])
    found["units"] = from_list("units", [plural(entry) for entry in entries("unit")])
    found["person_the"] = _the(found["person"])
    return found | {f"a:{name}": _article(slot) for name, slot in found.items()}
