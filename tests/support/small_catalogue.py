"""A user's own list of models with one in it, which a hub on this computer has."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from app.model_store.fetching.means import FetchMeans, RetryPolicy
from tests.support.model_hub import ModelHub

NAME = "tiny-talk"
_HEADER = """
[[models]]
name = "tiny-talk"
title = "Tiny Talk"
family = "{family}"
languages = ["en"]
word_times = true
hotwords = true
punctuation = true
licence = "MIT"
credit = "weights by nobody at all"
memory = 300_000_000
speed = "fast"
quality = "good"
"""
_SOURCE = '[[models.sources]]\nkind = "huggingface"\nrepository = "owner/tiny"\nrevision = "main"\n'


def write_catalogue(config: Path, published: Mapping[str, bytes], family: str = "whisper") -> None:
    """Into the folder of the settings, which is made."""
    config.mkdir(parents=True)
    files = [
        f'[[models.files]]\nname = "{name}"\nsize = {len(content)}\nsha256 = "{hashlib.sha256(content).hexdigest()}"\n'
        for name, content in published.items()
    ]
    (config / "models.toml").write_text(_HEADER.format(family=family) + "\n".join([*files, _SOURCE]), encoding="utf-8")


def means_for(hub: ModelHub) -> FetchMeans:
    """What reaches that hub alone."""
    hosts = {"huggingface": hub.url, "modelscope": hub.url}
    retry = RetryPolicy(connect_s=5.0, read_s=20.0, attempts=4, first_wait_s=0.01, longest_wait_s=1.0)
    return FetchMeans(hosts=hosts, pip=None, caches=False, retry=retry)  # type: ignore[arg-type]
