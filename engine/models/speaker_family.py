"""What the families for speaker labels share: one PyTorch checkpoint becomes one graph, which writes no text."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from engine.errors import CaptioningError, ModelUnusable
from engine.models.family import ImportOptions, LoadOptions, require_onnx
from engine.models.manifest import Manifest, ModelCapabilities, record_of, records_of
from engine.models.origin import licence_of, source_of, weights_entry
from engine.models.progress import Progress

if TYPE_CHECKING:
    import numpy as np

    from engine.models.fun_asr_nano.checkpoints.tensors import LazyTensors, Shape, TensorSource


class SpeakerFamily(ABC):
    """A Family (engine/models/family.py). A subclass also has `load_voices` or `load_overlaps`: see registry.py.

    name: as in registry.py. statement: of the licence. weights: patterns of the published file's name in a folder.
    graph: the file that is written. memory_beside: bytes that a loaded model needs beside its file.
    largest: bytes of the longest file that is examined.
    """

    name: str
    title: str
    statement: str
    weights: tuple[str, ...]
    graph: str
    memory_beside: int
    largest: int

    @abstractmethod
    def expected_tensors(self, found: Mapping[str, TensorSource]) -> Mapping[str, Shape] | None:
        """Names and shapes of the weights that the graph needs; None where `found` is another network."""

    @abstractmethod
    def write_graph(self, weights: Mapping[str, np.ndarray], path: Path) -> object:
        """Write the network. weights: float32, named and shaped as expected."""

    def describe(self, folder: Path) -> Manifest | None:
        """A published checkpoint cannot be used before it was converted."""
        return None

    def missing(self, described: Manifest, folder: Path) -> CaptioningError | None:
        """It needs no optional library."""
        return None

    def memory_bytes(self, folder: Path, described: Manifest) -> int:
        return described.size + self.memory_beside

    def uses_context(self, described: Manifest) -> bool:
        return False

    def writes_live_text(self, described: Manifest) -> bool:
        return False

    def load(self, folder: Path, described: Manifest, options: LoadOptions) -> NoReturn:
        raise ModelUnusable(
            "{title} is for speaker labels and writes no captions.", "Choose another model.", title=described.title
        )

    def published(self, path: Path, options: ImportOptions) -> PublishedSpeakerModel | None:
        """The file, or a folder that holds one. Raises ModelUnusable for a damaged one."""
        for file in self._weights_at(path):
            if (tensors := self._tensors(file)) is not None:
                require_onnx()
                return PublishedSpeakerModel(self, file, tensors)
        return None

    def _weights_at(self, path: Path) -> Iterator[Path]:
        if path.is_dir():
            for pattern in self.weights:
                yield from sorted(path.glob(pattern))
        elif path.is_file():
            yield path

    def _tensors(self, file: Path) -> LazyTensors | None:
        """None where it holds something else. Raises ModelUnusable, naming the first tensor that is not as expected."""
        from engine.models.fun_asr_nano.checkpoints.sniff import Container, container_of
        from engine.models.fun_asr_nano.checkpoints.torch_file import read_torch_file
        from engine.models.fun_asr_nano.weights import checked

        if file.stat().st_size > self.largest or container_of(file) is not Container.TORCH_ZIP:
            return None
        try:
            found = read_torch_file(file)
        except ModelUnusable:
            return None  # the family that examines last says what is wrong
        expected = self.expected_tensors(found)
        return None if expected is None else checked(file, expected, found)


@dataclass(frozen=True, slots=True)
class PublishedSpeakerModel:
    """Weights that can be converted."""

    family: SpeakerFamily
    file: Path
    tensors: LazyTensors

    @property
    def title(self) -> str:
        return self.family.title

    @property
    def size(self) -> int:
        return 5 * self.tensors.elements()

    def install(self, name: str, work: Path, progress: Progress) -> Manifest:
        progress(0.0, self.family.graph)
        weights = weights_entry(self.file.name, record_of(self.file))
        self.family.write_graph({each: self.tensors[each] for each in self.tensors}, work / self.family.graph)
        progress(0.9, "checksums")
        return Manifest(
            family=self.family.name,
            name=name,
            title=self.title,
            languages=("zh", "en"),
            capabilities=ModelCapabilities(word_times=False, hotwords=False, punctuation=False),
            files=records_of(work),
            licence=licence_of(self.family.statement, self.file.parent),
            source=source_of(self.file, "PyTorch checkpoint", [weights]),
        )
