"""Voices remembered by name, only of people who agreed, in one file of Earshot's folder."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.files import write_private
from app.folders import make_folder
from engine.errors import BadInput, CaptioningError

if TYPE_CHECKING:
    import numpy as np

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class EnrolledVoice:
    """agreed: when this person agreed, ISO 8601. model: by whose numbers it is described. voice: these, unit length."""

    name: str
    agreed: str
    model: str
    voice: tuple[float, ...]


class EnrolledVoices:
    """The file is there only while a voice is remembered. Any thread; one program at a time writes."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def listed(self) -> list[EnrolledVoice]:
        """By name. Raises CaptioningError where the file cannot be read."""
        try:
            stored = json.loads(self._path.read_text("utf-8"))
            return sorted((_voice(each) for each in stored["voices"]), key=lambda each: each.name.casefold())
        except FileNotFoundError:
            return []
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise CaptioningError(
                "The remembered voices in {path} cannot be read.", "Delete the file, and enrol again.", path=self._path
            ) from error

    def keep(self, name: str, voice: np.ndarray, model: str, *, agreed: bool) -> None:
        """A later voice takes the place of an earlier one of the same name. Raises BadInput without the person's
        agreement or a name, CaptioningError as `listed`, FileNotWritten."""
        name = " ".join(name.split())
        if not (agreed and name):
            raise BadInput("A voice is remembered only with the agreement of the person.", "Ask them first.")
        made = EnrolledVoice(
            name, datetime.now(UTC).isoformat(timespec="seconds"), model, tuple(round(float(each), 6) for each in voice)
        )
        self._write([*(each for each in self.listed() if each.name != name), made])

    def delete(self, name: str) -> None:
        """Raises CaptioningError as `listed`, FileNotWritten."""
        self._write([each for each in self.listed() if each.name != name])

    def delete_all(self) -> None:
        """Also where the file cannot be read."""
        self._path.unlink(missing_ok=True)

    def known(self, model: str) -> dict[str, np.ndarray]:
        """Those that `model` can compare with, for captions, which a damaged file does not stop."""
        import numpy as np

        try:
            voices = self.listed()
        except CaptioningError:
            log.warning("the remembered voices cannot be read")
            return {}
        return {each.name: np.array(each.voice, np.float32) for each in voices if each.model == model}

    def _write(self, voices: list[EnrolledVoice]) -> None:
        if not voices:
            self.delete_all()
            return
        stored = [
            {"name": each.name, "agreed": each.agreed, "model": each.model, "voice": each.voice} for each in voices
        ]
        make_folder(self._path.parent)
        write_private(self._path, json.dumps({"voices": stored}, ensure_ascii=False, indent=1).encode())


def _voice(stored: Mapping[str, Any]) -> EnrolledVoice:
    return EnrolledVoice(
        str(stored["name"]), str(stored["agreed"]), str(stored["model"]), tuple(map(float, stored["voice"]))
    )
