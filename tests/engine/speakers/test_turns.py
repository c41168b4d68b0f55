"""Voices of chance around a centre for each speaker: who is grouped with whom, and where turns begin."""

from __future__ import annotations

import numpy as np
import pytest

from engine.speakers.clustering import MOST_POINTS, clustered, unit
from engine.speakers.turns import PIECE, Turn, found_turns, pieces_of, stretches_in
from engine.timeline import SAMPLE_RATE

SIZE = 192


def _voices(random: np.random.Generator, *counts: int, spread: float = 0.9) -> tuple[np.ndarray, np.ndarray]:
    centres = unit(random.normal(size=(len(counts), SIZE)))
    who = np.repeat(np.arange(len(counts)), counts)
    return unit(centres[who] + spread * unit(random.normal(size=(len(who), SIZE)))), who


def _same_groups(labels: np.ndarray, who: np.ndarray) -> bool:
    return len({*zip(labels.tolist(), who.tolist(), strict=True)}) == len({*who.tolist()}) == len({*labels.tolist()})


@pytest.mark.parametrize("counts", [(4,), (3, 3), (5, 4, 6), (60,), (40, 30), (30, 30, 30, 30, 30), (150, 12)])
def test_as_many_speakers_are_found_as_there_are(counts: tuple[int, ...]) -> None:
    voices, who = _voices(np.random.default_rng(1), *counts)
    assert _same_groups(clustered(voices), who)


def test_more_pieces_than_a_matrix_may_have_are_pooled_first() -> None:
    voices, who = _voices(np.random.default_rng(2), MOST_POINTS, 600)
    assert _same_groups(clustered(voices), who)


@pytest.mark.parametrize("count", [10, 60])
def test_the_user_may_say_how_many_speakers_there_are(count: int) -> None:
    voices, who = _voices(np.random.default_rng(3), count, count, count)
    assert _same_groups(clustered(voices, 3), who)
    assert len({*clustered(voices, 2).tolist()}) == 2
    assert {*clustered(voices, 1).tolist()} == {0}


def test_speakers_are_numbered_in_the_order_in_which_they_speak() -> None:
    voices, _ = _voices(np.random.default_rng(4), 5, 5)
    assert clustered(voices[::-1])[0] == 0
    assert clustered(np.zeros((0, SIZE), np.float32)).shape == (0,)


def test_pieces_cover_a_stretch_to_its_end() -> None:
    assert pieces_of(0, 100) == [(0, 100)]
    spans = pieces_of(500, 500 + 3 * PIECE + 77)
    assert spans[0][0] == 500
    assert spans[-1] == (500 + 2 * PIECE + 77, 500 + 3 * PIECE + 77)
    assert all(end - start == PIECE for start, end in spans)


class _Told:
    """A model that reads the speaker from the sound: its samples hold a number."""

    def __init__(self) -> None:
        self._random = np.random.default_rng(5)
        self._centres = unit(self._random.normal(size=(3, SIZE)))

    def voices(self, pieces: list[np.ndarray]) -> np.ndarray:
        shares = np.array([[np.mean(each == who) for who in (1, 2, 3)] for each in pieces])
        noise = 0.5 * unit(self._random.normal(size=(len(pieces), SIZE)))
        return unit(shares @ self._centres + noise)


def _turns(sound: np.ndarray, speech: list[tuple[int, int]]) -> list[Turn]:
    return found_turns(stretches_in(speech, lambda start, end: sound[start:end], _Told()))[0]


def test_a_turn_begins_where_the_voice_changes_within_half_a_second() -> None:
    second = SAMPLE_RATE
    sound = np.repeat(np.array([1, 2, 1], np.float32), [6 * second, 5 * second, 7 * second])
    turns = _turns(sound, [(0, len(sound))])
    assert [turn.speaker for turn in turns] == [0, 1, 0]
    assert abs(turns[1].start - 6 * second) < second / 2
    assert abs(turns[1].end - 11 * second) < second / 2
    assert turns[0].start == 0
    assert turns[-1].end == len(sound)
    assert all(turn.certain for turn in turns)


def test_a_blink_of_another_voice_makes_no_turn() -> None:
    sound = np.ones(12 * SAMPLE_RATE, np.float32)
    sound[6 * SAMPLE_RATE : 6 * SAMPLE_RATE + 4000] = 2
    assert len(_turns(sound, [(0, len(sound))])) == 1


def test_speech_between_two_voices_is_uncertain() -> None:
    second = SAMPLE_RATE
    sound = np.repeat(np.array([1, 2], np.float32), [10 * second, 10 * second])
    whole = np.concatenate([sound, np.resize(np.array([1, 2], np.float32), second // 2)])
    turns = _turns(whole, [(0, 10 * second), (10 * second, 20 * second), (20 * second, len(whole))])
    assert [turn.certain for turn in turns] == [True, True, False]


def test_a_recording_that_ends_early_and_one_without_speech_have_their_turns() -> None:
    sound = np.ones(3 * SAMPLE_RATE, np.float32)
    assert _turns(sound, [(0, len(sound)), (60 * SAMPLE_RATE, 62 * SAMPLE_RATE)])[0].speaker == 0
    assert _turns(sound, []) == []
