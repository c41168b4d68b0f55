"""CAM++ in torch as its paper and its state dict describe it: the measure for the graph."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional


class Norm(nn.Sequential):
    def __init__(self, channels: int, *, affine: bool = True, relu: bool = True) -> None:
        super().__init__()
        self.add_module("batchnorm", nn.BatchNorm1d(channels, affine=affine))
        if relu:
            self.add_module("relu", nn.ReLU())


class Residual(nn.Module):
    def __init__(self, stride: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(32, 32, 3, (stride, 1), 1, bias=False)
        self.bn1 = nn.BatchNorm2d(32)
        self.conv2 = nn.Conv2d(32, 32, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(32)
        self.shortcut = nn.Sequential()
        if stride > 1:
            self.shortcut = nn.Sequential(nn.Conv2d(32, 32, 1, (stride, 1), bias=False), nn.BatchNorm2d(32))

    def forward(self, x: Tensor) -> Tensor:
        inner = self.bn2(self.conv2(functional.relu(self.bn1(self.conv1(x)))))
        return functional.relu(inner + self.shortcut(x))


class Head(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1, 32, 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(32)
        self.layer1 = nn.Sequential(Residual(2), Residual(1))
        self.layer2 = nn.Sequential(Residual(2), Residual(1))
        self.conv2 = nn.Conv2d(32, 32, 3, (2, 1), 1, bias=False)
        self.bn2 = nn.BatchNorm2d(32)

    def forward(self, x: Tensor) -> Tensor:
        x = functional.relu(self.bn1(self.conv1(x.unsqueeze(1))))
        x = functional.relu(self.bn2(self.conv2(self.layer2(self.layer1(x)))))
        return x.flatten(1, 2)


class Unit(nn.Module):
    def __init__(self, channels: int, out: int, kernel: int = 1, stride: int = 1, *, affine: bool = True) -> None:
        super().__init__()
        self.linear = nn.Conv1d(channels, out, kernel, stride, kernel // 2, bias=False)
        self.nonlinear = Norm(out, affine=affine, relu=affine)

    def forward(self, x: Tensor) -> Tensor:
        return self.nonlinear(self.linear(x))


class Transit(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.nonlinear = Norm(channels)
        self.linear = nn.Conv1d(channels, channels // 2, 1, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        return self.linear(self.nonlinear(x))


class Masked(nn.Module):
    def __init__(self, dilation: int) -> None:
        super().__init__()
        self.linear_local = nn.Conv1d(128, 32, 3, padding=dilation, dilation=dilation, bias=False)
        self.linear1 = nn.Conv1d(128, 64, 1)
        self.linear2 = nn.Conv1d(64, 32, 1)

    def forward(self, x: Tensor) -> Tensor:
        blocks = functional.avg_pool1d(x, 100, 100, ceil_mode=True).repeat_interleave(100, -1)[..., : x.shape[-1]]
        context = x.mean(-1, keepdim=True) + blocks
        return self.linear_local(x) * torch.sigmoid(self.linear2(functional.relu(self.linear1(context))))


class Dense(nn.Module):
    def __init__(self, channels: int, dilation: int) -> None:
        super().__init__()
        self.nonlinear1 = Norm(channels)
        self.linear1 = nn.Conv1d(channels, 128, 1, bias=False)
        self.nonlinear2 = Norm(128)
        self.cam_layer = Masked(dilation)

    def forward(self, x: Tensor) -> Tensor:
        return self.cam_layer(self.nonlinear2(self.linear1(self.nonlinear1(x))))


class Block(nn.ModuleDict):
    def forward(self, x: Tensor) -> Tensor:
        for layer in self.values():
            x = torch.cat([x, layer(x)], 1)
        return x


class Campplus(nn.Module):
    """[pieces, frames, 80] -> [pieces, 192]."""

    def __init__(self) -> None:
        super().__init__()
        self.head = Head()
        body: dict[str, nn.Module] = {"tdnn": Unit(320, 128, 5, 2)}
        channels = 128
        for number, (count, dilation) in enumerate(((12, 1), (24, 2), (16, 2)), 1):
            layers = {f"tdnnd{at + 1}": Dense(channels + 32 * at, dilation) for at in range(count)}
            channels += 32 * count
            body |= {f"block{number}": Block(layers), f"transit{number}": Transit(channels)}
            channels //= 2
        body |= {"out_nonlinear": Norm(channels), "dense": Unit(1024, 192, affine=False)}
        self.xvector = nn.ModuleDict(body)

    def forward(self, features: Tensor) -> Tensor:
        x = self.head(features.transpose(1, 2))
        for name, part in self.xvector.items():
            if name != "dense":
                x = part(x)
        pooled = torch.cat([x.mean(-1), x.std(-1)], 1)
        return self.xvector["dense"](pooled.unsqueeze(-1)).squeeze(-1)
