"""Stages 1 to 4: the encoder learns phones by frame, then to write through its CTC branch.

    python -m training.pretrain WORK --stage phones
    python -m training.pretrain WORK --stage ctc
    python -m training.pretrain WORK --stage focus   # goes on from ctc with the small domain's sentences
    python -m training.pretrain WORK --stage widen   # all sentences again, many more names, sound that still grows
    python -m training.pretrain WORK --stage head    # the CTC branch alone, on an encoder that stands still
    python -m training.pretrain WORK --stage quiet   # a study: focus goes on without noise; and noisy, with it

Phones come with the speech of flite, which says when each of them ends, so a frame-wise loss needs no alignment;
CTC (Graves et al. 2006) started from there leaves the plateau where it writes only blanks within minutes.
WORK holds the corpora (synthetic, real, noise) and the vocabularies; checkpoints go to WORK/runs.
"""

# torch has no types that mypy is shown here (pyproject.toml), so its classes are Any to it.
# mypy: allow-subclassing-any, allow-untyped-decorators

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from app.scoring import count_errors
from engine.models.fun_asr_nano import ctc, vocabulary
from engine.models.fun_asr_nano.config import ROW_SAMPLES
from engine.models.fun_asr_nano.network import AudioNetwork
from engine.models.fun_asr_nano.vocabulary import SPECIAL_TOKENS, TokenVocabulary
from engine.text import wording
from training import dataset, mini, replicas, tokens
from training.data.corpus import Utterance
from training.data.features import Views
from training.dataset import Batch, Plan, Pool
from training.loop import Schedule, Stage, load_parts
from training.rewards import MEASURES

STAGES = ("phones", "ctc", "focus", "widen", "head", "noisy", "quiet")
PLAN = ("seconds", "joined", "curriculum", "views", "masks", "throats")
_NEVER = -30.0  # a logit that no softmax notices


class PhoneHead(nn.Module):
    """What the encoder's rows sound like. Thrown away after training."""

    def __init__(self, width: int, phones: int) -> None:
        super().__init__()
        self.out = nn.Linear(width, phones)

    def forward(self, rows: Tensor) -> Tensor:
        return self.out(rows)


