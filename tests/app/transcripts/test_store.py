"""The transcript store: what goes in comes out, is found again, and no failure is silent."""

from __future__ import annotations

import math
import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.transcripts.errors import TranscriptStoreError
from app.transcripts.search_text import index_text, match_expression
from app.transcripts.snippets import SNIPPET_LENGTH, find_matches, snippet_around
from app.transcripts.store import TranscriptStore
from app.transcripts.values import unsaved_transcript
from engine.errors import BadInput, CaptioningError
from engine.events import DecodedBy, Final, Word
from engine.timeline import SAMPLE_RATE

ROOT = Path(__file__).resolve().parents[3]


def final(utterance_id: int, text: str = "Good morning.", start_s: float | None = None) -> Final:
    start = round((utterance_id if start_s is None else start_s) * SAMPLE_RATE)
    return Final(utterance_id, start, start + SAMPLE_RATE, text, (), "mini", DecodedBy.CTC, 0.25)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "transcripts.db"


@pytest.fixture
def store(path: Path) -> Iterator[TranscriptStore]:
    with TranscriptStore(path) as opened:
        yield opened


@pytest.fixture
def session(store: TranscriptStore) -> int:
    return store.begin_session("mic", "mini", "en", None, 1_000.0)


def append_until_refused(store: TranscriptStore, session: int) -> None:
    """Says how many were kept, for a program that looks on."""
    for number in range(1000):
        store.append(session, final(number, "word " * 500))
        print("kept", number, flush=True)


def texts_found(store: TranscriptStore, query: str) -> list[str]:
    return [hit.text for hit in store.search(query)]


class TestFinals:
    def test_every_field_comes_back(self, store: TranscriptStore, session: int) -> None:
        kept = Final(
            utterance_id=3,
            start=16_000,
            end=48_000,
            text='It\'s "Fun-ASR", 你好 👍\nand more \\N {x}',
            words=(Word("It's", 16_000, 20_000, 0.5), Word("你", 30_000, 31_000, None, interpolated=True)),
            model="fun-asr-nano",
            decoded_by=DecodedBy.LLM,
            real_time_factor=0.125,
            language="zh",
            hotwords_offered=("Fun-ASR", "达摩院"),
            hotwords_used=("Fun-ASR",),
            draft=True,
            reason="the model fell silent",
            alternatives=("It's fun, yeah, so", "你好吗"),
        )
        store.append(session, kept)
        assert store.load(session).segments == (kept,)

    def test_a_refined_final_takes_the_place_of_its_draft(self, store: TranscriptStore, session: int) -> None:
        store.append(session, replace(final(1, "god morning"), draft=True))
        store.append(session, final(1, "Good morning."))
        assert store.load(session).segments == (final(1, "Good morning."),)

    def test_the_words_of_a_replaced_draft_are_no_longer_found(self, store: TranscriptStore, session: int) -> None:
        store.append(session, final(1, "god morning"))
        store.append(session, final(1, "Good morning."))
        assert texts_found(store, "god") == []
        assert texts_found(store, "good") == ["Good morning."]

    def test_the_same_utterance_number_of_another_session_is_another_final(
        self, store: TranscriptStore, session: int
    ) -> None:
        other = store.begin_session("system", "mini")
        store.append(session, final(1, "one"))
        store.append(other, final(1, "two"))
        assert [store.load(each).segments[0].text for each in (session, other)] == ["one", "two"]

    def test_finals_come_back_in_the_order_of_speech(self, store: TranscriptStore, session: int) -> None:
        for utterance_id in (2, 0, 1):
            store.append(session, final(utterance_id))
        assert [each.utterance_id for each in store.load(session).segments] == [0, 1, 2]

    def test_numbers_of_numpy_are_kept_as_plain_ones(self, store: TranscriptStore, session: int) -> None:
        begin: Any = np.int64(16)  # Any: the types forbid what a careless recogniser does all the same
        half: Any = np.float32(0.5)
        word = Word("a", begin, begin + 16, half)
        odd = replace(final(1), start=begin, end=begin + 16, real_time_factor=half, words=(word,))
        store.append(session, odd)
        assert store.load(session).segments == (odd,)

    def test_an_unmeasured_factor_stays_unmeasured(self, store: TranscriptStore, session: int) -> None:
        store.append(session, replace(final(1), real_time_factor=math.nan))
        assert math.isnan(store.load(session).segments[0].real_time_factor)

    def test_half_a_surrogate_pair_does_not_cost_the_final(self, store: TranscriptStore, session: int) -> None:
        store.append(session, final(1, "broken \ud83d text"))
        assert store.load(session).segments[0].text == "broken ? text"

    def test_what_a_model_of_earlier_versions_wrote_is_still_read(self, store: TranscriptStore, session: int) -> None:
        store.append(session, replace(final(1), model="starter", decoded_by=DecodedBy.STARTER))
        assert store.load(session).segments[0].decoded_by is DecodedBy.STARTER

    def test_a_final_for_no_session_is_refused(self, store: TranscriptStore) -> None:
        with pytest.raises(BadInput, match="no transcript 7"):
            store.append(7, final(1))

    def test_a_final_may_follow_the_end_of_its_session(self, store: TranscriptStore, session: int) -> None:
        store.end_session(session, SAMPLE_RATE)
        store.append(session, final(1))
        assert store.load(session).session.finals == 1


