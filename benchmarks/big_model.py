"""A whole Fun-ASR-Nano of full size with random weights as a model folder: int8 graphs, Q4_K_M language model.

    python benchmarks/big_model.py FOLDER

Takes about two minutes, 3 GB of memory and 1.4 GB on the disk; a folder that is there is used again.
"""

from __future__ import annotations

import base64
import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.random_decoder import quantise, write_q8_0
from benchmarks.random_weights import random_weights
from engine.models.fun_asr_nano import manifest
from engine.models.fun_asr_nano.config import FunAsrConfig
from engine.models.fun_asr_nano.languages import NANO
from engine.models.fun_asr_nano.manifest import NanoPayload
from engine.models.fun_asr_nano.vocabulary import SPECIAL_TOKENS
from engine.models.manifest import FILE_NAME, Manifest, read, record_of, write

DECODER = "decoder.gguf"
Q4_K_M = 15
BLANK_BIAS = 4.5  # about half of the rows then are blank: text of a length that people could have said


def make(folder: Path, config: FunAsrConfig | None = None, decoder: Callable[[Path], None] | None = None) -> Manifest:
    """The folder's description; made where it is not there yet. decoder: writes another decoder's file."""
    if (folder / FILE_NAME).exists():
        return read(folder)
    folder.mkdir(parents=True, exist_ok=True)
    config = config or FunAsrConfig(title="Fun-ASR-Nano of random weights", languages=NANO)
    (decoder or _write_decoder)(folder / DECODER)
    names = [*_graphs(config, folder), DECODER, write_vocabulary(config, folder)]
    files = {name: record_of(folder / name) for name in names}
    described = manifest.describe("random-nano", NanoPayload(config, ctc=True, llm=DECODER), files, {}, "none")
    write(folder, described)
    return described


def _graphs(config: FunAsrConfig, folder: Path) -> tuple[str, ...]:
    from engine.models.fun_asr_nano.export import export_onnx

    weights = random_weights(config, seed=0)
    weights["ctc.ctc_lo.bias"][config.blank_id] = BLANK_BIAS
    return export_onnx(config, weights, folder, "int8")


def _write_decoder(path: Path) -> None:
    whole = path.with_name("q8_0.gguf")
    write_q8_0(whole)
    quantise(whole, path, Q4_K_M)
    whole.unlink()


def write_vocabulary(config: FunAsrConfig, folder: Path) -> str:
    """Pieces that begin with a blank, as words do: what comes out can be aligned and broken into lines."""
    count = config.ctc_vocab_size - SPECIAL_TOKENS
    pieces = [bytes([byte]) for byte in range(256)]
    pieces += [f" w{index}".encode() for index in range(count - len(pieces))]
    lines = (f"{base64.b64encode(piece).decode()} {rank}\n" for rank, piece in enumerate(pieces))
    (folder / manifest.VOCABULARY).write_text("".join(lines), encoding="ascii")
    return manifest.VOCABULARY


if __name__ == "__main__":
    made = make(Path(sys.argv[1]))
    print(f"{made.title}: {made.size / 1e9:.2f} GB in {sys.argv[1]}")
