"""What is known of the licence of an imported model, and the text that came with it."""

from __future__ import annotations

from pathlib import Path

from engine.models.licence import licence_texts

STATEMENT = (
    "Fun-ASR-Nano is published by Tongyi Lab, Alibaba Group (FunAudioLLM). Its code is under the Apache License "
    "2.0. The model's own page names the Apache License 2.0, other copies of the weights name the FunASR Model "
    "Open Source License Agreement 1.1, which asks to name the source and to keep the models' names. What holds "
    "for your copy stands on the page that you took it from."
)

_PUBLISHED = ("Fun-ASR-Nano", "Fun-ASR-MLT-Nano")


def licence_of(folder: Path, title: str) -> str:
    """What is known of the published models, followed by every licence file in `folder`."""
    statement = STATEMENT if title in _PUBLISHED else ""
    return "\n\n".join(filter(None, [statement, *licence_texts(folder)]))
