"""packaging/dev.py: pinned lists, what is missing, the fast second call, and failures that say what to do."""

from __future__ import annotations

import ast
import importlib.metadata
import io
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

import dev
import pytest
from dev_commands import main, setup_steps
from dev_display import virtual_display
from dev_environment import Environment, remedy_for
from dev_pins import Pins, Purpose, read_extra, read_pins
from dev_steps import Outcome, Step, StepFailed, carry_out, run_quietly
from dev_system import install_missing, missing_packages
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
CONSTRAINTS = ROOT / "packaging" / "constraints.txt"

LISTING = (
    "installed\tlibegl1\t\n"
    "installed\tlibglib2.0-0t64\tlibglib2.0-0 (= 2.80.0-6ubuntu3), libglib2.0-compat\n"
    "config-files\tsox\t\n"
)


class Commands:
    """Stands in for the machine: remembers each command and answers by the first word that fits."""

    def __init__(self, answers: dict[str, list[Outcome]] | None = None) -> None:
        self.asked: list[list[str]] = []
        self._answers = answers or {}

    def __call__(self, command: Sequence[str]) -> Outcome:
        self.asked.append(list(command))
        for word, outcomes in self._answers.items():
            if word in command:
                return outcomes.pop(0) if len(outcomes) > 1 else outcomes[0]
        return Outcome(0, "")

    def with_word(self, word: str) -> list[list[str]]:
        return [command for command in self.asked if word in command]


PROBED = Outcome(0, f"{sys.implementation.cache_tag}\n")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository of two pinned packages, whose .venv holds the interpreter that runs the tests."""
    root = tmp_path / "repository"
    (root / "packaging").mkdir(parents=True)
    (root / "packaging" / "constraints.txt").write_text("numpy==1.0\npytest==2.0\n")
    (root / "pyproject.toml").write_text(
        '[project]\ndependencies = ["numpy==1.0"]\n'
        '[project.optional-dependencies]\ndev = ["pytest==2.0"]\n'
        '[tool.earshot]\ncarriers = ["silero-vad==3.0"]\n'
        '[tool.earshot.debian]\nrun = ["libegl1"]\ntest = ["xvfb"]\n'
    )
    (root / "resources").mkdir()
    (root / "resources" / "models.toml").symlink_to(ROOT / "resources" / "models.toml")
    (root / ".venv" / "bin").mkdir(parents=True)
    (root / ".venv" / "bin" / "python").symlink_to(sys.executable)
    return root


def fill(root: Path, purpose: Purpose, commands: Commands) -> Pins:
    pins = read_pins(root, purpose)
    smaller = [(Purpose.RUN, read_pins(root, Purpose.RUN))] if purpose is Purpose.TEST else []
    Environment(root, commands).fill(pins, purpose, smaller)
    return pins


# Pins --------------------------------------------------------------------------------------------


def pinned(requirement: str) -> tuple[str, str]:
    """Name (in the spelling that compares equal) and version; fails for anything but name==version."""
    found = re.fullmatch(r"([A-Za-z0-9._-]+)==([A-Za-z0-9.]+)", requirement.split(";")[0].strip())
    assert found, f"{requirement!r} is not pinned"
    return re.sub(r"[-_.]+", "-", found[1]).lower(), found[2]


def constraint_lines() -> list[str]:
    lines = CONSTRAINTS.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def all_requirements() -> list[str]:
    pins = read_pins(ROOT, Purpose.TEST)
    return [*pins.requirements, *pins.carriers]


@pytest.mark.parametrize("requirement", all_requirements())
def test_a_requirement_is_pinned_to_the_version_in_the_constraints(requirement: str) -> None:
    name, version = pinned(requirement)
    assert dict(map(pinned, constraint_lines()))[name] == version


def test_every_constraint_is_a_plain_version() -> None:
    """No address, no option and no local build: pip's own settings say where packages come from."""
    assert all(pinned(line) for line in constraint_lines())


def test_no_package_is_constrained_twice() -> None:
    names = [pinned(line)[0] for line in constraint_lines()]
    assert sorted(set(names)) == sorted(names)


def test_whatever_the_requirements_ask_for_in_turn_is_constrained() -> None:
    """Asks the environment that the tests run in, which dev.py made from the same lists."""
    needed = needed_by({pinned(requirement)[0] for requirement in read_pins(ROOT, Purpose.TEST).requirements})
    assert {"cffi", "protobuf", "pluggy"} <= needed
    assert needed - {pinned(line)[0] for line in constraint_lines()} == set()


def needed_by(names: set[str]) -> set[str]:
    """These packages and, as far as they are installed, all that they depend on here."""
    found = names | {need for name in names for need in direct_needs(name)}
    return found if found == names else needed_by(found)


