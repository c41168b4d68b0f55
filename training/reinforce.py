"""Stage 9: GRPO. Hypotheses are drawn in groups; those better than their group become likelier.

    python -m training.reinforce WORK --after joint

Source: Shao et al. 2024 (DeepSeekMath), as the Fun-ASR report uses it: advantages normalised within the group,
clipped ratio, and a penalty for leaving the reference policy (Schulman's k3 estimate of the divergence).
"""

# torch has no types that mypy is shown here (pyproject.toml), so its decorators are Any to it.
# mypy: allow-untyped-decorators

from __future__ import annotations

import argparse
import copy
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from training import mini, replicas, speaking
from training.data.corpus import Utterance
from training.decoder_data import IGNORED, Example, PromptTokens, assemble
from training.encoded import Encoded
from training.loop import Schedule, Stage, load_parts
from training.qwen import Qwen
from training.reading import Material
from training.rewards import Said, reward
from training.speaking import Bench

_ROW_S = 0.06
_MOST_TOKENS = 48


UPDATES = 2
"""Steps on each draw."""


@dataclass(frozen=True, slots=True)
class Group:
    """Hypotheses of one utterance and what each is worth."""

    example: Example
    answers: list[list[int]]
    rewards: list[float]


@dataclass(frozen=True, slots=True)
class Drawn:
    """Groups laid out row by row. old, reference: log-probabilities [N, T] under the policy that drew and under the
    one to stay near. worth: advantages [N]. reward: the mean, for the log."""

    examples: list[Example]
    answers: list[list[int]]
    old: Tensor
    reference: Tensor
    worth: Tensor
    reward: float


@torch.no_grad()
def draw(decoder: Qwen, tokens: PromptTokens, example: Example, count: int, temperature: float) -> list[list[int]]:
    """`count` sampled answers, each with its end token where it has one."""
    before, after = tokens.around(example.wish)
    embedded = decoder.embed(torch.tensor([*before, *after]))
    row = torch.cat([embedded[: len(before)], example.sound, embedded[len(before) :]])[None]
    with torch.autocast("cpu", dtype=torch.bfloat16):
        hidden, cache = decoder(row)
        cache = [(key.expand(count, -1, -1, -1), value.expand(count, -1, -1, -1)) for key, value in cache]
        last = hidden[:, -1].expand(count, -1)
        answers: list[list[int]] = [[] for _ in range(count)]
        going = [True] * count
        for _ in range(_MOST_TOKENS):
            chances = (decoder.logits(last).float() / temperature).softmax(-1)
            drawn = torch.multinomial(chances, 1)
            for place, token in enumerate(drawn[:, 0].tolist()):
                if going[place]:
                    answers[place].append(token)
                    going[place] = token != tokens.end
            if not any(going):
                break
            hidden, cache = decoder(decoder.embed(drawn), cache)
            last = hidden[:, -1]
    return answers


def advantages(rewards: list[float]) -> Tensor:
    """Normalised within the group; zero where all are alike."""
    values = torch.tensor(rewards)
    return (values - values.mean()) / (values.std(unbiased=False) + 1e-4)


def token_logprobs(
    decoder: Qwen, tokens: PromptTokens, examples: list[Example], answers: list[list[int]]
) -> tuple[Tensor, Tensor]:
    """Log-probability of every answer token [N, T], and a mask of where there is one."""
    rows = assemble(decoder, tokens, examples, answers)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        hidden, _ = decoder(rows.inputs)
    there = rows.targets != IGNORED
    logits = decoder.logits(hidden[there]).float()
    chosen = logits.log_softmax(-1).gather(-1, rows.targets[there][:, None])[:, 0]
    return torch.zeros(there.shape).masked_scatter(there, chosen), there


