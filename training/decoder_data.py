"""What the decoder is shown while it learns: prompt, sound, answer, in one row of vectors.

A row is: tokens of the prompt, rows of sound, tokens that turn to the assistant, tokens of the answer. The loss
looks at the answer and its end alone. The prompts are the product's own (engine .../llm/prompt.py).
"""

# torch has no types that mypy is shown here (pyproject.toml), so its decorators are Any to it.
# mypy: allow-untyped-decorators

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from engine.models.fun_asr_nano.llm.prompt import Control, Prompt, PromptOptions, after_audio, before_audio
from training.qwen import Qwen

IGNORED = -100


@dataclass(frozen=True, slots=True)
class Example:
    """wish: what the prompt asks. sound: float [rows, hidden]. answer: the text to be written."""

    wish: PromptOptions
    sound: Tensor
    answer: str


class PromptTokens:
    """The decoder's tokenizer with the product's rule that only our own code writes control tokens."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._known: dict[PromptOptions, tuple[list[int], list[int]]] = {}
        self.end = self._control("<|im_end|>")

    def around(self, wish: PromptOptions) -> tuple[list[int], list[int]]:
        """Ids in front of the sound and behind it."""
        if wish not in self._known:
            if len(self._known) > 5000:
                self._known.clear()
            self._known[wish] = self._ids(before_audio(wish)), self._ids(after_audio(wish))
        return self._known[wish]

    def answer(self, text: str) -> list[int]:
        return [*self.text(text), self.end]

    def text(self, text: str) -> list[int]:
        return list(self._tokenizer.encode(text, add_special_tokens=False).ids)

    def decode(self, ids: Sequence[int]) -> str:
        return str(self._tokenizer.decode(list(ids)))

    def _ids(self, prompt: Prompt) -> list[int]:
        ids: list[int] = []
        for part in prompt:
            ids += [self._control(part.text)] if isinstance(part, Control) else self.text(part)
        return ids

    def _control(self, token: str) -> int:
        """Raises ValueError for a tokenizer that was made without it."""
        found = self._tokenizer.token_to_id(token)
        if found is None:
            raise ValueError(f"the decoder's tokenizer lacks {token}")
        return int(found)


@dataclass(frozen=True, slots=True)
class Rows:
    """inputs: float [B, T, hidden], padded behind; targets: int64 [B, T], the token that follows each position, or
    IGNORED; begins: position of the answer's first token in each row."""

    inputs: Tensor
    targets: Tensor
    begins: tuple[int, ...]


def assemble(
    decoder: Qwen, tokens: PromptTokens, examples: Sequence[Example], answers: Sequence[list[int]] | None = None
) -> Rows:
    """One padded batch. Gradients reach the sound. answers: ids to take in place of the examples' texts."""
    inputs, targets, begins = [], [], []
    for place, example in enumerate(examples):
        before, after = tokens.around(example.wish)
        answer = tokens.answer(example.answer) if answers is None else answers[place]
        embedded = decoder.embed(torch.tensor([*before, *after, *answer[:-1]]))
        front, behind = embedded[: len(before)], embedded[len(before) :]
        row = torch.cat([front, example.sound.to(front.dtype), behind])
        begin = len(row) - len(answer)  # the position whose successor is the answer's first token
        target = torch.full((len(row),), IGNORED)
        target[begin:] = torch.tensor(answer)
        inputs.append(row)
        targets.append(target)
        begins.append(begin + 1)
    padded = pad_sequence(targets, batch_first=True, padding_value=IGNORED)
    return Rows(pad_sequence(inputs, batch_first=True), padded, tuple(begins))


def answer_loss(decoder: Qwen, rows: Rows) -> tuple[Tensor, float]:
    """Mean cross-entropy of the answers' tokens, and the share of them that would be chosen."""
    with torch.autocast("cpu", dtype=torch.bfloat16):
        hidden, _ = decoder(rows.inputs)
        wanted = rows.targets != IGNORED
        logits = decoder.logits(hidden[wanted]).float()
    chosen = rows.targets[wanted]
    right = float((logits.detach().argmax(-1) == chosen).float().mean())
    return torch.nn.functional.cross_entropy(logits, chosen), right


@torch.no_grad()
def generate(decoder: Qwen, tokens: PromptTokens, example: Example, most: int = 80) -> list[int]:
    """Greedy answer of one example, without its end."""
    before, after = tokens.around(example.wish)
    embedded = decoder.embed(torch.tensor([*before, *after]))
    row = torch.cat([embedded[: len(before)], example.sound, embedded[len(before) :]])[None]
    found: list[int] = []
    with torch.autocast("cpu", dtype=torch.bfloat16):
        hidden, cache = decoder(row)
        while len(found) < most:
            token = int(decoder.logits(hidden[:, -1]).argmax(-1))
            if token == tokens.end:
                break
            found.append(token)
            hidden, cache = decoder(decoder.embed(torch.tensor([[token]])), cache)
    return found
