"""The catalogue of models that can be had: complete, true to what is published, and open to the user's own entries."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from app.model_store.catalogue import RESERVED, check_name
from app.model_store.fetching.pins import pin, pinned
from app.model_store.measured import costs, remember
from app.model_store.obtainable import HubOrigin, PackageOrigin, read_catalogue
from engine.models.fun_asr_nano.checkpoints.published_files import PUBLISHED
from engine.models.manifest import FileRecord

OWN = """\
[[models]]
name = "mine"
title = "Mine"
family = "whisper"
languages = ["de"]
licence = "MIT"
credit = "me"
memory = 1_000
speed = "fast"
quality = "good"
files = [{ name = "model.bin", about = 10 }, { name = "config.json", size = 2 }]

[[models.sources]]
kind = "huggingface"
repository = "me/mine"
revision = "main"

[[models.sources]]
kind = "folder"
folder = "/media/stick"
paths = { "model.bin" = "weights/model.bin" }
"""


def test_the_models_that_earshot_promises_are_there() -> None:
    names = {model.name for model in read_catalogue().models}
    sizes = ("tiny", "tiny.en", "base", "small", "medium", "large-v3", "large-v3-turbo", "distil-large-v3")
    fun = ("fun-asr-nano-2512", "fun-asr-nano-2512-hf", "fun-asr-nano-2512-gguf", "fun-asr-mlt-nano-2512", "mini")
    red = ("fireredasr-aed-l", "fireredasr-llm-l", "fireredasr2-aed", "fireredasr2-llm")
    speakers = ("campplus-zh-en", "pyannote-segmentation")
    assert {*(f"whisper-{size}" for size in sizes), *fun, *red, *speakers} <= names


def test_every_entry_can_be_named_so_and_says_what_a_user_asks() -> None:
    for model in read_catalogue().models:
        assert model.name in RESERVED or check_name(model.name) == model.name
        assert model.licence
        assert model.credit
        assert model.memory > 0
        assert all(re.fullmatch("[a-z]{2,3}", code) for code in model.languages)


def test_copies_without_word_times_are_variants_of_the_complete_one() -> None:
    catalogue = read_catalogue()
    variants = [model for model in catalogue.models if model.variant_of == "fun-asr-nano-2512"]
    assert [(model.capabilities.word_times, model.later_text) for model in variants] == [(False, True)] * 3
    complete = catalogue.find("fun-asr-nano-2512")
    assert complete is not None
    assert (complete.capabilities.word_times, complete.later_text, complete.variant_of) == (True, False, None)
    assert [origin.hub for origin in complete.origins if isinstance(origin, HubOrigin)] == ["modelscope"]


def test_the_sums_of_weights_are_those_that_the_import_knows() -> None:
    """Two lists of ours, written from the same reference, agree."""
    known = {(file.size, file.sha256) for file in PUBLISHED}
    stated = {(file.size, file.sha256) for model in read_catalogue().models for file in model.files}
    assert known <= stated


def test_every_published_figure_stands_in_the_references(shared) -> None:
    names = ("fun-asr-nano", "upstream-2026-11", "whisper", "diarisation")
    reference = "".join(shared(f"reference/{name}.md").read_text("utf-8") for name in names)
    unknown: list[tuple[str, str]] = []
    for model in read_catalogue().models:
        packages = [each for origin in model.origins if isinstance(origin, PackageOrigin) for each in origin.packages]
        sums = [(each.name, each.sha256) for each in model.files] + [(each.name, each.sha256) for each in packages]
        unknown += [(model.name, name) for name, sha256 in sums if sha256 is not None and sha256 not in reference]
        for origin in model.origins:
            if isinstance(origin, HubOrigin) and len(origin.revision) == 40 and origin.revision not in reference:
                unknown.append((model.name, origin.repository))
    assert unknown == []


def test_the_users_own_entries_come_after_those_of_earshot(tmp_path: Path) -> None:
    own = tmp_path / "models.toml"
    assert read_catalogue(own).problems == ()
    own.write_text(OWN)
    catalogue = read_catalogue(own)
    mine = catalogue.models[-1]
    assert (mine.name, mine.own, mine.size, len(mine.origins), catalogue.problems) == ("mine", True, 12, 2, ())
    own.write_text(f"\ufeff{OWN}")
    assert read_catalogue(own) == catalogue
    own.unlink()
    os.mkfifo(own)
    assert "it is no file" in read_catalogue(own).problems[0]


@pytest.mark.parametrize(
    ("right", "wrong", "reason"),
    [
        ('"mine"', '"../mine"', "name = '../mine' cannot be used"),
        ('"mine"', '"whisper-small"', "whisper-small is the name of a model in Earshot's own list"),
        ('name = "model.bin"', 'name = "../model.bin"', "'../model.bin' leaves the folder"),
        ('"fast"', '"quick"', "speed = 'quick' is none of fast, medium, slow, graphics card"),
        ('repository = "me/mine"', 'repository = "https://me"', "repository = 'https://me' cannot be used"),
        ('["de"]', '"klingon"', "languages is no list of language codes"),
        ('kind = "folder"', 'kind = "post"', "kind = 'post' is no kind of source"),
        ("size = 2", "size = -2", "size = -2 is no number of bytes"),
        ('paths = { "model.bin"', 'paths = { "x"', "a source of mine names a file that the model does not have"),
        ("[[models]]", "[[models", "Expected ']]'"),
        ("[[models]]", "language_sets = 5\n[[models]]", "language_sets is no table"),
        ("[[models]]", f"deep = {'[' * 2000}\n[[models]]", "it is nested too deeply"),
        ('folder = "', 'folder = "~nobody-of-this-name/', "begins with no user's name"),
    ],
)
def test_a_fault_in_the_users_list_is_one_sentence_and_the_rest_stays(
    tmp_path: Path, right: str, wrong: str, reason: str
) -> None:
    own = tmp_path / "models.toml"
    own.write_text(OWN.replace(right, wrong, 1))
    catalogue = read_catalogue(own)
    assert len(catalogue.models) == len(read_catalogue().models)
    assert reason in catalogue.problems[0]
    assert "\n" not in catalogue.problems[0]


@pytest.mark.parametrize("content", ["[1]", '"x"', "{", "[" * 9_000, '{"mini": 5}'])
def test_a_damaged_note_beside_the_models_is_none(tmp_path: Path, content: str) -> None:
    remember(tmp_path, "mini", 0.5)
    pin(tmp_path, "mini", {"model.bin": FileRecord(1, "ab")})
    assert (costs(tmp_path), pinned(tmp_path, "mini")) == ({"mini": 0.5}, {"model.bin": "ab"})
    speed = (tmp_path / ".speed.json").read_text()
    (tmp_path / ".speed.json").write_text(speed.replace("0.5", f"1{'0' * 400}"))
    assert costs(tmp_path) == {}
    for name in (".speed.json", ".pins.json"):
        (tmp_path / name).write_text(content)
    assert (costs(tmp_path), pinned(tmp_path, "mini")) == ({}, {})
