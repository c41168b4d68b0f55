"""Live text from a light model, final text from one that writes no live text."""

from __future__ import annotations

import threading
from dataclasses import replace

import numpy as np
import pytest

from engine.errors import CaptioningError, ModelUnusable
from engine.models.away import RemoteFailed
from engine.models.paired import PairedRecogniser
from engine.models.recogniser import Recogniser, Request
from tests.support.recognisers import SCRIPTED, ScriptedRecogniser
from tests.support.waiting import until

SOUND = np.zeros(16_000, np.float32)


class Told:
    """What was reported."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def __call__(self, what: str, remedy: str) -> None:
        self.told.append(what)


def writer() -> ScriptedRecogniser:
    model = ScriptedRecogniser(["final words"])
    model.capabilities = replace(SCRIPTED, title="Large", partials=False)
    return model


def test_live_text_is_the_light_models_and_the_final_the_others() -> None:
    told, may_load = Told(), threading.Event()

    def load() -> Recogniser:
        may_load.wait()
        return ScriptedRecogniser(["live words"])

    pair = PairedRecogniser(writer(), load, "Light", told)
    assert pair.capabilities.partials
    assert pair.capabilities.concurrent_finals
    utterance = pair.begin(Request())
    assert utterance.hypothesise(SOUND).text == "", "the light model is still being loaded"
    may_load.set()
    until(lambda: told.told)
    assert told.told == ["Live text comes from Light, final text from Large."]
    assert utterance.hypothesise(SOUND).text == "live"
    assert utterance.finish(SOUND).text == "final words"
    utterance.close()
    pair.close()


def test_without_live_text_the_light_model_is_never_loaded() -> None:
    def load() -> Recogniser:
        raise AssertionError

    told = Told()
    pair = PairedRecogniser(writer(), load, "Light", told)
    assert pair.begin(Request()).finish(SOUND).text == "final words"
    pair.close()
    assert told.told == []


def test_a_light_model_that_cannot_be_loaded_costs_the_live_text_alone() -> None:
    def load() -> Recogniser:
        raise failure

    failure: CaptioningError = ModelUnusable("It is damaged.", "Get it again.")
    told = Told()
    pair = PairedRecogniser(writer(), load, "Light", told)
    utterance = pair.begin(Request())
    utterance.hypothesise(SOUND)
    until(lambda: told.told)
    assert "It is damaged." in told.told[0]
    assert utterance.hypothesise(SOUND).text == ""
    assert utterance.finish(SOUND).text == "final words"
    pair.close()


def failing() -> ScriptedRecogniser:
    """A model on another machine that gives no answer."""

    def fail() -> None:
        raise RemoteFailed("desk:8000 cannot be reached.", "Check the network.")

    model = ScriptedRecogniser(["final words"], fail)
    model.capabilities = replace(SCRIPTED, title="Desk")
    return model


def test_the_light_model_stands_in_for_one_on_another_machine_and_says_so() -> None:
    told = Told()
    pair = PairedRecogniser(failing(), lambda: ScriptedRecogniser(["light words"]), "Light", told)
    utterance = pair.begin(Request())
    assert utterance.hypothesise(SOUND).text == "final", "its own live text comes first"
    final = utterance.finish(SOUND)
    assert (final.text, final.draft, final.reason) == ("light words", True, "desk:8000 cannot be reached.")
    utterance.close()
    pair.close()


def test_without_any_stand_in_the_failure_is_told() -> None:
    def load() -> Recogniser:
        raise ModelUnusable("It is damaged.", "Get it again.")

    told = Told()
    pair = PairedRecogniser(failing(), load, "Light", told)
    with pytest.raises(RemoteFailed, match="cannot be reached"):
        pair.begin(Request()).finish(SOUND)
    assert told.told == ["Light cannot stand in: It is damaged."]
    pair.close()
