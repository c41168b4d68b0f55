"""The library answers from a worker: pages of the list, a bin that gives back and then deletes for good, marks."""

from __future__ import annotations

import queue
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.control.library import TranscriptLibrary
from app.control.workers import Workers
from app.exporters import export_bytes
from app.exporters.web import recording_of
from app.transcripts.backups import back_up, backups_of
from app.transcripts.erasing import erase_all
from app.transcripts.journal import SIZE, Begun, Journal, journals_of
from app.transcripts.left_over import end_left_over
from app.transcripts.library import PAGE, empty_bin, storage
from app.transcripts.media import media_of
from app.transcripts.own_names import is_own_recording
from app.transcripts.refining import require_sound
from app.transcripts.retention import KEEP_TAGS, RetentionRules, tidy
from app.transcripts.schema import LINKED, MIGRATIONS
from app.transcripts.sink import TranscriptSink
from app.transcripts.store import TranscriptStore
from app.transcripts.values import Bookmark, ListedPart
from app.transcripts.writer import TranscriptWriter
from engine.errors import BadInput
from engine.events import SessionEnded
from tests.support.damaged_transcripts import final

PATIENCE_S = 60.0


@pytest.fixture
def store(tmp_path: Path) -> Iterator[TranscriptStore]:
    with TranscriptStore(tmp_path / "data" / "transcripts.db") as opened:
        yield opened


@pytest.fixture
def sinks() -> list[TranscriptSink]:
    """The last one runs."""
    return []


@pytest.fixture
def library(store: TranscriptStore, sinks: list[TranscriptSink]) -> Iterator[TranscriptLibrary]:
    workers = Workers()
    yield TranscriptLibrary(lambda: store, workers, lambda: sinks[-1] if sinks else None)
    assert workers.close(PATIENCE_S)


def answer(ask: Callable[..., None], *values: object) -> Any:
    answers: queue.Queue[Any] = queue.Queue()
    ask(*values, answers.put)
    return answers.get(timeout=PATIENCE_S)


def kept(
    store: TranscriptStore, text: str = "", recording: Path | None = None, began: float = 1_000.0, linked: bool = False
) -> int:
    number = store.begin_session("mic", "mini", "en", recording, began, linked=linked)
    store.append(number, final(1))
    store.end_session(number, 32_000)
    if text:
        store.correct(number, 1, text)
    return number


def recorded(folder: Path, name: str = "2026-11-20 10-32-05.flac") -> Path:
    sound = folder / name
    sound.write_bytes(bytes(1_000))
    return sound


