"""Captions for Zoom and YouTube: numbered posts of finished text, and what the services answer."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.outputs.choices import OutputKind, PostChoice, youtube_choice, zoom_choice
from app.outputs.post_numbers import MOST, PostNumbers
from app.outputs.receiver import CaptionsRefused, NotLive, ReceiverAway
from app.outputs.youtube import YouTubeReceiver, cues_for
from app.outputs.zoom import ZoomReceiver, zoom_language
from app.transcripts.values import ClockMark
from engine.errors import BadInput
from engine.timeline import to_samples
from tests.support.caption_receivers import StandInYouTube, StandInZoom, running
from tests.support.ui_scripted import final, partial

MARKS = (ClockMark(0, 1_700_000_000.25), ClockMark(to_samples(100.0), 1_700_000_400.0))


@pytest.fixture
def youtube() -> Iterator[StandInYouTube]:
    with running(StandInYouTube()) as made:
        yield made
    assert made.wrongs == []


@pytest.fixture
def numbers(tmp_path: Path) -> PostNumbers:
    return PostNumbers(tmp_path / "state" / "posts.json")


def to_zoom(zoom: StandInZoom, language: str | None = None) -> ZoomReceiver:
    return ZoomReceiver(zoom_choice(zoom.url), lambda: language)


def test_zoom_gets_finished_captions_with_their_numbers(zoom: StandInZoom) -> None:
    zoom.seq = 41
    made = to_zoom(zoom, "zh")
    made.open()
    for event in (partial(1, "大家"), final(1, "大家早上好。\n"), final(2, " "), final(3, "<b>Bye</b> & thanks.")):
        made.send(event)
    assert zoom.taken == ["大家早上好。", "<b>Bye</b> & thanks."]
    assert zoom.seqs == [42, 43]
    made.end()


@pytest.mark.parametrize("status", [408, 429, 500, 503])
def test_zoom_gets_the_same_number_again_after_a_failure(zoom: StandInZoom, status: int) -> None:
    made = to_zoom(zoom)
    made.open()
    zoom.answers, zoom.retry_after = [status], "7"
    with pytest.raises(ReceiverAway, match=str(status)) as failed:
        made.send(final(1, "Good morning."))
    assert failed.value.wait_s == (7.0 if status in (429, 503) else None)
    made.close()
    made.open()
    made.send(final(1, "Good morning."))
    assert (zoom.seqs, zoom.taken) == ([1, 1], ["Good morning."])
    made.close()


def test_a_meeting_that_has_not_begun_is_no_refusal_and_an_old_address_is(zoom: StandInZoom) -> None:
    made = to_zoom(zoom)
    zoom.answers = [400, 200, 400, 403]
    with pytest.raises(NotLive, match="not started"):
        made.open()
    made.open()
    with pytest.raises(NotLive):
        made.send(final(1, "Hello."))
    with pytest.raises(CaptionsRefused, match="does not accept"):
        made.send(final(1, "Hello."))
    made.close()


def test_a_service_that_leads_elsewhere_is_not_followed(zoom: StandInZoom) -> None:
    made = to_zoom(zoom)
    zoom.answers = [302]
    with pytest.raises(CaptionsRefused, match="302"):
        made.open()
    made.close()


def test_a_service_that_is_gone_or_silent_is_told_without_its_address(
    zoom: StandInZoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = to_zoom(zoom)
    made.open()
    made.close()
    monkeypatch.setattr("app.outputs.posting.ANSWER_S", 0.05)  # for the next connection
    zoom.may_answer.clear()
    with pytest.raises(ReceiverAway, match=r"127\.0\.0\.1 stopped answering") as silent:
        made.send(final(1, "Hello."))
    zoom.may_answer.set()
    made.close()
    zoom.stop()
    with pytest.raises(ReceiverAway, match="cannot be reached") as gone:
        to_zoom(zoom).open()
    zoom.start()
    for failed in (silent, gone):
        assert "4711" not in str(failed.value)
        assert failed.value.__cause__ is None


def test_the_addresses_are_secrets(zoom: StandInZoom, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("httpx2").setLevel(logging.NOTSET)
    try:
        choice = zoom_choice(zoom.url)
        assert "4711" not in f"{choice!r} {choice} {youtube_choice(zoom.url)!r} {choice.sentence}"
    finally:
        logging.getLogger("httpx2").setLevel(logging.WARNING)
    made = to_zoom(zoom)
    made.open()
    made.send(final(1, "Good morning."))
    made.close()
    assert "4711" not in caplog.text
    assert "Good morning" not in caplog.text


@pytest.mark.parametrize(
    "wrong",
    [
        *(
            "",
            "4711",
            "zoom.us/closedcaption?id=4711",
            "https://zoom.us/closedcaption",
            "https:///closedcaption?id=4711",
        ),
        *("http://zoom.us/closedcaption?id=4711", "https://zoom.us/j/4711?pwd=4711", "file:///closedcaption?id=4711"),
        *("https://me:4711@zoom.us/closedcaption?id=4711", "https://zoom.us:x/closedcaption?id=4711"),
    ],
)
def test_what_is_no_address_of_zoom_is_refused_unquoted(wrong: str) -> None:
    with pytest.raises(BadInput, match="Zoom") as failed:
        zoom_choice(wrong)
    assert "4711" not in str(failed.value)


def test_addresses_that_may_be() -> None:
    assert zoom_choice(" https://wmcc.zoom.us/closedcaption?id=1 ") == PostChoice(
        OutputKind.ZOOM, "https://wmcc.zoom.us/closedcaption?id=1"
    )
    sentence = youtube_choice("http://upload.youtube.com/closedcaption?cid=1").sentence
    assert sentence == "Finished captions go to YouTube (upload.youtube.com), not encrypted."
    with pytest.raises(BadInput, match="YouTube"):
        youtube_choice("upload.youtube.com/closedcaption?cid=1")


def test_languages_as_zoom_writes_them() -> None:
    codes = {"en": "en-US", "en-GB": "en-GB", "zh": "zh-CN", "zh-Hans": "zh-CN", "zh-Hant": "zh-TW", "zh-TW": "zh-TW"}
    codes |= {"ja": "jp-JP", "ja-JP": "jp-JP", "de": "de-DE", "pt-BR": "pt-BR", "yue": "zh-HK"}
    assert {code: zoom_language(code) for code in codes} == codes


def test_youtube_gets_cues_with_the_time_of_day(youtube: StandInYouTube, numbers: PostNumbers) -> None:
    made = YouTubeReceiver(youtube_choice(youtube.url), lambda: MARKS, numbers)
    made.open()
    made.send(partial(1, "Good"))
    made.send(final(1, "Good morning.", start_s=2.0))
    made.send(final(2, "", start_s=3.0))
    made.send(final(3, "After a pause.", start_s=101.5))
    assert youtube.taken[0] == "2023-11-14T22:13:22.250\nGood morning.\n"
    assert youtube.taken[1] == "2023-11-14T22:20:01.500\nAfter a pause.\n"
    made.end()
    again = YouTubeReceiver(youtube_choice(youtube.url), lambda: MARKS, numbers)
    again.send(final(4, "Once more.", start_s=104.0))
    again.close()
    assert youtube.seqs == [1, 2, 3]


def test_a_long_sentence_is_cut_into_cues_of_two_lines(youtube: StandInYouTube, numbers: PostNumbers) -> None:
    text = "The budget of this year has been spent by half, and the rest of it will be needed for the new building, "
    event = replace(final(1, text * 2, start_s=10.0), end=to_samples(26.0))
    made = YouTubeReceiver(youtube_choice(youtube.url), lambda: MARKS, numbers)
    made.send(event)
    made.close()
    lines = youtube.taken[0].splitlines()
    assert len(lines) >= 6
    assert lines[::2] == sorted(lines[::2])
    assert all(len(part) <= 42 for line in lines[1::2] for part in line.split("<br>"))


def test_without_a_clock_mark_the_end_of_the_words_is_now() -> None:
    event = final(1, "Good morning.", start_s=2.0)
    assert cues_for(event, ()) > "2025"


def test_youtube_refuses_an_address_that_has_expired(youtube: StandInYouTube, numbers: PostNumbers) -> None:
    youtube.answers = [403]
    made = YouTubeReceiver(youtube_choice(youtube.url), lambda: MARKS, numbers)
    with pytest.raises(CaptionsRefused, match="Live Control Room"):
        made.send(final(1, "Good morning."))
    made.close()


def test_numbers_go_on_after_a_new_start_of_the_program(youtube: StandInYouTube, tmp_path: Path) -> None:
    """YouTube's counter is of the stream, not of the program; a failed post keeps its number."""
    path = tmp_path / "state" / "posts.json"
    for expected in ([1], [1, 2, 2], [1, 2, 2, 3]):
        made = YouTubeReceiver(youtube_choice(youtube.url), lambda: MARKS, PostNumbers(path))
        if len(expected) == 3:
            youtube.answers = [500]
            with pytest.raises(ReceiverAway):
                made.send(final(1, "Good morning."))
        made.send(final(1, "Good morning."))
        made.close()
        assert youtube.seqs == expected
    kept = path.read_text()
    assert youtube.url not in kept
    assert "4711" not in kept
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("content", ["", "[]", "{", '{"x": "y", "z": -1}', "[" * 100_000])
def test_a_damaged_file_of_numbers_is_begun_anew(tmp_path: Path, content: str) -> None:
    path = tmp_path / "posts.json"
    path.write_text(content)
    numbers = PostNumbers(path)
    assert numbers.last("https://a.example/?cid=1") == 0
    numbers.note("https://a.example/?cid=1", 7)
    assert PostNumbers(path).last("https://a.example/?cid=1") == 7


def test_few_addresses_are_remembered_and_a_full_disk_costs_only_that(tmp_path: Path) -> None:
    numbers = PostNumbers(tmp_path / "posts.json")
    for number in range(MOST + 5):
        numbers.note(f"https://a.example/?cid={number}", number + 1)
    again = PostNumbers(tmp_path / "posts.json")
    assert again.last("https://a.example/?cid=0") == 0
    assert again.last(f"https://a.example/?cid={MOST + 4}") == MOST + 5
    (tmp_path / "file").write_text("")
    nowhere = PostNumbers(tmp_path / "file" / "posts.json")
    nowhere.note("https://a.example/?cid=1", 3)
    assert nowhere.last("https://a.example/?cid=1") == 3
