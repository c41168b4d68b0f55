"""Whisper base behind the contract of a recogniser, with real sound."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
import soundfile

from app.hotwords.reading import parse
from app.model_store.loading import load_recogniser
from engine.errors import ModelUnusable
from engine.hotwords.entries import Hotword
from engine.hotwords.retrieval import HotwordIndex
from engine.hotwords.steering import Steering
from engine.models import manifest
from engine.models.family import LoadOptions
from engine.models.recogniser import Hypothesis, Recogniser, Request
from engine.models.whisper import family, tokens
from engine.models.whisper.decoding import DecodedTokens, Decoder
from engine.models.whisper.mel import MOST_FRAMES
from engine.models.whisper.recogniser import WhisperRecogniser, capabilities_of
from engine.timeline import to_samples, to_seconds
from tests.support.audio import sine
from tests.support.tiny_whisper import LANGUAGES, write_tiny_whisper

if TYPE_CHECKING:
    import ctranslate2

ROOT = Path(__file__).resolve().parents[4]
ENGLISH, MANDARIN = "en_so762_021290009", "zh_aishell_BAC009S0150W0465"
SAID_IN_ENGLISH, SAID_IN_MANDARIN = "The race is too close to call.", "现在孩子的情绪稳定多了"

Sound = Callable[[str], np.ndarray]
Scripted = Callable[..., tuple["ScriptedDecoder", Recogniser]]


@pytest.fixture(scope="module")
def base(whisper_base: str) -> Iterator[Recogniser]:
    loaded = load_recogniser(whisper_base, 2)
    yield loaded
    loaded.close()


@pytest.fixture
def clip(shared: Callable[[str], Path]) -> Sound:
    """Gives the sound of a development recording."""
    return lambda name: soundfile.read(shared(f"data/speech/dev/{name}.flac"), dtype="float32")[0]


@pytest.fixture
def vocabulary() -> tuple[str, ...]:
    """The bundled one, of the bundled recording."""
    content = (ROOT / "resources" / "samples" / "vocabulary.txt").read_bytes()
    return tuple(entry.text for entry in parse(content).entries)


@pytest.fixture
def name_said(sample: Path) -> np.ndarray:
    """ "Please ask Jorun Haldane before Friday." """
    sound: np.ndarray = soundfile.read(sample, start=to_samples(13.0), stop=to_samples(15.9), dtype="float32")[0]
    return sound


def final(base: Recogniser, sound: np.ndarray, **request: object) -> Hypothesis:
    utterance = base.begin(Request(**request))
    found = utterance.finish(sound)
    utterance.close()
    return found


# -- text and language -----------------------------------------------------------------------------------


def test_english_is_written_with_capital_and_full_stop(base: Recogniser, clip: Sound) -> None:
    assert final(base, clip(ENGLISH), language="en").text == SAID_IN_ENGLISH


def test_mandarin_is_written_in_simplified_characters(base: Recogniser, clip: Sound) -> None:
    assert final(base, clip(MANDARIN), language="zh-CN").text.rstrip("。") == SAID_IN_MANDARIN


def test_mandarin_is_written_in_traditional_characters_where_the_user_reads_them(base: Recogniser, clip: Sound) -> None:
    found = final(base, clip(MANDARIN), language="zh", traditional=True)
    assert found.text.rstrip("。") == "現在孩子的情緒穩定多了"


@pytest.mark.parametrize(("name", "language"), [(ENGLISH, "en"), (MANDARIN, "zh")])
def test_the_language_is_detected_among_the_users_and_told(
    base: Recogniser, clip: Sound, name: str, language: str
) -> None:
    assert final(base, clip(name), languages=("en", "zh")).language == language


def test_a_language_that_the_user_fixed_is_kept_whatever_is_spoken(base: Recogniser, clip: Sound) -> None:
    found = final(base, clip(MANDARIN), language="en", languages=("zh",))
    assert found.language == "en"
    assert found.text.isascii()


def test_one_language_of_the_user_needs_no_detection(base: Recogniser, clip: Sound) -> None:
    assert final(base, clip(ENGLISH)[: to_samples(0.5)], languages=("zh-TW",)).language == "zh"


def test_a_guess_waits_until_the_language_is_decided(base: Recogniser, clip: Sound) -> None:
    utterance, sound = base.begin(Request(languages=("en", "zh"))), clip(MANDARIN)
    assert utterance.hypothesise(sound[: to_samples(0.8)]).text == ""
    guess = utterance.hypothesise(sound)
    assert guess.language == "zh"
    assert guess.text == SAID_IN_MANDARIN
    utterance.close()


# -- guesses ---------------------------------------------------------------------------------------------


def test_a_guess_has_no_full_stop_and_a_probability_for_each_word(base: Recogniser, clip: Sound) -> None:
    utterance = base.begin(Request(language="en"))
    guess = utterance.hypothesise(clip(ENGLISH))
    assert guess.text == SAID_IN_ENGLISH.rstrip(".")
    assert len(guess.probabilities) == len(SAID_IN_ENGLISH.split())
    assert all(0.0 < each <= 1.0 for each in guess.probabilities)
    utterance.close()


# -- vocabulary ------------------------------------------------------------------------------------------


def test_a_name_of_the_vocabulary_is_written_as_it_stands_there(
    base: Recogniser, name_said: np.ndarray, vocabulary: tuple[str, ...]
) -> None:
    found = final(base, name_said, language="en", hotwords=vocabulary)
    assert found.text == "Please ask Jorun Haldane before Friday."
    assert found.hotwords_offered == vocabulary


def test_of_a_vocabulary_what_the_text_brings_up_is_offered(
    base: Recogniser, name_said: np.ndarray, clip: Sound, vocabulary: tuple[str, ...]
) -> None:
    steering = Steering(HotwordIndex(Hotword(word) for word in vocabulary))
    found = final(base, name_said, language="en", hotwords=vocabulary, steering=steering)
    assert found.text == "Please ask Jorun Haldane before Friday."
    assert len(found.hotwords_offered) < len(vocabulary)
    assert final(base, clip(ENGLISH), language="en", hotwords=vocabulary, steering=steering).hotwords_offered == ()


def test_without_the_vocabulary_the_name_is_spelt_otherwise(base: Recogniser, name_said: np.ndarray) -> None:
    assert "Jorun Haldane" not in final(base, name_said, language="en").text


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("noise", ["digital_silence", "near_silence", "kitchen", "street"])
def test_what_is_written_into_noise_with_a_vocabulary_is_doubted(
    base: Recogniser, shared: Callable[[str], Path], vocabulary: tuple[str, ...], noise: str, language: str
) -> None:
    sound = soundfile.read(shared(f"data/noise/{noise}.flac"), stop=to_samples(3.0), dtype="float32")[0]
    found = final(base, sound, language=language, hotwords=vocabulary)
    assert found.doubt or not found.text


# -- word times ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "language", "traditional"),
    [
        (ENGLISH, "en", False),
        (MANDARIN, "zh", True),
        ("mix_aishell_BAC009S0150W0299", "zh", False),
    ],
)
def test_words_are_those_of_the_text_one_after_the_other_within_the_sound(
    base: Recogniser, clip: Sound, name: str, language: str, traditional: bool
) -> None:
    sound = clip(name)
    found = final(base, sound, language=language, traditional=traditional)
    assert "".join(word.text for word in found.words) == found.text.replace(" ", "")
    starts, ends = [word.start for word in found.words], [word.end for word in found.words]
    assert (starts, ends) == (sorted(starts), sorted(ends))
    assert all(0 <= start <= end <= len(sound) for start, end in zip(starts, ends, strict=True))
    assert all(0.0 < word.probability <= 1.0 for word in found.words)


# -- a model that says what the test wants ---------------------------------------------------------------


class ScriptedDecoder(Decoder):
    """The real model, except for the text that it decodes. windows: the lengths of its passes, in frames."""

    def __init__(self, model: ctranslate2.models.Whisper, found: tokens.Tokens, shorter: str, whole: str) -> None:
        """shorter, whole: what it says of less than the whole window, and of the whole one."""
        super().__init__(model, found)
        self.windows: list[int] = []
        self._shorter, self._whole = shorter, whole

    def encode(self, features: np.ndarray) -> ctranslate2.StorageView:
        self.windows.append(features.shape[1])
        return super().encode(features)

    def decode(
        self, encoded: ctranslate2.StorageView, prompt: list[int], sound_s: float, beam: int = 1
    ) -> DecodedTokens:
        text = self._shorter if self.windows[-1] < MOST_FRAMES else self._whole
        return replace(super().decode(encoded, prompt, sound_s, beam), ids=tuple(self.tokens.encode(text)))


@pytest.fixture(scope="module")
def scripted(whisper_base: str) -> Iterator[Scripted]:
    import ctranslate2

    folder = ROOT / "resources" / "models" / whisper_base
    model = ctranslate2.models.Whisper(str(folder), compute_type="int8", intra_threads=2)
    found = tokens.read(folder)

    def made(shorter: str, whole: str = "") -> tuple[ScriptedDecoder, Recogniser]:
        decoder = ScriptedDecoder(model, found, shorter, whole)
        return decoder, WhisperRecogniser(decoder, capabilities_of(manifest.read(folder), found))

    yield made
    model.unload_model()


def test_a_sentence_that_the_model_says_again_is_looked_at_again_in_the_whole_window(
    scripted: Scripted, clip: Sound
) -> None:
    decoder, model = scripted("The race is too close. The race is too close.", whole="The race is too close to call.")
    assert final(model, clip(ENGLISH), language="en").text == "The race is too close to call."
    assert decoder.windows[-1] == MOST_FRAMES


class Suggestible(ScriptedDecoder):
    """Writes `whole` where it was told something before, else `shorter`."""

    def decode(
        self, encoded: ctranslate2.StorageView, prompt: list[int], sound_s: float, beam: int = 1
    ) -> DecodedTokens:
        text = self._whole if self.tokens.start_of_previous in prompt else self._shorter
        return replace(super().decode(encoded, prompt, sound_s, beam), ids=tuple(self.tokens.encode(text)))


@pytest.mark.parametrize(
    ("suggested", "written"),
    [
        ("We plan the budget.", "The race is too close to call."),
        ("The race is too close to Carl.", "The race is too close to Carl."),
    ],
)
def test_a_sentence_of_the_context_is_kept_only_where_it_is_written_without_the_context_too(
    scripted: Scripted, clip: Sound, suggested: str, written: str
) -> None:
    decoder, model = scripted("The race is too close to call.", whole=suggested)
    decoder.__class__ = Suggestible
    found = final(model, clip(ENGLISH), language="en", context=("Today we plan the budget. Carl will be there.",))
    assert found.text == written


def test_a_language_that_is_spoken_and_not_among_the_users_is_told(base: Recogniser, clip: Sound) -> None:
    assert final(base, clip(MANDARIN), languages=("en", "de")).spoken == "zh"
    assert final(base, clip(MANDARIN), languages=("en", "zh")).spoken is None
    assert final(base, clip(MANDARIN), language="en").spoken == "zh"


def test_what_the_whole_window_repeats_as_well_was_said_twice(scripted: Scripted, clip: Sound) -> None:
    twice = f"{SAID_IN_ENGLISH} {SAID_IN_ENGLISH}"
    _decoder, model = scripted(twice, whole=twice)
    assert final(model, clip(ENGLISH), language="en").text == twice


def test_a_loop_in_the_whole_window_is_cut(scripted: Scripted, clip: Sound) -> None:
    loop = " ".join([SAID_IN_ENGLISH] * 4)
    _decoder, model = scripted(loop, whole=loop)
    found = final(model, clip(ENGLISH), language="en")
    assert found.text == SAID_IN_ENGLISH
    assert [word.text for word in found.words] == SAID_IN_ENGLISH.split()


def test_a_text_without_repetition_costs_one_short_pass(scripted: Scripted, clip: Sound) -> None:
    decoder, model = scripted(SAID_IN_ENGLISH)
    sound = clip(ENGLISH)
    final(model, sound, language="en")
    assert decoder.windows == [round(to_seconds(len(sound)) * 100) + 400]


def test_words_have_the_traditional_characters_of_the_text(scripted: Scripted, clip: Sound) -> None:
    """发 alone is 發; only the phrase tells that it is hair."""
    _decoder, model = scripted("他的头发很长。")
    found = final(model, clip(MANDARIN), language="zh", traditional=True)
    assert found.text == "他的頭髮很長。"
    assert "".join(word.text for word in found.words) == found.text


# -- the edges -------------------------------------------------------------------------------------------


def test_two_utterances_at_once_give_what_each_gives_alone(base: Recogniser, clip: Sound) -> None:
    requests = [(clip(ENGLISH), "en"), (clip(MANDARIN), "zh")] * 2
    alone = [final(base, sound, language=language) for sound, language in requests]
    with ThreadPoolExecutor(2) as pool:
        together = list(pool.map(lambda each: final(base, each[0], language=each[1]), requests))
    assert together == alone


def test_less_than_a_tenth_of_a_second_has_no_text(base: Recogniser, clip: Sound) -> None:
    assert final(base, clip(ENGLISH)[: to_samples(0.05)]).text == ""


@pytest.mark.parametrize("value", [np.nan, np.inf, 1e-40])
def test_sound_of_impossible_values_is_doubted_like_silence(base: Recogniser, value: float) -> None:
    assert final(base, np.full(to_samples(1.0), value, np.float32), language="en").doubt is not None


def test_one_bad_sample_leaves_the_sentence(base: Recogniser, clip: Sound) -> None:
    sound = clip(ENGLISH)
    sound[to_samples(1.0)] = np.nan
    assert final(base, sound, language="en").text == SAID_IN_ENGLISH


def test_clipped_sound_is_still_understood(base: Recogniser, clip: Sound) -> None:
    assert "race is too close" in final(base, np.clip(20 * clip(ENGLISH), -1.0, 1.0), language="en").text


def test_more_than_the_window_holds_is_written_up_to_its_end(base: Recogniser, sample: Path) -> None:
    sound = soundfile.read(sample, dtype="float32")[0]
    found = final(base, sound, language="en")
    assert found.text.replace(",", "").startswith("Good morning and thank you for joining the call.")
    assert found.words[-1].end <= to_samples(30.0)


# -- other models ----------------------------------------------------------------------------------------


def loaded(folder: Path) -> Recogniser:
    described = family.describe(folder)
    assert described is not None
    return family.load(folder, described, LoadOptions(threads=1))


@pytest.mark.parametrize(
    ("bins", "multilingual", "vocabulary"),
    [(80, True, "vocabulary.txt"), (80, False, "vocabulary.txt"), (128, True, "vocabulary.json")],
)
def test_any_folder_of_a_whisper_model_is_loaded(
    tmp_path: Path, bins: int, multilingual: bool, vocabulary: str
) -> None:
    model = loaded(write_tiny_whisper(tmp_path / "tiny", bins, multilingual, vocabulary))
    found = final(model, sine(1.0), languages=("en", "zh"))
    model.close()
    assert found.text
    assert len(model.capabilities.languages) == (len(LANGUAGES) if multilingual else 1)


@pytest.mark.parametrize("share", [0.99, 0.5, 0.01])
def test_cut_weights_are_told_in_one_sentence(tmp_path: Path, share: float) -> None:
    folder = write_tiny_whisper(tmp_path / "tiny")
    whole = (folder / "model.bin").read_bytes()
    (folder / "model.bin").write_bytes(whole[: round(share * len(whole))])
    with pytest.raises(ModelUnusable, match=r"^Whisper tiny in .* cannot be loaded \(.*\)\. Get the model again\.$"):
        loaded(folder)
