"""The editor's work on lists: lines are kept, changes of two people meet, nothing typed is lost."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.files import FileNotWritten
from app.hotwords.entry import Parsed
from app.hotwords.importing import from_paste
from app.hotwords.library import HotwordLibrary
from app.hotwords.list_editing import (
    OpenList,
    bring_back,
    change_profiles,
    list_overview,
    open_list,
    remove_list,
    rename_list,
    save_list,
)
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
from engine.errors import BadInput

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


def test_dictionaries_are_read_where_a_list_is_chinese(tmp_path: Path) -> None:
    """They hold up every thread for a fifth of a second."""
    code = (
        "import sys\nfrom pathlib import Path\nfrom app.hotwords.list_editing import open_list\n"
        "from app.hotwords.library import HotwordLibrary\nfrom app.hotwords.pronouncing import is_prepared\n"
        f"library = HotwordLibrary(Path({str(tmp_path)!r}))\n"
        "for name in ('english', 'chinese'):\n    open_list(library, name)\n"
        "    print('pypinyin' in sys.modules, is_prepared('word'), is_prepared('词'))"
    )
    (tmp_path / "english.txt").write_text("Kubernetes\n", "utf-8")
    (tmp_path / "chinese.txt").write_text("重庆\n", "utf-8")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True", "False", "True", "True", "True"]


def test_a_pronunciation_is_shown_in_each_script() -> None:
    assert pronunciation("重庆 K8s") == "chóng qìng K bā S"
    assert pronunciation("Kubernetes NHS") == "kuh-BUR-neh-tess N-H-S"
    assert pronunciation("Kubernetes", codes=True) == "K AH B ER N EH T EH S"


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
    assert list_overview(library).profiles.lists["work"] == ()
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


def test_an_open_list_is_plain_values(library: HotwordLibrary) -> None:
    opened = open_list(library, "team")
    assert isinstance(opened, OpenList)
    assert [row.entry is not None for row in opened.rows] == [False, True, False, False, False]
