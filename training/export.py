"""A trained stage as a checkpoint in the published layout, and as the model folder that Earshot ships.

    python -m training.export WORK --stage NAME --published FOLDER
    python -m training.export WORK --stage NAME --converted resources/models/mini

WORK holds runs/NAME.pt and the vocabularies. A stage without a decoder of its own becomes a model that writes by
CTC alone, unless --decoder names the stage that has one. Both commands rebuild their folder from the training
checkpoint; the second goes through the first and the product's own import.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch
import yaml
from torch import Tensor

from app.model_store.catalogue import MINI
from engine.models.fun_asr_nano import converting, manifest, vocabulary
from engine.models.fun_asr_nano.checkpoints.reader import open_checkpoint
from engine.models.fun_asr_nano.config import (
    OWN_SECTION,
    EncoderConfig,
    FunAsrConfig,
    Shape,
    TransformerConfig,
    expected_tensors,
)
from engine.models.fun_asr_nano.manifest import payload_of
from engine.models.manifest import Manifest, write
from engine.models.progress import silent
from training import mini
from training.llm_shape import llm_tensors
from training.mini import MiniConfig
from training.vocabularies import DECODER_FOLDER

LICENCE = Path(__file__).resolve().parents[1] / "LICENSE"
CARD = "README.md"
_WEIGHTS = "model.pt"
_HEAD, _EMBEDDINGS = "llm.lm_head.weight", "llm.model.embed_tokens.weight"
_STATEMENT = (
    "Earshot Mini is part of Earshot and under its licence, the Apache License 2.0. "
    "README.md beside it names the voices and recordings that it was trained on."
)


@dataclass(frozen=True, slots=True)
class Trained:
    """Weights under their published names, float32, and where they come from."""

    config: MiniConfig
    tensors: Mapping[str, Tensor]
    stage: str
    step: int


def read_stage(work: Path, stage: str, decoder_stage: str | None = None, config: Path = mini.CONFIG) -> Trained:
    """The weights of runs/STAGE.pt. decoder_stage: the one to take the decoder from, where it is another.

    Raises SystemExit with a sentence where a stage is missing or does not fit the config.
    """
    state = _checkpoint(work, stage)
    decoder = (state if decoder_stage is None else _checkpoint(work, decoder_stage))["parts"].get("decoder")
    words = vocabulary.read(work / manifest.VOCABULARY)
    dims = json.loads((work / DECODER_FOLDER / "config.json").read_text(encoding="utf-8"))
    described = mini.read_config(config, words.size, int(dims["vocab_size"]))
    tensors = {name: tensor.float() for name, tensor in state["parts"]["audio"].items()}
    if decoder is not None:
        tensors |= {f"llm.{name}": tensor.float() for name, tensor in decoder.items()}
        tensors[_HEAD] = tensors[_EMBEDDINGS].clone()  # shared in training, written twice in the published layout
    _require(described, tensors, with_decoder=decoder is not None)
    return Trained(described, tensors, stage, int(state["step"]))


def write_published(trained: Trained, work: Path, folder: Path) -> None:
    """All files of a published model. A file that is there already is written over."""
    folder.mkdir(parents=True, exist_ok=True)
    torch.save({"state_dict": dict(trained.tensors)}, folder / _WEIGHTS)
    text = yaml.safe_dump(config_yaml(trained.config.audio), sort_keys=False, allow_unicode=True)
    (folder / "config.yaml").write_text(text, encoding="utf-8")
    (folder / "configuration.json").write_text(json.dumps(_CONFIGURATION, indent=1) + "\n", encoding="utf-8")
    shutil.copyfile(work / manifest.VOCABULARY, folder / manifest.VOCABULARY)
    shutil.copyfile(LICENCE, folder / LICENCE.name)
    if _HEAD in trained.tensors:
        shutil.copytree(work / DECODER_FOLDER, folder / DECODER_FOLDER, dirs_exist_ok=True)


def write_converted(trained: Trained, work: Path, folder: Path) -> Manifest:
    """The folder as it is shipped. The model card that is in it stays; files of an earlier export go.

    Converted as by an import, but with weights that processors without VNNI multiply as well.
    """
    with tempfile.TemporaryDirectory() as scratch:
        published, made = Path(scratch) / "published", Path(scratch) / "made"
        write_published(trained, work, published)
        made.mkdir()
        checkpoint = open_checkpoint(published)
        parts = converting.convert(checkpoint, made, "int8", "q8_0", False, silent, portable=True)
        source = converting.origin(checkpoint, published, silent)
        described = shipped(converting.describe(checkpoint, made, MINI, parts, source), trained)
        _put_in_place(made, folder, described)
    return described


def shipped(described: Manifest, trained: Trained) -> Manifest:
    """An import's description without what only held for the machine that made it."""
    source = {
        "kind": "trained for Earshot",
        "stage": trained.stage,
        "step": trained.step,
        "files": described.source["files"],
        "notes": described.source["notes"],
    }
    return replace(described, rough=True, source=source, licence=_STATEMENT)


