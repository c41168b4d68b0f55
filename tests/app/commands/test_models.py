"""What the terminal tells of a model."""

from __future__ import annotations

import argparse
from dataclasses import replace

import pytest

from app.commands import models
from app.model_store.store import ModelStore


@pytest.mark.parametrize(("timed", "told"), [(True, ", word times"), (False, ", no word times")])
def test_missing_word_times_are_named_in_the_list(timed: bool, told: str) -> None:
    """As with Fun-ASR-Nano of Hugging Face, which has no CTC part."""
    entry = ModelStore().find("mini")
    assert entry.described is not None
    can = replace(entry.described.capabilities, word_times=timed)
    assert told in models._summary(replace(entry, described=replace(entry.described, capabilities=can)))


def test_a_check_tells_where_the_language_model_computes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("app.details.registry.placement", lambda *_asked: "The language model runs on a card.")
    models.check_model(argparse.Namespace(name="mini"))
    assert "The language model runs on a card." in capsys.readouterr().out
