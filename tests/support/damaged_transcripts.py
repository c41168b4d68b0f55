"""A file of transcripts, the ways in which a disk may damage it, and what a program then makes of it."""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from app.exporters import export
from app.transcripts.store import TranscriptStore
from app.transcripts.values import Provenance
from engine.errors import CaptioningError
from engine.events import DecodedBy, Final, Stream, Word

T = TypeVar("T")
SESSIONS, FINALS = 3, 30
PAGE = 4096


def final(number: int) -> Final:
    """Every sixth has the times of so many words that it goes on in other pages."""
    words = tuple(Word(f"word{i}", 1_000 * i, 1_000 * i + 900, 0.5) for i in range(200 if number % 6 == 0 else 8))
    start = 16_000 * number
    offered = ("Fun-ASR", "达摩院")
    text = f"This is text {number} of a long talk, 你好."
    return Final(number, start, start + 8_000, text, words, "mini", DecodedBy.CTC, 0.2, "en", offered, stream=Stream.ME)


def write_sound_file(path: Path) -> None:
    with TranscriptStore(path) as store:
        for number in range(SESSIONS):
            session = store.begin_session(
                f"mic {number}", "mini", "en", Path("/tmp/none.flac"), 1_700_000_000.25 + number
            )
            for each in range(FINALS):
                store.append(session, final(each))
            store.mark_clock(session, 160_000, 1_700_000_100.5 + number)
            store.enter(session, Provenance(5, "model", {"name": "mini"}))
            store.correct(session, 3, "As its reader knows it.")
            store.end_session(session, 16_000 * FINALS)


def damage(content: bytes, seed: int) -> bytes:
    """A few bytes anywhere, a run of one value, a page in the place of another, or the end cut off."""
    rng, damaged = random.Random(seed), bytearray(content)
    kind = seed % 5
    if kind in (0, 1):
        for _ in range(rng.choice((1, 4, 16, 200))):
            damaged[rng.randrange(len(damaged))] = rng.randrange(256)
    elif kind == 2:
        at, length = rng.randrange(len(damaged)), rng.choice((512, 4096, 20_000))
        length = min(length, len(damaged) - at)
        damaged[at : at + length] = bytes([rng.choice((0, 0xA5, 0xFF))]) * length
    elif kind == 3:
        one, other = (PAGE * rng.randrange(len(damaged) // PAGE) for _ in range(2))
        damaged[one : one + PAGE] = damaged[other : other + PAGE]
    else:
        del damaged[rng.randrange(200, len(damaged)) :]
    return bytes(damaged)


def use(path: Path) -> tuple[int, list[str]]:
    """Do all that a program does with transcripts. How many finals could be read, and the sentences that were told.

    Raises whatever is no CaptioningError.
    """
    found, told = 0, []
    acts = (_search, _left_over, _begin)
    try:
        with TranscriptStore(path) as store:
            numbers, sentence = _told(lambda: [each.id for each in store.sessions()])
            told += sentence
            for number in numbers or []:
                count, sentence = _told(partial(_load, store, number))
                found, told = found + (count or 0), told + sentence
            for act in acts:
                told += _told(partial(act, store))[1]
            told += store.database.notices
    except CaptioningError as failed:
        told.append(failed.what)
    return found, told


def _told(act: Callable[[], T]) -> tuple[T | None, list[str]]:
    try:
        return act(), []
    except CaptioningError as failed:
        return None, [failed.what]


def _load(store: TranscriptStore, number: int) -> int:
    transcript = store.load(number)
    for form in ("json", "srt"):
        _told(partial(export, transcript, form))
    return sum(bool(each.text) for each in transcript.segments)  # a row of another table is mended to an empty one


def _search(store: TranscriptStore) -> None:
    store.search("talk")


def _left_over(store: TranscriptStore) -> None:
    store.left_over()


def _begin(store: TranscriptStore) -> None:
    store.begin_session("mic", "mini")
