"""Where caption lines break, and that lines which were read stay as they are."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.text.breaking import LINE_PARTS, Filled, Ruler
from engine.text.wrapping import line_filled, wrap

CASES = Path(__file__).parents[4] / "shared" / "cases" / "chinese-line-breaks.txt"
WORDS = st.lists(st.text("abcdefghij", min_size=1, max_size=9), min_size=1, max_size=30).map(" ".join)
CHINESE = "人工智能技术的发展正在深刻地改变我们每一个人的日常生活方式和工作方式"


def pixels(text: str, width: float, latin_px: float = 1.0) -> Filled:
    """A line of `width` pixels, as a window has it: a Chinese character is twice as wide as a Latin one."""

    def px(begin: int, end: int) -> float:
        return sum(latin_px * (1 + (character > "\u2e7f")) for character in text[begin:end]) / width

    return line_filled(text, px)


def lines_of(text: str, width: float = 1000, shown: tuple[str, ...] = (), names: tuple[str, ...] = ()) -> list[str]:
    lines = wrap(text, pixels(text, width), shown, names)
    assert "".join(lines) == text
    return [line.rstrip() for line in lines]


@pytest.mark.parametrize(
    ("width", "text", "lines"),
    [
        # 42 Latin characters, or as many as the width allows
        (1000, "x" * 42, ["x" * 42]),
        (1000, "word " * 8 + "my wordy", ["word word word word word word word word my", "wordy"]),
        (20, "we all met where they met", ["we all met where", "they met"]),
        # after a sentence or a clause, before a conjunction, a preposition
        (1000, "Thank you very much for this. The plan is", ["Thank you very much for this.", "The plan is"]),
        (1000, "He said no. The plan for today is short", ["He said no. The plan for today is short"]),
        (1000, "After the long break at noon, we go on here", ["After the long break at noon,", "we go on here"]),
        (1000, "They moved to the second floor and then we", ["They moved to the second floor", "and then we"]),
        (1000, "They went for a walk in the old town of Bath", ["They went for a walk in the old town", "of Bath"]),
        # never between a number and its unit
        (24, "the whole load weighed 11 kg in all", ["the whole load weighed", "11 kg in all"]),
        (24, "the new stairs cost us eleven thousand euros", ["the new stairs cost us", "eleven thousand euros"]),
        (24, "this is how we cut it by 3.5 %, say", ["this is how we cut it", "by 3.5 %, say"]),
        # never inside a name, whose words have capitals
        (24, "we gave the keys to Anna Okonkwo", ["we gave the keys to", "Anna Okonkwo"]),
        (24, "so we all went to see Dr. Meyer", ["so we all went to see", "Dr. Meyer"]),
        (24, "WE GAVE THE KEYS TO ANNA OKONKWO", ["WE GAVE THE KEYS TO ANNA", "OKONKWO"]),  # capitals say nothing here
        # a word that is wider than a line
        (20, "Donaudampfschifffahrtsgesellschaft", ["Donaudampfschifffahr", "tsgesellschaft"]),
        (6, "Anna Okonkwo", ["Anna", "Okonkw", "o"]),
    ],
)
def test_latin_lines(width: float, text: str, lines: list[str]) -> None:
    assert lines_of(text, width) == lines


@pytest.mark.parametrize(
    ("width", "text", "lines"),
    [
        (1000, "字" * 16, ["字" * 16]),
        (1000, "今天的内容不多：先讲预算，再讲搬到二楼的安排", ["今天的内容不多：先讲预算，", "再讲搬到二楼的安排"]),
        (1000, "各位早上好谢谢大家。我们开始开会", ["各位早上好谢谢大家。", "我们开始开会"]),
        (1000, "我们今天讨论了明年的预算和搬家的安排", ["我们今天讨论了明年的预算", "和搬家的安排"]),
        (12, "这条路一共有11公里长", ["这条路一共有", "11公里长"]),
        (12, "我们走了三十公里路", ["我们走了", "三十公里路"]),
        (12, "安装费是 40 万元左右", ["安装费是", "40 万元左右"]),
        (12, "我很喜欢斯蒂芬·霍金的书", ["我很喜欢", "斯蒂芬·霍金", "的书"]),
        (12, "大家要学习第3章的内容", ["大家要学习", "第3章的内容"]),
    ],
)
def test_chinese_lines(width: float, text: str, lines: list[str]) -> None:
    assert lines_of(text, width) == lines


@pytest.mark.parametrize(
    ("width", "text", "lines"),
    [
        (
            1000,
            "我们用 Kubernetes 部署，然后用 GitHub Actions 测试",
            ["我们用 Kubernetes 部署，", "然后用 GitHub Actions 测试"],
        ),
        (20, "会议室的型号是HearLoop 40", ["会议室的型号是", "HearLoop 40"]),
        (20, "The word 你好 means hello here", ["The word 你好 means", "hello here"]),
    ],
)
def test_mixed_lines(width: float, text: str, lines: list[str]) -> None:
    assert lines_of(text, width) == lines


@pytest.mark.parametrize(
    ("text", "name", "lines"),
    [
        ("please open the hearing loop now", "hearing loop", ["please open the", "hearing loop now"]),
        ("我们都在用声网听写软件", "声网听写", ["我们都在用", "声网听写软件"]),
    ],
)
def test_words_of_the_vocabulary_stay_whole(text: str, name: str, lines: list[str]) -> None:
    assert lines_of(text, 23 if text.isascii() else 14, names=(name,)) == lines
    assert lines_of(text, 23 if text.isascii() else 14) != lines


@pytest.mark.parametrize("mark", "，。！？、；：”）")
def test_no_chinese_line_begins_with_closing_punctuation(mark: str) -> None:
    assert not any(line.startswith(mark) for line in lines_of(f"今天我们先讲预算{mark}再讲搬家的安排", 16))


@pytest.mark.parametrize("text", [CHINESE, *(CASES.read_text("utf-8").split() if CASES.exists() else ())])
@pytest.mark.parametrize("width", range(10, 40))
def test_chinese_lines_break_between_words(text: str, width: int) -> None:
    whole = "\n".join(lines_of(text, width))
    assert [word for word in ("发展", "我们", "工作", "日常", "生活", "技术") if word not in whole] == []


@given(st.text("ab 你好，。“”😀-3%", max_size=60), st.integers(2, 50))
def test_lines_are_complete_and_fit(text: str, width: int) -> None:
    for line in lines_of(text, width) if text.strip() else []:
        assert Ruler(line).width(0, len(line)) <= LINE_PARTS
        assert pixels(line, width)(0, len(line)) <= 1 or len(line) == 1


@given(WORDS, WORDS)
def test_full_lines_stay_as_they_are_while_words_are_added(before: str, after: str) -> None:
    """No version has to be remembered for that: a line is broken by its own words alone."""
    longer = f"{before} {after}"
    full = wrap(before, pixels(before, 20))[:-1]
    assert wrap(longer, pixels(longer, 20))[: len(full)] == full


@pytest.mark.parametrize(
    ("shown", "text", "lines"),
    [
        # capitals and punctuation that a final adds move no word to another line
        (
            ("good morning ", "everyone we will ", "begin"),
            "Good morning, everyone. We will begin.",
            ["Good morning,", "everyone. We will", "begin."],
        ),
        (("well then this is it",), "Well then. This is it", ["Well then. This is", "it"]),
        (("good day to all yes",), "Good day to all. Yes", ["Good day to all. Yes"]),
        # words do not move up when the line above gets shorter
        (
            ("well well good day ", "everyone we begin"),
            "Good day everyone, we begin.",
            ["Good day", "everyone, we begin."],
        ),
        # a word that differs is exchanged where it stands
        (
            ("we need a you loop ", "in the hall"),
            "We need a hue loop in the hall",
            ["We need a hue loop", "in the hall"],
        ),
    ],
)
def test_words_that_are_kept_stay_in_their_lines(shown: tuple[str, ...], text: str, lines: list[str]) -> None:
    assert lines_of(text, 20, shown) == lines


def test_a_break_whose_line_became_too_long_is_given_up() -> None:
    shown = ("the move to second ", "floor")
    assert all(len(line) <= 20 for line in lines_of("the removal to the second floor", 20, shown))
