"""The frozen encoder's rows of whole corpora, computed once: stages after it need no encoder."""

# torch has no types that mypy is shown here (pyproject.toml), so its decorators are Any to it.
# mypy: allow-untyped-decorators

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from engine.models.fun_asr_nano.network import AudioNetwork
from training import dataset, replicas
from training.data.corpus import Utterance
from training.data.features import Views
from training.dataset import Plan, Pool
from training.loop import load_parts

_SECONDS = 200.0


class Encoded:
    """Rows [T, width] of utterances in several views, float16 on the disk."""

    def __init__(self, utterances: list[Utterance], starts: np.ndarray, rows: np.ndarray, seed: int = 31) -> None:
        self._utterances, self._starts, self._rows, self._seed = utterances, starts, rows, seed

    @classmethod
    def of(cls, work: Path, corpora: dict[str, int], checkpoint: Path, audio: AudioNetwork) -> Encoded:
        """All views of the corpora; corpora: name -> how many views. Computed where they are not there yet or
        the encoder is newer."""
        load_parts(checkpoint, {"audio": audio})
        audio.eval()
        views = [(Views(work / name), view) for name, count in corpora.items() for view in range(count)]
        folder = work / "encoded" / checkpoint.stem
        stored = [folder / f"{name}-{view}.npz" for name, count in corpora.items() for view in range(count)]
        stale = [
            place
            for place, path in enumerate(stored)
            if not path.exists() or path.stat().st_mtime < checkpoint.stat().st_mtime
        ]
        replicas.wait_for_each_other()  # all of them have seen what is stale
        for place in stale[replicas.rank() :: replicas.count()]:
            _compute(*views[place], audio, stored[place])
        replicas.wait_for_each_other()
        width = audio.audio_encoder.tp_norm.weight.numel()
        utterances: list[Utterance] = []
        parts, lengths = [], [0]
        for (corpus, _), path in zip(views, stored, strict=True):
            lengths += np.load(path)["lengths"].tolist()
            parts.append(np.memmap(path.with_suffix(".f16"), np.float16, mode="r").reshape(-1, width))
            utterances += corpus.corpus.utterances
        return cls(utterances, np.cumsum(lengths), np.concatenate(parts))

    def __len__(self) -> int:
        return len(self._utterances)

    def rows(self, number: int) -> Tensor:
        start, end = self._starts[number : number + 2]
        return torch.from_numpy(np.asarray(self._rows[start:end], np.float32))

    def batches(self, size: int, first: int) -> Iterator[list[tuple[Utterance, Tensor]]]:
        """Without end, from step `first` on: utterances of like length together, batches in random order."""
        step, epoch = 0, 0
        while True:
            for group in self._epoch(size, epoch):
                if step >= first:
                    yield [(self._utterances[number], self.rows(number)) for number in replicas.share(list(group))]
                step += 1
            epoch += 1

    def _epoch(self, size: int, epoch: int) -> Iterable[np.ndarray]:
        random = np.random.default_rng([self._seed, epoch])
        length = np.diff(self._starts) * random.uniform(0.9, 1.1, len(self))
        order = np.argsort(length)
        groups = [order[at : at + size] for at in range(0, len(order), size)]
        return [groups[place] for place in random.permutation(len(groups))]


@torch.no_grad()
def _compute(corpus: Views, view: int, audio: AudioNetwork, stored: Path) -> None:
    stored.parent.mkdir(parents=True, exist_ok=True)
    pool = Pool([corpus], [1], lambda _: True)
    plan = Plan(seconds=_SECONDS, masks=False, views=(view,))
    found: dict[int, np.ndarray] = {}
    for group in dataset.epoch_of(pool, plan, 0):
        batch = dataset.load(pool, group, plan, np.random.default_rng(0))
        with torch.autocast("cpu", dtype=torch.bfloat16):
            rows = audio.audio_encoder(batch.features, batch.mask).float().numpy().astype(np.float16)
        for place, clip in enumerate(batch.clips):
            found[clip.members[0]] = rows[place, : int(batch.mask[place].sum())]
    with stored.with_suffix(".f16").open("wb") as file:
        for number in range(len(pool)):
            file.write(found[number].tobytes())
    np.savez(stored, lengths=np.array([len(found[number]) for number in range(len(pool))]))
