"""What a list of hotwords is worth: through retrieval, prompt and replacement, as in a session."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from app.scoring import ErrorCount, keywords_found
from engine.hotwords.entries import Hotword
from engine.hotwords.replacement import ReplacementMode
from engine.hotwords.retrieval import HotwordIndex
from engine.hotwords.steering import Steering
from engine.models.recogniser import Request
from training.data.corpus import Utterance
from training.data.text.names import KINDS, real_and_made, sounds_like_names
from training.evaluation.bench import SEEN, UNSEEN, VOICES, Bench
from training.evaluation.clips import LANGUAGES, SCORED, HeldOut, errors, total
from training.evaluation.subject import Subject
from training.evaluation.tables import Absent, Cell, Row, Table

SIZES = (0, 10, 100, 1000)
"""Entries of a list besides the names said."""


@dataclass(slots=True)
class Tally:
    """wanted: names said; found: of them, in the text; shown: entries of the list in the text; wrong: of them, not
    said; offered: names said that the language model was shown; exact: clips with every name and no other entry."""

    counts: dict[str, ErrorCount] = field(default_factory=dict)
    clips: int = 0
    wanted: int = 0
    found: int = 0
    shown: int = 0
    wrong: int = 0
    offered: int = 0
    exact: int = 0

    def add(self, clip: HeldOut, text: str, entries: Sequence[str], offered: Sequence[str]) -> None:
        names, language = clip.said.names, clip.said.language
        found, shown = keywords_found(names, text), keywords_found(tuple(entries), text)
        wrong = [entry for entry in shown if not _said(entry, clip)]
        self.counts[language] = self.counts.get(language, ErrorCount()) + errors(clip.said, text)
        self.clips += 1
        self.wanted += len(names)
        self.found += len(found)
        self.shown += len(shown)
        self.wrong += len(wrong)
        self.offered += len(set(names) & set(offered))
        self.exact += len(found) == len(names) and not wrong

    def rate(self, *languages: str) -> float | None:
        counts = [self.counts[language] for language in languages or self.counts if language in self.counts]
        return total(counts).rate if counts else None

    def cells(self, with_list: bool) -> tuple[Cell, ...]:
        return (
            self.rate("en"),
            self.rate("zh"),
            _share(self.exact, self.clips),
            _share(self.found, self.wanted),
            _share(self.shown - self.wrong, self.shown) if with_list else None,
            _share(self.offered, self.wanted) if with_list else None,
        )


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def hotwords(bench: Bench) -> list[Table]:
    """Clips with invented names, by the size of the list; then clips with a list and nothing of it said."""
    tables = [
        _by_size(subject, VOICES[name], clips, bench.seed)
        for subject in bench.subjects
        for name in (SEEN, UNSEEN)
        if (clips := _invented(bench, name))
    ]
    if not tables:
        raise Absent("no clip of the test sets holds an invented name")
    return [*tables, _unsaid(bench)]


def is_invented(name: str) -> bool:
    """Whether a part of it is no real name of the lists: put together from syllables, so that no model knows it."""
    real = _real_names()
    return name not in real and any(part not in real for part in name.split())


@cache
def _real_names() -> frozenset[str]:
    return frozenset(name for kind in KINDS for split in ("train", "test") for name in real_and_made(kind, split)[0])


def _invented(bench: Bench, name: str) -> list[HeldOut]:
    return [clip for language in LANGUAGES for clip in bench.sets.clips(name, language, _all_invented)]


def _all_invented(said: Utterance) -> bool:
    return bool(said.names) and all(map(is_invented, said.names))


def _by_size(subject: Subject, voices: str, clips: list[HeldOut], seed: int) -> Table:
    plain = Tally()
    for clip in clips:
        plain.add(clip, subject.known_final(clip.key, clip.samples), (), ())
    rows: list[Row] = [("no list", *plain.cells(with_list=False))]
    for size in SIZES:
        tally = Tally()
        for clip in clips:
            _with_list(subject, clip, _entries(clip, size, seed), tally)
        rows.append((f"the names and {size} others" if size else "the names alone", *tally.cells(with_list=True)))
    columns = ("English errors", "Mandarin errors", "accuracy", "recall", "precision", "names offered")
    note = (
        f"{len(clips)} clips, all of whose names are invented and in no training sentence. {SCORED} Accuracy: clips "
        "with every name right and no other entry. Recall: names said that were written. Precision: entries "
        "written that were said. Offered: names said that retrieval put into the prompt."
    )
    title = f"Hotwords, {voices}: {subject.name}"
    return Table(f"hotwords.{subject.name}.{voices}", title, columns, rows, note)


def _with_list(subject: Subject, clip: HeldOut, entries: Sequence[str], tally: Tally) -> None:
    steering = Steering(HotwordIndex(Hotword(entry) for entry in entries), ReplacementMode.CAREFUL)
    written = subject.final(clip.samples(), Request(steering=steering))
    tally.add(clip, written.text, entries, written.hotwords_offered)


def _entries(clip: HeldOut, others: int, seed: int) -> list[str]:
    """The names said and `others` that sound like names, in random order."""
    chance = random.Random(f"{seed} {clip.key} {others}")
    pool = [name for name in _distractors(seed) if name not in clip.said.names]
    entries = [*clip.said.names, *chance.sample(pool, others)]
    chance.shuffle(entries)
    return entries


@cache
def _distractors(seed: int) -> tuple[str, ...]:
    return sounds_like_names(2 * max(SIZES), seed, "test")


def _unsaid(bench: Bench) -> Table:
    """A list of a hundred names, none of them said: how often one is written all the same."""
    clips = [clip for language in LANGUAGES for clip in bench.sets.clips(SEEN, language, lambda said: not said.names)]
    rows: list[Row] = []
    for subject in bench.subjects:
        plain, listed = Tally(), Tally()
        for clip in clips:
            plain.add(clip, subject.known_final(clip.key, clip.samples), (), ())
            _with_list(subject, clip, _entries(clip, 100, bench.seed), listed)
        rows.append((subject.name, len(clips), plain.rate(), listed.rate(), listed.wrong))
    columns = ("clips", "errors without a list", "errors with it", "names written that nobody said")
    return Table("hotwords_unsaid", "A list of 100 names, none of them said", columns, rows, SCORED)


def _said(entry: str, clip: HeldOut) -> bool:
    return bool(keywords_found((entry,), clip.said.written)) or bool(keywords_found((entry,), clip.said.spoken))
