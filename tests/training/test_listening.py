"""Encoder stages that hear only a beginning, and the one in which the encoder learns from the decoder."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch

from engine.models.fun_asr_nano import vocabulary
from engine.models.fun_asr_nano.vocabulary import SPECIAL_TOKENS
from tests.support.training import TESTED, exported_work
from training import dataset, listening, mini, pretrain, speaking
from training.data.corpus import followed_by
from training.data.features import Views, make_views
from training.dataset import Batch, Plan, Pool
from training.pretrain import CtcTraining

pytestmark = pytest.mark.slow

PIECES = [260, 261, 262]
STAGES = """
[stages.listening]
after = "joint"
corpora = { dev-seen = 1 }
heard = 1.0
steps = 4
seconds = 8
rate = 1.0e-3
warm_up = 1
joined = 0.5
views = [0]
masks = false
growing = 0.5
[stages.head]
after = "ctc"
frozen = true
corpora = { dev-seen = 1 }
dev = "dev-seen"
steps = 3
seconds = 8
rate = 1.0e-3
warm_up = 1
views = [0]
masks = false
"""


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy that may be written to, with filter banks."""
    folder = tmp_path_factory.mktemp("listening") / "work"
    shutil.copytree(exported_work(), folder)
    (folder / "mini.toml").write_text((folder / "mini.toml").read_text() + STAGES)
    make_views(folder / "dev-seen", 1, 11, 1)
    return folder


@pytest.fixture
def training(work: Path) -> CtcTraining:
    words = vocabulary.read(work / "multilingual.tiktoken")
    config = mini.read_config(work / "mini.toml", words.size, decoder_vocabulary=0)
    pool = Pool([Views(work / "dev-seen")], [1], lambda _: True)
    return CtcTraining(mini.new_audio_network(config.audio, seed=1), words, pool)


def _batch(training: CtcTraining) -> Batch:
    plan = Plan(seconds=60, masks=False, views=(0,))
    [group] = dataset.epoch_of(training.pool, plan, 0)
    return dataset.load(training.pool, group, plan, np.random.default_rng(0))


def _said_at(
    rows: list[int], texts: list[list[int]], pieces: int
) -> Callable[[Batch], tuple[torch.Tensor, torch.Tensor]]:
    """Scores of a network that hears the pieces of every clip at these rows, and blanks everywhere else."""

    def log_probs(batch: Batch) -> tuple[torch.Tensor, torch.Tensor]:
        scores = torch.full((*batch.mask.shape, pieces + 1), -20.0)
        scores[:, :, -1] = 0.0
        for place, text in enumerate(texts):
            for row, piece in zip(rows, text, strict=False):
                scores[place, row, piece], scores[place, row, -1] = 0.0, -20.0
        return scores, scores

    return log_probs


def test_of_a_beginning_only_what_was_said_until_then_is_asked(
    training: CtcTraining, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = _batch(training)
    texts = [PIECES for _ in batch.clips]
    rows = [2, 7, 12]
    monkeypatch.setattr(training, "log_probs", _said_at(rows, texts, training.words.size - SPECIAL_TOKENS))
    whole = batch.mask.sum(1)
    asked = training.only_past(batch, texts, 1.0, np.random.default_rng(1))
    heard = batch.mask.sum(1)
    assert bool((heard < whole).any())
    for left, pieces in zip(heard.tolist(), asked, strict=True):
        assert pieces == [piece for piece, row in zip(PIECES, rows, strict=True) if row < left]


def test_what_is_cut_off_cannot_be_heard(training: CtcTraining) -> None:
    batch = _batch(training)
    training.only_past(batch, training.targets(batch), 1.0, np.random.default_rng(1))
    assert bool((batch.features[~batch.mask] == 0).all())


def test_no_clip_is_cut_where_none_is_wanted(training: CtcTraining) -> None:
    batch = _batch(training)
    before, texts = batch.mask.clone(), training.targets(batch)
    assert training.only_past(batch, texts, 0.0, np.random.default_rng(1)) == texts
    assert torch.equal(batch.mask, before)


def test_encoder_and_adaptor_learn_and_the_decoder_stands_still(work: Path) -> None:
    listening.train(work, work / "mini.toml")
    before, after = (torch.load(work / "runs" / f"{stage}.pt")["parts"] for stage in ("joint", "listening"))
    for part in ("audio_encoder", "audio_adaptor", "ctc_decoder"):
        names = [name for name in before["audio"] if name.startswith(part) and name.endswith("weight")]
        assert not all(torch.equal(before["audio"][name], after["audio"][name]) for name in names)
    assert all(torch.equal(value, after["decoder"][name]) for name, value in before["decoder"].items())


def test_a_ctc_branch_can_learn_alone_on_an_encoder_that_stands_still(work: Path) -> None:
    (work / "phones.txt").write_text("pau\n")
    before = torch.load(work / "runs" / "ctc.pt")["parts"]["audio"]
    config = mini.read_config(work / "mini.toml", vocabulary.read(work / "multilingual.tiktoken").size, 0)
    width = config.audio.encoder.output_size
    parts = {"audio": before, "phones": pretrain.PhoneHead(width, 1).state_dict()}
    torch.save({"step": 5, "parts": parts}, work / "runs" / "ctc.pt")
    pretrain.train(work, "head", work / "mini.toml")
    after = torch.load(work / "runs" / "head.pt")["parts"]["audio"]
    for name, value in before.items():
        if name.startswith("audio_encoder"):
            assert torch.equal(value, after[name])
    moved = [name for name in before if name.startswith("ctc_decoder") and name.endswith("weight")]
    assert not all(torch.equal(before[name], after[name]) for name in moved)


def test_utterances_that_follow_each_other_are_written_with_a_blank_where_the_script_has_one() -> None:
    english, named, chinese, _ = TESTED
    assert followed_by(english, english).written == "The plan costs 9 euros. The plan costs 9 euros."
    assert followed_by(chinese, chinese).written == "会议九点开始。会议九点开始。"
    assert followed_by(english, named).names == named.names


def test_a_turn_of_two_is_heard_and_written_whole() -> None:
    english, named, chinese, _ = TESTED
    batch = [(said, torch.full((3, 4), float(place))) for place, said in enumerate((english, named, chinese))]
    [(said, rows)] = speaking.in_turns(batch)
    assert said.spoken == f"{english.spoken} {named.spoken}"
    assert rows[:, 0].tolist() == [0, 0, 0, 1, 1, 1]
