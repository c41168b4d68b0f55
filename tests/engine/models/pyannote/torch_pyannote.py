"""PyanNet in torch as its papers and its state dict describe it: the measure for the graph."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

RATE, TAPS = 16_000, 251


def _mel(hz: float) -> float:
    return 2595 * math.log10(1 + hz / 700)


class SincFilters(nn.Module):
    """80 band-pass filters: an ideal low-pass taken from another, under a Hamming window, and their quadratures."""

    def __init__(self) -> None:
        super().__init__()
        edges = 700 * (10 ** (torch.linspace(_mel(30), _mel(RATE / 2 - 100), 41) / 2595) - 1)
        self.low_hz_ = nn.Parameter(edges[:-1, None])
        self.band_hz_ = nn.Parameter(edges.diff()[:, None])

    def forward(self, sound: Tensor) -> Tensor:
        low = 50 + self.low_hz_.abs()
        high = (low + 50 + self.band_hz_.abs()).clamp(max=RATE / 2)
        away = (torch.arange(TAPS) - TAPS // 2) / RATE
        window = torch.hamming_window(TAPS, periodic=False)
        angle_low, angle_high = 2 * math.pi * low * away, 2 * math.pi * high * away
        width = 2 * (high - low)
        divisor = torch.where(away == 0, 1.0, math.pi * away)
        even = torch.where(away == 0, width, (angle_high.sin() - angle_low.sin()) / divisor)
        odd = torch.where(away == 0, 0.0, (angle_low.cos() - angle_high.cos()) / divisor)
        filters = torch.cat([even * window / width, odd * window / width])
        return functional.conv1d(sound, filters[:, None], stride=10)


class Sinc(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.wav_norm1d = nn.InstanceNorm1d(1, affine=True)
        first = nn.Module()
        first.filterbank = SincFilters()
        self.conv1d = nn.ModuleList([first, nn.Conv1d(80, 60, 5), nn.Conv1d(60, 60, 5)])
        self.norm1d = nn.ModuleList(nn.InstanceNorm1d(size, affine=True) for size in (80, 60, 60))

    def forward(self, sound: Tensor) -> Tensor:
        rows = self.conv1d[0].filterbank(self.wav_norm1d(sound)).abs()
        rows = functional.leaky_relu(self.norm1d[0](functional.max_pool1d(rows, 3)))
        for conv, norm in zip(self.conv1d[1:], self.norm1d[1:], strict=True):
            rows = functional.leaky_relu(norm(functional.max_pool1d(conv(rows), 3)))
        return rows


class Pyannote(nn.Module):
    """[windows, samples] -> [windows, frames, 7], log probabilities."""

    def __init__(self) -> None:
        super().__init__()
        self.sincnet = Sinc()
        self.lstm = nn.LSTM(60, 128, 4, bidirectional=True, batch_first=True)
        self.linear = nn.ModuleList([nn.Linear(256, 128), nn.Linear(128, 128)])
        self.classifier = nn.Linear(128, 7)

    def forward(self, sound: Tensor) -> Tensor:
        heard, _ = self.lstm(self.sincnet(sound.unsqueeze(1)).transpose(1, 2))
        for linear in self.linear:
            heard = functional.leaky_relu(linear(heard))
        return self.classifier(heard).log_softmax(-1)
