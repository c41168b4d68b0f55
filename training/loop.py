"""What every stage shares: steps with a progress bar, checkpoints that resume exactly, a log and a plot of the loss."""

from __future__ import annotations

import csv
import math
import os
import signal
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

import torch
from torch import Tensor, nn
from tqdm import tqdm

from training import replicas

_WINDOW = 0.98  # how slowly the loss that is shown follows
_NOTE_EVERY = 20


@dataclass(frozen=True, slots=True)
class Schedule:
    """Learning rate: up in a line over warm_up steps, then down along a cosine to `last` of the top at `steps`."""

    steps: int
    rate: float
    warm_up: int = 100
    last: float = 0.02

    def at(self, step: int) -> float:
        if step < self.warm_up:
            return self.rate * (step + 1) / self.warm_up
        share = min(1.0, (step - self.warm_up) / max(1, self.steps - self.warm_up))
        return self.rate * (self.last + (1 - self.last) * 0.5 * (1 + math.cos(math.pi * share)))


@dataclass(slots=True)
class Stage:
    """One training run. parts: modules by name, all of them saved; trained: those that learn.

    step_loss(batch, step): a scalar, and figures for the log. Checkpoints: `folder`/last.pt every `save_every`
    steps and at the end, and on SIGTERM or Ctrl+C; with the optimiser and torch's random state, so that a resumed
    run is the run that was never broken off.
    """

    name: str
    folder: Path
    parts: Mapping[str, nn.Module]
    trained: Iterable[nn.Parameter]
    schedule: Schedule
    save_every: int = 300
    clip: float = 5.0
    weight_decay: float = 0.01
    evaluate: Callable[[int], dict[str, float]] | None = None
    evaluate_every: int = 1000
    _stop: bool = field(default=False, init=False)

    def run(
        self, batches: Callable[[int], Iterable[Any]], step_loss: Callable[[Any, int], tuple[Tensor, dict[str, float]]]
    ) -> None:
        """batches(first_step): an endless supply from there on."""
        self.folder.mkdir(parents=True, exist_ok=True)
        parameters = [one for one in self.trained if one.requires_grad]
        rate, decay = self.schedule.rate, self.weight_decay
        optimiser = torch.optim.AdamW(parameters, lr=rate, betas=(0.9, 0.98), weight_decay=decay, fused=True)
        step = self._resume(optimiser)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._asked_to_stop)
        gradients = replicas.Gradients(parameters)
        bar = _Bar(self, step)
        stopped = False
        for batch in batches(step):
            if step >= self.schedule.steps or stopped:
                break
            for group in optimiser.param_groups:
                group["lr"] = self.schedule.at(step)
            loss, figures = step_loss(batch, step)
            gradients.clear()
            loss.backward()
            stopped = gradients.average(self._stop)
            norm = float(gradients.norm())
            if math.isfinite(norm):  # one bad batch must not end a run
                gradients.scale(min(1.0, self.clip / (norm + 1e-6)))
                optimiser.step()
            step += 1
            bar.update(step, float(loss.detach()), {"norm": norm, **figures})
            if step % self.save_every == 0:
                self.save(step, optimiser)
            if self.evaluate is not None and step % self.evaluate_every == 0 and replicas.rank() == 0:
                bar.say(f"{self.name} {step}: " + ", ".join(f"{k} {v:.4f}" for k, v in self.evaluate(step).items()))
        bar.close()
        self.save(step, optimiser)
        if stopped:
            raise SystemExit(f"{self.name} stopped at step {step}; the same command goes on from there.")
        if replicas.rank() == 0:
            plot(self.folder / f"{self.name}.csv")

    def _asked_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stop = True

    def save(self, step: int, optimiser: torch.optim.Optimizer) -> None:
        if replicas.rank() > 0:
            return
        path = self.folder / f"{self.name}.pt"
        partial = path.with_suffix(".partial")
        state = {name: part.state_dict() for name, part in self.parts.items()}
        torch.save(
            {"step": step, "parts": state, "optimiser": optimiser.state_dict(), "random": torch.get_rng_state()},
            partial,
        )
        os.replace(partial, path)

    def _resume(self, optimiser: torch.optim.Optimizer) -> int:
        path = self.folder / f"{self.name}.pt"
        if not path.exists():
            return 0
        state = torch.load(path, weights_only=True)
        for name, part in self.parts.items():
            part.load_state_dict(state["parts"][name])
        optimiser.load_state_dict(state["optimiser"])
        torch.set_rng_state(state["random"])
        return int(state["step"])


class _Bar:
    """Progress on the screen and in the log, from the first process alone."""

    def __init__(self, stage: Stage, step: int) -> None:
        self._path = stage.folder / f"{stage.name}.csv"
        self._begun, self._shown = time.monotonic(), math.nan
        self._quiet = replicas.rank() > 0
        self._last = stage.schedule.steps
        self._bar = tqdm(
            total=stage.schedule.steps, initial=step, desc=stage.name, mininterval=5, dynamic_ncols=True,
            disable=self._quiet,
        )  # fmt: skip

    def update(self, step: int, loss: float, figures: Mapping[str, float]) -> None:
        if self._quiet:
            return
        self._shown = loss if math.isnan(self._shown) else _WINDOW * self._shown + (1 - _WINDOW) * loss
        shown = {key: f"{value:.3f}" for key, value in {"loss": self._shown, **figures}.items()}
        self._bar.set_postfix(shown, refresh=False)
        self._bar.update()
        if step % _NOTE_EVERY == 0 or step == self._last:
            self._note(step, {"loss": self._shown, **figures})

    def say(self, line: str) -> None:
        self._bar.write(line)

    def close(self) -> None:
        self._bar.close()

    def _note(self, step: int, figures: Mapping[str, float]) -> None:
        fresh = not self._path.exists()
        with self._path.open("a", newline="") as file:
            writer = csv.writer(file)
            if fresh:
                writer.writerow(["step", "seconds", *figures])
            seconds = time.monotonic() - self._begun
            writer.writerow([step, f"{seconds:.1f}", *(f"{value:.5f}" for value in figures.values())])


def load_parts(path: Path, parts: Mapping[str, nn.Module]) -> None:
    """Weights of an earlier stage's checkpoint into modules of the same names."""
    state = torch.load(path, weights_only=True)["parts"]
    for name, part in parts.items():
        part.load_state_dict(state[name])


def plot(log: Path) -> None:
    """The loss over the steps, beside the log as PNG."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    with log.open() as file:
        rows = list(csv.DictReader(file))
    figure, axes = pyplot.subplots(figsize=(7, 4))
    axes.plot([int(row["step"]) for row in rows], [float(row["loss"]) for row in rows])
    axes.set_xlabel("step")
    axes.set_ylabel("loss")
    axes.set_title(log.stem)
    axes.grid(alpha=0.3)
    figure.tight_layout()
    figure.savefig(log.with_suffix(".png"), dpi=110)
    pyplot.close(figure)
