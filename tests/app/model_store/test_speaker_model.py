"""The model that tells voices apart in the store: installed and checked as any other, but never chosen for captions."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.model_store.choosing import ranked
from app.model_store.offer import offered_models
from app.model_store.store import ModelStore
from app.transcripts.speaker_labels import can_label, voices_at_hand
from engine.errors import ModelUnusable
from engine.models import registry
from engine.models.family import LoadOptions


def test_it_is_listed_and_labels_but_is_never_chosen_for_captions(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch")
    from tests.engine.models.campplus.torch_campplus import Campplus

    torch.save(Campplus().state_dict(), tmp_path / "campplus.pt")
    store = ModelStore(tmp_path / "models", tmp_path / "nothing")
    entry = store.import_checkpoint(tmp_path / "campplus.pt", "voices")
    assert not entry.writes_text
    assert store.check("voices").files
    assert ranked(store.list(), store.criteria()) == []
    assert [each.writes_text for each in offered_models(store.folder) if each.name == "voices"] == [False]
    assert can_label(store.folder)
    assert voices_at_hand(store.folder, 1).voices([]).shape[0] == 0
    described = store.describe("voices")
    with pytest.raises(ModelUnusable, match="writes no captions"):
        registry.family(described.family).load(entry.folder, described, LoadOptions())
