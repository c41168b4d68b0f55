"""A training folder in small: vocabularies, checkpoints of random weights, and a test corpus of arithmetic."""

from __future__ import annotations

import atexit
import dataclasses
import shutil
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np
import torch

from engine.models.fun_asr_nano import manifest, vocabulary
from engine.timeline import SAMPLE_RATE
from training import export, mini, tokens
from training.data.corpus import Utterance, write_shard
from training.qwen import Qwen
from training.reading import PieceVectors
from training.vocabularies import DECODER_FOLDER, decoder_config

SAID = ["the meeting begins at nine", "we talked about the new plan", "会议九点开始"] * 40
CONFIG = """
[model]
title = "Earshot Mini"
languages = ["en", "zh"]
use_low_frame_rate = false
[model.encoder]
output_size = 64
attention_heads = 4
linear_units = 96
num_blocks = 2
tp_blocks = 1
[model.ctc_decoder]
encoder_dim = 64
ffn_dim = 64
llm_dim = 64
n_layer = 1
attention_heads = 4
[model.adaptor]
encoder_dim = 64
ffn_dim = 64
llm_dim = 64
n_layer = 1
attention_heads = 4
[model.decoder]
hidden = 64
layers = 1
heads = 2
kv_heads = 1
head_dim = 32
intermediate = 64
[stages]
"""
NAMED = Utterance("veltano meets the team", "Veltano meets the team.", "en", ("Veltano",), "flite-slt")
TESTED = (
    Utterance("the plan costs nine euros", "The plan costs 9 euros.", "en", (), "flite-slt"),
    NAMED,
    Utterance("会议九点开始", "会议九点开始。", "zh", (), "espeak-en-us-m1"),
    Utterance("打开 email", "打开 email。", "mix", (), "espeak-en-us-m1"),
)


@cache
def exported_work() -> Path:
    """A training folder with everything, and in mini/ the model folder that is shipped of it.

    mini/ held a card and a file of an earlier export before. Exporting takes seconds: it is done once a run, so do
    not write to it.
    """
    folder = Path(tempfile.mkdtemp(prefix="earshot-training-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    write_work(folder)
    write_test_sets(folder)
    (folder / "mini").mkdir()
    (folder / "mini" / "README.md").write_text("The card.", encoding="utf-8")
    (folder / "mini" / "old.onnx").write_bytes(b"of an earlier export")
    export.write_converted(export.read_stage(folder, "joint", None, folder / "mini.toml"), folder, folder / "mini")
    return folder


def write_work(folder: Path) -> None:
    """runs/joint.pt with a decoder and runs/ctc.pt without one, both at random."""
    (folder / "mini.toml").write_text(CONFIG, encoding="utf-8")
    tokens.write_tiktoken(folder / manifest.VOCABULARY, tokens.ctc_ranks(SAID, 20))
    tokenizer = tokens.decoder_tokenizer(SAID, 300)
    size, end = tokenizer.get_vocab_size(), tokenizer.token_to_id("<|im_end|>")
    words = vocabulary.read(folder / manifest.VOCABULARY)
    config = mini.read_config(folder / "mini.toml", words.size, size)
    described = decoder_config(dataclasses.asdict(config.decoder), size, int(end or 0))
    tokens.write_decoder_folder(folder / DECODER_FOLDER, tokenizer, described)
    network = mini.new_audio_network(config.audio, seed=3)
    torch.manual_seed(4)
    vectors = PieceVectors(words, config.decoder.hidden).state_dict()
    parts = {"audio": network.state_dict(), "decoder": Qwen(config.decoder).state_dict(), "vectors": vectors}
    (folder / "runs").mkdir()
    torch.save({"step": 7, "parts": parts}, folder / "runs" / "joint.pt")
    torch.save({"step": 5, "parts": {"audio": parts["audio"]}}, folder / "runs" / "ctc.pt")


def write_test_sets(folder: Path) -> None:
    """dev-seen and dev-unseen: hums that stand for speech."""
    for seed, name in enumerate(("dev-seen", "dev-unseen")):
        write_shard(folder / name, "all-000", _spoken(seed))


def _spoken(seed: int) -> Iterator[tuple[Utterance, np.ndarray]]:
    random = np.random.default_rng(seed)
    time = np.arange(SAMPLE_RATE) / SAMPLE_RATE
    for place, said in enumerate(TESTED):
        tone = np.sin(2 * np.pi * (150 + 40 * place) * time) + 0.1 * random.standard_normal(len(time))
        yield said, (0.2 * tone).astype(np.float32)
