"""Decodes the sound formats that websocket clients send."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

RATES = range(8000, 48_001)
TELEPHONE_RATE = 8000
PCM, ULAW, ALAW = "audio/pcm", "audio/pcmu", "audio/pcma"


@dataclass(frozen=True, slots=True)
class SoundFormat:
    """One channel. kind: PCM (signed 16 bit), or ULAW and ALAW (8 bit, ITU-T G.711). rate: one of RATES."""

    kind: str = PCM
    rate: int = 24_000

    @property
    def sample_bytes(self) -> int:
        return 2 if self.kind == PCM else 1

    def samples(self, content: bytes) -> np.ndarray:
        """float32 (n,), +-1.0. content: whole samples."""
        if self.kind == PCM:
            return np.frombuffer(content, "<i2").astype(np.float32) / 32768.0
        return _TABLES[self.kind][np.frombuffer(content, np.uint8)]


def _ulaw() -> np.ndarray:
    code = ~np.arange(256) & 0xFF
    size = (((code & 15) << 3) + 132 << (code >> 4 & 7)) - 132
    return np.asarray(np.where(code & 128, -size, size))


def _alaw() -> np.ndarray:
    code = np.arange(256) ^ 0x55
    power = code >> 4 & 7
    size = ((code & 15) << 4) + 8 + np.where(power > 0, 256, 0) << np.maximum(power - 1, 0)
    return np.asarray(np.where(code & 128, size, -size))


_TABLES: dict[str, np.ndarray] = {
    ULAW: (_ulaw() / 32768.0).astype(np.float32),
    ALAW: (_alaw() / 32768.0).astype(np.float32),
}
