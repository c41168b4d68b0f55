"""FireRedASR-LLM: adapter, merged LoRA, prompt and greedy texts of the reference, from its published folder."""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.cli import run
from app.control.earshot import Earshot
from app.folders import user_folders
from app.settings import Settings
from app.transcripts.refining import HeardAgain, Passage
from engine.errors import ModelUnusable
from engine.events import DecodedBy, Final
from engine.models.family import NO_GRAPHICS, ImportOptions, LengthMask, LoadOptions
from engine.models.fireredasr import family
from engine.models.fireredasr.checkpoint import FireRedCheckpoint, open_fire_red
from engine.models.fireredasr.graphs import write_graphs
from engine.models.fireredasr.recogniser import LONGEST_WITH_LLM, decoder_options
from engine.models.fireredasr.runtime import FireRedNetwork
from engine.models.fun_asr_nano.llm import beams, model
from engine.models.fun_asr_nano.llm import prompt as prompts
from engine.models.fun_asr_nano.llm.context import ContextOptions, LlamaContext
from engine.models.fun_asr_nano.llm.convert import write_gguf
from engine.models.fun_asr_nano.llm.engine import DecodingEngine
from engine.models.fun_asr_nano.llm.job import DecodeJob
from engine.models.fun_asr_nano.llm.prompt import PromptOptions
from engine.models.fun_asr_nano.llm.warm import Prompt, WarmContext
from engine.models.progress import silent
from engine.models.recogniser import Request
from engine.timeline import to_samples, to_seconds
from tests.support import llm_search
from tests.support.fireredasr import FireRedGolden, fire_red, published_llm_folder
from tests.support.llm import fixed_costs, needs_llama, opened

__all__ = ["fire_red"]

PROMPT = PromptOptions(form="fireredasr")


