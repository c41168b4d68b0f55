"""Stages 5, 6 and 8: the decoder learns to read, the adaptor to speak to it, then both together on real rows.

    python -m training.speaking WORK --stage reading   # decoder on made-up sound, text only
    python -m training.speaking WORK --stage adaptor   # adaptor alone, encoder and decoder frozen
    python -m training.speaking WORK --stage joint     # adaptor and decoder, with hotwords and context

The order is the report's: a decoder that can write, an adaptor brought to it, then both; between them the encoder has
its say (training/listening.py). Encoder rows are computed once for each view of each utterance where the encoder is
frozen (training/encoded.py).
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor

from engine.models.fun_asr_nano import vocabulary
from engine.models.fun_asr_nano.llm.prompt import PromptOptions
from engine.models.fun_asr_nano.network import AudioNetwork
from engine.models.fun_asr_nano.vocabulary import SPECIAL_TOKENS, TokenVocabulary
from training import mini, reading, replicas
from training.data.corpus import Utterance, followed_by
from training.decoder_data import Example, PromptTokens, answer_loss, assemble
from training.encoded import Encoded
from training.loop import Schedule, Stage, load_parts
from training.qwen import Qwen
from training.reading import Material, PieceVectors
from training.vocabularies import DECODER_FOLDER

_BLOCK = 8  # batches that are drawn together and sorted by length
_WITH_LIST = 0.4
_BLANKS = 0.15  # of the rows without a piece, so many are looked at
_SHARPNESS = 0.1  # of the nearest vector's lead, in shares of a vector's length


@dataclass(slots=True)
class Bench:
    """Everything that the stages work on."""

    work: Path
    words: TokenVocabulary
    tokens: PromptTokens
    audio: AudioNetwork
    decoder: Qwen
    vectors: PieceVectors
    stages: dict[str, dict[str, Any]]

    @classmethod
    def set_up(cls, work: Path, config_path: Path) -> Bench:
        words = vocabulary.read(work / "multilingual.tiktoken")
        tokenizer = Tokenizer.from_file(str(work / DECODER_FOLDER / "tokenizer.json"))
        config = mini.read_config(config_path, words.size, tokenizer.get_vocab_size())
        audio = mini.new_audio_network(config.audio, seed=1)
        torch.manual_seed(2)
        decoder = Qwen(config.decoder)
        vectors = PieceVectors(words, config.decoder.hidden)
        return cls(work, words, PromptTokens(tokenizer), audio, decoder, vectors, config.stages)

    @property
    def runs(self) -> Path:
        return self.work / "runs"

    def encoder(self, stage: str) -> Path:
        """The checkpoint whose encoder and CTC branch a stage of the decoder stands on."""
        return self.runs / f"{self.stages[stage]['encoder']}.pt"

    @property
    def parts(self) -> dict[str, torch.nn.Module]:
        return {"audio": self.audio, "decoder": self.decoder, "vectors": self.vectors}


def read(bench: Bench) -> None:
    """The decoder and the pieces' vectors, from text alone."""
    table = dict(bench.stages["reading"])
    material = Material.of(table.pop("sentences"), table.pop("seed"), table.pop("share", 1.0))
    size, lists_from = int(table.pop("examples")), int(table.pop("lists_from", 0))
    if not (bench.runs / "reading.pt").exists():
        bench.vectors.begin_like(bench.decoder, bench.words, bench.tokens)

    def lessons(first: int) -> Iterator[list[Example]]:
        step = first
        while True:
            block, part = divmod(step, _BLOCK)
            random = np.random.default_rng([17, block])
            drawn = random.integers(len(material.sentences), size=size * _BLOCK)
            # Sentences of like length together; a batch has lists of hotwords or has none: less padding.
            ordered = sorted(drawn, key=lambda place: len(material.sentences[place].spoken))
            chosen = [ordered[at : at + size] for at in range(0, len(ordered), size)][random.permutation(_BLOCK)[part]]
            with_list = step >= lists_from and bool(random.random(_BLOCK)[part] < _WITH_LIST)
            random = np.random.default_rng([19, step])
            yield [
                reading.lesson(material.sentences[at], material, bench.words, bench.vectors, random, with_list)
                for at in replicas.share(chosen)
            ]
            step += 1

    def step_loss(examples: list[Example], _step: int) -> tuple[Tensor, dict[str, float]]:
        loss, right = answer_loss(bench.decoder, assemble(bench.decoder, bench.tokens, examples))
        return loss, {"right": right}

    trained = [*bench.decoder.parameters(), *bench.vectors.parameters()]
    parts = {"decoder": bench.decoder, "vectors": bench.vectors}
    Stage("reading", bench.runs, parts, trained, Schedule(**table)).run(lessons, step_loss)


