"""When a final pass may be made, and when readers get the guess as a draft instead."""

from __future__ import annotations

from dataclasses import dataclass

from engine.session.scheduler import LAG_BOUND_S, final_fits
from engine.session.stabiliser import CaptionMode
from engine.session.utterances import PendingFinal

EARLY_AT_MOST_S = 1.0  # expected length of a final pass in advance, where hearing waits for it
EARLY_BESIDE_S = 2.0  # the same where nothing waits for it but the next final
LAST_PASS_S = 4.0  # after the end of the sound; who closes the program waits for 5 s (app/live.py)
PRESSING_S = 0.4  # a pass beside is not begun for text that would come so shortly before it is too late
DRAFT_AFTER_S = 2.0  # who waits longer for a final gets the guess as a draft meanwhile
UNSHOWN_AFTER_S = 0.5  # the same where the last words are not on the screen yet


@dataclass(frozen=True, slots=True)
class Pressure:
    """How much time there is now. unshown_s: age of the oldest speech that no text shows. guesses_s: what a guess at
    each utterance that is being spoken takes. spare_s: hearing may wait so long for the pass over a draft.
    """

    unshown_s: float
    guesses_s: float
    spare_s: float

    def allows(self, pass_s: float) -> bool:
        """What is said meanwhile is still shown in time."""
        return final_fits(pass_s, self.unshown_s, self.guesses_s)


@dataclass(frozen=True, slots=True)
class PassRules:
    """What is worth a pass. holds_up: hearing waits for it (PassRunner). expected_s: what it will probably take."""

    holds_up: bool

    def in_advance(self, expected_s: float, pressure: Pressure) -> bool:
        """Whether to finish an utterance while a silence lasts, before it has ended."""
        if self.holds_up:
            return expected_s <= EARLY_AT_MOST_S and pressure.allows(expected_s)
        return expected_s <= EARLY_BESIDE_S

    def over_draft(self, expected_s: float, pressure: Pressure) -> bool:
        """Whether to refine a draft now."""
        return not self.holds_up or expected_s <= pressure.spare_s

    def draft_first(self, pending: PendingFinal, expected_s: float, waited_s: float, pressure: Pressure) -> bool:
        """Whether to tell the guess before the pass is made, or while it runs. waited_s: for this final."""
        if self.holds_up:
            return not pressure.allows(expected_s)
        if pending.guess_is_whole and pending.utterance.mode is not CaptionMode.CALM:
            return waited_s > DRAFT_AFTER_S
        return waited_s > UNSHOWN_AFTER_S or not pressure.allows(PRESSING_S)

    def draft_at_the_end(self, expected_s: float) -> bool:
        """The same, when no more sound comes: a pass beside can be left alone by who is in a hurry."""
        return self.holds_up and expected_s > LAST_PASS_S


def most_refining_s(guess_s: float) -> float:
    """How long a pass over a draft may take while nobody speaks: somebody may begin as soon as it has begun."""
    return max(0.0, (LAG_BOUND_S - guess_s) / 1.5)
