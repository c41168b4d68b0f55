"""Getting and repairing: the old model stays until the new one is whole, and a full disk leaves neither in pieces."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from app.model_store import bundled
from app.model_store.fetching.steering import FetchSteering, FetchStopped
from app.model_store.obtainable import ModelCatalogue, read_catalogue
from app.model_store.staging import one_import_at_a_time
from app.model_store.store import ModelStore
from app.model_store.upkeep import get, repair
from engine.errors import CaptioningError
from engine.models import manifest
from engine.models.progress import Progress, silent
from tests.support.fireredasr import FireRedGolden, fire_red, published_folder
from tests.support.model_hub import ModelHub, model_hub
from tests.support.small_catalogue import NAME, means_for, write_catalogue
from tests.support.small_disk import fill, small_disk
from tests.support.whisper_folder import write_folder

__all__ = ["fire_red"]  # a fixture

FOREIGN = "note.txt"  # a mark in the damaged model, to know it by


@dataclass
class Shelf:
    hub: ModelHub
    catalogue: ModelCatalogue
    store: ModelStore

    def get(self) -> None:
        model = self.catalogue.find(NAME)
        assert model is not None
        get(model, self.store, means_for(self.hub), FetchSteering())

    def repair(self, progress: Progress = silent) -> int:
        return repair(NAME, self.store, self.catalogue, means_for(self.hub), FetchSteering(), progress=progress)

    def damage(self) -> Path:
        """Beyond what single files could mend; the folder."""
        place = self.store.folder / NAME
        (place / manifest.FILE_NAME).write_text("{")
        (place / FOREIGN).write_text("the old one")
        return place

    def left(self) -> list[str]:
        """Names in the folder of models, but for locks."""
        return sorted(path.name for path in self.store.folder.iterdir() if path.name not in (".lock", ".downloads"))


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shelf]:
    monkeypatch.setattr(bundled, "FOLDER", tmp_path / "nothing bundled")
    folder = write_folder(tmp_path / "published")
    with model_hub() as hub:
        hub.files = {path.name: path.read_bytes() for path in folder.iterdir()}
        write_catalogue(tmp_path / "config", hub.files)
        catalogue = read_catalogue(tmp_path / "config" / "models.toml")
        yield Shelf(hub, catalogue, ModelStore(tmp_path / "models"))


def test_a_repair_keeps_the_damaged_model_until_the_new_one_is_whole(shelf: Shelf) -> None:
    shelf.get()
    place = shelf.damage()

    def broken_off(share: float, _doing: str) -> None:
        if share >= 0.97:
            raise FetchStopped(kept=True)

    with pytest.raises(FetchStopped):
        shelf.repair(broken_off)
    assert (place / FOREIGN).exists()
    shelf.hub.count_anew()
    assert shelf.repair() > 0
    assert not shelf.hub.sent  # what the first repair fetched was kept
    assert not (place / FOREIGN).exists()
    assert shelf.store.check(NAME)
    assert [name for name in shelf.left() if name != ".pins.json"] == [NAME]


@pytest.mark.parametrize("arrived", [False, True])
def test_a_kill_while_the_new_one_takes_the_place_leaves_one_of_the_two(shelf: Shelf, arrived: bool) -> None:
    shelf.get()
    place = shelf.store.folder / NAME
    place.rename(aside := place.with_name(f".replaced-{NAME}"))
    if arrived:
        place.mkdir()
    with one_import_at_a_time(shelf.store.folder):
        assert not aside.exists()
        assert (place / manifest.FILE_NAME).exists() is not arrived


@pytest.mark.parametrize(("quarters_left", "sentence"), [(2, "could not be written"), (4, "needs")])
def test_a_disk_that_fills_up_midway_is_one_sentence_and_room_is_all_that_was_missing(
    shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, quarters_left: int, sentence: str
) -> None:
    """After a quarter of the fetch: with room for half a model it ends there, with room for one in the import."""
    monkeypatch.setattr("app.model_store.fetching.download.ROOM_BESIDE", 0)
    size = sum(map(len, shelf.hub.files.values()))
    stuffing: list[Path] = []
    with small_disk(tmp_path / "disk", 100_000_000) as disk:
        shelf.store = ModelStore(disk / "models")

        def watch(_name: str, _sent: int) -> None:
            if not stuffing and shelf.hub.total() >= size // 4:
                stuffing.append(fill(disk, quarters_left * size // 4))

        shelf.hub.watch = watch
        with pytest.raises(CaptioningError, match=sentence):
            shelf.get()
        assert shelf.left() == []
        stuffing[0].unlink()
        kept = sum(path.stat().st_size for path in (disk / "models" / ".downloads").rglob("*") if path.is_file())
        shelf.hub.count_anew()
        shelf.get()
        assert shelf.hub.total() <= size - size // 4
        assert kept >= size // 4
        assert shelf.store.check(NAME)


@pytest.mark.parametrize(("name", "ctc"), [("fireredasr-aed-l", False), ("fireredasr2-aed", True)])
def test_a_firered_of_the_catalogue_is_got_and_is_what_the_catalogue_says(
    fire_red: FireRedGolden, tmp_path: Path, name: str, ctc: bool
) -> None:
    model = read_catalogue().find(name)
    assert model is not None
    assert model.supported
    tiny = replace(model, files=tuple(replace(file, about=1) for file in model.files))
    folder, store = published_folder(fire_red, tmp_path / "published", ctc=ctc), ModelStore(tmp_path / "models")
    with model_hub() as hub:
        hub.files = {path.name: path.read_bytes() for path in folder.iterdir()}
        get(tiny, store, means_for(hub), FetchSteering())
    entry = store.find(name)
    assert (entry.problem, entry.described and entry.described.family) == (None, model.family)
    assert entry.capabilities == model.capabilities
    assert model.later_text is not ctc
