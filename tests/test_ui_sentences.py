"""Whatever app/ and engine/ can tell in the window is told in the window's language."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.files import write_whole
from app.sources import open_source
from app.transcripts.store import TranscriptStore
from engine.errors import CaptioningError
from ui.sentences import is_known, translated

ROOT = Path(__file__).resolve().parents[1]
MODELS = "engine/models/fun_asr_nano"
IN_THE_TERMINAL_ONLY = (
    "app/cli.py",
    "app/commands/",
    "app/captioning.py",
    "app/terminal.py",
    "app/scoring.py",
    # a model is imported there, and the terminal speaks English
    *(f"app/models/{name}.py" for name in ("importing", "workplace", "catalogue")),
    *(f"{MODELS}/{name}.py" for name in ("converting", "decoder_file", "licence")),
    "engine/models/whisper/describe.py",
    f"{MODELS}/checkpoints/",
    f"{MODELS}/config.py",
    f"{MODELS}/llm/convert.py",
)
NEVER_TOLD_IN_A_WINDOW = (
    # `earshot models remove` and `check`
    "The model {} is built in and stays.",
    "Choose another model to use.",
    # `earshot models import`
    "There is no precision {}.",
    "There is no decoder {}.",
    "{} could not be removed: {}.",
    "Remove it by hand.",
    # what the window's own menus do not offer
    "Choose one of {}.",
    'There is no format "{}".',
    "No format goes by “{}”.",
    "Choose --format, or an ending of {}.",
    # standard input, which the terminal alone can be told to read
    "{} is a terminal and brings no sound.",
    "Lead a sound file into it, or name one.",
    # a part that breaks its contract with another: our mistake, and told as such
    "Tokens come as one row of whole numbers, not as {} {}.",
    "A token lies outside the vocabulary of {}.",
    "Vectors come as float32 (n, {}), not as {} {}.",
    "The decoder takes rows of {} numbers, the adaptor gave {}.",
    "The sound's vectors hold values that are not numbers.",
    "Output {} of {} was asked for.",
    "The cache holds {} positions and cannot be cut to {}.",
    "{} outputs cannot be had from {} positions.",
    "llama.cpp kept no output.",
    "Decoding was cancelled.",
    "There is no sound to write down.",
    # what the import prints of a licence
    (
        "Whisper's weights are published by OpenAI under the MIT License. What holds for the conversion that you took "
        "stands on its own page."
    ),
    # for the log and for the model
    "The language model runs on {}.",
    "Glossary: {}.",
    "system\nYou are a helpful assistant.",
)


def sentences() -> Iterator[tuple[str, str]]:
    """Where it stands, and every text of app/ and engine/ that reads like a sentence; {} for what is filled in."""
    for path in sorted([*ROOT.glob("app/**/*.py"), *ROOT.glob("engine/**/*.py")]):
        name = path.relative_to(ROOT).as_posix()
        if name.startswith(IN_THE_TERMINAL_ONLY):
            continue
        tree = ast.parse(path.read_text("utf-8"))
        told_otherwise = set(_told_otherwise(tree))
        for node in ast.walk(tree):
            text = None if node in told_otherwise else _text(node)
            if text and " " in text and text.endswith("."):
                yield f"{name}:{getattr(node, 'lineno', 0)}", text


def _told_otherwise(tree: ast.AST) -> Iterator[ast.AST]:
    """Docstrings, parts of other texts, and what stands beside a setting in the file."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr):
            yield node.value
        elif isinstance(node, ast.JoinedStr):
            yield from node.values
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_setting":
            yield from node.args


def _text(node: ast.AST) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return re.sub(r"\{+\w+\}+", "{}", node.value)
    if isinstance(node, ast.JoinedStr):
        parts = (part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)
        return re.sub(r"\{+\w*\}+", "{}", "".join(str(part) for part in parts))
    return None


def test_every_sentence_that_a_window_can_show_is_known() -> None:
    """When this fails: add the sentence to ui/*_sentences.py and translate it, or name it above with the reason."""
    unknown = [
        f"{place}: {text}"
        for place, text in sentences()
        if text not in NEVER_TOLD_IN_A_WINDOW and not is_known(text.replace("{}", "X"))
    ]
    assert unknown == []


def test_the_exceptions_are_sentences_that_exist() -> None:
    there = {text for _, text in sentences()}
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
    for told in (failed.value.what, failed.value.remedy):
        chinese = translated(told)
        assert re.search("[\u4e00-\u9fff]", chinese)
        assert not re.search(r"\b(the|is|not|was|it|no|or|and)\b", chinese, re.IGNORECASE)