def direct_needs(name: str) -> set[str]:
    try:
        stated = [Requirement(line) for line in importlib.metadata.requires(name) or []]
    except importlib.metadata.PackageNotFoundError:  # of another operating system
        return set()
    here = [need for need in stated if need.marker is None or need.marker.evaluate({"extra": ""})]
    return {re.sub(r"[-_.]+", "-", need.name).lower() for need in here}


def test_running_needs_no_torch_and_no_test_tools() -> None:
    names = {pinned(requirement)[0] for requirement in read_pins(ROOT, Purpose.RUN).requirements}
    assert names.isdisjoint({"torch", "onnxscript", "pytest", "ruff", "mypy"})


def test_testing_needs_exactly_torch_2_13_0() -> None:
    assert "torch==2.13.0" in read_pins(ROOT, Purpose.TEST).requirements


def test_the_fingerprint_follows_the_lists(repository: Path) -> None:
    run, test = (read_pins(repository, purpose).fingerprint() for purpose in Purpose)
    assert run != test


def test_the_fingerprint_follows_the_constraints(repository: Path) -> None:
    before = read_pins(repository, Purpose.RUN).fingerprint()
    (repository / "packaging" / "constraints.txt").write_text("numpy==1.0\npytest==2.1\n")
    assert read_pins(repository, Purpose.RUN).fingerprint() != before


# System packages ---------------------------------------------------------------------------------


def test_a_package_that_is_not_listed_is_missing() -> None:
    assert missing_packages(["libegl1", "xvfb"], LISTING) == ["xvfb"]


def test_a_package_that_was_removed_is_missing() -> None:
    assert missing_packages(["sox"], LISTING) == ["sox"]


def test_a_package_under_its_new_name_is_there() -> None:
    assert missing_packages(["libglib2.0-0"], LISTING) == []


debian_only = pytest.mark.skipif(not shutil.which("apt-get"), reason="needs a Debian or Ubuntu")


@debian_only
def test_only_what_is_missing_is_asked_for() -> None:
    commands = Commands({"dpkg-query": [Outcome(0, LISTING)]})
    install_missing(["libegl1", "xvfb"], commands)
    [install] = commands.with_word("install")
    assert (install[-1], "libegl1" in install) == ("xvfb", False)


@debian_only
def test_nothing_is_asked_for_when_all_is_there() -> None:
    commands = Commands({"dpkg-query": [Outcome(0, LISTING)]})
    assert (install_missing(["libegl1"], commands), len(commands.asked)) == ("all there", 1)


@debian_only
def test_stale_package_lists_are_renewed_once() -> None:
    commands = Commands({"dpkg-query": [Outcome(0, LISTING)], "install": [Outcome(100, "404"), Outcome(0, "")]})
    install_missing(["xvfb"], commands)
    assert [command[-1] for command in commands.asked[1:]] == ["xvfb", "update", "xvfb"]


@debian_only
def test_a_failing_apt_is_quoted_with_the_command_to_try() -> None:
    commands = Commands({"dpkg-query": [Outcome(0, LISTING)], "install": [Outcome(100, "E: disk full")]})
    with pytest.raises(StepFailed, match=r"(?s)E: disk full.*sudo apt-get install .* xvfb"):
        install_missing(["xvfb"], commands)


@debian_only
def test_without_the_right_to_install_one_line_names_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    commands = Commands({"dpkg-query": [Outcome(0, LISTING)], "sudo": [Outcome(1, "a password is required")]})
    said = install_missing(["xvfb"], commands)
    assert said == "missing: xvfb; to install them: sudo apt-get install -y --no-install-recommends xvfb"


@pytest.mark.parametrize("manager", ["dnf", "pacman", "zypper"])
def test_elsewhere_one_line_names_what_is_needed(manager: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}" if name == manager else None)
    commands, pins = Commands(), read_pins(ROOT, Purpose.RUN)
    said = install_missing(pins.debian, commands, pins.elsewhere)
    assert said.startswith("left to you (these names were not tried yet): sudo ")
    assert "portaudio" in said
    assert commands.asked == []


# The environment and its stamp -------------------------------------------------------------------


def test_after_a_set_up_nothing_is_left_to_do(repository: Path) -> None:
    pins = fill(repository, Purpose.RUN, Commands())
    assert Environment(repository, Commands()).complete(pins, Purpose.RUN)


def test_a_set_up_for_tests_is_one_for_running_too(repository: Path) -> None:
    fill(repository, Purpose.TEST, Commands())
    assert Environment(repository, Commands()).complete(read_pins(repository, Purpose.RUN), Purpose.RUN)


def test_a_set_up_for_running_does_not_do_for_tests(repository: Path) -> None:
    fill(repository, Purpose.RUN, Commands())
    assert not Environment(repository, Commands()).complete(read_pins(repository, Purpose.TEST), Purpose.TEST)


