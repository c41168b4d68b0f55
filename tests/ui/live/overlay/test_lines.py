"""The lines of the overlay: what was read stays where it is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ui.live.overlay.lines import REMEMBERED, CaptionLine, RollingLines, ShownText

WORDS = st.lists(st.text("abcdefghij", min_size=1, max_size=9), min_size=1, max_size=30).map(" ".join)


def rolling(width: int = 20, visible: int = 2) -> RollingLines:
    return RollingLines(lambda text: float(len(text)), width, visible)


def texts(lines: list[CaptionLine]) -> list[str]:
    return [line.text for line in lines]


@given(WORDS, WORDS)
def test_full_lines_stay_as_they_are_while_stable_text_grows(before: str, after: str) -> None:
    lines = rolling()
    lines.show((1, 1), ShownText(before))
    full = texts(lines.last(100))[:-1]
    lines.show((1, 1), ShownText(f"{before} {after}"))
    assert texts(lines.last(100))[: len(full)] == full


@given(st.lists(WORDS, min_size=2, max_size=6))
def test_lines_only_ever_move_up_while_guesses_change(guesses: list[str]) -> None:
    """How many lines an utterance takes never falls before the next one begins."""
    lines = rolling()
    counts = []
    for guess in guesses:
        lines.show((1, 1), ShownText("", guess))
        counts.append(len(lines.last(100)))
    assert counts == sorted(counts)


def test_a_new_utterance_takes_the_room_that_a_shorter_guess_left() -> None:
    lines = rolling()
    lines.show((1, 1), ShownText("", "first words that need two lines"))
    lines.show((1, 1), ShownText("first words"))
    lines.show((1, 2), ShownText("next"))
    assert texts(lines.last(2)) == ["first words", "next"]


def test_a_line_says_where_its_tentative_part_begins() -> None:
    lines = rolling()
    lines.show((1, 1), ShownText("we will begin", " with the budget"))
    assert lines.last(2) == [CaptionLine("we will begin", " with"), CaptionLine("", "the budget")]


def test_a_withdrawn_utterance_leaves_the_lines_before_it() -> None:
    lines = rolling()
    lines.show((1, 1), ShownText("kept"))
    lines.show((1, 2), ShownText("", "cough"))
    lines.withdraw((1, 2))
    assert texts(lines.last(2)) == ["kept"]


def test_an_utterance_without_text_takes_no_line() -> None:
    lines = rolling()
    lines.show((1, 1), ShownText("", " "))
    assert lines.last(2) == []


def test_a_late_refinement_of_what_left_the_screen_does_not_come_back() -> None:
    lines = rolling()
    for utterance in range(REMEMBERED + 3):
        lines.show((1, utterance), ShownText(f"line {utterance}"))
    lines.show((1, 0), ShownText("line zero, refined"))
    assert texts(lines.last(100))[-1] == f"line {REMEMBERED + 2}"
    assert "line zero, refined" not in texts(lines.last(100))


def test_a_refinement_of_what_is_shown_stays_in_its_place() -> None:
    lines = rolling()
    lines.show((1, 1), ShownText("good mourning"))
    lines.show((1, 2), ShownText("thank you"))
    lines.show((1, 1), ShownText("Good morning."))
    assert texts(lines.last(2)) == ["Good morning.", "thank you"]


def test_a_new_width_breaks_everything_anew() -> None:
    lines = rolling()
    lines.show((1, 1), ShownText("one two three four five"))
    lines.reflow(lambda text: float(len(text)), 8, 2)
    assert texts(lines.last(9)) == ["one two", "three", "four", "five"]


def test_a_draft_that_left_the_screen_is_not_improved() -> None:
    lines = rolling()
    for number, text in enumerate(("good mourning", "thank you", "goodbye")):
        lines.show((1, number), ShownText(text, settled=True, draft=True))
    assert lines.show((1, 0), ShownText("Good morning.", settled=True)) == ""
    assert lines.show((1, 1), ShownText("Thank you.", settled=True)) == ""  # no word is new
    assert texts(lines.last(100)) == ["good mourning", "Thank you.", "goodbye"]


def test_only_the_words_that_differ_are_new_to_a_reader() -> None:
    lines = rolling(60)
    lines.show((1, 1), ShownText("good morning every one"))
    assert lines.show((1, 1), ShownText("Good morning, everyone!", settled=True)) == " everyone!"


def test_a_label_that_comes_late_is_shown_where_it_has_room() -> None:
    lines = rolling()
    lines.show((1, 1), ShownText("good morning"))
    lines.show((1, 1), ShownText("good morning", label="Me: "))
    lines.show((1, 2), ShownText("and then we all went"))
    lines.show((1, 2), ShownText("and then we all went", label="Others: "))
    assert texts(lines.last(100)) == ["Me: good morning", "and then we all", "went"]


def test_a_word_of_the_vocabulary_that_was_heard_once_stays_whole() -> None:
    lines = rolling()
    lines.show((1, 1), ShownText("the hearing loop", settled=True, names=("hearing loop",)))
    lines.show((1, 2), ShownText("so this hearing loop"))
    assert texts(lines.last(2)) == ["so this", "hearing loop"]