def config_yaml(config: FunAsrConfig) -> dict[str, Any]:
    """config.yaml in the keys of the published one, and a table of ours."""
    return {
        "model": "FunASRNano",
        "audio_encoder": "SenseVoiceEncoderSmall",
        "audio_encoder_conf": _encoder_yaml(config.encoder),
        "llm": "Qwen3-0.6b",
        "llm_conf": {"hub": "hf", "llm_dtype": "fp32", "init_param_path": DECODER_FOLDER, "use_lora": False},
        "audio_adaptor": "Transformer",
        "audio_adaptor_conf": {
            "use_low_frame_rate": config.use_low_frame_rate,
            **_transformer_yaml(config.adaptor),
        },
        "ctc_decoder": "Transformer",
        "detach_ctc_decoder": True,
        "ctc_decoder_conf": _transformer_yaml(config.ctc_decoder),
        "ctc_weight": 1.0,
        "ctc_vocab_size": config.ctc_vocab_size,
        "ctc_conf": {"dropout_rate": 0.0, "ctc_type": "builtin", "reduce": True, "ignore_nan_grad": True},
        "frontend": "WavFrontend",
        "frontend_conf": _FRONTEND,
        "tokenizer": "HuggingfaceTokenizer",
        "tokenizer_conf": {"init_param_path": "${llm_conf.init_param_path}"},
        "dataset_conf": {
            "ctc_tokenizer": "SenseVoiceTokenizer",
            "ctc_target_normalize": True,
            "ctc_tokenizer_conf": {"vocab_path": None, "is_multilingual": True, "num_languages": 8749},
        },
        OWN_SECTION: {"title": config.title, "languages": list(config.languages)},
    }


_FRONTEND = {
    "fs": 16_000,
    "window": "hamming",
    "n_mels": 80,
    "frame_length": 25,
    "frame_shift": 10,
    "lfr_m": 7,
    "lfr_n": 6,
    "cmvn_file": None,
}
_CONFIGURATION: dict[str, Any] = {
    "framework": "pytorch",
    "task": "auto-speech-recognition",
    "model": {"type": "funasr"},
    "pipeline": {"type": "funasr-pipeline"},
    "file_path_metas": {
        "init_param": _WEIGHTS,
        "config": "config.yaml",
        "tokenizer_conf": {"init_param_path": DECODER_FOLDER},
        "llm_conf": {"init_param_path": DECODER_FOLDER},
        "dataset_conf": {"ctc_tokenizer_conf": {"vocab_path": manifest.VOCABULARY}},
    },
}


def _encoder_yaml(config: EncoderConfig) -> dict[str, Any]:
    return {
        "output_size": config.output_size,
        "attention_heads": config.attention_heads,
        "linear_units": config.linear_units,
        "num_blocks": config.num_blocks,
        "tp_blocks": config.tp_blocks,
        "input_layer": "pe",
        "pos_enc_class": "SinusoidalPositionEncoder",
        "normalize_before": True,
        "kernel_size": config.kernel_size,
        "sanm_shfit": config.sanm_shift,  # published spelling
        "selfattention_layer_type": "sanm",
        "feat_permute": True,
    }


def _transformer_yaml(config: TransformerConfig) -> dict[str, Any]:
    return {
        "downsample_rate": 1,
        "ffn_dim": config.ffn_dim,
        "llm_dim": config.llm_dim,
        "encoder_dim": config.encoder_dim,
        "n_layer": config.n_layer,
        "attention_heads": config.attention_heads,
    }


def _checkpoint(work: Path, stage: str) -> dict[str, Any]:
    path = work / "runs" / f"{stage}.pt"
    if not path.is_file():
        raise SystemExit(f"There is no {path}. Train the stage {stage} first.")
    state: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
    return state


def _require(config: MiniConfig, tensors: Mapping[str, Tensor], *, with_decoder: bool) -> None:
    wanted: dict[str, Shape] = expected_tensors(config.audio) | (llm_tensors(config.decoder) if with_decoder else {})
    for name, shape in wanted.items():
        found = tuple(tensors[name].shape) if name in tensors else None
        if found != shape:
            raise SystemExit(f"{name} is {found} where the config and the vocabularies ask for {shape}.")
    if further := sorted(tensors.keys() - wanted.keys()):
        raise SystemExit(f"The checkpoint holds {further[0]} and {len(further) - 1} more that no published model has.")


def _put_in_place(made: Path, folder: Path, described: Manifest) -> None:
    """The description comes last: a folder without it is no model."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.iterdir():
        if path.is_file() and path.name != CARD:
            path.unlink()
    for name in described.files:
        shutil.copyfile(made / name, folder / name)
    shutil.copyfile(LICENCE, folder / LICENCE.name)
    write(folder, described)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("work", type=Path)
    parser.add_argument("--stage", required=True, help="the stage whose checkpoint is taken")
    parser.add_argument("--decoder", metavar="STAGE", help="take the decoder from another stage")
    parser.add_argument("--config", type=Path, default=mini.CONFIG)
    parser.add_argument("--published", type=Path, metavar="FOLDER", help="write the published layout here")
    parser.add_argument("--converted", type=Path, metavar="FOLDER", help="write the folder that is shipped here")
    options = parser.parse_args()
    if options.published is None and options.converted is None:
        parser.error("name a folder with --published or --converted")
    trained = read_stage(options.work, options.stage, options.decoder, options.config)
    if options.published is not None:
        write_published(trained, options.work, options.published)
        print(f"{options.published}: {_size(options.published):.1f} MB in the published layout")
    if options.converted is not None:
        described = write_converted(trained, options.work, options.converted)
        llm = payload_of(described).llm
        print(f"{options.converted}: {described.title}, {described.size / 1e6:.1f} MB, llm {llm}")


def _size(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


if __name__ == "__main__":
    main()