def adapt(bench: Bench) -> None:
    """The adaptor learns to say the vectors of the pieces that the CTC branch heard."""
    table = dict(bench.stages["adaptor"])
    encoder = bench.encoder("adaptor")
    table.pop("encoder")
    encoded = Encoded.of(bench.work, table.pop("corpora"), encoder, bench.audio)
    size = int(table.pop("examples"))
    if not (bench.runs / "adaptor.pt").exists():
        load_parts(encoder, {"audio": bench.audio})
        load_parts(bench.runs / "reading.pt", {"decoder": bench.decoder, "vectors": bench.vectors})

    def step_loss(batch: list[tuple[Utterance, Tensor]], _step: int) -> tuple[Tensor, dict[str, float]]:
        rows, mask = _padded([row for _, row in batch])
        return _saying(bench, rows, mask, _said(bench, rows, mask))

    stage = Stage("adaptor", bench.runs, bench.parts, bench.audio.audio_adaptor.parameters(), Schedule(**table))
    stage.run(lambda first: encoded.batches(size, first), step_loss)


def _saying(bench: Bench, rows: Tensor, mask: Tensor, said: Tensor) -> tuple[Tensor, dict[str, float]]:
    """The loss of the adaptor's rows `said` [B, T, hidden] over all rows with a piece and some of the blank ones."""
    pieces = bench.words.size - SPECIAL_TOKENS
    with torch.no_grad():
        with torch.autocast("cpu", dtype=torch.bfloat16):
            logits = bench.audio.ctc_logits(rows, mask)[mask]
        believed = torch.cat([logits[:, :pieces], logits[:, -1:]], -1).float().softmax(-1)
        looked_at = (believed[:, -1] < 0.9) | (torch.rand(len(believed)) < _BLANKS)
    return saying_loss(said[mask][looked_at], believed[looked_at], bench.vectors.table.weight.detach())


def saying_loss(said: Tensor, believed: Tensor, vectors: Tensor) -> tuple[Tensor, dict[str, float]]:
    """How far rows [N, hidden] are from saying what the CTC branch believes, [N, pieces + 1] with the blank last.

    A squared distance alone is met by rows between all vectors, which no decoder can read: so the nearest vector
    also has to be the right one (cross-entropy over distances).
    """
    size = vectors.square().sum(-1)
    nearness = (said @ vectors.T - size / 2) / (_SHARPNESS * size.mean())
    away = (said - believed @ vectors).square().mean() / vectors.var()
    wrong = -(believed * nearness.log_softmax(-1)).sum(-1).mean()
    spoken = believed[:, -1] < 0.5
    right = (nearness.argmax(-1) == believed.argmax(-1))[spoken].float().mean()
    return away + wrong, {"said": float(right)}