class TestSessions:
    def test_a_summary_tells_what_a_list_shows(self, store: TranscriptStore, tmp_path: Path) -> None:
        number = store.begin_session("mic", "mini", "en", tmp_path / "a.flac", 1_000.0)
        store.append(number, final(0))
        store.end_session(number, 90 * SAMPLE_RATE)
        store.rename_session(number, " Team meeting ")
        (shown,) = store.sessions()
        assert (shown.id, shown.title, shown.started_at, shown.duration_s) == (number, "Team meeting", 1_000.0, 90.0)
        assert (shown.finals, shown.source, shown.model, shown.language) == (1, "mic", "mini", "en")
        assert (shown.finished, shown.recording) == (True, tmp_path / "a.flac")

    def test_an_empty_name_brings_the_date_back(self, store: TranscriptStore, session: int) -> None:
        dated = store.sessions()[0].title
        store.rename_session(session, "Meeting")
        store.rename_session(session, "  ")
        assert store.sessions()[0].title == dated
        assert dated.startswith("1970-01-01")

    def test_the_newest_session_is_listed_first_and_the_list_is_limited(self, store: TranscriptStore) -> None:
        numbers = [store.begin_session("mic", "m", started_at=began) for began in (10.0, 30.0, 20.0)]
        assert [each.id for each in store.sessions(limit=2)] == [numbers[1], numbers[2]]

    def test_a_session_is_unfinished_until_it_ends(self, store: TranscriptStore, session: int) -> None:
        store.append(session, final(4))
        (open_one,) = store.unfinished()
        assert (open_one.id, open_one.finished, open_one.duration_s) == (session, False, 5.0)
        store.end_session(session, 6 * SAMPLE_RATE)
        assert store.unfinished() == []

    def test_a_deleted_session_leaves_nothing_behind(self, store: TranscriptStore, session: int, path: Path) -> None:
        store.append(session, final(1, "secret words"))
        store.mark_clock(session, 10, 20.0)
        store.delete_session(session)
        assert (store.sessions(), store.search("secret")) == ([], [])
        with sqlite3.connect(path) as database:
            tables = ("finals", "clock_marks", "final_words")
            counts = [database.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables]
        database.close()
        assert counts == [0, 0, 0]

    def test_the_number_of_a_deleted_session_is_not_given_again(self, store: TranscriptStore, session: int) -> None:
        store.delete_session(session)
        assert store.begin_session("mic", "mini") > session

    @pytest.mark.parametrize("action", ["load", "delete_session"])
    def test_a_session_that_is_not_there_is_named(self, store: TranscriptStore, action: str) -> None:
        with pytest.raises(BadInput, match="no transcript 99"):
            getattr(store, action)(99)

    def test_the_clock_time_follows_the_last_mark_before(self, store: TranscriptStore, session: int) -> None:
        store.mark_clock(session, 10 * SAMPLE_RATE, 2_000.0)  # a pause of 990 s after 10 s of sound
        transcript = store.load(session)
        positions = (0, 9 * SAMPLE_RATE, 10 * SAMPLE_RATE, 12 * SAMPLE_RATE)
        assert [transcript.clock_time(each) for each in positions] == [1_000.0, 1_009.0, 2_000.0, 2_002.0]

    def test_finals_that_were_never_stored_make_a_transcript_too(self) -> None:
        transcript = unsaved_transcript((final(2), final(1)), source="mic", model="mini", started_at=5.0)
        assert [each.utterance_id for each in transcript.segments] == [1, 2]
        assert (transcript.session.duration_s, transcript.clock_time(SAMPLE_RATE)) == (3.0, 6.0)


