"""The language model's prompt around the sound, in the published form.

Source: FunASR fun_asr_nano/model.py (get_prompt, data_template). The model was trained on the hotword and language
sentences, so they must stay as they are. FireRedASR-LLM has another form, without a system turn: fireredasr/tokenizer/
llm_tokenizer.py.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from engine.models.fun_asr_nano.languages import PROMPT_NAMES
from engine.models.fun_asr_nano.llm.model import LlamaModel

_START, _END = "<|im_start|>", "<|im_end|>"
_HEADING = "请结合上下文信息，更加准确地完成语音转写任务。如果没有相关信息，我们会留空。\n\n\n**上下文信息：**"
_HOTWORDS = "热词列表："
_TASK, _INTO, _NO_ITN, _COLON = "语音转写", "成", "，不进行文本规整", "："


_FIRE_RED_TASK = "请转写音频为文字"

Form = Literal["fun-asr", "fireredasr"]


@dataclass(frozen=True, slots=True)
class PromptOptions:
    """What the prompt asks for one utterance.

    language: BCP 47 code; None, or one without a name in the prompt, leaves the choice to the model.
    itn: write numbers as digits.
    context: earlier finals as one text, at the place that the published form has for it. The released model was trained
    with that place empty: give none before it was measured.
    form: whose prompt it is; FireRedASR's asks for nothing but the text, so the others have no meaning there.
    """

    language: str | None = None
    hotwords: tuple[str, ...] = ()
    itn: bool = True
    context: str = ""
    form: Form = "fun-asr"


@dataclass(frozen=True, slots=True)
class Control:
    """A token that steers the model, by its text in the vocabulary. Only this module asks for one."""

    text: str


Prompt = Sequence[str | Control]


def instruction(options: PromptOptions) -> str:
    """The sentence in front of the sound. May hold what a user typed: hotwords and context."""
    name = PROMPT_NAMES.get(options.language or "")
    task = _TASK + (_INTO + name if name else "") + ("" if options.itn else _NO_ITN) + _COLON
    return _background(options) + task


def _background(options: PromptOptions) -> str:
    if not options.hotwords and not options.context:
        return ""
    words = f"{_HOTWORDS}[{', '.join(options.hotwords)}]\n" if options.hotwords else ""
    return f"{_HEADING}{options.context}\n\n\n{words}"


def before_audio(options: PromptOptions) -> Prompt:
    """Everything in front of the sound: the same for every utterance with the same options."""
    if options.form == "fireredasr":
        return Control(_START), "user\n"
    system = (Control(_START), "system\nYou are a helpful assistant.", Control(_END), "\n")
    return *system, Control(_START), "user\n" + instruction(options)


def after_audio(options: PromptOptions) -> Prompt:
    """The turn to the assistant."""
    turn = (Control(_END), "\n", Control(_START), "assistant\n")
    return (_FIRE_RED_TASK, *turn) if options.form == "fireredasr" else turn


def tokens(prompt: Prompt, model: LlamaModel) -> np.ndarray:
    """int32 (n,). The same ids as the published code's for the whole string, except that a control token
    inside of what a user typed stays the letters that it is made of."""
    spans = [
        np.array([model.control(part.text)], np.int32) if isinstance(part, Control) else model.tokenise(part)
        for part in prompt
    ]
    return np.concatenate(spans)


def tidy(text: str) -> str:
    """The published clean-up: the mark for silence becomes a blank, runs of blanks become one."""
    return re.sub(r"\s+", " ", text.replace("/sil", " ")).strip()
