"""The feed: order is kept, and only what has been superseded is dropped."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.feed import CaptionFeed
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
)

MANY = 3_000


@pytest.fixture
def feed() -> CaptionFeed:
    return CaptionFeed()


def partial(utterance_id: int, text: str = "good mor") -> Partial:
    return Partial(utterance_id, 0, 1600, text, "")


def final(utterance_id: int) -> Final:
    return Final(utterance_id, 0, 1600, "Good morning.", (), "mini", DecodedBy.CTC, 0.1)


def level(end: int) -> Level:
    return Level(end, -20.0, -10.0, speaking=True)


def drained_after(feed: CaptionFeed, *events: CaptionEvent) -> list[CaptionEvent]:
    for event in events:
        feed.post(event)
    return feed.drain()


def test_an_empty_feed_gives_nothing(feed: CaptionFeed) -> None:
    assert feed.drain() == []


def test_events_come_in_the_order_in_which_they_were_posted(feed: CaptionFeed) -> None:
    events = (SpeechStarted(1, 0), final(1), BehindBy(0, 1.5), final(2), SessionEnded(0, 2))
    assert drained_after(feed, *events) == list(events)


def test_what_was_drained_does_not_come_again(feed: CaptionFeed) -> None:
    drained_after(feed, final(1))
    assert feed.drain() == []


def test_a_newer_partial_takes_the_place_of_the_one_that_waits(feed: CaptionFeed) -> None:
    assert drained_after(feed, partial(7, "good"), partial(7, "good mor")) == [partial(7, "good mor")]


def test_a_final_takes_the_place_of_its_partial(feed: CaptionFeed) -> None:
    """A reader never sees the guess and the kept text of one utterance together."""
    assert drained_after(feed, partial(7), final(7)) == [final(7)]


def test_a_partial_gives_way_when_nothing_was_said_after_all(feed: CaptionFeed) -> None:
    nothing = NothingSaid(7, 0, 1600, "noise")
    assert drained_after(feed, partial(7), nothing) == [nothing]


def test_a_partial_of_another_utterance_stays(feed: CaptionFeed) -> None:
    assert drained_after(feed, partial(1), partial(2), final(1)) == [partial(1), partial(2), final(1)]


def test_a_partial_stays_when_an_event_without_utterance_follows(feed: CaptionFeed) -> None:
    assert drained_after(feed, partial(1), BehindBy(0, 2.0), final(1)) == [partial(1), BehindBy(0, 2.0), final(1)]


def test_the_newest_level_is_enough(feed: CaptionFeed) -> None:
    assert drained_after(feed, level(1), level(2), level(3)) == [level(3)]


def test_a_level_does_not_push_a_partial_out(feed: CaptionFeed) -> None:
    assert drained_after(feed, partial(1), level(1), final(1)) == [partial(1), level(1), final(1)]


def test_two_finals_of_one_utterance_both_arrive(feed: CaptionFeed) -> None:
    """The second refines a draft; the store and the screen must hear of both."""
    assert drained_after(feed, final(1), final(1)) == [final(1), final(1)]


def test_no_final_is_lost_and_none_overtakes_while_both_sides_are_busy(feed: CaptionFeed) -> None:
    drained: list[CaptionEvent] = []
    done = threading.Event()

    def post_all() -> None:
        for number in range(MANY):
            feed.post(SpeechStarted(number, number))
            feed.post(partial(number))
            feed.post(level(number))
            feed.post(partial(number, "good morning"))
            feed.post(final(number))
        done.set()

    poster = threading.Thread(target=post_all)
    poster.start()
    while not done.is_set():
        drained += feed.drain()
    poster.join(timeout=60)
    drained += feed.drain()
    finals = [event.utterance_id for event in drained if isinstance(event, Final)]
    starts = [event.utterance_id for event in drained if isinstance(event, SpeechStarted)]
    assert finals == starts == list(range(MANY))


def test_finals_of_two_threads_all_arrive_each_in_its_order(feed: CaptionFeed) -> None:
    def post_all(first: int) -> None:
        for number in range(first, first + MANY):
            feed.post(partial(number))
            feed.post(final(number))

    threads = [threading.Thread(target=post_all, args=(first,)) for first in (0, MANY)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    finals = [event.utterance_id for event in feed.drain() if isinstance(event, Final)]
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
    feed = CaptionFeed()
    drained: list[CaptionEvent] = []
    for event in posted:
        if event is None:
            drained += feed.drain()
        else:
            feed.post(event)
    drained += feed.drain()
    lasting = [event for event in posted if isinstance(event, Final | BehindBy)]
    assert [event for event in drained if isinstance(event, Final | BehindBy)] == lasting
    rest = iter(posted)
    assert all(any(event is earlier for earlier in rest) for event in drained)  # in the order of posting
    assert not drained or drained[-1] is next(event for event in reversed(posted) if event is not None)
