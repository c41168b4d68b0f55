"""What a fetch may use: the network, hosts, pip, tokens, and its timeouts and retries."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from app.model_store.fetching.tokens import token
from app.model_store.obtainable import Hub
from app.settings import Settings

HOSTS: Mapping[Hub, str] = {"huggingface": "https://huggingface.co", "modelscope": "https://www.modelscope.cn"}


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """Seconds to wait for a connection and for the next bytes; attempts without any progress, and the first wait
    between two of them, which doubles; the longest wait that a host may ask for.
    """

    connect_s: float = 15.0
    read_s: float = 30.0
    attempts: int = 5
    first_wait_s: float = 1.0
    longest_wait_s: float = 120.0


def own_pip() -> tuple[str, ...] | None:
    """The command of the pip beside this Python; None in a bundle, which has none."""
    if getattr(sys, "frozen", False) or importlib.util.find_spec("pip") is None:
        return None
    return (sys.executable, "-m", "pip")


def no_token(_hub: Hub) -> None:
    """There is none."""


@dataclass(frozen=True, slots=True)
class FetchMeans:
    """offline: no socket is opened. mirror: takes the place of Hugging Face's address. pip: a command, None for none.

    folder: a folder or drive where the files are looked for first. hosts: the addresses of the hubs.
    token: asked for a hub's access token only once that hub has refused a file without one.
    caches: the hubs' own folders of downloads, looked into before the network.
    """

    offline: bool = False
    mirror: str | None = None
    folder: Path | None = None
    pip: tuple[str, ...] | None = field(default_factory=own_pip)
    hosts: Mapping[Hub, str] = field(default_factory=lambda: HOSTS)
    token: Callable[[Hub], str | None] = no_token
    caches: bool = True
    retry: RetryPolicy = field(default_factory=RetryPolicy)

    def host(self, hub: Hub) -> str:
        """The address to ask, without a slash at its end."""
        mirror = (self.mirror or os.environ.get("HF_ENDPOINT")) if hub == "huggingface" else None
        return (mirror or self.hosts[hub]).rstrip("/")


def means_by(settings: Settings) -> FetchMeans:
    """With the user's tokens."""
    return FetchMeans(offline=settings.offline, mirror=settings.model_mirror, token=token)
