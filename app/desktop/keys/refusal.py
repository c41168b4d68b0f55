"""The reason why a global key is not available."""

from __future__ import annotations

from enum import Enum


class Refusal(Enum):
    """Why a key is not Earshot's."""

    TAKEN = "taken"  # by another program, or by the desktop
    ABSENT = "absent"  # the keyboard has none
    IMPOSSIBLE = "impossible"  # no program is given keys here
