"""A training run that is broken off goes on as if nothing had happened."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from training import loop, replicas
from training.loop import Schedule, Stage

pytestmark = pytest.mark.slow


def _model() -> nn.Linear:
    torch.manual_seed(3)
    return nn.Linear(4, 1)


def _batches(first: int) -> Iterator[Tensor]:
    for step in itertools.count(first):
        yield torch.randn(8, 4, generator=torch.Generator().manual_seed(step))


def _loss(model: nn.Linear) -> Callable[[Tensor, int], tuple[Tensor, dict[str, float]]]:
    def of(rows: Tensor, _step: int) -> tuple[Tensor, dict[str, float]]:
        return ((model(rows)[:, 0] - rows.sum(1)) ** 2).mean(), {}

    return of


def _train(folder: Path, steps: int, planned: int = 60) -> nn.Linear:
    """`steps` steps of a run whose schedule is made for `planned`."""
    model = _model()
    stage = Stage("toy", folder, {"toy": model}, model.parameters(), Schedule(planned, 0.05, warm_up=5), save_every=10)
    compute = _loss(model)

    def counted(rows: Tensor, step: int) -> tuple[Tensor, dict[str, float]]:
        if step + 1 == steps:
            stage._asked_to_stop(15, None)
        return compute(rows, step)

    if steps < planned:
        with pytest.raises(SystemExit, match=f"step {steps}"):
            stage.run(_batches, counted)
    else:
        stage.run(_batches, compute)
    return model


def test_a_resumed_run_ends_with_the_weights_of_an_unbroken_one(tmp_path: Path) -> None:
    unbroken = _train(tmp_path / "one", 60)
    _train(tmp_path / "two", 23)
    resumed = _train(tmp_path / "two", 60)
    assert torch.equal(unbroken.weight, resumed.weight)
    assert torch.equal(unbroken.bias, resumed.bias)


def test_training_learns_and_leaves_a_log_and_a_plot(tmp_path: Path) -> None:
    _train(tmp_path, 60)
    rows = (tmp_path / "toy.csv").read_text().splitlines()
    first, last = (float(row.split(",")[2]) for row in (rows[1], rows[-1]))
    assert last < first
    assert (tmp_path / "toy.png").read_bytes().startswith(b"\x89PNG")


def test_the_rate_rises_then_falls() -> None:
    schedule = Schedule(steps=100, rate=1.0, warm_up=10, last=0.1)
    rates = [schedule.at(step) for step in range(101)]
    assert rates.index(max(rates)) in (9, 10)
    assert rates[100] == pytest.approx(0.1)
    assert all(later <= earlier for earlier, later in itertools.pairwise(rates[10:]))


def test_parts_of_a_checkpoint_go_into_another_stage(tmp_path: Path) -> None:
    trained = _train(tmp_path, 60)
    fresh = _model()
    loop.load_parts(tmp_path / "toy.pt", {"toy": fresh})
    assert torch.equal(fresh.weight, trained.weight)


def _averaged(folder: Path) -> None:
    """Run in each of two processes: every one has another gradient, all end with their mean."""
    model = _model()
    gradients = replicas.Gradients(model.parameters())
    gradients.clear()
    (model.weight.sum() * (replicas.rank() + 1)).backward()
    stop = gradients.average(flag=replicas.rank() == 1)
    assert model.weight.grad is not None
    (folder / str(replicas.rank())).write_text(f"{model.weight.grad[0, 0].item()} {stop}")


def test_two_processes_average_their_gradients_and_see_each_other_s_flag(tmp_path: Path) -> None:
    replicas.run(2, _averaged, tmp_path)
    assert [(tmp_path / name).read_text() for name in "01"] == ["1.5 True", "1.5 True"]
