"""What the events of a live session tell about it: how early, how calm, how steady. benchmarks/live.py prints it.

An event is the JSON object of `main.py caption --events`; timestamps such as posted_s are seconds of one clock.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Any

from engine.text.units import letters, split_units


@dataclass(slots=True)
class Figures:
    """Sums and samples over runs; times in seconds.

    word_shown_s, word_stable_s: the word's end in the sound to the first text on the screen, or the first stable
    text, that holds it; word_painted_s: to the moment that a window had it on the screen. unshown_s: how old the
    oldest speech was that no text had covered, when each text came. timeline: where in the session a word ends, and
    how late it was seen. erased, shown: units (words, Chinese characters) as people see them; erased_by_finals is
    the part that the finals changed. taken_back: stable text that a later guess of the utterance did not begin with.
    """

    first_partial_s: list[float] = field(default_factory=list)
    word_shown_s: list[float] = field(default_factory=list)
    word_stable_s: list[float] = field(default_factory=list)
    word_painted_s: list[float] = field(default_factory=list)
    painting_s: list[float] = field(default_factory=list)
    unshown_s: list[float] = field(default_factory=list)
    timeline: list[tuple[float, float]] = field(default_factory=list)
    final_s: list[float] = field(default_factory=list)
    after_endpoint_s: list[float] = field(default_factory=list)
    cadence_s: list[float] = field(default_factory=list)
    real_time_factors: list[float] = field(default_factory=list)
    cpu_share: list[float] = field(default_factory=list)
    peak_mb: list[float] = field(default_factory=list)
    family_mb: list[float] = field(default_factory=list)
    erased: int = 0
    erased_by_finals: int = 0
    shown: int = 0
    changes: int = 0
    spoken_s: float = 0.0
    taken_back: int = 0
    drafts: int = 0
    most_behind_s: float = 0.0

    @property
    def flicker(self) -> float:
        return self.erased / self.shown if self.shown else float("nan")

    @property
    def flicker_before_finals(self) -> float:
        return (self.erased - self.erased_by_finals) / self.shown if self.shown else float("nan")

    @property
    def changes_a_second(self) -> float:
        return self.changes / self.spoken_s if self.spoken_s else float("nan")


def add_events(figures: Figures, events: Iterable[dict[str, Any]]) -> None:
    """One run."""
    onset: dict[int, float] = {}
    texts: dict[int, list[dict[str, Any]]] = {}
    ended = False
    for event in events:
        kind, utterance = event["type"], event.get("utterance", 0)
        if kind == "speech_started":
            onset[utterance] = event["heard_s"]
        elif kind in ("partial", "final"):
            if utterance not in texts and kind == "partial":
                figures.first_partial_s.append(event["posted_s"] - onset[utterance])
            texts.setdefault(utterance, []).append(event | {"after_end": ended})
        elif kind == "source_ended":
            ended = True
        elif kind == "behind_by":
            figures.most_behind_s = max(figures.most_behind_s, event["behind_s"])
    for utterance, shown in texts.items():
        _add_changes(figures, shown)
        _add_unshown(figures, onset.get(utterance), shown)
        _add_finals(figures, [event for event in shown if event["type"] == "final"])
        _add_word_times(figures, shown)


def _add_changes(figures: Figures, shown: list[dict[str, Any]]) -> None:
    before: list[str] = []
    stable = ""
    for event in shown:
        now = [unit.strip() for unit in split_units(event["text"])]
        kept = _in_common(before, now)
        figures.erased += len(before) - kept
        figures.shown += len(now) - kept
        figures.changes += before != now
        if event["type"] == "final":
            figures.erased_by_finals += len(before) - kept
        else:
            figures.taken_back += not event.get("stable", "").startswith(stable)
            stable = event.get("stable", "")
        before = now
    posted = [event["posted_s"] for event in shown if event["type"] == "partial"]
    figures.cadence_s += [later - earlier for earlier, later in pairwise(posted)]


def _add_finals(figures: Figures, finals: list[dict[str, Any]]) -> None:
    for final in finals[:1]:
        figures.final_s.append(final["posted_s"] - final["heard_s"])
        figures.after_endpoint_s.append(final["posted_s"] - final["decided_s"])
        figures.spoken_s += final.get("end", 0.0) - final.get("start", 0.0)
        figures.drafts += bool(final.get("draft"))
    figures.real_time_factors += [final["real_time_factor"] for final in finals[-1:]]


def _add_unshown(figures: Figures, onset_s: float | None, shown: list[dict[str, Any]]) -> None:
    """What has been said and no text has covered grows older until the next text comes; silence does not count.

    Nor does what waits when the sound has ended: then the program tells how long it will take.
    """
    covered_s = onset_s
    for event in shown:
        if covered_s is None or "end" not in event or event["after_end"]:
            return
        if event["type"] == "partial":
            figures.unshown_s.append(event["posted_s"] - covered_s)
            covered_s = event["heard_s"]
        elif event.get("words"):
            said_s = event["heard_s"] - (event["end"] - event["words"][-1]["end"])
            if said_s > covered_s:
                figures.unshown_s.append(event["posted_s"] - covered_s)
                covered_s = said_s


def _add_word_times(figures: Figures, shown: list[dict[str, Any]]) -> None:
    """For each timed word of the last final; a word that no guess had was shown, and stable, with the final."""
    final = shown[-1]
    if final["type"] != "final" or not final.get("words"):
        return
    words = final["words"]
    spoken = [letters(word["word"]) for word in words]
    first_shown, first_stable, first_painted = [None] * len(words), [None] * len(words), [None] * len(words)
    for event in shown:
        text = event["text"] if event["type"] == "final" else event["stable"]
        _note_first(first_shown, spoken, event["text"], event["posted_s"])
        _note_first(first_stable, spoken, text, event["posted_s"])
        if "painted_s" in event:
            _note_first(first_painted, spoken, event["text"], event["painted_s"])
            figures.painting_s.append(event["painted_s"] - event["posted_s"])
    for word, at, stable_at, painted_at in zip(words, first_shown, first_stable, first_painted, strict=True):
        said_s = final["heard_s"] - (final["end"] - word["end"])
        figures.word_shown_s += [] if at is None else [at - said_s]
        figures.word_stable_s += [] if stable_at is None else [stable_at - said_s]
        figures.word_painted_s += [] if painted_at is None else [painted_at - said_s]
        seen_at = at if painted_at is None else painted_at
        figures.timeline += [] if seen_at is None else [(word["end"], seen_at - said_s)]


def _note_first(first: list[Any], spoken: list[str], text: str, at_s: float) -> None:
    units = [letters(unit) for unit in split_units(text)]
    for block in SequenceMatcher(None, spoken, units, False).get_matching_blocks():
        for place in range(block.a, block.a + block.size):
            if first[place] is None and spoken[place]:
                first[place] = at_s


def _in_common(one: list[str], other: list[str]) -> int:
    return sum(block.size for block in SequenceMatcher(None, one, other, False).get_matching_blocks())


def percentile(values: Iterable[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))] if ordered else float("nan")


def flat(figures: Figures) -> dict[str, float]:
    """All figures by name, with the unit at its end."""
    found: dict[str, float] = {}
    for key in (
        "first_partial_s",
        "word_shown_s",
        "word_stable_s",
        "word_painted_s",
        "painting_s",
        "unshown_s",
        "final_s",
        "after_endpoint_s",
        "cadence_s",
        "real_time_factors",
    ):
        values = getattr(figures, key)
        found |= {f"{key}_p50": percentile(values, 0.5), f"{key}_p95": percentile(values, 0.95)}
        found[f"{key}_max"] = max(values, default=float("nan"))
    found |= {
        "flicker": figures.flicker,
        "flicker_before_finals": figures.flicker_before_finals,
        "changes_a_second": figures.changes_a_second,
        "stable_taken_back": figures.taken_back,
        "drafts": figures.drafts,
        "most_behind_s": figures.most_behind_s,
        "cpu_share": percentile(figures.cpu_share, 0.5),
        "peak_mb": max(figures.peak_mb, default=float("nan")),
        "family_mb": max(figures.family_mb, default=float("nan")),
    }
    return found