def objective(
    now: Tensor, old: Tensor, reference: Tensor, there: Tensor, worth: Tensor, clip: float, kl: float
) -> tuple[Tensor, float]:
    """The loss over tokens [N, T] and the mean divergence. worth: an advantage for each row [N]."""
    ratio = (now - old).exp()
    gained = torch.minimum(ratio * worth[:, None], ratio.clamp(1 - clip, 1 + clip) * worth[:, None])
    away = reference - now
    divergence = away.exp() - away - 1
    loss = -(gained - kl * divergence)[there].mean()
    return loss, float(divergence[there].detach().mean())


def reinforce(work: Path, after: str, config_path: Path) -> None:
    bench = Bench.set_up(work, config_path)
    table = dict(bench.stages["reinforce"])
    encoder = bench.encoder("reinforce")
    table.pop("encoder")
    encoded = Encoded.of(bench.work, table.pop("corpora"), encoder, bench.audio)
    count, size = int(table.pop("group")), int(table.pop("examples"))
    clip, kl, temperature = (float(table.pop(name)) for name in ("clip", "kl", "temperature"))
    load_parts(bench.runs / f"{after}.pt", bench.parts)
    reference = copy.deepcopy(bench.decoder).requires_grad_(False)
    material = Material.of({"en": 6000, "zh": 4000, "mix": 1500}, 23)

    def draws(first: int) -> Iterator[Drawn]:
        """Each draw twice: the second update is made with a ratio that is no longer 1."""
        begin = first // UPDATES
        for number, batch in enumerate(encoded.batches(size, begin), begin):
            random = np.random.default_rng([43, number, replicas.rank()])
            torch.manual_seed(43_000_000 + number * 8 + replicas.rank())
            groups = [_group(bench, item, rows, material, random, count, temperature) for item, rows in batch]
            drawn = _measured(bench, reference, groups)
            for _ in range(first % UPDATES if number == begin else 0, UPDATES):
                yield drawn

    def step_loss(drawn: Drawn, _step: int) -> tuple[Tensor, dict[str, float]]:
        now, there = token_logprobs(bench.decoder, bench.tokens, drawn.examples, drawn.answers)
        loss, divergence = objective(now, drawn.old, drawn.reference, there, drawn.worth, clip, kl)
        return loss, {"kl": divergence, "reward": drawn.reward}

    stage = Stage(
        "reinforce", bench.runs, bench.parts, bench.decoder.parameters(), Schedule(**table), save_every=50, clip=1.0
    )
    stage.run(draws, step_loss)


def _group(
    bench: Bench,
    item: Utterance,
    rows: Tensor,
    material: Material,
    random: np.random.Generator,
    count: int,
    temperature: float,
) -> Group:
    example = speaking.example_of(item, rows, material, random, bool(random.random() < 0.5))
    with torch.no_grad():
        [example] = speaking.adapted(bench, [example])
    answers = draw(bench.decoder, bench.tokens, example, count, temperature)
    said = Said(
        item.written if example.wish.itn else item.spoken,
        item.language,
        len(rows) * _ROW_S,
        item.names,
        example.wish.hotwords,
    )
    texts = [bench.tokens.decode([token for token in answer if token != bench.tokens.end]) for answer in answers]
    return Group(example, answers, [reward(said, text) for text in texts])


@torch.no_grad()
def _measured(bench: Bench, reference: Qwen, groups: list[Group]) -> Drawn:
    examples = [group.example for group in groups for _ in group.answers]
    answers = [answer for group in groups for answer in group.answers]
    old, _ = token_logprobs(bench.decoder, bench.tokens, examples, answers)
    near, _ = token_logprobs(reference, bench.tokens, examples, answers)
    worth = torch.cat([advantages(group.rewards) for group in groups])
    mean = float(np.mean([one for group in groups for one in group.rewards]))
    return Drawn(examples, answers, old, near, worth, mean)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("work", type=Path)
    parser.add_argument("--after", default="joint")
    parser.add_argument("--config", type=Path, default=mini.CONFIG)
    parser.add_argument("--replicas", type=int, default=2, help="processes of one thread each")
    options = parser.parse_args()
    replicas.run(options.replicas, reinforce, options.work, options.after, options.config)


if __name__ == "__main__":
    main()
