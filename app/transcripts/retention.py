"""Applies the retention rules: empties the bin, and moves old transcripts into it where the user wants that."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.transcripts.library import KEPT_S, empty_bin
from engine.text.sentence import Sentence

if TYPE_CHECKING:
    from app.transcripts.store import TranscriptStore
    from app.transcripts.values import SessionSummary

KEEP_TAGS = ("keep", "保留")
"""A transcript with one of them is never deleted by its age."""
DAY_S = 86_400.0


@dataclass(frozen=True, slots=True)
class RetentionRules:
    """bin_days: how long a deleted transcript can be brought back, 0 for half a minute. delete_after_days: 0: off."""

    bin_days: int = 0
    delete_after_days: int = 0

    @property
    def bin_s(self) -> float:
        return max(KEPT_S, self.bin_days * DAY_S)


def tidy(store: TranscriptStore, rules: RetentionRules) -> str | None:
    """Apply the rules once; what to tell the user, if anything. Raises TranscriptStoreError.

    The rule by age deletes nothing before its reminder, and nothing on the day of the reminder.
    """
    from app.transcripts.backups import drop_backups  # with SQLite, which the window's first paint does not wait for

    empty_bin(store, rules.bin_s)
    drop_backups(store.database.path)
    if not rules.delete_after_days:
        store.remind(None)
        return None
    old = _too_old(store, rules.delete_after_days)
    reminded_at = store.reminded(rules.delete_after_days)
    if reminded_at is None:
        return _reminder(store, rules.delete_after_days, len(old)) if old else None
    if time.time() - reminded_at < DAY_S:
        return None
    for each in old:
        store.put_into_bin(each.id)
    return None


def _too_old(store: TranscriptStore, days: int) -> list[SessionSummary]:
    kept = {tag.casefold() for tag in KEEP_TAGS}
    found = store.begun_before(time.time() - days * DAY_S)
    return [each for each in found if not each.running and kept.isdisjoint(tag.casefold() for tag in each.tags)]


def _reminder(store: TranscriptStore, days: int, count: int) -> str:
    store.remind(days)
    return Sentence(
        "From tomorrow, Earshot deletes transcripts older than {days} days: {count} now. Those tagged “{tag}” stay.",
        days=days,
        count=count,
        tag=KEEP_TAGS[0],
    )
