"""Imports point inwards, and the command line stays light."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FORBIDDEN = {
    "engine": {"app", "ui", "PySide6", "platformdirs", "tomlkit", "sqlite3"},
    "app": {"ui", "PySide6"},
    "ui": set(),
}


def imported_modules(path: Path) -> set[str]:
    """Every module that a file imports, at any depth of its functions, also as `from package import module`."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def imported_roots(path: Path) -> set[str]:
    """First names of every module that a file imports, at any depth of its functions."""
    return {name.split(".")[0] for name in imported_modules(path)}


@pytest.mark.parametrize("folder", FORBIDDEN)
def test_imports_point_inwards(folder):
    wrong = {
        str(path.relative_to(ROOT)): sorted(imported_roots(path) & FORBIDDEN[folder])
        for path in (ROOT / folder).rglob("*.py")
        if imported_roots(path) & FORBIDDEN[folder]
    }
    assert wrong == {}


def test_the_window_knows_of_the_engine_only_its_messages():
    allowed = {"engine.events", "engine.errors", "engine.timeline", "engine.text.harmless", "engine.text.chinese"}
    wrong = {}
    for path in (ROOT / "ui").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            from_engine = isinstance(node, ast.ImportFrom) and (node.module or "").startswith("engine")
            if from_engine and node.module not in allowed:
                wrong[path.name] = node.module
    assert wrong == {}


def test_the_application_imports_the_registry_and_no_model_family():
    families = tuple(f"engine.models.{path.name}" for path in (ROOT / "engine" / "models").iterdir() if path.is_dir())
    wrong = {
        f"{path.relative_to(ROOT)}: {module}"
        for path in (ROOT / "app").rglob("*.py")
        for module in imported_modules(path)
        if module.startswith(families)
    }
    assert wrong == set()


def test_models_are_listed_without_the_libraries_that_run_them(tmp_path):
    code = (
        f"from pathlib import Path\nfrom app.models.store import ModelStore\nModelStore(Path({str(tmp_path)!r})).list()"
    )
    assert modules_after(code) & {"onnxruntime", "ctranslate2", "tokenizers", "torch", "llama_cpp", "numpy"} == set()


def modules_after(code: str) -> set[str]:
    """Names of what a fresh interpreter has imported after `code`."""
    program = f"{code}\nimport sys\nprint('\\n'.join(sys.modules))"
    child = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=True)
    return {name.split(".")[0] for name in child.stdout.splitlines()}


def test_help_imports_nothing_heavy():
    code = "from app.cli import run\ntry:\n    run(['--help'], None)\nexcept SystemExit:\n    pass"
    heavy = {"numpy", "PySide6", "torch", "onnxruntime", "sounddevice", "av", "sqlite3", "ctranslate2", "platformdirs"}
    assert modules_after(code) & heavy == set()


def test_captioning_a_file_needs_neither_qt_nor_torch(sample):
    """The whole way of a file through the session to an export."""
    code = f"from app.cli import run\nassert run(['caption', {str(sample)!r}, '--format', 'srt'], None) == 0"
    modules = modules_after(code)
    assert modules & {"PySide6", "shiboken6", "torch"} == set()
    assert "onnxruntime" in modules
