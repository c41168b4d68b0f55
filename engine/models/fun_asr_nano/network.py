"""The audio half of Fun-ASR-Nano in torch: encoder, adaptor, CTC decoder and head.

Attribute names are those of the published tensors, so a state_dict maps one to one. This is the GPU path, and
the reference for the graphs that graphs.py writes. Shapes: B items, T rows of 60 ms; a mask is bool
[B, T], True where a row is audio and no padding. Without a mask everything is audio, and the values are the same.

Source: modelscope/FunASR @3c58cb5, models/sense_voice/model.py (SenseVoiceEncoderSmall),
models/llm_asr/adaptor.py (Transformer), models/fun_asr_nano/model.py.
"""

# torch has no types that mypy is shown here (pyproject.toml), so its classes are Any to it.
# mypy: allow-subclassing-any

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

from engine.models.fun_asr_nano.config import (
    ENCODER_EPS,
    LONGEST_WAVE,
    TRANSFORMER_EPS,
    EncoderConfig,
    FunAsrConfig,
    TransformerConfig,
)


class LayerNorm(nn.LayerNorm):
    """Computed in float32 whatever the input is, then cast back: bfloat16 sums lose the mean."""

    def forward(self, rows: Tensor) -> Tensor:
        if rows.dtype == torch.float32:
            return super().forward(rows)
        weight, bias = self.weight.float(), self.bias.float()
        return functional.layer_norm(rows.float(), self.normalized_shape, weight, bias, self.eps).to(rows.dtype)


class FeedForward(nn.Module):
    def __init__(self, width: int, units: int) -> None:
        super().__init__()
        self.w_1 = nn.Linear(width, units)
        self.w_2 = nn.Linear(units, width)

    def forward(self, rows: Tensor) -> Tensor:
        return self.w_2(torch.relu(self.w_1(rows)))


class Memory(nn.Conv1d):
    """FSMN: to each row the weighted rows around it, channel by channel. Weight [width, 1, taps], no bias.

    Cross-correlation with silence beyond the edges; `shift` moves the neighbourhood into the past.
    """

    def __init__(self, width: int, taps: int, shift: int) -> None:
        super().__init__(width, width, taps, groups=width, bias=False)
        left = (taps - 1) // 2 + shift
        self.around = (left, taps - 1 - left)

    def neighbours(self, rows: Tensor) -> Tensor:
        """[B, T, width]: the weighted sum alone.

        Spelled as a picture of height one: ONNX Runtime has fast depthwise kernels for pictures only (0.9 %
        of an int8 encoder's time where the one-dimensional spelling takes 6 %).
        """
        padded = functional.pad(rows.transpose(1, 2)[:, :, None], self.around)
        picture = functional.conv2d(padded, self.weight[:, :, None], groups=self.groups)
        return picture[:, :, 0].transpose(1, 2)

    def forward(self, rows: Tensor, mask: Tensor | None = None) -> Tensor:
        if mask is None:
            return self.neighbours(rows) + rows
        audio = mask[:, :, None].to(rows.dtype)
        rows = rows * audio
        return (self.neighbours(rows) + rows) * audio


class SanmAttention(nn.Module):
    """Attention, plus the memory over the values before they are cut into heads."""

    def __init__(self, width_in: int, config: EncoderConfig) -> None:
        super().__init__()
        width = config.output_size
        self.heads = config.attention_heads
        self.linear_q_k_v = nn.Linear(width_in, 3 * width)
        self.linear_out = nn.Linear(width, width)
        self.fsmn_block = Memory(width, config.kernel_size, config.sanm_shift)

    def forward(self, rows: Tensor, mask: Tensor | None) -> Tensor:
        query, key, value = self.linear_q_k_v(rows).chunk(3, dim=-1)
        return self.linear_out(attend(query, key, value, self.heads, mask)) + self.fsmn_block(value, mask)


class SanmBlock(nn.Module):
    """One encoder block. The widening one (560 -> 512) has no residual around its attention."""

    def __init__(self, width_in: int, config: EncoderConfig) -> None:
        super().__init__()
        width = config.output_size
        self.norm1 = LayerNorm(width_in, eps=ENCODER_EPS)
        self.self_attn = SanmAttention(width_in, config)
        self.norm2 = LayerNorm(width, eps=ENCODER_EPS)
        self.feed_forward = FeedForward(width, config.linear_units)
        self.widens = width_in != width

    def forward(self, rows: Tensor, mask: Tensor | None) -> Tensor:
        if self.widens and torch.compiler.is_exporting():
            # Nothing but the norm sees these rows, so their mean may go before it. ONNX Runtime's norm
            # subtracts squares, and in silence the mean is hundreds of times the deviation.
            rows = rows - rows.mean(dim=-1, keepdim=True)
        attended = self.self_attn(self.norm1(rows), mask)
        rows = attended if self.widens else rows + attended
        return rows + self.feed_forward(self.norm2(rows))


class Encoder(nn.Module):
    """[B, T, 560] float32 filter bank rows -> [B, T, 512]."""

    def __init__(self, config: EncoderConfig) -> None:
        super().__init__()
        width = config.output_size
        self.scale = math.sqrt(width)
        self.encoders0 = nn.ModuleList([SanmBlock(config.input_size, config)])
        self.encoders = nn.ModuleList(SanmBlock(width, config) for _ in range(config.num_blocks - 1))
        self.after_norm = LayerNorm(width, eps=ENCODER_EPS)
        self.tp_encoders = nn.ModuleList(SanmBlock(width, config) for _ in range(config.tp_blocks))
        self.tp_norm = LayerNorm(width, eps=ENCODER_EPS)

    def embed(self, features: Tensor) -> Tensor:
        """Scaled, with positions added; float32, because bfloat16 cannot count above 256."""
        return features * self.scale + positions(features)

    def forward(self, features: Tensor, mask: Tensor | None = None) -> Tensor:
        rows = self.embed(features).to(self.tp_norm.weight.dtype)
        for block in (*self.encoders0, *self.encoders):
            rows = block(rows, mask)
        rows = self.after_norm(rows)
        for block in self.tp_encoders:
            rows = block(rows, mask)
        return self.tp_norm(rows)


