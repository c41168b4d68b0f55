"""An output is on for one session: nothing finished is lost, nothing else is sent, and the mark tells."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from app.outputs.caption_outputs import TEST, CaptionOutputs
from app.outputs.choices import ObsChoice, OutputKind, ReceiverChoice, zoom_choice
from app.outputs.feed import OutputStanding, OutputState
from app.outputs.receiver import CaptionsRefused
from app.settings import Settings
from engine.errors import CaptioningError
from tests.support.caption_receivers import SpokenProgram, StandInObs, StandInZoom, running
from tests.support.ui_scripted import final, partial
from tests.support.waiting import PATIENCE_S, until

ZOOM, OBS = OutputKind.ZOOM, OutputKind.OBS


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"FIRST_WAIT_S": 0.01, "LONGEST_WAIT_S": 0.05, "REST_S": 0.02}.items():
        monkeypatch.setattr(f"app.outputs.feed.{name}", value)
    monkeypatch.setattr("app.outputs.caption_outputs.STOP_S", PATIENCE_S)


@pytest.fixture
def obs() -> Iterator[StandInObs]:
    with running(StandInObs()) as made:
        yield made
    assert made.wrongs == []


class Desk(CaptionOutputs):
    def __init__(self) -> None:
        self.settings = Settings()
        self.program = SpokenProgram()
        super().__init__(self.program, lambda: self.settings)

    def become(self, kind: OutputKind, standing: OutputStanding) -> OutputState:
        until(lambda: self.state(kind).standing is standing)
        return self.state(kind)


@pytest.fixture
def desk() -> Iterator[Desk]:
    made = Desk()
    yield made
    made.close()


def to_obs(obs: StandInObs) -> ObsChoice:
    return ObsChoice("127.0.0.1", obs.port, "Captions")


def test_one_session_is_sent_and_marked_from_start_to_end(desk: Desk, zoom: StandInZoom) -> None:
    assert desk.state(ZOOM) == OutputState()
    desk.program.say(final(1, "Before."))
    desk.start(zoom_choice(zoom.url))
    desk.become(ZOOM, OutputStanding.RUNNING)
    assert [each.to for each in desk.program.departures.now] == ["Zoom"]
    desk.program.say(final(1, "Between sessions."))
    desk.program.begin()
    desk.program.say(partial(1, "Good"), final(1, "Good morning.", draft=True), final(1, "Good morning!"))
    desk.program.say(final(2, "Bye."))
    desk.program.end()
    assert desk.become(ZOOM, OutputStanding.OFF).sent == 2
    assert zoom.taken == ["Good morning.", "Bye."]
    until(lambda: desk.program.departures.now == ())
    desk.program.begin()
    desk.program.say(final(1, "Not chosen for this one."))
    assert desk.program.begun == []
    assert zoom.taken == ["Good morning.", "Bye."]


def test_the_running_session_is_joined(desk: Desk, zoom: StandInZoom) -> None:
    desk.program.begin()
    desk.program.say(final(1, "Before."))
    desk.start(zoom_choice(zoom.url))
    desk.program.say(final(2, "After."))
    until(lambda: zoom.taken == ["After."])
    desk.start(zoom_choice(zoom.url))
    desk.program.say(final(3, "Once."))
    until(lambda: zoom.taken == ["After.", "Once."])


def test_a_session_that_gives_way_is_finished_and_the_next_is_not_sent(desk: Desk, zoom: StandInZoom) -> None:
    desk.program.begin()
    desk.start(zoom_choice(zoom.url))
    desk.become(ZOOM, OutputStanding.RUNNING)
    zoom.may_answer.clear()
    desk.program.say(final(1, "One."), final(2, "Two."))
    first = desk.program.number
    desk.program.begin()
    desk.program.say(final(3, "Of the next session."))
    desk.program.improve(first + 1, final(4, "Of another one."))
    desk.program.improve(first, final(3, "Three."))
    zoom.may_answer.set()
    until(lambda: zoom.taken == ["One.", "Two.", "Three."])
    assert desk.state(ZOOM).on
    desk.program.end_former()
    desk.become(ZOOM, OutputStanding.OFF)
    assert zoom.taken == ["One.", "Two.", "Three."]


def test_a_slow_receiver_gets_every_final_and_the_newest_partial(desk: Desk, obs: StandInObs) -> None:
    desk.program.begin()
    desk.start(to_obs(obs))
    desk.become(OBS, OutputStanding.RUNNING)
    obs.may_answer.clear()
    desk.program.say(partial(1, "We"))
    for number in range(300):
        desk.program.say(partial(1, f"We count {number}"))
    desk.program.say(final(1, "We count to 300."))
    for number in range(2, 7):
        desk.program.say(partial(number, f"Sentence {number} is not finished"), final(number, f"Sentence {number}."))
    desk.program.say(partial(7, "And"))
    obs.may_answer.set()
    until(lambda: obs.sources["Captions"] == "Sentence 6.\nAnd")
    assert len(obs.history) < 20
    for number in range(2, 7):
        assert any(f"Sentence {number}." in each for each in obs.history)


def test_a_receiver_that_goes_and_comes_back_gets_what_was_said_meanwhile(desk: Desk, obs: StandInObs) -> None:
    desk.program.begin()
    desk.start(to_obs(obs))
    desk.become(OBS, OutputStanding.RUNNING)
    obs.stop()
    state = desk.become(OBS, OutputStanding.WAITING)
    assert "OBS" in state.what
    assert "keeps trying" in state.remedy
    desk.program.say(final(1, "While it was away."))
    obs.start()
    until(lambda: obs.sources["Captions"] == "While it was away.")
    until(lambda: desk.state(OBS) == OutputState(OutputStanding.RUNNING, sent=1))
    assert len(desk.program.departures.now) == 1


def test_an_outage_keeps_the_order_and_the_numbers(desk: Desk, zoom: StandInZoom) -> None:
    desk.program.begin()
    desk.start(zoom_choice(zoom.url))
    desk.become(ZOOM, OutputStanding.RUNNING)
    zoom.answers = [503, 503, 200, 500]
    desk.program.say(*(final(number, f"{number}.") for number in range(1, 6)))
    until(lambda: zoom.taken == ["1.", "2.", "3.", "4.", "5."])
    assert zoom.seqs == [1, 1, 1, 2, 2, 3, 4, 5]


def test_what_was_said_long_before_a_meeting_is_not_told_to_it(
    desk: Desk, zoom: StandInZoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.outputs.feed.STALE_S", 0.0)
    desk.program.begin()
    desk.start(zoom_choice(zoom.url))
    desk.become(ZOOM, OutputStanding.RUNNING)
    zoom.answers = [400]
    desk.program.say(final(1, "Nobody from outside is here yet."))
    until(lambda: zoom.answers == [])
    desk.program.say(final(2, "Welcome."))
    until(lambda: zoom.taken == ["Welcome."])


def test_what_no_attempt_would_mend_ends_it_with_a_sentence(desk: Desk, zoom: StandInZoom) -> None:
    desk.program.begin()
    desk.start(zoom_choice(zoom.url))
    desk.become(ZOOM, OutputStanding.RUNNING)
    zoom.answers = [403]
    desk.program.say(final(1, "Hello."))
    state = desk.become(ZOOM, OutputStanding.FAILED)
    assert state.what == "Zoom does not accept the address for captions."
    assert "API token" in state.remedy
    until(lambda: desk.program.departures.now == ())
    desk.start(zoom_choice(zoom.url))
    desk.program.say(final(2, "Again."))
    until(lambda: zoom.taken == ["Again."])


def test_after_the_end_a_receiver_is_not_waited_for_for_ever(
    desk: Desk, zoom: StandInZoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.outputs.feed.LATE_S", 0.1)
    desk.program.begin()
    desk.start(zoom_choice(zoom.url))
    desk.become(ZOOM, OutputStanding.RUNNING)
    zoom.answers = [503] * 10_000
    desk.program.say(final(1, "Hello."), final(2, "Bye."))
    desk.become(ZOOM, OutputStanding.WAITING)
    desk.program.end()
    assert desk.become(ZOOM, OutputStanding.OFF).what == "Captions that did not arrive: 2."


def test_stop_sends_nothing_more(desk: Desk, obs: StandInObs) -> None:
    desk.program.begin()
    desk.start(to_obs(obs))
    desk.program.say(final(1, "Hello."))
    until(lambda: obs.sources["Captions"] == "Hello.")
    desk.stop(OBS)
    assert desk.state(OBS).standing is OutputStanding.OFF
    assert obs.sources["Captions"] == ""
    desk.program.say(final(2, "After the stop."))
    assert "After the stop." not in obs.history
    assert desk.program.departures.now == ()


def test_swear_words_are_masked_where_the_setting_says_so(desk: Desk, zoom: StandInZoom) -> None:
    desk.settings = Settings(mask_profanity=True)
    desk.program.begin()
    desk.start(zoom_choice(zoom.url))
    desk.program.say(final(1, "Shit happens."))
    until(lambda: zoom.taken == ["S*** happens."])


def test_who_stays_offline_sends_nothing_away(desk: Desk, obs: StandInObs, zoom: StandInZoom) -> None:
    desk.settings = Settings(offline=True)
    away: list[ReceiverChoice] = [zoom_choice(zoom.url), ObsChoice("192.0.2.1", 4455, "Captions")]
    acts: list[Callable[[ReceiverChoice], object]] = [desk.start, desk.test]
    for choice in away:
        for act in acts:
            with pytest.raises(CaptionsRefused, match="offline"):
                act(choice)
    desk.start(to_obs(obs))
    desk.become(OBS, OutputStanding.RUNNING)


def test_going_offline_ends_an_output_before_the_next_caption(desk: Desk, zoom: StandInZoom) -> None:
    desk.program.begin()
    desk.start(zoom_choice(zoom.url))
    desk.become(ZOOM, OutputStanding.RUNNING)
    desk.settings = Settings(offline=True)
    desk.program.say(final(1, "Hello."))
    assert "offline" in desk.become(ZOOM, OutputStanding.FAILED).what
    assert zoom.taken == []


def test_a_test_sends_one_caption_and_says_why_it_did_not_arrive(
    desk: Desk, zoom: StandInZoom, obs: StandInObs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.outputs.caption_outputs.LOOK_S", 0.0)
    assert desk.test(zoom_choice(zoom.url)) == ""
    assert zoom.taken == [TEST]
    obs.streaming = False
    assert "not live" in desk.test(ObsChoice("127.0.0.1", obs.port, "Captions", stream=True))
    assert obs.history == ["", TEST, ""]
    with pytest.raises(CaptioningError, match="no source “Title”"):
        desk.test(ObsChoice("127.0.0.1", obs.port, "Title"))
    assert desk.program.departures.now == ()


def test_followers_are_called_with_each_change(desk: Desk, zoom: StandInZoom) -> None:
    seen: list[OutputStanding] = []
    desk.followers.append(lambda: seen.append(desk.state(ZOOM).standing))
    desk.program.begin()
    desk.start(zoom_choice(zoom.url))
    desk.become(ZOOM, OutputStanding.RUNNING)
    desk.stop(ZOOM)
    assert seen[0] is OutputStanding.CONNECTING
    assert seen[-2:] == [OutputStanding.RUNNING, OutputStanding.OFF]
