"""The three commands of dev.py, each a list of steps."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import appimage
import bundle
import bundle_check
import debian
import llama_build
import release
from dev_checks import run_checks
from dev_environment import Environment
from dev_model import bring_model
from dev_pins import Purpose, read_extra, read_pins
from dev_steps import Step, StepFailed, carry_out, run_quietly
from dev_system import install_missing
from model_catalogue import read_model
from screenshots import take_all

ROOT = Path(__file__).resolve().parents[1]
DEFAULT_MODEL = "whisper-base"
LLM = "llm"  # not a pip requirement: it is compiled here
USAGE = """\
usage: python3 packaging/dev.py setup                sets up what running needs, and nothing else
       python3 packaging/dev.py setup --extra NAME   adds an extra of pyproject.toml: gpu (PyTorch), training,
                                                     or llm (llama.cpp)
       python3 packaging/dev.py run [-- ARGS]        sets up, then starts Earshot with ARGS
       python3 packaging/dev.py test [PYTEST ARGS]   sets up what tests need, then lint, types and tests
       python3 packaging/dev.py bundle               makes the program as one folder and packs it: dist/
       python3 packaging/dev.py bundle --check       installs, starts, captions with and removes what bundle made
       python3 packaging/dev.py release --dry-run    makes all that a release needs, and publishes nothing
       python3 packaging/dev.py screenshots          takes pictures of the window: docs/images, build/screenshots
"""


def main(arguments: Sequence[str]) -> int:
    """0: all went well; 1: a step or a check failed; 2: wrong usage."""
    if list(arguments) in (["-h"], ["--help"]):
        print(USAGE, end="")
        return 0
    try:
        return _obey(list(arguments))
    except StepFailed as failure:
        sys.stderr.write(f"{failure}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("\nInterrupted; the same command goes on from here.\n")
        return 130


def _obey(arguments: list[str]) -> int:
    match arguments:
        case ["setup"]:
            return set_up_only()
        case ["setup", "--extra", name] if name == LLM or read_extra(ROOT, name):
            return set_up_extra(name)
        case ["run", "--", *rest] | ["run", *rest]:
            return run(rest)
        case ["test", "--", *rest] | ["test", *rest]:
            return test(rest)
        case ["bundle"]:
            return make_bundle()
        case ["bundle", "--check"]:
            return check_bundle()
        case ["release", "--dry-run"]:
            return dry_release()
        case ["screenshots"]:
            return screenshots()
        case _:
            sys.stderr.write(USAGE)
            return 2


def set_up_only() -> int:
    carry_out(setup_steps(ROOT, Purpose.RUN))
    return 0


def set_up_extra(name: str) -> int:
    """What only some models need: PyTorch, which is large, and llama.cpp, which takes minutes to compile."""
    environment = Environment(ROOT, run_quietly)
    extra = read_extra(ROOT, name)
    if extra is None:
        step = Step("llama.cpp", lambda: _build_llama(environment.python))
    else:
        constraints = read_pins(ROOT, Purpose.RUN).constraints
        step = Step(f"extra {name}", lambda: environment.add(constraints, extra))
    carry_out([*setup_steps(ROOT, Purpose.RUN), step])
    return 0


def run(arguments: Sequence[str]) -> int:
    """Turns this process into Earshot, so that its exit status and every signal are Earshot's own."""
    carry_out(setup_steps(ROOT, Purpose.RUN))
    command = [str(Environment(ROOT, run_quietly).python), str(ROOT / "main.py"), *arguments]
    sys.stderr.flush()
    if os.name != "nt":  # there, the prompt would come back while Earshot still runs
        os.execv(command[0], command)
    return subprocess.call(command)


def test(pytest_arguments: Sequence[str]) -> int:
    carry_out(setup_steps(ROOT, Purpose.TEST))
    return 1 if run_checks(Environment(ROOT, run_quietly).python, ROOT, pytest_arguments) else 0


def screenshots() -> int:
    carry_out(setup_steps(ROOT, Purpose.TEST))
    for picture in take_all(ROOT, Environment(ROOT, run_quietly).python):
        print(picture.relative_to(ROOT))
    return 0


def make_bundle() -> int:
    """The program in one folder, an archive of it and a Debian package; prints what each part weighs."""
    environment, folder = Environment(ROOT, run_quietly), bundle.bundle_folder(ROOT)
    python, archive = environment.python, bundle.archive_file(ROOT)
    constraints, extra = read_pins(ROOT, Purpose.RUN).constraints, read_extra(ROOT, "bundle") or ()
    carry_out(
        [
            *setup_steps(ROOT, Purpose.RUN),
            Step("tools", lambda: f"{environment.add(constraints, extra)} installed"),
            Step("llama.cpp", lambda: bundle.build_llama(ROOT, python, run_quietly)),
            Step("PyInstaller", lambda: bundle.freeze(ROOT, python, run_quietly)),
            Step("lighter", lambda: bundle.lighten(folder, python, run_quietly)),
            Step("licences", lambda: bundle.add_licences(ROOT, folder, python, run_quietly)),
            Step("archive", lambda: bundle.pack(ROOT, folder, archive, run_quietly)),
            Step("Debian package", lambda: debian.build(ROOT, folder, run_quietly)),
            Step("AppImage", lambda: appimage.build(ROOT, folder, run_quietly)),
        ]
    )
    for name, megabytes in bundle.weigh(folder):
        print(f"{name:<28} {megabytes:6.1f} MB")
    print(bundle.check_weight(folder, archive))
    return 0


def check_bundle() -> int:
    """Starts what `bundle` made as a user would, in an empty environment, on a display in memory."""
    carry_out(bundle_check.steps(ROOT, run_quietly))
    return 0


def dry_release() -> int:
    python = Environment(ROOT, run_quietly).python
    carry_out(release.steps(ROOT, python, run_quietly))
    return 0


def setup_steps(root: Path, purpose: Purpose) -> list[Step]:
    """What a set-up does, in its order: a later step needs what the earlier ones brought.

    What compiles comes at the end, where .venv and the system's tools are complete.
    """
    steps = [*_install_steps(root, purpose), _model_step(root)]
    if purpose is Purpose.TEST:  # running does without at first: a build takes minutes, captions must not
        steps.append(Step("llama.cpp", lambda: _build_llama(Environment(root, run_quietly).python)))
    return steps


def _model_step(root: Path) -> Step:
    model = read_model(root / "resources" / "models.toml", DEFAULT_MODEL)
    python = Environment(root, run_quietly).python
    run_there = partial(run_quietly, folder=root)
    return Step(model.title, lambda: bring_model(model, root / "resources" / "models", python, run_there, _say))


def _build_llama(python: Path) -> str:
    return "there" if llama_build.ensure_llama(python, _say) else "left out"


def _say(sentence: str) -> None:
    sys.stderr.write(f"{sentence} ")
    sys.stderr.flush()


def _install_steps(root: Path, purpose: Purpose) -> list[Step]:
    pins = read_pins(root, purpose)
    environment = Environment(root, run_quietly)
    steps = [Step("system packages", lambda: install_missing(pins.debian, run_quietly, pins.elsewhere))]
    if environment.complete(pins, purpose):
        return [*steps, Step("Python packages", lambda: "all there")]
    smaller = [(Purpose.RUN, read_pins(root, Purpose.RUN))] if purpose is Purpose.TEST else []
    return [
        *steps,
        Step("Python environment", environment.make),
        Step("Python packages", lambda: environment.fill(pins, purpose, smaller)),
    ]
