"""The models that come with Earshot: folders in resources/models, read and never changed."""

from __future__ import annotations

from pathlib import Path

from engine.models import manifest

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "models"


def places(folder: Path) -> list[Path]:
    """The models in `folder`, by name. A folder that only holds a card of one is none yet."""
    try:
        return sorted(place for place in folder.iterdir() if (place / manifest.FILE_NAME).is_file())
    except OSError:  # there is none, or not for this user
        return []
