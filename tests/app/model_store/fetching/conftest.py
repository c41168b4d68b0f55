"""A hub on this computer, a model that it has, and a fetch of it."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from app.model_store.fetching import download
from app.model_store.fetching.fetch import fetch
from app.model_store.fetching.means import FetchMeans, RetryPolicy
from app.model_store.fetching.outcome import Fetched, FetchProgress, ShowProgress, unseen
from app.model_store.fetching.steering import FetchSteering
from app.model_store.obtainable import HubOrigin, ObtainableModel, Origin, WantedFile
from engine.models.manifest import ModelCapabilities
from tests.support.model_hub import ModelHub, model_hub

WEIGHTS = random.Random(1).randbytes(600_000)
CONFIG = b'{"heads": 8}' * 40
FILES = {"model.bin": WEIGHTS, "deep/config.json": CONFIG}
HASTY = RetryPolicy(connect_s=5.0, read_s=20.0, attempts=4, first_wait_s=0.01, longest_wait_s=2.0)
IMPATIENT = replace(HASTY, read_s=0.3)
HUGGINGFACE = HubOrigin("huggingface", "owner/tiny", "main", {})
MODELSCOPE = HubOrigin("modelscope", "owner/tiny", "master", {})


def published(name: str, content: bytes) -> WantedFile:
    return WantedFile(name, len(content), len(content), hashlib.sha256(content).hexdigest())


def unpublished(name: str, content: bytes) -> WantedFile:
    return WantedFile(name, None, len(content))


def tiny(files: tuple[WantedFile, ...], *origins: Origin) -> ObtainableModel:
    return ObtainableModel(
        name="tiny",
        title="Tiny",
        family="whisper",
        languages=("en",),
        capabilities=ModelCapabilities(word_times=True, hotwords=True, punctuation=True),
        licence="MIT",
        credit="nature",
        memory=1,
        speed="fast",
        quality="basic",
        files=files,
        origins=origins,
    )


@dataclass
class Shop:
    """A hub, the model that it has, and where that is fetched to."""

    hub: ModelHub
    models: Path
    model: ObtainableModel
    means: FetchMeans
    steering: FetchSteering = field(default_factory=FetchSteering)
    seen: list[FetchProgress] = field(default_factory=list)

    @property
    def downloads(self) -> Path:
        return self.models / ".downloads"

    def get(self, progress: ShowProgress = unseen, names: tuple[str, ...] | None = None, **means: object) -> Fetched:
        def show(now: FetchProgress) -> None:
            self.seen.append(now)
            progress(now)

        return fetch(self.model, self.downloads, replace(self.means, **means), self.steering, show, names)

    def sell(self, *origins: Origin, sums: bool = True) -> None:
        """The model, to be had from there. sums: they are published."""
        make = published if sums else unpublished
        self.model = tiny(tuple(make(name, content) for name, content in FILES.items()), *origins)

    def left(self) -> list[str]:
        """Files that lie below the folder of models, but for locks."""
        paths = (path for path in self.models.rglob("*") if path.is_file() and path.suffix != ".lock")
        return sorted(path.relative_to(self.models).as_posix() for path in paths)


WHOLE = sorted(f".downloads/tiny/whole/{name}" for name in FILES)
RECORD = ".downloads/tiny/files.json"


def contents(fetched: Fetched) -> dict[str, bytes]:
    paths = (path for path in fetched.folder.rglob("*") if path.is_file())
    return {path.relative_to(fetched.folder).as_posix(): path.read_bytes() for path in paths}


@pytest.fixture
def hub() -> Iterator[ModelHub]:
    with model_hub() as running:
        running.files.update(FILES)
        yield running


@pytest.fixture
def shop(hub: ModelHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shop:
    monkeypatch.setattr(download, "_SHOWN_EVERY_S", 0.0)
    for name in ("HF_ENDPOINT", "HF_HOME", "HF_HUB_CACHE", "MODELSCOPE_CACHE", "HF_TOKEN", "MODELSCOPE_API_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    hosts = {"huggingface": hub.url, "modelscope": hub.url}
    shop = Shop(hub, tmp_path / "models", tiny(()), FetchMeans(pip=None, hosts=hosts, retry=HASTY))
    shop.sell(HUGGINGFACE)
    return shop
