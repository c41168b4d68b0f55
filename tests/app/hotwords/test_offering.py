"""What a correction teaches: the word that was meant, what was heard for it, and only with the user's consent."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.hotwords.entry import Entry, Parsed
from app.hotwords.library import HotwordLibrary
from app.hotwords.offering import Offer, answer_from_now_on, heard_for, learn, offer
from app.hotwords.profiles import Consent, Profiles
from engine.errors import BadInput

HEARD, MEANT = "we use cooper netties now", "we use Kubernetes now"


@pytest.fixture
def library(tmp_path: Path) -> HotwordLibrary:
    return HotwordLibrary(tmp_path / "lists")


def offered(library: HotwordLibrary, before: str = HEARD, after: str = MEANT) -> Offer:
    found = offer(library, before, after, "My words")
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("before", "after", "word", "heard"),
    [
        (HEARD, MEANT, "Kubernetes", "cooper netties"),
        ("fun asr is good", "Fun-ASR is good", "Fun-ASR", "fun asr"),
        ("请张三风来讲课", "请张三丰来讲课", "张三丰", "张三风"),
        ("问章伟", "问张伟", "张伟", "章伟"),
        ("到虫庆出差", "到重庆出差", "重庆", "虫庆"),
        ("丰收了，请张三风来", "丰收了，请张三丰来", "张三丰", "张三风"),
    ],
)
def test_the_whole_word_is_offered_with_what_was_heard_for_it(
    library: HotwordLibrary, before: str, after: str, word: str, heard: str
) -> None:
    assert offered(library, before, after).words == (word,)
    assert heard_for(before, after, word) == heard


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("hello world", "Hello, world!".lower()),
        ("hello world", "hello big world"),
        ("he is in", "he is at"),
        ("same", "same"),
    ],
)
def test_what_teaches_no_word_is_not_offered(library: HotwordLibrary, before: str, after: str) -> None:
    assert offer(library, before, after, "My words") is None


def test_a_word_may_be_made_longer_or_shorter_by_the_user() -> None:
    assert heard_for("请张三风来", "请张三丰来", "三丰") == "三风"
    assert heard_for("请张三风来", "请张三丰来", "请张三丰") == "请张三风"
    assert heard_for("请张三风来", "请张三丰来", "来") is None


def test_it_goes_to_a_list_of_the_active_profile(library: HotwordLibrary) -> None:
    library.create("a", Parsed())
    library.create("b", Parsed())
    library.save_profiles(Profiles({"work": ("b",)}, active="work"))
    assert offered(library).target == "b"


def test_what_was_learnt_is_found_next_time(library: HotwordLibrary) -> None:
    assert learn(library, offered(library), ["Kubernetes"]) == ("Kubernetes",)
    assert [each.text for each in library.read("My words").parsed.entries] == ["Kubernetes"]
    assert library.vocabulary().hotwords[0].heard == ("cooper netties",)


def test_a_word_that_is_learnt_is_used_even_where_the_active_profile_had_no_list(library: HotwordLibrary) -> None:
    library.save_profiles(Profiles({"work": ()}, active="work"))
    learn(library, offered(library), ["Kubernetes"])
    assert [each.text for each in library.vocabulary().hotwords] == ["Kubernetes"]


def test_a_word_that_is_there_is_not_added_twice_but_what_was_heard_is_learnt(library: HotwordLibrary) -> None:
    library.create("a", Parsed((Entry("kubernetes"),)))
    assert learn(library, offered(library), ["Kubernetes"]) == ()
    assert library.learnt.load() == {"Kubernetes": ["cooper netties"]}


def test_who_said_always_is_not_asked_and_who_said_never_is_left_alone(library: HotwordLibrary) -> None:
    assert not offered(library).at_once
    answer_from_now_on(library, Consent.ALWAYS)
    assert offered(library).at_once
    answer_from_now_on(library, Consent.NEVER)
    assert offer(library, HEARD, MEANT, "My words") is None


def test_an_empty_word_is_refused(library: HotwordLibrary) -> None:
    with pytest.raises(BadInput, match="no word"):
        learn(library, offered(library), ["  "])
