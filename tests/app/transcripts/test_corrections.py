"""A reader's corrections: both texts are kept; the corrected one is shown, found and exported, at measured times."""

from __future__ import annotations

import csv
import json
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import accumulate
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.exporters import FORMATS, export
from app.exporters.cues import cues_of
from app.transcripts.correcting import corrected, corrected_words
from app.transcripts.schema import MIGRATIONS
from app.transcripts.store import TranscriptStore
from app.transcripts.values import unsaved_transcript
from engine.errors import BadInput
from engine.events import DecodedBy, Final, Word
from engine.text.reading_time import MIN_MS

TEXT_FORMATS = [each.name for each in FORMATS if not each.binary and each.name != "html-sound"]
HEARD = "we use cooper netties now"


def words(*texts: str, length: int = 1000) -> tuple[Word, ...]:
    return tuple(Word(text, at * length, at * length + length, 0.9) for at, text in enumerate(texts))


def final(utterance: int = 1, text: str = HEARD, draft: bool = False) -> Final:
    spoken = words(*text.split())
    return Final(utterance, 0, 1000 * len(spoken), text, spoken, "m", DecodedBy.CTC, 0.1, draft=draft)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "transcripts.db"


@pytest.fixture
def store(path: Path) -> Iterator[TranscriptStore]:
    with TranscriptStore(path) as opened:
        yield opened


@pytest.fixture
def session(store: TranscriptStore) -> int:
    number = store.begin_session("mic", "m", "en", None, 1_000.0)
    store.append(number, final())
    return number


# -- the store -------------------------------------------------------------------------------------------------


def test_both_texts_are_kept(store: TranscriptStore, session: int) -> None:
    store.correct(session, 1, "we use Kubernetes now")
    transcript = store.load(session)
    assert [each.text for each in transcript.segments] == ["we use Kubernetes now"]
    assert transcript.originals == {1: HEARD}


def test_a_sentence_that_nobody_corrected_says_so(store: TranscriptStore, session: int) -> None:
    assert store.load(session).originals == {}


def test_a_correction_can_be_corrected_and_taken_back(store: TranscriptStore, session: int) -> None:
    store.correct(session, 1, "we use Cubernetes now")
    store.correct(session, 1, "we use Kubernetes now")
    assert store.load(session).segments[0].text == "we use Kubernetes now"
    store.correct(session, 1, HEARD)
    assert (store.load(session).segments[0], store.load(session).originals) == (final(), {})


def test_a_draft_that_is_refined_later_stays_corrected(store: TranscriptStore, session: int) -> None:
    store.append(session, final(2, "hello wold", draft=True))
    store.correct(session, 2, "Hello, world.")
    store.append(session, final(2, "hello word"))
    transcript = store.load(session)
    assert (transcript.segments[1].text, transcript.originals[2]) == ("Hello, world.", "hello word")


def test_the_search_finds_what_was_meant_and_not_what_was_heard(store: TranscriptStore, session: int) -> None:
    store.correct(session, 1, "we use Kubernetes now")
    assert [hit.text for hit in store.search("kubernetes")] == ["we use Kubernetes now"]
    assert store.search("cooper") == []
    store.append(session, final())
    assert store.search("cooper") == []


def test_a_sign_that_is_no_word_is_searched_in_the_corrected_text(store: TranscriptStore, session: int) -> None:
    store.correct(session, 1, "we use it 🎉")
    assert len(store.search("🎉")) == 1


def test_a_correction_is_on_the_disk_at_once_and_goes_with_its_session(
    store: TranscriptStore, session: int, path: Path
) -> None:
    store.correct(session, 1, "we use Kubernetes now")
    with TranscriptStore(path) as other:
        assert other.load(session).segments[0].text == "we use Kubernetes now"
    store.delete_session(session)
    with sqlite3.connect(path) as database:
        assert database.execute("SELECT count(*) FROM corrections").fetchone() == (0,)
    database.close()


