"""Fun-ASR-Nano behind the contract of engine/models/recogniser.py.

Partials and finals come from the CTC branch, with word times. A TextDecoder, where there is one, writes the
finals instead and is given the CTC text as a draft. Without a CTC branch it writes the partials, too; each is
the draft of the next.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Literal

import numpy as np

from engine.errors import ModelUnusable
from engine.events import Word
from engine.hotwords.lattice import Lattice
from engine.models.family import NO_GRAPHICS, Tell, to_the_log
from engine.models.fun_asr_nano import ctc, manifest, vocabulary, word_times
from engine.models.fun_asr_nano import decoder as llm
from engine.models.fun_asr_nano.audio import AudioRuntime, CtcScores
from engine.models.fun_asr_nano.config import ROW_SAMPLES, FunAsrConfig
from engine.models.fun_asr_nano.ear import CtcEar
from engine.models.fun_asr_nano.hearing import IncrementalEncoder, PartialWindow
from engine.models.fun_asr_nano.runtime import OnnxAudio, RuntimeSettings
from engine.models.fun_asr_nano.text_decoder import EncodedUtterance, TextDecoder
from engine.models.fun_asr_nano.vocabulary import TokenVocabulary
from engine.models.manifest import Manifest, check, read
from engine.models.recogniser import Capabilities, Hypothesis, Request
from engine.text import wording
from engine.text.wording import TokenSpan

SHORTEST_SAMPLES = 1600
"""Upstream's services skip what is shorter than 0.1 s; so do we."""


class FunAsrRecogniser:
    """A loaded model. `words`: the CTC branch's vocabulary, None where the model has no such branch."""

    def __init__(
        self,
        audio: AudioRuntime,
        config: FunAsrConfig,
        words: TokenVocabulary | None,
        capabilities: Capabilities,
        decoder: TextDecoder | None = None,
        window: PartialWindow | None = None,
    ) -> None:
        self._audio, self._config, self._vocabulary = audio, config, words
        self._capabilities, self._decoder = capabilities, decoder
        self._window = window or PartialWindow()

    @property
    def capabilities(self) -> Capabilities:
        return self._capabilities

    def begin(self, request: Request) -> FunAsrUtterance:
        hearing = IncrementalEncoder(self._audio, self._config.blank_id, self._window)
        return FunAsrUtterance(self, hearing, request)

    def close(self) -> None:
        self._audio.close()
        if self._decoder is not None:
            self._decoder.close()

    def hypothesis(self, spans: list[TokenSpan]) -> Hypothesis:
        """Text and words of CTC tokens."""
        assert self._vocabulary is not None
        text = wording.tidy(self._vocabulary.decode(span.token for span in spans))
        return Hypothesis(text, wording.words(spans, self._vocabulary, ROW_SAMPLES))

    def final(
        self, hearing: IncrementalEncoder, request: Request, audio: np.ndarray, guess: Hypothesis | None = None
    ) -> Hypothesis:
        """The best text that the parts at hand can give for a whole utterance.

        guess: an earlier text of the same utterance, the draft where there is no CTC branch to give one.
        """
        encoded = hearing.whole(audio)
        if encoded is None:
            return Hypothesis("")
        scores = self._audio.ctc(encoded) if self.hears_with_ctc else None
        heard = None if scores is None else self.hypothesis(hearing.tokens(scores))
        draft = heard or guess
        ear = self._ear(request, scores)
        if self._decoder is None:
            return replace(draft or Hypothesis(""), ear=ear)
        rows = self._audio.adapt(encoded)[: self._config.audio_tokens(len(encoded))]
        request = self._steered(request, draft, scores)
        decoded = replace(
            self._decoder.decode(EncodedUtterance(rows, draft, scores, len(audio)), request), heard=heard, ear=ear
        )
        if decoded.words or scores is None:
            return decoded
        words = word_times.timed(decoded.text, lambda text: self.align(text, scores), len(audio))
        return replace(decoded, words=words)

    def _steered(self, request: Request, draft: Hypothesis | None, scores: CtcScores | None) -> Request:
        """The request with the hotwords that were probably said, where there is a vocabulary to choose from."""
        if request.steering is None:
            return request
        lattice = None
        if scores is not None and self._vocabulary is not None:
            lattice = Lattice(scores.top_ids, scores.top_log_probs, self._config.blank_id, self._vocabulary)
        return replace(request, hotwords=request.steering.chosen(draft.text if draft else "", lattice))

    def _ear(self, request: Request, scores: CtcScores | None) -> CtcEar | None:
        if request.steering is None or scores is None or self._vocabulary is None:
            return None
        return CtcEar(self._audio, scores, self._vocabulary)

    def align(self, text: str, scores: CtcScores) -> tuple[Word, ...]:
        """Words of any text with their most probable places, or none where the sound is too short for it."""
        assert self._vocabulary is not None
        targets = np.array(self._vocabulary.encode(text), np.int64)
        alignment = ctc.align(scores.blank_log_prob, self._audio.columns(scores, targets), targets)
        return () if alignment is None else wording.words(alignment.spans(), self._vocabulary, ROW_SAMPLES)

    @property
    def hears_with_ctc(self) -> bool:
        return self._vocabulary is not None


