"""The model families by the name in a model's description; each is imported on first use."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import ModelUnusable
from engine.models.away import Away
from engine.models.family import Family, LoadOptions
from engine.models.manifest import Manifest
from engine.models.speaker_family import SpeakerFamily
from engine.models.voices import Overlaps, Voices

if TYPE_CHECKING:
    import numpy as np


def family(name: str) -> Family:
    """Raises ModelUnusable for one that this version of Earshot does not know."""
    if name not in _FAMILIES:
        raise ModelUnusable(
            "Earshot knows no model family called {name}.",
            "Use the version of Earshot that imported the model.",
            name=name,
        )
    return _FAMILIES[name]()


def families() -> Iterator[Family]:
    """All families, in the order in which they examine a published model."""
    return (load() for load in _FAMILIES.values())


def placement(described: Manifest, folder: Path, options: LoadOptions) -> str | None:
    """Where a model's language model would compute, in one sentence; None where its family does not say.

    A family may have the function `placement(folder, described, options)`. Raises CaptioningError.
    """
    find: Callable[[Path, Manifest, LoadOptions], str | None] | None
    find = getattr(family(described.family), "placement", None)
    return None if find is None else find(folder, described, options)


def _whisper() -> Family:
    from engine.models.whisper import family

    return family


def _fireredasr() -> Family:
    from engine.models.fireredasr import family

    return family


def _fun_asr_nano() -> Family:
    from engine.models.fun_asr_nano import family

    return family


def _remote() -> Family:
    from engine.models.remote import family

    return family


def _campplus() -> Family:
    from engine.models.campplus.family import FAMILY

    return FAMILY


def _pyannote() -> Family:
    from engine.models.pyannote.family import FAMILY

    return FAMILY


def writes_text(name: str) -> bool:
    """False for a family that is only for speaker labels."""
    return name not in _FAMILIES or not isinstance(family(name), SpeakerFamily)


def voices(described: Manifest, folder: Path, threads: int) -> Voices:
    """The loaded model of a family that writes no text. threads: processor cores, 0 for half. Raises ModelUnusable."""
    load: Callable[[Path, int], Voices] | None = getattr(family(described.family), "load_voices", None)
    if load is None:
        raise ModelUnusable("{title} tells no speakers apart.", "Choose another model.", title=described.title)
    return load(folder, threads)


def tells_voices(name: str) -> bool:
    return name in _FAMILIES and hasattr(family(name), "load_voices")


def finds_overlaps(name: str) -> bool:
    return name in _FAMILIES and hasattr(family(name), "load_overlaps")


def overlaps(described: Manifest, folder: Path, threads: int) -> Overlaps:
    """The loaded model of a family of which `finds_overlaps` is true, otherwise as `voices`."""
    load: Callable[[Path, int], Overlaps]
    load = getattr(family(described.family), "load_overlaps")  # noqa: B009 - not in Family: other families lack it
    return load(folder, threads)


def try_out(described: Manifest, folder: Path, away: Away, audio: np.ndarray) -> str:
    """Connect to the machine of a remote model, have `audio` transcribed, and name what answered. Raises
    CaptioningError.
    """
    attempt: Callable[[Manifest, Path, Away, np.ndarray], str]
    attempt = getattr(family(described.family), "try_out")  # noqa: B009 - not in Family: other families lack it
    return attempt(described, folder, away, audio)


# Fun-ASR-Nano comes last: it says of any weights file why it cannot be used.
_FAMILIES: dict[str, Callable[[], Family]] = {
    "whisper": _whisper,
    "fireredasr": _fireredasr,
    "campplus": _campplus,
    "pyannote": _pyannote,
    "remote": _remote,
    "fun-asr-nano": _fun_asr_nano,
}