def test_what_was_never_said_cannot_be_corrected(store: TranscriptStore, session: int) -> None:
    with pytest.raises(BadInput, match="no such sentence"):
        store.correct(session, 99, "text")


def test_a_file_of_the_version_before_can_be_corrected(path: Path) -> None:
    database = sqlite3.connect(path)
    for statement in MIGRATIONS[0]:
        database.execute(statement)
    database.execute("INSERT INTO sessions (source, model, started_at, end_position) VALUES ('mic', 'm', 1.0, 5)")
    database.execute(
        "INSERT INTO finals VALUES (1, 1, 7, 0, 5, 'old text', '[]', 'm', 'ctc', 0.1, NULL, '[]', '[]', 0, NULL)"
    )
    database.execute("PRAGMA user_version = 1")
    database.commit()
    database.close()
    with TranscriptStore(path) as store:
        store.correct(1, 7, "new text")
        assert store.load(1).segments[0].text == "new text"


def test_a_word_index_that_is_made_anew_has_the_corrections(path: Path) -> None:
    with TranscriptStore(path) as store:
        number = store.begin_session("mic", "m")
        store.append(number, final())
        store.correct(number, 1, "we use Kubernetes now")
    path.with_name(f"{path.name}.suspect").touch()
    with TranscriptStore(path) as store:
        assert len(store.search("kubernetes")) == 1


# -- words and times -------------------------------------------------------------------------------------------


def spans(found: tuple[Word, ...]) -> list[tuple[str, int, int, bool]]:
    return [(each.text, each.start, each.end, each.interpolated) for each in found]


def test_what_replaces_words_takes_their_time_and_the_others_keep_theirs() -> None:
    assert spans(corrected_words(final(), "we use Kubernetes now")) == [
        ("we", 0, 1000, False),
        ("use", 1000, 2000, False),
        ("Kubernetes", 2000, 4000, True),
        ("now", 4000, 5000, False),
    ]


def test_what_differs_in_case_or_marks_keeps_its_measured_time() -> None:
    found = corrected_words(final(1, "hello world"), "Hello, World!")
    assert spans(found) == [("Hello,", 0, 1000, False), ("World!", 1000, 2000, False)]
    assert found[0].probability == 0.9


def test_chinese_characters_share_the_time_of_what_they_replace() -> None:
    heard = replace(final(), text="请张三风来", words=words(*"请张三风来"), end=5000)
    assert spans(corrected_words(heard, "请张三丰来"))[3] == ("丰", 3000, 4000, True)


def test_what_was_added_stands_between_its_neighbours() -> None:
    gap = (Word("we", 0, 1000), Word("now", 3000, 4000))
    found = corrected_words(replace(final(1, "we now"), words=gap, end=4000), "we meet now")
    assert spans(found)[1] == ("meet", 1000, 3000, True)


def test_what_was_added_where_words_touch_shares_the_time_of_a_neighbour() -> None:
    touching = replace(final(1, "we meet"), words=(Word("we", 0, 3000, 0.9), Word("meet", 3000, 6000, 0.9)), end=6000)
    assert corrected_words(touching, "we will meet") == (
        Word("we", 0, 1000, 0.9, interpolated=True),
        Word("will", 1000, 3000, None, interpolated=True),
        Word("meet", 3000, 6000, 0.9),
    )


def test_a_sentence_that_was_added_has_time_in_every_word() -> None:
    spoken = replace(final(1, "so we meet now"), words=words("so", "we", "meet", "now", length=16_000), end=64_000)
    found = corrected_words(spoken, "so we will all come to the big hall to meet now")
    assert all(each.end > each.start for each in found)
    assert [each.text for each in found if not each.interpolated] == ["so", "meet", "now"]


def test_where_no_times_were_measured_none_are_made_up() -> None:
    assert corrected_words(replace(final(), words=()), "we use Kubernetes now") == ()


