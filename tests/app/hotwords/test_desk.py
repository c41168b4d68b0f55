"""The editor's work on lists: lines are kept, changes of two people meet, nothing typed is lost."""

from __future__ import annotations

import queue
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.control.workers import Cancelled
from app.files import FileNotWritten
from app.hotwords.desk import (
    HotwordService,
    OpenList,
    bring_back,
    change_profiles,
    open_list,
    remove_list,
    rename_list,
    save_list,
    shelf,
)
from app.hotwords.entry import Parsed
from app.hotwords.importing import from_paste
from app.hotwords.library import HotwordLibrary
from app.hotwords.merging import merged
from app.hotwords.profiles import Profiles
from app.hotwords.pronouncing import pronunciation
from app.hotwords.reading import Malformed
from app.hotwords.sheet import (
    EntryField,
    Row,
    field_text,
    remarks,
    row_of,
    rows_from,
    rows_of,
    text_of,
    with_field,
    without_known,
)
from app.hotwords.usage import UsageCounts
from engine.errors import BadInput, CaptioningError
from tests.support.answers import answer

WAIT_S = 20
LIST = "# team\nKubernetes|k8s\tcooper netties\t2\tthe cluster\nfun asr => Fun-ASR\n\n\tbroken\n"


@pytest.fixture
def library(tmp_path: Path) -> HotwordLibrary:
    made = HotwordLibrary(tmp_path / "lists")
    made.create("team", Parsed())
    made.path("team").write_text(LIST, encoding="utf-8")
    return made


def rows(*lines: str) -> list[Row]:
    return [row_of(line) for line in lines]


def lines(found: list[Row] | tuple[Row, ...]) -> list[str]:
    return [row.raw for row in found]


# -- a sheet ---------------------------------------------------------------------------------------------------


def test_every_line_is_kept_as_it_is() -> None:
    assert text_of(rows_of(LIST)) == LIST


@given(st.text(st.characters(exclude_characters="\r\n\ufeff", exclude_categories=["Cs"]), max_size=40))
def test_whatever_a_line_holds_it_is_one_row(line: str) -> None:
    assert lines(rows_of(f"{line}\n")) == [line]


def test_a_changed_field_leaves_the_others_alone() -> None:
    row = row_of("Kubernetes|k8s\tcooper netties\t2\tthe cluster")
    assert with_field(row, EntryField.WEIGHT, "3").raw == "Kubernetes|k8s\tcooper netties\t3\tthe cluster"
    assert [field_text(row, each) for each in EntryField] == ["Kubernetes|k8s", "cooper netties", "2", "the cluster"]


def test_a_sound_that_is_a_number_stays_a_sound() -> None:
    row = with_field(row_of("C++"), EntryField.SOUNDS, "3")
    assert (field_text(row, EntryField.SOUNDS), field_text(row, EntryField.WEIGHT)) == ("3", "1")


@pytest.mark.parametrize(
    ("wanted", "text", "why"),
    [
        (EntryField.WEIGHT, "heavy", "not a number"),
        (EntryField.WEIGHT, "99", "not between"),
        (EntryField.WORD, "", "no word"),
        (EntryField.WORD, "/(/ => x", "not used"),
    ],
)
def test_what_could_not_be_used_is_refused_with_its_reason(wanted: EntryField, text: str, why: str) -> None:
    with pytest.raises(Malformed, match=why):
        with_field(row_of("Kubernetes"), wanted, text)


def test_remarks_name_doubles_and_lines_that_cannot_be_used() -> None:
    found = remarks(rows("Fun-ASR", "fun asr", "\tx", "Fun-ASR"))
    assert "nearly" in found[1][0]
    assert "no word" in found[2][0]
    assert "already" in found[3][0]


def test_pasted_lines_come_in_their_order_rules_too() -> None:
    found = rows_from(from_paste("b\nwrong=>right\na\t甲\n"))
    assert lines(found) == ["b", "wrong => right", "a\t甲"]


