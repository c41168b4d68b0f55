"""Takes files from this computer: from a folder or drive of the user's, or from a hub's own cache."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path

from app.model_store.fetching.download import BLOCK, ModelDownload
from app.model_store.fetching.faults import LATER, SourceFault
from app.model_store.obtainable import HubOrigin, WantedFile


class FolderSource:
    """A folder: each file at its own path, or by its bare name. paths: names that differ there."""

    network = False

    def __init__(self, folder: Path, paths: Mapping[str, str] | None = None) -> None:
        self.title = str(folder)
        self._folder, self._paths = folder, paths or {}

    def bring(self, wanted: Sequence[WantedFile], download: ModelDownload) -> None:
        """Takes what fits. Raises SourceFault for the first file that does not."""
        first: SourceFault | None = None
        for file in wanted:
            try:
                if (path := self._path(file.name)) is not None:
                    copy(path, file, download, self.title)
            except SourceFault as fault:
                first = first or fault
        if first is not None:
            raise first
        if not self._folder.is_dir():
            raise SourceFault("The folder {folder} is not there.", "Connect the drive.", folder=self._folder)

    def _path(self, name: str) -> Path | None:
        places = (self._paths.get(name, name), name.rsplit("/", 1)[-1])
        return next((self._folder / each for each in places if (self._folder / each).is_file()), None)


class CacheSource:
    """What other programs fetched from the same repository before."""

    network = False
    title = "this computer"

    def __init__(self, origin: HubOrigin) -> None:
        self._origin = origin

    def bring(self, wanted: Sequence[WantedFile], download: ModelDownload) -> None:
        for file in wanted:
            name = self._origin.paths.get(file.name, file.name)
            # Without a published sum, a copy is believed only where the hub's own program noted which commit it is of.
            for folder in cached_folders(self._origin, exactly=file.sha256 is None):
                if (folder / name).is_file() and file.size in (None, (folder / name).stat().st_size):
                    try:
                        copy(folder / name, file, download, self.title)
                        break
                    except SourceFault:
                        continue


def cached_folders(origin: HubOrigin, *, exactly: bool) -> Iterator[Path]:
    """Where the hubs' programs keep the repository; exactly: only a folder that is named after the commit.

    Source: the layouts of huggingface_hub (models--OWNER--NAME/snapshots/COMMIT) and of modelscope.
    """
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    owner, name = origin.repository.split("/")
    if origin.hub == "huggingface":
        home = Path(os.environ.get("HF_HOME") or cache / "huggingface")
        hub = Path(os.environ.get("HF_HUB_CACHE") or home / "hub")
        snapshots = hub / f"models--{owner}--{name}" / "snapshots"
        yield snapshots / origin.revision
        if not exactly:
            yield from _folders(snapshots)
    elif not exactly:
        home = Path(os.environ.get("MODELSCOPE_CACHE") or cache / "modelscope" / "hub")
        for below in ("models", "."):
            yield home / below / owner / name.replace(".", "___")


def _folders(parent: Path) -> list[Path]:
    try:
        return sorted(parent.iterdir())
    except OSError:
        return []


def copy(path: Path, file: WantedFile, download: ModelDownload, host: str) -> None:
    """Raises SourceFault where it cannot be read or is another file."""
    download.source = host
    with closing(download.partial(file, "")) as part:
        try:
            with path.open("rb") as there:
                while True:
                    download.steering.wait_while_paused()
                    try:
                        block = there.read(BLOCK)
                    except OSError as error:
                        raise SourceFault(
                            "{path} cannot be read ({reason}).", LATER, path=path, reason=error.strerror or error
                        ) from error
                    if not block:
                        break
                    part.write(block)
                    download.show(file.name, part.length)
        except BaseException:
            part.remove()
            raise
        download.accept(file, part, host)
