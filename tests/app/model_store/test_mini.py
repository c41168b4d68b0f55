"""Earshot Mini, the model that is shipped: whole, small, and it hears.

The figures that its card claims are measured by training/evaluate.py; here stands what must hold on any machine.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from app.cli import run
from app.model_store import bundled, memory
from app.model_store.loading import load_recogniser
from app.model_store.store import ModelStore
from app.scoring import ErrorCount, Measure, count_errors, keywords_found
from app.transcribing import transcribe_file
from engine.events import DecodedBy
from engine.hotwords.entries import Hotword
from engine.hotwords.proof import Said
from engine.hotwords.retrieval import HotwordIndex
from engine.hotwords.steering import Steering
from engine.models import manifest
from engine.models.fun_asr_nano.llm import library
from engine.models.recogniser import Recogniser, Request
from engine.session.post_processing import with_vocabulary
from training.data import voices
from training.data.text.names import sounds_like_names
from training.data.text.sentences import generate
from training.data.voices import Voice
from training.evaluation.hotwords import is_invented

MINI = bundled.FOLDER / "mini"
LARGEST = 25_000_000

pytestmark = pytest.mark.skipif(
    not (MINI / manifest.FILE_NAME).is_file(), reason="resources/models/mini holds no weights yet"
)


@pytest.fixture(scope="module")
def mini() -> Iterator[Recogniser]:
    recogniser = load_recogniser("mini", 1)
    yield recogniser
    recogniser.close()


def spoken(reading: str) -> np.ndarray:
    """A sentence as flite says it, float32 at 16 kHz."""
    if shutil.which("flite") is None:
        pytest.skip("flite, which speaks the test sentences, is not installed")
    return voices.speak(Voice("flite", "slt"), reading).samples


def final(model: Recogniser, samples: np.ndarray, request: Request | None = None) -> str:
    quiet = np.zeros(3200, np.float32)
    request = request or Request()
    utterance = model.begin(request)
    hypothesis = utterance.finish(np.concatenate([quiet, samples, quiet]))
    utterance.close()
    return with_vocabulary(hypothesis, request.steering).text


def test_every_file_is_what_was_exported() -> None:
    described = ModelStore().check("mini")
    assert (described.name, described.title) == ("mini", "Earshot Mini")


def test_it_takes_no_more_room_than_promised() -> None:
    assert sum(path.stat().st_size for path in MINI.rglob("*") if path.is_file()) <= LARGEST


def test_its_licence_and_its_card_lie_beside_it() -> None:
    assert "Apache License" in (MINI / "LICENSE").read_text(encoding="utf-8")
    card = (MINI / "README.md").read_text(encoding="utf-8")
    assert "AISHELL-1" in card
    assert "espeak-ng" in card


def test_it_needs_less_memory_than_a_published_model() -> None:
    assert 0 < memory.needed_bytes(ModelStore().find("mini")) < 400_000_000


def test_it_hears_english_and_mandarin(mini: Recogniser) -> None:
    assert mini.capabilities.languages == ("en", "zh")
    assert mini.capabilities.rough


def rate(model: Recogniser, language: str, measure: Measure, voice: Voice, program: str) -> float:
    """Error rate over ten sentences of the small domain without names, none of which was spoken in training."""
    if shutil.which(program) is None:
        pytest.skip(f"{program}, which speaks the test sentences, is not installed")
    counts = ErrorCount()
    for sentence in generate(language, 16, 8, "test", 0.2):
        if not sentence.names:
            text = final(model, voices.speak(voice, sentence.reading).samples)
            counts += count_errors(sentence.spoken, text, measure, language)
    assert counts.reference_length > 20
    return counts.rate


def test_it_writes_new_mandarin_sentences_of_its_domain(mini: Recogniser) -> None:
    """Its card says how few errors it makes on many."""
    assert rate(mini, "zh", Measure.CHARACTERS, Voice("espeak", "f2", "en-us"), "espeak-ng") < 0.15


def test_it_writes_new_english_sentences_of_its_domain(mini: Recogniser) -> None:
    assert rate(mini, "en", Measure.WORDS, Voice("espeak", "f2", "en-us"), "espeak-ng") < 0.25


def test_guesses_grow_into_the_sentence_while_it_is_spoken(mini: Recogniser) -> None:
    sound = spoken("We will talk about the new plan tomorrow.")
    utterance = mini.begin(Request())
    lengths = [len(utterance.hypothesise(sound[:end]).text) for end in range(8000, len(sound), 8000)]
    utterance.close()
    assert lengths[-1] > lengths[0]
    assert lengths[-1] > 8


def test_silence_gives_nothing(mini: Recogniser) -> None:
    assert final(mini, np.zeros(3 * 16_000, np.float32)) == ""


def test_a_session_of_hiss_gives_nothing(mini: Recogniser, tmp_path: Path) -> None:
    path = tmp_path / "hiss.wav"
    soundfile.write(path, np.random.default_rng(3).normal(0, 0.02, 5 * 16_000), 16_000)
    assert [event.text for event in transcribe_file(path, mini) if event.text] == []


def test_without_llama_cpp_it_captions_by_ctc(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library, "_folder", lambda: None)
    model = load_recogniser("mini", 1)
    utterance = model.begin(Request())
    found = utterance.finish(spoken("We will talk about the new plan tomorrow."))
    model.close()
    assert found.decoded_by is DecodedBy.CTC
    assert found.text


def test_the_language_model_writes_the_final_where_llama_cpp_is_there(mini: Recogniser) -> None:
    if not ModelStore().describe("mini").capabilities.hotwords:
        pytest.skip("this Mini has no decoder yet: its finals are written by CTC")
    if not library.installed():
        pytest.skip("llama.cpp is not installed")
    utterance = mini.begin(Request())
    assert utterance.finish(spoken("We will talk about the new plan tomorrow.")).decoded_by is DecodedBy.LLM
    utterance.close()


def test_a_file_is_captioned_with_it(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["caption", str(sample), "--model", "mini", "--format", "txt"], None) == 0
    assert capsys.readouterr().out.strip()


def test_its_ears_tell_what_was_said_from_what_was_not(mini: Recogniser) -> None:
    samples = np.concatenate([np.zeros(3200, np.float32), spoken("The meeting begins on Monday."), np.zeros(3200)])
    utterance = mini.begin(Request(steering=Steering(HotwordIndex([Hotword("Kelora")]))))
    heard = utterance.finish(samples.astype(np.float32))
    utterance.close()
    assert heard.scorer is not None
    words = (heard.ctc or heard).words
    meeting = next(at for at, word in enumerate(words) if word.text.lower() == "meeting")
    start, end = words[meeting - 1].end, words[meeting + 1].start
    same, alike, other = heard.scorer.likelihoods(
        [Said("meeting", start, end), Said("meetingen", start, end), Said("government", start, end)]
    )
    assert other < alike < same <= 0
    assert same > -1
    assert other < -20


def test_nobody_asks_its_ears_where_there_are_no_hotwords(mini: Recogniser) -> None:
    utterance = mini.begin(Request())
    assert utterance.finish(spoken("Hello.")).scorer is None
    utterance.close()


def test_names_that_it_never_heard_come_right_with_a_list(mini: Recogniser) -> None:
    if shutil.which("espeak-ng") is None:
        pytest.skip("espeak-ng, which speaks the test sentences, is not installed")
    said = [one for one in generate("en", 60, 9, "test", 0.2) if one.names and all(map(is_invented, one.names))][:8]
    names = [name for one in said for name in one.names]
    listed = Steering(HotwordIndex(Hotword(name) for name in {*names, *sounds_like_names(60, 1, "test", names)}))
    known = unknown = 0
    for one in said:
        samples = voices.speak(Voice("espeak", "f2", "en-us"), one.reading).samples
        unknown += len(keywords_found(one.names, final(mini, samples)))
        written = final(mini, samples, Request(steering=listed))
        known += len(keywords_found(one.names, written))
        assert not [name for name in keywords_found(tuple(names), written) if name not in one.names]
    assert known >= 0.7 * len(names)
    assert known > unknown
