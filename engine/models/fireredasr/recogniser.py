"""FireRedASR behind the contract of engine/models/recogniser.py.

The attention decoder, or a language model, writes finals. Partials and the places of words come from the CTC head
of the second generation; the others have neither.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import replace
from itertools import accumulate
from pathlib import Path

import numpy as np

from engine.errors import ModelUnusable
from engine.events import DecodedBy, Word
from engine.models.family import NO_GRAPHICS, LoadOptions
from engine.models.fireredasr import cmvn as statistics
from engine.models.fireredasr import manifest, word_times
from engine.models.fireredasr import tokens as spelling
from engine.models.fireredasr.beam_search import BeamText, SearchOptions
from engine.models.fireredasr.cmvn import Cmvn
from engine.models.fireredasr.config import LLM_BEAMS, LLM_POSITIONS, FireRedConfig
from engine.models.fireredasr.features import SHORTEST_SAMPLES, features
from engine.models.fireredasr.runtime import FireRedNetwork, FireRedRuntime
from engine.models.fireredasr.tokens import TokenDictionary
from engine.models.fun_asr_nano import ctc, torch_folder
from engine.models.fun_asr_nano.decoder import DecoderOptions, open_decoder
from engine.models.fun_asr_nano.text_decoder import EncodedUtterance, TextDecoder
from engine.models.manifest import IMPORT_AGAIN, Manifest, check
from engine.models.recogniser import Capabilities, Hypothesis, Request, distinct
from engine.text.units import join_texts, split_units
from engine.timeline import to_samples

LONGEST_SAMPLES = to_samples(60.0)
LONGEST_WITH_LLM = to_samples(30.0)
"""Longer sound makes the model invent text [README of FireRedASR]; the endpointer cuts earlier."""

SHORTEST_WITH_LLM = to_samples(0.1)  # upstream's input_length_min
ALTERNATIVES = 3
_BLANK_ID = 0


class FireRedRecogniser(ABC):
    """A loaded model. longest: samples of one pass."""

    longest: int

    def __init__(self, network: FireRedRuntime, cmvn: Cmvn, capabilities: Capabilities) -> None:
        self.capabilities = capabilities
        self._network, self._cmvn = network, cmvn

    def begin(self, request: Request) -> FireRedUtterance:
        return FireRedUtterance(self, request)

    def close(self) -> None:
        self._network.close()

    @abstractmethod
    def partial(self, audio: np.ndarray) -> Hypothesis:
        """The text of an open utterance."""

    @abstractmethod
    def final(self, audio: np.ndarray, request: Request) -> Hypothesis:
        """The text of at most `longest` samples."""

    def _encoded(self, audio: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        return self._network.encode(features(audio, self._cmvn)[None])


class FireRedAttentionRecogniser(FireRedRecogniser):
    """An attention decoder writes the text."""

    longest = LONGEST_SAMPLES

    def __init__(
        self, network: FireRedRuntime, cmvn: Cmvn, tokens: TokenDictionary, capabilities: Capabilities
    ) -> None:
        super().__init__(network, cmvn, capabilities)
        self._tokens = tokens

    def partial(self, audio: np.ndarray) -> Hypothesis:
        """What the CTC head hears; empty where there is none."""
        if len(audio) < SHORTEST_SAMPLES or not self._network.has_ctc:
            return Hypothesis("")
        encoded, _ = self._encoded(audio)
        log_probs = self._network.ctc_log_probs(encoded)[0]
        spans = ctc.greedy(log_probs.argmax(axis=1), log_probs.max(axis=1), _BLANK_ID)
        return Hypothesis(self._tokens.text(span.token for span in spans))

    def final(self, audio: np.ndarray, _request: Request) -> Hypothesis:
        """The decoder's text of at most `longest` samples, with the other candidates."""
        if len(audio) < SHORTEST_SAMPLES:
            return Hypothesis("", decoded_by=DecodedBy.ATTENTION)
        encoded, visible = self._encoded(audio)
        best, *others = self._network.candidates(encoded, visible, SearchOptions(best=ALTERNATIVES))[0]
        words: tuple[Word, ...] = ()
        if self._network.has_ctc:
            words = word_times.words(best, self._network.ctc_log_probs(encoded)[0], _BLANK_ID, self._tokens)
        text = self._tokens.text(best.tokens)
        others_text = (self._tokens.text(other.tokens) for other in others)
        return Hypothesis(
            text,
            words,
            DecodedBy.ATTENTION,
            probabilities=self._unit_probabilities(best, text),
            alternatives=distinct(others_text, text),
        )

    def _unit_probabilities(self, candidate: BeamText, text: str) -> tuple[float, ...]:
        """Of each word or character: that of its least probable token. Only blanks and case set the text apart."""
        units = ["".join(unit.split()).lower() for unit in split_units(text)]
        pieces = ["".join(self._tokens.piece(token).decode().split()) for token in candidate.tokens]
        if "".join(units) != "".join(pieces):
            return ()
        ends = list(accumulate(map(len, units)))
        found, at, unit = [1.0] * len(units), 0, 0
        for piece, probability in zip(pieces, candidate.probabilities, strict=True):
            while piece and at >= ends[unit]:
                unit += 1
            if piece:
                found[unit] = min(found[unit], probability)
            at += len(piece)
        return tuple(found)


