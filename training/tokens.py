"""The two vocabularies of the small model: the CTC branch's in tiktoken form, the decoder's as a byte-level BPE.

The CTC pieces are bytes, then whole Chinese characters (never two in one piece), then English pieces learned by
byte pair encoding (Sennrich et al. 2016). The decoder's follow Qwen's rules of cutting text into words.
"""

from __future__ import annotations

import base64
import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers

from engine.models.fun_asr_nano.vocabulary import TokenVocabulary

QWEN_WORDS = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
"""Source: the tokenizer.json that Qwen2 and Qwen3 publish (pre_tokenizer)."""
SPECIALS = ("<|endoftext|>", "<|im_start|>", "<|im_end|>")


def ctc_ranks(texts: Iterable[str], english_merges: int) -> dict[bytes, int]:
    """Pieces of normalised transcripts, bytes -> rank."""
    texts = list(texts)
    ranks: dict[bytes, int] = {bytes([byte]): byte for byte in range(256)}
    characters = Counter(char for text in texts for char in text if "\u4e00" <= char <= "\u9fff")
    for char, _ in characters.most_common():
        for piece in (char.encode()[:2], char.encode()):
            ranks.setdefault(piece, len(ranks))
    for piece in _learned(texts, english_merges):
        ranks.setdefault(piece, len(ranks))
    return ranks


def heard(words: TokenVocabulary, text: str) -> list[int]:
    """The pieces of a normalised transcript as CTC is to write them. An English word is the same piece at the
    beginning as behind a blank."""
    return words.encode(f" {text}" if "a" <= text[:1] <= "z" else text)


def _learned(texts: list[str], merges: int) -> list[bytes]:
    """English pieces in the order in which they are learned."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    trainer = trainers.BpeTrainer(vocab_size=256 + merges, initial_alphabet=alphabet, show_progress=False)
    latin = ("".join(char if char < "\u2e80" else "\n" for char in text) for text in texts)
    tokenizer.train_from_iterator(latin, trainer)
    pieces = json.loads(tokenizer.to_str())["model"]["merges"]
    table = _bytes_of_printable()
    return [bytes(table[char] for char in "".join(pair)) for pair in pieces]


def write_tiktoken(path: Path, ranks: dict[bytes, int]) -> None:
    """The published form: a line a piece, base64 and rank."""
    rows = sorted(ranks.items(), key=lambda row: row[1])
    path.write_bytes(b"".join(base64.b64encode(piece) + b" %d\n" % rank for piece, rank in rows))


def decoder_tokenizer(texts: Iterable[str], size: int) -> Tokenizer:
    """A byte-level BPE of `size` pieces with Qwen's control tokens behind them."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.NFC()
    cut = pre_tokenizers.Split(Regex(QWEN_WORDS), behavior="isolated")
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [cut, pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)]
    )
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    trainer = trainers.BpeTrainer(
        vocab_size=size - len(SPECIALS), initial_alphabet=alphabet, show_progress=False, max_token_length=16
    )
    tokenizer.train_from_iterator(texts, trainer)
    tokenizer.add_special_tokens(list(SPECIALS))
    return tokenizer


def write_decoder_folder(folder: Path, tokenizer: Tokenizer, config: dict[str, Any]) -> None:
    """tokenizer.json and config.json as they stand beside a published decoder."""
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / "tokenizer.json"))
    (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")


def _bytes_of_printable() -> dict[str, int]:
    """GPT-2's printable stand-in of each byte, the other way round."""
    plain = [*range(ord("!"), ord("~") + 1), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [byte for byte in range(256) if byte not in plain]
    return {chr(byte): byte for byte in plain} | {chr(256 + place): byte for place, byte in enumerate(others)}
