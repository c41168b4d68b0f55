"""A Whisper model of random weights that CTranslate2 loads: the size of its vocabulary is real, all else is tiny."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path
from string import ascii_lowercase

import ctranslate2
import numpy as np
import tokenizers

WIDTH, HEADS = 8, 2
POSITIONS, TEXT_POSITIONS = 1_500, 448
_ENGLISH_PIECES, _TIMES = 50_256, 1_501  # the multilingual models have an empty piece, too
_OTHER_LANGUAGES = (f"{one}{two}" for one, two in product(ascii_lowercase, repeat=2))
LANGUAGES = tuple(dict.fromkeys(["en", "zh", *_OTHER_LANGUAGES]))[:99]


def write_tiny_whisper(
    folder: Path, bins: int = 80, multilingual: bool = True, vocabulary: str = "vocabulary.txt"
) -> Path:
    """The folder, made, with the files of a converted model. vocabulary: vocabulary.txt or vocabulary.json."""
    folder.mkdir(parents=True)
    pieces = _pieces(_ENGLISH_PIECES) + ([""] if multilingual else [])
    special = _special()
    _tokenizer(pieces, special).save(str(folder / "tokenizer.json"))
    entries = [*pieces, *special, *(f"<|{0.02 * at:.2f}|>" for at in range(_TIMES))]
    _save_weights(folder, bins, entries, special.index("<|en|>") + len(pieces))
    (folder / "vocabulary.json").unlink()
    text = json.dumps(entries) if vocabulary.endswith(".json") else "\n".join(entries) + "\n"
    (folder / vocabulary).write_text(text, encoding="utf-8")
    return folder


def tiny_tokenizer() -> tokenizers.Tokenizer:
    """A piece a byte, then Whisper's special tokens."""
    return _tokenizer(_pieces(256), _special())


def _pieces(count: int) -> list[str]:
    alphabet = sorted(tokenizers.pre_tokenizers.ByteLevel.alphabet())
    return [*alphabet, *(f"piece{at}" for at in range(count - len(alphabet)))]


def _special() -> list[str]:
    languages = [f"<|{code}|>" for code in LANGUAGES]
    tasks = ["translate", "transcribe", "startoflm", "startofprev", "nospeech", "notimestamps"]
    return ["<|endoftext|>", "<|startoftranscript|>", *languages, *(f"<|{task}|>" for task in tasks)]


def _tokenizer(pieces: list[str], special: list[str]) -> tokenizers.Tokenizer:
    made = tokenizers.Tokenizer(tokenizers.models.BPE({piece: at for at, piece in enumerate(pieces)}, []))
    made.pre_tokenizer = tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = tokenizers.decoders.ByteLevel()
    made.add_special_tokens(special)
    return made


def _save_weights(folder: Path, bins: int, entries: list[str], first_language: int) -> None:
    spec = ctranslate2.specs.WhisperSpec(1, HEADS, 1, HEADS)
    random = np.random.default_rng(14)

    def weights(*shape: int) -> np.ndarray:
        return (0.1 * random.standard_normal(shape)).astype(np.float32)

    def fill(part: object, outputs: int, *inputs: int) -> None:
        part.weight, part.bias = weights(outputs, *inputs), weights(outputs)  # type: ignore[attr-defined]

    def fill_norm(part: object) -> None:
        part.gamma, part.beta = np.ones(WIDTH, np.float32), weights(WIDTH)  # type: ignore[attr-defined]

    def fill_attention(part: object, *outputs: int) -> None:
        fill_norm(part.layer_norm)  # type: ignore[attr-defined]
        for linear, size in zip(part.linear, outputs, strict=True):  # type: ignore[attr-defined]
            fill(linear, size, WIDTH)

    fill(spec.encoder.conv1, WIDTH, bins, 3)
    fill(spec.encoder.conv2, WIDTH, WIDTH, 3)
    for side, positions in ((spec.encoder, POSITIONS), (spec.decoder, TEXT_POSITIONS)):
        side.position_encodings.encodings = weights(positions, WIDTH)
        fill_norm(side.layer_norm)
        (layer,) = side.layer
        fill_attention(layer.self_attention, 3 * WIDTH, WIDTH)
        fill_norm(layer.ffn.layer_norm)
        fill(layer.ffn.linear_0, 4 * WIDTH, WIDTH)
        fill(layer.ffn.linear_1, WIDTH, 4 * WIDTH)
    fill_attention(spec.decoder.layer[0].attention, WIDTH, 2 * WIDTH, WIDTH)
    spec.decoder.embeddings.weight = weights(len(entries), WIDTH)
    spec.decoder.projection.weight = spec.decoder.embeddings.weight
    spec.config.suppress_ids, spec.config.suppress_ids_begin = [1, 2], [220]
    spec.config.lang_ids = list(range(first_language, first_language + len(LANGUAGES)))
    spec.config.alignment_heads = [(0, 0), (0, 1)]
    spec.register_vocabulary(entries)
    spec.validate()
    spec.save(str(folder))
