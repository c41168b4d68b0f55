"""A word is in a text where it stands as a word."""

from __future__ import annotations

import pytest

from engine.models.fun_asr_nano.decoder import _hypothesis
from engine.models.fun_asr_nano.llm.job import Counters, DecodedAnswer, Ending
from engine.models.recogniser import Request
from engine.text.borders import holds, places_of


@pytest.mark.parametrize(
    ("text", "word", "there"),
    [
        ("the planning of it", "Ann", False),
        ("ann said so", "Ann", True),
        ("Ann's plan", "Ann", True),
        ("she'll go", "she", True),
        ("O'Brien", "Brien", False),
        ("use fun  asr now", "Fun ASR", True),
        ("用Kubernetes部署", "kubernetes", True),
        ("Kubernetesを使う", "Kubernetes", True),
        ("请张伟讲", "张伟", True),
        ("C++ and C#", "C++", True),
        ("GPT4", "GPT", False),
        ("anything", "", False),
    ],
)
def test_a_word_is_held_as_a_word(text: str, word: str, there: bool) -> None:
    assert holds(text, word) is there


def test_places_are_in_order_and_may_keep_the_case() -> None:
    assert list(places_of("Ann", "Ann, ann, Ann", same_case=True)) == [(0, 3), (10, 13)]


def test_the_language_model_used_the_words_that_its_text_holds_as_words():
    decoded = DecodedAnswer(
        "The planning of Kubernetes for 张伟。", (), Ending.COMPLETE, Counters(0, 0, 0, 0, 0, 0, 0, 0.0, 0.0)
    )
    asked = Request(hotwords=("Ann", "kubernetes", "张伟"))
    assert _hypothesis(decoded, asked).hotwords_used == ("kubernetes", "张伟")
