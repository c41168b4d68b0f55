"""How much of the past the encoder needs, and how much of it can be kept from one update to the next.

    python benchmarks/streaming_encoder.py --json streaming.json
    python benchmarks/streaming_encoder.py --model FOLDER --audio SPEECH.wav

Without --model the weights are random at full size. With it they come from a folder in the published layout
(config.yaml, model.safetensors). `sharp` multiplies the query weights: random attention looks everywhere
alike, trained attention picks; the truth of a trained model lies between the two, or has to be measured.

Three questions, each against the encoding of the whole window:
cut      the newest second, when only so many seconds before it are encoded (places counted anew, or kept);
settle   how much a row still changes when a hop is added, by its distance from the newest one;
reuse    the newest second after ten hops, when rows older than `redone` are never computed again in any layer.
Figures: relative error |a-b|/|b| of the encoder's rows, and the share of rows whose best CTC id stays the same.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import numpy as np
import soundfile
import torch
import yaml
from safetensors.numpy import load_file
from torch.nn import functional

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.random_weights import random_weights
from engine.frontend import lfr
from engine.models.fun_asr_nano import config as shapes
from engine.models.fun_asr_nano.building import build
from engine.models.fun_asr_nano.config import ROW_SAMPLES, FunAsrConfig
from engine.models.fun_asr_nano.network import AudioNetwork, SanmBlock
from engine.timeline import SAMPLE_RATE

ROWS_A_SECOND = SAMPLE_RATE / ROW_SAMPLES
TAIL_ROWS = 17  # one second
HOP_ROWS = 8  # 0.48 s
HOPS = 10
WINDOW_S = 20.0
CUTS_S = (2, 4, 6, 8)
REDONE_S = (0.5, 1, 2, 4)
DISTANCES_S = (0.5, 1, 2, 4, 8)
SPEECH = Path(__file__).resolve().parents[1] / "resources" / "samples" / "meeting.flac"

Figures = dict[str, float]


Stages = list[torch.Tensor]
"""Rows [1, T, width] as each step of the encoder leaves them; first the embedded features, last the output."""


class Steps:
    """The encoder, step by step, so that old rows can be kept between any two steps."""

    def __init__(self, network: AudioNetwork) -> None:
        self.network, encoder = network, network.audio_encoder
        first, second = [*encoder.encoders0, *encoder.encoders], [*encoder.tp_encoders]
        self.blocks: list[SanmBlock] = first + second
        self.norms = {len(first) - 1: encoder.after_norm, len(first + second) - 1: encoder.tp_norm}

    def encode(self, embedded: torch.Tensor, first: int = 0, before: Stages | None = None) -> Stages:
        """Rows from `first` on are computed; those ahead of it stay, step by step, as they were `before`."""
        stages = [embedded]
        for index, block in enumerate(self.blocks):
            new = _rows_from(block, stages[-1], first)
            if index in self.norms:
                new = self.norms[index](new)
            stages.append(new if before is None else torch.cat([before[index + 1][:, :first], new], dim=1))
        return stages

    def difference(self, ours: torch.Tensor, whole: torch.Tensor) -> dict[str, float]:
        """Of the last TAIL_ROWS rows of two outputs."""
        ours, whole = ours[:, -TAIL_ROWS:], whole[:, -TAIL_ROWS:]
        same = self.network.ctc_logits(ours).argmax(-1) == self.network.ctc_logits(whole).argmax(-1)
        return {"error": float((ours - whole).norm() / whole.norm()), "same": float(same.float().mean())}


def _rows_from(block: SanmBlock, rows: torch.Tensor, first: int) -> torch.Tensor:
    """One block's output for the rows from `first` on. They see all rows."""
    attention = block.self_attn
    query, key, value = attention.linear_q_k_v(block.norm1(rows)).chunk(3, dim=-1)
    heads = [part.unflatten(-1, (attention.heads, -1)).transpose(1, 2) for part in (query[:, first:], key, value)]
    mixed = functional.scaled_dot_product_attention(*heads).transpose(1, 2).flatten(2)
    attended = attention.linear_out(mixed) + attention.fsmn_block(value)[:, first:]
    new = attended if block.widens else rows[:, first:] + attended
    return new + block.feed_forward(block.norm2(new))


