"""Sentences of the training domain: English, Mandarin, and Mandarin with English terms."""

import random
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from training.data.text import patterns, slots_en, slots_zh
from training.data.text.names import SPLITS, in_split, sounds_like_names
from training.data.text.pieces import Piece, capital, join, tidy
from training.data.text.slots import Slot, Source

__all__ = ["LANGUAGES", "Sentence", "generate", "sounds_like_names"]

LANGUAGES = ("en", "zh", "mix")
TEST_SHARE = 0.1
"""The share of the nameless sentences that are kept for testing."""
JOINED_SHARE = 0.06
"""The share of turns made of two short sentences."""
LONGEST = {"en": 14, "zh": 18, "mix": 18}
"""Words of English, characters of Mandarin (an English word in it counts as two)."""
REPEATS_AFTER = 2_500
"""After so many sentences a short one may come once more."""
_TRIES = 40


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: `written` with case, marks and digits; `spoken` as CTC learns it; `reading` for a synthesiser.

    `spoken` is lower case without marks, numbers in words; `reading` keeps the marks and spells acronyms letter by
    letter; `names` are the people, companies, products and places in it as written.
    """

    written: str
    spoken: str
    reading: str
    language: str
    names: tuple[str, ...]


def generate(
    language: str, count: int, seed: int, split: str, share: float = 1.0, names: int = 0
) -> Iterator[Sentence]:
    """`count` sentences, the same ones for the same seed; one comes again at most once in 2,500.

    share: of the words and patterns, for a smaller domain: a model learns a word from hearing it often. A smaller
    domain's sentences are of the larger one's kind, so its test sentences are in no training set of either.
    names: where above 0, only sentences that hold a name, of so many times as many made ones: who has heard a
    name ten times knows it by heart, who has heard ten names spells the eleventh by ear.

    No sentence and no name is in both splits. Every word of the lists comes about equally often within its kind.
    """
    if language not in LANGUAGES or split not in SPLITS:
        raise ValueError(f"There are the languages {LANGUAGES} and the splits {SPLITS}; ask for one of each.")
    maker = _Maker(language, Source(seed, split, share, max(1, names)))
    seen: Counter[str] = Counter()
    made = 0
    while made < count:
        piece = maker.turn()
        if names and not piece.names:
            continue
        if seen[piece.spoken] <= made // REPEATS_AFTER:
            seen[piece.spoken] += 1
            made += 1
            yield Sentence(piece.written, piece.spoken, piece.reading, language, piece.names)


class _Maker:
    """Draws patterns of one language and fills them until a sentence belongs to the split."""

    def __init__(self, language: str, source: Source) -> None:
        self.language, self.source = language, source
        self.sections = patterns.load(f"{language}_patterns.txt")
        self.shares = [section.share for section in self.sections]
        self.slots: Mapping[str, Slot] = slots_en.slots() if language == "en" else slots_zh.slots()

    @property
    def rng(self) -> random.Random:
        return self.source.rng

    def turn(self) -> Piece:
        """One sentence, or two short ones joined."""
        wants_two = self.rng.random() < JOINED_SHARE
        while True:
            for piece in self._tries():
                if wants_two:
                    piece = self._joined(piece)
                if length(piece.spoken) <= LONGEST[self.language] and self._belongs(piece):
                    return piece

    def _tries(self) -> Iterator[Piece]:
        """Sentences of one pattern; one without slots comes once."""
        section = self.rng.choices(self.sections, self.shares)[0]
        pattern = self.source.draw(section.name, section.patterns)
        for _ in range(_TRIES if "{" in pattern else 1):
            piece = patterns.fill(pattern, self.slots, self.source)
            yield capital(piece) if self.language == "en" else piece

    def _joined(self, first: Piece) -> Piece:
        second = next(self._tries())
        mark = " " if self.language == "en" else ""
        return tidy(join((first, Piece(mark, " ", mark), second)))

    def _belongs(self, piece: Piece) -> bool:
        """A name keeps its sentence in the name's split; else the hash of what is said decides."""
        return bool(piece.names) or in_split(piece.spoken, self.source.split, TEST_SHARE)


def length(spoken: str) -> int:
    """Words of English, characters of Mandarin; an English word within Mandarin counts as two."""
    han = sum(1 for letter in spoken if letter >= "一")
    latin = sum(1 for word in spoken.split() if word[0] < "一")
    return han + 2 * latin if han else latin