def join(bench: Bench, name: str) -> None:
    """Adaptor and decoder on real rows: plain, with hotword lists, with and without the right words."""
    table = dict(bench.stages[name])
    encoder = bench.encoder(name)
    table.pop("encoder")
    encoded = Encoded.of(bench.work, table.pop("corpora"), encoder, bench.audio)
    size, before = int(table.pop("examples")), str(table.pop("after"))
    lists, joined = float(table.pop("lists", _WITH_LIST)), float(table.pop("joined", 0.0))
    still = float(table.pop("saying", 0.0))  # how much the adaptor's own loss counts beside the decoder's
    material = Material.of({"en": 6000, "zh": 4000, "mix": 1500}, 23)
    if not (bench.runs / f"{name}.pt").exists():
        load_parts(bench.runs / f"{before}.pt", bench.parts)

    def examples(first: int) -> Iterator[tuple[list[Example], int]]:
        for step, batch in enumerate(encoded.batches(size, first), first):
            random = np.random.default_rng([29, step])
            with_list = random.random() < lists
            batch = in_turns(batch) if random.random() < joined else batch
            yield [example_of(item, rows, material, random, with_list) for item, rows in batch], step

    def step_loss(entry: tuple[list[Example], int], _step: int) -> tuple[Tensor, dict[str, float]]:
        rows, mask = _padded([example.sound for example in entry[0]])
        said = _said(bench, rows, mask)
        loss, right = answer_loss(bench.decoder, assemble(bench.decoder, bench.tokens, _spoken(entry[0], said)))
        saying, figures = _saying(bench, rows, mask, said)
        return loss + still * saying, {"right": right, "read": float(loss.detach()), **figures}

    trained = [*bench.audio.audio_adaptor.parameters(), *bench.decoder.parameters()]
    Stage(name, bench.runs, bench.parts, trained, Schedule(**table)).run(examples, step_loss)


def in_turns(batch: list[tuple[Utterance, Tensor]]) -> list[tuple[Utterance, Tensor]]:
    """Two utterances of a batch as one turn each: half as many, twice as long."""
    pairs = zip(batch[::2], batch[1::2], strict=False)
    return [(followed_by(one, other), torch.cat([rows, more])) for (one, rows), (other, more) in pairs] or batch


def example_of(
    item: Utterance, rows: Tensor, material: Material, random: np.random.Generator, with_list: bool
) -> Example:
    """The prompt of one utterance; its sound still in the encoder's rows."""
    listed = reading.hotwords_for(item.spoken, item.names, material, random)[0] if with_list else ()
    itn = random.random() < 0.9
    language = item.language if item.language in ("en", "zh") and random.random() < 0.3 else None
    return Example(PromptOptions(language, listed, itn), rows, item.written if itn else item.spoken)


def adapted(bench: Bench, examples: list[Example]) -> list[Example]:
    rows, mask = _padded([example.sound for example in examples])
    return _spoken(examples, _said(bench, rows, mask))


def _said(bench: Bench, rows: Tensor, mask: Tensor) -> Tensor:
    with torch.autocast("cpu", dtype=torch.bfloat16):
        return bench.audio.audio_adaptor(rows, mask).float()


def _spoken(examples: list[Example], said: Tensor) -> list[Example]:
    return [
        Example(example.wish, said[place, : len(example.sound)], example.answer)
        for place, example in enumerate(examples)
    ]


def _padded(rows: list[Tensor]) -> tuple[Tensor, Tensor]:
    padded = torch.nn.utils.rnn.pad_sequence(rows, batch_first=True)
    lengths = torch.tensor([len(one) for one in rows])
    return padded, torch.arange(padded.shape[1])[None] < lengths[:, None]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("work", type=Path)
    parser.add_argument("--stage", choices=("reading", "adaptor", "joint"), required=True)
    parser.add_argument("--config", type=Path, default=mini.CONFIG)
    parser.add_argument("--replicas", type=int, default=2, help="processes of one thread each")
    options = parser.parse_args()
    replicas.run(options.replicas, train, options.work, options.stage, options.config)


def train(work: Path, stage: str, config_path: Path) -> None:
    bench = Bench.set_up(work, config_path)
    if stage == "reading":
        read(bench)
    elif stage == "adaptor":
        adapt(bench)
    else:
        join(bench, stage)


if __name__ == "__main__":
    main()
