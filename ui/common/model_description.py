"""What a model is, in a few short sentences."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from app.model_store.obtainable import ObtainableModel, QualityClass
from app.model_store.offer import OfferedModel
from app.model_store.speed import JUST
from engine.text.harmless import harmless
from ui.common.language_names import language_name
from ui.common.sentences import joined, translated

translate = QCoreApplication.translate
MOST_NAMED = 6


def described(model: OfferedModel) -> str:
    """How good it is, its languages, what it lacks, and what it takes: as one that can be had is described."""
    parts = [translate("Models", "Demo model: expect mistakes.")] if model.rough else [_quality(model.quality)]
    if model.remote is not None:
        return joined(_sent(model), _memory(model))
    parts.append(_languages(model.languages) if model.writes_text else _for_speakers(model.finds_overlaps))
    if model.writes_text and not model.punctuation and not model.rough:
        parts.append(translate("Models", "No punctuation."))
    size, memory = gigabytes(model.size), gigabytes(model.memory)
    if model.size and model.memory:
        parts.append(translate("Models", "{size} on the disk, {memory} of memory.").format(size=size, memory=memory))
    elif model.size:
        parts.append(translate("Models", "{size} on the disk.").format(size=size))
    elif model.memory:
        parts.append(translate("Models", "{size} of memory.").format(size=memory))
    if model.warning:
        parts.append(translated(model.warning))
    return joined(*parts)


def _sent(model: OfferedModel) -> str:
    """What leaves this computer while a model on another machine is used."""
    remote = model.remote
    if remote is None or not remote.leaves_the_computer:
        return translate("Models", "Computes in another program on this computer.")
    said = {
        "embeddings": translate("Models", "Sends numbers to {host}, from which the text is written; no sound."),
        "sound": translate("Models", "Sends the sound of what is said to {host}."),
    }
    return said[remote.sends].format(host=harmless(remote.host))


def _memory(model: OfferedModel) -> str:
    return translate("Models", "{size} of memory.").format(size=gigabytes(model.memory)) if model.memory else ""


def speed(model: OfferedModel) -> str:
    """How fast an installed one was on this computer, "" where that was not measured."""
    if model.cost is None:
        return ""
    if model.cost > JUST:
        return translate("Models", "Too slow on this computer.")
    times = translate("Models", "Measured here: {times} times as fast as speech.")
    return times.format(times=f"{1 / model.cost:.1f}")


def described_obtainable(model: ObtainableModel) -> str:
    """Its languages, what it lacks, what it takes."""
    size, memory = gigabytes(model.size), gigabytes(model.memory)
    takes = translate("Models", "{size} to fetch, {memory} of memory.").format(size=size, memory=memory)
    if model.role != "recognition":
        return joined(_for_speakers(model.role == "overlap"), takes)
    parts = [_quality(model.quality), _languages(model.languages)]
    if model.later_text:
        parts.append(translate("Models", "Text comes after the sentence."))
    if not model.capabilities.word_times:
        parts.append(translate("Models", "No times of words."))
    if not model.capabilities.punctuation:
        parts.append(translate("Models", "No punctuation."))
    return joined(*parts, takes)


def _for_speakers(overlap: bool) -> str:
    if overlap:
        return translate("Models", "Optional: marks where two speak at once in finished transcripts.")
    return translate("Models", "Tells speakers apart in finished transcripts; writes no captions.")


def gigabytes(size: int) -> str:
    """A size for people."""
    if size >= 1_000_000_000:
        return f"{size / 1e9:.1f} GB"
    return f"{size / 1e6:.0f} MB" if size >= 1_000_000 else f"{size / 1e3:.0f} kB"


def _quality(quality: QualityClass | None) -> str:
    return {
        None: "",
        "demonstration": "",
        "basic": translate("Models", "Basic quality."),
        "good": translate("Models", "Good quality."),
        "very good": translate("Models", "Very good quality."),
    }[quality]


def _languages(codes: Sequence[str]) -> str:
    if len(codes) > MOST_NAMED:
        return translate("Models", "Knows {count} languages.").format(count=len(codes))
    return translate("Models", "Languages: {languages}.").format(
        languages=", ".join(language_name(code) for code in codes)
    )