def test_what_a_list_has_already_is_not_added_again() -> None:
    assert lines(without_known(rows("kubernetes", "new"), rows("Kubernetes"))) == ["new"]


def test_a_pronunciation_is_shown_in_each_script() -> None:
    assert pronunciation("重庆 K8s") == "chóng qìng K bā S"
    assert pronunciation("Kubernetes").startswith("K ")


# -- two people at one list ------------------------------------------------------------------------------------


def test_both_changes_are_kept() -> None:
    found = merged(rows("a", "b", "c"), rows("a", "B2", "c", "mine"), rows("# why", "a", "b", "theirs"))
    assert lines(found) == ["# why", "a", "B2", "theirs", "mine"]


def test_of_one_word_changed_on_both_sides_the_editors_stays() -> None:
    assert lines(merged(rows("a"), rows("a\t\t2"), rows("a\tsound"))) == ["a\t\t2"]


def test_what_both_sides_added_is_there_once() -> None:
    assert lines(merged(rows("a"), rows("a", "x"), rows("x", "a"))) == ["a", "x"]


LINES = st.lists(st.sampled_from("abcdefgh"), max_size=8, unique=True)


@given(LINES, LINES)
def test_where_the_file_did_not_change_the_merge_is_the_editors_text(base: list[str], mine: list[str]) -> None:
    assert sorted(lines(merged(rows(*base), rows(*mine), rows(*base)))) == sorted(mine)


@given(LINES, LINES, LINES)
def test_a_merge_loses_nothing_that_either_side_added(base: list[str], mine: list[str], theirs: list[str]) -> None:
    found = lines(merged(rows(*base), rows(*mine), rows(*theirs)))
    assert set(mine) - set(base) <= set(found)
    assert set(theirs) - set(base) <= set(found)
    assert len(found) == len(set(found))


def test_a_save_meets_a_file_that_was_edited_by_hand(library: HotwordLibrary) -> None:
    opened = open_list(library, "team")
    library.path("team").write_text(LIST + "by hand\n", encoding="utf-8")
    saved = save_list(library, "team", opened.rows, [*opened.rows, row_of("typed")])
    assert lines(saved.rows)[-2:] == ["by hand", "typed"] or lines(saved.rows)[-2:] == ["typed", "by hand"]
    assert library.path("team").read_text(encoding="utf-8") == text_of(saved.rows)


def test_a_list_that_went_away_is_written_anew(library: HotwordLibrary) -> None:
    opened = open_list(library, "team")
    library.path("team").unlink()
    save_list(library, "team", opened.rows, opened.rows)
    assert library.path("team").read_text(encoding="utf-8") == LIST


def test_a_list_in_another_encoding_is_shown_as_such_and_never_written(library: HotwordLibrary) -> None:
    library.path("team").write_bytes("张伟\n".encode("gb18030"))
    opened = open_list(library, "team")
    assert opened.problem is not None
    with pytest.raises(BadInput, match="not UTF-8"):
        save_list(library, "team", opened.rows, rows("x"))


# -- lists and profiles ----------------------------------------------------------------------------------------


def test_a_removed_list_comes_back_with_its_places_in_profiles(library: HotwordLibrary) -> None:
    change_profiles(library, lambda profiles: profiles.with_profile("work", ["team"]))
    removed = remove_list(library, "team")
    assert shelf(library).profiles.lists["work"] == ()
    found = bring_back(library, removed)
    assert (found.lists, found.profiles.lists["work"]) == (("team",), ("team",))


def test_a_renamed_list_stays_in_its_profiles(library: HotwordLibrary) -> None:
    change_profiles(library, lambda profiles: profiles.with_profile("work", ["team"]))
    found = rename_list(library, "team", "people")
    assert (found.lists, found.profiles.lists["work"]) == (("people",), ("people",))


def test_where_the_profiles_cannot_be_written_a_list_keeps_its_name(
    library: HotwordLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path, profiles: Profiles) -> None:
        raise FileNotWritten(f"There is no room for {path}.", "Free some space on that disk.")

    library.save_profiles(Profiles({"work": ("team",)}, active="work"))
    before = library.vocabulary().hotwords
    monkeypatch.setattr("app.hotwords.library.save_profiles", refuse)
    with pytest.raises(FileNotWritten):
        rename_list(library, "team", "people")
    assert (library.names(), library.vocabulary().hotwords) == (["team"], before)