class TestSearch:
    TEXTS = (
        "Good morning, everybody.",
        "今天我们讨论语音识别的模型。",
        "我们用 Fun-ASR 做 streaming 识别",
        "The café doesn't open at 10.",
        "日本語の音声認識です。",
        "음성 인식을 시작합니다",
        "C++ 👍 100 %",
        "Überraschung im Straßenverkehr",
    )

    @pytest.fixture(autouse=True)
    def _filled(self, store: TranscriptStore, session: int) -> None:
        for number, text in enumerate(self.TEXTS):
            store.append(session, final(number, text))

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("morning", [0]),
            ("MORNING good", [0]),
            ("morn", [0]),
            ("morn good", []),  # only the last part may be unfinished
            ("语", [1]),
            ("识别", [1, 2]),
            ("别识", []),
            ("语音识别", [1]),
            ("今天 模型", [1]),
            ("fun-asr", [2]),
            ("ｆｕｎ ＡＳＲ", [2]),
            ("asr做", [2]),
            ("做streaming", [2]),
            ("cafe", [3]),
            ("cafe\u0301", [3]),
            ("doesn’t", [3]),
            ("doesnt", [3]),
            ("音声", [4]),
            ("てす", []),  # voicing marks make another kana
            ("て\u3099す", [4]),
            ("\u110b\u1175\u11ab\u1109\u1175\u11a8", [5]),  # the syllables in their letters
            ("인식", [5]),
            ("👍", [6]),
            ("👍 100", [6]),
            ("strassenverkehr", [7]),
            ("uberraschung", [7]),
            ("absent", []),
            ("", []),
            (" \n ", []),
        ],
    )
    def test_a_query_finds(self, store: TranscriptStore, query: str, expected: list[int]) -> None:
        assert texts_found(store, query) == [self.TEXTS[number] for number in expected]

    @pytest.mark.parametrize(
        "query",
        ['"', '"a', "a*", "a AND", "NOT a", "NEAR(a b, 2)", "words:a", "(", "^a", "a\0b", "\ud800", "-", "a + b"],
    )
    def test_the_syntax_of_the_index_means_nothing_in_a_query(self, store: TranscriptStore, query: str) -> None:
        assert isinstance(store.search(query), list)

    def test_no_more_hits_than_asked_for(self, store: TranscriptStore) -> None:
        assert len(store.search("识别", limit=1)) == 1

    def test_hits_of_the_newest_session_come_first(self, store: TranscriptStore) -> None:
        newer = store.begin_session("mic", "mini", started_at=2_000.0)
        store.append(newer, final(1, "Another good morning."))
        assert [hit.session_id for hit in store.search("morning")] == [newer, newer - 1]

    def test_a_hit_shows_where_the_words_are(self, store: TranscriptStore) -> None:
        (hit,) = store.search("识别 fun-asr")
        assert [hit.snippet[begin:end] for begin, end in hit.matches] == ["Fun-ASR", "识别"]
        assert (hit.utterance_id, hit.start) == (2, 2 * SAMPLE_RATE)


WRITING = st.text(alphabet=st.sampled_from(" ab Éßﬁ'-,.你好吗のｶﾞ한국ไทย1２👍\u0301\n"), max_size=30)


@settings(deadline=None)
@given(WRITING, st.integers(0, 30), st.integers(1, 10))
def test_any_piece_of_a_text_finds_the_text(text: str, begin: int, length: int) -> None:
    """Checked against SQLite itself, for pieces that begin and end between words or in Chinese."""
    piece = text[begin : begin + length]
    expression = match_expression(piece)
    whole, part = index_text(text).split(), index_text(piece).split()
    stands_inside = any(whole[i : i + len(part)] == part for i in range(len(whole) - len(part) + 1))
    database = sqlite3.connect(":memory:")
    try:
        database.execute("CREATE VIRTUAL TABLE t USING fts5 (w, tokenize = 'unicode61 remove_diacritics 0')")
        database.execute("INSERT INTO t VALUES (?)", (index_text(text),))
        if expression is not None and stands_inside:
            assert database.execute("SELECT count(*) FROM t WHERE t MATCH ?", (expression,)).fetchone() == (1,)
    finally:
        database.close()


