"""FireRedASR in torch: encoder, attention decoder, CTC head, adapter.

Attribute names are those of the published tensors, so a state_dict maps one to one. This is the path for graphics
cards, and a second opinion on the graphs that graphs.py writes. Shapes: B items, T rows of 40 ms; `shown` is bool
[B, T], False where a row is hidden.

Source: FireRedTeam/FireRedASR @5bf83d8, fireredasr/models/module (conformer_encoder, transformer_decoder, adapter).
"""

# torch has no types that mypy is shown here (pyproject.toml), so its classes are Any to it.
# mypy: allow-subclassing-any

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from engine.models.fireredasr.config import JOINED_ROWS, SUBSAMPLING_CHANNELS, FireRedConfig
from engine.models.fun_asr_nano.network import LayerNorm


class ConformerFeedForward(nn.Module):
    """The numbers in `net` are the published ones; upstream has dropout in between."""

    def __init__(self, config: FireRedConfig) -> None:
        super().__init__()
        width, inner = config.d_model, config.d_inner
        parts = LayerNorm(width), nn.Linear(width, inner), nn.SiLU(), nn.Identity(), nn.Linear(inner, width)
        self.net = nn.Sequential(*parts)

    def forward(self, rows: Tensor) -> Tensor:
        return self.net(rows)


class RelativeAttention(nn.Module):
    """Attention whose scores also depend on the distance between query and key."""

    def __init__(self, config: FireRedConfig) -> None:
        super().__init__()
        width, self.heads = config.d_model, config.n_head
        self.layer_norm_q, self.layer_norm_k, self.layer_norm_v = (LayerNorm(width) for _ in range(3))
        self.w_qs, self.w_ks, self.w_vs = (nn.Linear(width, width, bias=False) for _ in range(3))
        self.linear_pos, self.fc = (nn.Linear(width, width, bias=False) for _ in range(2))
        self.pos_bias_u, self.pos_bias_v = (nn.Parameter(torch.empty(self.heads, config.d_head)) for _ in range(2))

    def forward(self, rows: Tensor, places: Tensor, shown: Tensor) -> Tensor:
        """places: [2 T - 1, width], see positions.relative."""
        query = self.w_qs(self.layer_norm_q(rows)).unflatten(-1, (self.heads, -1))
        keys = split(self.w_ks(self.layer_norm_k(rows)), self.heads)
        values = split(self.w_vs(self.layer_norm_v(rows)), self.heads)
        by_place = split(self.linear_pos(places)[None], self.heads)
        content = (query + self.pos_bias_u).transpose(1, 2) @ keys.transpose(2, 3)
        place = shifted((query + self.pos_bias_v).transpose(1, 2) @ by_place.transpose(2, 3))
        return self.fc(joined(shares(content + place, shown, query.shape[-1]) @ values))


class ConformerConvolution(nn.Module):
    """The norm in the middle is called batch_norm as published, but is one over channels."""

    def __init__(self, config: FireRedConfig) -> None:
        super().__init__()
        width, around = config.d_model, config.kernel_size // 2
        self.pre_layer_norm = LayerNorm(width)
        self.pointwise_conv1 = nn.Conv1d(width, 4 * width, 1, bias=False)
        self.depthwise_conv = nn.Conv1d(
            2 * width, 2 * width, config.kernel_size, padding=around, groups=2 * width, bias=False
        )
        self.batch_norm = LayerNorm(2 * width)
        self.pointwise_conv2 = nn.Conv1d(2 * width, width, 1, bias=False)

    def forward(self, rows: Tensor, shown: Tensor) -> Tensor:
        hidden = ~shown[:, :, None]
        clean = self.pre_layer_norm(rows).masked_fill(hidden, 0.0)
        gated = functional.glu(self.pointwise_conv1(clean.transpose(1, 2)), dim=1)
        active = functional.silu(self.batch_norm(self.depthwise_conv(gated).transpose(1, 2)))
        return self.pointwise_conv2(active.transpose(1, 2)).transpose(1, 2).masked_fill(hidden, 0.0)


class ConformerBlock(nn.Module):
    def __init__(self, config: FireRedConfig) -> None:
        super().__init__()
        self.ffn1, self.ffn2 = ConformerFeedForward(config), ConformerFeedForward(config)
        self.mhsa, self.conv = RelativeAttention(config), ConformerConvolution(config)
        self.layer_norm = LayerNorm(config.d_model)

    def forward(self, rows: Tensor, places: Tensor, shown: Tensor) -> Tensor:
        rows = rows + 0.5 * self.ffn1(rows)
        rows = rows + self.mhsa(rows, places, shown)
        rows = rows + self.conv(rows, shown)
        return self.layer_norm(rows + 0.5 * self.ffn2(rows))


class FourToOne(nn.Module):
    """Four frames to a row."""

    def __init__(self, config: FireRedConfig) -> None:
        super().__init__()
        first, second = (
            nn.Conv2d(1, SUBSAMPLING_CHANNELS, 3, 2),
            nn.Conv2d(SUBSAMPLING_CHANNELS, SUBSAMPLING_CHANNELS, 3, 2),
        )
        self.conv = nn.Sequential(first, nn.ReLU(), second, nn.ReLU())
        self.out = nn.Linear(config.subsampled, config.d_model)

    def forward(self, features: Tensor) -> Tensor:
        return self.out(self.conv(features[:, None]).transpose(1, 2).flatten(2))


