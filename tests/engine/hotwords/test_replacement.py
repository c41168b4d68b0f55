"""Hotwords and rules change a text only where they may, and never in silence."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.hotwords.entries import Hotword
from engine.hotwords.replacement import Replaced, ReplacementMode, replace_hotwords
from engine.hotwords.retrieval import HotwordIndex
from engine.hotwords.rules import Rule, RuleProblem, RuleSet, compile_rule

CAREFUL, ALWAYS, OFF = ReplacementMode.CAREFUL, ReplacementMode.ALWAYS, ReplacementMode.OFF
LISTED = [
    Hotword("张三丰"),
    Hotword("Kubernetes"),
    Hotword("Fun-ASR", aliases=("funny s r",)),
    Hotword("会意"),
    Hotword("Ada"),
    Hotword("CRISPR", sounds=("基因编辑",)),
    Hotword("Xiaoming", heard=("shout mink",)),
    Hotword("GPT-4"),
]
INDEX = HotwordIndex(LISTED)


def replaced(text: str, mode: ReplacementMode = CAREFUL) -> Replaced:
    return replace_hotwords(text, INDEX.matches(text), mode)


@pytest.mark.parametrize(
    ("heard", "written"),
    [
        ("请张山峰来", "请张三丰来"),
        ("the model fun asr runs", "the model Fun-ASR runs"),
        ("try funny s r now", "try Fun-ASR now"),
        ("and shout mink said", "and Xiaoming said"),
        ("ask g p t four.", "ask GPT-4."),
        ("kubernetes and Kubernetes", "Kubernetes and Kubernetes"),
    ],
)
def test_careful_writes_what_can_hardly_mean_anything_else(heard: str, written: str) -> None:
    assert replaced(heard).text == written


@pytest.mark.parametrize("text", ["the radar was loud", "Adam came", "Ada's", "xGPT-4", "GPT-42", "_Ada"])
def test_nothing_is_replaced_inside_another_word(text: str) -> None:
    assert replaced(text, ALWAYS).text == text


def with_entries(entries: list[str | Hotword], text: str, mode: ReplacementMode = CAREFUL) -> str:
    index = HotwordIndex([each if isinstance(each, Hotword) else Hotword(each) for each in entries])
    return replace_hotwords(text, index.matches(text), mode).text


@pytest.mark.parametrize(
    ("entry", "text"),
    [
        (".NET", "We use .NET here."),
        ("Yahoo!", "I use Yahoo! mail."),
        ("《三体》", "我在看《三体》。"),
        ("U.S.", "The U.S. economy"),
        ("Ph.D.", "a Ph.D. student"),
        ("A*", "use A* search"),
        ("O’Brien", "ask O’Brien"),
    ],
)
def test_an_entry_with_signs_around_it_is_left_as_it_is(entry: str, text: str) -> None:
    index = HotwordIndex([Hotword(entry)])
    assert any(each.written_so for each in index.matches(text))
    assert with_entries([entry], text, ALWAYS) == text


@pytest.mark.parametrize(
    ("entry", "heard", "written"),
    [
        ("Yahoo!", "I use yahoo mail.", "I use Yahoo! mail."),
        ("Ph.D.", "a PhD student", "a Ph.D. student"),
        ("McDonald's", "at mcdonalds now", "at McDonald's now"),
        (".NET", "the safety net", "the safety net"),
    ],
)
def test_an_entry_with_signs_takes_the_place_of_one_without_only_where_it_is_the_same_word(
    entry: str, heard: str, written: str
) -> None:
    assert with_entries([entry], heard) == written


@pytest.mark.parametrize(
    ("entry", "text"),
    [
        ("Fun-ASR", "That was fun. ASR comes next."),
        ("Michael Jordan", "We invited Michael, Jordan, and Eve."),
        ("北京大学", "他去了北京。大学很好。"),
        ("李明", "他姓李。明天见"),
    ],
)
def test_nothing_is_replaced_across_the_signs_of_a_sentence(entry: str, text: str) -> None:
    assert with_entries([entry], text, ALWAYS) == text


@pytest.mark.parametrize(
    ("entry", "text"),
    [
        ("Shell", "I think she'll be here soon."),
        ("ITS", "It's raining"),
        ("James", "This is James' book, James's book and James’s pen."),
        ("Postgres", "Postgres's index"),
        ("Christopher", "Christopher's book"),
        ("Container", "containers run"),
    ],
)
def test_an_ending_is_not_taken_away(entry: str, text: str) -> None:
    assert with_entries([entry], text, ALWAYS) == text


@pytest.mark.parametrize(
    ("heard", "written"),
    [
        ("kristofer's book", "Christopher's book"),
        ("kristofer’s book", "Christopher’s book"),
        ("he said 'kristofer'", "he said 'Christopher'"),
    ],
)
def test_a_name_comes_right_before_an_ending_and_between_quotation_marks(heard: str, written: str) -> None:
    assert with_entries(["Christopher"], heard) == written


@pytest.mark.parametrize(
    ("entry", "text"),
    [
        ("Sean", "I have seen it."),
        ("Claire", "The sky is clear. Clear skies are rare."),
        ("Paige", "Turn the page."),
        ("IT", "it is raining"),
        ("May", "You may go."),
        ("re-sign", "he will resign"),
        (Hotword("Anne", heard=("and",)), "bread and butter"),
    ],
)
def test_a_name_does_not_take_the_place_of_a_word_of_every_day(entry: str | Hotword, text: str) -> None:
    assert with_entries([entry], text) == text


def test_what_only_looks_like_a_word_of_every_day_comes_right() -> None:
    assert with_entries(["Paige"], "Ask Page about it.") == "Ask Paige about it."
    assert with_entries([Hotword("Thea", aliases=("there",))], "ask there") == "ask Thea"
    assert with_entries(["Sean"], "I have seen it.", ALWAYS) == "I have Sean it."


@pytest.mark.parametrize(
    ("entries", "heard", "written"),
    [
        (["Azure", "Azure DevOps"], "We moved to Azure dev ops.", "We moved to Azure DevOps."),
        (["GPT", "GPT-4"], "I use GPT 4 daily.", "I use GPT-4 daily."),
        (["New York", "New York Times"], "the New York times", "the New York Times"),
    ],
)
def test_a_short_entry_does_not_stand_in_the_way_of_a_longer_one(
    entries: list[str | Hotword], heard: str, written: str
) -> None:
    assert with_entries(entries, heard) == written


@pytest.mark.parametrize("mode", [CAREFUL, ALWAYS])
def test_of_two_that_fit_equally_well_the_heavier_is_written(mode: ReplacementMode) -> None:
    entries: list[str | Hotword] = [Hotword("Catherine"), Hotword("Katherine", weight=9.0)]
    assert with_entries(entries, "I met catherin.", mode) == "I met Katherine."


def test_nothing_is_replaced_across_the_border_of_a_chinese_word() -> None:
    index = HotwordIndex([Hotword("会意")])
    text = "开大会议论此事"  # 大会 and 议论: the place 会议 cuts through both
    assert replace_hotwords(text, index.matches(text), ALWAYS).text == text


def test_a_word_of_the_dictionary_stays_where_care_is_taken() -> None:
    assert replaced("开会议程").text == "开会议程"


def test_a_translation_stays_where_care_is_taken() -> None:
    assert replaced("基因编辑的方法").text == "基因编辑的方法"


def test_always_goes_further_than_careful() -> None:
    assert replaced("on cooper netties", ALWAYS).text == "on Kubernetes"
    assert replaced("on cooper netties", CAREFUL).text == "on cooper netties"


def test_off_replaces_nothing() -> None:
    assert replaced("请张山峰来", OFF) == Replaced("请张山峰来")


def test_every_replacement_says_what_it_was_and_why() -> None:
    (done,) = replaced("请张山峰来").replacements
    assert done.sentence == "“张山峰” became “张三丰”: it sounds like “张山峰” (0.95)"


@settings(max_examples=150, deadline=None)
@given(
    st.text(alphabet="张三丰山峰会议意 AdaFunASRgpt4shoutmik.-'x", max_size=30), st.sampled_from(list(ReplacementMode))
)
def test_the_text_differs_only_where_a_replacement_says_so(text: str, mode: ReplacementMode) -> None:
    done = replaced(text, mode)
    rebuilt, at = "", 0
    for each in done.replacements:
        assert text[each.start : each.end] == each.heard
        rebuilt += text[at : each.start] + each.meant
        at = each.end
    assert rebuilt + text[at:] == done.text


# -- rules -----------------------------------------------------------------------------------------------------


def by_rules(text: str, *rules: Rule) -> str:
    return RuleSet(rules).apply(text).text


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("we use fun  asr", "we use Fun-ASR"),
        ("FUN ASR!", "Fun-ASR!"),
        ("fun asrs", "fun asrs"),
        ("我用fun asr写", "我用Fun-ASR写"),
    ],
)
def test_a_literal_rule_replaces_whole_words_in_any_case(text: str, written: str) -> None:
    assert by_rules(text, Rule("fun asr", "Fun-ASR")) == written


def test_a_literal_rule_takes_every_sign_as_it_stands() -> None:
    assert by_rules("a+b (c) [d]", Rule("(c) [d", r"\1")) == r"a+b \1]"


def test_an_expression_may_use_its_groups() -> None:
    assert by_rules("50 percent", Rule(r"(?P<n>\d+) percent", r"\g<n> %", is_pattern=True)) == "50 %"


FILLERS = [Rule("um", ""), Rule("嗯", ""), Rule("uh", ""), Rule("you know", "")]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("um I think um that is fine", "I think that is fine"),
        ("so, um, I think", "so, I think"),
        ("so um, I think", "so, I think"),
        ("Um.", ""),
        ("嗯。", ""),
        ("嗯，我觉得", "我觉得"),
        ("嗯……我觉得", "我觉得"),
        ("嗯嗯，好", "好"),
        ("我觉得，嗯，可以。", "我觉得，可以。"),
        ("好的，嗯。", "好的。"),
        ("好的。嗯。我们走", "好的。我们走"),
        ("Um, we go", "We go"),
        ("Um, iPhone is", "iPhone is"),
        ("Um, um, uh, we go.", "We go."),
        ("I think, um, um.", "I think."),
        ("I agree. Um. Then we go", "I agree. Then we go"),
        ("Really? Um, yes.", "Really? Yes."),
        ("Yes. um, well", "Yes. well"),
        ("yes um.", "yes."),
        ("well — um — I", "well — I"),
        ("I think (um) that", "I think that"),
        ("“Um, we go,” he said", "“We go,” he said"),
        ("So, you know, um, fine.", "So, fine."),
        ("Um .NET at -5 degrees", ".NET at -5 degrees"),
        ("Um -5 degrees", "-5 degrees"),
        ("the umbrella, uh-huh", "the umbrella, uh-huh"),
    ],
)
def test_a_word_that_is_taken_out_leaves_no_debris(text: str, written: str) -> None:
    assert by_rules(text, *FILLERS) == written


def test_an_expression_that_takes_out_signs_or_endings_takes_nothing_else() -> None:
    assert by_rules("1,000, or so", Rule(",", "", is_pattern=True)) == "1000 or so"
    assert by_rules("going, on", Rule(r"ing\b", "", is_pattern=True)) == "go, on"


def test_rules_work_one_after_the_other() -> None:
    assert by_rules("a", Rule("a", "b"), Rule("b", "c")) == "c"


@pytest.mark.parametrize(
    ("wrong", "right", "position"),
    [("foo(", "", 4), ("[z-a]", "", 3), ("", "x", 0), ("(a)", r"\2", None), ("a", r"\g<n>", None), ("*", "", 0)],
)
def test_a_bad_expression_is_told_with_its_position(wrong: str, right: str, position: int | None) -> None:
    problem = compile_rule(Rule(wrong, right, is_pattern=True))
    assert isinstance(problem, RuleProblem)
    assert problem.position is None or position is None or abs(problem.position - position) <= 1


def test_a_bad_rule_leaves_the_others_at_work() -> None:
    rules = RuleSet([Rule("(", "", is_pattern=True), Rule("a", "b")])
    assert (rules.apply("a").text, len(rules.problems)) == ("b", 1)


@pytest.mark.parametrize("wrong", [r"(a+)+$", r"(a|aa)+$", r"(.*)*b\1c", r"(?:a?){50}a{50}c"])
def test_an_expression_without_end_is_cut_off_and_switched_off(wrong: str) -> None:
    rules = RuleSet([Rule(wrong, "x", is_pattern=True)], time_limit_s=0.02)
    text = "a" * 3000 + "!"
    rules.apply(text)
    rules.apply(text)
    assert (len(rules) == 0) == bool(rules.problems)
    assert rules.apply(text).text in (text, "x!")


def test_the_classic_of_endless_expressions_is_switched_off() -> None:
    rules = RuleSet([Rule(r"(a+)+$", "x", is_pattern=True)], time_limit_s=0.02)
    assert rules.apply("a" * 3000 + "!").text == "a" * 3000 + "!"
    assert "took longer" in rules.problems[0].what


def test_a_rule_that_makes_endless_text_is_switched_off() -> None:
    rules = RuleSet([Rule("a", "b" * 1000, is_pattern=True)], time_limit_s=10)
    assert rules.apply("a" * 100).text == "a" * 100
    assert "more than" in rules.problems[0].what


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=30), st.text(max_size=10), st.booleans(), st.text(max_size=60))
def test_no_rule_and_no_text_raises(wrong: str, right: str, is_pattern: bool, text: str) -> None:
    rules = RuleSet([Rule(wrong, right, is_pattern)])
    assert isinstance(rules.apply(text).text, str)