@settings(deadline=None)
@given(st.text(max_size=40), st.text(max_size=20))
def test_matches_lie_inside_the_text_in_order_and_apart(text: str, query: str) -> None:
    places = find_matches(text, query)
    flat = [place for span in places for place in span]
    assert flat == sorted(set(flat))
    assert all(0 <= place <= len(text) for place in flat)


@settings(deadline=None)
@given(st.integers(0, 400), st.integers(0, 400), st.sampled_from(["wort ", "字"]))
def test_a_snippet_of_a_long_text_keeps_the_first_match_whole(before: int, after: int, filler: str) -> None:
    text = filler * before + "needle" + " " + filler * after
    snippet, matches = snippet_around(text, find_matches(text, "needle"))
    assert [snippet[begin:end] for begin, end in matches] == ["needle"]
    assert len(snippet.strip("…")) <= SNIPPET_LENGTH


class TestSeveralAtOnce:
    def test_threads_may_write_and_read_together(self, store: TranscriptStore, session: int) -> None:
        failures: list[CaptioningError] = []

        def write(first: int) -> None:
            try:
                for number in range(first, first + 25):
                    store.append(session, final(number, f"number {number}"))
                    store.search("number")
                    store.sessions()
            except CaptioningError as error:
                failures.append(error)

        threads = [threading.Thread(target=write, args=(first,)) for first in (0, 100, 200)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)
        assert failures == []
        assert store.load(session).session.finals == 75

    def test_two_stores_on_one_file_see_each_other(self, store: TranscriptStore, session: int, path: Path) -> None:
        with TranscriptStore(path) as second:
            second.append(session, final(1, "from the second"))
            store.append(session, final(2, "from the first"))
            assert [each.text for each in second.load(session).segments] == ["from the second", "from the first"]

    def test_stores_that_open_a_new_file_together_all_succeed(self, path: Path) -> None:
        start = threading.Barrier(6)
        begun: list[int] = []

        def open_and_begin() -> None:
            start.wait(timeout=30)
            with TranscriptStore(path) as opened:
                begun.append(opened.begin_session("mic", "mini"))

        threads = [threading.Thread(target=open_and_begin) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)
        assert len(set(begun)) == 6

    def test_a_reader_in_the_middle_of_a_search_does_not_hold_up_a_final(
        self, store: TranscriptStore, session: int
    ) -> None:
        with store.database.reading() as database:
            database.execute("SELECT * FROM sessions").fetchone()
            store.append(session, final(1))
        assert store.load(session).session.finals == 1


FULL_DISK = """
import resource, sys
from pathlib import Path
from app.transcripts.store import TranscriptStore
from engine.errors import CaptioningError
from tests.app.transcripts.test_store import append_until_refused
store = TranscriptStore(Path(sys.argv[1]))
session = store.begin_session("mic", "mini")
resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
try:
    append_until_refused(store, session)
except CaptioningError as error:
    print(error.what)
"""


