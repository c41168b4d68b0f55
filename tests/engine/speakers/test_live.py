"""Labels while people speak: voices of chance around a centre for each speaker; the sound says who it is."""

from __future__ import annotations

import numpy as np
import pytest

from engine.speakers.clustering import unit
from engine.speakers.live import Label, LiveSpeakers
from engine.speakers.recognising import recognised
from engine.timeline import SAMPLE_RATE

SIZE = 192
S = SAMPLE_RATE


class Told:
    """A model that reads the speaker from the sound: its samples hold a number."""

    def __init__(self, spread: float = 0.5) -> None:
        self._random, self._spread = np.random.default_rng(5), spread
        self.centres = unit(self._random.normal(size=(4, SIZE)))

    def voices(self, pieces: list[np.ndarray]) -> np.ndarray:
        shares = np.array([[np.mean(each == who) for who in (1, 2, 3, 4)] for each in pieces])
        noise = self._spread * unit(self._random.normal(size=(len(pieces), SIZE)))
        return unit(shares @ self.centres + noise)


def sound(*turns: tuple[int, float]) -> np.ndarray:
    return np.concatenate([np.full(int(seconds * S), who, np.float32) for who, seconds in turns])


class Talk:
    def __init__(self, model: Told | None = None, **options: object) -> None:
        self.speakers = LiveSpeakers(model or Told(), **options)  # type: ignore[arg-type]
        self.number = self.at = 0

    def say(self, *turns: tuple[int, float]) -> Label:
        self.number += 1
        audio = sound(*turns)
        (label,) = self.speakers.hear(self.number, self.at, audio).values()
        self.at += len(audio) + S
        return label


def test_each_utterance_gets_its_label_at_once() -> None:
    talk = Talk()
    said = [talk.say((who, 4.0)) for who in (1, 2, 1, 3, 2, 1)]
    assert [label.speaker for label in said] == [0, 1, 0, 2, 1, 0]
    assert all(label.certain for label in said)


def test_a_second_look_keeps_the_numbers_of_speakers() -> None:
    talk = Talk()
    for who in (2, 1, 2, 3, 1, 3, 2, 1, 3, 2) * 2:
        talk.say((who, 5.0))
    assert talk.speakers.settle() == {}
    assert [turn.speaker for turn in talk.speakers.turns()] == [0, 1, 0, 2, 1, 2, 0, 1, 2, 0] * 2


def test_a_speaker_who_was_taken_for_two_becomes_one_and_the_other_number_is_not_used_again() -> None:
    talk = Talk()
    talk.say((1, 3.0))
    talk.speakers._sums[0] = -talk.speakers._sums[0]  # the first look goes wrong
    assert talk.say((1, 3.0)).speaker == 1
    for _ in range(4):
        talk.say((1, 3.0))
    assert {label.speaker for label in talk.speakers.settle().values()} == {1}
    assert talk.say((2, 4.0)).speaker == 2


def test_an_utterance_of_two_speakers_has_both_in_its_label_and_in_its_turns() -> None:
    talk = Talk()
    talk.say((1, 5.0))
    talk.say((2, 5.0))
    both = talk.say((1, 4.0), (2, 3.0))
    assert (both.speaker, both.also) == (0, (2,))
    assert [turn.speaker for turn in talk.speakers.turns()] == [0, 1, 0, 1]


def test_no_more_speakers_are_found_than_the_user_says() -> None:
    talk = Talk(speakers=2)
    assert {talk.say((who, 4.0)).speaker for who in (1, 2, 3, 4, 3)} == {0, 1}


def test_a_second_look_is_due_when_enough_is_new_and_a_draft_is_heard_once() -> None:
    talk = Talk()
    talk.say((1, 2.0))
    assert not talk.speakers.due(pause=True)
    talk.say((1, 4.0))
    assert talk.speakers.due(pause=True)
    assert not talk.speakers.due(pause=False)
    talk.speakers.settle()
    assert not talk.speakers.due(pause=True)
    assert talk.speakers.hear(2, 0, sound((2, 4.0))) == {}


def test_an_enrolled_voice_is_known_by_name_in_live_labels() -> None:
    model = Told()
    talk = Talk(model, known={"Anna": model.centres[1]})
    assert talk.say((1, 4.0)).name is None
    assert talk.say((2, 4.0)).name == "Anna"
    assert talk.speakers.names() == {1: "Anna"}


@pytest.mark.parametrize("size", [2, 3])
def test_every_name_goes_to_one_speaker_the_most_alike_first(size: int) -> None:
    centres = unit(np.array([[1, 0.1, 0], [1, 0.0, 0], [0, 0, 1]], np.float32))[:, :size]
    known = {"Anna": np.array([1, 0, 0], np.float32)[:size], "of another model": np.ones(7, np.float32)}
    assert recognised(centres, known) == {1: "Anna"}
