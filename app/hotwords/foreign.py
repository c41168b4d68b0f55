"""Converts lines of other programs' vocabularies to Earshot's format, and detects such lines in a list.

Forms: FunASR's `word 20`, sherpa-onnx's and Kaldi's `WORD :2.0` (with blanks between Chinese characters, or with pieces
of words such as `▁HE LL O`), CapsWriter-Offline's `heard = meant`, Whisper's prompts (words with commas between them),
Dragon's `written\\spoken`, columns whose tabs became blanks.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from app.cells import plain_cell
from app.hotwords.decoding import Line
from app.hotwords.entry import LEAST_WEIGHT, MOST_WEIGHT, Entry, Problem
from engine.text.characters import is_han
from engine.text.sentence import Sentence

FUNASR_USUAL = 20
"""The weight that FunASR's examples give a word; it may be up to 100. Ours is 1."""
MOST_FOREIGN_WEIGHT = 100
SCALED = Sentence(
    "Weights are divided by {divisor}: that is the usual one of FunASR, and 1 is ours.", divisor=FUNASR_USUAL
)
_ROUND = 5
_MOST_IN_A_NAME = 4  # words of an item in a line of items
_NUMBER = r"\d+(?:\.\d+)?"
_RULE = re.compile(r"(?P<heard>[^=＝]*[^=＝\s<>!])\s+[=＝](?:\s+(?P<meant>[^=＝>\s][^=＝]*))?\s*")
_TIGHT_RULE = re.compile(r"(?P<heard>[^=＝]*[^=＝\s<>!])\s*[=＝](?P<meant>[^=＝>]*)")
_EXPRESSION = re.compile(r"\\[dswbDSWB]|\(.+\)|\[.+\]|\.[*+?]")
_MARKED = re.compile(r"(?P<word>\S.*?)(?P<marks>(?:\s+(?::" + _NUMBER + r"|#" + _NUMBER + r"|@\S.*))+)\s*")
_SCORE, _MEANT = re.compile(rf"\s:({_NUMBER})"), re.compile(r"\s@(\S.*)")
_COLON = re.compile(rf"(?P<word>.*[^\d\s:：])\s*[:：]\s*(?P<weight>{_NUMBER})\s*")
_NUMBERED = re.compile(rf"(?P<word>\S.*?)(?:\s+|\s*[,，]\s*)(?P<weight>{_NUMBER})\s*")
_COLUMNS = re.compile(r"(?<=\S)(?: {2,}|[ \u3000]*\u3000[ \u3000]*)(?=\S)")
_ITEMS = re.compile(r"\s*[,，、;；]\s*")
_TITLE = re.compile(r"\s*[^\W\d]+(?: \w+)?[:：]\s+(?=.*[,，、;；])")
_SPOKEN = re.compile(r"(?P<word>[^\\|]*[^\\|\s])\\(?P<sounds>[^\\|#/=⇒→\s-][^\\|]*)")
_ARROWS = re.compile(r"=>|⇒|->|→|~~~")


@dataclass(frozen=True, slots=True)
class _Read:
    """One line in our fields. remark: how it was read; a rule has no weight."""

    number: int
    text: str
    weight: float | None = None
    remark: str = ""


_Form = Callable[[Line], list[_Read] | None]
"""What a line says in one form; None where it is not in that form."""


def in_our_form(lines: Iterable[Line | Problem], typed: bool = False) -> list[Line | Problem]:
    """The lines of a file, those in another program's form as we write the same; a remark on the first of each form.

    typed: a line that stands alone was typed by the user, and "Windows 95" or "Smith, John" is meant as it stands.
    """
    known = list(lines)
    plain = [each.text for each in known if isinstance(each, Line) and _is_open(each.text)]
    forms = _forms(plain, typed)
    result: list[Line | Problem] = []
    read: list[_Read] = []
    for each in known:
        if isinstance(each, Line) and _is_open(each.text):
            read += _read(each, forms)
        elif isinstance(each, Line):
            read.append(_with_its_weight(each))
        else:
            result.append(each)
    return [*result, *_written(read)]


def has_columns(text: str) -> bool:
    """Whether blanks stand in a line where tabs are meant."""
    return _columns(Line(0, text)) is not None


def is_number(text: str) -> bool:
    return re.fullmatch(_NUMBER, text.strip()) is not None


def in_our_scale(weight: float, divided_by: float) -> str:
    return f"{min(MOST_WEIGHT, max(LEAST_WEIGHT, weight / divided_by)):g}"