def test_another_pin_asks_for_another_set_up(repository: Path) -> None:
    fill(repository, Purpose.RUN, Commands())
    pyproject = repository / "pyproject.toml"
    pyproject.write_text(pyproject.read_text().replace("numpy==1.0", "numpy==1.1"))
    assert not Environment(repository, Commands()).complete(read_pins(repository, Purpose.RUN), Purpose.RUN)


def test_an_interrupted_installation_is_not_taken_for_a_complete_one(repository: Path) -> None:
    pins = fill(repository, Purpose.RUN, Commands())
    with pytest.raises(StepFailed):
        fill(repository, Purpose.RUN, Commands({"pip": [Outcome(1, "killed")]}))
    assert not Environment(repository, Commands()).complete(pins, Purpose.RUN)


def test_an_environment_without_its_python_is_not_complete(repository: Path) -> None:
    pins = fill(repository, Purpose.RUN, Commands())
    Environment(repository, Commands()).python.unlink()
    assert not Environment(repository, Commands()).complete(pins, Purpose.RUN)


def test_a_spoilt_stamp_counts_as_none(repository: Path) -> None:
    pins = fill(repository, Purpose.RUN, Commands())
    (repository / ".venv" / "earshot-setup.json").write_text('{"run": "4f')
    assert not Environment(repository, Commands()).complete(pins, Purpose.RUN)


def test_a_working_environment_is_kept(repository: Path) -> None:
    commands = Commands({"-c": [PROBED]})
    assert (Environment(repository, commands).make(), commands.with_word("venv")) == ("there", [])


def test_an_environment_of_another_python_is_made_anew(repository: Path) -> None:
    commands = Commands({"-c": [Outcome(0, "cpython-310\n")]})
    assert Environment(repository, commands).make().startswith("made anew")


@pytest.mark.slow
def test_a_half_made_environment_is_repaired(tmp_path: Path) -> None:
    """Really: a folder without pip, as an interrupted `python -m venv` leaves it."""
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    environment = Environment(tmp_path, run_quietly)
    environment.make()
    assert environment.make() == "there"


def test_carriers_come_without_their_dependencies(repository: Path) -> None:
    commands = Commands()
    fill(repository, Purpose.RUN, commands)
    [install] = commands.with_word("--no-deps")
    assert install[-1] == "silero-vad==3.0"


def test_requirements_are_held_to_the_constraints(repository: Path) -> None:
    commands = Commands()
    fill(repository, Purpose.RUN, commands)
    [install] = commands.with_word("-c")
    assert install[-2:] == [str(repository / "packaging" / "constraints.txt"), "numpy==1.0"]


def test_the_second_call_starts_neither_pip_nor_venv(repository: Path) -> None:
    fill(repository, Purpose.RUN, Commands())
    names = [step.name for step in setup_steps(repository, Purpose.RUN)]
    assert names == ["system packages", "Python packages", "Whisper base"]


def test_the_first_call_makes_the_environment_before_it_fills_and_uses_it(repository: Path) -> None:
    names = [step.name for step in setup_steps(repository, Purpose.RUN)]
    assert names == ["system packages", "Python environment", "Python packages", "Whisper base"]


def test_what_must_be_compiled_comes_last_and_for_tests_only(repository: Path) -> None:
    last = {purpose: setup_steps(repository, purpose)[-1].name for purpose in Purpose}
    assert last == {Purpose.RUN: "Whisper base", Purpose.TEST: "llama.cpp"}


# Failures ----------------------------------------------------------------------------------------


def break_down() -> str:
    raise StepFailed("It broke.", "Mend it.")


def test_a_failing_pip_is_quoted(repository: Path) -> None:
    commands = Commands({"pip": [Outcome(1, "ERROR: No matching distribution found for numpy==1.0")]})
    with pytest.raises(StepFailed, match="pip stopped:\nERROR: No matching distribution"):
        fill(repository, Purpose.RUN, commands)


@pytest.mark.parametrize(
    ("said", "advice"),
    [
        ("OSError: [Errno 28] No space left on device", "Free some disk space"),
        ("Failed to establish a new connection: [Errno -3]", "Look after the network connection"),
        ("ERROR: No matching distribution found for x==1", "Use a Python for which"),
        ("error: subprocess-exited-with-error", "Look at what pip says above"),
    ],
)
def test_the_advice_fits_what_pip_says(said: str, advice: str) -> None:
    assert remedy_for(said).startswith(advice)


def test_a_python_without_venv_is_told_what_to_install(repository: Path) -> None:
    commands = Commands({"-c": [Outcome(127, "")], "venv": [Outcome(1, "ensurepip is not available")]})
    with pytest.raises(StepFailed, match=r"(?s)ensurepip is not available.*apt-get install python3-venv"):
        Environment(repository, commands).make()


