"""A sentence for a person: finished in English, and still its template and its values for a translation."""

from __future__ import annotations

import re

from engine.text.harmless import harmless

_PLACE = re.compile(r"\{(\w+)\}")


class Sentence(str):
    """`template` with its places filled, as text; what fills them is made harmless, and may be a Sentence itself.

    A text without places needs none: it is its own template. Copies, pickles and str() keep the class; an f-string
    around it does not, so it is put into another as a value: Sentence("It is not saved: {reason}", reason=failed.what).
    """

    template: str
    values: dict[str, str]

    def __new__(cls, template: str, /, **values: object) -> Sentence:
        shown = {name: _shown(value) for name, value in values.items()}
        sentence = super().__new__(cls, filled(template, shown))
        sentence.template, sentence.values = template, shown
        return sentence

    def __str__(self) -> str:
        return self

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, str]]:
        return (self.template,), self.values


def filled(template: str, values: dict[str, str]) -> str:
    """{name} becomes the value of that name; a place without a value stays."""
    return _PLACE.sub(lambda place: values.get(place[1], place[0]), template)


def _shown(value: object) -> str:
    text = str(value)
    return text if isinstance(text, Sentence) else harmless(text)


def as_json(text: str) -> object:
    """For a message to another process: a plain text as it is, a Sentence as [template, values]."""
    if not isinstance(text, Sentence):
        return text
    return [text.template, {name: as_json(value) for name, value in text.values.items()}]


def from_json(data: object) -> str:
    """What `as_json` gave; anything else as text."""
    match data:
        case [str(template), dict(values)]:
            return Sentence(template, **{str(name): from_json(value) for name, value in values.items()})
    return str(data)