@pytest.fixture(scope="module")
def published(fire_red: FireRedGolden, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as the publisher lays it out."""
    return published_llm_folder(fire_red, tmp_path_factory.mktemp("llm"))


@pytest.fixture(scope="module")
def checkpoint(published: Path) -> FireRedCheckpoint:
    found = open_fire_red(published)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def network(checkpoint: FireRedCheckpoint, tmp_path_factory: pytest.TempPathFactory) -> FireRedNetwork:
    folder = tmp_path_factory.mktemp("graphs")
    write_graphs(checkpoint.config, checkpoint.tensors, folder, None)
    return FireRedNetwork(folder, checkpoint.config)


@pytest.fixture(scope="module")
def engine(checkpoint: FireRedCheckpoint, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DecodingEngine]:
    path = tmp_path_factory.mktemp("gguf") / "decoder.gguf"
    assert checkpoint.llm is not None
    assert checkpoint.llm_folder is not None
    write_gguf(path, checkpoint.llm, checkpoint.llm_folder, "f32")
    with opened(path) as found:
        yield found


@pytest.fixture(scope="module")
def searching(engine: DecodingEngine) -> Iterator[DecodingEngine]:
    """The same weights with room for three texts side by side."""
    llama = model.load(engine.context.model.file)
    found = DecodingEngine(LlamaContext(llama, ContextOptions(512, 1, True, 3)), fixed_costs())
    yield found
    found.close()


MASKS: dict[str, LengthMask] = {"orig": "first", "head": "2025-12"}


def speech_rows(network: FireRedNetwork, fire_red: FireRedGolden, variant: str, name: str) -> np.ndarray:
    """[n, rows, 64] of the adapter, those of a batch with its padding."""
    network.config = replace(network.config, length_mask=MASKS[variant])
    arrays = fire_red.arrays("aed/features")
    if name == "batch":
        return network.adapt(network.encode(arrays["batch_feat"], arrays["batch_len"])[0])
    return network.adapt(network.encode(arrays[f"{name}_feat"][None])[0])


@pytest.mark.parametrize("variant", MASKS)
def test_encoder_and_adapter_are_those_of_the_reference(
    network: FireRedNetwork, fire_red: FireRedGolden, variant: str
) -> None:
    expected, features = fire_red.arrays(f"llm/llm_{variant}"), fire_red.arrays("aed/features")
    for name in ("batch", "a", "b"):
        found = speech_rows(network, fire_red, variant, name)
        np.testing.assert_allclose(found, expected[f"{name}.adapter_out"], atol=1e-5)
        given = (
            (features["batch_feat"], features["batch_len"]) if name == "batch" else (features[f"{name}_feat"][None],)
        )
        np.testing.assert_allclose(network.encode(*given)[0], expected[f"{name}.enc_out"], atol=1e-5)


def test_the_merged_matrices_are_those_of_the_reference(checkpoint: FireRedCheckpoint, fire_red: FireRedGolden) -> None:
    assert checkpoint.llm is not None
    for name, expected in fire_red.arrays("llm/llm_orig").items():
        if name.startswith("merged."):
            found = checkpoint.llm[f"llm.{name.removeprefix('merged.')}"]
            np.testing.assert_allclose(found, expected, atol=1e-6)


@needs_llama
@pytest.mark.parametrize("variant", MASKS)
@pytest.mark.parametrize("name", ["batch", "a", "b"])
def test_the_prompt_logits_and_texts_of_the_reference_follow(
    engine: DecodingEngine, network: FireRedNetwork, fire_red: FireRedGolden, name: str, variant: str
) -> None:
    """Of all cases: greedy, with the penalty for repetition, three beams. A batch's padding is heard as speech."""
    arrays, texts = fire_red.arrays(f"llm/llm_{variant}"), fire_red.json(f"llm/generate_{variant}")
    ids = texts["tokenizer"]["tokens"]
    before, after = (prompts.tokens(part(PROMPT), engine.context.model) for part in PROMPT_PARTS)
    assert [*before, ids["<speech>"], *after] == texts["prompt_ids"]
    cases = {case: found for case, found in texts.items() if case.startswith(f"{name}/")}
    assert len(cases) == 5
    for place, rows in enumerate(speech_rows(network, fire_red, variant, name)):
        warm = WarmContext(engine.context)
        spliced = warm.lay_out(before, rows, after).vectors
        if variant == "orig":
            np.testing.assert_allclose(spliced, arrays[f"{name}.inputs_embeds"][place], atol=1e-5)
        logits = LogitsAfter(warm, warm.lay_out(before, rows, after))
        if variant == "orig":
            np.testing.assert_allclose(logits(()), arrays[f"{name}.prefill_logits"][place, -1], atol=1e-4)
        for case, expected in cases.items():
            asked = expected["generate_kwargs"]
            end, most, penalty = ids["<|im_end|>"], asked["max_new_tokens"], asked["repetition_penalty"]
            if asked["num_beams"] == 1:
                said, found = llm_search.greedy(logits, end, most, penalty)
                steps = arrays.get(f"{case.replace('/', '.')}.step_logits")
                if steps is not None:
                    np.testing.assert_allclose(found, steps[: len(said), place], atol=2e-4)
            else:
                said, score = llm_search.beam(logits, end, most, penalty, asked["length_penalty"], asked["num_beams"])
                assert score == pytest.approx(expected["sequences_scores"][place], abs=1e-4), case
            padded = [*said, *[ids["<|endoftext|>"]] * most][: len(expected["ids"][place])]
            assert padded == expected["ids"][place], case
            text = engine.context.model.text([token for token in said if token != end])
            assert text == expected["texts"][place], case


PROMPT_PARTS = (prompts.before_audio, prompts.after_audio)


class LogitsAfter:
    """The decoder's logits behind a prompt and what was said, each computed once."""

    def __init__(self, warm: WarmContext, prompt: Prompt) -> None:
        self._warm, self._prompt = warm, prompt
        self._known: dict[tuple[int, ...], np.ndarray] = {}

    def __call__(self, said: tuple[int, ...]) -> np.ndarray:
        if said not in self._known:
            self._warm.enter(self._prompt, said)
            self._known[said] = self._warm.context.logits(len(said)).astype(np.float64)
        return self._known[said]


@needs_llama
@pytest.mark.parametrize("name", ["a", "b"])
def test_the_engine_writes_the_greedy_text_of_the_reference(
    engine: DecodingEngine, fire_red: FireRedGolden, name: str
) -> None:
    texts = fire_red.json("llm/generate_orig")
    rows = fire_red.arrays("llm/llm_orig")[f"{name}.adapter_out"][0]
    decoded = engine.decode(DecodeJob(rows, 3.0, PROMPT, most_tokens=len(rows)))
    expected = texts[f"{name}/greedy"]
    assert [*decoded.tokens, texts["tokenizer"]["tokens"]["<|im_end|>"]] == expected["ids"][0]
    assert decoded.text == expected["texts"][0]


@needs_llama
@pytest.mark.parametrize("variant", MASKS)
@pytest.mark.parametrize("name", ["batch", "a", "b"])
def test_the_search_of_the_product_gives_the_texts_and_scores_of_the_reference(
    searching: DecodingEngine, network: FireRedNetwork, fire_red: FireRedGolden, name: str, variant: str
) -> None:
    """All cases without a penalty for repetition, which the product never sets; each token's way is a sequence of
    llama.cpp's cache.
    """
    texts = fire_red.json(f"llm/generate_{variant}")
    context = searching.context
    before, after = (prompts.tokens(part(PROMPT), context.model) for part in PROMPT_PARTS)
    asked_for = {case: found for case, found in texts.items() if case in (f"{name}/beam3", f"{name}/beam3_max3")}
    assert len(asked_for) == 2
    for place, rows in enumerate(speech_rows(network, fire_red, variant, name)):
        for case, expected in asked_for.items():
            asked = expected["generate_kwargs"]
            searching.warm.enter(searching.warm.lay_out(before, rows, after), ())

            def step(tokens: np.ndarray, parents: Sequence[int]) -> np.ndarray:
                context.fork(tokens.astype(np.int32), parents)
                return np.stack([context.logits(index) for index in range(len(tokens))])

            first, most, penalty = context.logits(0)[None], asked["max_new_tokens"], asked["length_penalty"]
            best = beams.search(first, step, context.model.ends, most, asked["num_beams"], penalty)[0]
            context.join()
            ids = [*best.tokens, *([texts["tokenizer"]["tokens"]["<|im_end|>"]] if best.ended else [])]
            padding = texts["tokenizer"]["tokens"]["<|endoftext|>"]
            assert ids == [token for token in expected["ids"][place] if token != padding]
            assert best.score == pytest.approx(expected["sequences_scores"][place], abs=1e-4), case


@needs_llama
@pytest.mark.parametrize("name", ["a", "b"])
def test_a_final_comes_from_the_search_with_its_other_texts(
    searching: DecodingEngine, fire_red: FireRedGolden, name: str
) -> None:
    rows = fire_red.arrays("llm/llm_orig")[f"{name}.adapter_out"][0]
    decoded = searching.decode(DecodeJob(rows, 3.0, PROMPT, most_tokens=len(rows), beams=3))
    assert decoded.text == fire_red.json("llm/generate_orig")[f"{name}/beam3"]["texts"][0]
    assert len(decoded.others) == 2
    assert decoded.text not in decoded.others


@needs_llama
def test_a_loaded_model_searches_and_keeps_the_other_texts(
    published: Path, fire_red: FireRedGolden, tmp_path: Path
) -> None:
    """Through the decoder's own process, as captions and files use it."""
    source = family.published(published, ImportOptions("fp32"))
    assert source is not None
    described = source.install("fire", tmp_path, silent)
    told: list[str] = []
    options = LoadOptions(threads=1, graphics="gpu", graphics_layers=1, report=lambda what, _: told.append(what))
    loaded = family.load(tmp_path, described, options)
    try:
        found = loaded.begin(Request()).finish(fire_red.audio("a"))
    finally:
        loaded.close()
    assert found.text == "今天会议开始 hello"
    assert found.decoded_by is DecodedBy.LLM
    assert found.alternatives
    assert found.text not in found.alternatives
    where = family.placement(tmp_path, described, options)
    assert where is not None
    assert told == [NO_GRAPHICS[0]]


def test_the_settings_for_a_graphics_card_are_passed_on() -> None:
    options = decoder_options(LoadOptions(threads=3, graphics="gpu", graphics_layers=12))
    assert (options.threads, options.device, options.layers) == (3, "gpu", 12)
    assert (options.form, options.beams) == ("fireredasr", 3)
    rows = to_seconds(LONGEST_WITH_LLM) * 12.5  # of 80 ms
    assert options.positions >= 10 + rows * (1 + options.beams)


@needs_llama
def test_the_terminal_imports_and_uses_it(published: Path, sample: Path, tmp_path: Path) -> None:
    import soundfile

    sound, rate = soundfile.read(sample)
    soundfile.write(tmp_path / "talk.flac", sound[: 6 * rate], rate)
    assert run(["models", "import", str(published), "--name", "fire-llm", "--precision", "fp32"], None) == 0
    out = tmp_path / "out"
    asked = ["transcribe", str(tmp_path / "talk.flac"), "--model", "fire-llm", "--out", str(out), "--format", "txt"]
    assert run(asked, None) == 0
    assert (out / "talk.txt").exists()


@needs_llama
def test_a_kept_sentence_is_heard_again_by_it(published: Path, fire_red: FireRedGolden) -> None:
    assert run(["models", "import", str(published), "--name", "fire-llm", "--precision", "fp32"], None) == 0
    earshot = Earshot(Settings(), user_folders())
    try:
        store = earshot.transcripts.store()
        number = store.begin_session("mic", "mini", "zh", fire_red.folder / "a.wav")
        store.append(number, Final(0, 0, to_samples(1.65), "今天", (), "mini", DecodedBy.CTC, 0.1))
        store.end_session(number, to_samples(1.65))
        found: list[HeardAgain] = []
        heard = earshot.refining.refine_now(store.load(number), Passage(), "fire-llm", found.append, lambda *_: None)
    finally:
        earshot.close()
    assert heard == 1
    assert found[0].new.decoded_by is DecodedBy.LLM
    assert found[0].new.text
    assert found[0].new.alternatives


LORA = "llm.base_model.model.model.layers.0.self_attn.q_proj.lora_"


@pytest.mark.parametrize("part", ["A", "B"])
@pytest.mark.parametrize("fault", ["missing", "narrow"])
def test_changes_that_fit_no_matrix_are_refused(published: Path, tmp_path: Path, part: str, fault: str) -> None:
    torch = pytest.importorskip("torch")
    folder = Path(shutil.copytree(published, tmp_path / "other"))
    with torch.serialization.safe_globals([argparse.Namespace]):
        content = torch.load(folder / "model.pth.tar", weights_only=True)
    state, name = content["model_state_dict"], f"{LORA}{part}.default.weight"
    spoilt = state.pop(name)
    if fault == "narrow":
        state[name] = spoilt[:-1].clone()
    torch.save(content, folder / "model.pth.tar")
    with pytest.raises(ModelUnusable, match="do not fit the language model"):
        open_fire_red(folder)


@pytest.mark.parametrize("name", ["Qwen2-7B-Instruct", "asr_encoder.pth.tar", "cmvn.ark"])
def test_what_is_missing_beside_the_weights_is_named(published: Path, tmp_path: Path, name: str) -> None:
    folder = Path(shutil.copytree(published, tmp_path / "other"))
    place = folder / name
    shutil.rmtree(place) if place.is_dir() else place.unlink()
    with pytest.raises(ModelUnusable, match=name):
        open_fire_red(folder)
