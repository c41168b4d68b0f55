"""The small domain: few words, each of them often."""

from __future__ import annotations

from collections import Counter

import pytest

from training.data.text.names import KINDS
from training.data.text.names import names as names_of
from training.data.text.sentences import Sentence, generate

pytestmark = pytest.mark.slow

SHARE = 0.2


def words_of(sentences: list[Sentence]) -> Counter[str]:
    """How often each word comes that is not part of a name."""
    counts: Counter[str] = Counter()
    for sentence in sentences:
        named = {part for name in sentence.names for part in name.lower().split()}
        counts.update(word for word in sentence.spoken.split() if word not in named)
    return counts


def test_a_smaller_domain_says_fewer_words_and_each_more_often() -> None:
    small = words_of(list(generate("en", 4000, 5, "train", SHARE)))
    whole = words_of(list(generate("en", 4000, 5, "train")))
    assert len(small) < len(whole) / 2
    assert sorted(small.values())[len(small) // 2] >= 2 * sorted(whole.values())[len(whole) // 2]


def test_a_smaller_domain_has_as_many_names() -> None:
    small, whole = (
        {name for sentence in generate("en", 3000, 5, "train", share) for name in sentence.names}
        for share in (SHARE, 1.0)
    )
    assert len(small) > 0.8 * len(whole)


def test_no_sentence_or_name_of_the_small_domain_s_test_is_trained_on() -> None:
    trained = [*generate("en", 2000, 5, "train", SHARE), *generate("en", 2000, 7, "train")]
    tested = list(generate("en", 500, 6, "test", SHARE))
    assert not {one.spoken for one in trained} & {one.spoken for one in tested}
    assert not {name for one in trained for name in one.names} & {name for one in tested for name in one.names}


def test_many_more_names_come_and_none_of_those_for_testing() -> None:
    few, many = (
        {name for one in generate("en", 3000, 5, "train", SHARE, names) for name in one.names} for names in (1, 10)
    )
    tested = {name for kind in KINDS for name in names_of(kind, "test")}
    assert len(many) > 1.2 * len(few)
    assert not many & tested


def test_a_name_stays_where_it_was_when_more_are_made() -> None:
    for kind in KINDS:
        assert set(names_of(kind, "train")) <= set(names_of(kind, "train", 10))
        assert not set(names_of(kind, "test")) & set(names_of(kind, "train", 10))


def test_sentences_for_names_hold_one_each() -> None:
    assert all(one.names for one in generate("zh", 300, 5, "train", SHARE, 10))
