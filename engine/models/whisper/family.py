"""Whisper as a model family (engine/models/family.py): any folder of a Whisper model converted for CTranslate2."""

from __future__ import annotations

import importlib.util
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import SET_UP_AGAIN, CaptioningError, ComponentMissing
from engine.models import manifest
from engine.models.family import ImportOptions, LoadOptions
from engine.models.manifest import Manifest
from engine.models.origin import licence_of, source_of, weights_entry
from engine.models.progress import Progress
from engine.models.whisper import folder as whisper_folder

if TYPE_CHECKING:
    from engine.models.recogniser import Recogniser

STATEMENT = (
    "Whisper's weights are published by OpenAI under the MIT License. What holds for the conversion that you took "
    "stands on its own page."
)

_LIBRARIES = ("ctranslate2", "tokenizers")
# A process that recognised with base, int8, 145 MB in float16: 392 MB at its peak, 70 MB of them before loading.
_MEMORY_PER_BYTE = 1.5  # of the weights' file
_MEMORY_BESIDE = 190_000_000


def describe(folder: Path) -> Manifest | None:
    """Raises ModelUnusable for a folder of CTranslate2 that holds no whole Whisper model."""
    if not whisper_folder.looks_like_one(folder):
        return None
    title = whisper_folder.title_of(folder)
    return whisper_folder.describe(folder, folder.name, title, {}, licence_of(STATEMENT, folder), {})


def missing(_described: Manifest, _folder: Path) -> CaptioningError | None:
    for library in _LIBRARIES:
        if importlib.util.find_spec(library) is None:
            return ComponentMissing(
                "The library {library}, which Whisper models need, is not installed.",
                SET_UP_AGAIN,
                library=library,
            )
    return None


def memory_bytes(folder: Path, _described: Manifest) -> int:
    return round(_MEMORY_PER_BYTE * (folder / whisper_folder.WEIGHTS).stat().st_size) + _MEMORY_BESIDE


def uses_context(_described: Manifest) -> bool:
    return whisper_folder.USES_CONTEXT


def writes_live_text(_described: Manifest) -> bool:
    return True


def load(folder: Path, described: Manifest, options: LoadOptions) -> Recogniser:
    from engine.models.whisper import recogniser

    return recogniser.load(folder, described, options)


def published(path: Path, _options: ImportOptions) -> PublishedFolder | None:
    """The folder, or the weights' file in it."""
    folder = path.parent if path.name == whisper_folder.WEIGHTS else path
    if not whisper_folder.looks_like_one(folder):
        return None
    return PublishedFolder(folder, tuple(whisper_folder.files_of(folder)))


@dataclass(frozen=True, slots=True)
class PublishedFolder:
    """A folder whose files are installed as they are; CTranslate2 quantises them while it loads."""

    folder: Path
    files: tuple[Path, ...]

    @property
    def title(self) -> str:
        return whisper_folder.title_of(self.folder)

    @property
    def size(self) -> int:
        return sum(path.stat().st_size for path in self.files)

    def install(self, name: str, work: Path, progress: Progress) -> Manifest:
        done, total = 0, self.size or 1
        for path in self.files:
            progress(done / total / 2, path.name)
            shutil.copyfile(path, work / path.name)
            done += path.stat().st_size
        progress(0.5, "checksums")
        files = manifest.records_of(work)
        weights = weights_entry(whisper_folder.WEIGHTS, files[whisper_folder.WEIGHTS])
        source = source_of(self.folder, "CTranslate2", [weights])
        return whisper_folder.describe(work, name, self.title, files, licence_of(STATEMENT, self.folder), source)
