"""Whatever app/ and engine/ can tell in the window is a template that has a translation.

That each one has a finished translation with the same places is held by test_translation.py.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sentence_templates import (
    IN_THE_TERMINAL_ONLY,
    ROOT,
    error_classes,
    given_templates,
    name_of,
    parsed_files,
    reads_like_a_sentence,
    told_otherwise,
)

from app.control.sources import open_source
from app.files import write_whole
from app.transcripts.store import TranscriptStore
from engine.errors import CaptioningError
from engine.text.sentence import Sentence
from ui.common.sentences import translated

PLACE = re.compile(r"\{(\w+)\}")
TELLING = {"EngineError", "Notice", "Degraded", "NothingHeard", "RecordingStopped", "DeviceLost", "Remark"}
TELLING |= {"Problem", "RuleProblem"}  # of a line of a hotword list
NEVER_TOLD_IN_A_WINDOW = (
    # for the log and for the model
    "Glossary: {}.",
)
TREES = parsed_files()
ERRORS = error_classes(TREES)


def calls() -> Iterator[tuple[str, ast.Call]]:
    """Every call, and where it stands."""
    for name, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                yield f"{name}:{node.lineno}", node


def finished_sentences() -> Iterator[tuple[str, str]]:
    """Every f-string that reads like a sentence, {} for what is filled in: its template is lost."""
    for name, tree in TREES.items():
        quiet = set(told_otherwise(tree))
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr) and node not in quiet:
                text = "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
                if reads_like_a_sentence(text):
                    yield f"{name}:{node.lineno}", text


def test_what_is_told_is_a_template_with_values() -> None:
    """When this fails: write Sentence("{path} is empty.", path=path), or give an error both."""
    finished = [
        place
        for place, call in calls()
        if name_of(call.func) in ERRORS | TELLING and any(isinstance(each, ast.JoinedStr) for each in call.args)
    ]
    assert finished == []
    assert [each for each in finished_sentences() if each[1] not in NEVER_TOLD_IN_A_WINDOW] == []


def test_every_place_of_a_template_has_a_value_and_every_value_a_place() -> None:
    wrong = []
    for place, call in calls():
        given = given_templates(call, ERRORS)
        texts = [each.value for each in given if isinstance(each, ast.Constant)]
        places = {name for text in texts for name in PLACE.findall(str(text))}
        values = {each.arg for each in call.keywords}
        if texts and values and (places - values or (len(texts) == len(given) and values - places)):
            wrong.append((place, places, values))
    assert wrong == []


def test_the_exceptions_exist() -> None:
    there = {text for _, text in finished_sentences()}
    assert [text for text in NEVER_TOLD_IN_A_WINDOW if text not in there] == []
    assert [place for place in IN_THE_TERMINAL_ONLY if not (ROOT / place).exists()] == []


# Real failures


def no_such_file(folder: Path) -> None:
    open_file(folder / "gone.wav")


def a_folder(folder: Path) -> None:
    open_file(folder)


def an_empty_file(folder: Path) -> None:
    (folder / "empty.wav").touch()
    open_file(folder / "empty.wav")


def open_file(path: Path) -> None:
    from app.choices import SourceChoice, SourceKind

    open_source(SourceChoice(SourceKind.FILE, path=path)).open()


def export_into_no_folder(folder: Path) -> None:
    write_whole(folder / "gone" / "out.txt", b"text")


def export_with_a_long_name(folder: Path) -> None:
    write_whole(folder / ("x" * 400), b"text")


def newer_transcripts(folder: Path) -> None:
    import sqlite3

    TranscriptStore(folder / "t.db").close()
    with sqlite3.connect(folder / "t.db") as database:
        database.execute("PRAGMA user_version = 999")
    database.close()
    TranscriptStore(folder / "t.db")


def no_such_session(folder: Path) -> None:
    TranscriptStore(folder / "t.db").load(7)


@pytest.mark.parametrize(
    "fail",
    [
        no_such_file,
        a_folder,
        an_empty_file,
        export_into_no_folder,
        export_with_a_long_name,
        newer_transcripts,
        no_such_session,
    ],
)
@pytest.mark.usefixtures("chinese")
def test_a_failure_is_told_in_chinese(fail: Callable[[Path], None], tmp_path: Path) -> None:
    with pytest.raises(CaptioningError) as failed:
        fail(tmp_path)
    assert isinstance(failed.value.what, Sentence)
    for told in (failed.value.what, failed.value.remedy):
        chinese = translated(told)
        assert re.search("[\u4e00-\u9fff]", chinese)
        assert not re.search(r"\b(the|is|not|was|it|no|or|and)\b", chinese, re.IGNORECASE)
