"""What a character is has one answer, in one file."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from engine.text.borders import joined
from engine.text.characters import is_han, is_square, is_unspaced, is_wide
from engine.text.units import split_units
from engine.text.wording import split

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize(
    ("characters", "han", "unspaced", "square", "wide"),
    [
        ("中〇々㐀𠀀豈⼀", True, True, True, True),
        ("あアㄅㇰ", False, True, True, True),
        ("ｱ", False, True, True, False),
        ("，。「Ａ", False, False, True, True),
        ("한", False, False, False, True),
        ("ไກမក", False, True, False, False),
        ("aé9,я", False, False, False, False),
    ],
)
def test_each_character_has_its_kind(characters: str, han: bool, unspaced: bool, square: bool, wide: bool) -> None:
    kinds = {(is_han(each), is_unspaced(each), is_square(each), is_wide(each)) for each in characters}
    assert kinds == {(han, unspaced, square, wide)}


@pytest.mark.parametrize("character", "々㐀𠀀豈⼀ㇰㆠｱ")
def test_units_words_and_borders_agree_on_it(character: str) -> None:
    assert split_units(f"a{character}b") == ["a", character, "b"]
    assert split(f"a{character}b") == ["a", character, "b"]
    assert not joined(f"a{character}", 1)


def test_no_other_file_tells_scripts_by_their_ranges() -> None:
    files = [path for folder in ("engine", "app", "ui") for path in (ROOT / folder).rglob("*.py")]
    ranges = re.compile(r"\\u(4e00|3400|3040|0e00)\b|0x4e00", re.IGNORECASE)
    assert [each.name for each in files if ranges.search(each.read_text("utf-8"))] == ["characters.py"]
