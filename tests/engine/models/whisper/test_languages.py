"""Which language an utterance is decoded as."""

from __future__ import annotations

import pytest

from engine.models.whisper.languages import candidates, foreign, likeliest
from engine.text.languages import short_code

KNOWN = ("en", "zh", "de", "yue")


@pytest.mark.parametrize(("code", "whispers"), [("zh-CN", "zh"), ("zh-Hant-TW", "zh"), ("EN", "en"), ("yue", "yue")])
def test_regions_and_scripts_make_no_other_language(code: str, whispers: str) -> None:
    assert short_code(code) == whispers


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (("zh-CN", "en-GB"), ("zh", "en")),
        (("en-GB", "en-US"), ("en",)),
        (("xx", "de"), ("de",)),
        ((), KNOWN),
        (("xx",), KNOWN),
    ],
)
def test_the_users_languages_stand_for_choice_in_their_order(wanted: tuple[str, ...], found: tuple[str, ...]) -> None:
    assert candidates(wanted, KNOWN) == found


def test_only_the_users_languages_can_be_chosen() -> None:
    assert likeliest({"de": 0.6, "en": 0.3, "zh": 0.1}, ("en", "zh")) == ("en", pytest.approx(0.75))


def test_without_any_probability_the_first_is_chosen_and_not_believed() -> None:
    assert likeliest({}, ("zh", "en")) == ("zh", 0.0)


def test_only_a_sure_language_that_resembles_none_of_those_chosen_is_foreign() -> None:
    assert foreign({"de": 0.95, "en": 0.05}, ("en", "zh")) == "de"
    assert foreign({"de": 0.8, "en": 0.2}, ("en",)) is None
    assert foreign({"en": 0.95, "de": 0.05}, ("en",)) is None
    assert foreign({"yue": 0.95, "zh": 0.05}, ("zh",)) is None
    assert foreign({}, ("en",)) is None
