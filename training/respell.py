"""Carries a trained CTC branch over to another vocabulary, so that only what is new has to be learned.

    python -m training.respell CHECKPOINT OLD.tiktoken WORK --stage ctc

A piece of both vocabularies keeps its row, as the blank does; a new one begins like the longest old piece that it
begins with. WORK holds the new vocabulary; the checkpoint is written to WORK/runs/STAGE.pt at step 0, for a stage
that goes on after it.
"""

# torch has no types that mypy is shown here (pyproject.toml), so its decorators are Any to it.
# mypy: allow-untyped-decorators

from __future__ import annotations

import argparse
from pathlib import Path

import torch
from torch import Tensor

from engine.models.fun_asr_nano import vocabulary
from engine.models.fun_asr_nano.vocabulary import SPECIAL_TOKENS, TokenVocabulary

WEIGHT, BIAS = "ctc.ctc_lo.weight", "ctc.ctc_lo.bias"
_APART = 0.02  # noise on a row that begins like another's, so that they can part


@torch.no_grad()
def carried(weight: Tensor, bias: Tensor, old: TokenVocabulary, new: TokenVocabulary) -> tuple[Tensor, Tensor]:
    """Rows [new.size, width] and biases [new.size] from those of the old vocabulary. Columns of special tokens,
    which no loss trains, are zero except the blank."""
    known = {old.piece(place): place for place in range(old.size - SPECIAL_TOKENS)}
    usual = bias[256 : old.size - SPECIAL_TOKENS].median()
    rows, biases = torch.zeros(new.size, weight.shape[1]), torch.zeros(new.size)
    for place in range(new.size - SPECIAL_TOKENS):
        piece = new.piece(place)
        if piece in known:
            rows[place], biases[place] = weight[known[piece]], bias[known[piece]]
        else:
            rows[place] = weight[known[_beginning(piece, known)]] + _APART * torch.randn(weight.shape[1])
            biases[place] = usual
    rows[new.blank_id], biases[new.blank_id] = weight[old.blank_id], bias[old.blank_id]
    return rows, biases


def _beginning(piece: bytes, known: dict[bytes, int]) -> bytes:
    """Single bytes are in every vocabulary, so there is one."""
    return next(piece[:length] for length in range(len(piece), 0, -1) if piece[:length] in known)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("old", type=Path, help="the vocabulary that it was trained with")
    parser.add_argument("work", type=Path)
    parser.add_argument("--stage", default="ctc", help="under which name it is written (default: ctc)")
    options = parser.parse_args()
    torch.manual_seed(1)
    old, new = vocabulary.read(options.old), vocabulary.read(options.work / "multilingual.tiktoken")
    parts = torch.load(options.checkpoint, weights_only=True)["parts"]
    audio = parts["audio"]
    audio[WEIGHT], audio[BIAS] = carried(audio[WEIGHT], audio[BIAS], old, new)
    target = options.work / "runs" / f"{options.stage}.pt"
    target.parent.mkdir(parents=True, exist_ok=True)
    torch.save({"step": 0, "parts": parts}, target)


if __name__ == "__main__":
    main()