class Attention(nn.Module):
    """Plain attention with a projection each for queries, keys and values."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.linear_q = nn.Linear(width, width)
        self.linear_k = nn.Linear(width, width)
        self.linear_v = nn.Linear(width, width)
        self.linear_out = nn.Linear(width, width)

    def forward(self, rows: Tensor, mask: Tensor | None) -> Tensor:
        query, key, value = self.linear_q(rows), self.linear_k(rows), self.linear_v(rows)
        return self.linear_out(attend(query, key, value, self.heads, mask))


class TransformerBlock(nn.Module):
    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.norm1 = LayerNorm(width, eps=TRANSFORMER_EPS)
        self.self_attn = Attention(width, heads)
        self.norm2 = LayerNorm(width, eps=TRANSFORMER_EPS)
        self.feed_forward = FeedForward(width, width // 4)

    def forward(self, rows: Tensor, mask: Tensor | None) -> Tensor:
        rows = rows + self.self_attn(self.norm1(rows), mask)
        return rows + self.feed_forward(self.norm2(rows))


class Transformer(nn.Module):
    """The adaptor, and the CTC decoder: [B, T, encoder_dim] -> [B, T, llm_dim]. No positions, no final norm."""

    def __init__(self, config: TransformerConfig) -> None:
        super().__init__()
        self.linear1 = nn.Linear(config.encoder_dim, config.ffn_dim)
        self.linear2 = nn.Linear(config.ffn_dim, config.llm_dim)
        self.blocks = nn.ModuleList(
            TransformerBlock(config.llm_dim, config.attention_heads) for _ in range(config.n_layer)
        )

    def forward(self, rows: Tensor, mask: Tensor | None = None) -> Tensor:
        rows = self.linear2(torch.relu(self.linear1(rows)))
        for block in self.blocks:
            rows = block(rows, mask)
        return rows


class CtcHead(nn.Module):
    """One linear layer over the vocabulary, under its published name."""

    def __init__(self, config: FunAsrConfig) -> None:
        super().__init__()
        self.ctc_lo = nn.Linear(config.ctc_decoder.llm_dim, config.ctc_vocab_size)

    def forward(self, rows: Tensor) -> Tensor:
        return self.ctc_lo(rows)


class AudioNetwork(nn.Module):
    """All parts. Without CTC tensors there are no ctc_decoder and ctc: they are None, never random."""

    def __init__(self, config: FunAsrConfig, with_ctc: bool) -> None:
        super().__init__()
        self.audio_encoder = Encoder(config.encoder)
        self.audio_adaptor = Transformer(config.adaptor)
        self.ctc_decoder = Transformer(config.ctc_decoder) if with_ctc else None
        self.ctc = CtcHead(config) if with_ctc else None

    def ctc_logits(self, encoded: Tensor, mask: Tensor | None = None) -> Tensor:
        """[B, T, 512] -> [B, T, vocabulary], before the softmax. Only where there is a CTC branch."""
        assert self.ctc_decoder is not None
        assert self.ctc is not None
        return self.ctc(self.ctc_decoder(encoded, mask))


def attend(query: Tensor, key: Tensor, value: Tensor, heads: int, mask: Tensor | None) -> Tensor:
    """Full attention, [B, T, width] each: every row sees every audio row, to either side.

    Rows of padding are computed too; callers ignore them.
    """
    batch, count, width = query.shape
    split = (batch, count, heads, width // heads)
    query, key, value = (part.reshape(split).transpose(1, 2) for part in (query, key, value))
    if torch.compiler.is_exporting() or query.requires_grad:
        # The same written out: the exporter turns the fused call into twice as many nodes, and in training its way
        # back takes ten times as long for rows as short as ours (torch 2.13, bfloat16 on a processor).
        scores = (query * (width // heads) ** -0.5) @ key.transpose(2, 3)
        if mask is not None:
            scores = scores.masked_fill(~mask[:, None, None, :], float("-inf"))
        mixed = torch.softmax(scores, dim=-1) @ value
    else:
        allowed = None if mask is None else mask[:, None, None, :]
        mixed = functional.scaled_dot_product_attention(query, key, value, attn_mask=allowed)
    return mixed.transpose(1, 2).reshape(batch, count, width)


def positions(features: Tensor) -> Tensor:
    """Sinusoids [1, T, width] for [B, T, width]: sines, then cosines, counted from 1.

    Source: Vaswani et al. 2017, with FunASR's spacing, ln(10000)/(width/2 - 1).
    """
    half = features.shape[-1] // 2
    place = torch.arange(1, features.shape[1] + 1, device=features.device, dtype=torch.float32)
    # Spelled in float32 like the reference: its rounded steps are part of what the model learned.
    step = math.log(LONGEST_WAVE) / (half - 1)
    frequency = torch.exp(torch.arange(half, device=features.device, dtype=torch.float32) * -step)
    angle = place[:, None] * frequency
    return torch.cat([torch.sin(angle), torch.cos(angle)], dim=1)[None]
