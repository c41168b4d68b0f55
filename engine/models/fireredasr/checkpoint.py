"""Recognises a published FireRedASR: a folder with model.pth.tar, cmvn.ark and dict.txt, or its weights file.

The LLM has asr_encoder.pth.tar, which tells the encoder's shape, and the folder of Qwen2 in place of dict.txt.

The container is torch's zip archive in spite of its name, read as data: {"args": argparse.Namespace,
"model_state_dict": tensors}.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from engine.errors import ModelUnusable
from engine.models.family import LENGTH_MASKS, LengthMask
from engine.models.fireredasr import cmvn, lora, tokens
from engine.models.fireredasr import config as shapes
from engine.models.fireredasr.config import FireRedConfig
from engine.models.fun_asr_nano.checkpoints.side_files import parse_yaml
from engine.models.fun_asr_nano.checkpoints.sniff import Container, container_of
from engine.models.fun_asr_nano.checkpoints.tensors import LazyTensors
from engine.models.fun_asr_nano.checkpoints.torch_file import TorchArchive, read_torch_archive
from engine.models.fun_asr_nano.weights import checked

WEIGHTS = "model.pth.tar"
OWN_SECTION = "earshot"
"""A table that a config.yaml beside the weights may have, for weights of the changed upstream code: length_mask, or
trained, the day from which it follows.
"""

CHANGED = date(2025, 12, 18)
"""FireRedTeam/FireRedASR @d7c3997: from that day on, upstream's code has the other mask."""

_BLOCK = "encoder.layer_stack.0.mhsa.pos_bias_u"
_ADAPTER = "encoder_projector.linear2.weight"
_ENCODER_FILE = "asr_encoder.pth.tar"
_DECODER = "decoder.tgt_word_emb.weight"
_WHOLE_FOLDER = "Import the whole model folder as it was published."


@dataclass(frozen=True, slots=True)
class FireRedCheckpoint:
    """No weights have been read yet; every tensor has the shape that the config asks for.

    llm: the language model's tensors, None where the decoder is the model's own.
    llm_folder: with its config and tokenizer.
    """

    folder: Path
    weights: tuple[Path, ...]
    config: FireRedConfig
    tensors: LazyTensors
    has_ctc: bool
    llm: LazyTensors | None = None
    llm_folder: Path | None = None


def open_fire_red(path: Path, length_mask: LengthMask | None = None) -> FireRedCheckpoint | None:
    """None where there is none of this family. Raises ModelUnusable for one that cannot be used. Reads headers only.

    length_mask: what the user knows of the weights; None to go by what stands beside them.
    """
    file = path / WEIGHTS if path.is_dir() else path
    if not file.is_file() or container_of(file) is not Container.TORCH_ZIP:
        return None
    try:
        archive = read_torch_archive(file)
    except ModelUnusable:
        if file.name == WEIGHTS:
            raise
        return None  # the family is unknown; the one that examines last says what is wrong
    if _ADAPTER in archive.tensors:
        return _with_llm(file, archive, length_mask or _length_mask(file.parent))
    if _BLOCK not in archive.tensors:
        return None
    second = "ctc.ctc_lo.weight" in archive.tensors
    return _aed(file, archive, length_mask or _length_mask(file.parent, second))


def _aed(file: Path, archive: TorchArchive, length_mask: LengthMask) -> FireRedCheckpoint:
    config = shapes.from_args(archive.args, length_mask)
    if _DECODER not in archive.tensors or not config.n_layers_dec:
        raise ModelUnusable(
            "{name} holds an encoder without the decoder that writes text.", _WHOLE_FOLDER, name=file.name
        )
    _require_side_files(file.parent, (cmvn.FILE_NAME, tokens.FILE_NAME))
    has_ctc = archive.tensors.keys() >= shapes.ctc_tensors(config).keys()
    expected = shapes.tensors(config, with_ctc=has_ctc)
    return FireRedCheckpoint(file.parent, (file,), config, checked(file, expected, archive.tensors), has_ctc)


def _with_llm(file: Path, archive: TorchArchive, length_mask: LengthMask) -> FireRedCheckpoint:
    """The encoder in the weights file wins over that of asr_encoder.pth.tar, whose args have its shape."""
    _require_side_files(file.parent, (cmvn.FILE_NAME, _ENCODER_FILE))
    encoder = read_torch_archive(file.parent / _ENCODER_FILE, weightless=True)
    width = archive.tensors[_ADAPTER].shape[0]
    config = shapes.from_args(encoder.args, length_mask)
    config = replace(config, n_layers_dec=0, llm_dim=width)
    expected = shapes.tensors(config, with_ctc=False)
    found = checked(file, expected, {**encoder.tensors, **archive.tensors})
    folder, base = lora.base_model(file.parent)
    paths = (file, file.parent / _ENCODER_FILE, *sorted(folder.glob("*.safetensors")))
    return FireRedCheckpoint(file.parent, paths, config, found, False, lora.merged(base, archive.tensors), folder)


def _require_side_files(folder: Path, names: tuple[str, ...]) -> None:
    for name in names:
        if not (folder / name).is_file():
            raise ModelUnusable(
                "{name} is not beside the weights in {folder}.", _WHOLE_FOLDER, name=name, folder=folder
            )


def _length_mask(folder: Path, second: bool = False) -> LengthMask:
    """What config.yaml names; else that of the day on which the weights were trained by it; else the first release's,
    which all published weights were made with. The weights file tells no day: torch writes none, and a download's is
    later. second: of the second generation, whose code keeps the first mask.
    """
    path = folder / "config.yaml"
    if not path.is_file() or path.stat().st_size == 0:  # the published one is empty
        return "first"
    own = parse_yaml(path).get(OWN_SECTION)
    fields = own if isinstance(own, Mapping) else {}
    if "length_mask" not in fields:
        return "2025-12" if not second and _trained(fields) >= CHANGED else "first"
    wanted = str(fields["length_mask"])
    for mask in LENGTH_MASKS:
        if mask == wanted:
            return mask
    raise ModelUnusable(
        "There is no length mask {name}.", "Choose one of {names}.", name=wanted, names=", ".join(LENGTH_MASKS)
    )


def _trained(fields: Mapping[str, object]) -> date:
    wanted = str(fields.get("trained", date.min))
    try:
        return date.fromisoformat(wanted)
    except ValueError as error:
        raise ModelUnusable(
            "The day of training in config.yaml is {name}.", "Write it as 2026-01-31.", name=wanted
        ) from error
