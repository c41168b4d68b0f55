"""Chinese in the script that the user reads: Whisper mixes traditional and simplified characters."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opencc import OpenCC


def in_script(text: str, traditional: bool = False) -> str:
    """`text` with all its Chinese characters simplified, or all traditional. Source: OpenCC's tables."""
    return str(_converter("s2t" if traditional else "t2s").convert(text))


@lru_cache(maxsize=2)
def _converter(table: str) -> OpenCC:
    from opencc import OpenCC

    return OpenCC(table)
