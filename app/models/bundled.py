"""Models that come with Earshot: folders in resources/models, read and never changed."""

from __future__ import annotations

from pathlib import Path

from engine.models.fun_asr_nano import manifest

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "models"

BEFORE_STARTER = False
"""Whether such a model, rather than the starter, is used where none is installed and none chosen.

Only once it makes fewer errors on real English speech than the starter; the card of each model has its figures.
"""

REMEDY = "This model came with Earshot: get Earshot's files again, all of them."


def places(folder: Path) -> list[Path]:
    """The models in `folder`, by name. A folder that only holds a description of one is none yet."""
    if not folder.is_dir():
        return []
    return sorted(place for place in folder.iterdir() if (place / manifest.FILE_NAME).is_file())
