"""What users of Fun-ASR report of its language model, and what Earshot does about each: on a scripted decoder."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from engine.events import DecodedBy
from engine.hotwords.entries import Hotword
from engine.hotwords.retrieval import MOST, HotwordIndex
from engine.hotwords.steering import MOST_CHARACTERS, Steering
from engine.models.fun_asr_nano.audio import CtcScores
from engine.models.fun_asr_nano.config import FunAsrConfig
from engine.models.fun_asr_nano.decoder import LlmTextDecoder
from engine.models.fun_asr_nano.llm.job import Counters, DecodedAnswer, DecodeJob, Ending
from engine.models.fun_asr_nano.llm.prompt import PromptOptions, instruction
from engine.models.fun_asr_nano.llm.sampling import Sampler
from engine.models.fun_asr_nano.recogniser import FunAsrRecogniser
from engine.models.fun_asr_nano.second_attempt import OTHER_SCRIPT, fault
from engine.models.fun_asr_nano.text_decoder import EncodedUtterance
from engine.models.recogniser import Capabilities, Hypothesis, Request
from engine.text.cut_short import FAR_TOO_SHORT, cut_short

CAN = Capabilities("ears", "Ears", ("zh", "en", "th"), partials=True, word_times=False, hotwords=True, context=False)
SOUND = np.full(10 * 16_000, 0.1, np.float32)
SPOKEN = "we meet in the office of Verdana Millgate on Monday and bring the new plan along"


class Rows:
    """An audio half without a CTC branch, whose rows say nothing."""

    has_ctc = False

    def encode(self, features: np.ndarray) -> np.ndarray:
        return np.zeros((len(features), 512), np.float32)

    def adapt(self, encoded: np.ndarray) -> np.ndarray:
        return np.zeros((len(encoded), 1024), np.float32)

    def ctc(self, encoded: np.ndarray) -> CtcScores:
        raise AssertionError("there is no CTC branch")

    def columns(self, scores: CtcScores, wanted: np.ndarray) -> np.ndarray:
        raise AssertionError("there is no CTC branch")

    def close(self) -> None:
        pass


class Dictated:
    """Says the next text each time; the last one for ever. requests: what it was asked."""

    def __init__(self, *texts: str) -> None:
        self._texts = list(texts)
        self.requests: list[Request] = []

    def decode(self, heard: EncodedUtterance, request: Request) -> Hypothesis:
        self.requests.append(request)
        text = self._texts.pop(0) if len(self._texts) > 1 else self._texts[0]
        return Hypothesis(text, decoded_by=DecodedBy.LLM, hotwords_offered=request.hotwords)

    def close(self) -> None:
        pass


def final(decoder: Dictated, request: Request) -> Hypothesis:
    return FunAsrRecogniser(Rows(), FunAsrConfig(), None, CAN, decoder).begin(request).finish(SOUND)


def vocabulary(words: Sequence[str]) -> Steering:
    return Steering(HotwordIndex(Hotword(word) for word in words))


class TestHotwords:
    def test_none_is_offered_where_nothing_was_heard(self):
        decoder = Dictated("")
        assert final(decoder, Request(hotwords=("Earshot",), steering=vocabulary(["Earshot"]))).text == ""
        assert final(decoder, Request(hotwords=("Earshot",))).text == ""
        assert [request.hotwords for request in decoder.requests] == [(), ()]

    def test_of_127_words_no_more_are_offered_than_help(self):
        words = tuple(f"name number {index}" for index in range(127))
        decoder = Dictated(SPOKEN)
        final(decoder, Request(hotwords=words))
        assert decoder.requests[-1].hotwords == words[:MOST]
        final(decoder, Request(hotwords=tuple("x" * 90 + str(index) for index in range(127))))
        assert 0 < sum(map(len, decoder.requests[-1].hotwords)) <= MOST_CHARACTERS

    def test_of_a_vocabulary_only_what_was_probably_said_is_offered_without_a_ctc_branch_too(self):
        decoder = Dictated(SPOKEN)
        final(decoder, Request(steering=vocabulary(["Verdana Millgate", "Kyverno"])))
        assert [request.hotwords for request in decoder.requests] == [(), ("Verdana Millgate",)]

    def test_nothing_is_asked_twice_where_no_hotword_was_said(self):
        decoder = Dictated(SPOKEN)
        final(decoder, Request(steering=vocabulary(["Kyverno"])))
        assert len(decoder.requests) == 1

    @pytest.mark.parametrize(
        "spoilt",
        ["we meet", SPOKEN[:50], "Verdana Millgate " * 8, "so we said: " + "and now " * 20],
        ids=["shortened", "without its end", "only the hotword", "a loop"],
    )
    def test_a_sentence_that_hotwords_spoil_is_asked_again_without_them(self, spoilt):
        decoder = Dictated(SPOKEN, spoilt, SPOKEN)
        found = final(decoder, Request(hotwords=("Verdana Millgate",)))
        assert (found.text, found.hotwords_offered) == (SPOKEN, ())
        assert found.reason is not None
        assert "without the vocabulary" in found.reason
        assert [bool(request.hotwords) for request in decoder.requests] == [False, True, False]

    def test_a_loop_of_tokens_is_tried_without_hotwords_before_tokens_are_drawn(self):
        jobs: list[DecodeJob] = []

        class Looping:
            def decode(self, job: DecodeJob) -> DecodedAnswer:
                jobs.append(job)
                ending = Ending.LOOP if job.prompt.hotwords else Ending.COMPLETE
                return DecodedAnswer("said", (1,), ending, Counters(0, 1, 0, 1, 1, 0, 0, 0.0, 0.0))

        heard = EncodedUtterance(np.zeros((4, 8), np.float32), None, None, 16_000)
        answer = LlmTextDecoder(Looping()).decode(heard, Request(hotwords=("Earshot",)))
        assert answer.text == "said"
        assert [(job.prompt.hotwords, job.temperature) for job in jobs] == [(("Earshot",), 0.0), ((), 0.0)]


class TestLanguage:
    def test_auto_is_never_written_into_a_prompt(self):
        assert instruction(PromptOptions(language="auto")) == instruction(PromptOptions()) == "语音转写："
        decoder = Dictated(SPOKEN)
        final(decoder, Request(language="auto"))
        assert decoder.requests[0].language is None

    def test_the_only_language_that_comes_into_question_is_named(self):
        decoder = Dictated(SPOKEN)
        final(decoder, Request(languages=("en",)))
        final(decoder, Request(languages=("en", "zh")))
        assert [request.language for request in decoder.requests] == ["en", None]

    def test_thai_that_was_written_in_chinese_is_asked_again_with_its_language_named(self):
        decoder = Dictated("我们今天开会讨论新的计划", "เราประชุมกันวันนี้")
        found = final(decoder, Request(languages=("th", "en")))
        assert found.text == "เราประชุมกันวันนี้"
        assert [request.language for request in decoder.requests] == [None, "th"]

    def test_what_ctc_heard_in_the_same_script_was_spoken_whatever_the_settings_say(self):
        text, request = "我们今天开会讨论新的计划", Request(languages=("en",))
        assert fault(text, Hypothesis("我们今天开会讨论新计划"), request, 10.0) is None
        assert fault(text, Hypothesis("we meet today and talk of the plan"), request, 10.0) == OTHER_SCRIPT
        assert fault(text, Hypothesis(text, decoded_by=DecodedBy.LLM), request, 10.0) == OTHER_SCRIPT

    def test_what_stays_in_the_wrong_script_is_kept_and_says_so(self):
        found = final(Dictated("我们今天开会讨论新的计划"), Request(language="th"))
        assert (found.text, found.reason) == ("我们今天开会讨论新的计划", OTHER_SCRIPT)


class TestCutShort:
    def test_a_final_that_is_a_third_of_what_was_heard_is_far_too_short(self):
        assert cut_short("office and plan", SPOKEN, 10.0) == FAR_TOO_SHORT
        assert cut_short("office and plan", SPOKEN, 4.0) is None  # a short sound: only its beginning counts
        assert cut_short("we meet in", SPOKEN, 4.0) is not None

    @pytest.mark.parametrize(
        ("text", "heard"),
        [
            (SPOKEN[:52], SPOKEN),
            ("我们今天下午三点在会议室开会讨论，", "我们今天下午三点在会议室开会讨论新的计划"),
        ],
    )
    def test_a_final_that_lost_its_end_is_found(self, text, heard):
        assert cut_short(text, heard, 10.0) is not None

    @pytest.mark.parametrize(
        ("text", "heard"),
        [
            (SPOKEN, SPOKEN),
            ("", SPOKEN),
            (
                "So the meeting of the office is on Monday at ten.",
                "um so the uh the meeting of the office you know is uh on monday at ten",
            ),
            ("It costs 373 in all, and we pay 20.", "it costs three hundred seventy three in all and we pay twenty"),
            ("We go on.", "we go on " * 12),
        ],
        ids=["the same", "nothing", "without fillers", "digits", "a loop that was heard"],
    )
    def test_a_final_that_was_only_tidied_is_not(self, text, heard):
        assert cut_short(text, heard, 10.0) is None


def test_the_penalty_for_repetitions_is_one():
    """Upstream crashes with another one, and a name that is said twice has to be written twice."""
    logits = np.full(100, -20.0, np.float32)
    logits[7] = 5.0
    sampler = Sampler(0.3, 0)
    assert [sampler.pick(logits) for _ in range(20)] == [7] * 20
    assert "penal" not in " ".join(DecodeJob.__dataclass_fields__)