def doubts(entries: Sequence[Entry]) -> list[Problem]:
    """Entries that may be meant as something else."""
    numbered = [match["word"].casefold() for each in entries if (match := _NUMBERED.fullmatch(each.text))]
    several = {word for word, count in Counter(numbered).items() if count > 1}  # Windows 10, Windows 11
    found = ((each.line, _doubt(each.text, several)) for each in entries)
    return [Problem(line, what, skipped=False) for line, what in found if what]


def _doubt(text: str, no_weights: Container[str]) -> str:
    if _RULE.fullmatch(text) or _ARROWS.search(text):
        return Sentence("“{text}” looks like a rule; a rule is written “heard => meant”.", text=text)
    if _MARKED.fullmatch(text) or _COLON.fullmatch(text):
        return Sentence("“{text}” looks like a word and its weight; put a tab before the weight.", text=text)
    numbered = _NUMBERED.fullmatch(text)
    weight = numbered is not None and _is_weight(numbered["word"], float(numbered["weight"]))
    if numbered and weight and numbered["word"].casefold() not in no_weights:
        return Sentence("“{text}” ends in a number; if that is its weight, put a tab before it.", text=text)
    if "▁" in text or _is_spaced_han(text):
        return Sentence("“{text}” is in pieces; write it as one word.", text=text)
    if _SPOKEN.fullmatch(text):
        return Sentence("“{text}” holds a backslash; what a word sounds like stands behind a tab.", text=text)
    if _ITEMS.search(text):
        return Sentence("“{text}” holds a comma; write one word a line.", text=text)
    return ""


def _is_open(text: str) -> bool:
    """Whether the line may be in another form: it has no tab, no arrow, and is no remark."""
    begins_otherwise = text.lstrip().startswith(("#", "/"))
    return bool(text.strip()) and "\t" not in text and not begins_otherwise and not _ARROWS.search(text)


def _forms(lines: Sequence[str], typed: bool) -> list[_Form]:
    """How to try a line, in order; what only the whole file can show is decided here."""
    tight = [line for line in lines if _TIGHT_RULE.fullmatch(line.strip())]
    rules = _TIGHT_RULE if lines and 2 * len(tight) >= len(lines) else _RULE
    alone = len(lines) == 1
    weighted = _are_weighted(lines) and not (alone and typed)
    forms: list[_Form] = [partial(_rule, rules), _marked, _columns, *([_numbered] if weighted else [])]
    return [*forms, _spoken, partial(_items, 2 if alone and not typed else 3), _pieces]


def _are_weighted(lines: Sequence[str]) -> bool:
    """Whether the numbers at the ends of the lines are weights: "Windows 11" ends in one, too."""
    found = [match for line in lines if (match := _NUMBERED.fullmatch(line.strip()))]
    if not found or any(float(each["weight"]) > MOST_FOREIGN_WEIGHT for each in found):
        return False
    if len({each["word"].casefold() for each in found}) < len(found):
        return False  # Windows 10, Windows 11
    if len(lines) == 1:
        return _is_weight(found[0]["word"], float(found[0]["weight"]))
    return len(found) == len(lines) or (
        2 * len(found) >= len(lines) and all(float(each["weight"]) % _ROUND == 0 for each in found)
    )


def _is_weight(word: str, number: float) -> bool:
    return 0 < number <= MOST_FOREIGN_WEIGHT and (number % _ROUND == 0 or is_han(word.rstrip()[-1]))


def _read(line: Line, forms: Sequence[_Form]) -> list[_Read]:
    for form in forms:
        if (found := form(line)) is not None:
            return found
    return [_Read(line.number, line.text)]


def _rule(shape: re.Pattern[str], line: Line) -> list[_Read] | None:
    match = shape.fullmatch(line.text.strip())
    if match is None:
        return None
    heard, meant = match["heard"].strip(), (match["meant"] or "").strip()
    wrong = f"/{heard}/" if _EXPRESSION.search(heard) else heard
    remark = Sentence("“{text}” is read as a rule.", text=line.text.strip())
    return [_Read(line.number, f"{wrong} => {meant}", remark=remark)]


def _marked(line: Line) -> list[_Read] | None:
    """`WORD :2.0 #0.6 @written so` of sherpa-onnx, or `word:2`."""
    if (match := _MARKED.fullmatch(line.text)) is not None:
        meant, score = _MEANT.search(match["marks"]), _SCORE.search(match["marks"])
        word = meant[1].strip() if meant else _whole(match["word"])
        return [_weighted(line, word, score[1] if score else "1")]
    if (match := _COLON.fullmatch(line.text)) is not None:
        return [_weighted(line, _whole(match["word"]), match["weight"])]
    return None


