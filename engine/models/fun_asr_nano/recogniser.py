"""Fun-ASR-Nano behind the contract of engine/models/recogniser.py.

Partials and finals come from the CTC branch, with word times. A TextDecoder, where there is one, writes the
finals instead and is given the CTC text as a draft. Without a CTC branch it writes the partials, too; each is
the draft of the next.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from engine.errors import ModelUnusable
from engine.events import DecodedBy, Word
from engine.hotwords.lattice import Lattice
from engine.models.family import NO_GRAPHICS, LoadOptions
from engine.models.fun_asr_nano import ctc, manifest, second_attempt, torch_folder, vocabulary, word_times
from engine.models.fun_asr_nano import decoder as llm
from engine.models.fun_asr_nano.audio import AudioRuntime, CtcScores
from engine.models.fun_asr_nano.config import ROW_SAMPLES, FunAsrConfig
from engine.models.fun_asr_nano.ctc_scorer import CtcScorer
from engine.models.fun_asr_nano.incremental_encoder import IncrementalEncoder, PartialWindow
from engine.models.fun_asr_nano.runtime import OnnxAudio
from engine.models.fun_asr_nano.text_decoder import EncodedUtterance, TextDecoder
from engine.models.fun_asr_nano.vocabulary import TokenVocabulary
from engine.models.manifest import Manifest, check, read
from engine.models.onnx_sessions import session_options
from engine.models.recogniser import Capabilities, Hypothesis, Request
from engine.text import wording
from engine.text.wording import TokenSpan
from engine.timeline import to_seconds

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
    ) -> None:
        self._audio, self._config, self._vocabulary = audio, config, words
        self._capabilities, self._decoder = capabilities, decoder

    @property
    def capabilities(self) -> Capabilities:
        return self._capabilities

    def begin(self, request: Request) -> FunAsrUtterance:
        hearing = IncrementalEncoder(self._audio, self._config.blank_id, PartialWindow())
        return FunAsrUtterance(self, hearing, request)

    def close(self) -> None:
        self._audio.close()
        if self._decoder is not None:
            self._decoder.close()

    def hypothesis(self, spans: list[TokenSpan]) -> Hypothesis:
        """Text and words of CTC tokens."""
        assert self._vocabulary is not None
        text = wording.tidy(self._vocabulary.decode(span.token for span in spans))
        return Hypothesis(text, word_times.corrected(wording.words(spans, self._vocabulary, ROW_SAMPLES)))

    def final(
        self, hearing: IncrementalEncoder, request: Request, audio: np.ndarray, partial: Hypothesis | None = None
    ) -> Hypothesis:
        """The best text of a whole utterance that the loaded parts can give.

        partial: an earlier text of the same utterance, the draft where there is no CTC branch to give one.
        """
        encoded = hearing.whole(audio)
        if encoded is None:
            return Hypothesis("")
        scores = self._audio.ctc(encoded) if self.hears_with_ctc else None
        by_ctc = None if scores is None else self.hypothesis(hearing.tokens(scores))
        draft = by_ctc or partial
        scorer = self._scorer(request, scores)
        if self._decoder is None:
            return replace(draft or Hypothesis(""), scorer=scorer)
        rows = self._audio.adapt(encoded)[: self._config.audio_tokens(len(encoded))]
        decoded = self._written(EncodedUtterance(rows, draft, scores, len(audio)), second_attempt.locked(request))
        decoded = replace(decoded, ctc=by_ctc, scorer=scorer)
        if decoded.words or scores is None:
            return decoded
        words = word_times.timed(decoded.text, lambda text: self.align(text, scores), len(audio))
        return replace(decoded, words=words)

    def _written(self, heard: EncodedUtterance, request: Request) -> Hypothesis:
        """The language model's text: a second attempt without hotwords, and in a named language, where the first one
        went wrong. Without any text to choose hotwords by, the first attempt is made without them.
        """
        assert self._decoder is not None
        if heard.draft is None:
            first = self._decoder.decode(heard, replace(request, hotwords=()))
            heard = replace(heard, draft=first)
            steered = self._steered(request, first, None)
            if not steered.hotwords:
                return self._second(heard, first, replace(request, hotwords=()))
        else:
            steered = self._steered(request, heard.draft, heard.scores)
        return self._second(heard, self._decoder.decode(heard, steered), steered)

    def _second(self, heard: EncodedUtterance, first: Hypothesis, request: Request) -> Hypothesis:
        assert self._decoder is not None
        sound_s = to_seconds(heard.samples)
        plainer = second_attempt.plainer(request)
        if first.decoded_by is not DecodedBy.LLM:
            return first  # the decoder itself fell back to the draft
        why = second_attempt.fault(first.text, heard.draft, request, sound_s)
        if why is None:
            return first
        if plainer == request:
            return replace(first, reason=first.reason or why) if why == second_attempt.OTHER_SCRIPT else first
        again = self._decoder.decode(heard, plainer)
        still = second_attempt.fault(again.text, heard.draft, plainer, sound_s)
        return second_attempt.better(first, again, why, still)

    def _steered(self, request: Request, draft: Hypothesis, scores: CtcScores | None) -> Request:
        """The request with the hotwords that were probably said, where there is a vocabulary to choose from."""
        if request.steering is None:
            return second_attempt.offering(request, draft.text)
        lattice = None
        if scores is not None and self._vocabulary is not None:
            lattice = Lattice(scores.top_ids, scores.top_log_probs, self._config.blank_id, self._vocabulary)
        return replace(request, hotwords=request.steering.chosen(draft.text, lattice))

    def _scorer(self, request: Request, scores: CtcScores | None) -> CtcScorer | None:
        if request.steering is None or scores is None or self._vocabulary is None:
            return None
        return CtcScorer(self._audio, scores, self._vocabulary)

    def align(self, text: str, scores: CtcScores) -> tuple[Word, ...]:
        """Words of any text with their most probable places, or none where the sound is too short for it."""
        assert self._vocabulary is not None
        targets = np.array(self._vocabulary.encode(text), np.int64)
        alignment = ctc.align(scores.blank_log_prob, self._audio.columns(scores, targets), targets)
        if alignment is None:
            return ()
        return word_times.corrected(wording.words(alignment.spans(), self._vocabulary, ROW_SAMPLES))

    @property
    def hears_with_ctc(self) -> bool:
        return self._vocabulary is not None


class FunAsrUtterance:
    """One utterance in the making."""

    def __init__(self, model: FunAsrRecogniser, hearing: IncrementalEncoder, request: Request) -> None:
        self._model, self._hearing, self._request = model, hearing, request
        self._partial: Hypothesis | None = None  # the language model's last partial, without a CTC branch

    def hypothesise(self, audio: np.ndarray) -> Hypothesis:
        if len(audio) < SHORTEST_SAMPLES:
            return Hypothesis("")
        if self._model.hears_with_ctc:
            return self._model.hypothesis(self._hearing.partial(audio))
        self._partial = self._model.final(self._hearing, self._request, audio, self._partial)
        return self._partial

    def finish(self, audio: np.ndarray) -> Hypothesis:
        if len(audio) < SHORTEST_SAMPLES:
            return Hypothesis("")
        return self._model.final(self._hearing, self._request, audio, self._partial)

    def close(self) -> None:
        """The utterance holds arrays only; they go with it."""


def load(
    folder: Path,
    described: Manifest | None = None,
    options: LoadOptions | None = None,
    decoder: TextDecoder | None = None,
    together: bool = False,
) -> FunAsrRecogniser:
    """The model of a converted folder. described: its description, None to read it there. options: None for one thread.

    decoder: in place of the folder's own. together: as in Capabilities. Raises ModelUnusable where the folder is
    incomplete, or where nothing in it could write text.
    """
    described = described or read(folder)
    options = options or LoadOptions(threads=1)
    check(folder, described, deep=False)
    payload = manifest.payload_of(described)
    device = torch_folder.device_for(folder, options.graphics)
    audio = _audio(folder, payload.config, options.threads, device)
    words = _vocabulary(folder, payload.config) if audio.has_ctc else None
    if decoder is None:
        decoder = llm.for_model(folder, payload, options, needed=words is None)
    if options.graphics == "gpu" and device == "cpu" and decoder is None:
        options.report(*NO_GRAPHICS)
    if words is None and decoder is None:
        raise ModelUnusable(
            "{title} in {folder} has no CTC branch and its language model is not loaded.",
            "Import the ModelScope copy of the checkpoint, which has the CTC branch.",
            title=described.title,
            folder=folder,
        )
    can = replace(capabilities_of(described, payload.ctc, decoder is not None), together=together)
    return FunAsrRecogniser(audio, payload.config, words, can, decoder)


def capabilities_of(described: Manifest, with_ctc: bool, with_decoder: bool) -> Capabilities:
    """What a model can do with the loaded parts."""
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
        concurrent_finals=with_ctc and with_decoder,
    )


def _audio(folder: Path, config: FunAsrConfig, threads: int, device: str) -> AudioRuntime:
    if device == "cpu":
        return OnnxAudio(folder, session_options(threads))
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
