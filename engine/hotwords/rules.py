"""The user's replacement rules: literal or regular expressions, applied to finals, with limits on time and size."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from engine.hotwords.removing import without_debris
from engine.hotwords.replacement import Replaced, Replacement, applied
from engine.text.borders import joined
from engine.text.sentence import Sentence

TIME_LIMIT_S = 0.05
"""For one rule and one final. An honest expression takes microseconds; one that does not is switched off."""
MOST_TEXT = 20_000  # characters that a rule may make of a final


@dataclass(frozen=True, slots=True)
class Rule:
    """wrong: a text, or a regular expression. right: its replacement; \\1 or \\g<name> in an expression.

    A literal rule matches whole words in any case. Without a right side it removes words (removing.py). line: its line
    in the file, or None.
    """

    wrong: str
    right: str
    is_pattern: bool = False
    line: int | None = None

    @property
    def title(self) -> str:
        mark = "/" if self.is_pattern else "“"
        return f"{mark}{self.wrong}{'/' if self.is_pattern else '”'}"


@dataclass(frozen=True, slots=True)
class RuleProblem:
    """Why a rule is switched off. position: the wrong character of `wrong` (or of `right`), or None."""

    rule: Rule
    what: str
    position: int | None = None


class RuleSet:
    """Rules in their order, each applied to the result of those before it. Finals may use it on several threads."""

    def __init__(self, rules: Iterable[Rule], time_limit_s: float = TIME_LIMIT_S) -> None:
        self._time_limit_s = time_limit_s
        self._compiled: list[tuple[Rule, Any]] = []  # Any: the regex package ships no types
        self.problems: list[RuleProblem] = []
        self._reported = 0
        self._lock = threading.Lock()
        for rule in rules:
            compiled = compile_rule(rule)
            if isinstance(compiled, RuleProblem):
                self.problems.append(compiled)
            else:
                self._compiled.append((rule, compiled))

    def __len__(self) -> int:
        """The number of active rules."""
        return len(self._compiled)

    def apply(self, text: str) -> Replaced:
        """The text after all rules. A rule that takes too long or makes too much text is switched off and reported."""
        done: list[Replacement] = []
        for step in self.steps(text):
            text = step.text
            done += step.replacements
        return Replaced(text, tuple(done))

    def steps(self, text: str) -> Iterator[Replaced]:
        """The result of each rule that found something."""
        for rule, pattern in list(self._compiled):
            try:
                replaced = _apply(rule, pattern, text, self._time_limit_s)
            except TimeoutError:
                self._switch_off(
                    rule,
                    Sentence("It took longer than {seconds} s for one sentence.", seconds=f"{self._time_limit_s:g}"),
                )
            except _TooMuch:
                self._switch_off(rule, Sentence("It made more than {most} characters of one sentence.", most=MOST_TEXT))
            else:
                if replaced.replacements:
                    text = replaced.text
                    yield replaced

    def take_problems(self) -> list[RuleProblem]:
        """The problems since the last call."""
        with self._lock:
            new = self.problems[self._reported :]
            self._reported = len(self.problems)
        return new

    def _switch_off(self, rule: Rule, what: str) -> None:
        with self._lock:
            left = [each for each in self._compiled if each[0] is not rule]
            if len(left) < len(self._compiled):
                self._compiled = left
                self.problems.append(RuleProblem(rule, what))


class _TooMuch(Exception):
    """The text grew beyond MOST_TEXT."""


@lru_cache(maxsize=1024)
def compile_rule(rule: Rule) -> Any | RuleProblem:
    """A pattern of the regex package, or what is wrong with the rule."""
    import regex

    if not rule.wrong.strip():
        return RuleProblem(rule, "There is nothing to look for.", 0)
    expression = rule.wrong if rule.is_pattern else _literal(rule.wrong)
    try:
        pattern = regex.compile(expression, flags=regex.V0 | (0 if rule.is_pattern else regex.IGNORECASE))
    except regex.error as error:
        return RuleProblem(rule, _sentence(error.msg), error.pos)
    except (OverflowError, RecursionError, MemoryError, ValueError) as error:
        return RuleProblem(rule, _sentence(str(error) or "it is too large"), None)
    return _checked_template(rule, pattern) if rule.is_pattern else pattern


def _checked_template(rule: Rule, pattern: Any) -> Any | RuleProblem:
    """Check the right side at once: regex would look at it only when something matches, in the middle of a session."""
    import regex

    try:
        regex.compile(f"(?:{pattern.pattern})|", flags=pattern.flags).sub(rule.right, "", timeout=TIME_LIMIT_S)
    except (regex.error, IndexError, KeyError, ValueError) as error:
        what = Sentence("On the right side: {reason}", reason=_sentence(str(error)))
        return RuleProblem(rule, what, getattr(error, "pos", None))
    except TimeoutError:
        return pattern
    return pattern


def _literal(wrong: str) -> str:
    import regex

    words = (regex.escape(each, special_only=True) for each in wrong.split())
    return r"\s+".join(words)


def _apply(rule: Rule, pattern: Any, text: str, limit_s: float) -> Replaced:
    until = time.thread_time() + limit_s
    done: list[Replacement] = []
    size = 0
    # A literal rule cannot run away; a clock would switch it off where others keep the machine busy.
    for match in pattern.finditer(text, timeout=limit_s if rule.is_pattern else None):
        start, end = match.span()
        if start == end or (not rule.is_pattern and _within_a_word(text, start, end, rule.right)):
            continue
        meant = match.expand(rule.right) if rule.is_pattern else rule.right
        size += len(meant)
        if size > MOST_TEXT:
            raise _TooMuch
        if time.thread_time() > until:
            raise TimeoutError
        if meant != match.group():
            done.append(Replacement(start, end, match.group(), meant, 1.0, f"is rule {rule.title}"))
    done = without_debris(text, done)
    return Replaced(applied(text, done), tuple(done))


def _within_a_word(text: str, start: int, end: int, right: str) -> bool:
    """A word with a hyphen may have a part replaced ("fun-asr"), but none taken out ("uh-huh")."""
    if joined(text, start) or joined(text, end):
        return True
    return (
        not right and (text[end : end + 1] == "-" or text[start - 1 : start] == "-") and _hyphenated(text, start, end)
    )


def _hyphenated(text: str, start: int, end: int) -> bool:
    return text[end + 1 : end + 2].isalnum() or text[max(0, start - 2) : start - 1].isalnum()


def _sentence(message: str) -> str:
    return f"{message[:1].upper()}{message[1:]}{'' if message.endswith('.') else '.'}"