def _columns(line: Line) -> list[_Read] | None:
    """Fields between which blanks took the place of tabs: three, or two that say which is which."""
    fields = _COLUMNS.split(line.text.strip())
    if len(fields) < 2:
        return None
    number = next((at for at, each in enumerate(fields[1:3], 1) if is_number(each)), None)
    sounds = len(fields) == 2 and is_han(fields[0][-1]) != is_han(fields[1][0])
    if number is None and len(fields) < 3 and not sounds:
        return None
    weight = None if number is None else float(fields[number])
    text = "\t".join((fields[0], "" if number == 1 else fields[1], "", *fields[3 if number == 2 else 2 :]))
    return [_Read(line.number, text, weight, Sentence("In “{text}” blanks are read as tabs.", text=line.text.strip()))]


def _numbered(line: Line) -> list[_Read] | None:
    match = _NUMBERED.fullmatch(line.text.strip())
    return None if match is None else [_weighted(line, _whole(match["word"]), match["weight"])]


def _weighted(line: Line, word: str, weight: str) -> _Read:
    remark = Sentence("“{text}” is read as a word and its weight.", text=line.text.strip())
    return _Read(line.number, word, float(weight), remark)


def _spoken(line: Line) -> list[_Read] | None:
    match = _SPOKEN.fullmatch(line.text.strip())
    if match is None:
        return None
    remark = Sentence("“{text}” is read as a word and what it sounds like.", text=line.text.strip())
    return [_Read(line.number, f"{match['word']}\t{match['sounds']}", remark=remark)]


def _items(fewest: int, line: Line) -> list[_Read] | None:
    """Words with commas between them. One comma may belong to a name, unless there is no other line."""
    text = _TITLE.sub("", line.text).strip().rstrip(".。")
    items = [each for each in _ITEMS.split(text) if each]
    if len(items) < fewest or any(len(each.split()) > _MOST_IN_A_NAME for each in items):
        return None
    remark = Sentence("The line with “{word}” is read as {count} words.", word=items[0], count=len(items))
    return [_Read(line.number, each, remark=remark) for each in items]


def _pieces(line: Line) -> list[_Read] | None:
    pieces, whole = line.text.strip(), _whole(line.text)
    remark = Sentence("“{pieces}” is read as “{whole}”.", pieces=pieces, whole=whole)
    return None if whole == pieces else [_Read(line.number, whole, remark=remark)]


def _whole(text: str) -> str:
    """Pieces of words put together: `▁HE LL O` and Chinese characters one by one."""
    text = text.strip()
    if "▁" in text:
        return " ".join("".join(text.split()).replace("▁", " ").split())
    return "".join(text.split()) if _is_spaced_han(text) else text


def _is_spaced_han(text: str) -> bool:
    parts = text.split()
    return len(parts) > 1 and all(len(each) == 1 and is_han(each) for each in parts)


def _with_its_weight(line: Line) -> _Read:
    """A line in our form. A weight that only FunASR knows is taken out, to be scaled with the others."""
    fields = [plain_cell(each) for each in line.text.split("\t")]
    at = next((at for at in (1, 2) if len(fields) > at and is_number(fields[at])), None)
    weight = None if at is None or (at == 1 and len(fields) > 2 and fields[2].strip()) else float(fields[at])
    if at is None or weight is None or not MOST_WEIGHT < weight <= MOST_FOREIGN_WEIGHT or _ARROWS.search(fields[0]):
        return _Read(line.number, "\t".join(fields))
    fields[at] = ""
    return _Read(line.number, "\t".join(fields), weight)


def _written(read: Sequence[_Read]) -> Iterator[Line | Problem]:
    scaled = any(each.weight is not None and each.weight > MOST_WEIGHT for each in read)
    reported: set[str] = set()
    if scaled:
        yield Problem(0, SCALED, skipped=False)
    for each in read:
        yield Line(each.number, each.text if each.weight is None else _with_weight(each, scaled))
        kind = re.sub("“.*”", "", each.remark)
        if each.remark and kind not in reported:
            reported.add(kind)
            yield Problem(each.number, each.remark, skipped=False)


def _with_weight(each: _Read, scaled: bool) -> str:
    fields = [*each.text.split("\t"), "", ""]
    fields[2] = in_our_scale(each.weight or 0.0, FUNASR_USUAL if scaled else 1)
    return "\t".join(fields).rstrip("\t")
