"""A model under test: a converted folder as the product loads it, or a training checkpoint in float32 with torch."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import numpy as np
import torch
from tokenizers import Tokenizer

from engine.events import DecodedBy
from engine.models.family import LoadOptions
from engine.models.fun_asr_nano import decoder as llm
from engine.models.fun_asr_nano import manifest, recogniser, vocabulary
from engine.models.fun_asr_nano.llm import library, prompt
from engine.models.fun_asr_nano.llm.job import DecodedAnswer, DecodeJob
from engine.models.fun_asr_nano.llm.prompt import PromptOptions
from engine.models.fun_asr_nano.llm.service import DecoderService
from engine.models.fun_asr_nano.manifest import payload_of
from engine.models.fun_asr_nano.recogniser import FunAsrRecogniser
from engine.models.fun_asr_nano.text_decoder import EncodedUtterance
from engine.models.fun_asr_nano.torch_runtime import TorchAudio
from engine.models.manifest import read
from engine.models.recogniser import Capabilities, Hypothesis, Recogniser, Request
from engine.session.guards import evidence_of, guarded
from engine.session.post_processing import with_vocabulary
from engine.timeline import to_seconds
from training import export, mini
from training.decoder_data import PromptTokens
from training.qwen import Qwen
from training.vocabularies import DECODER_FOLDER

_LLM = "llm."
QUIET = np.zeros(3200, np.float32)
"""0.2 s of silence to either side of a clip: as much as the endpointer leaves around what it cuts out."""


@dataclass(slots=True)
class Subject:
    """name: the column's heading. decoded: what the language model was given and wrote, newest last.
    unguarded: its own text is wanted, not what the guards make of it.

    gguf: the language model's file, None where none is used or it is torch.
    """

    name: str
    model: Recogniser
    folder: Path | None = None
    gguf: Path | None = None
    load_s: float = 0.0
    decoded: list[tuple[DecodeJob, DecodedAnswer]] = field(default_factory=list)
    unguarded: bool = False
    _texts: dict[tuple[str, int], str] = field(default_factory=dict)

    @property
    def writes_with_llm(self) -> bool:
        return self.model.capabilities.hotwords

    def final(self, samples: np.ndarray, request: Request | None = None) -> Hypothesis:
        """The text of a whole clip, float32 (n,) at 16 kHz, as the guards of a session let it through."""
        request = request or Request()
        utterance = self.model.begin(request)
        sound = np.concatenate([QUIET, samples, QUIET])
        try:
            return self._guarded(with_vocabulary(utterance.finish(sound), request.steering), sound)
        finally:
            utterance.close()

    def _guarded(self, hypothesis: Hypothesis, sound: np.ndarray) -> Hypothesis:
        """Without a count of the frames that hold speech: here everything is known to be speech."""
        if self.unguarded:
            return hypothesis
        model = self.model.capabilities
        return guarded(hypothesis, evidence_of(sound, None, hypothesis, model.languages, model.rough))

    def known_final(self, key: tuple[str, int], samples: Callable[[], np.ndarray]) -> str:
        """The same text, computed once for each key: several tables look at the same clips."""
        return self.known_text(key, lambda: self.final(samples()).text)

    def known_text(self, key: tuple[str, int], write: Callable[[], str]) -> str:
        if key not in self._texts:
            self._texts[key] = write()
        return self._texts[key]

    def guesses(self, samples: np.ndarray, hop: int) -> tuple[list[tuple[int, Hypothesis]], Hypothesis]:
        """Guesses as the sound grows by `hop` samples, each with the sound's length, and the final after them."""
        utterance = self.model.begin(Request())
        sound = np.concatenate([QUIET, samples, QUIET])
        ends = [*range(hop, len(sound), hop), len(sound)]
        try:
            guesses = [(end, utterance.hypothesise(sound[:end])) for end in ends]
            return guesses, self._guarded(utterance.finish(sound), sound)
        finally:
            utterance.close()

    def close(self) -> None:
        self.model.close()


