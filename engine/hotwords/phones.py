"""The sounds that hotwords are compared by, the cost of confusing them, and their coarse classes.

A Chinese syllable is an initial and a final with its tone; Latin script is written in the ARPABET phones of CMUdict.
Other scripts stand for themselves, letter by letter.

Sources: initials and finals are those of Hanyu Pinyin (GB/T 16159, ISO 7098). The confusions are the usual mergers of
southern Mandarin (flat and retroflex sibilants, l/n and r, f/h, the two nasal endings) and pairs that differ by
aspiration alone (b/p, d/t, g/k). The costs are our own, between 0 and 1. English phones are grouped by manner and place
of articulation (the consonants differ by voice only).
"""

from __future__ import annotations

from functools import cache

import numpy as np

INITIAL_GROUPS = ("b p", "d t", "g k", "z zh", "c ch", "s sh", "l n r", "f h", "m", "j", "q", "x")
FINAL_GROUPS = (
    "a", "o uo", "e ie", "ai ei", "ao", "ou", "an ang", "en eng", "in ing", "ian iang", "uan uang", "ong ueng", "iong",
    "i", "ia", "iao", "iou", "u", "ua", "uai", "uei", "uen", "v", "ve", "van", "vn", "er", "m n ng ê",
)  # fmt: skip
PHONE_GROUPS = (
    "P B", "T D TH DH", "K G", "F V", "S Z", "SH ZH CH JH", "M", "N NG", "L", "R", "W", "Y", "HH",
    "IY IH EY EH AE ER AA AH AO OW UH UW AY AW OY",
)  # fmt: skip
_VOWEL_NEIGHBOURS = ("IY IH EY EH", "EH AE AH", "AA AH AO OW AW", "OW UH UW", "AY OY AA", "ER AH UH")
TONES = 6  # 0: not said which; 5: the neutral one
OTHERS = 32  # number of units that share the letters of other scripts
TONE_COST, CONFUSED_COST, NEIGHBOUR_COST, VOWEL_COST = 0.1, 0.3, 0.25, 0.5


class Inventory:
    """Every unit with its number. classes: int [units], units that may be confused share one.

    costs: float32 [units, units], symmetric, 0 on the diagonal, 1 between different classes, less within one.
    """

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        classes: list[int] = []
        groups = [
            *([f"i:{each}" for each in group.split()] for group in INITIAL_GROUPS),
            *([f"f:{each}{tone}" for each in group.split() for tone in range(TONES)] for group in FINAL_GROUPS),
            *(group.split() for group in PHONE_GROUPS),
            *([f"o:{each}"] for each in range(OTHERS)),
        ]
        for number, group in enumerate(groups):
            for unit in group:
                self._numbers[unit] = len(classes)
                classes.append(number)
        self.classes = np.array(classes, np.int64)
        self.class_count = len(groups)
        self.costs = self._costs()

    def __len__(self) -> int:
        return len(self.classes)

    def initial(self, name: str) -> int:
        return self._numbers[f"i:{name}"]

    def final(self, name: str, tone: int) -> int | None:
        """None for what is no final of Mandarin."""
        return self._numbers.get(f"f:{name}{tone}")

    def phone(self, name: str) -> int:
        return self._numbers[name]

    def other(self, letter: str) -> int:
        """A letter of a script whose sounds are not known here."""
        return self._numbers[f"o:{ord(letter) % OTHERS}"]

    def _costs(self) -> np.ndarray:
        same_class = self.classes[:, None] == self.classes[None, :]
        costs = np.where(same_class, CONFUSED_COST, 1.0).astype(np.float32)
        self._price_tones(costs)
        self._price_vowels(costs)
        np.fill_diagonal(costs, 0.0)
        return costs

    def _price_tones(self, costs: np.ndarray) -> None:
        """A tone alone is cheap; one that was not said costs nothing."""
        for final in " ".join(FINAL_GROUPS).split():
            numbers = [self._numbers[f"f:{final}{tone}"] for tone in range(TONES)]
            costs[np.ix_(numbers, numbers)] = TONE_COST
            costs[numbers[0], numbers] = costs[numbers, numbers[0]] = 0.0

    def _price_vowels(self, costs: np.ndarray) -> None:
        vowels = [self._numbers[each] for each in PHONE_GROUPS[-1].split()]
        costs[np.ix_(vowels, vowels)] = VOWEL_COST
        for group in _VOWEL_NEIGHBOURS:
            numbers = [self._numbers[each] for each in group.split()]
            costs[np.ix_(numbers, numbers)] = NEIGHBOUR_COST


@cache
def inventory() -> Inventory:
    """The one table; made on first use."""
    return Inventory()
