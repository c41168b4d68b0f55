"""The automatic choice, and what is recommended: language, memory, speed, then quality."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.model_store import bundled, measured
from app.model_store.choosing import SelectionCriteria, recommended, shipped
from app.model_store.store import ModelStore
from engine.text.languages import SEVERAL
from tests.support.model_folders import write_model

GB = 1_000_000_000


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModelStore:
    """A model that came with Earshot and knows English, and one of the user's for German."""
    monkeypatch.setattr(bundled, "FOLDER", tmp_path / "own")
    write_model(tmp_path / "own" / "english", languages=("en",))
    write_model(tmp_path / "models" / "german", languages=("de",))
    return ModelStore(tmp_path / "models")


def test_the_model_that_knows_the_language_is_taken(store: ModelStore) -> None:
    assert store.best_at_hand(("en",)).name == "english"
    assert store.best_at_hand(("de",)).name == "german"
    assert store.best_at_hand(("en-GB",)).name == "english"


def test_where_the_language_is_detected_a_model_of_several_languages_comes_first(store: ModelStore) -> None:
    write_model(store.folder / "several", languages=("en", "de"))
    write_model(store.folder / "english-2", languages=("en",))
    assert store.best_at_hand(("en",)).name == "english-2"  # the first one by name
    assert store.best_at_hand(("en", SEVERAL)).name == "several"


def test_a_demonstration_of_several_languages_gives_way_to_a_model_of_one(store: ModelStore, tmp_path: Path) -> None:
    write_model(tmp_path / "own" / "trial", languages=("en", "zh"), rough=True)
    assert store.best_at_hand(("en", SEVERAL)).name == "english"


def test_a_model_that_was_too_slow_here_gives_way(store: ModelStore, tmp_path: Path) -> None:
    assert store.best_at_hand().name == "german"
    measured.remember(store.folder, "german", 1.4)
    assert store.best_at_hand().name == "english"
    measured.remember(store.folder, "german", 0.4)
    assert store.best_at_hand().name == "german"
    assert measured.costs(store.folder) == {"german": 0.4}


def test_a_model_that_does_not_fit_into_memory_gives_way(store: ModelStore, monkeypatch: pytest.MonkeyPatch) -> None:
    needs = {"german": 8 * GB, "english": GB}
    monkeypatch.setattr("app.model_store.choosing.needed_bytes", lambda entry, _at_hand: needs[entry.name])
    monkeypatch.setattr(
        "app.model_store.store.SelectionCriteria", lambda *known: SelectionCriteria(*known, memory=8 * GB)
    )
    assert store.best_at_hand().name == "english"


@pytest.mark.parametrize(
    ("languages", "cores", "memory", "expected"),
    [
        (("zh",), 8, 16 * GB, "fun-asr-nano-2512"),
        (("zh",), 2, 16 * GB, "whisper-base"),
        (("zh",), 8, 2 * GB, "whisper-small"),
        (("de",), 8, 16 * GB, "whisper-small"),
        (("en",), 2, 16 * GB, "whisper-distil-small.en"),
        (("en", SEVERAL), 2, 16 * GB, "whisper-base"),
        (("en", SEVERAL), 8, 2 * GB, "whisper-small"),
    ],
)
def test_what_is_recommended_knows_the_language_fits_and_keeps_up(
    languages: tuple[str, ...], cores: int, memory: int, expected: str
) -> None:
    found = recommended(shipped(), SelectionCriteria(languages, {}, memory), cores, {"whisper-base"})
    assert found is not None
    assert found.name == expected


def test_nothing_is_recommended_where_nothing_fits() -> None:
    assert recommended(shipped(), SelectionCriteria(("en",), {}, 100_000_000), 8) is None
