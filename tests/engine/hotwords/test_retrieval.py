"""Entries are found by how they sound; nothing that an exhaustive search finds is missed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.hotwords.entries import Candidate, Hotword, Via
from engine.hotwords.lattice import Lattice
from engine.hotwords.phones import inventory
from engine.hotwords.retrieval import LEAST_SCORE, HotwordIndex, least_offered
from engine.hotwords.scoring import RARE_READING_COST
from engine.hotwords.sounding import PhoneticText, sounded, variants


def found(text: str, *hotwords: Hotword | str, most: int = 20) -> list[str]:
    index = HotwordIndex(each if isinstance(each, Hotword) else Hotword(each) for each in hotwords)
    return [each.hotword.text for each in index.candidates(text, most=most)]


def only(text: str, hotword: Hotword | str) -> Candidate:
    index = HotwordIndex([hotword if isinstance(hotword, Hotword) else Hotword(hotword)])
    (candidate,) = index.candidates(text)
    return candidate


@pytest.mark.parametrize(
    ("text", "hotword"),
    [
        ("我们请张山峰先生讲话", "张三丰"),  # s/sh, and another character of the same sound
        ("他住在兰京", "南京"),  # l/n
        ("这里是飞鸿科技", "辉宏科技"),  # f/h
        ("请陈英来一下", "陈音"),  # in/ing
        ("我去重情出差", "重庆"),  # a character with two readings
        ("银航的行掌来了", "行长"),
    ],
)
def test_a_chinese_entry_is_found_under_the_usual_confusions(text: str, hotword: str) -> None:
    assert found(text, hotword) == [hotword]


@pytest.mark.parametrize(
    ("text", "hotword"),
    [
        ("the cooper netties cluster", "Kubernetes"),
        ("a model called fun a s r", "Fun-ASR"),
        ("ask chat g p t four", "ChatGPT-4"),
        ("我在用g p t四写代码", "GPT4"),
        ("we write c plus plus here", "C++"),
        ("this is comfy u i", "ComfyUI"),
        ("call zoe tomorrow", "Zoë"),
        ("my friend stephen is here", "Steven"),
    ],
)
def test_a_latin_entry_is_found_by_its_sound(text: str, hotword: str) -> None:
    assert found(text, hotword) == [hotword]


@pytest.mark.parametrize("text", ["", " ", "。！？", "🎉", "\x00", "\ud800", "the weather is fine", "今天天气很好"])
def test_a_text_without_the_word_brings_nothing_up(text: str) -> None:
    assert found(text, "Kubernetes", "张三丰", "CRISPR") == []


def test_a_letter_without_a_known_sound_is_found_as_it_is_written() -> None:
    assert found("それはカタカナです", "カタカナ") == ["カタカナ"]


def test_a_candidate_says_where_it_was_heard() -> None:
    text = "the cooper netties cluster"
    candidate = only(text, "Kubernetes")
    assert text[candidate.start : candidate.end] == candidate.heard == "cooper netties"


def test_a_candidate_says_why() -> None:
    assert only("the cooper netties cluster", "Kubernetes").reason == "sounds like “cooper netties” (0.89)"


def test_a_match_never_begins_in_the_middle_of_a_latin_word() -> None:
    assert found("an unbelievable story", "Lieva") == []


def test_what_sounds_the_same_goes_before_what_sounds_alike() -> None:
    assert found("他叫张伟", "章威", "张威力", "张维")[0] in ("章威", "张维")


def test_of_two_that_fit_equally_the_heavier_goes_first() -> None:
    assert found("张伟", Hotword("章维", weight=1.0), Hotword("章唯", weight=2.0))[0] == "章唯"


def test_weight_does_not_bring_forward_what_fits_worse() -> None:
    assert found("we run kubernetes", Hotword("Kubernetes"), Hotword("Cuban nets", weight=5.0))[0] == "Kubernetes"


def test_what_is_written_so_goes_before_its_homophone() -> None:
    assert found("张伟来了", "章伟", "张伟") == ["张伟", "章伟"]


def test_a_translation_brings_its_word_up() -> None:
    assert only("我们做基因编辑", Hotword("CRISPR", sounds=("基因编辑",))).via is Via.SOUND


def test_what_was_corrected_before_is_found_again() -> None:
    hotword = Hotword("Xiaoming", heard=("shout mink",))
    assert only("and shout mink said", hotword).via is Via.HEARD


def test_no_more_are_offered_than_asked_for() -> None:
    homophones = [f"{first}伟" for first in "张章彰漳樟獐璋"]
    assert len(found("张伟", *homophones, most=3)) == 3


def test_an_entry_longer_than_any_word_does_no_harm() -> None:
    assert found("张三丰来了", "张三丰" * 50, "张三丰") == ["张三丰"]


# -- against an exhaustive search ------------------------------------------------------------------------------


def plain_distance(text: PhoneticText, begin: int, end: int, pattern: tuple[int, ...]) -> float:
    """The textbook's table, one place at a time."""
    costs = inventory().costs
    row = [float(at) for at in range(len(pattern) + 1)]
    for slot in text.slots[begin:end]:
        new = [row[0] + 1]
        for at, unit in enumerate(pattern):
            rare = [costs[each, unit] + RARE_READING_COST for each in slot[1:]]
            swap = min([costs[slot[0], unit], *rare])
            new.append(min(row[at] + swap, row[at + 1] + 1, new[at] + 1))
        row = new
    return row[-1]


