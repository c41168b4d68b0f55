"""Old and new text of one sentence, word by word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.transcripts.comparing import Likeness, compared
from engine.events import DecodedBy, Final, Word
from engine.timeline import to_samples

SAME, SPELLING, CHANGED = Likeness.SAME, Likeness.SPELLING, Likeness.CHANGED


def final(text: str, *times_s: float) -> Final:
    """times_s: where each word begins, half a second long."""
    words = zip(text.split(), times_s, strict=True) if times_s else ()
    timed = tuple(Word(each, to_samples(at), to_samples(at + 0.5)) for each, at in words)
    return Final(1, 0, to_samples(20.0), text, timed, "m", DecodedBy.CTC, 0.1)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("good morning", "good morning", [(SAME, "good morning", "good morning")]),
        ("good morning", "Good morning.", [(SPELLING, "good morning", "Good morning.")]),
        ("we meat now", "we meet now", [(SAME, "we", "we"), (CHANGED, " meat", " meet"), (SAME, " now", " now")]),
        ("we meet", "we all meet", [(SAME, "we", "we"), (CHANGED, "", " all"), (SAME, " meet", " meet")]),
        ("so we meet", "we meet", [(CHANGED, "so", ""), (SAME, " we meet", "we meet")]),
        ("我们在这里", "我们来这里", [(SAME, "我们", "我们"), (CHANGED, "在", "来"), (SAME, "这里", "这里")]),
        ("", "hello", [(CHANGED, "", "hello")]),
        ("", "", []),
    ],
)
def test_what_is_the_same_written_otherwise_and_different(before, after, expected):
    pieces = compared(final(before), final(after))
    assert [(each.likeness, each.before, each.after) for each in pieces] == expected


@pytest.mark.parametrize(("at_s", "kept"), [(1.0, 0), (5.0, 1), (9.0, 2)])
def test_of_words_that_are_the_same_the_one_that_was_said_then_is_meant(at_s, kept):
    """The text alone does not tell which of three "no" another model heard."""
    pieces = compared(final("no no no", 1.0, 5.0, 9.0), final("no", at_s))
    assert "".join(each.before for each in pieces if each.likeness is CHANGED).split() == ["no", "no"]
    before_it = pieces[: [each.likeness for each in pieces].index(SAME)]
    assert sum(len(each.before.split()) for each in before_it) == kept


TEXTS = st.lists(st.sampled_from(["a", "B", "b,", "c", "你", "好", "。"]))


@given(TEXTS, TEXTS)
def test_joined_the_pieces_are_both_texts_again(before, after):
    one, other = " ".join(before), " ".join(after)
    pieces = compared(final(one), final(other))
    assert "".join(each.before for each in pieces) == one
    assert "".join(each.after for each in pieces) == other
