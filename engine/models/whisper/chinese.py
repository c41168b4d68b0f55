"""Chinese for readers: in one script, where Whisper mixes two, and with Chinese punctuation."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from engine.text.characters import HAN

if TYPE_CHECKING:
    from opencc import OpenCC

_SIGNS = str.maketrans(",?!;:", "，？！；：")
_BEHIND_HAN = re.compile(f"(?<=[{HAN}])[,?!;:]")  # "3,000" and "OK, bye" keep theirs


def readable(text: str, traditional: bool = False) -> str:
    """`text` with all its Chinese characters simplified, or all traditional, and full-width signs behind them.

    Source of the characters: OpenCC's tables.
    """
    converted = str(_converter("s2t" if traditional else "t2s").convert(text))
    return _BEHIND_HAN.sub(lambda sign: sign[0].translate(_SIGNS), converted)


@lru_cache(maxsize=2)
def _converter(table: str) -> OpenCC:
    from opencc import OpenCC

    return OpenCC(table)
