"""The picture of benchmarks/live.py: how late each word was seen over the session, and how restless each mode is."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import matplotlib

from benchmarks.live_figures import Figures, flat

matplotlib.use("Agg")  # a file, no window
from matplotlib import pyplot
from matplotlib.axes import Axes

BOUND_S = 3.0
COLOURS = {"fast": "#b7791f", "balanced": "#0c6a75", "calm": "#5b4b8a", "plain": "#8a949e"}
OTHER = "#56616d"


def draw(columns: Mapping[str, Figures], path: Path, title: str) -> None:
    """A PNG of two panels; columns that have no words are left out of the first."""
    pyplot.rcParams.update({"font.size": 10, "axes.spines.top": False, "axes.spines.right": False})
    picture, (late, restless) = pyplot.subplots(
        1, 2, figsize=(11, 4.2), width_ratios=(3, 1.4), layout="constrained", facecolor="white"
    )
    picture.suptitle(title, fontsize=11)
    _draw_lateness(late, columns)
    _draw_flicker(restless, columns)
    picture.savefig(path, dpi=110)
    pyplot.close(picture)


def _draw_lateness(axes: Axes, columns: Mapping[str, Figures]) -> None:
    for name, figures in columns.items():
        if figures.timeline:
            said, late = zip(*sorted(figures.timeline), strict=True)
            axes.plot(said, late, "o", markersize=4, alpha=0.75, color=COLOURS.get(name, OTHER), label=name)
    axes.axhline(BOUND_S, color="#7c1d16", linewidth=1, linestyle="--")
    axes.annotate("Ofcom's limit", (0.01, BOUND_S), xycoords=("axes fraction", "data"), va="bottom", fontsize=9)
    axes.set(xlabel="when the word was spoken (s)", ylabel="seen after it was spoken (s)", ylim=(0, BOUND_S * 1.2))
    if any(figures.timeline for figures in columns.values()):
        axes.legend(frameon=False, loc="upper right", ncols=len(columns))
    axes.grid(axis="y", alpha=0.25)


def _draw_flicker(axes: Axes, columns: Mapping[str, Figures]) -> None:
    found = {name: flat(figures)["flicker"] for name, figures in columns.items()}
    bars = axes.bar(list(found), list(found.values()), color=[COLOURS.get(name, OTHER) for name in found], width=0.6)
    axes.bar_label(bars, fmt="%.2f", padding=2)
    axes.set(ylabel="flicker (erased / shown words)", ylim=(0, max(0.1, *found.values()) * 1.2))
    axes.grid(axis="y", alpha=0.25)
