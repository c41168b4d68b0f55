"""Finals of a model on another machine: those of several channels are computed at once, all others one by one."""

from __future__ import annotations

import threading
from dataclasses import replace

import numpy as np

from engine.events import Final, Stream
from engine.models.recogniser import Capabilities, Hypothesis, Request
from engine.session.pass_runner import ThreadRunner
from engine.timeline import to_samples
from tests.support.audio import sine
from tests.support.duo import DuoRig
from tests.support.recognisers import SCRIPTED
from tests.support.waiting import until

HIGH_HZ = 880.0


class Elsewhere:
    """Writes "others" for a high tone, else "me 1", "me 2", … by the length of it. gates: a final waits for its own."""

    def __init__(self, together: bool) -> None:
        self.capabilities: Capabilities = replace(SCRIPTED, concurrent_finals=True, together=together)
        self.gates = {"me": threading.Event(), "others": threading.Event()}
        self.at_work: set[str] = set()
        self.most = 0
        self._lock = threading.Lock()

    def begin(self, request: Request) -> HeardElsewhere:
        return HeardElsewhere(self)

    def close(self) -> None:
        pass

    def finished(self, text: str) -> None:
        who = text.split()[0]
        with self._lock:
            self.at_work.add(who)
            self.most = max(self.most, len(self.at_work))
        assert self.gates[who].wait(60)
        with self._lock:
            self.at_work.discard(who)


class HeardElsewhere:
    def __init__(self, model: Elsewhere) -> None:
        self._model = model

    def hypothesise(self, audio: np.ndarray) -> Hypothesis:
        return Hypothesis(said_in(audio))

    def finish(self, audio: np.ndarray) -> Hypothesis:
        self._model.finished(said_in(audio))
        return Hypothesis(said_in(audio))

    def close(self) -> None:
        pass


def said_in(audio: np.ndarray) -> str:
    loud = audio[np.abs(audio) > 0.01]
    crossings = np.count_nonzero(np.diff(np.signbit(loud)))
    length_s = len(loud) / 16_000
    return "others" if crossings > 1.3 * HIGH_HZ * length_s else f"me {round(length_s)}"


def quiet(seconds: float) -> np.ndarray:
    return np.zeros(to_samples(seconds), np.float32)


def high(seconds: float) -> np.ndarray:
    return sine(seconds, hertz=HIGH_HZ)


def rig_of(model: Elsewhere) -> DuoRig:
    rig = DuoRig(recogniser=model, runner=ThreadRunner())
    rig.session.start()
    return rig


def finals(rig: DuoRig) -> list[tuple[Stream | None, str]]:
    return [(each.stream, each.text) for each in rig.of(Final) if not each.draft]


def end(rig: DuoRig, model: Elsewhere) -> None:
    for gate in model.gates.values():
        gate.set()
    rig.session.stop()
    until(lambda: rig.session.done, rig.settle)
    rig.session.close()


def test_two_channels_are_finished_at_once() -> None:
    model = Elsewhere(together=True)
    rig = rig_of(model)
    rig.hear(sine(1.0), high(1.0))
    rig.hear(quiet(2.0), quiet(2.0))
    until(lambda: model.at_work == {"me", "others"}, rig.settle)
    end(rig, model)
    assert sorted(finals(rig), key=str) == sorted([(Stream.ME, "me 1"), (Stream.OTHERS, "others")], key=str)


def test_a_model_of_this_computer_finishes_one_after_the_other() -> None:
    model = Elsewhere(together=False)
    rig = rig_of(model)
    rig.hear(sine(1.0), high(1.0))
    rig.hear(quiet(2.0), quiet(2.0))
    until(lambda: model.at_work, rig.settle)
    rig.hear(quiet(0.5), quiet(0.5))
    end(rig, model)
    assert model.most == 1
    assert len(finals(rig)) == 2


def test_a_channel_that_waits_holds_up_no_other_and_each_keeps_its_order() -> None:
    model = Elsewhere(together=True)
    rig = rig_of(model)
    model.gates["me"].set()
    rig.hear(sine(1.0), high(1.0))
    rig.hear(quiet(2.0), quiet(2.0))
    rig.hear(np.concatenate([sine(2.0), quiet(2.0)]), quiet(4.0))
    until(lambda: finals(rig) == [(Stream.ME, "me 1"), (Stream.ME, "me 2")], rig.settle)
    assert model.at_work == {"others"}
    end(rig, model)
    assert finals(rig)[2:] == [(Stream.OTHERS, "others")]


def test_an_abandoned_pass_costs_the_other_channel_nothing() -> None:
    """Its own channel has a draft meanwhile, which is refined once the model answers again."""
    model = Elsewhere(together=True)
    rig = rig_of(model)
    rig.hear(quiet(1.0), high(1.0))
    rig.hear(quiet(2.0), quiet(2.0))
    until(lambda: model.at_work == {"others"}, rig.settle)
    rig.hear(quiet(16.0), quiet(16.0))
    rig.hear(np.concatenate([sine(1.0), quiet(1.0)]), quiet(2.0))
    until(lambda: model.at_work == {"me", "others"}, rig.settle)
    rig.hear(quiet(3.0), quiet(3.0))  # the pass for the others is given up
    assert next((each.stream, each.text) for each in rig.of(Final) if each.draft) == (Stream.OTHERS, "others")
    model.gates["me"].set()
    until(lambda: finals(rig) == [(Stream.ME, "me 1")], rig.settle)
    model.gates["others"].set()
    until(lambda: not model.at_work)
    for _ in range(8):
        rig.hear(quiet(1.0), quiet(1.0))
    until(lambda: (Stream.OTHERS, "others") in finals(rig), rig.settle)
    end(rig, model)
