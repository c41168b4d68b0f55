"""Chinese comes in the script that the user reads, with the signs that belong to it."""

from __future__ import annotations

import pytest

from engine.models.whisper.chinese import readable

PAIRS = [
    ("这样的新股发行改革够不上体制改革", "這樣的新股發行改革夠不上體制改革"),
    ("头发和发展", "頭髮和發展"),  # one simplified character, two traditional ones
    ("我们用 Python 3.11 写", "我們用 Python 3.11 寫"),
]


@pytest.mark.parametrize(("simplified", "traditional"), PAIRS)
def test_traditional_characters_become_simplified(simplified: str, traditional: str) -> None:
    assert readable(traditional) == simplified


@pytest.mark.parametrize(("simplified", "traditional"), PAIRS)
def test_simplified_characters_become_traditional_for_those_who_read_them(simplified: str, traditional: str) -> None:
    assert readable(simplified, traditional=True) == traditional


def test_a_text_in_both_scripts_comes_out_in_one() -> None:
    assert readable("現在孩子的情绪穩定多了") == "现在孩子的情绪稳定多了"


@pytest.mark.parametrize("text", ["", "Good morning.", "𠮷野家"])
@pytest.mark.parametrize("traditional", [False, True])
def test_text_that_has_only_one_form_stays(text: str, traditional: bool) -> None:
    assert readable(text, traditional) == text


@pytest.mark.parametrize(
    ("decoded", "shown"),
    [
        ("大家好,我来说一下", "大家好，我来说一下"),
        ("是吗?好!", "是吗？好！"),
        ("一共3,000块", "一共3,000块"),
        ("他说 OK, bye", "他说 OK, bye"),
        ("十点:开会;讨论", "十点：开会；讨论"),
    ],
)
def test_signs_behind_chinese_are_full_width_and_others_stay(decoded: str, shown: str) -> None:
    assert readable(decoded) == shown
