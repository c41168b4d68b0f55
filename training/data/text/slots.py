"""What fills the slots: a draw from a shuffled deck, so that every word of a list comes equally often."""

import random
from collections.abc import Callable, Sequence
from typing import TypeVar

from training.data.text import names as name_lists
from training.data.text.pieces import Piece, join, literal, named

Item = TypeVar("Item")


SMALLEST_DECK = 8


class Source:
    """Random choices of one run of the generator. A deck gives each of its cards once before any comes again.

    share: of each deck of words and patterns, so much from its beginning is used (at least 8 cards); names are
    drawn from all of them. names: so many times as many made names as there are otherwise.
    """

    def __init__(self, seed: int, split: str, share: float = 1.0, names: int = 1) -> None:
        self.rng = random.Random(f"{seed} {split}")
        self.split, self.share, self._names = split, share, names
        self._decks: dict[str, list[int]] = {}

    def draw(self, deck: str, cards: Sequence[Item], share: float | None = None) -> Item:
        """The next card of the deck of this name. share: in place of the source's own."""
        left = self._decks.get(deck)
        if not left:
            used = max(SMALLEST_DECK, round(len(cards) * (self.share if share is None else share)))
            left = list(range(min(len(cards), used)))
            self.rng.shuffle(left)
            self._decks[deck] = left
        return cards[left.pop()]

    def name(self, kind: str) -> Piece:
        """A name of the split: two in five are real where the list has real ones."""
        real, made = name_lists.real_and_made(kind, self.split, self._names)
        if real and self.rng.random() < 0.4:
            return named(self.draw(f"real {kind}", real, share=1.0))
        return named(self.draw(f"made {kind}", made, share=1.0))


Slot = Callable[[Source], Piece]


def from_list(deck: str, cards: Sequence[str]) -> Slot:
    """A slot that draws a word."""
    pieces = tuple(literal(card) for card in cards)
    return lambda source: source.draw(deck, pieces)


def from_rng(make: Callable[[random.Random], Piece]) -> Slot:
    """A slot made by chance alone: numbers, times."""
    return lambda source: make(source.rng)


def from_names(kind: str) -> Slot:
    """A slot that holds a name."""
    return lambda source: source.name(kind)


def person(source: Source) -> Piece:
    """Given and family name, one hotword."""
    whole = join((source.name("first"), literal(" "), source.name("last")))
    return Piece(whole.written, whole.spoken, whole.reading, (whole.written,))
