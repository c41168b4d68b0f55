"""The model that finds where two speak at once: from a published file to a mark in a transcript."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
import pytest
import soundfile

from app.model_store.choosing import ranked
from app.model_store.offer import offered_models
from app.model_store.store import ModelStore
from app.transcripts.speaker_labels import (
    LabelOptions,
    SpeakersMissing,
    can_label,
    label_unkept,
    model_mark,
    overlap_at_hand,
    voices_at_hand,
)
from app.transcripts.values import unsaved_transcript
from engine.errors import ModelUnusable
from engine.events import DecodedBy, Final
from engine.models import registry
from engine.models.family import LoadOptions
from engine.timeline import SAMPLE_RATE
from tests.support.audio import Loudness


def _store(tmp_path: Path, favoured: int) -> ModelStore:
    """With a network of chance to which one class is the most likely, whatever it hears."""
    torch = pytest.importorskip("torch")
    from tests.engine.models.pyannote.torch_pyannote import Pyannote

    net = Pyannote()
    with torch.no_grad():
        net.classifier.bias[favoured] = 50.0
    (tmp_path / "published").mkdir()
    torch.save({"state_dict": net.state_dict()}, tmp_path / "published" / "pytorch_model.bin")
    store = ModelStore(tmp_path / "models", tmp_path / "nothing")
    store.import_checkpoint(tmp_path / "published", "overlap")
    return store


def _labels(tmp_path: Path, store: ModelStore) -> dict[int, str]:
    sound = tmp_path / "talk.wav"
    soundfile.write(sound, np.random.default_rng(0).normal(0, 0.1, 4 * SAMPLE_RATE), SAMPLE_RATE)
    final = Final(1, 0, 3 * SAMPLE_RATE, "one two", (), "m", DecodedBy.CTC, 0.1)
    talk = unsaved_transcript((final,), source="talk", model="m")
    options = LabelOptions(overlap=partial(overlap_at_hand, store.folder, 1))
    return dict(label_unkept(talk, sound, Loudness(), options).edits.speakers)


def test_a_sentence_is_marked_where_the_installed_network_hears_two(tmp_path: Path) -> None:
    assert _labels(tmp_path, _store(tmp_path, favoured=5)) == {1: "Speaker 1 +"}


def test_a_sentence_of_one_speaker_is_not_marked(tmp_path: Path) -> None:
    assert _labels(tmp_path, _store(tmp_path, favoured=2)) == {1: "Speaker 1"}


def test_it_is_listed_but_neither_writes_captions_nor_tells_voices_apart(tmp_path: Path) -> None:
    store = _store(tmp_path, favoured=0)
    assert [each.finds_overlaps for each in offered_models(store.folder) if each.name == "overlap"] == [True]
    assert ranked(store.list(), store.criteria()) == []
    assert not can_label(store.folder)
    assert model_mark(store.folder) == ""
    with pytest.raises(SpeakersMissing):
        voices_at_hand(store.folder)
    described = store.describe("overlap")
    with pytest.raises(ModelUnusable, match="writes no captions"):
        registry.family(described.family).load(store.folder / "overlap", described, LoadOptions())


def test_without_it_or_with_a_damaged_one_labels_come_without_marks(tmp_path: Path) -> None:
    store = _store(tmp_path, favoured=5)
    graph = store.folder / "overlap" / "segmentation.onnx"
    graph.write_bytes(bytes(graph.stat().st_size))
    assert _labels(tmp_path, store) == {1: "Speaker 1"}
    assert overlap_at_hand(tmp_path / "none") is None