class TestFailures:
    def test_a_locked_file_gives_a_sentence(self, store: TranscriptStore, session: int, path: Path) -> None:
        store.database._writer.execute("PRAGMA busy_timeout = 20")  # the patience of 5 s is not what is tested
        other = sqlite3.connect(path, isolation_level=None)
        try:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(TranscriptStoreError, match="Another program"):
                store.append(session, final(1))
            other.execute("ROLLBACK")
        finally:
            other.close()
        store.append(session, final(1))
        assert store.load(session).session.finals == 1

    def test_a_full_file_refuses_a_final_aloud_and_keeps_the_others(self, store: TranscriptStore, session: int) -> None:
        pages = store.database._writer.execute("PRAGMA page_count").fetchone()[0]
        store.database._writer.execute(f"PRAGMA max_page_count = {pages + 20}")
        with pytest.raises(TranscriptStoreError, match="no room"):
            append_until_refused(store, session)
        finals = store.load(session).segments
        assert [each.utterance_id for each in finals] == list(range(len(finals)))
        assert len(finals) > 0

    @pytest.mark.skipif(sys.platform != "linux", reason="a limit on the size of files stands in for a full disk")
    def test_a_full_disk_refuses_a_final_aloud_and_keeps_the_others(self, path: Path) -> None:
        command = [sys.executable, "-c", FULL_DISK, str(path)]
        said = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout.splitlines()
        with TranscriptStore(path) as store:
            finals = store.load(1).segments
        assert [f"kept {each.utterance_id}" for each in finals] == said[:-1]
        assert "room" in said[-1] or "full" in said[-1]

    @pytest.mark.parametrize("content", [b"this is no database" * 100, b"SQLite format 3\0" + b"\xff" * 4096])
    def test_a_damaged_file_is_put_aside_untouched_and_a_new_one_begun(self, path: Path, content: bytes) -> None:
        path.parent.mkdir()
        path.write_bytes(content)
        with TranscriptStore(path) as store:
            assert store.sessions() == []
            (notice,) = store.database.notices
        (aside,) = path.parent.glob("transcripts.damaged-*.db")
        assert aside.name in notice
        assert aside.read_bytes() == content

    def test_damage_inside_the_file_is_found_at_the_next_start(self, path: Path) -> None:
        with TranscriptStore(path) as store:
            session = store.begin_session("mic", "mini")
            for number in range(200):
                store.append(session, final(number, "word " * 100))
        content = bytearray(path.read_bytes())
        content[4096 * 20 : 4096 * 40] = b"\xa5" * (4096 * 20)
        path.write_bytes(content)
        with TranscriptStore(path) as store:
            (notice,) = store.database.notices
            (kept,) = store.sessions()
            assert kept.finals >= 120  # the pages of the others were overwritten
            assert f"{kept.finals} texts of 1 transcripts were recovered" in notice
            assert store.search("word")

    def test_damage_met_while_running_is_a_sentence_and_looked_for_at_the_next_start(self, path: Path) -> None:
        """The session has ended, so that only the error itself gives a reason to look."""
        with TranscriptStore(path) as store:
            session = store.begin_session("mic", "mini")
            for number in range(200):
                store.append(session, final(number, "word " * 100))
            store.end_session(session, 0)
        content = bytearray(path.read_bytes())
        content[4096 * 40 : 4096 * 60] = b"\xa5" * (4096 * 20)
        path.write_bytes(content)
        with TranscriptStore(path) as store:
            assert store.database.notices == ()
            with pytest.raises(TranscriptStoreError, match="damaged"):
                store.load(session)
        with TranscriptStore(path) as store:
            assert len(store.database.notices) == 1

    def test_a_damaged_word_index_is_made_again(self, path: Path) -> None:
        with TranscriptStore(path) as store:
            session = store.begin_session("mic", "mini")
            store.append(session, final(1, "Good morning."))
        with sqlite3.connect(path) as database:
            database.execute("UPDATE final_words_data SET block = x'00112233445566' WHERE id > 1")
        database.close()
        with TranscriptStore(path) as store, pytest.raises(TranscriptStoreError, match="damaged"):
            store.search("morning")
        with TranscriptStore(path) as store:
            assert texts_found(store, "morning") == ["Good morning."]
            assert store.database.notices == ()

    def test_a_file_of_a_newer_version_is_left_alone(self, path: Path) -> None:
        with TranscriptStore(path):
            pass
        with sqlite3.connect(path) as database:
            database.execute("PRAGMA user_version = 999")
        database.close()
        with pytest.raises(TranscriptStoreError, match="newer Earshot"):
            TranscriptStore(path)
        assert [each.name for each in path.parent.glob("*damaged*")] == []

    def test_a_folder_in_the_place_of_the_file_is_named(self, path: Path) -> None:
        path.mkdir(parents=True)
        with pytest.raises(TranscriptStoreError, match="cannot be opened"):
            TranscriptStore(path)

    def test_a_file_in_the_place_of_the_folder_is_named(self, path: Path) -> None:
        path.parent.write_text("in the way", "utf-8")
        with pytest.raises(CaptioningError, match="cannot be made"):
            TranscriptStore(path)

    @pytest.mark.skipif(os.name != "posix", reason="rights of files are a POSIX matter")
    def test_transcripts_are_for_the_eyes_of_their_user(self, store: TranscriptStore, session: int) -> None:
        files = list(store.database.path.parent.iterdir())
        assert len(files) == 3
        assert [file.name for file in files if file.stat().st_mode & 0o077] == []

    def test_a_read_only_file_is_named(self, store: TranscriptStore, session: int) -> None:
        store.database._writer.execute("PRAGMA query_only = ON")  # root may write whatever the rights of the file say
        with pytest.raises(TranscriptStoreError, match="may not be written"):
            store.append(session, final(1))
