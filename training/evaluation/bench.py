"""What every table is given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from training.evaluation.clips import HeldOutSets
from training.evaluation.subject import Subject
from training.evaluation.tables import Absent

SEEN, UNSEEN = "seen", "unseen"
VOICES = {SEEN: "voices seen", UNSEEN: "voices never seen"}


@dataclass(frozen=True, slots=True)
class Bench:
    """subjects: models side by side, the first is the one that the tables of one model are about.

    floats: the same weights in float32. speech, noise: folders of real recordings with a manifest.tsv.
    limit: clips of a kind at most, None for all.
    """

    sets: HeldOutSets
    subjects: Sequence[Subject]
    floats: Subject | None = None
    speech: Path | None = None
    noise: Path | None = None
    limit: int | None = None
    seed: int = 97

    @property
    def first(self) -> Subject:
        return self.subjects[0]

    def real_speech(self) -> Path:
        if self.speech is None:
            raise Absent("no folder of real speech was named (--speech)")
        return self.speech

    def with_decoder(self) -> Subject:
        if not self.first.writes_with_llm:
            raise Absent(f"{self.first.name} has no language model at hand")
        return self.first
