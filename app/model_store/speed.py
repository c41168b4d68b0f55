"""The measured speed of a model on this computer."""

from __future__ import annotations

from dataclasses import dataclass

EASILY = 0.5  # seconds of computing a second of speech: there is room for other programs
JUST = 0.9


@dataclass(frozen=True, slots=True)
class Speed:
    """title: of the model. cost: seconds of computing a second of speech. delay_s: from a word to its caption."""

    title: str
    cost: float
    delay_s: float
    rough: bool = False

    @property
    def keeps_up(self) -> bool:
        return self.cost <= JUST

    @property
    def easily(self) -> bool:
        return self.cost <= EASILY
