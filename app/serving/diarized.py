"""Labels the speakers of a file: segments of OpenAI's diarized_json. Source: its published reference and client.

Ours has one field more, `overlap`: two speak at once there. Clients that do not know it pass it over.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from app.serving.refusals import Refused
from app.transcripts.editing_values import alone
from app.transcripts.speaker_labels import LabelOptions, label_unkept
from app.transcripts.values import unsaved_transcript
from engine.errors import CaptioningError
from engine.events import Final
from engine.text.harmless import harmless
from engine.timeline import SAMPLE_RATE, to_seconds

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np

    from engine.models.voices import Overlaps, Voices

_LABEL, _KNOWN = "{number}", "known {number}"
LONGEST_S = 30
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class VoicesInTurn:
    """Models of voices and of overlaps that several clients share; each waits for its turn."""

    def __init__(
        self, model: Voices, overlaps: Overlaps | None, turn: Callable[[], AbstractContextManager[None]]
    ) -> None:
        self._model, self._overlaps, self._turn = model, overlaps, turn

    @property
    def finding_overlaps(self) -> Overlaps | None:
        """None where there is no model for that."""
        return None if self._overlaps is None else self

    def voices(self, pieces: Sequence[np.ndarray]) -> np.ndarray:
        with self._turn():
            return self._model.voices(pieces)

    def overlaps(self, sound: np.ndarray) -> list[tuple[int, int]]:
        if self._overlaps is None:
            return []
        with self._turn():
            return self._overlaps.overlaps(sound)


def segments_by_speaker(
    finals: Sequence[Final],
    path: Path,
    voices: VoicesInTurn,
    check: Callable[[], None],
    known: Mapping[str, np.ndarray],
) -> list[dict[str, Any]]:
    """Segments with the known speakers by name, others as A, B, ... in the order in which they first speak; with
    `overlap` where a model finds that.

    check: may raise, which ends it. Raises CaptioningError.
    """
    talk = unsaved_transcript(tuple(finals), source="file", model="")
    names = {_KNOWN.format(number=number): name for number, name in enumerate(known)}
    overlaps = voices.finding_overlaps
    options = LabelOptions(label=_LABEL, known=dict(zip(names, known.values(), strict=True)), overlap=lambda: overlaps)
    labelled = label_unkept(talk, path, voices, options, lambda share, doing: check())
    labels = [labelled.edits.speakers.get(each.utterance_id, "") for each in labelled.segments]
    parts = zip(labelled.segments, _speakers(map(alone, labels), names), labels, strict=True)
    spoken = [(each, who, alone(label) != label) for each, who, label in parts if each.text.strip()]
    segments = [_segment(number, each, who) for number, (each, who, _) in enumerate(spoken)]
    if overlaps is not None:
        for segment, (_, _, at_once) in zip(segments, spoken, strict=True):
            segment["overlap"] = at_once
    return segments


def voice_of_recording(content: bytes, folder: Path, voices: Voices) -> np.ndarray:
    """Of a recording of one speaker, a file in any form; it lies in `folder` meanwhile. Raises Refused."""
    from engine.audio.file import read_mono
    from engine.speakers.turns import mean_voice, stretches_in

    wrong = "A reference is 1 to 30 s of one speaker's voice, as flac, mp3, m4a, ogg or wav."
    refused = Refused(400, wrong, "unreadable_audio", "known_speaker_references")
    with TemporaryDirectory(dir=folder) as own:
        file = Path(own) / "voice"
        file.write_bytes(content)
        try:
            sound = read_mono(file, LONGEST_S * SAMPLE_RATE)
        except CaptioningError as failed:
            raise refused from failed
    if not SAMPLE_RATE <= len(sound) <= LONGEST_S * SAMPLE_RATE:
        raise refused
    return mean_voice(stretches_in([(0, len(sound))], lambda start, end: sound[start:end], voices))


def _speakers(labels: Iterable[str], names: Mapping[str, str]) -> Iterator[str]:
    """Of labels, "2?" where one is not sure. Who has none is taken for the one before."""
    letters: dict[str, str] = {}
    last = "1"
    for label in labels:
        last = label.removesuffix("?") or last
        yield names.get(last) or letters.setdefault(last, letter(len(letters)))


def letter(number: int) -> str:
    """A to Z, then AA, AB, ..."""
    more, at = divmod(number, len(_LETTERS))
    return (letter(more - 1) if more else "") + _LETTERS[at]


def _segment(number: int, final: Final, speaker: str) -> dict[str, Any]:
    return {
        "type": "transcript.text.segment",
        "id": f"seg_{number}",
        "start": round(to_seconds(final.start), 3),
        "end": round(to_seconds(final.end), 3),
        "text": harmless(final.text).strip(),
        "speaker": speaker,
    }
