"""Stage 7: encoder and adaptor learn together what the decoder needs to hear, which stands still meanwhile.

    python -m training.listening WORK

After `adaptor`. The CTC branch learns along, so that it goes on hearing with the encoder that changes under it.
Clips are made as in the stages of the encoder: some of several utterances, some of which only a beginning is heard.
"""

from __future__ import annotations

import argparse
import functools
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from engine.models.fun_asr_nano.llm.prompt import PromptOptions
from training import dataset, mini, replicas
from training.data.corpus import Utterance, followed_by
from training.dataset import Batch, Clip, Plan, Pool
from training.decoder_data import Example, answer_loss, assemble
from training.loop import Schedule, Stage, load_parts
from training.pretrain import PLAN, CtcTraining, open_pool
from training.speaking import Bench


def _turn(pool: Pool, clip: Clip) -> Utterance:
    return functools.reduce(followed_by, [pool.utterances[member] for member in clip.members])


def train(work: Path, config_path: Path) -> None:
    bench = Bench.set_up(work, config_path)
    table = dict(bench.stages["listening"])
    pool = open_pool(work, table.pop("corpora"))
    plan = Plan(**{key: table.pop(key) for key in PLAN if key in table})
    after, growing, heard = str(table.pop("after")), float(table.pop("growing")), float(table.pop("heard"))
    if not (bench.runs / "listening.pt").exists():
        load_parts(bench.runs / f"{after}.pt", bench.parts)
    model = CtcTraining(bench.audio, bench.words, pool)
    bench.decoder.requires_grad_(False)

    def supply(first: int) -> Iterable[tuple[int, int, Batch]]:
        return dataset.batches(pool, plan, first)

    def step_loss(entry: tuple[int, int, Batch], step: int) -> tuple[Tensor, dict[str, float]]:
        batch = entry[2]
        whole = [int(rows) for rows in batch.mask.sum(1)]
        texts = model.only_past(
            batch, model.targets(batch), growing, np.random.default_rng([37, step, replicas.rank()])
        )
        log_probs, rows = model.log_probs(batch)
        loss, figures = model.loss_of(batch, texts, log_probs, rows)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            said = bench.audio.audio_adaptor(rows, batch.mask).float()
        examples = [
            Example(PromptOptions(None, (), True), said[place, :length], _turn(pool, clip).written)
            for place, (clip, length) in enumerate(zip(batch.clips, whole, strict=True))
            if int(batch.mask[place].sum()) == length  # how a beginning is written, nobody knows
        ]
        if not examples:
            return loss * heard, figures
        read, right = answer_loss(bench.decoder, assemble(bench.decoder, bench.tokens, examples))
        return read + heard * loss, {"read": float(read.detach()), "right": right, **figures}

    schedule = Schedule(**table)
    Stage("listening", bench.runs, bench.parts, bench.audio.parameters(), schedule).run(supply, step_loss)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("work", type=Path)
    parser.add_argument("--config", type=Path, default=mini.CONFIG)
    parser.add_argument("--replicas", type=int, default=2, help="processes of one thread each")
    options = parser.parse_args()
    replicas.run(options.replicas, train, options.work, options.config)


if __name__ == "__main__":
    main()
