"""The step of the set-up that compiles llama.cpp."""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def build() -> ModuleType:
    spec = importlib.util.spec_from_file_location("llama_build", ROOT / "packaging" / "llama_build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def python(tmp_path: Path) -> Path:
    """An environment whose Python does what pip would be asked for: it says yes, and counts."""
    path = tmp_path / "venv" / "bin" / "python"
    path.parent.mkdir(parents=True)
    (tmp_path / "venv" / "pyvenv.cfg").touch()
    path.write_text('#!/bin/sh\necho "$@" >> "$(dirname "$0")/asked"\ntest ! -e "$(dirname "$0")/fail"\n')
    path.chmod(0o755)
    return path


def asked(python: Path) -> list[str]:
    record = python.parent / "asked"
    return record.read_text().splitlines() if record.exists() else []


pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the stand-in for Python is a shell script")


@pytest.fixture(autouse=True)
def a_compiler(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    compiler = tmp_path / "some-c++"
    compiler.write_text("#!/bin/sh\n")
    compiler.chmod(0o755)
    monkeypatch.setenv("CXX", str(compiler))


def test_it_is_built_once(build: ModuleType, python: Path) -> None:
    said: list[str] = []
    assert build.ensure_llama(python, said.append)
    first = len(asked(python))
    assert build.ensure_llama(python, said.append)
    assert len(asked(python)) == first
    assert len(said) == 1
    assert "minute" in said[0]


def test_it_is_built_lean_and_for_this_processor(build: ModuleType, python: Path) -> None:
    build.ensure_llama(python, lambda _: None)
    line = next(line for line in asked(python) if "llama-cpp-python==" in line)
    assert "llama_lean.cmake" in line
    assert "GGML_NATIVE=ON" in line
    assert "--no-deps" in line


def test_it_is_built_anew_for_another_processor(
    build: ModuleType, python: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build.ensure_llama(python, lambda _: None)
    monkeypatch.setattr(build, "_processor", lambda: "another")
    assert not build.installed(python)


def test_it_is_built_anew_in_an_environment_made_anew(build: ModuleType, python: Path) -> None:
    build.ensure_llama(python, lambda _: None)
    os.utime(python.parents[1] / "pyvenv.cfg", (1, 1))
    assert not build.installed(python)


def test_without_a_compiler_it_says_so_and_asks_for_nothing(
    build: ModuleType, python: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CXX")
    monkeypatch.setenv("PATH", "")
    said: list[str] = []
    assert not build.ensure_llama(python, said.append)
    assert "compiler" in said[0]
    assert asked(python) == []


def test_a_failed_build_is_told_and_tried_again_next_time(build: ModuleType, python: Path) -> None:
    (python.parent / "fail").touch()
    said: list[str] = []
    assert not build.ensure_llama(python, said.append)
    assert "earshot-llama.log" in said[-1]
    (python.parent / "fail").unlink()
    assert build.ensure_llama(python, said.append)


def test_a_bundle_is_built_for_any_processor(build: ModuleType) -> None:
    assert "cmake.define.GGML_NATIVE=OFF" in build.build_options(portable=True)
