"""The published weight files that are known byte by byte.

Source: public logs and repositories that state size and sha256 (FunASR issues 3208 and 3496,
FunAudioLLM/Fun-ASR-Nano-GGUF revision 46e84950).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PublishedFile:
    title: str
    size: int
    sha256: str


PUBLISHED = (
    PublishedFile(
        "Fun-ASR-Nano-2512 model.pt of ModelScope",
        2_127_426_538,
        "81fec8616083c69377f3ceef36aba3655660ee0ca69a5d4a1e9810cd340ca499",
    ),
    PublishedFile(
        "Fun-ASR-Nano-2512 model.pt of Hugging Face",
        1_971_149_431,
        "55ae0d2fee369f0f11cce0795f6927934ad17cf11b278a7e56a51272074160bb",
    ),
    PublishedFile(
        "Fun-ASR-MLT-Nano-2512 model.pt of ModelScope",
        1_971_162_898,
        "f7ddbef5ff8c57254e6a045f0b316501b704fe2b774f962efc6e402364e8fe37",
    ),
    PublishedFile(
        "funasr-encoder-f16.gguf",
        469_331_008,
        "f92f91d01a24fbed6c863495b2ee8c6a6788144a02858b75743f0946668de8a2",
    ),
)


def published_as(size: int, sha256: str) -> PublishedFile | None:
    """The published file that this is, byte by byte, or None."""
    return next((file for file in PUBLISHED if (file.size, file.sha256) == (size, sha256)), None)


def altered(size: int, sha256: str) -> PublishedFile | None:
    """The published file of exactly this size that this one is not: bytes were changed on the way."""
    return next((file for file in PUBLISHED if file.size == size and file.sha256 != sha256), None)
