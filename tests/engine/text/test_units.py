"""Text in the units in which people see it change."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.text.units import edits, edits_beside

TEXTS = st.text("ab 你好。,\n", max_size=20)


def applied(text: str, made: list[tuple[int, int, str]]) -> str:
    for begin, end, new in reversed(made):
        text = text[:begin] + new + text[end:]
    return text


@given(TEXTS, TEXTS)
def test_edits_turn_one_text_into_the_other(before: str, after: str) -> None:
    assert applied(before, edits(before, after)) == after


@pytest.mark.parametrize(
    ("before", "after", "wanted"),
    [
        ("we meat at noon", "we meet at noon", [(2, 7, " meet")]),
        ("我们开回", "我们开会", [(3, 4, "会")]),
        ("one two", "one two", []),
        ("one", "one two", [(3, 3, " two")]),
    ],
)
def test_only_the_units_that_differ_are_edited(before: str, after: str, wanted: list[tuple[int, int, str]]) -> None:
    assert edits(before, after) == wanted


@given(TEXTS, TEXTS)
def test_where_one_side_changed_nothing_the_other_stands(base: str, other: str) -> None:
    assert applied(base, edits_beside(base, base, other)) == other
    assert edits_beside(base, other, base) == []


@given(TEXTS, TEXTS, TEXTS)
def test_what_the_first_side_wrote_is_never_lost(base: str, mine: str, theirs: str) -> None:
    """Its units stand in the text that is made of both, in their order."""
    made = iter(applied(mine, edits_beside(base, mine, theirs)))
    written = "".join(text for _, _, text in edits(base, mine))
    assert all(character in made for character in written)


@pytest.mark.parametrize(
    ("mine", "theirs", "both"),
    [
        ("we use Kubernetes now", "We use coopers netties now.", "We use Kubernetes now."),
        ("we use cooper netties now too", "we used cooper netties now!", "we used cooper netties now too"),
    ],
)
def test_two_sides_that_changed_other_words_are_brought_together(mine: str, theirs: str, both: str) -> None:
    assert applied(mine, edits_beside("we use cooper netties now", mine, theirs)) == both