def test_a_name_that_is_taken_is_refused(library: HotwordLibrary) -> None:
    library.create("people")
    with pytest.raises(BadInput, match="already"):
        rename_list(library, "team", "people")


# -- the desk --------------------------------------------------------------------------------------------------


@pytest.fixture
def desk(library: HotwordLibrary, tmp_path: Path) -> Iterator[HotwordService]:
    made = HotwordService(library, UsageCounts(tmp_path / "usage.db"))
    yield made
    made.close()


def test_an_error_arrives_as_the_answer(desk: HotwordService) -> None:
    found = answer(lambda done: desk.ask(lambda library: open_list(library, "none"), done))
    assert isinstance(found, BadInput)


def test_a_fault_of_ours_arrives_as_a_sentence(desk: HotwordService) -> None:
    found = answer(lambda done: desk.ask(lambda library: 1 // 0, done))
    assert isinstance(found, CaptioningError)
    assert "ZeroDivisionError" in found.what


def test_works_are_done_in_the_order_asked(desk: HotwordService) -> None:
    came: queue.Queue[object] = queue.Queue()
    for number in range(20):
        desk.ask(lambda library, number=number: number, came.put)
    assert [came.get(timeout=WAIT_S) for _ in range(20)] == list(range(20))


def test_what_was_asked_before_the_end_is_done(desk: HotwordService, library: HotwordLibrary) -> None:
    desk.ask(lambda each: save_list(each, "team", open_list(each, "team").rows, rows("last words")), lambda done: None)
    desk.close()
    assert library.path("team").read_text(encoding="utf-8") == "last words\n"


def test_a_switch_of_profile_is_kept(desk: HotwordService, library: HotwordLibrary) -> None:
    change_profiles(library, lambda profiles: profiles.with_profile("work", ["team"]))
    assert answer(lambda done: desk.switch("work", done)) is None
    assert library.profiles().active == "work"


def test_a_change_by_hand_is_noticed(desk: HotwordService, library: HotwordLibrary) -> None:
    assert answer(desk.changed) is False
    library.path("team").write_text("by hand\n", encoding="utf-8")
    assert any(answer(desk.changed) for _ in range(200_000))


def test_a_trial_says_who_comes_up_and_what_becomes_of_the_text(desk: HotwordService) -> None:
    trial = desk.trials.attempt("we use cooper netties and fun asr")
    assert trial.candidates[0].hotword.text == "Kubernetes"
    assert trial.written["off"].text == "we use cooper netties and Fun-ASR"
    assert trial.written["always"].text == "we use Kubernetes and Fun-ASR"


def test_a_trial_sees_what_is_not_saved_yet(desk: HotwordService) -> None:
    trial = desk.trials.attempt("met dana", {"team": from_paste("Dana\n")})
    assert (trial.entries, trial.candidates[0].hotword.text) == (1, "Dana")


def test_the_index_is_made_once_for_an_unchanged_list(desk: HotwordService) -> None:
    assert desk.trials.vocabulary({}) is desk.trials.vocabulary({})


def test_an_open_list_is_plain_values(library: HotwordLibrary) -> None:
    opened = open_list(library, "team")
    assert isinstance(opened, OpenList)
    assert [row.entry is not None for row in opened.rows] == [False, True, False, False, False]


def test_what_a_window_still_asks_after_the_end_is_dropped(library: HotwordLibrary, tmp_path: Path) -> None:
    """The timer of the box to try a sentence may fire when the program is closing."""
    usage = UsageCounts(tmp_path / "usage.db")
    desk = HotwordService(library, usage)
    desk.close()
    answers: list[object] = []
    desk.ask(lambda _: 1, answers.append, slow=True)
    usage.close()
    assert [type(each) for each in answers] == [Cancelled]