class FunAsrUtterance:
    """One utterance in the making."""

    def __init__(self, model: FunAsrRecogniser, hearing: IncrementalEncoder, request: Request) -> None:
        self._model, self._hearing, self._request = model, hearing, request
        self._guess: Hypothesis | None = None  # the language model's last partial, without a CTC branch

    def hypothesise(self, audio: np.ndarray) -> Hypothesis:
        if len(audio) < SHORTEST_SAMPLES:
            return Hypothesis("")
        if self._model.hears_with_ctc:
            return self._model.hypothesis(self._hearing.partial(audio))
        self._guess = self._model.final(self._hearing, self._request, audio, self._guess)
        return self._guess

    def finish(self, audio: np.ndarray) -> Hypothesis:
        if len(audio) < SHORTEST_SAMPLES:
            return Hypothesis("")
        return self._model.final(self._hearing, self._request, audio, self._guess)

    def close(self) -> None:
        """The utterance holds arrays only; they go with it."""


def load(
    folder: Path,
    threads: int = 1,
    decoder: TextDecoder | None = None,
    device: Literal["cpu", "cuda"] = "cpu",
    graphics: str = "auto",
    tell: Tell = to_the_log,
    described: Manifest | None = None,
) -> FunAsrRecogniser:
    """The model of a converted folder. described: its description, None to read it there.

    graphics: where the language model computes: "auto", "cpu" or "gpu". tell: as in LoadOptions.
    cuda: with torch, where the folder holds the weights for it. Raises ModelUnusable where the folder is
    incomplete, or where nothing in it could write text; ComponentMissing where torch is wanted and absent.
    """
    described = described or read(folder)
    check(folder, described, deep=False)
    payload = manifest.payload_of(described)
    audio = _audio(folder, payload.config, threads, device)
    words = _vocabulary(folder, payload.config) if audio.has_ctc else None
    if decoder is None:
        decoder = llm.for_model(folder, payload, threads, needed=words is None, graphics=graphics, tell=tell)
    if graphics == "gpu" and device == "cpu" and decoder is None:
        tell(*NO_GRAPHICS)
    if words is None and decoder is None:
        raise ModelUnusable(
            "{title} in {folder} has no CTC branch and its language model is not loaded.",
            "Import the ModelScope copy of the checkpoint, which has the CTC branch.",
            title=described.title,
            folder=folder,
        )
    return FunAsrRecogniser(
        audio, payload.config, words, capabilities_of(described, payload.ctc, decoder is not None), decoder
    )


def capabilities_of(described: Manifest, with_ctc: bool, with_decoder: bool) -> Capabilities:
    """What a model can do with the parts at hand."""
    return Capabilities(
        name=described.name,
        title=described.title,
        languages=described.languages,
        partials=with_ctc or with_decoder,
        word_times=with_ctc,
        hotwords=with_decoder,
        context=with_decoder and manifest.USES_CONTEXT,
        rough=described.rough,
        # Guesses come from the CTC branch, whose ONNX sessions may run on two threads; the decoder sees finals only.
        finishes_aside=with_ctc and with_decoder,
    )


def _audio(folder: Path, config: FunAsrConfig, threads: int, device: str) -> AudioRuntime:
    if device == "cpu":
        return OnnxAudio(folder, RuntimeSettings(threads=threads))
    from engine.models.fun_asr_nano import torch_folder  # torch stays out of the CPU path

    return torch_folder.load(folder, config, device)


def _vocabulary(folder: Path, config: FunAsrConfig) -> TokenVocabulary:
    words = vocabulary.read(folder / manifest.VOCABULARY)
    if words.size != config.ctc_vocab_size:
        raise ModelUnusable(
            "The vocabulary has {count} entries where the model has {expected}.",
            "Import the model again, with the vocabulary that was published with it.",
            count=words.size,
            expected=config.ctc_vocab_size,
        )
    return words
