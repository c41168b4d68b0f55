"""CAM++ as a model family (engine/models/family.py): it tells voices apart and writes no text."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from engine.errors import SET_UP_AGAIN, CaptioningError, ComponentMissing, ModelUnusable
from engine.models.family import ImportOptions, LoadOptions
from engine.models.licence import licence_texts
from engine.models.manifest import Manifest, ModelCapabilities, record_of, records_of
from engine.models.progress import Progress

if TYPE_CHECKING:
    from engine.models.campplus.voices import VoiceModel
    from engine.models.fun_asr_nano.checkpoints.tensors import LazyTensors

NAME = "campplus"
WRITES_TEXT = False
TITLE = "CAM++ speakers"
STATEMENT = (
    "CAM++ and its weights are published by the 3D-Speaker project of Alibaba Group under the Apache License 2.0. What "
    "holds for your copy stands on the page that you took it from."
)

_DENSE = "xvector.dense.linear.weight"
_MEMORY_BESIDE = 90_000_000  # what a batch of pieces needs, and the library
_MOST_BYTES = 200_000_000


def describe(folder: Path) -> None:
    """A published checkpoint cannot be used before it was converted."""


def missing(described: Manifest, folder: Path) -> CaptioningError | None:
    """It needs nothing that Earshot does without."""


def memory_bytes(folder: Path, described: Manifest) -> int:
    return described.size + _MEMORY_BESIDE


def uses_context(described: Manifest) -> bool:
    return False


def writes_live_text(described: Manifest) -> bool:
    return False


def load(folder: Path, described: Manifest, options: LoadOptions) -> NoReturn:
    raise ModelUnusable(
        "{title} tells speakers apart and writes no captions.", "Choose another model.", title=described.title
    )


def load_voices(folder: Path, threads: int) -> VoiceModel:
    from engine.models.campplus.voices import VoiceModel

    return VoiceModel(folder, threads)


def published(path: Path, options: ImportOptions) -> PublishedCampplus | None:
    """The file, or a folder that holds one. Raises ModelUnusable for a damaged one."""
    for file in _weights_at(path):
        if (tensors := _tensors(file)) is not None:
            if importlib.util.find_spec("onnx") is None:
                raise ComponentMissing("The library onnx, which imports need, is not installed.", SET_UP_AGAIN)
            return PublishedCampplus(file, tensors)
    return None


@dataclass(frozen=True, slots=True)
class PublishedCampplus:
    """Weights that can be converted."""

    file: Path
    tensors: LazyTensors

    @property
    def title(self) -> str:
        return TITLE

    @property
    def size(self) -> int:
        return 5 * self.tensors.elements()

    def install(self, name: str, work: Path, progress: Progress) -> Manifest:
        from engine.models.campplus.network import write_graph
        from engine.models.campplus.voices import GRAPH

        progress(0.0, GRAPH)
        record = record_of(self.file)
        write_graph({name: self.tensors[name] for name in self.tensors}, work / GRAPH)
        progress(0.9, "checksums")
        return Manifest(
            family=NAME,
            name=name,
            title=TITLE,
            languages=("zh", "en"),
            capabilities=ModelCapabilities(word_times=False, hotwords=False, punctuation=False),
            files=records_of(work),
            licence="\n\n".join([STATEMENT, *licence_texts(self.file.parent)]),
            source={
                "path": str(self.file.absolute()),
                "kind": "PyTorch checkpoint",
                "files": [{"name": self.file.name, "size": record.size, "sha256": record.sha256}],
                "imported": datetime.now(UTC).isoformat(timespec="seconds"),
            },
        )


def _weights_at(path: Path) -> Iterator[Path]:
    if path.is_dir():
        yield from sorted(path.glob("*campplus*.pt")) + sorted(path.glob("*campplus*.bin"))
    elif path.is_file():
        yield path


def _tensors(file: Path) -> LazyTensors | None:
    """None where it holds something else. Raises ModelUnusable, naming the first tensor that is not as expected."""
    from engine.models.campplus.network import expected_tensors
    from engine.models.fun_asr_nano.checkpoints.sniff import Container, container_of
    from engine.models.fun_asr_nano.checkpoints.tensors import LazyTensors
    from engine.models.fun_asr_nano.checkpoints.torch_file import read_torch_file

    if file.stat().st_size > _MOST_BYTES or container_of(file) is not Container.TORCH_ZIP:
        return None
    try:
        found = read_torch_file(file)
    except ModelUnusable:
        return None  # the family that examines last says what is wrong
    if _DENSE not in found or "head.conv1.weight" not in found:
        return None
    expected = expected_tensors(found[_DENSE].shape[0])
    for name, shape in expected.items():
        if name not in found or found[name].shape != shape:
            raise ModelUnusable(
                "{name} is missing from {file}, or has another shape than CAM++ has it.",
                "Download it again from the publisher.",
                name=name,
                file=file.name,
            )
    return LazyTensors({name: found[name] for name in expected})
