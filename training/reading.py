"""Made-up sound for the decoder's first lessons: rows as a CTC branch would fill them, without any audio.

Each piece of the normalised text gets a row, blanks stand between, some pieces are wrong. From these rows the
decoder learns what it is for: to write sentences with capitals, punctuation and digits, to mend slips, and to
prefer a word of the hotword list where what it hears sounds like it. The vectors of the pieces are learned along;
the adaptor is later taught to give the same vectors for real sound.
"""

# torch has no types that mypy is shown here (pyproject.toml), so its classes are Any to it.
# mypy: allow-subclassing-any, allow-untyped-decorators

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

import numpy as np
import torch
from numpy.random import Generator
from pypinyin import Style, lazy_pinyin
from torch import Tensor, nn

from engine.hotwords.entries import Hotword
from engine.hotwords.retrieval import HotwordIndex
from engine.models.fun_asr_nano.llm.prompt import PromptOptions
from engine.models.fun_asr_nano.vocabulary import SPECIAL_TOKENS, TokenVocabulary
from training import tokens
from training.data.text.sentences import Sentence, generate
from training.decoder_data import Example, PromptTokens
from training.qwen import Qwen

# Spellings that sound alike, or nearly, in English names.
_ALIKE = (
    ("c", "k"), ("k", "c"), ("ck", "k"), ("ph", "f"), ("f", "ph"), ("s", "z"), ("z", "s"), ("s", "ss"), ("ll", "l"),
    ("l", "ll"), ("i", "y"), ("y", "i"), ("ee", "ea"), ("e", "i"), ("i", "e"), ("a", "o"), ("o", "a"), ("a", "e"),
    ("er", "ar"), ("or", "er"), ("u", "oo"), ("w", "v"), ("v", "f"), ("d", "t"), ("t", "d"), ("b", "p"), ("g", "k"),
    ("m", "n"), ("n", "m"), ("x", "ks"), ("qu", "kw"), ("j", "g"), ("th", "t"), ("h", ""), ("tt", "t"), ("nn", "n"),
)  # fmt: skip


_LOOKED_THROUGH = 500  # names that are looked through for one that sounds like something said
_LEAST_ALIKE = 0.5


class PieceVectors(nn.Module):
    """A vector for each CTC piece and for the blank, which comes last: what the adaptor is to say at such a row."""

    def __init__(self, words: TokenVocabulary, width: int) -> None:
        super().__init__()
        self.blank = words.size - SPECIAL_TOKENS
        self.table = nn.Embedding(self.blank + 1, width)
        nn.init.normal_(self.table.weight, std=0.06)

    @torch.no_grad()
    def begin_like(self, decoder: Qwen, words: TokenVocabulary, tokens: PromptTokens) -> None:
        """Each piece's vector begins as the decoder's own vectors of the same text: what is heard looks like what is
        to be written, so the decoder learns to copy before it learns anything else."""
        for piece in range(self.blank):
            text = words.decode([piece])
            ids = tokens.text(text)
            if ids and "\ufffd" not in text:
                self.table.weight[piece] = decoder.embed(torch.tensor(ids)).sum(0) / len(ids) ** 0.5

    def forward(self, pieces: Tensor) -> Tensor:
        return self.table(pieces)


@dataclass(frozen=True, slots=True)
class Material:
    """Sentences by language, and names to be distractors."""

    sentences: tuple[Sentence, ...]
    names: tuple[str, ...]
    homophones: dict[str, tuple[str, ...]]
    alike: HotwordIndex

    @classmethod
    def of(cls, counts: dict[str, int], seed: int, share: float = 1.0) -> Material:
        """share: of the grammar's words and patterns."""
        made = [one for language, count in counts.items() for one in generate(language, count, seed, "train", share)]
        names = sorted({name for sentence in made for name in sentence.names})
        some = Random(seed).sample(names, min(_LOOKED_THROUGH, len(names)))
        alike = HotwordIndex((Hotword(name) for name in some), _LEAST_ALIKE)
        return cls(tuple(made), tuple(names), _homophones({char for one in made for char in one.spoken}), alike)


