"""The broadcast: every reader gets all that lasts, in one order, and a slow one skips only what is superseded."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.control.broadcast import Broadcast, Reader
from engine.events import (
    BehindBy,
    CaptionEvent,
    DecodedBy,
    Final,
    Level,
    NothingSaid,
    Partial,
    SessionEnded,
    SpeechStarted,
    Stream,
)

MANY = 3_000
Events = Broadcast[CaptionEvent]
EventReader = Reader[CaptionEvent]
PATIENCE_S = 60.0


@pytest.fixture
def events() -> Events:
    return Broadcast()


@pytest.fixture
def reader(events: Events) -> EventReader:
    return events.reader()


def partial(utterance_id: int, text: str = "good mor") -> Partial:
    return Partial(utterance_id, 0, 1600, text, "")


def final(utterance_id: int) -> Final:
    return Final(utterance_id, 0, 1600, "Good morning.", (), "mini", DecodedBy.CTC, 0.1)


def level(end: int, stream: Stream | None = None) -> Level:
    return Level(end, -20.0, -10.0, speaking=True, stream=stream)


def drained_after(events: Events, reader: EventReader, *posted: CaptionEvent) -> list[CaptionEvent]:
    for event in posted:
        events.post(event)
    return reader.drain()


def finals_of(drained: list[CaptionEvent]) -> list[int]:
    return [event.utterance_id for event in drained if isinstance(event, Final)]


def test_events_come_once_and_in_the_order_in_which_they_were_posted(events: Events, reader: EventReader) -> None:
    posted = (SpeechStarted(1, 0), final(1), BehindBy(0, 1.5), final(2), SessionEnded(0, 2))
    assert drained_after(events, reader, *posted) == list(posted)
    assert reader.drain() == []


@pytest.mark.parametrize(
    ("posted", "kept"),
    [
        ((partial(7, "good"), partial(7, "good mor")), (1,)),
        ((partial(7), final(7)), (1,)),  # nobody sees the guess and the kept text of one utterance together
        ((partial(7), NothingSaid(7, 0, 1600, "noise")), (1,)),
        ((partial(7), level(1), partial(7, "good"), level(2), final(7)), (3, 4)),
        ((partial(1), partial(2), BehindBy(0, 2.0), final(1)), (1, 2, 3)),
        ((level(1), level(2), level(3)), (2,)),
        ((level(1, Stream.ME), level(1, Stream.OTHERS)), (0, 1)),
        ((final(1), final(1)), (0, 1)),  # the second refines a draft: the screen needs both
    ],
)
def test_a_waiting_guess_or_level_gives_way_to_what_replaces_it(
    events: Events,
    reader: EventReader,
    posted: tuple[CaptionEvent, ...],
    kept: tuple[int, ...],
) -> None:
    assert drained_after(events, reader, *posted) == [posted[index] for index in kept]


def test_each_reader_has_all_from_its_joining_to_its_leaving(events: Events, reader: EventReader) -> None:
    events.post(final(1))
    late = events.reader()
    events.post(final(2))
    reader.close()
    events.post(final(3))
    assert finals_of(reader.drain()) == []
    assert finals_of(late.drain()) == [2, 3]


def test_a_reader_that_waits_is_woken_and_one_that_has_all_is_not(events: Events, reader: EventReader) -> None:
    assert not reader.wait(0.0)
    woken: list[bool] = []
    thread = threading.Thread(target=lambda: woken.append(reader.wait(PATIENCE_S)))
    thread.start()
    events.post(final(1))
    thread.join(PATIENCE_S)
    assert woken == [True]
    reader.drain()
    assert not reader.wait(0.0)


def test_a_reader_is_called_once_until_it_drains_also_where_there_is_no_event(events: Events) -> None:
    calls: list[None] = []
    reader = events.reader(lambda: calls.append(None))
    for post in (events.nudge, lambda: events.post(final(1)), events.nudge):
        post()
    assert len(calls) == 1
    assert finals_of(reader.drain()) == [1]
    events.nudge()
    assert len(calls) == 2
    assert not reader.wait(0.0)


def test_a_flood_of_guesses_and_levels_takes_no_more_room_than_one_of_each(events: Events, reader: EventReader) -> None:
    for number in range(MANY):
        for utterance in (0, 1):
            events.post(partial(utterance, str(number)))
        events.post(level(number))
    assert reader.drain() == [partial(0, str(MANY - 1)), partial(1, str(MANY - 1)), level(MANY - 1)]


def test_no_final_is_lost_and_none_overtakes_for_a_fast_and_a_slow_reader(events: Events) -> None:
    """Two writers, one reader that drains all the time and one that drains at the end."""
    fast, slow = events.reader(), events.reader()

    def post_all(first: int) -> None:
        for number in range(first, first + MANY):
            events.post(SpeechStarted(number, number))
            events.post(partial(number))
            events.post(level(number))
            events.post(partial(number, "good morning"))
            events.post(final(number))

    writers = [threading.Thread(target=post_all, args=(first,)) for first in (0, MANY)]
    for writer in writers:
        writer.start()
    drained: list[CaptionEvent] = []
    while any(writer.is_alive() for writer in writers):
        drained += fast.drain()
    drained += fast.drain()
    finals = finals_of(drained)
    assert finals == finals_of(slow.drain())
    assert [number for number in finals if number < MANY] == list(range(MANY))
    assert [number for number in finals if number >= MANY] == list(range(MANY, 2 * MANY))


EVENTS = st.one_of(
    st.builds(partial, st.integers(0, 3)),
    st.builds(final, st.integers(0, 3)),
    st.builds(level, st.integers(0, 9)),
    st.builds(BehindBy, st.integers(0, 9), st.just(1.0)),
)


@settings(deadline=None)
@given(st.lists(st.one_of(EVENTS, st.none()), max_size=40))
def test_whatever_is_posted_only_superseded_partials_and_levels_are_missing(posted: list[CaptionEvent | None]) -> None:
    """None stands for a drain in between."""
    events: Events = Broadcast()
    reader = events.reader()
    drained: list[CaptionEvent] = []
    for event in posted:
        if event is None:
            drained += reader.drain()
        else:
            events.post(event)
    drained += reader.drain()
    lasting = [event for event in posted if isinstance(event, Final | BehindBy)]
    assert [event for event in drained if isinstance(event, Final | BehindBy)] == lasting
    rest = iter(posted)
    assert all(any(event is earlier for earlier in rest) for event in drained)  # in the order of posting
    assert not drained or drained[-1] is next(event for event in reversed(posted) if event is not None)
