"""What is known of the licence of an imported model, and the text that came with it."""

from __future__ import annotations

from pathlib import Path

STATEMENT = (
    "Fun-ASR-Nano is published by Tongyi Lab, Alibaba Group (FunAudioLLM). Its code is under the Apache License "
    "2.0. The model's own page names the Apache License 2.0, other copies of the weights name the FunASR Model "
    "Open Source License Agreement 1.1, which asks to name the source and to keep the models' names. What holds "
    "for your copy stands on the page that you took it from."
)

_PUBLISHED = ("Fun-ASR-Nano", "Fun-ASR-MLT-Nano")
_NAMES = ("license", "licence", "model_license", "model_licence")
_LONGEST = 64 << 10


def licence_of(folder: Path, title: str) -> str:
    """What is known of the published models, followed by every licence file in `folder`."""
    texts = [_text(path) for path in sorted(folder.iterdir()) if path.is_file() and path.stem.lower() in _NAMES]
    statement = STATEMENT if title in _PUBLISHED else ""
    return "\n\n".join(filter(None, [statement, *texts]))


def _text(path: Path) -> str:
    with path.open("rb") as file:
        return file.read(_LONGEST).decode("utf-8", errors="replace").strip()