def hotwords_for(
    said: str, names: Sequence[str], material: Material, random: Generator, most: int = 8
) -> tuple[tuple[str, ...], bool]:
    """A list for a sentence: with its names or without them, among distractors. And whether they are on it.

    Mostly short, and mostly of names that sound like something in the sentence, as retrieval finds them."""
    there = bool(names) and random.random() < 0.8
    count = int(random.integers(1, most + 1, 2).min())
    listed = [material.names[place] for place in random.integers(len(material.names), size=count)]
    if random.random() < 0.7:
        listed = [found.hotword.text for found in material.alike.candidates(said, most=count)] or listed[:1]
    listed = [one for one in listed if one not in names]
    if there:
        listed = [*listed[: max(0, most - len(names))], *names]
    return tuple(random.permutation(listed).tolist()), there


def lesson(
    sentence: Sentence,
    material: Material,
    words: TokenVocabulary,
    vectors: PieceVectors,
    random: Generator,
    with_list: bool,
) -> Example:
    """One example of made-up sound, with a list of hotwords or without."""
    listed, there = hotwords_for(sentence.spoken, sentence.names, material, random) if with_list else ((), False)
    said = sentence.spoken
    if there and random.random() < 0.7:
        for name in sentence.names:
            said = misheard(said, name, material, random)
    itn = random.random() < 0.9
    answer = sentence.written if itn else sentence.spoken
    language = sentence.language if sentence.language != "mix" and random.random() < 0.3 else None
    return Example(PromptOptions(language, listed, itn), _rows(tokens.heard(words, said), vectors, random), answer)


def misheard(said: str, name: str, material: Material, random: Generator) -> str:
    """The sentence with one to three of the name's sounds spelled otherwise."""
    heard = name.lower()
    for _ in range(int(random.integers(1, 4))):
        heard = _one_slip(heard, material, random)
    return re.sub(re.escape(name.lower()), lambda _: heard, said, count=1)


def _one_slip(name: str, material: Material, random: Generator) -> str:
    chinese = [place for place, char in enumerate(name) if material.homophones.get(char)]
    if chinese:
        at = int(random.choice(chinese))
        others = material.homophones[name[at]]
        return name[:at] + others[int(random.integers(len(others)))] + name[at + 1 :]
    fitting = [(old, new) for old, new in _ALIKE if old in name]
    if not fitting:
        return name
    old, new = fitting[int(random.integers(len(fitting)))]
    places = [match.start() for match in re.finditer(old, name)]
    at = int(random.choice(places))
    return name[:at] + new + name[at + len(old) :]


def _rows(pieces: Sequence[int], vectors: PieceVectors, random: Generator) -> Tensor:
    """[rows, width]: pieces with blanks between them, blurred and sometimes wrong."""
    row: list[int] = [vectors.blank] * int(random.integers(1, 8))
    for piece in pieces:
        draw = random.random()
        if draw < 0.015:
            continue
        row.append(int(random.integers(256, vectors.blank)) if draw < 0.04 else piece)
        if random.random() < 0.2:
            row.append(row[-1])
        row += [vectors.blank] * int(random.integers(0, 5))
    row += [vectors.blank] * int(random.integers(1, 6))
    told = vectors(torch.tensor(row))
    other = vectors(torch.from_numpy(random.integers(256, vectors.blank + 1, len(row))))
    sure = torch.from_numpy(random.uniform(0.6, 1.0, (len(row), 1)).astype(np.float32))
    return sure * told + (1 - sure) * other


def _homophones(characters: set[str]) -> dict[str, tuple[str, ...]]:
    chinese = sorted(char for char in characters if "\u4e00" <= char <= "\u9fff")
    by_sound: dict[str, list[str]] = {}
    for char, sound in zip(chinese, (lazy_pinyin(char, style=Style.NORMAL)[0] for char in chinese), strict=True):
        by_sound.setdefault(sound, []).append(char)
    return {char: tuple(one for one in group if one != char) for group in by_sound.values() for char in group}
