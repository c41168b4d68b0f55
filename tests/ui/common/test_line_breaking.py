"""Where caption lines break, and that lines which were read stay as they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.common.line_breaking import pieces, wrap
from ui.live.rolling_lines import REMEMBERED, CaptionLine, RollingLines

WORDS = st.lists(st.text("abcdefghij", min_size=1, max_size=9), min_size=1, max_size=30).map(" ".join)


def in_20(text: str) -> bool:
    return len(text) <= 20


def rolling(width: int = 20) -> RollingLines:
    return RollingLines(lambda text: float(len(text)), width)


def texts(lines: list[CaptionLine]) -> list[str]:
    return [line.text for line in lines]


@given(st.text("ab 你好，。“”😀-", max_size=60))
def test_pieces_joined_are_the_text_again(text: str) -> None:
    assert "".join(pieces(text)) == text


@given(WORDS)
def test_lines_joined_are_the_text_again(text: str) -> None:
    assert "".join(wrap(text, in_20)) == text


@given(WORDS)
def test_no_line_is_wider_than_the_window(text: str) -> None:
    assert all(in_20(line.rstrip()) for line in wrap(text, in_20))


@pytest.mark.parametrize("mark", "，。！？、；：”）")
def test_no_chinese_line_begins_with_closing_punctuation(mark: str) -> None:
    lines = wrap(f"今天我们先讲预算{mark}再讲搬家的安排", lambda text: len(text) <= 8)
    assert not any(line.startswith(mark) for line in lines)


def test_chinese_lines_break_between_words() -> None:
    text = "人工智能技术的发展正在深刻地改变我们每一个人的日常生活方式和工作方式"
    for width in range(5, 20):
        lines = wrap(text, lambda line, width=width: len(line) <= width)  # type: ignore[misc]
        cut = [word for word in ("发展", "我们", "工作", "日常", "生活") if word not in "\n".join(lines)]
        assert ("".join(lines), cut) == (text, [])


def test_a_word_wider_than_a_line_breaks_inside() -> None:
    assert wrap("Donaudampfschifffahrtsgesellschaft", in_20) == ["Donaudampfschifffahr", "tsgesellschaft"]


def test_a_correction_keeps_the_breaks_of_full_lines() -> None:
    """Capitals and punctuation that the final adds move no word to another line, as long as all fits."""
    shown = ["good morning ", "everyone we will ", "begin"]
    assert wrap("Good morning, everyone. We will begin.", in_20, shown) == [
        "Good morning, ",
        "everyone. We will ",
        "begin.",
    ]


def test_words_do_not_move_up_when_the_line_above_gets_shorter() -> None:
    shown = ["well well good day ", "everyone we begin"]
    assert wrap("Good day everyone, we begin.", in_20, shown) == ["Good day ", "everyone, we begin."]


def test_a_break_whose_line_became_too_long_is_given_up() -> None:
    shown = ["the move to second ", "floor"]
    assert all(in_20(line.rstrip()) for line in wrap("the removal to the second floor", in_20, shown))


@given(WORDS, WORDS)
def test_full_lines_stay_as_they_are_while_stable_text_grows(before: str, after: str) -> None:
    lines = rolling()
    lines.show((1, 1), before)
    full = texts(lines.last(100))[:-1]
    lines.show((1, 1), f"{before} {after}")
    assert texts(lines.last(100))[: len(full)] == full


@given(st.lists(WORDS, min_size=2, max_size=6))
def test_lines_only_ever_move_up_while_guesses_change(guesses: list[str]) -> None:
    """How many lines an utterance takes never falls before the next one begins."""
    lines = rolling()
    counts = []
    for guess in guesses:
        lines.show((1, 1), "", guess)
        counts.append(len(lines.last(100)))
    assert counts == sorted(counts)


def test_a_new_utterance_takes_the_room_that_a_shorter_guess_left() -> None:
    lines = rolling()
    lines.show((1, 1), "", "first words that need two lines")
    lines.show((1, 1), "first words")
    lines.show((1, 2), "next")
    assert texts(lines.last(2)) == ["first words", "next"]


def test_a_line_says_where_its_tentative_part_begins() -> None:
    lines = rolling()
    lines.show((1, 1), "we will begin", " with the budget")
    assert lines.last(2) == [CaptionLine("we will begin", " with"), CaptionLine("", "the budget")]


def test_a_withdrawn_utterance_leaves_the_lines_before_it() -> None:
    lines = rolling()
    lines.show((1, 1), "kept")
    lines.show((1, 2), "", "cough")
    lines.withdraw((1, 2))
    assert texts(lines.last(2)) == ["kept"]


def test_an_utterance_without_text_takes_no_line() -> None:
    lines = rolling()
    lines.show((1, 1), "", " ")
    assert lines.last(2) == []


def test_a_late_refinement_of_what_left_the_screen_does_not_come_back() -> None:
    lines = rolling()
    for utterance in range(REMEMBERED + 3):
        lines.show((1, utterance), f"line {utterance}")
    lines.show((1, 0), "line zero, refined")
    assert texts(lines.last(100))[-1] == f"line {REMEMBERED + 2}"
    assert "line zero, refined" not in texts(lines.last(100))


def test_a_refinement_of_what_is_shown_stays_in_its_place() -> None:
    lines = rolling()
    lines.show((1, 1), "good mourning")
    lines.show((1, 2), "thank you")
    lines.show((1, 1), "Good morning.")
    assert texts(lines.last(2)) == ["Good morning.", "thank you"]


def test_a_new_width_breaks_everything_anew() -> None:
    lines = rolling()
    lines.show((1, 1), "one two three four five")
    lines.reflow(lambda text: float(len(text)), 8)
    assert texts(lines.last(9)) == ["one two", "three", "four", "five"]
