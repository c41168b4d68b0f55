"""What reinforcement learning pays for."""

from __future__ import annotations

import pytest
import torch

from training.reinforce import advantages, objective
from training.rewards import Said, accuracy, hallucinated, keywords, language, reward

_MEETING = Said("Kalindra joins the meeting.", "en", 2.0, ("Kalindra",), ("Kalindra", "Brenwick"))


def test_the_right_text_with_its_hotword_is_worth_two() -> None:
    assert reward(_MEETING, "Kalindra joins the meeting.") == 2.0


def test_a_hotword_that_nobody_said_costs_precision() -> None:
    assert keywords(_MEETING, "Kalindra and Brenwick join") == pytest.approx(0.75)


def test_a_hotword_in_a_sentence_without_any_costs_a_point() -> None:
    said = Said("We are late.", "en", 1.0, (), ("Kalindra",))
    assert keywords(said, "Kalindra is late.") == -1.0
    assert keywords(said, "We are late.") == 0.0


def test_words_in_silence_cost_more_the_more_there_are() -> None:
    nothing = Said("", "none", 3.0)
    assert accuracy(nothing, "") == 1.0
    assert accuracy(nothing, "yes") > accuracy(nothing, "yes of course") == -1.0


def test_a_loop_and_a_flood_of_text_are_punished() -> None:
    assert hallucinated(_MEETING, "the meeting the meeting the meeting the meeting") >= 0.5
    assert hallucinated(_MEETING, "Kalindra joins the meeting.") == 0.0


def test_the_wrong_language_costs_a_point() -> None:
    assert language(_MEETING, "卡琳德拉参加会议") == -1.0
    assert language(Said("我们开会。", "zh", 1.0), "we meet") == -1.0
    assert language(Said("我们用 GPU 吧", "mix", 1.0), "gpu") == 0.0


def test_advantages_have_no_mean_and_vanish_where_all_are_alike() -> None:
    assert float(advantages([1.0, 0.0, 0.5, 0.5]).mean()) == pytest.approx(0.0, abs=1e-6)
    assert advantages([0.7] * 4).abs().max() == 0.0


def _loss(now: float, worth: float) -> tuple[float, float]:
    """The loss and its slope for one token that was drawn with probability 1/e, and the reference's the same."""
    value = torch.tensor([[now]], requires_grad=True)
    old = torch.tensor([[-1.0]])
    loss, _ = objective(value, old, old, torch.tensor([[True]]), torch.tensor([worth]), clip=0.2, kl=0.0)
    loss.backward()
    assert value.grad is not None
    return float(loss.detach()), float(value.grad)


def test_the_better_answer_becomes_likelier_and_the_worse_one_less_likely() -> None:
    assert _loss(-1.0, worth=1.0)[1] < 0 < _loss(-1.0, worth=-1.0)[1]


def test_beyond_the_clip_there_is_nothing_more_to_gain() -> None:
    assert _loss(-0.5, worth=1.0)[1] == 0.0
    assert _loss(-1.8, worth=-1.0)[1] == 0.0


def test_leaving_the_reference_costs_whatever_the_direction() -> None:
    there = torch.tensor([[True]])
    for now in (-0.5, -1.5):
        values = torch.tensor([[now]])
        _, divergence = objective(values, values, torch.tensor([[-1.0]]), there, torch.tensor([0.0]), 0.2, 0.1)
        assert divergence > 0
