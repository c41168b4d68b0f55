"""Marks models as in use by any process: each loaded model holds a locked file in the models folder.

The lock ends with its process, also when that is killed. The next check removes a file that was left behind.
"""

from __future__ import annotations

import logging
import secrets
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from app.locking import is_locked, try_lock
from engine.errors import BadInput
from engine.private_files import make_private_file, make_private_folder
from engine.text.sentence import Sentence

if TYPE_CHECKING:
    from engine.models.recogniser import Capabilities, Recogniser, Request, Utterance

log = logging.getLogger(__name__)

FOLDER = ".in-use"


class MarkedRecogniser:
    """A loaded model, marked as in use until it is closed."""

    def __init__(self, recogniser: Recogniser, mark: BinaryIO, path: Path) -> None:
        self._recogniser, self._mark, self._path = recogniser, mark, path

    @property
    def capabilities(self) -> Capabilities:
        return self._recogniser.capabilities

    def begin(self, request: Request) -> Utterance:
        return self._recogniser.begin(request)

    def close(self) -> None:
        self._recogniser.close()
        self._mark.close()
        with suppress(OSError):
            self._path.unlink(missing_ok=True)


def marked(recogniser: Recogniser, place: Path) -> Recogniser:
    """place: the folder of the model. Where the disk takes no mark the model is used without one."""
    path = place.parent / FOLDER / f"{place.name}.{secrets.token_hex(6)}"
    try:
        make_private_folder(path.parent)
        make_private_file(path)
        mark = path.open("r+b", buffering=0)
    except OSError as refused:
        log.info("%s is not marked as in use: %s", place.name, refused.strerror)
        return recogniser
    try_lock(mark)
    return MarkedRecogniser(recogniser, mark, path)


def require_unused(models: Path, place: Path | None = None, title: str = "") -> None:
    """Raise BadInput where the model in `place`, or any model for None, is loaded."""
    for mark in (models / FOLDER).glob("*"):
        name = mark.name.rpartition(".")[0]
        if place is not None and name != place.name:
            continue
        if is_locked(mark):
            raise BadInput(
                Sentence("Another Earshot is using {title}.", title=title or name),
                "End it, or wait until its work is done, then try again.",
            )
        with suppress(OSError):
            mark.unlink(missing_ok=True)
