"""A Fun-ASR config names every tensor of its checkpoint, and refuses what it does not understand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from engine.errors import ModelUnusable
from engine.models.fun_asr_nano import config
from engine.models.fun_asr_nano.config import EncoderConfig, FunAsrConfig, TransformerConfig
from engine.models.fun_asr_nano.languages import MULTILINGUAL, PROMPT_NAMES
from training.llm_shape import LlmDims, llm_tensors

PUBLISHED = {
    "model": "FunASRNano",
    "audio_encoder_conf": {"output_size": 512, "num_blocks": 50, "tp_blocks": 20, "sanm_shfit": 0},
    "audio_adaptor_conf": {"use_low_frame_rate": True, "llm_dim": 1024},
    "ctc_decoder_conf": {"llm_dim": 512, "n_layer": 5},
}


def test_the_published_config_gives_exactly_the_published_tensors(shared: Callable[[str], Path]) -> None:
    listed = {}
    for line in shared("reference/fun-asr-nano-tensors.tsv").read_text(encoding="utf-8").splitlines():
        name, shape = line.split("\t")
        listed[name] = tuple(map(int, shape.split("x")))
    assert len(listed) == 1347
    assert config.expected_tensors(config.from_yaml_mapping(PUBLISHED)) | llm_tensors(LlmDims()) == listed


def test_a_published_config_file_is_understood(shared: Callable[[str], Path]) -> None:
    text = shared("golden/fun-asr-nano-tiny/config.yaml").read_text(encoding="utf-8")
    tiny = config.from_yaml_mapping(yaml.safe_load(text))
    assert tiny.encoder == EncoderConfig(output_size=64, linear_units=128, num_blocks=3, tp_blocks=2)
    assert tiny.adaptor == TransformerConfig(encoder_dim=64, ffn_dim=96, llm_dim=64)
    assert tiny.blank_id == 1997


def test_what_a_config_leaves_out_takes_the_published_defaults() -> None:
    assert config.from_yaml_mapping(PUBLISHED) == FunAsrConfig()


@pytest.mark.parametrize(("rows", "tokens"), [(1, 1), (2, 1), (4, 1), (17, 3), (50, 7), (167, 21), (500, 63)])
def test_the_language_model_is_given_one_row_of_eight(rows: int, tokens: int) -> None:
    assert FunAsrConfig().audio_tokens(rows) == tokens


def test_a_config_without_low_frame_rate_is_the_multilingual_model_and_gives_all_rows() -> None:
    multilingual = config.from_yaml_mapping({**PUBLISHED, "audio_adaptor_conf": {"llm_dim": 1024}})
    assert multilingual.audio_tokens(50) == 50
    assert multilingual.languages == MULTILINGUAL
    assert len(PROMPT_NAMES) == 31


def test_a_model_of_ones_own_names_its_title_and_languages() -> None:
    own = config.from_yaml_mapping({**PUBLISHED, "earshot": {"title": "Small", "languages": ["en", "zh"]}})
    assert (own.title, own.languages) == ("Small", ("en", "zh"))


@pytest.mark.parametrize(
    "own", [{"languages": ["xx"]}, {"languages": [[1]]}, {"languages": "en"}, {"title": "a\nb"}, {"title": 7}, "Small"]
)
def test_a_title_or_a_language_that_is_none_is_refused(own: object) -> None:
    with pytest.raises(ModelUnusable, match="earshot"):
        config.from_yaml_mapping({**PUBLISHED, "earshot": own})


def test_a_config_survives_the_way_through_json() -> None:
    changed = replace(FunAsrConfig(), use_low_frame_rate=False, languages=("zh",))
    assert config.from_mapping(config.to_mapping(changed)) == changed


@pytest.mark.parametrize(
    "change",
    [
        {"model": "Paraformer"},
        {"audio_encoder_conf": {"input_layer": "conv2d"}},
        {"audio_encoder_conf": {"output_size": "many"}},
        {"audio_encoder_conf": {"num_blocks": 0}},
        {"audio_encoder_conf": {"attention_heads": 3}},
        {"audio_encoder_conf": {"sanm_shfit": 9}},
        {"audio_encoder_conf": {"output_size": 256}},
        {"audio_adaptor_conf": {"downsample_rate": 2}},
        {"audio_adaptor_conf": ["a", "list"]},
        {"ctc_vocab_size": 1},
    ],
)
def test_a_config_of_another_make_is_refused_with_a_remedy(change: dict[str, object]) -> None:
    with pytest.raises(ModelUnusable) as refused:
        config.from_yaml_mapping({**PUBLISHED, **change})
    assert refused.value.remedy


@pytest.mark.parametrize("broken", [{}, {**config.to_mapping(FunAsrConfig()), "speed": 9}])
def test_a_stored_config_that_cannot_be_read_is_refused(broken: dict[str, object]) -> None:
    with pytest.raises(ModelUnusable, match="cannot be read"):
        config.from_mapping(broken)
