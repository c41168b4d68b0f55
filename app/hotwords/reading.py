"""Parses the lines of a hotword list into entries and rules; a malformed line is reported and skipped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from app.hotwords.decoding import Line, lines_of, refusal
from app.hotwords.entry import LEAST_WEIGHT, MOST_WEIGHT, Entry, Parsed, Problem
from app.hotwords.foreign import has_columns, in_our_form
from engine.hotwords.rules import Rule, RuleProblem, compile_rule
from engine.text.sentence import Sentence
from engine.text.units import letters

LONGEST_WORD = 100
MOST_ENTRIES = 100_000
_ARROW = re.compile(r"(?<!\\)\s*(?:=>|⇒)\s*")
_PEERS_ARROW = re.compile(r"(?<!\\)\s*(?:=>|⇒|->|→)\s*")
_PATTERN_RULE = re.compile(r"\s*/(.+?)/\s*(?:=>|⇒)(.*)")
_PIECE = re.compile(r"((?:\\.|[^|\\]|\\$)*)(?:\||$)")
_ESCAPED = re.compile(r"\\([\\|#/=⇒→-])")
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")
_NEGATIVE_CONTEXT = "~~~"  # CapsWriter-Offline: words after it forbid the replacement


class Malformed(Exception):
    """The line cannot be used; the text says why, with `values` in its places."""

    def __init__(self, what: str, /, **values: object) -> None:
        super().__init__(Sentence(what, **values) if values else what)


def parse(content: bytes, encoding: str | None = None, *, peers: bool = False, typed: bool = False) -> Parsed:
    """Everything that the bytes of a list hold. Never raises for what a file may hold.

    peers: also read the forms of other programs that would be ambiguous in a list of ours ("->", "~~~", foreign.py).
    typed: by the user, a single line at least (foreign.in_our_form).
    """
    if (refused := refusal(content, encoding)) is not None:
        return Parsed(problems=(refused,))
    lines = lines_of(content, encoding)
    return _ListParser(peers).parse(in_our_form(lines, typed) if peers else lines)


class _ListParser:
    def __init__(self, peers: bool) -> None:
        self._arrow = _PEERS_ARROW if peers else _ARROW
        self._peers = peers
        self._entries: list[Entry] = []
        self._rules: list[Rule] = []
        self._problems: list[Problem] = []
        self._first: dict[str, int] = {}

    def parse(self, lines: Iterable[Line | Problem]) -> Parsed:
        for line in lines:
            if isinstance(line, Problem):
                self._problems.append(line)
                continue
            try:
                self._take(line)
            except Malformed as error:
                self._problems.append(Problem(line.number, str(error)))
        return Parsed(
            tuple(self._entries), tuple(self._rules), tuple(sorted(self._problems, key=lambda each: each.line))
        )

    def _take(self, line: Line) -> None:
        text = _UNSEEN.sub("", line.text)
        if not text.strip() or text.lstrip().startswith("#"):
            return
        if len(self._entries) >= MOST_ENTRIES:
            raise Malformed("A list holds {most} entries at most.", most=MOST_ENTRIES)
        if self._peers and _NEGATIVE_CONTEXT in text:
            text = text.split(_NEGATIVE_CONTEXT)[0]
            what = Sentence("What follows {mark} is left out.", mark=_NEGATIVE_CONTEXT)
            self._problems.append(Problem(line.number, what, skipped=False))
        self._read(line, text)

    def _read(self, line: Line, text: str) -> None:
        if pattern := _PATTERN_RULE.match(text):
            self._rule(Rule(pattern[1], pattern[2].strip(), is_pattern=True, line=line.number))
            return
        fields = text.split("\t")
        sides = self._arrow.split(fields[0], maxsplit=1)
        if len(sides) == 2:
            self._rule(Rule(_plain(sides[0]), _plain(sides[1]), line=line.number))
        else:
            self._entry(line, fields)

    def _rule(self, rule: Rule) -> None:
        problem = compile_rule(rule)
        if isinstance(problem, RuleProblem):
            place = "" if problem.position is None else f" (character {problem.position + 1} of the expression)"
            reason = f"{problem.what}{place}" if place else problem.what
            raise Malformed("The rule {rule} is not used: {reason}", rule=rule.title[:60], reason=reason)
        self._rules.append(rule)

    def _entry(self, line: Line, fields: list[str]) -> None:
        if len(fields) == 1 and has_columns(fields[0]):
            what = Sentence(
                "“{text}” has several blanks in a row; put a tab between two fields.", text=fields[0].strip()
            )
            self._problems.append(Problem(line.number, what, skipped=False))
        entry = entry_of(fields, line.number)
        key = entry.text.casefold()
        if key in self._first:
            raise Malformed("“{word}” stands in line {line} already.", word=entry.text, line=self._first[key])
        self._first[key] = line.number
        self._entries.append(entry)


def entry_of(fields: Sequence[str], line: int) -> Entry:
    """An entry of its fields: word|other spelling, sounds|sounds, weight, note. Raises Malformed.

    A number in the second field, without a third one, is the weight.
    """
    word, sounds, weight, *notes = [*(each.strip() for each in fields), "", "", ""][: max(4, len(fields))]
    if _NUMBER.fullmatch(sounds) and not weight:
        sounds, weight = "", sounds
    text, *aliases = (each for each in _parts(word)) if word else ("",)
    if not letters(text):
        raise Malformed("There is no word in the first field.")
    if len(text) > LONGEST_WORD:
        raise Malformed(
            "A word of {count} characters is too long; {most} are allowed.", count=len(text), most=LONGEST_WORD
        )
    note = " ".join(each for each in notes if each)
    return Entry(text, tuple(filter(None, aliases)), tuple(filter(None, _parts(sounds))), _weight(weight), note, line)


def _parts(field: str) -> list[str]:
    """What stands between bars that no backslash protects."""
    if "\\" not in field:
        return [_plain(each) for each in field.split("|")]
    return [_plain(match[1]) for match in _PIECE.finditer(field)]


def _plain(text: str) -> str:
    """Without the backslashes that protect | # = / and themselves; blanks are single."""
    return _ESCAPED.sub(r"\1", " ".join(text.split()))


def _weight(text: str) -> float:
    if not text:
        return 1.0
    if not _NUMBER.fullmatch(text):
        raise Malformed("The weight “{weight}” is not a number.", weight=text[:20])
    weight = float(text)
    if not LEAST_WEIGHT <= weight <= MOST_WEIGHT:
        raise Malformed(
            "The weight {weight} is not between {least} and {most}.",
            weight=text[:20],
            least=f"{LEAST_WEIGHT:g}",
            most=f"{MOST_WEIGHT:g}",
        )
    return weight
