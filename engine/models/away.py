"""Models on another machine: what such a model is, what it is sent, and whether anything may leave this computer."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Literal, get_args
from urllib.parse import urlsplit

from engine.errors import BadInput, CaptioningError, ModelUnusable
from engine.models.manifest import Manifest, ModelCapabilities

FAMILY = "remote"

Kind = Literal["vllm", "openai", "fun-asr"]
KINDS: tuple[Kind, ...] = get_args(Kind)
Sent = Literal["embeddings", "sound"]

_SCHEMES: dict[Kind, tuple[str, ...]] = {
    "vllm": ("http", "https"),
    "openai": ("http", "https"),
    "fun-asr": ("ws", "wss"),
}
_LANGUAGES = (
    *("zh", "en", "yue", "ja", "ko", "vi", "id", "th", "ms", "fil", "ar", "hi", "bg", "hr", "cs", "da", "nl", "et"),
    *("fi", "el", "hu", "ga", "lv", "lt", "mt", "pl", "pt", "ro", "sk", "sl", "es", "sv", "de", "fr", "it", "ru"),
)
"""Where the user names none: a server does not say which it knows."""


class RemoteFailed(CaptioningError):
    """A model on another machine gave no answer that can be used; text comes from this computer meanwhile.

    again: another attempt may succeed. wait_s: as long as the server asks to wait, or None.
    """

    again: bool = False
    wait_s: float | None = None


class RemoteUnfit(RemoteFailed):
    """The server works, but not with this model or this key: the user has to change that."""


class RemoteRefused(RemoteFailed):
    """The server refuses this one request; others may succeed."""


class StaysHere(ModelUnusable, RemoteFailed):
    """The user's settings let nothing leave this computer."""

    def __init__(self) -> None:
        super().__init__(
            "Earshot is set to stay offline, so nothing is sent to another machine.",
            "Choose a model of this computer, or switch off “Stay offline” on the page Models.",
        )


@dataclass(frozen=True, slots=True)
class RemoteModel:
    """kind: what the server speaks. address: http://HOST:PORT or ws://HOST:PORT/PATH. model: its name there, "" for
    the only one. local: for vLLM, the model of this computer whose language model is computed there.
    """

    kind: Kind
    address: str
    model: str = ""
    local: str = ""

    @property
    def host(self) -> str:
        """With the port where one is given."""
        return urlsplit(self.address).netloc.rpartition("@")[2]

    @property
    def sends(self) -> Sent:
        return "embeddings" if self.kind == "vllm" else "sound"

    @property
    def leaves_the_computer(self) -> bool:
        host = urlsplit(self.address).hostname or ""
        try:
            return not ipaddress.ip_address(host).is_loopback
        except ValueError:
            return host != "localhost"


def unseen(_model: RemoteModel) -> Callable[[], None]:
    """Does not show that something is sent."""
    return lambda: None


@dataclass(frozen=True, slots=True)
class Away:
    """What a model may send to another machine; by default, nothing.

    allowed: asked before each sending. key: a server's, by the name of the model; never written or logged.
    begin: called when something begins to leave, on any thread; what it returns is called once that is over.
    """

    allowed: Callable[[], bool] = lambda: False
    key: Callable[[str], str | None] = lambda name: None
    begin: Callable[[RemoteModel], Callable[[], None]] = unseen

    @contextmanager
    def sending(self, model: RemoteModel) -> Iterator[None]:
        """Raises StaysHere."""
        if not self.allowed():
            raise StaysHere
        over = self.begin(model) if model.leaves_the_computer else unseen(model)
        try:
            yield
        finally:
            over()


HERE = Away()
"""Nothing leaves this computer."""


def checked(model: RemoteModel) -> RemoteModel:
    """With the address in order. Raises BadInput."""
    address = model.address.strip().rstrip("/")
    if "://" not in address:
        address = f"{_SCHEMES[model.kind][0]}://{address}"
    try:
        parts = urlsplit(address)
        fits = parts.scheme in _SCHEMES[model.kind] and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        fits = False
    if not fits or any(not sign.isprintable() or sign.isspace() for sign in address):
        raise BadInput(
            "{address} is no address of a server.",
            "Write it as {example}.",
            address=model.address,
            example="ws://192.168.1.20:10095" if model.kind == "fun-asr" else "http://192.168.1.20:8000",
        )
    if parts.username or parts.password:
        raise BadInput("A password does not belong into an address.", "Enter it as the key.")
    if model.kind != "fun-asr":
        address = address.removesuffix("/v1")
    return replace(model, address=address)


def describe(
    name: str,
    title: str,
    model: RemoteModel,
    languages: tuple[str, ...] = (),
    can: ModelCapabilities | None = None,
) -> Manifest:
    """The description that stands in the model's folder. can: of the local model, for vLLM."""
    payload = {"kind": model.kind, "address": model.address, "model": model.model, "local": model.local}
    if can is None:
        can = ModelCapabilities(word_times=False, hotwords=True, punctuation=True)
    return Manifest(FAMILY, name, title, languages or _LANGUAGES, can, {}, licence="", payload=payload)


def remote_model(described: Manifest) -> RemoteModel:
    """Raises ModelUnusable for a description that makes no sense."""
    fields = {name: described.payload.get(name, "") for name in ("kind", "address", "model", "local")}
    try:
        if fields["kind"] not in KINDS or not all(isinstance(value, str) for value in fields.values()):
            raise ValueError("kind")
        return checked(RemoteModel(**fields))
    except (BadInput, ValueError) as wrong:
        raise ModelUnusable(
            "The description of {name} names no server.", "Remove it and add it again.", name=described.name
        ) from wrong
