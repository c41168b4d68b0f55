"""Phrases of English made of several words: `my new laptop`, `cancel the next meeting`, and who does it."""

from collections.abc import Sequence
from functools import cache

from training.data.text.pieces import Piece, join, literal, with_article
from training.data.text.slots import Slot, Source
from training.data.text.words import Verb, plural, singular, verb, words

FILE = "en_words.txt"
FORMS = {"vp": "base", "vps": "third", "vped": "past", "vpen": "participle", "vping": "ing"}
OBJECTS = {
    "vt_idea": ("idea", "event"),
    "vt_thing": ("thing",),
    "vt_person": ("person",),
    "vt_food": ("food",),
}
NOUNS = ("person", "thing", "place", "event", "idea", "food", "animal")
WITH_ADJECTIVE = 0.3
_BLANK = literal(" ")


def entries(*lists: str) -> tuple[str, ...]:
    """The words of several lists, each once."""
    return tuple(dict.fromkeys(word for name in lists for word in words(FILE, name)))


@cache
def _nouns(kinds: tuple[str, ...], many: bool) -> tuple[Piece, ...]:
    form = plural if many else singular
    return tuple(literal(form(entry)) for entry in entries(*kinds))


def deck(kinds: tuple[str, ...], many: bool) -> str:
    """The deck of these nouns; one for all of them together, whichever slot asks."""
    name = "noun" if len(kinds) > 2 else "+".join(kinds)
    return name + ("s" if many else "")


def noun_phrase(source: Source, kinds: tuple[str, ...], many: bool) -> Piece:
    """A noun of the kinds with what stands before it: `every green bottle`, `these rules`."""
    noun = source.draw(deck(kinds, many), _nouns(kinds, many))
    if source.rng.random() < WITH_ADJECTIVE:
        noun = join((literal(source.draw("np adjective", entries("adj", "attr"))), _BLANK, noun))
    before = source.draw("dets" if many else "det", words(FILE, "dets" if many else "det"))
    if before == "a":
        return with_article(noun)
    return join((literal(before), _BLANK, noun))


@cache
def _transitive() -> tuple[tuple[Verb, tuple[str, ...]], ...]:
    """Every transitive verb once, with the lists that hold it."""
    held: dict[str, list[str]] = {}
    for name in OBJECTS:
        for entry in words(FILE, name):
            held.setdefault(entry, []).append(name)
    return tuple((verb(entry), tuple(lists)) for entry, lists in held.items())


def _object(source: Source, lists: Sequence[str]) -> Piece:
    kinds = OBJECTS[source.rng.choice(lists)]
    if "person" not in kinds and source.rng.random() < 0.15:
        return literal(source.draw("mass", words(FILE, "mass")))
    if source.rng.random() < 0.06:
        return literal(source.draw("object pronoun", ("it", "them", "this", "that", "everything", "nothing")))
    return noun_phrase(source, kinds, source.rng.random() < 0.45)


def verb_phrase(form: str) -> Slot:
    """A verb in the form with an object that suits it."""

    def fill(source: Source) -> Piece:
        chosen, lists = source.draw(f"vp {form}", _transitive())
        return join((literal(getattr(chosen, form)), _BLANK, _object(source, lists)))

    return fill


def subject(pronouns: tuple[str, ...], many: bool) -> Slot:
    """Who does it: a pronoun as often as a person, now and then an animal."""

    def fill(source: Source) -> Piece:
        chance = source.rng.random()
        if chance < 0.5:
            return literal(source.draw(pronouns[0], pronouns))
        return noun_phrase(source, ("animal",) if chance < 0.56 else ("person",), many)

    return fill


def slots() -> dict[str, Slot]:
    """The slots of whole phrases."""
    found = {name: verb_phrase(form) for name, form in FORMS.items()}
    found["s_one"] = subject(("he", "she", "it", "everyone", "nobody", "somebody", "everybody"), many=False)
    found["s_many"] = subject(("I", "you", "we", "they"), many=True)
    found["s_plural"] = subject(("you", "we", "they"), many=True)
    found["np"] = lambda source: noun_phrase(source, NOUNS, False)
    found["nps"] = lambda source: noun_phrase(source, NOUNS, True)
    return found