class FireRedLlmRecogniser(FireRedRecogniser):
    """A language model writes the text. Finals only."""

    longest = LONGEST_WITH_LLM

    def __init__(self, network: FireRedRuntime, cmvn: Cmvn, decoder: TextDecoder, capabilities: Capabilities) -> None:
        super().__init__(network, cmvn, capabilities)
        self._decoder = decoder

    def close(self) -> None:
        super().close()
        self._decoder.close()

    def partial(self, _audio: np.ndarray) -> Hypothesis:
        return Hypothesis("", decoded_by=DecodedBy.LLM)

    def final(self, audio: np.ndarray, request: Request) -> Hypothesis:
        """The language model's text of at most `longest` samples."""
        if len(audio) < SHORTEST_WITH_LLM:
            return Hypothesis("", decoded_by=DecodedBy.LLM)
        encoded, _ = self._encoded(audio)
        heard = EncodedUtterance(self._network.adapt(encoded)[0], None, None, len(audio))
        found = self._decoder.decode(heard, request)
        text, others = spelling.readable(found.text), map(spelling.readable, found.alternatives)
        return replace(found, text=text, alternatives=distinct(others, text))


class FireRedUtterance:
    """One utterance; it keeps nothing from pass to pass, since the encoder hears all of it at once."""

    def __init__(self, model: FireRedRecogniser, request: Request) -> None:
        self._model, self._request = model, request

    def hypothesise(self, audio: np.ndarray) -> Hypothesis:
        return self._model.partial(audio[-self._model.longest :])

    def finish(self, audio: np.ndarray) -> Hypothesis:
        longest = self._model.longest
        if len(audio) <= longest:
            return self._model.final(audio, self._request)
        begins = range(0, len(audio), longest)  # nothing that the endpointer makes is that long
        parts = [self._model.final(audio[begin : begin + longest], self._request) for begin in begins]
        moved = (
            replace(word, start=word.start + begin, end=word.end + begin)
            for begin, part in zip(begins, parts, strict=True)
            for word in part.words
        )
        return Hypothesis(join_texts(part.text for part in parts), tuple(moved), parts[0].decoded_by)

    def close(self) -> None:
        """Nothing is held."""


def load(folder: Path, described: Manifest, options: LoadOptions | None = None) -> FireRedRecogniser:
    """The model of a converted folder. Raises ModelUnusable, ComponentMissing."""
    options = options or LoadOptions()
    check(folder, described, deep=False)
    payload = manifest.payload_of(described)
    cmvn = statistics.read(folder / statistics.FILE_NAME)
    device = torch_folder.device_for(folder, options.graphics)
    network = _network(folder, payload.config, options.threads, device)
    if payload.llm is not None:
        wanted = decoder_options(options)
        decoder = open_decoder(folder / payload.llm, payload.config.llm_dim, wanted, options.report)
        return FireRedLlmRecogniser(network, cmvn, decoder, capabilities_of(described))
    if options.graphics == "gpu" and device == "cpu":
        options.report(*NO_GRAPHICS)
    words = spelling.read(folder / spelling.FILE_NAME)
    if words.size != payload.config.odim:
        raise ModelUnusable(
            "{name} has {count} tokens where the model has {expected}.",
            IMPORT_AGAIN,
            name=spelling.FILE_NAME,
            count=words.size,
            expected=payload.config.odim,
        )
    return FireRedAttentionRecogniser(network, cmvn, words, capabilities_of(described))


def load_with_decoder(
    folder: Path, described: Manifest, options: LoadOptions, decoder: TextDecoder
) -> FireRedLlmRecogniser:
    """The model of a converted folder whose language model computes on another machine. Raises as `load`."""
    check(folder, described, deep=False)
    network = _network(
        folder,
        manifest.payload_of(described).config,
        options.threads,
        torch_folder.device_for(folder, options.graphics),
    )
    can = replace(capabilities_of(described), concurrent_finals=True, together=True)
    return FireRedLlmRecogniser(network, statistics.read(folder / statistics.FILE_NAME), decoder, can)


def decoder_options(options: LoadOptions) -> DecoderOptions:
    """How the language model is run."""
    return DecoderOptions(
        positions=LLM_POSITIONS,
        threads=options.threads,
        device=options.graphics,
        layers=options.graphics_layers,
        form="fireredasr",
        beams=LLM_BEAMS,
    )


def _network(folder: Path, config: FireRedConfig, threads: int, device: str) -> FireRedRuntime:
    if device == "cpu":
        return FireRedNetwork(folder, config, threads)
    from engine.models.fireredasr.torch_runtime import TorchFireRed  # torch stays out of the CPU path

    return TorchFireRed(config, torch_folder.read(folder), device)


def capabilities_of(described: Manifest) -> Capabilities:
    has_ctc = manifest.payload_of(described).ctc
    return Capabilities(
        name=described.name,
        title=described.title,
        languages=described.languages,
        partials=has_ctc,
        word_times=has_ctc,
        hotwords=False,
        context=False,
        rough=described.rough,
    )
