"""The publisher's encoder GGUF: encoder and adaptor under their published names, FSMN kernels turned over.

Source: FunAudioLLM/Fun-ASR, runtime/llama.cpp/export_encoder_gguf.py: architecture name, keys, and the kernel
[D, 1, K] written as [K, D] so that a tap is contiguous. It holds no CTC and no language model.
"""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

from engine.errors import ModelUnusable
from engine.models.fun_asr_nano.checkpoints.faults import shown
from engine.models.fun_asr_nano.checkpoints.gguf_file import GgufFile
from engine.models.fun_asr_nano.checkpoints.tensors import TapsFirst, TensorSource
from engine.models.fun_asr_nano.config import EncoderConfig, FunAsrConfig, TransformerConfig

ARCHITECTURE = "funasr-sensevoice-encoder"
DECODER_ARCHITECTURE = "qwen3"
_KERNEL = "fsmn_block.weight"
_SPELT = {"sanm_shift": "sanm_shfit"}


def config_of(path: Path, file: GgufFile) -> FunAsrConfig:
    """The dimensions in the header. Its keys do not say which rows reach the LLM: the published Nano's do."""
    width = _integer(path, file, "enc.output_size")
    encoder = {
        each.name: _integer(path, file, f"enc.{_SPELT.get(each.name, each.name)}") for each in fields(EncoderConfig)
    }
    adaptor = {each.name: _integer(path, file, f"adp.{each.name}") for each in fields(TransformerConfig)}
    return FunAsrConfig(
        encoder=EncoderConfig(**encoder),
        adaptor=TransformerConfig(**adaptor),
        ctc_decoder=TransformerConfig(encoder_dim=width, llm_dim=width, n_layer=5),
    )


def published(file: GgufFile) -> dict[str, TensorSource]:
    """The tensors in their published shapes."""
    return {
        name: TapsFirst(tensor) if name.endswith(_KERNEL) and len(tensor.shape) == 2 else tensor
        for name, tensor in file.tensors.items()
    }


def refuse_other(path: Path, file: GgufFile) -> ModelUnusable:
    """The sentence for a GGUF file of something else."""
    if file.architecture == DECODER_ARCHITECTURE:
        return ModelUnusable(
            f"{path.name} is the language model only; the ears of Fun-ASR are in another file.",
            "Put funasr-encoder-f16.gguf into the same folder and import the folder.",
        )
    return ModelUnusable(
        f"{path.name} is a GGUF file of another kind ({shown(file.architecture) or 'no architecture named'}).",
        "Take the publisher's funasr-encoder GGUF or, with captions while speaking, the model.pt.",
    )


def _integer(path: Path, file: GgufFile, key: str) -> int:
    value = file.metadata.get(f"funasr.{key}")
    if isinstance(value, bool) or not isinstance(value, int):
        raise ModelUnusable(f"{path.name} does not say its funasr.{key}.", "Take the publisher's funasr-encoder GGUF.")
    return value
