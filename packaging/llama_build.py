"""Builds llama.cpp's Python binding for the processor at hand, in the lean form that Earshot needs.

There is no ready-made wheel at the registry. A lean build takes about 150 processor-seconds (five times less
than the full one); one for every processor would decode 10 to 20 % and prefill 35 to 50 % more slowly, so
that is for bundles only. What was built is remembered in .venv, processor included.

python3 packaging/llama_build.py    builds it into Earshot's own environment, which dev.py made
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

VERSION = "0.3.36"
PACKAGE = "llama-cpp-python"
_FORM = 1  # of the build; a higher number builds anew
_PROCESSOR_SECONDS = 170  # two virtual cores of a 2024 server; download and unpacking included
_STEP_S = 3600.0  # twenty times what two cores need
_MOST_JOBS = 8
_COMPILERS = ("c++", "g++", "clang++", "cl")
_HERE = Path(__file__).resolve().parent

# Opens the library without the package around it, whose own imports are not installed.
_TRIAL = """
import ctypes, importlib.util, pathlib
lib = pathlib.Path(importlib.util.find_spec("llama_cpp").submodule_search_locations[0]) / "lib"
ctypes.CDLL(str(next(path for path in lib.iterdir() if path.stem in ("libllama", "llama"))))
"""

Say = Callable[[str], None]


def ensure_llama(venv_python: Path, say: Say) -> bool:
    """Build and install the library into the environment of `venv_python`, unless it is there.

    say: receives one sentence before a build, and one where it was not possible. Returns whether the library
    is there now; Earshot runs without it, captions then come from CTC.
    """
    if installed(venv_python):
        return True
    if not _compiler():
        say(
            "The language model's library must be compiled, and no C++ compiler was found; captions come from "
            "CTC until there is one (Debian, Ubuntu: sudo apt-get install g++; macOS: xcode-select --install)."
        )
        return False
    say(f"Compiling llama.cpp for this processor, once: about {_minutes()} minutes.")
    log = _stamp(venv_python).with_suffix(".log")
    if not _build(venv_python, log):
        say(f"llama.cpp could not be compiled ({log} tells why); captions come from CTC.")
        return False
    _remember(venv_python)
    return True


def installed(venv_python: Path) -> bool:
    """Whether this version, built for this processor, lies in the environment; starts no process."""
    try:
        remembered = json.loads(_stamp(venv_python).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return bool(remembered == _identity(venv_python))


def build_options(portable: bool = False) -> list[str]:
    """Options for pip. portable: for any processor of the last ten years, as bundles need it."""
    settings = {
        "cmake.define.CMAKE_PROJECT_llama_cpp_INCLUDE": (_HERE / "llama_lean.cmake").as_posix(),
        "cmake.define.GGML_NATIVE": "OFF" if portable else "ON",
    }
    return [part for key, value in settings.items() for part in ("--config-settings", f"{key}={value}")]


def _build(venv_python: Path, log: Path) -> bool:
    pip = [str(venv_python), "-m", "pip", "install", "--no-input", "--disable-pip-version-check"]
    pinned = ["-c", str(_HERE / "constraints.txt")]
    steps = [
        [*pip, *pinned, "typing_extensions"],  # all that the binding's low-level module imports
        [
            *pip,
            "--no-deps",
            "--force-reinstall",
            "--no-binary",
            PACKAGE,
            "--no-cache-dir",
            *build_options(),
            f"{PACKAGE}=={VERSION}",
        ],
        [str(venv_python), "-c", _TRIAL],
    ]
    environment = {**os.environ, "CMAKE_BUILD_PARALLEL_LEVEL": str(_jobs())}
    environment.pop("CMAKE_ARGS", None)  # somebody's settings for another build
    with log.open("wb") as report:
        return all(_succeeds(step, report, environment) for step in steps)


def _succeeds(step: list[str], report: BinaryIO, environment: dict[str, str], timeout_s: float = _STEP_S) -> bool:
    """Its output goes to `report`, as does that it took too long."""
    try:
        done = subprocess.run(
            step, stdin=subprocess.DEVNULL, stdout=report, stderr=report, env=environment, timeout=timeout_s
        )
    except subprocess.TimeoutExpired:
        report.write(f"{step[0]} was ended after {timeout_s:.0f} s.\n".encode())
        return False
    return done.returncode == 0


def _remember(venv_python: Path) -> None:
    unfinished = _stamp(venv_python).with_suffix(".part")
    unfinished.write_text(json.dumps(_identity(venv_python)), encoding="utf-8")
    unfinished.replace(_stamp(venv_python))


def _stamp(venv_python: Path) -> Path:
    return venv_python.parents[1] / "earshot-llama.json"


def _identity(venv_python: Path) -> dict[str, object]:
    """What a build is good for. The environment's creation belongs to it: a new one is empty."""
    made = venv_python.parents[1] / "pyvenv.cfg"
    return {
        "version": VERSION,
        "form": _FORM,
        "processor": _processor(),
        "environment": made.stat().st_mtime_ns if made.exists() else 0,
    }


def _processor(information: Path = Path("/proc/cpuinfo")) -> str:
    """Changes with the instructions that the processor knows: a build for others would be killed by it."""
    words = platform.machine() + platform.processor()
    if information.exists():
        lines = information.read_text(encoding="utf-8", errors="replace").splitlines()
        words += "".join(sorted({line for line in lines if line.startswith(("flags", "Features", "model name"))}))
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def _compiler() -> str | None:
    named = os.environ.get("CXX")
    return next((found for name in (named, *_COMPILERS) if name and (found := shutil.which(name))), None)


def _jobs() -> int:
    return min(_MOST_JOBS, os.cpu_count() or 1)


def _minutes() -> int:
    return max(1, math.ceil(_PROCESSOR_SECONDS / _jobs() / 60))


def main() -> int:
    """0: the library is there; 1: it is not, and a sentence said why."""
    folder = _HERE.parent / ".venv"
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        sys.stderr.write("There is no .venv yet: run python3 packaging/dev.py setup first.\n")
        return 1
    there = ensure_llama(python, lambda sentence: print(sentence, flush=True))
    print("llama.cpp is there." if there else "llama.cpp is not there.")
    return 0 if there else 1


if __name__ == "__main__":
    sys.exit(main())
