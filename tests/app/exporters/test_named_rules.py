"""Rules of subtitles that a user named, as settings hold them."""

from __future__ import annotations

import pytest

from app.exporters.options import LONGEST_NAME, MOST_NAMED, free_name, kept_rules, own_rules, rules_chosen
from app.exporters.rules import LIMITS, OWN, PRESETS
from app.settings import Settings
from engine.errors import BadInput


def test_what_is_kept_comes_back_as_it_was() -> None:
    """Also a name with the sign that parts it from its limits, and rules that differ in nothing."""
    named = (("News / late", (("lines", 1.0), ("latin_speed", 17.5))), ("As usual", (("lines", 2.0),)))
    kept = Settings(subtitle_rules=kept_rules((named[0], ("As usual", ())))).subtitle_rules
    assert own_rules(("latin_line=30",), kept) == {OWN: (("latin_line", 30.0),), **dict(named)}
    assert rules_chosen("As usual", own_rules(None, kept)) == PRESETS["netflix"]


def test_as_many_rules_as_there_may_be_have_room_in_the_settings() -> None:
    names = [f"{number:02}".ljust(LONGEST_NAME, "x") for number in range(MOST_NAMED)]
    named = [(name, tuple((limit, high) for limit, (_, high) in LIMITS.items())) for name in names]
    kept = Settings(subtitle_rules=kept_rules(named)).subtitle_rules
    assert list(own_rules(None, kept)) == [OWN, *names]
    with pytest.raises(BadInput, match="already"):
        free_name("one more", names)
    assert free_name(names[0], names) == names[0]


def test_what_is_no_rule_in_the_settings_is_left_out() -> None:
    kept = ("News/lines=1", "News/lines=9", "News/colour=3", "bbc/lines=1", "/lines=1", "lines=1", "\0/lines=1")
    assert own_rules(("lines=x",), kept) == {OWN: (), "News": (("lines", 1.0),)}


@pytest.mark.parametrize("typed", ["", "  ", "OWN", "Netflix", "a\tb\0", "x" * (LONGEST_NAME + 1)])
def test_a_name_that_says_nothing_or_is_taken_is_refused(typed: str) -> None:
    with pytest.raises(BadInput, match="cannot name rules"):
        free_name(typed, [])


def test_limits_on_top_change_one_more() -> None:
    own = {OWN: (), "News": (("lines", 1.0),)}
    assert rules_chosen("News", own, (("latin_line", 30.0),)).latin_line == 30
    with pytest.raises(BadInput, match="no subtitle rules"):
        rules_chosen("Cinema", own)
