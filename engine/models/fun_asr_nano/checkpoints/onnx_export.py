"""Why an ONNX export of the model is not a checkpoint, said for the exports that are in circulation.

sherpa-onnx-sense-voice-funasr-nano (k2-fsa/sherpa-onnx, scripts/sense-voice/export_onnx_nano.py with
rknn/{nano,torch_model}.py): one graph from 'x' [1, T, 560] to 'logits' [1, T, 60515], metadata model_type
'sense_voice_ctc', vocab_size, blank_id. Its encoder returns from the first block right after attention, so that
block's norm2 and feed-forward (six tensors) never reach the file, and the adaptor is not in it at all; its
weights lie transposed under invented names, in the int8 file as unsigned bytes. A checkpoint cannot be put
together from that.
"""

from __future__ import annotations

from pathlib import Path

from engine.errors import ModelUnusable
from engine.models.fun_asr_nano.checkpoints.onnx_file import read_onnx_metadata

_REMEDY = "Import the publisher's model.pt (ModelScope's copy has captions while speaking) instead."


def refuse_onnx(path: Path) -> ModelUnusable:
    """The sentence for an ONNX file."""
    metadata = read_onnx_metadata(path)
    about = f"{metadata.get('comment', '')} {metadata.get('url', '')}".lower()
    if metadata.get("model_type") == "sense_voice_ctc" and "fun-asr" in about:
        return ModelUnusable(
            f"{path.name} is sherpa-onnx's export, which leaves out the first block's feed-forward layer "
            "and the adaptor, so the model cannot be rebuilt from it.",
            _REMEDY,
        )
    return ModelUnusable(f"{path.name} is an ONNX export, from which the published weights cannot be told.", _REMEDY)