@given(st.text(st.sampled_from("ab 张三,."), max_size=20), st.text(st.sampled_from("ab 张三,."), max_size=20))
def test_times_never_go_back_and_the_words_make_up_the_text(heard: str, meant: str) -> None:
    spoken = replace(final(1, heard), words=words(*heard.split()))
    found = corrected_words(spoken, meant)
    places = [place for each in found for place in (each.start, each.end)]
    assert places == sorted(places)
    if found:
        letters = [each for each in meant if each.isalnum()]
        assert [each for word in found for each in word.text if each.isalnum()] == letters


# -- exports ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", TEXT_FORMATS)
def test_every_format_has_the_corrected_text(store: TranscriptStore, session: int, name: str) -> None:
    store.correct(session, 1, "we use Kubernetes now")
    written = export(store.load(session), name)
    assert "Kubernetes" in written
    assert ("cooper" in written) == (name in ("json", "html-evidence"))  # these tell what was heard as well


def test_json_says_what_was_edited_and_what_was_heard(store: TranscriptStore, session: int) -> None:
    store.append(session, final(2, "untouched"))
    store.correct(session, 1, "we use Kubernetes now")
    first, second = json.loads(export(store.load(session), "json"))["segments"]
    assert (first["edited"], first["heard"], first["start"], first["end"]) == (True, HEARD, 0.0, 0.312)
    assert first["edited_at"].startswith(time.strftime("%Y-", time.gmtime()))
    assert first["edited_at"].endswith("+00:00")
    assert "edited" not in second
    assert "edited_at" not in second


def test_times_in_a_table_stay(store: TranscriptStore, session: int) -> None:
    before = list(csv.reader(export(store.load(session), "csv").splitlines()))[1][:2]
    store.correct(session, 1, "short")
    assert list(csv.reader(export(store.load(session), "csv").splitlines()))[1] == [*before, "short"]


LENGTHS = st.lists(st.integers(400, 20_000), min_size=1, max_size=30)  # samples, words without gaps


@given(LENGTHS, st.data())
def test_no_subtitle_of_a_correction_is_an_instant_while_its_sentence_has_time(lengths: list[int], data: st.DataObject):
    ends = list(accumulate(lengths))
    spoken = tuple(Word(f"w{at}", end - each, end) for at, (each, end) in enumerate(zip(lengths, ends, strict=True)))
    heard = Final(1, 0, ends[-1], " ".join(word.text for word in spoken), spoken, "m", DecodedBy.CTC, 0.1)
    first = data.draw(st.integers(0, len(spoken)))
    behind = data.draw(st.integers(first, len(spoken)))
    added = ["meanwhile", "and,"] * data.draw(st.integers(1, 20))
    old = heard.text.split()
    meant = corrected(heard, " ".join(old[:first] + added + old[behind:]))
    directly_after = Final(2, ends[-1], ends[-1] + 48_000, "Next.", (), "m", DecodedBy.CTC, 0.1)
    *cues, _ = cues_of(unsaved_transcript((meant, directly_after), source="mic", model="m"))
    if ends[-1] * 1000 // 16_000 >= MIN_MS * len(cues):
        assert all(cue.end_ms - cue.start_ms >= MIN_MS for cue in cues)


def test_texts_too_long_to_compare_keep_the_times_of_their_beginning_and_end() -> None:
    """A whole talk that somebody pasted into one sentence: the window answers the next key all the same."""
    count = 2_100
    words = tuple(Word(f"w{at % 7}", 100 * at, 100 * at + 90, 0.5) for at in range(count))
    heard = Final(1, 0, 100 * count, " ".join(word.text for word in words), words, "mini", DecodedBy.CTC, 0.1)
    for text in ("x " * count, "x " * 3 * count):
        pieces = [*("w0 w1 " + text).split(), words[-1].text]
        made = corrected_words(heard, " ".join(pieces))
        assert [each.text for each in made] == pieces
        assert (made[:2], made[-1:]) == (words[:2], words[-1:])
        assert all(each.interpolated for each in made[2:-1])