def from_folder(folder: Path, name: str | None = None, threads: int = 1) -> Subject:
    """A converted model folder. Without llama.cpp, or without a language model, it writes by CTC."""
    payload = payload_of(read(folder))
    decoded: list[tuple[DecodeJob, DecodedAnswer]] = []
    gguf = None if payload.llm is None else folder / payload.llm
    begun = time.perf_counter()
    decoder = None
    if gguf is not None and library.installed():
        options = llm.DecoderOptions(threads=threads, device="cpu")
        opened = llm.open_decoder(gguf, payload.config.adaptor.llm_dim, options)
        # Only decode() and close() are asked of a service.
        decoder = llm.LlmTextDecoder(cast(DecoderService, _Listening(opened.service, decoded)))
    model = recogniser.load(folder, None, LoadOptions(threads=threads, graphics="cpu"), decoder)
    load_s = time.perf_counter() - begun
    return Subject(name or folder.name, model, folder, gguf if decoder else None, load_s, decoded)


def from_stage(work: Path, stage: str, decoder_stage: str | None = None, config: Path = mini.CONFIG) -> Subject:
    """A training checkpoint in float32: the product's recogniser over torch networks."""
    trained = export.read_stage(work, stage, decoder_stage, config)
    audio_config = trained.config.audio
    arrays = {name: tensor.numpy() for name, tensor in trained.tensors.items()}
    audio = TorchAudio(audio_config, arrays, "cpu", torch.float32)
    decoder = None
    if any(name.startswith(_LLM) for name in trained.tensors):
        tokenizer = Tokenizer.from_file(str(work / DECODER_FOLDER / "tokenizer.json"))
        decoder = TorchDecoder(_qwen(trained), PromptTokens(tokenizer))
    with_decoder = decoder is not None
    capabilities = Capabilities(
        stage, stage, audio_config.languages, partials=True, word_times=True, hotwords=with_decoder, context=False,
        rough=True,
    )  # fmt: skip
    words = vocabulary.read(work / manifest.VOCABULARY)
    return Subject(f"{stage}, float32", FunAsrRecogniser(audio, audio_config, words, capabilities, decoder))


def _qwen(trained: export.Trained) -> Qwen:
    decoder = Qwen(trained.config.decoder)
    tensors = {name.removeprefix(_LLM): tensor for name, tensor in trained.tensors.items() if name.startswith(_LLM)}
    del tensors["lm_head.weight"]  # shared with the embeddings
    decoder.load_state_dict(tensors)
    decoder.eval()
    return decoder


class TorchDecoder:
    """The language model in torch, float32, greedy; one token at a time, no draft."""

    def __init__(self, decoder: Qwen, tokens: PromptTokens) -> None:
        self._decoder, self._tokens = decoder, tokens

    def decode(self, heard: EncodedUtterance, request: Request) -> Hypothesis:
        with torch.inference_mode():
            text = self._written(heard, request)
        return Hypothesis(text, decoded_by=DecodedBy.LLM, hotwords_offered=request.hotwords)

    def _written(self, heard: EncodedUtterance, request: Request) -> str:
        wish = PromptOptions(request.language, request.hotwords, request.itn)
        before, after = self._tokens.around(wish)
        embedded = self._decoder.embed(torch.tensor([*before, *after]))
        sound = torch.from_numpy(np.array(heard.audio_rows, np.float32))
        hidden, cache = self._decoder(torch.cat([embedded[: len(before)], sound, embedded[len(before) :]])[None])
        said: list[int] = []
        for _ in range(DecodeJob(heard.audio_rows, to_seconds(heard.samples)).limit):
            token = int(self._decoder.logits(hidden[:, -1]).argmax(-1))
            if token == self._tokens.end:
                break
            said.append(token)
            hidden, cache = self._decoder(self._decoder.embed(torch.tensor([[token]])), cache)
        return prompt.tidy(self._tokens.decode(said))

    def close(self) -> None:
        """Arrays only; they go with it."""


class _Listening:
    """A decoder service that keeps what went in and what came out."""

    def __init__(self, service: DecoderService, kept: list[tuple[DecodeJob, DecodedAnswer]]) -> None:
        self._service, self._kept = service, kept

    def decode(self, job: DecodeJob) -> DecodedAnswer:
        decoded = self._service.decode(job)
        self._kept.append((job, decoded))
        return decoded

    def close(self) -> None:
        self._service.close()
