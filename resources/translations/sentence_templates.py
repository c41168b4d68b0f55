"""The sentences of app/ and engine/ that a window can show, found in the code for the translators."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MODELS = "engine/models/fun_asr_nano"
IN_THE_TERMINAL_ONLY = (
    "app/cli.py",
    "app/batch/",
    "app/commands/",
    "app/control/single_instance.py",
    "app/scoring.py",
    # what programs are answered
    *(f"app/serving/{name}.py" for name in ("forms", "guard", "hub", "recognition", "refusals", "speech", "tokens")),
    *(f"app/serving/{name}.py" for name in ("live_stream", "realtime", "realtime_config", "diarized", "fun_asr")),
    # names are given there, and the terminal speaks English
    "app/model_store/catalogue.py",
    *(f"{MODELS}/{name}.py" for name in ("converting", "decoder_file")),
    "engine/models/whisper/describe.py",
    f"{MODELS}/checkpoints/",
    f"{MODELS}/config.py",
    f"{MODELS}/llm/convert.py",
)


def parsed_files() -> dict[str, ast.Module]:
    """Those that a window can show something of, by their names from the root."""
    files = sorted([*ROOT.glob("app/**/*.py"), *ROOT.glob("engine/**/*.py")])
    named = {path.relative_to(ROOT).as_posix(): path for path in files}
    return {
        name: ast.parse(path.read_text("utf-8"))
        for name, path in named.items()
        if not name.startswith(IN_THE_TERMINAL_ONLY)
    }


def error_classes(trees: dict[str, ast.Module]) -> set[str]:
    """CaptioningError, all that inherit from it, and what is told beside a line of a list."""
    classes = [node for tree in trees.values() for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    found, before = {"CaptioningError", "Malformed"}, 0
    while len(found) > before:
        before = len(found)
        found |= {each.name for each in classes if any(name_of(base) in found for base in each.bases)}
    return found


def templates(trees: dict[str, ast.Module]) -> Iterator[tuple[str, str]]:
    """Where it stands, and the template: what Sentence and errors are given, and every text that reads like one."""
    errors = error_classes(trees)
    for name, tree in trees.items():
        quiet = set(told_otherwise(tree))
        for node in ast.walk(tree):
            given = [] if not isinstance(node, ast.Call) else given_templates(node, errors)
            if isinstance(node, ast.Constant) and node not in quiet and reads_like_a_sentence(node.value):
                given = [node]
            yield from ((f"{name}:{each.lineno}", str(each.value)) for each in given if isinstance(each, ast.Constant))


def given_templates(call: ast.Call, errors: set[str]) -> list[ast.expr]:
    """The arguments of a call that are templates."""
    called = name_of(call.func)
    return call.args[:1] if called == "Sentence" else call.args[:2] if called in errors else []


def told_otherwise(tree: ast.AST) -> Iterator[ast.AST]:
    """Docstrings, parts of other texts, and what stands beside a setting in the file."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr):
            yield node.value
        elif isinstance(node, ast.JoinedStr):
            yield from node.values
        elif isinstance(node, ast.Call) and name_of(node.func) == "_setting":
            yield from node.args


def reads_like_a_sentence(text: object) -> bool:
    return isinstance(text, str) and " " in text and "\n" not in text and text.endswith(".")


def name_of(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
