"""What a language model writes is kept only where it can have been said."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.events import DecodedBy, Word
from engine.models.recogniser import Hypothesis
from engine.session.guards import (
    Evidence,
    Kept,
    at_human_speed,
    believed,
    demo_model_agreement,
    evidence_of,
    guarded,
    in_agreement,
    in_language,
    loudest_dbfs,
    speech_heard,
    to_its_end,
    without_loop,
    without_refusal,
    without_tags,
)
from engine.text.cut_short import WITHOUT_ITS_END
from engine.text.loops import unlooped
from engine.text.scripts import foreign_share
from engine.timeline import to_samples
from tests.support.audio import sine

FIVE_SECONDS = Evidence(length_s=5.0, speech_s=3.0, loudest_dbfs=-20.0)


def heard(text: str | None, **more: object) -> Evidence:
    return Evidence(length_s=5.0, speech_s=3.0, loudest_dbfs=-20.0, ctc_text=text, **more)


class TestNoSpeech:
    def test_what_is_too_quiet_for_speech_gives_no_text(self):
        kept = speech_heard("Okay.", Evidence(length_s=3.0, speech_s=3.0, loudest_dbfs=-80.0))
        assert kept == Kept("", "too quiet for speech")

    def test_where_hardly_a_frame_holds_speech_there_is_no_text(self):
        assert speech_heard("Thank you.", Evidence(length_s=3.0, speech_s=0.05)).text == ""

    def test_speech_passes(self):
        assert speech_heard("Okay.", FIVE_SECONDS) == Kept("Okay.")

    def test_expected_hotwords_are_no_evidence(self):
        """The model was told to expect them, and nobody said anything."""
        kept = in_agreement("Earshot, 通义千问", heard("", hotwords=("Earshot", "通义千问")))
        assert kept == Kept("", "only the language model heard words")

    def test_the_level_is_that_of_the_loudest_tenth_of_a_second(self):
        sound = np.concatenate([np.zeros(to_samples(5.0), np.float32), sine(0.1, level=0.1)])
        assert loudest_dbfs(sound) == pytest.approx(-23.0, abs=0.1)
        assert loudest_dbfs(sound[:0]) < -100


class TestTags:
    @pytest.mark.parametrize(
        ("text", "plain"),
        [
            ("<|zh|><|NEUTRAL|>今天开会", "今天开会"),
            ("<gbg>", ""),
            ("well <think>what was that?</think> yes", "well yes"),
            ("yes <think>and it never ends", "yes"),
            ("[laughter] that was good", "that was good"),
            ("good</s>", "good"),
            ("a /sil b", "a b"),
        ],
    )
    def test_control_words_are_removed(self, text, plain):
        assert without_tags(text, FIVE_SECONDS).text == plain

    @pytest.mark.parametrize("text", ["3 < 5 and 7 > 2", "[2026] was said", "either/or", "plain words"])
    def test_what_may_be_said_stays(self, text):
        assert without_tags(text, FIVE_SECONDS) == Kept(text)


class TestRefusals:
    @pytest.mark.parametrize(
        "text",
        [
            "I'm sorry, but I cannot hear the audio.",
            "As an AI language model, I don't have ears.",
            "Please provide the audio file you want transcribed.",
            "抱歉，我无法识别这段音频。",
            "作为一个人工智能，我没有听觉。",
            "请提供音频文件。",
        ],
    )
    def test_an_answer_is_replaced_by_what_was_heard(self, text):
        assert without_refusal(text, heard("哦")).text == "哦"
        assert without_refusal(text, heard(None)).text == ""

    def test_who_really_says_so_is_believed(self):
        text = "I'm sorry, I cannot hear the audio."
        assert without_refusal(text, heard("im sorry i cannot hear the audio")) == Kept(text)

    @pytest.mark.parametrize(
        "text",
        [
            "Could you please share the recording of our last meeting with Anna? Then we talk about the next budget.",
            "As an AI company we publish what we measure, and so should you.",
        ],
    )
    def test_without_ctc_a_longer_text_that_holds_such_words_is_believed(self, text):
        assert without_refusal(text, heard(None)) == Kept(text)

    def test_without_ctc_an_answer_of_several_sentences_is_one(self):
        text = "As an AI, I cannot listen. Please provide the audio as text, and I will gladly help."
        assert without_refusal(text, heard(None)).text == ""

    @pytest.mark.parametrize("text", ["I'm sorry, I can't make it today.", "抱歉，我不能来。", "The AI model is new."])
    def test_an_apology_is_no_refusal(self, text):
        assert without_refusal(text, heard("something")) == Kept(text)


class TestLoops:
    @pytest.mark.parametrize(
        ("text", "straight"),
        [
            ("thank you. Thank you, thank you! thank you thank you", "thank you."),
            ("谢谢大家谢谢大家，谢谢大家。谢谢大家谢谢大家", "谢谢大家"),
            ("so we we we we we we we we we we go", "so we go"),
            ("hahahahahahahahahahahahahaha", "ha"),
            ("and then he said no and then he said no and then he said no and then he said no and", None),
            ("a b c d e f g h i j k l " * 5, None),
        ],
    )
    def test_a_loop_is_passed_once(self, text, straight):
        assert without_loop(text, FIVE_SECONDS).reason == "the language model repeated itself"
        if straight is not None:
            assert unlooped(text) == straight
        assert len(unlooped(text)) <= len(text) / 2

    @pytest.mark.parametrize(
        "text",
        [
            "no, no, no, no",
            "very very good",
            "哈哈哈哈",
            "zero zero 0000 0000 0000 0000 0000 0000",
            "我们今天下午三点开会，然后我们去吃饭。",
            "the more we know the more we see",
        ],
    )
    def test_emphasis_laughter_and_numbers_are_no_loops(self, text):
        assert without_loop(text, FIVE_SECONDS) == Kept(text)

    def test_the_ctc_text_takes_the_place_of_a_loop(self):
        looping = "okay let us go " * 6
        assert without_loop(looping, heard("okay let us go home")).text == "okay let us go home"

    def test_who_says_it_over_and_over_again_is_heard_so(self):
        text = "Never gonna stop, never gonna stop, never gonna stop, never gonna stop."
        assert without_loop(text, heard("never gonna stop " * 4)) == Kept(text)

    @given(
        st.lists(st.sampled_from(["a", "ha", "no", "好", "谢谢", " ", ", ", "then we go "]), max_size=60).map("".join)
    )
    def test_no_loop_is_ever_shown(self, text):
        straight = unlooped(text)
        assert unlooped(straight) == straight
        assert len(straight) <= len(text)


class TestAgreement:
    def test_a_corrected_text_is_kept(self):
        text = "We meet at 10:30 in the Berlin office."
        assert in_agreement(text, heard("we meat at ten thirty in the burlin office")) == Kept(text)

    def test_a_text_from_nowhere_is_replaced(self):
        kept = in_agreement("Subscribe to my channel for more!", heard("那我们下午三点再讨论一下"))
        assert kept.text == "那我们下午三点再讨论一下"
        assert kept.reason is not None

    def test_a_text_that_says_far_more_is_replaced(self):
        story = "Well, as I told you before, there was once a king in a far country."
        assert in_agreement(story, heard("well")).text == "well"

    @pytest.mark.parametrize(
        ("text", "ctc"), [("2026年11月21日", "二零二六年十一月二十一日"), ("好的", "嗯的"), ("GPU", "鸡屁油")]
    )
    def test_numbers_and_short_corrections_are_kept(self, text, ctc):
        assert in_agreement(text, heard(ctc)) == Kept(text)

    def test_a_hotword_may_differ_from_what_was_heard(self):
        text = "通义千问和百川智能"
        assert in_agreement(text, heard("同意签问河白穿只能", hotwords=("通义千问", "百川智能"))) == Kept(text)

    BUDGET = "so the budget for next year was approved by the board on monday and we will hire three people in march"

    @pytest.mark.parametrize("text", ["", "...", "So", "So the budget.", "So the budget for next year was approved."])
    def test_a_text_that_leaves_out_most_is_replaced(self, text):
        assert in_agreement(text, heard(self.BUDGET)) == Kept(
            self.BUDGET, "the language model left out most of what was heard"
        )

    @pytest.mark.parametrize(("text", "ctc"), [("", "我们今天开会"), ("我们", "我们今天下午三点再讨论一下")])
    def test_so_is_one_in_chinese(self, text, ctc):
        assert in_agreement(text, heard(ctc)).text == ctc

    @pytest.mark.parametrize(
        ("text", "ctc"),
        [
            ("2024", "two thousand twenty four"),
            ("373 km", "three hundred and seventy three kilometres"),
            ("No.", "no no no no no no no no no no no no"),
            ("通义千问", "tong yi qian wen"),
            ("Well, we should go.", "uh well um i think uh we we should go"),
            ("", "oh uh"),
            ("", "嗯嗯"),
        ],
    )
    def test_a_text_that_is_shorter_for_a_reason_is_kept(self, text, ctc):
        assert in_agreement(text, heard(ctc)) == Kept(text)

    def test_without_a_ctc_branch_there_is_nothing_to_disagree_with(self):
        assert in_agreement("anything at all", heard(None)) == Kept("anything at all")


SPOKEN = "we meet in the office on Monday and bring the new plan along"


class TestEnds:
    def of(self, text: str, ctc: str | None = None, partial: str | None = None) -> Kept:
        return to_its_end(text, replace(heard(ctc), length_s=10.0, partial=partial))

    @pytest.mark.parametrize("text", ["We meet.", "We meet in the office on Monday."])
    def test_a_final_that_lost_its_end_gives_way_to_what_was_heard(self, text):
        assert self.of(text, ctc=SPOKEN).text == SPOKEN

    def test_without_a_ctc_branch_it_gives_way_to_the_last_partial(self):
        assert self.of("We meet in the office on Monday.", partial=SPOKEN) == Kept(SPOKEN, WITHOUT_ITS_END)

    def test_what_ctc_heard_of_the_whole_counts_more_than_a_partial(self):
        text = "We meet in the office on Monday."
        assert self.of(text, ctc=text, partial=SPOKEN) == Kept(text)

    def test_a_final_that_differs_within_is_kept(self):
        text = "We meet at the office Monday, and bring the new plan along."
        assert self.of(text, partial=SPOKEN) == Kept(text)

    def test_only_a_language_models_text_is_compared_with_a_partial(self):
        sound = sine(1.0)
        for decoded_by, partial in ((DecodedBy.LLM, SPOKEN), (DecodedBy.ATTENTION, None), (DecodedBy.CTC, None)):
            answer = Hypothesis("we meet", decoded_by=decoded_by)
            assert evidence_of(sound, None, answer, (), partial=SPOKEN).partial == partial


class TestLanguage:
    def test_a_script_that_was_not_asked_for_is_replaced(self):
        evidence = heard("we will meet today", languages=("en",))
        assert in_language("我们今天开会", evidence) == Kept(
            "we will meet today", "the language model wrote in another language"
        )

    def test_a_foreign_script_that_was_heard_too_is_kept(self):
        assert in_language("我们今天开会", heard("我们今天会", languages=("en",))).text == "我们今天开会"

    @pytest.mark.parametrize(
        ("text", "languages", "share"),
        [
            ("我们用 GPU 训练", ("zh",), 0.0),
            ("これは日本語です", ("ja",), 0.0),
            ("한국어", ("zh", "en"), 1.0),
            ("Привет", ("en",), 1.0),
            ("Größe", ("de",), 0.0),
            ("你好", (), 0.0),
            ("你好", ("xx",), 0.0),
            ("123", ("en",), 0.0),
        ],
    )
    def test_scripts_of_languages(self, text, languages, share):
        assert foreign_share(text, languages) == share


class TestSpeed:
    def test_more_than_can_be_said_is_replaced(self):
        text = "this is far more than anybody could possibly say within the half of a second that there was"
        evidence = Evidence(length_s=0.6, speech_s=0.5, ctc_text="this is")
        assert at_human_speed(text, evidence).text == "this is"

    @pytest.mark.parametrize(
        "text",
        [
            "it was the best of times it was the worst of times it was the age of wisdom it was the age",
            "今天我们讨论三个问题首先是预算然后是人员最后是时间安排",
        ],
    )
    def test_fast_speech_passes(self, text):
        assert at_human_speed(text, FIVE_SECONDS) == Kept(text)


class TestTogether:
    def llm(self, text: str, ctc: str | None = None) -> Hypothesis:
        words = (Word(text, 0, 1_600),)
        of_ctc = None if ctc is None else Hypothesis(ctc, (Word(ctc, 0, 800),), DecodedBy.CTC)
        return Hypothesis(text, words, DecodedBy.LLM, ctc=of_ctc, hotwords_offered=("Earshot",))

    def guard(self, hypothesis: Hypothesis, languages: tuple[str, ...] = ("en",)) -> Hypothesis:
        return guarded(hypothesis, evidence_of(sine(5.0), to_samples(4.0), hypothesis, languages))

    def test_a_good_text_is_untouched(self):
        hypothesis = self.llm("We meet at ten.", "we meet at ten")
        assert self.guard(hypothesis) is hypothesis

    def test_the_ctc_text_comes_with_its_own_words_and_the_reason(self):
        found = self.guard(self.llm("Please provide the audio file.", "we meet"))
        assert (found.text, found.decoded_by, found.words) == ("we meet", DecodedBy.CTC, (Word("we meet", 0, 800),))
        assert found.reason == "the language model answered instead of writing down"
        assert found.hotwords_offered == ("Earshot",)

    def test_the_guards_reason_is_told_where_it_changed_the_text(self):
        hypothesis = replace(self.llm("So", "so the budget was approved"), reason="The language model was cut off.")
        assert self.guard(hypothesis).reason == "the language model left out most of what was heard"

    def test_what_ctc_wrote_is_not_held_for_a_loop(self):
        hypothesis = Hypothesis("no " * 20, decoded_by=DecodedBy.CTC)
        assert self.guard(hypothesis) is hypothesis

    def test_silence_gives_no_text_whoever_wrote_it(self):
        hypothesis = Hypothesis("okay", decoded_by=DecodedBy.CTC)
        silence = np.zeros(to_samples(3.0), np.float32)
        assert guarded(hypothesis, evidence_of(silence, 0, hypothesis, ())).text == ""

    @given(st.text(max_size=80), st.none() | st.text(max_size=40))
    def test_any_text_goes_through_without_an_error(self, text, ctc):
        found = self.guard(self.llm(text, ctc))
        assert unlooped(found.text) == found.text or found.text == ctc


class TestAsHeard:
    def of(self, text: str, ctc: str, rough: bool = True) -> Kept:
        return demo_model_agreement(text, replace(heard(ctc), rough=rough))

    def test_words_that_were_misspelt_are_put_right_by_a_demonstration_too(self):
        kept = self.of("We leave at noon, then.", "we leve at non then")
        assert kept == Kept("We leave at noon, then.")

    def test_what_it_makes_up_is_not_believed(self):
        kept = self.of("Thank you, good bye.", "we leave at noon then")
        assert kept == Kept("we leave at noon then", "the language model wrote other words than were heard")

    def test_a_published_model_is_believed(self):
        assert self.of("We left it there.", "we leave at noon", rough=False) == Kept("We left it there.")


def test_a_text_that_the_model_itself_takes_for_no_speech_is_dropped_unless_it_was_shown():
    doubtful = replace(FIVE_SECONDS, doubt="the model heard no speech")
    assert believed("Thank you.", doubtful) == Kept("", "the model heard no speech")
    assert believed("Thank you.", replace(doubtful, shown=True)) == Kept("Thank you.")
    assert believed("Thank you.", FIVE_SECONDS) == Kept("Thank you.")
