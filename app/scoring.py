"""Error rates of recognised text against a reference, after the same normalisation of both."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from app.numerals import spell_chinese, spell_english
from engine.errors import BadInput
from engine.text.characters import HAN, is_han

_APOSTROPHES = str.maketrans(dict.fromkeys("\u2018\u2019\u02bc\u02b9`\u00b4", "'"))
_DASHES = re.compile("[-\u2010-\u2015\u2212]")
_MIXED_TOKEN = re.compile(rf"[{HAN}]|[^\s{HAN}]+")
FILLERS = frozenset({"uh", "um", "uhm", "erm", "er", "hm", "hmm"})


class Measure(Enum):
    """Of what an error rate counts the errors."""

    WORDS = "wer"
    CHARACTERS = "cer"
    MIXED = "mer"


@dataclass(frozen=True, slots=True)
class ErrorCount:
    """Errors in tokens. Add them up over a group, then ask for the rate: sum(counts, ErrorCount())."""

    substitutions: int = 0
    deletions: int = 0
    insertions: int = 0
    reference_length: int = 0

    def __add__(self, other: ErrorCount) -> ErrorCount:
        return ErrorCount(
            self.substitutions + other.substitutions,
            self.deletions + other.deletions,
            self.insertions + other.insertions,
            self.reference_length + other.reference_length,
        )

    @property
    def errors(self) -> int:
        return self.substitutions + self.deletions + self.insertions

    @property
    def rate(self) -> float:
        """Errors / reference tokens: 0.25 is 25 %, may pass 1. NaN where nothing was said at all."""
        return self.errors / self.reference_length if self.reference_length else float("nan")


def normalise(text: str, language: str | None, *, map_numbers: bool = True) -> str:
    """`text` in the one form that is scored, on both sides.

    Unicode NFKC, lower case; numbers in digits as they are spoken (app/numerals.py: English 0-9999, Chinese up to
    99,999,999 with 两 as 二); hyphens and dashes as blanks; punctuation and symbols removed, but for the apostrophe
    inside a word; English fillers dropped (FILLERS; Chinese 嗯 and 呃 are
    kept, for they are words too); one blank between words.
    language: with "zh" in it (zh, zh+en), numbers become Chinese; None decides by the characters of the text.
    map_numbers: False leaves digits as they are, for comparison with figures that were made so.
    Source of the steps: the README of the development audio.
    """
    plain = unicodedata.normalize("NFKC", text).lower().translate(_APOSTROPHES)
    chinese = any(map(is_han, plain)) if language is None else "zh" in language
    spelled = plain if not map_numbers else spell_chinese(plain) if chinese else spell_english(plain)
    blanks = _DASHES.sub(" ", spelled)
    bare = "".join(c for i, c in enumerate(blanks) if _is_kept(blanks, i))
    return " ".join(word for word in bare.split() if word not in FILLERS)


def tokens(normalised: str, measure: Measure) -> list[str]:
    """The units that are compared.

    WORDS: what blanks part. CHARACTERS: all but blanks. MIXED: each Chinese character, each run of other letters;
    single Latin letters in a row count as one (c p u is cpu).
    """
    if measure is Measure.WORDS:
        return normalised.split()
    if measure is Measure.CHARACTERS:
        return list("".join(normalised.split()))
    return _joined_letters(_MIXED_TOKEN.findall(normalised))


def count_errors(
    reference: str, output: str, measure: Measure, language: str | None = None, *, map_numbers: bool = True
) -> ErrorCount:
    """Normalise both, align them with the fewest edits and count those.

    Where several alignments are equally short, the split into kinds is rapidfuzz's choice; the sum is not.
    """
    from rapidfuzz.distance import Levenshtein

    said = tokens(normalise(reference, language, map_numbers=map_numbers), measure)
    heard = tokens(normalise(output, language, map_numbers=map_numbers), measure)
    kinds = [edit.tag for edit in Levenshtein.editops(said, heard)]
    return ErrorCount(kinds.count("replace"), kinds.count("delete"), kinds.count("insert"), len(said))


def keywords_found(keywords: tuple[str, ...], output: str, language: str | None = None) -> tuple[str, ...]:
    """Those of `keywords` that stand in `output`, whatever their case, blanks and signs."""
    heard = "".join(normalise(output, language).split())
    return tuple(word for word in keywords if "".join(normalise(word, language).split()) in heard)


@dataclass(frozen=True, slots=True)
class Clip:
    """One line of a manifest. audio: a sound file, or the tar file in which it is `member`.

    language: None where nothing is said. use: what the clip is for, kind: what it sounds like (both may be empty).
    """

    name: str
    audio: Path
    seconds: float
    language: str | None
    transcript: str
    use: str = ""
    kind: str = ""
    speaker: str = ""
    member: str | None = None

    @property
    def measure(self) -> Measure | None:
        """How its text is scored, or None where there is no text to score against."""
        return next((measure for measure in Measure if measure.value == self.use), None)

    @property
    def keywords(self) -> tuple[str, ...]:
        purpose, _, words = self.use.partition(":")
        return tuple(word for word in words.split(",") if word) if purpose == "keyword" else ()


def read_manifest(path: Path) -> list[Clip]:
    """The clips of a manifest.tsv (or of the folder that holds one), in its order.

    Two forms, told apart by their first line: one sound file a line (`file`), or entries of tar files (`id`,
    `shard`), whose use follows from their language. Raises BadInput, with the line, for anything else.
    """
    file = path / "manifest.tsv" if path.is_dir() else path
    try:
        header, *lines = file.read_text("utf-8").rstrip("\n").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise BadInput(f"{file} cannot be read: {reason}.", "Name a manifest.tsv or its folder.") from error
    names = header.split("\t")
    return [_clip(file, number, names, line) for number, line in enumerate(lines, start=2) if line]


def _clip(file: Path, number: int, names: list[str], line: str) -> Clip:
    try:
        row = dict(zip(names, line.split("\t"), strict=True))
        if "shard" in row:
            return _packed_clip(file.parent, row)
        return Clip(
            name=row["file"],
            audio=file.parent / row["file"],
            seconds=float(row["seconds"]),
            language=_language(row),
            transcript=row["transcript"],
            use=row.get("use", ""),
            kind=row.get("kind", ""),
        )
    except (KeyError, ValueError) as error:
        raise BadInput(
            f"Line {number} of {file} is not a line of a manifest ({error}).",
            "Each needs as many columns as the first line, among them file, seconds, language and transcript.",
        ) from error


def _packed_clip(folder: Path, row: dict[str, str]) -> Clip:
    language = _language(row)
    return Clip(
        name=row["id"],
        audio=folder / row["shard"],
        seconds=float(row["seconds"]),
        language=language,
        transcript=row["transcript"],
        use=_usual_measure(language).value,
        speaker=row.get("speaker", ""),
        member=f"{row['id']}.opus",
    )


def _usual_measure(language: str | None) -> Measure:
    if language == "zh":
        return Measure.CHARACTERS
    return Measure.MIXED if language and "zh" in language else Measure.WORDS


def _language(row: dict[str, str]) -> str | None:
    return None if row["language"] in ("", "-") else row["language"]


def _is_kept(text: str, place: int) -> bool:
    character = text[place]
    if character == "'":
        inside = 0 < place < len(text) - 1
        return inside and text[place - 1].isalpha() and text[place + 1].isalpha()
    # Letters, their marks, digits and blanks; P is punctuation, S a symbol, C a control character.
    return character.isspace() or unicodedata.category(character)[0] in "LMN"


def _joined_letters(found: list[str]) -> list[str]:
    joined: list[str] = []
    in_row = False
    for token in found:
        single = len(token) == 1 and token.isalpha() and not is_han(token)
        if single and in_row:
            joined[-1] += token
        else:
            joined.append(token)
        in_row = single
    return joined
