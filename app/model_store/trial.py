"""Tries a model in a child process before it is loaded: damaged weights can crash or hang a process.

What came with Earshot has known sums, which are compared each time. Any other model is also loaded and run once in a
child; what passed is remembered until one of its files changes.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.model_store.catalogue import ModelEntry
from engine.errors import SET_UP_AGAIN, CaptioningError, ModelUnusable
from engine.isolation import children, messages
from engine.models import manifest, registry
from engine.models.family import LoadOptions
from engine.private_files import make_private_file
from engine.text.sentence import Sentence, as_json, from_json

if TYPE_CHECKING:
    from engine.models.recogniser import Recogniser

log = logging.getLogger(__name__)

FUNCTION = f"{__name__}:serve"
TRIAL_S, TRIAL_BYTES_A_SECOND = 120.0, 20e6  # of a slow machine and an old disk
_REMEMBERED = ".tried.json"
_SOUND_SAMPLES = 16_000
_OTHER = "Import the model again, or choose another one."


def require_usable(entry: ModelEntry) -> None:
    """Raise ModelUnusable for a model that is damaged, ends a process or is not ready in `trial_bound_s`.

    Reads all of its files unless they were tried before; takes as long as a loading.
    """
    assert entry.described is not None, "a model without a description has a problem"
    if not entry.bundled and _was_tried(entry):
        return
    remedy = SET_UP_AGAIN if entry.bundled else _OTHER
    try:
        manifest.check(entry.folder, entry.described)
        if not entry.bundled:
            _try(entry)
            _remember(entry)
    except CaptioningError as fault:
        raise type(fault)(fault.what, remedy if isinstance(fault, ModelUnusable) else fault.remedy) from fault


def trial_bound_s(entry: ModelEntry) -> float:
    """At most so long the trial may take, in seconds."""
    return TRIAL_S + sum(status.st_size for _, status in _files(entry.folder)) / TRIAL_BYTES_A_SECOND


def serve(arguments: list[str]) -> None:
    """The child's side: load the model of a folder, run it once, and answer what went wrong, if anything did."""
    _, answers = messages.claim_pipes()
    folder, name = Path(arguments[0]), arguments[1]
    answer: messages.Message = {"kind": "passed"}
    try:
        _run_once(_loaded(folder, name))
    except CaptioningError as fault:
        answer = {"kind": type(fault).__name__, "what": as_json(fault.what), "remedy": as_json(fault.remedy)}
    except Exception as unforeseen:  # the edge to a model
        what = Sentence("{name} cannot be used ({reason}).", name=name, reason=repr(unforeseen))
        answer = {"kind": "ModelUnusable", "what": as_json(what), "remedy": _OTHER}
    messages.send(answers, answer)
    os._exit(0)


def _loaded(folder: Path, name: str) -> Recogniser:
    from app.model_store.store import described_in

    described = replace(described_in(folder), name=name)
    return registry.family(described.family).load(folder, described, LoadOptions(threads=1, graphics="cpu"))


def _run_once(recogniser: Recogniser) -> None:
    import numpy as np

    from engine.models.recogniser import Request

    sound = np.random.default_rng(0).standard_normal(_SOUND_SAMPLES).astype(np.float32) * 0.1
    utterance = recogniser.begin(Request())
    utterance.hypothesise(sound)
    utterance.finish(sound)
    utterance.close()
    recogniser.close()


def _try(entry: ModelEntry) -> None:
    try:
        done = children.run(FUNCTION, os.fspath(entry.folder), entry.name, timeout_s=trial_bound_s(entry))
    except subprocess.TimeoutExpired as late:
        raise ModelUnusable(
            "{title} was not ready within {seconds} s.", _OTHER, title=entry.title, seconds=f"{late.timeout:.0f}"
        ) from late
    except OSError as refused:
        raise CaptioningError(
            "{title} could not be tried ({reason}).", "Close other programs.", title=entry.title, reason=refused
        ) from refused
    answer = _answer(done.stdout)
    if answer is None:
        log.warning("trying %s ended with %s: %s", entry.name, done.returncode, done.stderr[-500:])
        raise ModelUnusable("{title} ended the process in which it was tried.", _OTHER, title=entry.title)
    if answer["kind"] == "passed":
        return
    kind = ModelUnusable if answer["kind"] == ModelUnusable.__name__ else CaptioningError
    raise kind(from_json(answer.get("what")), from_json(answer.get("remedy")))


def _answer(raw: bytes) -> messages.Message | None:
    import io

    try:
        return messages.receive(io.BytesIO(raw))[0]
    except messages.ConnectionLost:
        return None


def _was_tried(entry: ModelEntry) -> bool:
    return _remembered(entry.folder.parent).get(entry.folder.name) == _fingerprint(entry.folder)


def _remember(entry: ModelEntry) -> None:
    """Another trial is the price where that fails."""
    path = entry.folder.parent / _REMEMBERED
    tried = {**_remembered(entry.folder.parent), entry.folder.name: _fingerprint(entry.folder)}
    part = path.with_suffix(f".{os.getpid()}.part")
    try:
        part.unlink(missing_ok=True)
        make_private_file(part)
        part.write_text(json.dumps(tried), encoding="utf-8")
        part.replace(path)
    except OSError as refused:
        log.info("the trial of %s is not remembered: %s", entry.name, refused)


def _remembered(models: Path) -> dict[str, str]:
    try:
        found = json.loads((models / _REMEMBERED).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _fingerprint(folder: Path) -> str:
    """Changes with every file that is written, added or gone."""
    lines = [f"{name} {status.st_size} {status.st_mtime_ns}" for name, status in _files(folder)]
    return hashlib.sha256("\n".join(lines).encode("utf-8", "surrogateescape")).hexdigest()


def _files(folder: Path) -> list[tuple[str, os.stat_result]]:
    """By name. Raises ModelUnusable where the folder cannot be read."""
    try:
        found = sorted(path for path in folder.rglob("*") if path.is_file())
        return [(path.relative_to(folder).as_posix(), path.stat()) for path in found]
    except OSError as error:
        raise ModelUnusable(
            "{path} cannot be read ({reason}).", _OTHER, path=folder, reason=error.strerror or error
        ) from error
