"""The language model behind the seam of text_decoder.py: it writes the text that is kept.

llama.cpp runs in a process of its own (docs/decoder.md tells why). Whatever happens there, the recogniser gets
a text: the language model's, or the CTC text with the reason why.
"""

from __future__ import annotations

import logging
import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from engine.errors import CaptioningError, ComponentMissing, ModelUnusable
from engine.events import DecodedBy
from engine.models.family import NO_GRAPHICS, LoadOptions, Report, to_the_log
from engine.models.fun_asr_nano.llm import devices, library, prompt, weights
from engine.models.fun_asr_nano.llm.errors import DecoderDied, DecoderLeftOut
from engine.models.fun_asr_nano.llm.job import MOST_TOKENS, DecodedAnswer, DecodeJob, DraftSource, Ending
from engine.models.fun_asr_nano.llm.model import ON_CPU
from engine.models.fun_asr_nano.llm.prompt import Form, PromptOptions
from engine.models.fun_asr_nano.llm.service import DecoderService
from engine.models.fun_asr_nano.llm.worker import Assignment
from engine.models.fun_asr_nano.manifest import NanoPayload
from engine.models.fun_asr_nano.text_decoder import EncodedUtterance
from engine.models.recogniser import Hypothesis, Request, distinct
from engine.text.borders import holds
from engine.text.sentence import Sentence
from engine.timeline import to_seconds

log = logging.getLogger(__name__)

_RETRIES = (0.3, 0.6)  # temperatures after the likeliest tokens ran in circles
_SOURCES = {DecodedBy.LLM: DraftSource.LLM}
_MOST_THREADS = 8
_FEW_CORES = 2


@dataclass(frozen=True, slots=True)
class DecoderOptions:
    """positions: of the context. threads: 0 for as many as fit the machine. device: 'auto', 'cpu' or 'gpu'. layers: so
    many on the graphics card, 0 for as many as fit. form: of the prompt. beams: of a search, 1 for none.
    """

    positions: int = 1024
    threads: int = 0
    device: str = "auto"
    exact: bool = False
    layers: int = 0
    form: Form = "fun-asr"
    beams: int = 1


class DecodingService(Protocol):
    """What computes the language model: a process of this computer, or a server."""

    def decode(self, job: DecodeJob) -> DecodedAnswer:
        """Raises CaptioningError."""

    def close(self) -> None: ...


class ServedDecoder:
    """A language model as the recogniser wants it, wherever it computes."""

    def __init__(self, service: DecodingService, form: Form = "fun-asr", beams: int = 1) -> None:
        self.service = service
        self._form, self._beams = form, beams

    def decode(self, heard: EncodedUtterance, request: Request) -> Hypothesis:
        """The language model's text; the CTC text, with a reason, where the model gave none worth keeping.

        Raises what the model raises only where there is no CTC text to fall back on.
        """
        try:
            decoded = self._without_loops(self._job(heard, request))
        except CaptioningError as error:
            if heard.draft is None:
                raise
            # No better text will follow where the model is gone for good: that one is no draft.
            return replace(heard.draft, reason=error.what, draft=not isinstance(error, DecoderLeftOut))
        if decoded.ending is Ending.LOOP and heard.draft is not None:
            return replace(heard.draft, reason="The language model repeated itself.")
        return _hypothesis(decoded, request)

    def close(self) -> None:
        self.service.close()

    def _job(self, heard: EncodedUtterance, request: Request) -> DecodeJob:
        return DecodeJob(
            rows=heard.audio_rows,
            audio_s=to_seconds(heard.samples),
            prompt=PromptOptions(
                request.language, request.hotwords, request.itn, " ".join(request.context), form=self._form
            ),
            draft=as_the_model_writes(heard.draft.text) if heard.draft else "",
            source=_SOURCES.get(heard.draft.decoded_by, DraftSource.CTC) if heard.draft else DraftSource.CTC,
            # FireRedASR writes at most a token for each row of sound [fireredasr/models/fireredasr_llm.py].
            most_tokens=max(1, len(heard.audio_rows)) if self._form == "fireredasr" else MOST_TOKENS,
            repeatable=request.repeatable,
            beams=self._beams,
        )

    def _without_loops(self, job: DecodeJob) -> DecodedAnswer:
        """A second attempt is made without hotwords, which make models loop; further ones draw their tokens, as the
        published services do.
        """
        plain = replace(job, prompt=replace(job.prompt, hotwords=()))
        attempts = [job, *([plain] if job.prompt.hotwords else [])]
        attempts += [replace(plain, temperature=each, seed=seed) for seed, each in enumerate(_RETRIES)]
        decoded = self.service.decode(attempts[0])
        for attempt in attempts[1:]:
            if decoded.ending is not Ending.LOOP:
                break
            decoded = self.service.decode(attempt)
        return decoded


