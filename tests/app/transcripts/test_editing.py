"""An open transcript: acts of its reader in any order, with their way back, on a real file that agrees throughout."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from app.exporters import export
from app.transcripts import editing_acts as acts
from app.transcripts.editing import MOST_KEPT, EditedTranscript
from app.transcripts.editing_values import Change, EditedSentence
from app.transcripts.rows import FIRST_OWN
from app.transcripts.schema import CORRECTION_COLUMNS, EDITS, MIGRATIONS
from app.transcripts.search_text import index_text
from app.transcripts.store import TranscriptStore
from app.transcripts.values import Bookmark, LabelKept, Transcript
from engine.events import DecodedBy, Final, Stream, Word
from engine.text.units import letters
from engine.text.wording import split as words_of

TEXTS = ("We use cooper netties now.", "请张三风来一下", "so, it is", "twenty one", "and then 他说 hello", "Yes.")
SECOND = 16_000


def final(number: int, text: str, draft: bool = False, timed: bool = True, stream: Stream | None = None) -> Final:
    """One word a quarter of a second, from 10 s * number on."""
    begin = 10 * SECOND * number
    step = SECOND // 4
    pieces = words_of(text)
    words = tuple(Word(each, begin + at * step, begin + (at + 1) * step, 0.9) for at, each in enumerate(pieces))
    end = begin + step * len(pieces)
    return Final(number, begin, end, text, words if timed else (), "m", DecodedBy.CTC, 0.1, draft=draft, stream=stream)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[TranscriptStore]:
    with TranscriptStore(tmp_path / "transcripts.db") as opened:
        yield opened


def kept(store: TranscriptStore, *finals: Final) -> int:
    number = store.begin_session("mic", "m", "en", None, 1_000.0)
    for each in finals:
        store.append(number, each)
    return number


class Desk:
    """A transcript that is open, and its file."""

    def __init__(self, store: TranscriptStore, *texts: str) -> None:
        self.store = store
        self.session = kept(store, *(final(at, text) for at, text in enumerate(texts)))
        self.open = EditedTranscript(store.load(self.session))

    def do(self, change: Change | None) -> None:
        assert change is not None
        self.open.do(change)
        self.save()

    def save(self) -> None:
        self.store.save_edits(self.session, self.open.take_unsaved())

    def stored(self) -> Transcript:
        return self.store.load(self.session)

    def texts(self) -> list[str]:
        return [each.text for each in self.stored().segments]


@pytest.fixture
def desk(store: TranscriptStore) -> Desk:
    return Desk(store, *TEXTS)


# -- one act after another -------------------------------------------------------------------------------------


def test_a_split_keeps_every_word_at_its_time(desk: Desk) -> None:
    before = desk.open.sentences[0]
    desk.do(acts.split(desk.open, 0, len("We use ")))
    one, other = desk.stored().segments[:2]
    assert (one.text, other.text) == ("We use", "cooper netties now.")
    assert (*one.words, *other.words) == before.words
    assert (one.start, one.end, other.start, other.end) == (0, 8_000, 8_000, before.end)
    assert [hit.start for hit in desk.store.search("cooper")] == [8_000]


def test_a_split_that_is_merged_again_is_as_recognised(desk: Desk) -> None:
    before = desk.stored()
    desk.do(acts.split(desk.open, 1, 3))
    desk.do(acts.merge(desk.open, 1))
    assert desk.stored() == before


def test_a_chinese_sentence_is_split_inside_a_word_of_the_model(store: TranscriptStore) -> None:
    spoken = replace(final(0, "北京大学"), words=(Word("北京", 0, 8_000), Word("大学", 8_000, 16_000)))
    session = kept(store, spoken)
    desk = EditedTranscript(store.load(session))
    change = acts.split(desk, 0, 3)
    assert change is not None
    assert [(each.text, each.start, each.end, each.interpolated) for each in change.after[1].words] == [
        ("学", 12_000, 16_000, True)
    ]


def test_a_split_without_word_times_shares_the_time_by_length(store: TranscriptStore) -> None:
    desk = EditedTranscript(store.load(kept(store, final(0, "one two", timed=False))))
    change = acts.split(desk, 0, 3)
    assert change is not None
    assert [(each.text, each.words) for each in change.after] == [("one", ()), ("two", ())]
    assert change.after[0].end == change.after[1].start == 4_000


def test_a_split_at_an_end_is_none(desk: Desk) -> None:
    assert acts.split(desk.open, 0, 0) is None
    assert acts.split(desk.open, 0, len(TEXTS[0])) is None


def test_a_merge_takes_the_text_of_both_and_the_speaker_of_the_first(desk: Desk) -> None:
    desk.do(acts.name_speaker(desk.open.sentences[:1], "Anna"))
    desk.do(acts.merge(desk.open, 0))
    assert desk.texts()[0] == "We use cooper netties now. 请张三风来一下"
    assert desk.stored().edits.speakers == {0: "Anna"}
    assert desk.open.recognised_text(0) == "We use cooper netties now. 请张三风来一下"


def test_sentences_of_two_sources_are_merged_with_their_own(store: TranscriptStore) -> None:
    streams = (Stream.ME, Stream.OTHERS, Stream.ME)
    said = [final(at, ("one", "two", "three")[at], stream=stream) for at, stream in enumerate(streams)]
    desk = EditedTranscript(store.load(kept(store, *said)))
    change = acts.merge(desk, 0)
    assert change is not None
    assert [each.text for each in change.after] == ["one three"]


def test_text_moves_to_the_next_sentence_and_to_the_one_before(desk: Desk) -> None:
    desk.do(acts.move(desk.open, 2, len("so, it "), 1))
    assert desk.texts()[2:4] == ["so, it", "is twenty one"]
    desk.do(acts.move(desk.open, 3, len("is twenty"), -1))
    assert desk.texts()[2:4] == ["so, it is twenty", "one"]


def test_changed_words_stand_between_their_neighbours(desk: Desk) -> None:
    before = desk.open.sentences[0].words
    desk.do(acts.retext(desk.open, 0, "We use Kubernetes now."))
    words = desk.stored().segments[0].words
    assert (words[0], words[1], words[3]) == (before[0], before[1], before[4])
    assert (words[2].text, words[2].start, words[2].end, words[2].interpolated) == ("Kubernetes", 8_000, 16_000, True)


def test_an_empty_text_deletes_and_what_was_deleted_can_be_restored(desk: Desk) -> None:
    desk.do(acts.retext(desk.open, 0, "  "))
    assert (desk.texts(), desk.store.search("cooper")) == (list(TEXTS[1:]), [])
    assert desk.stored().session.finals == len(TEXTS) - 1
    desk.do(acts.restore_deleted(EditedTranscript(desk.stored())))
    assert desk.texts() == list(TEXTS)


def test_restore_brings_back_all_that_shares_a_part(desk: Desk) -> None:
    before = desk.stored()
    desk.do(acts.split(desk.open, 0, 6))
    desk.do(acts.merge(desk.open, FIRST_OWN))
    desk.do(acts.retext(desk.open, 2, "another text"))
    desk.do(acts.restore(desk.open, 0))
    assert desk.stored().segments[:2] == before.segments[:2]
    assert desk.stored().segments[2].text == "another text"


def test_a_speaker_is_renamed_wherever_the_voice_speaks(store: TranscriptStore) -> None:
    said = [final(at, "so", stream=Stream.ME if at % 2 else Stream.OTHERS) for at in range(4)]
    session = kept(store, *said)
    desk = EditedTranscript(store.load(session))
    change = acts.rename_speaker(desk, desk.sentences[1].voice, "Anna")
    assert change is not None
    desk.do(change)
    store.save_edits(session, desk.take_unsaved())
    assert store.load(session).edits.speakers == {1: "Anna", 3: "Anna"}
    assert "Anna: so" in export(store.load(session), "txt")


def test_a_name_leaves_the_text_as_recognised(desk: Desk) -> None:
    desk.do(acts.name_speaker(desk.open.sentences[:2], "Anna"))
    assert desk.stored().originals == {}
    assert desk.store.search("cooper")


def replaced(desk: Desk, sought: str, new: str) -> Change | None:
    texts = ((each, acts.replaced(each.text, acts.FindPattern(sought), new)) for each in desk.open.sentences)
    return acts.retext_all(desk.open, texts)


def test_many_sentences_are_changed_at_once(desk: Desk) -> None:
    change = replaced(desk, "SO", "thus")
    assert change is not None
    assert [each.text for each in change.after] == ["thus, it is"]
    desk.do(replaced(desk, "e", "E"))
    assert desk.texts()[0] == "WE usE coopEr nEttiEs now."
    assert desk.open.undo() is not None
    desk.save()
    assert desk.texts() == list(TEXTS)


def test_one_place_of_a_text_is_replaced_alone() -> None:
    assert acts.replaced("so and so it is", acts.FindPattern("so"), "thus", only=1) == "so and thus it is"
    assert acts.replaced("so  it is", acts.FindPattern("of"), "thus") == "so  it is", "as it was, with its blanks"


@pytest.mark.parametrize(
    ("sought", "text", "places"),
    [
        (acts.FindPattern("art"), "Art, part", [(0, 3), (6, 9)]),
        (acts.FindPattern("art", same_case=True), "Art, part", [(6, 9)]),
        (acts.FindPattern("art", whole_words=True), "Art, part", [(0, 3)]),
        (acts.FindPattern("张三"), "请张三风来", [(1, 3)]),
        (acts.FindPattern("  "), "a  b", []),
    ],
)
def test_what_is_sought_is_found_as_the_reader_asks(
    sought: acts.FindPattern, text: str, places: list[tuple[int, int]]
) -> None:
    assert list(sought.places(text)) == places


def test_a_note_stands_at_its_time_and_goes_again(desk: Desk) -> None:
    desk.do(acts.note(desk.open, Bookmark(5_000, " ask  again ")))
    assert desk.stored().bookmarks == (Bookmark(5_000, "ask again"),)
    desk.do(acts.remove_note(desk.open, 5_000))
    assert desk.stored().bookmarks == ()
    desk.open.undo()
    desk.save()
    assert desk.stored().bookmarks == (Bookmark(5_000, "ask again"),)


def test_labels_of_captions_come_into_the_open_transcript_but_for_what_was_edited(
    store: TranscriptStore,
) -> None:
    session = kept(store, final(0, TEXTS[0]), final(1, TEXTS[1]), final(2, TEXTS[2]))
    desk = EditedTranscript(store.load(session))
    named = acts.name_speaker(desk.sentences[:1], "Anna")
    assert named is not None
    desk.do(named)
    store.save_edits(session, desk.take_unsaved())
    for number in range(3):
        store.enter(session, LabelKept(number, "Speaker 1"))
    assert desk.take(store.load(session))
    assert [each.speaker for each in desk.sentences] == ["Anna", "Speaker 1", "Speaker 1"]
    store.enter(session, LabelKept(2, "Speaker 2", "Speaker 1"))
    assert desk.take(store.load(session))
    changed = acts.retext(desk, 2, "So it is.")
    assert changed is not None
    desk.do(changed)
    store.save_edits(session, desk.take_unsaved())
    store.enter(session, LabelKept(2, "Speaker 1", "Speaker 2"))
    assert store.load(session).edits.speakers == {0: "Anna", 1: "Speaker 1", 2: "Speaker 1"}
    assert not desk.take(store.load(session))
    assert desk.can_undo


def test_exports_have_edited_text_words_and_speakers(desk: Desk) -> None:
    desk.do(acts.retext(desk.open, 0, "We use Kubernetes now."))
    desk.do(acts.name_speaker(desk.open.sentences[:1], "Anna"))
    assert "Kubernetes" in export(desk.stored(), "json")
    assert "Anna" in export(desk.stored(), "csv")
    assert '"speaker": "Anna"' in export(desk.stored(), "json")
    assert '"heard": "We use cooper netties now."' in export(desk.stored(), "json")


# -- while captions run ----------------------------------------------------------------------------------------


def test_a_draft_that_is_refined_changes_what_was_heard_and_no_edit(store: TranscriptStore) -> None:
    session = kept(store, final(0, "helo", draft=True), final(1, "wold", draft=True))
    desk = EditedTranscript(store.load(session))
    desk.do(acts.retext(desk, 0, "Hello!") or Change())
    store.save_edits(session, desk.take_unsaved())
    for each in (final(0, "hello"), final(1, "world"), final(2, "at the end")):
        store.append(session, each)
    assert desk.take(store.load(session))
    assert [each.text for each in desk.sentences] == ["Hello!", "world", "at the end"]
    assert desk.recognised_text(0) == "hello"
    assert [each.text for each in store.load(session).segments] == ["Hello!", "world", "at the end"]
    desk.undo()
    assert desk.sentences[0].text == "hello"


def test_a_correction_in_the_window_of_captions_arrives(desk: Desk) -> None:
    desk.store.correct(desk.session, 2, "So it is!")
    assert desk.open.take(desk.stored())
    assert desk.open.sentences[2].text == "So it is!"
    assert not desk.open.take(desk.stored())


def test_what_could_not_be_saved_is_saved_with_the_next(desk: Desk) -> None:
    desk.open.do(acts.retext(desk.open, 0, "once") or Change())
    desk.open.put_back(desk.open.take_unsaved())
    desk.do(acts.retext(desk.open, 2, "twice"))
    assert (desk.texts()[0], desk.texts()[2]) == ("once", "twice")


def test_the_history_forgets_the_oldest_first(desk: Desk) -> None:
    sentence = desk.open.sentences[0]
    change = Change((sentence,) * (MOST_KEPT // 20), (sentence,))
    for _ in range(50):
        desk.open.do(change)
    undone = 0
    while desk.open.undo() is not None:
        undone += 1
    assert undone == 19


# -- other files -----------------------------------------------------------------------------------------------


def test_what_was_edited_comes_back_from_a_damaged_file(tmp_path: Path) -> None:
    path = tmp_path / "transcripts.db"
    with TranscriptStore(path) as store:
        desk = Desk(store, *TEXTS)
        desk.do(acts.split(desk.open, 0, 6))
        desk.do(acts.merge(desk.open, 1))
        desk.do(acts.name_speaker(desk.open.sentences[-1:], "Anna"))
        before = desk.stored()
    path.write_bytes(b"\xa5" * 4096 + path.read_bytes()[4096:])
    with TranscriptStore(path) as store:
        assert store.database.notices
        assert (store.load(1).segments, store.load(1).edits) == (before.segments, before.edits)
        assert [hit.start for hit in store.search("cooper")] == [8_000]


def test_a_correction_of_the_version_before_stays_and_can_be_edited(tmp_path: Path) -> None:
    path = tmp_path / "transcripts.db"
    with TranscriptStore(path) as store:
        kept(store, final(0, TEXTS[0]))
    with sqlite3.connect(path) as database:
        for name in CORRECTION_COLUMNS[2:]:
            database.execute(f"ALTER TABLE corrections DROP COLUMN {name}")
        database.execute("INSERT INTO corrections VALUES (1, 0, 'We use Kubernetes now.', 1.0)")
        database.execute(f"PRAGMA user_version = {MIGRATIONS.index(EDITS)}")
    database.close()
    with TranscriptStore(path) as store:
        desk = EditedTranscript(store.load(1))
        assert (desk.sentences[0].text, desk.recognised_text(0)) == ("We use Kubernetes now.", TEXTS[0])
        assert desk.sentences[0].words[2] == Word("Kubernetes", 8_000, 16_000, None, interpolated=True)
        desk.do(acts.split(desk, 0, 6) or Change())
        store.save_edits(1, desk.take_unsaved())
        assert [each.text for each in store.load(1).segments] == ["We use", "Kubernetes now."]


# -- any order -------------------------------------------------------------------------------------------------


class AnyOrder(RuleBasedStateMachine):
    """After every act the file, the search and the open transcript agree; undoing all of it gives the original."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.store = TranscriptStore(Path(self.folder.name) / "transcripts.db")
        self.desk = Desk(self.store)

    @initialize(count=st.integers(2, 4), timed=st.booleans())
    def say(self, count: int, timed: bool) -> None:
        self.desk.session = kept(self.store, *(final(at, TEXTS[at], timed=timed or at > 1) for at in range(count)))
        self.original = self.desk.stored()
        self.desk.open = EditedTranscript(self.original)

    def act(self, change: Change | None) -> None:
        if change is not None:
            self.desk.do(change)

    def pick(self, at: int) -> EditedSentence:
        return self.desk.open.sentences[at % len(self.desk.open.sentences)]

    def any_left(self) -> bool:
        return bool(self.desk.open.sentences)

    @precondition(any_left)
    @rule(at=st.integers(0, 9), text=st.sampled_from([*TEXTS, "now we use it 张三", "use", "!"]))
    def retext(self, at: int, text: str) -> None:
        self.act(acts.retext(self.desk.open, self.pick(at).number, text))

    @precondition(any_left)
    @rule(at=st.integers(0, 9), caret=st.integers(0, 30))
    def split(self, at: int, caret: int) -> None:
        self.act(acts.split(self.desk.open, self.pick(at).number, caret))

    @precondition(any_left)
    @rule(at=st.integers(0, 9))
    def merge(self, at: int) -> None:
        self.act(acts.merge(self.desk.open, self.pick(at).number))

    @precondition(any_left)
    @rule(at=st.integers(0, 9), caret=st.integers(0, 30), way=st.sampled_from([1, -1]))
    def move(self, at: int, caret: int, way: int) -> None:
        self.act(acts.move(self.desk.open, self.pick(at).number, caret, way))

    @precondition(any_left)
    @rule(at=st.integers(0, 9))
    def delete(self, at: int) -> None:
        self.act(acts.delete([self.pick(at)]))

    @precondition(any_left)
    @rule(at=st.integers(0, 9))
    def restore(self, at: int) -> None:
        self.act(acts.restore(self.desk.open, self.pick(at).number))

    @precondition(any_left)
    @rule(at=st.integers(0, 9), name=st.sampled_from(["Anna", "李雷", ""]))
    def speak(self, at: int, name: str) -> None:
        self.act(acts.name_speaker([self.pick(at)], name))

    @rule(new=st.sampled_from(["", "an other"]), sought=st.sampled_from(["use", "张", "e"]))
    def replace(self, new: str, sought: str) -> None:
        self.act(replaced(self.desk, sought, new))

    @rule(position=st.integers(0, 3), text=st.sampled_from(["", "look"]))
    def note(self, position: int, text: str) -> None:
        self.act(acts.note(self.desk.open, Bookmark(position, text)))

    @rule(times=st.integers(1, 3))
    def undo(self, times: int) -> None:
        for _ in range(times):
            self.desk.open.undo()
        self.desk.save()

    @rule()
    def redo(self) -> None:
        self.desk.open.redo()
        self.desk.save()

    @rule()
    def refine(self) -> None:
        """The model hears the first sentence again; it hears the same."""
        self.store.append(self.desk.session, final(0, TEXTS[0], timed=bool(self.desk.open.heard[0].words)))
        self.desk.open.take(self.desk.stored())

    @invariant()
    def the_file_agrees(self) -> None:
        stored, here = self.desk.stored(), self.desk.open
        assert EditedTranscript(stored).sentences == here.sentences
        assert {each.position: each for each in stored.bookmarks} == here.marks
        assert all(here.place_of(each.number) == at for at, each in enumerate(here.sentences))

    @invariant()
    def times_are_in_order_and_inside(self) -> None:
        for each in self.desk.open.sentences:
            times = [each.start, *(word.start for word in each.words), each.end]
            assert times == sorted(times)
            assert all(word.start <= word.end <= each.end for word in each.words)
            if each.words and each.origins:
                assert letters("".join(word.text for word in each.words)) == letters(each.text)

    @invariant()
    def the_search_agrees(self) -> None:
        for wanted in ("use", "张", "twenty", "other"):
            found = [(hit.utterance_id, hit.start) for hit in self.store.search(wanted)]
            assert sorted(found) == sorted(
                (each.number, each.start)
                for each in self.desk.open.sentences
                if any(word.startswith(wanted) for word in index_text(each.text).split())
            )

    def teardown(self) -> None:
        if hasattr(self, "original"):
            while self.desk.open.undo() is not None:
                pass
            self.desk.save()
            assert self.desk.stored() == self.original
        self.store.close()
        self.folder.cleanup()


AnyOrder.TestCase.settings = settings(max_examples=40, stateful_step_count=15, deadline=None)
TestAnyOrder = AnyOrder.TestCase
