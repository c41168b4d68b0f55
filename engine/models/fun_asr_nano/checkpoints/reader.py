"""Finds the checkpoint in a file or folder, recognised by what is in it, whatever it is called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from engine.errors import ModelUnusable
from engine.models.fun_asr_nano.checkpoints import encoder_gguf, transformers_layout
from engine.models.fun_asr_nano.checkpoints.checkpoint import (
    Checkpoint,
    CheckpointKind,
    SideFiles,
    assemble,
    is_published_layout,
)
from engine.models.fun_asr_nano.checkpoints.faults import shown, unreadable
from engine.models.fun_asr_nano.checkpoints.gguf_file import read_gguf
from engine.models.fun_asr_nano.checkpoints.safetensors_file import read_safetensors
from engine.models.fun_asr_nano.checkpoints.side_files import decoder_beside, parse_json, parse_yaml, side_files
from engine.models.fun_asr_nano.checkpoints.sniff import HOLDS_WEIGHTS, Container, container_of, refuse_foreign
from engine.models.fun_asr_nano.checkpoints.tensors import TensorSource
from engine.models.fun_asr_nano.checkpoints.torch_file import read_torch_file
from engine.models.fun_asr_nano.config import FunAsrConfig, from_yaml_mapping

_INDEX_SUFFIX = ".index.json"
_MOST_FILES = 200  # a folder with more is not a model's folder but somebody's home


class NoCheckpoint(ModelUnusable):
    """A folder in which nothing looks like weights."""


class Weights(NamedTuple):
    """Files that together hold one set of tensors."""

    container: Container
    paths: tuple[Path, ...]


def open_checkpoint(path: Path) -> Checkpoint:
    """The checkpoint at `path`, a weights file or the folder of a model. Reads headers only.

    Of several in one folder the one with CTC weights is taken. Where none can be used, raises ModelUnusable, which says
    what is wrong with one of the files.
    """
    try:
        return _from_folder(path) if path.is_dir() else _from_file(path)
    except OSError as error:
        raise unreadable(path, error) from error


def _from_file(path: Path) -> Checkpoint:
    if not path.is_file():
        raise ModelUnusable(f"There is no file {path}.", "Give the model's folder or its weights file.")
    container = container_of(path)
    if container not in HOLDS_WEIGHTS:
        raise refuse_foreign(path, container)
    return _open(Weights(container, (path,)))


def _from_folder(folder: Path) -> Checkpoint:
    found: list[Checkpoint] = []
    faults: list[ModelUnusable] = []
    for weights in _candidates(folder, faults):
        try:
            found.append(_open(weights))
        except ModelUnusable as fault:
            faults.append(fault)
    if found:
        return max(found, key=lambda checkpoint: checkpoint.has_ctc)
    if faults:
        raise faults[0]
    raise NoCheckpoint(f"There is no checkpoint of Fun-ASR-Nano in {folder}.", "Give the folder that holds model.pt.")


def _candidates(folder: Path, faults: list[ModelUnusable]) -> list[Weights]:
    """Sets of weights, the likeliest first; files that look like weights but are none become faults."""
    paths = sorted(path for path in folder.iterdir() if path.is_file())
    if len(paths) > _MOST_FILES:
        raise ModelUnusable(f"{folder} holds too many files to be a model.", "Give the model's own folder.")
    kinds = {path: container_of(path) for path in paths}
    sharded = _sharded([path for path in paths if path.name.endswith(_INDEX_SUFFIX)], faults)
    taken = {path for weights in sharded for path in weights.paths}
    single = [Weights(kind, (path,)) for path, kind in kinds.items() if kind in HOLDS_WEIGHTS and path not in taken]
    faults.extend(
        refuse_foreign(path, kind)
        for path, kind in kinds.items()
        if kind not in HOLDS_WEIGHTS and path.suffix in (".pt", ".pth", ".safetensors", ".gguf", ".bin")
    )
    order = [Container.TORCH_ZIP, Container.SAFETENSORS, Container.GGUF, Container.ONNX]
    return sharded + sorted(single, key=lambda weights: order.index(weights.container))


def _sharded(indices: Sequence[Path], faults: list[ModelUnusable]) -> list[Weights]:
    sets = []
    for index in indices:
        try:
            sets.append(_shards(index))
        except ModelUnusable as fault:
            faults.append(fault)
    return sets


def _shards(index: Path) -> Weights:
    """The files that an index (safetensors' 'weight_map': tensor -> file) names."""
    places = parse_json(index).get("weight_map")
    if not isinstance(places, Mapping) or not all(isinstance(name, str) for name in places.values()):
        raise ModelUnusable(f"{index.name} names no weights.", "Download this file again.")
    paths = tuple(index.parent / Path(name).name for name in sorted(set(places.values())))
    for path in paths:
        if not path.is_file():
            raise ModelUnusable(f"{shown(path.name)}, which {index.name} names, is missing.", "Download it as well.")
    if not paths:
        raise ModelUnusable(f"{index.name} names no weights.", "Download this file again.")
    return Weights(Container.SAFETENSORS, paths)


def _open(weights: Weights) -> Checkpoint:
    path = weights.paths[0]
    if weights.container is Container.GGUF:
        return _open_gguf(path)
    if weights.container is Container.ONNX:
        raise refuse_foreign(path, weights.container)
    if weights.container is Container.TORCH_ZIP:
        return _open_named(CheckpointKind.TORCH, weights.paths, read_torch_file(path))
    tensors = {name: tensor for part in weights.paths for name, tensor in read_safetensors(part).items()}
    return _open_named(CheckpointKind.SAFETENSORS, weights.paths, tensors)


def _open_named(kind: CheckpointKind, paths: tuple[Path, ...], tensors: Mapping[str, TensorSource]) -> Checkpoint:
    """Weights whose names say which of the two layouts they are in."""
    folder = paths[0].parent
    if is_published_layout(tensors):
        side = side_files(folder)
        config = from_yaml_mapping(parse_yaml(folder / "config.yaml"))
        return assemble(kind, paths, config, tensors, side)
    if transformers_layout.is_transformers_layout(tensors):
        side = side_files(folder)
        config = transformers_layout.config_of(parse_json(folder / "config.json"))
        renamed = transformers_layout.published(tensors, config)
        return assemble(CheckpointKind.TRANSFORMERS, paths, config, renamed, side)
    raise ModelUnusable(
        f"{paths[0].name} holds weights of another model.", "Choose a checkpoint of the Fun-ASR-Nano family."
    )


def _open_gguf(path: Path) -> Checkpoint:
    file = read_gguf(path)
    if file.architecture != encoder_gguf.ARCHITECTURE:
        raise encoder_gguf.refuse_other(path, file)
    side = side_files(path.parent)
    config = _gguf_config(encoder_gguf.config_of(path, file), side)
    side = replace(side, decoder=decoder_beside(path.parent, config.adaptor.llm_dim))
    return assemble(CheckpointKind.ENCODER_GGUF, (path,), config, encoder_gguf.published(file), side)


def _gguf_config(config: FunAsrConfig, side: SideFiles) -> FunAsrConfig:
    """The header's dimensions; a config.yaml of the same model beside it adds what the header leaves out."""
    if side.config is None:
        return config
    described = from_yaml_mapping(parse_yaml(side.config))
    return described if (described.encoder, described.adaptor) == (config.encoder, config.adaptor) else config