class CtcTraining:
    """The network with the losses of these stages. Only pieces and the blank compete: the special columns of the
    vocabulary are shut once and for all."""

    def __init__(self, network: AudioNetwork, words: TokenVocabulary, pool: Pool, phones: Sequence[str] = ()) -> None:
        self.network, self.words, self.pool = network, words, pool
        self.head = PhoneHead(network.audio_encoder.tp_norm.weight.numel(), max(1, len(phones)))
        self._phones = {name: place for place, name in enumerate(phones)}
        self._pieces = words.size - SPECIAL_TOKENS
        self._targets = [self._encoded(item) for item in pool.utterances]

    def shut_specials(self) -> None:
        assert self.network.ctc is not None
        with torch.no_grad():
            self.network.ctc.ctc_lo.weight[self._pieces : -1] = 0
            self.network.ctc.ctc_lo.bias[self._pieces : -1] = _NEVER

    def _encoded(self, item: Utterance) -> list[int]:
        return tokens.heard(self.words, item.spoken)

    def log_probs(self, batch: Batch) -> tuple[Tensor, Tensor]:
        """[B, T, pieces + 1], blank last, and the encoder's rows."""
        assert self.network.ctc is not None
        assert self.network.ctc_decoder is not None
        with torch.autocast("cpu", dtype=torch.bfloat16):
            rows = self.network.audio_encoder(batch.features, batch.mask)
            decoded = self.network.ctc_decoder(rows, batch.mask)
            out = self.network.ctc.ctc_lo
            weight = torch.cat([out.weight[: self._pieces], out.weight[-1:]])
            bias = torch.cat([out.bias[: self._pieces], out.bias[-1:]])
            logits = functional.linear(decoded, weight, bias)
        return logits.float().log_softmax(-1), rows

    def ctc_loss(
        self, batch: Batch, step: int, phone_weight: float, growing: float = 0.0
    ) -> tuple[Tensor, dict[str, float]]:
        """growing: share of the clips of which only a beginning is heard, and asked for."""
        texts = self.targets(batch)
        if growing > 0:
            texts = self.only_past(batch, texts, growing, np.random.default_rng([37, step, replicas.rank()]))
        log_probs, rows = self.log_probs(batch)
        return self.loss_of(batch, texts, log_probs, rows, phone_weight)

    def loss_of(
        self, batch: Batch, texts: list[list[int]], log_probs: Tensor, rows: Tensor, phone_weight: float = 0.0
    ) -> tuple[Tensor, dict[str, float]]:
        """The loss for the pieces `texts` of each clip, and figures for the log."""
        lengths = torch.tensor([len(text) for text in texts])
        flat = torch.tensor([token for text in texts for token in text])
        losses = functional.ctc_loss(
            log_probs.transpose(0, 1), flat, batch.mask.sum(1), lengths,
            blank=self._pieces, reduction="none", zero_infinity=True,
        )  # fmt: skip
        # By tokens, so that long clips weigh what they hold; noise-only clips count as some tokens.
        loss = losses.sum() / lengths.clamp(min=4).sum()
        figures = {"ctc": float(loss.detach())}
        if phone_weight > 0:
            phone, right = self.phone_loss(batch, rows)
            loss = loss + phone_weight * phone
            figures["phones"] = right
        return loss, figures

    @torch.no_grad()
    def only_past(
        self, batch: Batch, texts: list[list[int]], share: float, random: np.random.Generator
    ) -> list[list[int]]:
        """Cuts off the end of some clips, in place, as a session hears them while somebody speaks. The pieces that
        were said until then, by the alignment that the network itself finds best."""
        chosen = [place for place, text in enumerate(texts) if text and random.random() < share]
        if not chosen:
            return texts
        part = Batch(batch.features[chosen], batch.mask[chosen], (), ())
        log_probs = self.log_probs(part)[0].numpy()
        texts = list(texts)
        for scores, place in zip(log_probs, chosen, strict=True):
            rows = int(batch.mask[place].sum())
            targets = np.array(texts[place])
            found = ctc.align(scores[:rows, self._pieces], scores[:rows, targets], targets)
            cut = int(random.integers(rows // 4 + 1, rows + 1))
            if found is not None:
                texts[place] = [span.token for span in found.spans() if span.end <= cut]
                batch.features[place, cut:] = 0
                batch.mask[place, cut:] = False
        return texts

    def targets(self, batch: Batch) -> list[list[int]]:
        """The pieces of every clip."""
        return [self._target(batch, place) for place in range(len(batch.clips))]

    def _target(self, batch: Batch, place: int) -> list[int]:
        """Members one after the other: words of the next begin with a blank where the script has blanks."""
        text = " ".join(filter(None, (self.pool.utterances[member].spoken for member in batch.clips[place].members)))
        return (
            tokens.heard(self.words, wording.tidy(text))
            if len(batch.clips[place].members) > 1
            else self._targets[batch.clips[place].members[0]]
        )

    def phone_loss(self, batch: Batch, rows: Tensor) -> tuple[Tensor, float]:
        """Cross-entropy over the rows whose phone is known, and the share of them that is right."""
        labels = torch.full(batch.mask.shape, -1)
        for place in range(len(batch.clips)):
            self._label(labels[place], batch, place)
        known = (labels >= 0) & batch.mask
        if not bool(known.any()):
            return rows.sum() * 0.0, 0.0
        with torch.autocast("cpu", dtype=torch.bfloat16):
            logits = self.head(rows[known])
        right = float((logits.argmax(-1) == labels[known]).float().mean())
        return functional.cross_entropy(logits.float(), labels[known]), right

    def _label(self, labels: Tensor, batch: Batch, place: int) -> None:
        clip = batch.clips[place]
        for member, start in zip(clip.members, batch.starts[place], strict=True):
            item = self.pool.utterances[member]
            if not item.phones:
                continue
            begin = start / 100 + self.pool.lead_s(member, clip.view)
            ends = np.array([end for _, end in item.phones]) + begin
            middle = (np.arange(len(labels)) + 0.5) * ROW_SAMPLES / 16_000
            inside = (middle >= begin) & (middle < ends[-1])
            found = np.searchsorted(ends, middle[inside], side="right").clip(max=len(ends) - 1)
            names = [self._phones[item.phones[at][0]] for at in found]
            labels[torch.from_numpy(np.flatnonzero(inside))] = torch.tensor(names)

    @torch.no_grad()
    def texts(self, batch: Batch) -> list[str]:
        """Greedy text of every clip."""
        self.network.eval()
        log_probs, _ = self.log_probs(batch)
        best = log_probs.max(-1)
        found = []
        for place, length in enumerate(batch.mask.sum(1).tolist()):
            ids, scores = best.indices[place, :length].numpy(), best.values[place, :length].numpy()
            spans = ctc.greedy(ids.astype(np.int64), scores, self._pieces)
            found.append(wording.tidy(self.words.decode(span.token for span in spans)))
        self.network.train()
        return found


def error_rates(model: CtcTraining, pool: Pool, view: int) -> dict[str, float]:
    """Error rates of a pool's utterances by language, greedy CTC."""
    plan = Plan(seconds=200, masks=False, views=(view,))
    counts: dict[str, list[int]] = {}
    for group in dataset.epoch_of(pool, plan, 0):
        batch = dataset.load(pool, group, plan, np.random.default_rng(0))
        for clip, text in zip(batch.clips, model.texts(batch), strict=True):
            item = pool.utterances[clip.members[0]]
            errors = count_errors(
                item.spoken, text, MEASURES[item.language], None if item.language == "mix" else item.language
            )
            total = counts.setdefault(item.language, [0, 0])
            total[0] += errors.errors
            total[1] += errors.reference_length
    return {language: wrong / max(1, length) for language, (wrong, length) in sorted(counts.items())}


def open_pool(work: Path, weights: dict[str, int], keep_phones_only: bool = False) -> Pool:
    views = [Views(work / name) for name in weights]
    return Pool(views, list(weights.values()), lambda item: bool(item.phones) or not keep_phones_only)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("work", type=Path)
    parser.add_argument("--stage", choices=STAGES, required=True)
    parser.add_argument("--config", type=Path, default=mini.CONFIG)
    parser.add_argument("--replicas", type=int, default=2, help="processes of one thread each")
    options = parser.parse_args()
    replicas.run(options.replicas, train, options.work, options.stage, options.config)


def train(work: Path, stage: str, config_path: Path) -> None:
    words = vocabulary.read(work / "multilingual.tiktoken")
    config = mini.read_config(config_path, words.size, decoder_vocabulary=0)  # no part of these stages
    table = dict(config.stages[stage])
    pool = open_pool(work, table.pop("corpora"), keep_phones_only=stage == "phones")
    phones = (work / "phones.txt").read_text().split()
    network = mini.new_audio_network(config.audio, seed=1)
    model = CtcTraining(network, words, pool, phones)
    model.shut_specials()
    parts = {"audio": network, "phones": model.head}
    phone_weight, growing = float(table.pop("phone_weight", 0.0)), float(table.pop("growing", 0.0))
    plan = Plan(**{key: table.pop(key) for key in PLAN if key in table})
    after = table.pop("after", None)
    if after is not None and not (work / "runs" / f"{stage}.pt").exists():
        load_parts(work / "runs" / f"{after}.pt", parts)
        model.shut_specials()
    trained = [] if table.pop("frozen", False) else [*network.audio_encoder.parameters(), *model.head.parameters()]
    assert network.ctc is not None
    assert network.ctc_decoder is not None
    if stage != "phones":
        trained += [*network.ctc_decoder.parameters(), *network.ctc.parameters()]
    dev = open_pool(work, {str(table.pop("dev", "dev-seen")): 1})

    def step_loss(entry: tuple[int, int, Batch], step: int) -> tuple[Tensor, dict[str, float]]:
        if stage == "phones":
            with torch.autocast("cpu", dtype=torch.bfloat16):
                rows = network.audio_encoder(entry[2].features, entry[2].mask)
            loss, right = model.phone_loss(entry[2], rows)
            return loss, {"right": right}
        return model.ctc_loss(entry[2], step, phone_weight * max(0.1, 1 - step / 2000), growing)

    def supply(first: int) -> Iterable[tuple[int, int, Batch]]:
        return dataset.batches(pool, plan, first)

    evaluate = (lambda _step: error_rates(model, dev, 0)) if stage != "phones" else None
    every = int(table.pop("evaluate_every", 1000))
    run = Stage(stage, work / "runs", parts, trained, Schedule(**table), evaluate=evaluate, evaluate_every=every)
    run.run(supply, step_loss)


if __name__ == "__main__":
    main()
