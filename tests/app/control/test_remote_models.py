"""The mark while something leaves for another machine."""

from __future__ import annotations

import threading

from app.control.departures import Departures, tell_departures
from app.control.remote_models import RemoteMark
from engine.models.away import RemoteModel
from tests.support.waiting import until

DESK = RemoteModel("openai", "http://desk.example:8000")


def test_a_mark_is_shown_from_the_first_sending_and_a_while_after_the_last() -> None:
    departures = Departures()
    mark = RemoteMark(departures, 0.01)
    over = [mark.begin(DESK) for _ in range(3)]
    assert [each.to for each in departures.now] == ["desk.example"]
    assert (
        departures.now[0].sentence == "The sound of what is said is sent to desk.example:8000, which writes the text."
    )
    for end in over:
        assert departures.now
        end()
    until(lambda: not departures.now)
    mark.begin(DESK)()
    assert departures.now
    until(lambda: not departures.now)


def test_a_sentence_soon_after_keeps_the_mark_where_it_is() -> None:
    departures = Departures()
    changes: list[int] = []
    departures.followers.append(lambda: changes.append(len(departures.now)))
    mark = RemoteMark(departures, 3600.0)
    for _ in range(5):
        mark.begin(DESK)()
    assert changes == [1]
    mark.close()


def test_each_machine_has_its_mark() -> None:
    departures = Departures()
    mark = RemoteMark(departures, 0.0)
    gpu = mark.begin(RemoteModel("vllm", "http://gpu:8000"))
    desk = mark.begin(DESK)
    assert [each.to for each in departures.now] == ["gpu", "desk.example"]
    threading.Thread(target=desk).start()
    until(lambda: [each.to for each in departures.now] == ["gpu"])
    gpu()
    until(lambda: not departures.now)


def test_a_terminal_tells_once_what_leaves() -> None:
    departures, told = Departures(), []
    tell_departures(departures, told.append)
    mark = RemoteMark(departures, 0.0)
    for _ in range(3):
        mark.begin(DESK)()
        until(lambda: not departures.now)
    assert told == [
        "earshot: The sound of what is said is sent to desk.example:8000, which writes the text.",
    ]