def test_pages_follow_one_another_without_gap_or_repetition(store: TranscriptStore, library: TranscriptLibrary) -> None:
    """Also where many began at the same time, and a new one comes in between."""
    with store.database.writing() as database:
        rows = [(float(number // 10),) for number in range(2 * PAGE + 5)]
        database.executemany("INSERT INTO sessions (source, model, started_at) VALUES ('mic', 'm', ?)", rows)
    first = answer(library.list_page, None)
    newer = kept(store, began=9_999.0)
    second = answer(library.list_page, first[-1].session)
    third = answer(library.list_page, second[-1].session)
    numbers = [each.session.id for page in (first, second, third) for each in page]
    assert [len(page) for page in (first, second, third)] == [PAGE, PAGE, 5]
    assert numbers == sorted(numbers, reverse=True)
    assert newer not in numbers


def test_a_page_of_many_transcripts_reads_that_page_alone(store: TranscriptStore) -> None:
    with store.database.reading() as database:
        plan = database.execute(
            "EXPLAIN QUERY PLAN SELECT id FROM sessions s WHERE s.deleted_at IS NULL"
            " AND (s.started_at, s.id) < (5, 5) ORDER BY s.started_at DESC, s.id DESC LIMIT 100"
        ).fetchall()
    steps = [row["detail"] for row in plan]
    assert len(steps) == 1
    assert "sessions_by_start" in steps[0]


def test_a_new_title_comes_back_and_an_empty_one_brings_the_date(
    store: TranscriptStore, library: TranscriptLibrary
) -> None:
    number = kept(store)
    assert answer(library.rename, number, " Talk ").session.title == "Talk"
    assert answer(library.rename, number, "").session.title == store.sessions()[0].title != "Talk"


def test_what_is_deleted_is_shown_nowhere_and_comes_back_with_its_sound(
    store: TranscriptStore, library: TranscriptLibrary, tmp_path: Path
) -> None:
    sound = recorded(tmp_path)
    number = kept(store, recording=sound)
    deleted = answer(library.delete, number)
    assert (deleted.session.id, deleted.own_sound_bytes) == (number, 1_000)
    assert (store.sessions(), store.search("talk"), store.last()) == ([], [], None)
    empty_bin(store)  # it was deleted a moment ago
    assert answer(library.restore, number) is None
    assert [each.session.id for each in answer(library.list_page, None)] == [number]
    assert [hit.session_id for hit in answer(library.search, "talk")] == [number]
    assert sound.exists()


def test_what_left_the_bin_is_gone_with_its_sound(
    store: TranscriptStore, library: TranscriptLibrary, tmp_path: Path
) -> None:
    sound = recorded(tmp_path)
    number = kept(store, "The secret word is xylophone.", recording=sound)
    kept(store, "Another one stays.")
    answer(library.delete, number)
    with store.database.writing() as database:  # some time passes, and the program starts again
        database.execute("UPDATE sessions SET deleted_at = deleted_at - 60")
    tidy(store, RetentionRules(bin_days=1))
    assert sound.exists()
    tidy(store, RetentionRules())
    assert not sound.exists()
    files = [each for each in store.database.path.parent.iterdir() if each.is_file()]
    assert [each.name for each in files if b"xylophone" in each.read_bytes()] == []
    assert [each.snippet for each in store.search("stays")] == ["Another one stays."]
    assert isinstance(answer(library.load, number), BadInput)
    assert isinstance(answer(library.restore, number), BadInput)


@pytest.mark.parametrize("name", ["interview.flac", "2026-11-20 10-32-05.flac"])
def test_a_sound_file_that_the_user_named_is_theirs(
    store: TranscriptStore, library: TranscriptLibrary, tmp_path: Path, name: str
) -> None:
    """Also where it has a name as Earshot gives them, in the folder of Earshot's recordings."""
    sound = recorded(tmp_path, name)
    linked = is_own_recording(sound)
    listed = answer(library.delete, kept(store, recording=sound, linked=linked))
    assert (listed.has_sound, listed.own_sound_bytes) == (True, 0)
    assert storage(store).sound_bytes == 0
    empty_bin(store, -1.0)
    assert (sound.exists(), store.deleted(1e12)) == (True, [])
    kept(store, recording=sound, linked=linked)
    erase_all(store, [tmp_path])
    assert (sound.exists(), store.count()) == (True, 0)


def test_sound_that_cannot_even_be_asked_for_hides_no_transcript(
    store: TranscriptStore, library: TranscriptLibrary, tmp_path: Path
) -> None:
    """As in a folder without rights, a name that is too long for the system makes every question about it fail."""
    sound = tmp_path / f"{'x' * 300}.wav"
    number = store.begin_session("talk", "mini", None, sound, linked=True)
    store.append(number, final(1))
    left = [(each.session_id, each.recording) for each in end_left_over(store)]
    assert left == [(number, None)]
    (line,) = answer(library.list_page, None)
    assert (line.session.id, line.has_sound) == (number, False)
    transcript = store.load(number)
    assert media_of(transcript) is None
    assert recording_of(transcript) is None
    with pytest.raises(BadInput, match="cannot be read"):
        export_bytes(transcript, "zip")
    with pytest.raises(BadInput, match="is not at"):
        require_sound(transcript)
    assert store.drop_if_empty(store.begin_session("talk", "mini", None, sound))


def test_of_older_transcripts_the_name_tells_whose_the_sound_is(tmp_path: Path) -> None:
    path, names = tmp_path / "transcripts.db", ("talk.flac", "2026-11-20 10-32-05.flac", "file 2026-11-20 10-32-05.mp4")
    with closing(sqlite3.connect(path)) as database:
        for statement in (each for step in MIGRATIONS[: MIGRATIONS.index(LINKED)] for each in step):
            database.execute(statement)
        database.executemany(
            "INSERT INTO sessions (source, model, recording, started_at) VALUES ('m', 'm', ?, 1.0)",
            [(f"recordings/{name}",) for name in names] + [(None,)],
        )
        database.execute(f"PRAGMA user_version = {MIGRATIONS.index(LINKED)}")
        database.commit()
    with TranscriptStore(path) as store:
        assert {each.name for each in store.recordings(linked=True)} == {"talk.flac"}
        assert {each.name for each in store.recordings()} == set(names[1:])


def test_a_recording_is_found_where_its_folder_was_moved_to(tmp_path: Path) -> None:
    before, after = tmp_path / "before", tmp_path / "after"
    with TranscriptStore(before / "transcripts.db") as store:
        (before / "recordings").mkdir()
        kept(store, recording=recorded(before / "recordings"))
        outside = recorded(tmp_path)
        kept(store, recording=outside)
    before.rename(after)
    with TranscriptStore(after / "transcripts.db") as store:
        found = [each.recording for each in store.sessions()]
    assert found == [outside, after / "recordings" / outside.name]


def running(store: TranscriptStore, sinks: list[TranscriptSink]) -> TranscriptSink:
    writer = TranscriptWriter(lambda: store, journals_of(store.database.path), lambda event: None)
    sinks.append(TranscriptSink(writer, lambda event: None, lambda: ("mic", "mini", "en")))
    return sinks[-1]


def test_marks_of_the_session_that_runs_and_of_the_last_one(
    store: TranscriptStore, library: TranscriptLibrary, sinks: list[TranscriptSink]
) -> None:
    assert isinstance(answer(library.add_mark, None, 1, ""), BadInput)
    sink = running(store, sinks)
    sink.sound_flows(0)
    sink(final(1))
    assert answer(library.add_mark, None, 100, "") is None
    assert answer(library.add_mark, None, 200, "by mistake") is None
    assert answer(library.remove_mark, None, 200) is None
    sink(SessionEnded(64_000, 1))
    assert sink.session_id is not None
    assert answer(library.add_mark, None, 300, "afterwards") is None
    assert store.load(sink.session_id).bookmarks == (Bookmark(100), Bookmark(300, "afterwards"))
    sink.close()


def test_a_transcript_that_is_still_written_is_not_deleted(
    store: TranscriptStore, library: TranscriptLibrary, sinks: list[TranscriptSink]
) -> None:
    sink = running(store, sinks)
    sink.sound_flows(0)
    sink(final(1))
    while sink.unsaved:
        store.sessions()
    refused = answer(library.delete, sink.session_id)
    assert isinstance(refused, BadInput)
    assert "still being written" in refused.what
    sink(SessionEnded(64_000, 1))
    assert answer(library.delete, sink.session_id).session.id == sink.session_id
    sink.close()


def test_a_search_that_waits_gives_way_to_the_next_one(store: TranscriptStore, library: TranscriptLibrary) -> None:
    kept(store)
    answers: queue.Queue[Any] = queue.Queue()
    with store.database.reading():  # the reader is busy
        for query in ("nothing", "text", "talk"):
            library.search(query, lambda found, query=query: answers.put((query, found)))
    found = dict(answers.get(timeout=PATIENCE_S) for _ in range(3))
    assert [hit.utterance_id for hit in found["talk"]] == [1]
    assert found["talk"][0].title == store.sessions()[0].title
    assert not isinstance(found["text"], list)


def test_tags_are_shown_filter_the_list_and_know_no_case(store: TranscriptStore, library: TranscriptLibrary) -> None:
    plain, tagged = kept(store), kept(store)
    assert answer(library.change_tags, tagged, [" City  council ", "采访"], []).session.tags == ("City council", "采访")
    store.change_tags(tagged, ["CITY COUNCIL", "  "])
    assert store.sessions()[0].tags == ("City council", "采访")
    part = ListedPart(tag="city Council")
    assert [each.session.id for each in answer(lambda done: library.list_page(None, done, part))] == [tagged]
    assert answer(library.overview).tags == ("City council", "采访")
    assert answer(library.change_tags, tagged, [], ["采访", "none"]).session.tags == ("City council",)
    store.put_into_bin(tagged)
    assert answer(library.overview).tags == ()
    assert [each.id for each in store.sessions(part=ListedPart(deleted=True))] == [tagged]
    assert [each.id for each in store.sessions()] == [plain]


def test_a_line_knows_the_languages_that_were_heard_and_its_drafts(store: TranscriptStore) -> None:
    number = kept(store)
    store.append(number, replace(final(2), language="zh", draft=True))
    (session,) = store.sessions()
    assert (session.languages, session.drafts, session.finals) == (("en", "zh"), 1, 2)


def test_the_rule_by_age_is_told_a_day_before_and_spares_what_is_tagged(store: TranscriptStore) -> None:
    old, precious, new = kept(store), kept(store), kept(store, began=time.time())
    store.change_tags(precious, [KEEP_TAGS[1]])
    rule = RetentionRules(delete_after_days=30)
    told = tidy(store, rule)
    assert told is not None
    assert "older than 30 days: 1 now" in told
    assert tidy(store, rule) is None
    assert len(store.sessions()) == 3
    with store.database.writing() as database:  # a day passes
        database.execute("UPDATE reminders SET told_at = told_at - 90000")
    assert tidy(store, replace(rule, delete_after_days=20)) is not None, "another rule is told anew"
    with store.database.writing() as database:
        database.execute("UPDATE reminders SET told_at = told_at - 90000")
    assert tidy(store, RetentionRules(delete_after_days=20)) is None
    assert {each.id for each in store.sessions()} == {precious, new}
    assert [each.id for each in store.deleted(time.time() + 1)] == [old]


def test_delete_everything_leaves_no_word_in_any_file(
    store: TranscriptStore, sinks: list[TranscriptSink], tmp_path: Path
) -> None:
    """Rows, word index, log, journals, the copy before a change of the tables, recordings with and without a text."""
    folder = store.database.path.parent
    named, sound, loose = tmp_path / "interview.flac", recorded(tmp_path), recorded(folder, "2026-01-02 03-04-05.flac")
    named.write_bytes(b"theirs")
    for number, recording in enumerate((sound, named, None)):
        secret = kept(store, f"The secret word is xylophone {number}.", recording)
        store.change_tags(secret, ["xylophone"])
        store.rename_session(secret, "xylophone")
    store.put_into_bin(secret)
    journal = Journal(journals_of(store.database.path), Begun("mic", "m", None, None, 1.0))
    workers = Workers()
    library = TranscriptLibrary(lambda: store, workers, lambda: None, erase=lambda opened: erase_all(opened, [folder]))
    refused = answer(library.delete_everything)
    assert isinstance(refused, BadInput)
    assert "still being written" in refused.what
    journal.add(final(7))
    journal.close(remove=False)
    assert back_up(sqlite3.connect(store.database.path), store.database.path, 5) is not None
    freed = answer(library.delete_everything)
    assert freed > 2_000 + SIZE
    assert (store.sessions(), store.search("xylophone"), store.tags()) == ([], [], [])
    files = [each for each in folder.rglob("*") if each.is_file()]
    assert [each.name for each in files if b"xylophone" in each.read_bytes() or b"long talk" in each.read_bytes()] == []
    assert (sound.exists(), loose.exists(), named.exists()) == (False, False, True)
    assert kept(store) > 3, "numbers are not given again, and the file is used on"
    assert [hit.session_id for hit in store.search("talk")] == [4]
    assert answer(library.overview).storage.transcripts == 1
    assert workers.close(PATIENCE_S)


def test_of_a_word_that_is_everywhere_the_newest_places_are_found(store: TranscriptStore) -> None:
    """Of hundreds that match, the last written are put in order."""
    with store.database.writing() as database:
        for number in (1, 2):
            database.execute(
                "INSERT INTO sessions (source, model, started_at, end_position) VALUES ('mic', 'm', ?, 9)",
                (3.0 - number,),
            )
            database.execute(
                """WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 399)
                INSERT INTO finals (session_id, utterance_id, start_position, end_position, text, words, model,
                decoded_by, hotwords_offered, hotwords_used, draft)
                SELECT ?, i, i, i + 1, 'word', '[]', 'm', 'ctc', '[]', '[]', 0 FROM n""",
                (number,),
            )
        database.execute("INSERT INTO final_words (rowid, words) SELECT id, text FROM finals")
    hits = store.search("wo", 150)
    assert [hit.session_id for hit in hits] == [1] * 100 + [2] * 50
    assert [hit.start for hit in hits[100:]] == list(range(50))


def test_before_the_tables_change_the_file_is_copied_and_the_newest_two_stay(tmp_path: Path) -> None:
    path = tmp_path / "transcripts.db"
    for version in range(1, len(MIGRATIONS)):
        path.unlink(missing_ok=True)
        with closing(sqlite3.connect(path)) as old, old:
            for statement in (each for step in MIGRATIONS[:version] for each in step):
                old.execute(statement)
            old.execute("INSERT INTO sessions (source, model, started_at, end_position) VALUES ('mic', 'm', 1.0, 5)")
            old.execute(
                """INSERT INTO finals (session_id, utterance_id, start_position, end_position, text, words, model,
                decoded_by, hotwords_offered, hotwords_used, draft)
                VALUES (1, 1, 0, 5, 'good morning', '[]', 'm', 'ctc', '[]', '[]', 0)"""
            )
            old.execute("INSERT INTO final_words (rowid, words) VALUES (1, 'good morning')")
            old.execute(f"PRAGMA user_version = {version}")
        with TranscriptStore(path) as store:
            assert [hit.snippet for hit in store.search("good mo")] == ["good morning"], version
            store.change_tags(1, ["keep"])
    newest, older = backups_of(path)
    assert (newest.name, len(backups_of(path))) == (f"transcripts.before-{len(MIGRATIONS)}.db", 2)
    with closing(sqlite3.connect(older)) as copy:
        assert copy.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS) - 2,)
        assert copy.execute("SELECT text FROM finals").fetchall() == [("good morning",)]
