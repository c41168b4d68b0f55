"""The slots of the Mandarin patterns, with and without English terms."""

from functools import cache

from training.data.text import numbers_zh as numbers
from training.data.text.pieces import Piece, join, literal
from training.data.text.slots import Slot, Source, from_list, from_names, from_rng, person
from training.data.text.words import sections, words

FILE = "zh_words.txt"
NOT_WORDS = frozenset({"counted", "title"})


def counted(source: Source) -> Piece:
    """A number, the right measure word and a thing: 三本书, 25个人."""
    entry = source.draw("counted", words(FILE, "counted"))
    measure, thing = entry.split("+")
    number, counted_thing = numbers.count(source.rng), literal(measure + thing)
    return join((number, counted_thing))


def this_one(source: Source) -> Piece:
    """这本书, 那辆车."""
    measure, thing = source.draw("counted", words(FILE, "counted")).split("+")
    text = source.rng.choice("这那") + measure + thing
    return Piece(text, text, text)


def called(source: Source) -> Piece:
    """A person by family name and title: 王经理, 李老师."""
    name = source.name("zh_person")
    text = name.written[0] + source.draw("title", words(FILE, "title"))
    return Piece(text, text, text)


def _number_slots() -> dict[str, Slot]:
    return {
        "num": from_rng(numbers.count),
        "ordinal": from_rng(numbers.ordinal),
        "clock": from_rng(numbers.clock),
        "date": from_rng(numbers.date),
        "month": from_rng(numbers.month),
        "year": from_rng(numbers.year),
        "percent": from_rng(numbers.percent),
        "money": from_rng(numbers.money),
        "digits": from_rng(numbers.digits),
    }


def _name_slots() -> dict[str, Slot]:
    kinds = {"name": "zh_person", "company": "zh_company", "product": "zh_product", "city": "zh_city"}
    english = {"en_first": "first", "en_company": "company", "en_product": "product"}
    return {slot: from_names(kind) for slot, kind in (kinds | english).items()} | {"en_name": person}


@cache
def slots() -> dict[str, Slot]:
    """Slot name to what fills it."""
    found: dict[str, Slot] = {
        name: from_list(name, words(FILE, name)) for name in sections(FILE) if name not in NOT_WORDS
    }
    return found | _number_slots() | _name_slots() | {"counted": counted, "this": this_one, "called": called}
