"""Which model families there are, by the name in a model's description. Each is imported when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from engine.errors import ModelUnusable
from engine.models.family import Family


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
    """All of them, in the order in which a published model is looked at."""
    return (load() for load in _FAMILIES.values())


def _whisper() -> Family:
    from engine.models.whisper import family

    return family


def _fun_asr_nano() -> Family:
    from engine.models.fun_asr_nano import family

    return family


# Fun-ASR-Nano comes last: it says of any weights file why it cannot be used.
_FAMILIES: dict[str, Callable[[], Family]] = {"whisper": _whisper, "fun-asr-nano": _fun_asr_nano}