def exhaustive(text: str, hotwords: list[str], least: float) -> dict[str, float]:
    """The best score of each entry over every place between tokens."""
    said, best = sounded(text), {}
    begins = [at for at, begins in enumerate(said.begins) if begins]
    ends = [at + 1 for at, ends in enumerate(said.ends) if ends]
    for hotword in hotwords:
        scores = [
            1 - plain_distance(said, begin, end, pattern) / len(pattern)
            for pattern in variants(hotword)
            for begin in begins
            for end in ends
            if begin < end
        ]
        if scores and max(scores) >= least - 1e-6:
            best[hotword] = max(scores)
    return best


CHINESE = ["张三", "章山", "南京", "兰京", "会议", "回忆", "重庆", "行长", "银行", "中心", "忠信", "飞机", "灰机", "啊"]
OTHERS = ["GPT4", "Ada", "Ana", "Nate", "Kate", "NASA", "C++", "3.5", "met", "mat", "の", "жук"]
WORDS = st.sampled_from(CHINESE + OTHERS)
ENTRIES = st.lists(WORDS, min_size=1, max_size=8, unique=True)
TEXTS = st.lists(WORDS, max_size=5).flatmap(lambda words: st.sampled_from([" ".join(words), "".join(words)]))


@settings(max_examples=150, deadline=None)
@given(TEXTS, ENTRIES, st.sampled_from([0.5, LEAST_SCORE, 0.9]))
def test_the_index_finds_what_an_exhaustive_search_finds(text: str, hotwords: list[str], least: float) -> None:
    index = HotwordIndex([Hotword(each) for each in hotwords], least)
    scores = {each.hotword.text: each.score for each in index.candidates(text, most=100)}
    expected = exhaustive(text, hotwords, least)
    assert scores == pytest.approx(expected, abs=1e-4)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60), st.lists(st.text(max_size=20), max_size=5))
def test_no_text_and_no_entry_makes_the_search_fail(text: str, hotwords: list[str]) -> None:
    for each in HotwordIndex(Hotword(word) for word in hotwords).matches(text):
        assert text[each.start : each.end] == each.heard
        assert LEAST_SCORE - 1e-6 <= each.score <= 1


@settings(max_examples=50, deadline=None)
@given(st.text(alphabet="张三丰重庆行长 abcdeGPT4+", min_size=1, max_size=12))
def test_an_entry_is_found_in_itself(word: str) -> None:
    hotword = Hotword(word)
    scores = [each.score for each in HotwordIndex([hotword]).matches(word)]
    assert not variants(word) or max(scores) == pytest.approx(1.0)


def test_costs_are_symmetric_and_dear_only_between_classes() -> None:
    """The coarse distance never exceeds the one that scores: the search rests on it."""
    table = inventory()
    same = table.classes[:, None] == table.classes[None, :]
    assert np.array_equal(table.costs, table.costs.T)
    assert table.costs[~same].min() == 1.0
    assert table.costs[same].max() < 1.0


# -- the lattice -----------------------------------------------------------------------------------------------

BLANK = 0


class Letters:
    """A vocabulary with one token a letter."""

    def encode(self, text: str) -> list[int]:
        return [ord(each) for each in text]


def lattice(*rows: dict[str, float]) -> Lattice:
    """Each row: letters with their probabilities, best first; "_" is the blank."""
    ids = np.zeros((len(rows), 3), np.int64)
    scores = np.full((len(rows), 3), -30.0, np.float32)
    for at, row in enumerate(rows):
        for rank, (letter, probability) in enumerate(row.items()):
            ids[at, rank] = BLANK if letter == "_" else ord(letter)
            scores[at, rank] = np.log(probability)
    return Lattice(ids, scores, BLANK, Letters())


def by_lattice(guesses: Lattice, *words: str) -> list[tuple[str, Via]]:
    index = HotwordIndex(Hotword(word) for word in words)
    return [(each.hotword.text, each.via) for each in index.candidates("", guesses)]


def test_a_word_that_the_text_lost_is_found_among_the_guesses() -> None:
    guesses = lattice({"_": 0.6, "k": 0.4}, {"_": 1.0}, {"a": 0.5, "u": 0.4}, {"b": 0.9}, {"e": 0.9})
    assert by_lattice(guesses, "kube", "cat") == [("kube", Via.LATTICE)]


def test_letters_in_another_order_are_no_word() -> None:
    assert by_lattice(lattice({"e": 0.9}, {"b": 0.9}, {"u": 0.9}, {"k": 0.9}), "kube") == []


def test_a_path_may_not_leap_over_other_words() -> None:
    between = [{each: 1.0} for each in "xyz"]
    assert by_lattice(lattice({"k": 0.9}, {"u": 0.9}, *between, {"b": 0.9}, {"e": 0.9}), "kube") == []


def test_a_faint_guess_is_no_guess() -> None:
    rows = [{"_": 0.99, each: 0.005} for each in "kube"]
    assert by_lattice(lattice(*rows), "kube") == []


def test_in_a_short_list_half_a_name_is_enough_to_be_offered() -> None:
    index = HotwordIndex([Hotword("Drudarano Millgate")])
    [offered] = index.candidates("please welcome berano milkgate")
    assert 0.5 <= offered.score < 0.7
    assert not index.matches("please welcome berano milkgate")


def test_the_longer_the_list_the_more_an_entry_has_to_sound_like_what_was_said() -> None:
    assert [least_offered(entries) for entries in (0, 1, 100, 1_000, 10_000, 1_000_000)] == pytest.approx(
        [0.5, 0.5, 0.5, 0.6, 0.7, 0.7]
    )
    others = [Hotword(f"Zk{first}{second}w") for first in "bdfgklmnprstvz" * 9 for second in "aeiou" * 9]
    index = HotwordIndex([Hotword("Drudarano Millgate"), *others[:5_000]])
    assert "Drudarano Millgate" not in {
        each.hotword.text for each in index.candidates("please welcome berano milkgate")
    }
