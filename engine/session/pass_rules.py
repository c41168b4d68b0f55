"""Rules for when a final pass may run, and when readers get a draft instead."""

from __future__ import annotations

from dataclasses import dataclass

from engine.session.scheduler import LAG_BOUND_S, final_fits
from engine.session.stabiliser import CaptionMode
from engine.session.utterances import PendingFinal

EARLY_AT_MOST_S = 1.0  # expected duration of an early final pass, where hearing waits for it
EARLY_BESIDE_S = 2.0  # the same where only the next final waits for it
LAST_PASS_S = 4.0  # after the end of the sound; closing the program takes 5 s at most (app/control/earshot.py)
PRESSING_S = 0.4  # a concurrent pass is not started so shortly before its text would be late
DRAFT_AFTER_S = 2.0  # a longer wait for a final: the partial becomes a draft meanwhile
UNSHOWN_AFTER_S = 0.5  # the same where the last words are not shown yet


@dataclass(frozen=True, slots=True)
class Pressure:
    """How much time there is now. unshown_s: age of the oldest speech that no text shows. partials_s: duration of a
    partial at each open utterance. spare_s: how long a pass over a draft may hold up hearing.
    """

    unshown_s: float
    partials_s: float
    spare_s: float

    def allows(self, pass_s: float) -> bool:
        """Whether speech during a pass of `pass_s` can still be shown in time."""
        return final_fits(pass_s, self.unshown_s, self.partials_s)


@dataclass(frozen=True, slots=True)
class PassRules:
    """Whether a pass is worth its time. holds_up: hearing waits for it (PassRunner). expected_s: its duration."""

    holds_up: bool

    def in_advance(self, expected_s: float, pressure: Pressure) -> bool:
        """Whether to run the final pass during a pause, before the endpoint."""
        if self.holds_up:
            return expected_s <= EARLY_AT_MOST_S and pressure.allows(expected_s)
        return expected_s <= EARLY_BESIDE_S

    def over_draft(self, expected_s: float, pressure: Pressure) -> bool:
        """Whether to refine a draft now."""
        return not self.holds_up or expected_s <= pressure.spare_s

    def draft_first(self, pending: PendingFinal, expected_s: float, waited_s: float, pressure: Pressure) -> bool:
        """Whether to report a draft before the pass, or while it runs. waited_s: how long this final has waited."""
        if self.holds_up:
            return not pressure.allows(expected_s)
        if pending.partial_is_whole and pending.utterance.mode is not CaptionMode.CALM:
            return waited_s > DRAFT_AFTER_S
        return waited_s > UNSHOWN_AFTER_S or not pressure.allows(PRESSING_S)

    def draft_at_the_end(self, expected_s: float) -> bool:
        """As draft_first, after the end of the sound. A concurrent pass can be skipped by the user at any time."""
        return self.holds_up and expected_s > LAST_PASS_S


def most_refining_s(partial_s: float) -> float:
    """The longest pass over a draft in a silence, as speech may begin right after its start."""
    return max(0.0, (LAG_BOUND_S - partial_s) / 1.5)
