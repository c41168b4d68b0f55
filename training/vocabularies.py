"""Makes both vocabularies and the list of phones from what the training corpora say.

    python -m training.vocabularies WORK

Writes multilingual.tiktoken, Qwen3-0.6B/ (the folder's published name; tokenizer.json and config.json) and
phones.txt into WORK.
"""

from __future__ import annotations

import argparse
import itertools
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from engine.models.fun_asr_nano.llm.prompt import PromptOptions, instruction
from training import mini, tokens
from training.data.corpus import Corpus, Utterance
from training.data.text.sentences import generate
from training.decoder_data import PromptTokens

DECODER_FOLDER = "Qwen3-0.6B"
_PROMPT_SHARE = 40  # of so many sentences one is a prompt, so that its phrases become pieces of their own


def decoder_config(model: dict[str, Any], size: int, end: int) -> dict[str, Any]:
    """config.json of a Qwen3 decoder. Source: the field names of transformers' Qwen3Config."""
    return {
        "architectures": ["Qwen3ForCausalLM"],
        "model_type": "qwen3",
        "hidden_size": model["hidden"],
        "num_hidden_layers": model["layers"],
        "num_attention_heads": model["heads"],
        "num_key_value_heads": model["kv_heads"],
        "head_dim": model["head_dim"],
        "intermediate_size": model["intermediate"],
        "vocab_size": size,
        "max_position_embeddings": 2048,
        "rope_theta": 10_000.0,
        "rms_norm_eps": 1e-6,
        "hidden_act": "silu",
        "attention_bias": False,
        "tie_word_embeddings": True,
        "bos_token_id": None,
        "eos_token_id": end,
        "torch_dtype": "float32",
    }


def prompts(names: tuple[str, ...]) -> Iterator[str]:
    """Every form of prompt that the model is to meet."""
    for language, itn, words in itertools.product((None, "en", "zh"), (True, False), ((), names)):
        yield (
            "system\nYou are a helpful assistant.\nuser\n"
            + instruction(PromptOptions(language, words, itn))
            + "\nassistant\n"
        )


def _texts(work: Path) -> Iterator[str]:
    for language, count in (("en", 40_000), ("zh", 25_000), ("mix", 8_000)):
        for number, sentence in enumerate(generate(language, count, 77, "train")):
            yield sentence.written
            if number % _PROMPT_SHARE == 0:
                yield from prompts(sentence.names)
    yield from (item.written for item in Corpus(work / "real").utterances)


def _said(work: Path, made: list[Utterance]) -> Iterator[str]:
    """English pieces are learned from the small domain without its names: its words become pieces of their own, and
    names are spelt, whether they were in training or not. Every Chinese character of all corpora is a piece."""
    small = Corpus(work / "small").utterances or made
    yield from (f" {item.spoken}" for item in small if not item.names)
    for item in (*made, *Corpus(work / "real").utterances):
        yield "".join(char for char in item.spoken if char >= "\u4e00")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("work", type=Path)
    parser.add_argument("--config", type=Path, default=mini.CONFIG)
    options = parser.parse_args()
    work: Path = options.work
    fields = tomllib.loads(options.config.read_text(encoding="utf-8"))
    made = [item for name in ("small", "train") for item in Corpus(work / name).utterances]
    ranks = tokens.ctc_ranks(_said(work, made), fields["tokens"]["ctc_english_merges"])
    tokens.write_tiktoken(work / "multilingual.tiktoken", ranks)
    tokenizer = tokens.decoder_tokenizer(_texts(work), fields["tokens"]["decoder"])
    size, end = tokenizer.get_vocab_size(), PromptTokens(tokenizer).end
    config = decoder_config(fields["model"]["decoder"], size, end)
    tokens.write_decoder_folder(work / DECODER_FOLDER, tokenizer, config)
    phones = sorted({name for item in made for name, _ in item.phones})
    (work / "phones.txt").write_text("\n".join(phones) + "\n")
    print(f"{len(ranks)} CTC pieces, {size} decoder pieces, {len(phones)} phones")


if __name__ == "__main__":
    main()