def test_a_step_prints_one_line_with_its_duration() -> None:
    report = io.StringIO()
    carry_out([Step("system packages", lambda: "all there")], report)
    assert re.fullmatch(r"system packages +all there \(\d+\.\d s\)\n", report.getvalue())


def test_no_step_follows_one_that_failed() -> None:
    done: list[str] = []

    def second() -> str:
        done.append("second")
        return "done"

    steps = [Step("first", break_down), Step("second", second)]
    with pytest.raises(StepFailed):
        carry_out(steps, io.StringIO())
    assert done == []


def test_a_failed_step_ends_the_command_with_its_two_sentences(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("dev_commands.setup_steps", lambda root, purpose: [Step("first", break_down)])
    assert (main(["setup"]), capsys.readouterr().err.endswith("It broke.\nMend it.\n")) == (1, True)


def test_a_command_that_is_not_there_fails_without_a_traceback() -> None:
    assert run_quietly(["earshot-has-no-such-program"]).status == 127


def test_a_command_that_hangs_is_ended_and_told() -> None:
    outcome = run_quietly([sys.executable, "-c", "import time; time.sleep(600)"], timeout_s=0.5)
    assert (outcome.status, "was ended after" in outcome.output) == (124, True)


@pytest.mark.parametrize("arguments", [[], ["install"], ["setup", "now"]])
def test_wrong_usage_shows_the_commands(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert (main(arguments), "usage:" in capsys.readouterr().err) == (2, True)


# The display -------------------------------------------------------------------------------------

needs_display = pytest.mark.skipif(
    not all(map(shutil.which, ("Xvfb", "openbox", "xdotool"))), reason="needs Xvfb, openbox and xdotool"
)


def desktops(environment: dict[str, str]) -> int:
    """Exit status of a question that only a window manager answers."""
    return subprocess.run(["xdotool", "get_num_desktops"], env=environment, capture_output=True).returncode


@needs_display
def test_windows_on_the_display_are_managed() -> None:
    with virtual_display() as environment:
        assert desktops(environment) == 0


@needs_display
def test_the_display_ends_with_its_block() -> None:
    with virtual_display() as environment:
        name = environment["DISPLAY"]
    assert desktops({**os.environ, "DISPLAY": name}) != 0


@needs_display
def test_two_displays_live_side_by_side() -> None:
    with virtual_display() as one, virtual_display() as other:
        assert one["DISPLAY"] != other["DISPLAY"]


# Old Pythons -------------------------------------------------------------------------------------


def test_an_old_python_is_told_which_one_is_needed() -> None:
    assert dev.refusal((3, 9)).startswith("Earshot needs Python 3.11 or newer, and this is Python 3.9.")


def test_the_oldest_python_is_the_one_that_pyproject_states() -> None:
    with (ROOT / "pyproject.toml").open("rb") as file:
        stated = tomllib.load(file)["project"]["requires-python"]
    assert stated == ">={}.{}".format(*dev.OLDEST)


def test_a_python_that_is_new_enough_is_not_refused() -> None:
    assert dev.refusal(dev.OLDEST) == ""


def test_old_pythons_can_read_the_entry() -> None:
    assert ast.parse((ROOT / "packaging" / "dev.py").read_text(), feature_version=(3, 4))


def test_an_old_python_ends_with_a_sentence_and_no_traceback() -> None:
    as_if_old = "import runpy, sys; sys.version_info = (3, 9, 2); runpy.run_path('packaging/dev.py', {}, '__main__')"
    ended = subprocess.run([sys.executable, "-c", as_if_old], cwd=ROOT, capture_output=True, text=True)
    assert (ended.returncode, ended.stderr.count("\n"), ended.stderr[:26]) == (1, 1, "Earshot needs Python 3.11 ")


def test_an_extra_is_installed_with_the_pinned_versions(monkeypatch, tmp_path):
    """PyTorch is large, so only who asks for it gets it, in the version that was tried."""
    asked: list[list[str]] = []

    def run(command):
        asked.append(list(command))
        return Outcome(0, "Successfully installed torch-2.13.0")

    environment = Environment(tmp_path, run)
    assert environment.add(tmp_path / "constraints.txt", read_extra(ROOT, "gpu")) == "1 installed"
    (command,) = asked
    assert "torch==2.13.0" in command
    assert command[command.index("-c") + 1] == str(tmp_path / "constraints.txt")


def test_an_unknown_extra_is_wrong_usage(capsys):
    assert main(["setup", "--extra", "nonesuch"]) == 2
    assert "usage:" in capsys.readouterr().err
