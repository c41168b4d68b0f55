"""Several processes that train one model: each works on its share of a batch, gradients are averaged.

On two busy virtual cores one process with two threads trains no faster than with one: small layers spend more time on
waking threads than the threads save. Two processes with one thread each meet once a step.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, distributed, nn


def run(count: int, work: Callable[..., None], *arguments: Any) -> None:
    """Call work(*arguments) in `count` processes that know each other; in this one where count is 1."""
    if count == 1:
        work(*arguments)
        return
    with tempfile.TemporaryDirectory() as folder:
        meeting = Path(folder) / "meeting"
        torch.multiprocessing.spawn(_join, (count, meeting, work, arguments), nprocs=count)


def _join(rank: int, count: int, meeting: Path, work: Callable[..., None], arguments: tuple[Any, ...]) -> None:
    torch.set_num_threads(1)
    distributed.init_process_group("gloo", init_method=f"file://{meeting}", rank=rank, world_size=count)
    work(*arguments)
    distributed.destroy_process_group()


def rank() -> int:
    return distributed.get_rank() if distributed.is_initialized() else 0


def count() -> int:
    return distributed.get_world_size() if distributed.is_initialized() else 1


def share(items: list[Any]) -> list[Any]:
    """This process's part of a batch; all of it where there is not one item for each process."""
    return items[rank() :: count()] if len(items) >= count() else items


def wait_for_each_other() -> None:
    if count() > 1:
        distributed.barrier()


class Gradients:
    """The gradients of `parameters` in one stretch of memory, with a flag behind them that all processes see."""

    def __init__(self, parameters: Iterable[nn.Parameter]) -> None:
        self._parameters = list(parameters)
        self._all = torch.zeros(sum(one.numel() for one in self._parameters) + 1)
        at = 0
        for one in self._parameters:
            one.grad = self._all[at : at + one.numel()].view_as(one)
            at += one.numel()

    def clear(self) -> None:
        self._all.zero_()

    def average(self, flag: bool) -> bool:
        """Mean over the processes, in place. Whether any of them raised its flag."""
        self._all[-1] = float(flag)
        if count() > 1:
            distributed.all_reduce(self._all)
            self._all /= count()
        return bool(self._all[-1] > 0)

    def norm(self) -> Tensor:
        return self._all[:-1].norm()

    def scale(self, factor: float) -> None:
        self._all[:-1] *= factor
