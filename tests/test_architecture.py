"""Imports point inwards, in no circles, libraries where they belong; and the command line stays light."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("engine", "app", "ui")
MOST_METHODS, MOST_PARAMETERS = 25, 6
FORBIDDEN = {
    "engine": {"app", "ui", "PySide6", "platformdirs", "tomlkit", "sqlite3"},
    "app": {"ui", "PySide6", "onnxruntime", "ctranslate2", "tokenizers", "llama_cpp", "torch"},
    "ui": {"onnxruntime", "ctranslate2", "tokenizers", "llama_cpp", "torch", "sounddevice", "av", "sqlite3"},
}
MESSAGES = {
    f"engine.{name}"
    for name in (
        *("events", "errors", "timeline"),
        *("text.harmless", "text.sentence", "text.units", "text.wrapping", "text.reading_time"),
    )
}


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


@cache
def imported(path: Path) -> frozenset[str]:
    """Every name that a file imports, at any depth and for type checks too: that is knowledge of it as well."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return frozenset(found)


def files_below(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


def of_the_tree(name: str) -> str | None:
    """The module from which an imported name comes; None where it is not ours."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        place = ROOT.joinpath(*parts[:length])
        if place.with_suffix(".py").is_file():
            return ".".join(parts[:length])
        if (place / "__init__.py").is_file():
            return ".".join([*parts[:length], "__init__"])
    return None


@cache
def edges() -> tuple[tuple[str, str], ...]:
    """Pairs of our modules: the first imports from the second."""
    pairs = (
        (module_of(path), of_the_tree(name)) for top in FOLDERS for path in files_below(top) for name in imported(path)
    )
    return tuple((one, other) for one, other in pairs if other is not None)


def circles(group: Callable[[str], str | None]) -> list[str]:
    """Groups of modules from which a way of imports leads back to them."""
    ways: dict[str, set[str]] = {}
    for one, other in edges():
        begin, end = group(one), group(other)
        if begin is not None and end is not None and begin != end:
            ways.setdefault(begin, set()).add(end)
    return sorted(each for each in ways if each in set(reached(each, ways)))


def reached(start: str, ways: dict[str, set[str]]) -> Iterator[str]:
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        new = ways.get(waiting.pop(), set()) - seen
        seen |= new
        waiting += new
        yield from new


def inside(package: str) -> Callable[[str], str | None]:
    """Groups what stands directly in a package: its modules, and each package within it as a whole."""
    depth = len(package.split(".")) + 1

    def group(module: str) -> str | None:
        return ".".join(module.split(".")[:depth]) if module.startswith(f"{package}.") else None

    return group


@pytest.mark.parametrize("folder", FOLDERS)
def test_imports_point_inwards(folder: str) -> None:
    roots = {path: {name.split(".")[0] for name in imported(path)} & FORBIDDEN[folder] for path in files_below(folder)}
    assert {module_of(path): sorted(found) for path, found in roots.items() if found} == {}


def test_the_window_knows_of_the_engine_only_its_messages() -> None:
    known = {other for one, other in edges() if one.startswith("ui.") and other.startswith("engine.")}
    assert known <= MESSAGES


def test_the_application_imports_the_registry_and_no_model_family() -> None:
    families = tuple(f"engine.models.{path.name}." for path in (ROOT / "engine/models").iterdir() if path.is_dir())
    assert {pair for pair in edges() if pair[0].startswith("app.") and pair[1].startswith(families)} == set()


def test_no_module_imports_itself_by_a_detour() -> None:
    assert circles(lambda module: module) == []


def packages() -> list[str]:
    return [
        ".".join(path.relative_to(ROOT).parent.parts)
        for top in FOLDERS
        for path in files_below(top)
        if path.stem == "__init__"
    ]


@pytest.mark.parametrize("package", packages())
def test_the_parts_of_a_package_form_no_circle(package: str) -> None:
    assert circles(inside(package)) == []


def trees() -> list[ast.Module]:
    return [ast.parse(path.read_text("utf-8")) for top in FOLDERS for path in files_below(top)]


def test_no_two_classes_share_a_name() -> None:
    names = [node.name for tree in trees() for node in tree.body if isinstance(node, ast.ClassDef)]
    assert sorted(name for name, times in Counter(names).items() if times > 1) == []


def test_no_class_is_large() -> None:
    """25 methods and 6 constructor parameters at most."""
    over = []
    for each in (node for tree in trees() for node in ast.walk(tree) if isinstance(node, ast.ClassDef)):
        methods = [node for node in each.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
        taken = [node.args for node in methods if node.name == "__init__"]
        parameters = max((len([*args.posonlyargs, *args.args[1:], *args.kwonlyargs]) for args in taken), default=0)
        if len(methods) > MOST_METHODS or parameters > MOST_PARAMETERS:
            over.append(f"{each.name}: {len(methods)} methods, {parameters} parameters")
    assert over == []


def test_models_are_listed_without_the_libraries_that_run_them(tmp_path: Path) -> None:
    store = "from pathlib import Path\nfrom app.model_store.store import ModelStore\n"
    code = f"{store}ModelStore(Path({str(tmp_path)!r})).list()"
    assert modules_after(code) & {"onnxruntime", "ctranslate2", "tokenizers", "torch", "llama_cpp", "numpy"} == set()


def modules_after(code: str) -> set[str]:
    """Names of what a fresh interpreter has imported after `code`."""
    program = f"{code}\nimport sys\nprint('\\n'.join(sys.modules))"
    child = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=True)
    return {name.split(".")[0] for name in child.stdout.splitlines()}


def test_help_imports_nothing_heavy() -> None:
    code = "from app.cli import run\ntry:\n    run(['--help'], None)\nexcept SystemExit:\n    pass"
    heavy = {"numpy", "PySide6", "torch", "onnxruntime", "sounddevice", "av", "sqlite3", "ctranslate2", "platformdirs"}
    assert modules_after(code) & heavy == set()


def test_captioning_a_file_needs_neither_qt_nor_torch(sample: Path) -> None:
    """The whole way of a file through the session to an export."""
    code = f"from app.cli import run\nassert run(['caption', {str(sample)!r}, '--format', 'srt'], None) == 0"
    modules = modules_after(code)
    assert modules & {"PySide6", "shiboken6", "torch"} == set()
    assert "onnxruntime" in modules


def test_tests_stand_in_the_folder_of_what_they_test() -> None:
    """A folder of tests has the name of the folder that it tests; only cli/ and system/ test the program as a whole."""
    tests = ROOT / "tests"
    folders = {path.parent.relative_to(tests) for path in tests.rglob("test_*.py")}
    nowhere = {str(folder) for folder in folders if not (ROOT / folder).is_dir()}
    assert nowhere == {"cli", "system"}