def cut(steps: Steps, features: torch.Tensor) -> Figures:
    """The newest second with less and less before it."""
    encoder = steps.network.audio_encoder
    embedded = encoder.embed(features)
    whole = steps.encode(embedded)[-1]
    found: Figures = {}
    for seconds in CUTS_S:
        rows = round(seconds * ROWS_A_SECOND) + TAIL_ROWS
        anew, kept = encoder.embed(features[:, -rows:]), embedded[:, -rows:]
        for places, given in (("anew", anew), ("kept", kept)):
            for what, value in steps.difference(steps.encode(given)[-1], whole).items():
                found[f"cut.{seconds}s.{places}.{what}"] = value
    return found


def settle(steps: Steps, features: torch.Tensor) -> Figures:
    """How far a hop of new rows changes the rows before it."""
    embedded = steps.network.audio_encoder.embed(features)
    before, after = steps.encode(embedded[:, :-HOP_ROWS])[-1], steps.encode(embedded)[-1][:, :-HOP_ROWS]
    error = ((before - after).norm(dim=-1) / after.norm(dim=-1))[0]
    found: Figures = {}
    for near, far in zip((0, *DISTANCES_S[:-1]), DISTANCES_S, strict=True):
        begin, end = (round(distance * ROWS_A_SECOND) for distance in (near, far))
        found[f"settle.{near}-{far}s.error"] = float(error.flip(0)[begin:end].mean())
    return found


def reuse(steps: Steps, features: torch.Tensor) -> Figures:
    """Ten hops, each computing the newest rows only."""
    embedded = steps.network.audio_encoder.embed(features)
    rows = embedded.shape[1]
    whole, start = steps.encode(embedded)[-1], steps.encode(embedded[:, : rows - HOPS * HOP_ROWS])
    found: Figures = {}
    for seconds in REDONE_S:
        stages = start
        for end in range(rows - (HOPS - 1) * HOP_ROWS, rows + 1, HOP_ROWS):
            first = max(0, end - HOP_ROWS - round(seconds * ROWS_A_SECOND))
            stages = steps.encode(embedded[:, :end], first, stages)
        for what, value in steps.difference(stages[-1], whole).items():
            found[f"reuse.{seconds}s.{what}"] = value
        found[f"reuse.{seconds}s.rows"] = (HOP_ROWS + round(seconds * ROWS_A_SECOND)) / rows
    return found


def sharpened(weights: dict[str, np.ndarray], width: int, factor: float) -> dict[str, np.ndarray]:
    """The same weights with queries `factor` times as large."""
    found = dict(weights)
    for name in weights:
        if ".linear_q_k_v." in name:
            found[name] = weights[name].copy()
            found[name][:width] *= factor
    return found


def main() -> None:
    options = _options()
    config, weights = _model(options.model)
    sound, rate = soundfile.read(options.audio, dtype="float32", always_2d=True)
    if rate != SAMPLE_RATE:
        sys.exit(f"{options.audio} has {rate} samples a second; {SAMPLE_RATE} are needed.")
    audio = sound[:, 0][: round(options.window * SAMPLE_RATE)]
    features = torch.from_numpy(lfr.features(audio))[None]
    torch.set_grad_enabled(False)
    figures: Figures = {}
    for factor in options.sharp:
        steps = Steps(build(config, sharpened(weights, config.encoder.output_size, factor), with_ctc=True))
        for study in (cut, settle, reuse):
            for name, value in study(steps, features).items():
                figures[f"sharp{factor:g}.{name}"] = value
                print(f"sharp {factor:<4g} {name:<24} {value:.4f}", flush=True)
    if options.json is not None:
        options.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


def _model(folder: Path | None) -> tuple[FunAsrConfig, dict[str, np.ndarray]]:
    if folder is None:
        return FunAsrConfig(), random_weights(FunAsrConfig(), seed=0)
    mapping = yaml.safe_load((folder / "config.yaml").read_text(encoding="utf-8"))
    return shapes.from_yaml_mapping(mapping), load_file(folder / "model.safetensors")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, help="a folder with config.yaml and model.safetensors")
    parser.add_argument("--audio", type=Path, default=SPEECH, help="16 kHz, at least as long as the window")
    parser.add_argument("--window", type=float, default=WINDOW_S, help="seconds of the whole window")
    parser.add_argument("--sharp", type=float, nargs="+", default=[1, 4])
    parser.add_argument("--json", type=Path, help="write all figures as one flat object")
    return parser.parse_args()


if __name__ == "__main__":
    main()