class ConformerEncoder(nn.Module):
    def __init__(self, config: FireRedConfig) -> None:
        super().__init__()
        self.input_preprocessor = FourToOne(config)
        self.layer_stack = nn.ModuleList(ConformerBlock(config) for _ in range(config.n_layers_enc))

    def forward(self, features: Tensor, shown: Tensor, places: Tensor) -> Tensor:
        """features: [B, frames + 6, 80] -> [B, T, width]."""
        rows = self.input_preprocessor(features)
        for block in self.layer_stack:
            rows = block(rows, places, shown)
        return rows


class TokenAttention(nn.Module):
    """Keys have no bias, as published."""

    def __init__(self, config: FireRedConfig) -> None:
        super().__init__()
        width, self.heads = config.d_model, config.n_head
        self.w_qs, self.w_vs, self.fc = (nn.Linear(width, width) for _ in range(3))
        self.w_ks = nn.Linear(width, width, bias=False)

    def kept(self, rows: Tensor) -> tuple[Tensor, Tensor]:
        """Keys and values, [B, heads, T, d_head] each."""
        return split(self.w_ks(rows), self.heads), split(self.w_vs(rows), self.heads)

    def forward(self, rows: Tensor, keys: Tensor, values: Tensor, shown: Tensor) -> Tensor:
        query = split(self.w_qs(rows), self.heads)
        return self.fc(joined(shares(query @ keys.transpose(2, 3), shown, query.shape[-1]) @ values))


class TokenFeedForward(nn.Module):
    def __init__(self, config: FireRedConfig) -> None:
        super().__init__()
        self.w_1, self.w_2 = nn.Linear(config.d_model, config.d_inner), nn.Linear(config.d_inner, config.d_model)

    def forward(self, rows: Tensor) -> Tensor:
        return self.w_2(functional.gelu(self.w_1(rows)))


class TokenDecoderLayer(nn.Module):
    def __init__(self, config: FireRedConfig) -> None:
        super().__init__()
        self.self_attn_norm, self.cross_attn_norm, self.mlp_norm = (LayerNorm(config.d_model) for _ in range(3))
        self.self_attn, self.cross_attn = TokenAttention(config), TokenAttention(config)
        self.mlp = TokenFeedForward(config)


class TokenDecoder(nn.Module):
    """tgt_word_emb also maps rows back to tokens."""

    def __init__(self, config: FireRedConfig) -> None:
        super().__init__()
        self.tgt_word_emb = nn.Embedding(config.odim, config.d_model)
        self.layer_stack = nn.ModuleList(TokenDecoderLayer(config) for _ in range(config.n_layers_dec))
        self.layer_norm_out = LayerNorm(config.d_model)


class LinearCtcHead(nn.Module):
    def __init__(self, config: FireRedConfig) -> None:
        super().__init__()
        self.ctc_lo = nn.Linear(config.d_model, config.odim)


class PairAdapter(nn.Module):
    """[B, T, width] -> [B, T // 2, llm_dim]; a last row without a partner is left out."""

    def __init__(self, config: FireRedConfig) -> None:
        super().__init__()
        self.linear1 = nn.Linear(JOINED_ROWS * config.d_model, config.llm_dim)
        self.linear2 = nn.Linear(config.llm_dim, config.llm_dim)

    def forward(self, encoded: Tensor) -> Tensor:
        pairs = encoded.shape[1] // JOINED_ROWS
        together = encoded[:, : pairs * JOINED_ROWS].reshape(len(encoded), pairs, -1)
        return self.linear2(torch.relu(self.linear1(together)))


class FireRedModule(nn.Module):
    """The parts that a checkpoint has; the others are None, never random."""

    def __init__(self, config: FireRedConfig, with_ctc: bool) -> None:
        super().__init__()
        self.encoder = ConformerEncoder(config)
        self.decoder = TokenDecoder(config) if config.n_layers_dec else None
        self.ctc = LinearCtcHead(config) if with_ctc else None
        self.encoder_projector = PairAdapter(config) if config.llm_dim else None


def split(rows: Tensor, heads: int) -> Tensor:
    """[B, T, width] -> [B, heads, T, d_head]."""
    return rows.unflatten(-1, (heads, -1)).transpose(1, 2)


def joined(heads: Tensor) -> Tensor:
    return heads.transpose(1, 2).flatten(2)


def shifted(scores: Tensor) -> Tensor:
    """Scores by offset [B, heads, T, 2 T - 1] -> by key [B, heads, T, T]: column T - 1 - i + j of row i."""
    batch, heads, rows, columns = scores.shape
    ahead = functional.pad(scores, (1, 0)).view(batch, heads, columns + 1, rows)
    return ahead[:, :, 1:].reshape(batch, heads, rows, columns)[..., :rows]


def shares(scores: Tensor, shown: Tensor, width: int) -> Tensor:
    """Weights of keys; all 0 where no key is shown. shown: bool [B, keys]."""
    hidden = ~shown[:, None, None]
    weights = torch.softmax((scores * width**-0.5).masked_fill(hidden, float("-inf")), dim=-1)
    return weights.masked_fill(hidden, 0.0)