class LlmTextDecoder(ServedDecoder):
    """A language model in a process of this computer, loaded."""

    service: DecoderService


def open_decoder(
    path: Path, width: int, options: DecoderOptions | None = None, report: Report = to_the_log
) -> LlmTextDecoder:
    """Load the GGUF at `path`. width: of the adaptor's rows. Takes seconds: call it from a worker.

    Raises ModelUnusable for a file that is damaged or does not fit the adaptor, ComponentMissing without
    llama.cpp, DecoderDied where its process does not survive the loading.
    """
    options = options or DecoderOptions()
    file = weights.inspect(path)
    if file.width != width:
        raise ModelUnusable(
            "{name} takes rows of {width} numbers, the adaptor gives {given}.",
            "Choose the decoder that was published with this model.",
            name=path.name,
            width=file.width,
            given=width,
        )
    library.libraries()
    layers, where = _placed(file, options)
    log.info("%s: %s", path.name, where)
    if options.device == "gpu" and layers == ON_CPU:
        report(NO_GRAPHICS[0], where)
    positions = min(options.positions, file.longest)
    threads = options.threads or default_threads()
    assignment = Assignment(str(path), positions, threads, options.exact, layers, beams=options.beams)
    service = DecoderService(assignment, report)
    service.open()
    return LlmTextDecoder(service, options.form, options.beams)


def placement(path: Path, options: DecoderOptions) -> str:
    """Where the language model at `path` would compute, in one sentence. Raises ComponentMissing, ModelUnusable."""
    return _placed(weights.inspect(path), options)[1]


def options_of(options: LoadOptions) -> DecoderOptions:
    """How Fun-ASR's language model is run."""
    return DecoderOptions(threads=options.threads, device=options.graphics, layers=options.graphics_layers)


def for_model(folder: Path, payload: NanoPayload, options: LoadOptions, *, needed: bool) -> LlmTextDecoder | None:
    """The decoder of a model folder, None where it has none or llama.cpp is not installed.

    needed: there is no CTC branch that could do without it; then what is missing is raised.
    """
    if payload.llm is None:
        return None
    path = folder / payload.llm
    try:
        return open_decoder(path, payload.config.adaptor.llm_dim, options_of(options), options.report)
    except (ComponentMissing, DecoderDied) as error:
        if needed:
            raise
        options.report(
            Sentence(
                "Captions do without the model's language model, and hold more mistakes: {reason}", reason=error.what
            ),
            error.remedy,
        )
        return None


def memory_needed(path: Path, positions: int = DecoderOptions().positions) -> int:
    """Bytes that the decoder will take once loaded. Raises ModelUnusable for a damaged file."""
    return weights.inspect(path).memory(positions)


def default_threads(cores: int | None = None) -> int:
    """All of two cores; otherwise one is left to sound and window. More than eight gain nothing at 0.6B."""
    cores = cores or os.cpu_count() or 1
    return min(_MOST_THREADS, cores if cores <= _FEW_CORES else cores - 1)


def as_the_model_writes(text: str) -> str:
    """CTC text brought near the language model's spelling: a capital at the beginning, nothing else is sure."""
    return text[:1].upper() + text[1:]


def _placed(file: weights.DecoderFile, options: DecoderOptions) -> tuple[int, str]:
    if options.device == "cpu":
        return ON_CPU, devices.ON_THE_PROCESSOR
    if not devices.has_gpu_half():
        return ON_CPU, "The installed llama.cpp was built for the processor alone."
    return devices.layers_for(file, options.positions, options.device, devices.probe(), options.layers)


def _hypothesis(decoded: DecodedAnswer, request: Request) -> Hypothesis:
    text = prompt.tidy(decoded.text)
    return Hypothesis(
        text=text,
        decoded_by=DecodedBy.LLM,
        language=request.language,
        hotwords_offered=request.hotwords,
        hotwords_used=tuple(word for word in request.hotwords if holds(text, word)),
        alternatives=distinct(map(prompt.tidy, decoded.others), text),
        reason="The language model was cut off." if decoded.ending is Ending.LIMIT else None,
    )
