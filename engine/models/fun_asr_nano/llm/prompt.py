"""What the language model is told around the sound: the published forms, to the letter.

Source: FunASR fun_asr_nano/model.py (get_prompt, data_template). The hotword and language sentences are part of
what the model was trained on, so they are not ours to improve.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.models.fun_asr_nano.languages import PROMPT_NAMES
from engine.models.fun_asr_nano.llm.model import LlamaModel

_START, _END = "<|im_start|>", "<|im_end|>"
_HEADING = "请结合上下文信息，更加准确地完成语音转写任务。如果没有相关信息，我们会留空。\n\n\n**上下文信息：**"
_HOTWORDS = "热词列表："
_TASK, _INTO, _NO_ITN, _COLON = "语音转写", "成", "，不进行文本规整", "："


@dataclass(frozen=True, slots=True)
class PromptOptions:
    """What is asked of the language model for one utterance.

    language: BCP 47 code; None, or one that the prompt has no name for, leaves the choice to the model.
    itn: write numbers as digits.
    context: earlier finals as one text, put where the published form leaves room for it. The released model was
    only ever shown that room empty: give none before it has been measured.
    forced: text that the answer is known to begin with (upstream's prev_text); it is continued, not checked.
    """

    language: str | None = None
    hotwords: tuple[str, ...] = ()
    itn: bool = True
    context: str = ""
    forced: str = ""


@dataclass(frozen=True, slots=True)
class Control:
    """A token that steers the model, by its text in the vocabulary. Only this module asks for one."""

    text: str


Prompt = Sequence[str | Control]


def instruction(wish: PromptOptions) -> str:
    """The sentence in front of the sound. May hold what a user typed: hotwords and context."""
    name = PROMPT_NAMES.get(wish.language or "")
    task = _TASK + (_INTO + name if name else "") + ("" if wish.itn else _NO_ITN) + _COLON
    return _background(wish) + task


def _background(wish: PromptOptions) -> str:
    if not wish.hotwords and not wish.context:
        return ""
    words = f"{_HOTWORDS}[{', '.join(wish.hotwords)}]\n" if wish.hotwords else ""
    return f"{_HEADING}{wish.context}\n\n\n{words}"


def before_audio(wish: PromptOptions) -> Prompt:
    """Everything in front of the sound: the same for every utterance with the same wish."""
    system = (Control(_START), "system\nYou are a helpful assistant.", Control(_END), "\n")
    return *system, Control(_START), "user\n" + instruction(wish)


def after_audio(wish: PromptOptions) -> Prompt:
    """The turn to the assistant, and what its answer begins with."""
    return Control(_END), "\n", Control(_START), "assistant\n" + wish.forced


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
