"""A converted Fun-ASR model captions through the same contract as every other model."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pytest

from engine.errors import ModelUnusable
from engine.events import DecodedBy, Word
from engine.models.fun_asr_nano import manifest, recogniser, torch_folder
from engine.models.fun_asr_nano.config import expected_tensors
from engine.models.fun_asr_nano.text_decoder import EncodedUtterance
from engine.models.fun_asr_nano.word_times import corrected
from engine.models.manifest import read, record_of, write
from engine.models.recogniser import Hypothesis, Recogniser, Request
from engine.text import wording
from tests.support.fun_asr import Golden, golden_model

pytestmark = pytest.mark.slow

CASES = ["noise_tone_3s", "speech_en_3s"]


@dataclass
class DictatedDecoder:
    """Answers with a given text, and keeps what it was given."""

    text: str
    heard: list[EncodedUtterance] = field(default_factory=list)
    closed: bool = False

    def decode(self, heard: EncodedUtterance, request: Request) -> Hypothesis:
        self.heard.append(heard)
        return Hypothesis(self.text, decoded_by=DecodedBy.LLM, hotwords_offered=request.hotwords)

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def golden(shared: Callable[[str], Path]) -> Golden:
    return golden_model(shared)


@pytest.fixture
def model(golden: Golden) -> Recogniser:
    return recogniser.load(golden.converted("fp32"))


def final(model: Recogniser, audio: np.ndarray, request: Request | None = None) -> Hypothesis:
    return model.begin(request or Request()).finish(audio)


@pytest.mark.parametrize("case", CASES)
def test_the_final_text_is_the_references_ctc_text_as_a_person_sees_it(
    golden: Golden, model: Recogniser, case: str
) -> None:
    expected = wording.tidy(golden.meta["cases"][case]["ctc_text"])
    assert final(model, golden.audio(case)).text == expected
    assert expected


def test_words_of_a_final_have_the_references_times_put_right(golden: Golden, model: Recogniser) -> None:
    stamps = golden.meta["cases"]["noise_tone_3s"]["upstream_inference"]["ctc_timestamps"]
    expected = [
        Word(stamp["token"], round(stamp["start_time"] * 16_000), round(stamp["end_time"] * 16_000))
        for stamp in stamps
        if stamp["token"].isprintable()
    ]
    words = final(model, golden.audio("noise_tone_3s")).words
    places = [(word.text, word.start, word.end) for word in words]
    assert places == [(word.text, word.start, word.end) for word in corrected(expected)]


def test_a_hypothesis_grows_into_the_text_of_the_final(golden: Golden, model: Recogniser) -> None:
    audio, utterance = golden.audio("noise_tone_3s"), model.begin(Request())
    for end in range(3200, len(audio), 3200):
        utterance.hypothesise(audio[:end])
    assert utterance.hypothesise(audio).text == utterance.finish(audio).text


def test_two_utterances_may_be_open_at_once(golden: Golden, model: Recogniser) -> None:
    noise, speech = (golden.audio(case) for case in CASES)
    first, second = model.begin(Request()), model.begin(Request())
    first.hypothesise(noise[:16_000])
    second.hypothesise(speech[:16_000])
    assert first.finish(noise).text == final(model, noise).text
    assert second.finish(speech).text == final(model, speech).text


def test_less_than_a_tenth_of_a_second_is_no_text(model: Recogniser) -> None:
    utterance = model.begin(Request())
    assert utterance.hypothesise(np.ones(1599, np.float32)).text == ""
    assert utterance.finish(np.ones(1599, np.float32)).text == ""


def test_a_model_with_ctc_says_that_it_gives_partials_and_times(golden: Golden, model: Recogniser) -> None:
    can = model.capabilities
    assert (can.name, can.title, can.languages) == ("tiny", "Fun-ASR-Nano", ("zh", "en", "ja"))
    assert (can.partials, can.word_times, can.hotwords, can.context) == (True, True, False, False)


def test_a_model_without_ctc_takes_its_partials_from_the_decoder_and_has_no_times(golden: Golden) -> None:
    decoder = DictatedDecoder("hello")
    model = recogniser.load(golden.converted("fp32", with_ctc=False), decoder=decoder)
    assert (model.capabilities.partials, model.capabilities.word_times) == (True, False)
    utterance = model.begin(Request())
    partial = utterance.hypothesise(golden.audio("speech_en_3s"))
    assert partial.text == "hello"
    assert utterance.finish(golden.audio("speech_en_3s")).words == ()
    assert [heard.draft for heard in decoder.heard] == [None, partial]


def test_a_model_without_ctc_and_decoder_is_refused_with_a_way_out(golden: Golden) -> None:
    with pytest.raises(ModelUnusable, match="no CTC branch") as refused:
        recogniser.load(golden.converted("fp32", with_ctc=False))
    assert "ModelScope" in refused.value.remedy


def test_a_decoder_is_given_the_adaptors_first_rows_and_the_draft(golden: Golden) -> None:
    decoder = DictatedDecoder("hello")
    audio = golden.audio("noise_tone_3s")
    final(recogniser.load(golden.converted("fp32"), decoder=decoder), audio)
    (heard,) = decoder.heard
    reference = golden.arrays("noise_tone_3s")
    assert heard.audio_rows.shape == (int(reference["fake_token_len"]), 64)
    assert np.abs(heard.audio_rows - reference["adaptor_out"][:7]).max() < 2e-3  # from our own filter bank
    assert heard.draft is not None
    assert heard.draft.text == wording.tidy(golden.meta["cases"]["noise_tone_3s"]["ctc_text"])


def test_a_decoders_words_are_placed_by_alignment(golden: Golden) -> None:
    case = golden.meta["cases"]["noise_tone_3s"]["align"]
    model = recogniser.load(golden.converted("fp32"), decoder=DictatedDecoder(case["text"]))
    found = final(model, golden.audio("noise_tone_3s"), Request(hotwords=("meeting",)))
    items = {item["token"]: item for item in case["items"]}
    assert (found.decoded_by, found.hotwords_offered) == (DecodedBy.LLM, ("meeting",))
    assert [word.text for word in found.words] == ["hello", "meeting", "开", "放", "时", "间"]
    (first,) = corrected([Word("hello", 2 * 960, 3 * 960)])
    assert (found.words[0].start, found.words[0].end) == (first.start, min(first.end, found.words[1].start))
    (last,) = corrected([Word("间", round(items[263]["start_time"] * 960), 0)])
    assert found.words[-1].start == last.start


def test_a_decoders_text_that_is_too_long_for_its_sound_keeps_its_text(golden: Golden) -> None:
    model = recogniser.load(golden.converted("fp32"), decoder=DictatedDecoder("meeting " * 40))
    found = final(model, golden.audio("noise_tone_3s"))
    assert (found.text, found.words) == ("meeting " * 40, ())


def test_closing_a_model_closes_its_decoder(golden: Golden) -> None:
    decoder = DictatedDecoder("")
    recogniser.load(golden.converted("fp32"), decoder=decoder).close()
    assert decoder.closed


def test_an_int8_model_captions_too(golden: Golden) -> None:
    found = final(recogniser.load(golden.converted("int8")), golden.audio("speech_en_3s"))
    assert found.decoded_by is DecodedBy.CTC


def test_a_folder_with_a_file_missing_is_refused_by_name(golden: Golden, tmp_path: Path) -> None:
    shutil.copytree(golden.converted("fp32"), tmp_path / "model")
    (tmp_path / "model" / manifest.VOCABULARY).unlink()
    with pytest.raises(ModelUnusable, match=r"multilingual\.tiktoken is missing"):
        recogniser.load(tmp_path / "model")


def test_a_vocabulary_of_another_model_is_refused(golden: Golden, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(golden.converted("fp32"), folder)
    path = folder / manifest.VOCABULARY
    path.write_bytes(path.read_bytes().rstrip().rpartition(b"\n")[0])
    described = read(folder)
    files = {**described.files, path.name: record_of(path)}
    write(folder, replace(described, files=files))
    with pytest.raises(ModelUnusable, match="1997 entries where the model has 1998"):
        recogniser.load(folder)


def test_the_torch_runtime_captions_what_the_graphs_caption(golden: Golden, tmp_path: Path) -> None:
    torch_folder.save(expected_tensors(golden.config, with_ctc=True), golden.weights, tmp_path)
    audio = torch_folder.load(tmp_path, golden.config, "cpu")
    words = recogniser._vocabulary(golden.folder, golden.config)
    can = recogniser.load(golden.converted("fp32")).capabilities
    model = recogniser.FunAsrRecogniser(audio, golden.config, words, can)
    case = golden.meta["cases"]["speech_en_3s"]
    assert final(model, golden.audio("speech_en_3s")).text == wording.tidy(case["ctc_text"])


def test_a_folder_without_weights_for_a_gpu_is_refused(golden: Golden) -> None:
    with pytest.raises(ModelUnusable, match="weights that a GPU needs"):
        torch_folder.load(golden.converted("fp32"), golden.config, "cuda")
