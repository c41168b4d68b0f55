"""The user's choice of an output: where captions go. Secrets stay in memory and are never shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from urllib.parse import urlsplit

from app.loopback import is_loopback
from engine.errors import BadInput
from engine.text.sentence import Sentence

OBS_PORT = 4455
OBS_SECRET = "obs"
"""The name of its password in the keyring."""


class OutputKind(Enum):
    OBS = "OBS"
    ZOOM = "Zoom"
    YOUTUBE = "YouTube"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class ObsChoice:
    """source: the name of a text source of OBS, "" for none. stream: captions in the stream as well.

    password: None to look into the keyring where OBS asks for one.
    """

    host: str = "localhost"
    port: int = OBS_PORT
    source: str = ""
    stream: bool = False
    password: str | None = field(default=None, repr=False)

    @property
    def kind(self) -> OutputKind:
        return OutputKind.OBS

    @property
    def local(self) -> bool:
        return is_loopback(self.host)

    @property
    def sentence(self) -> str:
        if self.local:
            return Sentence("Captions go to OBS on this computer.")
        return Sentence("Captions go to OBS at {host}, not encrypted.", host=self.host)


@dataclass(frozen=True, slots=True)
class PostChoice:
    """Zoom or YouTube. url: where captions are posted, a secret: it lets anybody write there."""

    kind: OutputKind
    url: str = field(repr=False)

    @property
    def local(self) -> bool:
        return False

    @property
    def sentence(self) -> str:
        service, host = self.kind.value, host_of(self.url)
        if urlsplit(self.url).scheme == "http" and not is_loopback(host):
            return Sentence("Finished captions go to {service} ({host}), not encrypted.", service=service, host=host)
        return Sentence("Finished captions go to {service} ({host}).", service=service, host=host)


@dataclass(frozen=True, slots=True)
class FileChoice:
    """path: of a file that grows, .txt or .vtt."""

    path: Path

    @property
    def kind(self) -> OutputKind:
        return OutputKind.FILE

    @property
    def local(self) -> bool:
        return True

    @property
    def sentence(self) -> str:
        return Sentence("Finished captions are added to {path}.", path=self.path)


ReceiverChoice = ObsChoice | PostChoice
OutputChoice = ReceiverChoice | FileChoice


def host_of(url: str) -> str:
    return urlsplit(url).hostname or ""


def obs_choice(address: str, source: str, stream: bool, password: str | None = None) -> ObsChoice:
    """address: HOST or HOST:PORT. Raises BadInput for what cannot be."""
    wrong = BadInput("This is not an address of OBS.", "Write it as localhost:{port}.", port=OBS_PORT)
    given = address.strip().removeprefix("ws://").rstrip("/") or "localhost"
    try:
        parts = urlsplit(f"ws://{given}")
        host, port = parts.hostname, parts.port or OBS_PORT
    except ValueError:
        raise wrong from None
    if not host or parts.path or parts.query or "@" in given or any(map(str.isspace, given)):
        raise wrong
    if not (source.strip() or stream):
        raise BadInput(
            "Nothing is chosen that could show captions in OBS.",
            "Name a text source, or choose captions in the stream.",
        )
    return ObsChoice(host, port, source.strip(), stream, password or None)


def zoom_choice(url: str) -> PostChoice:
    """Raises BadInput, which never quotes the address."""
    if not (_is_secret_address(url) and urlsplit(url.strip()).path.endswith("/closedcaption")):
        raise BadInput(
            "This is not the caption address of a Zoom meeting.",
            "Copy it in the meeting: Show captions, Set up manual captioner, Copy the API token.",
        )
    if urlsplit(url).scheme != "https" and not is_loopback(host_of(url)):
        raise BadInput(
            "This address of Zoom is not encrypted.", "Copy it again from the meeting: it begins with https."
        )
    return PostChoice(OutputKind.ZOOM, url.strip())


def youtube_choice(url: str) -> PostChoice:
    """Raises BadInput, which never quotes the address."""
    if not _is_secret_address(url):
        raise BadInput(
            "This is not the caption address of a YouTube stream.",
            "Copy it in the Live Control Room, under Closed captions: POST captions to URL.",
        )
    return PostChoice(OutputKind.YOUTUBE, url.strip())


def _is_secret_address(url: str) -> bool:
    """Of the web, with the query in which both services put what lets a sender in."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return False
    spaces = any(map(str.isspace, url.strip()))
    plain = bool(parts.hostname and parts.query and not parts.fragment) and "@" not in parts.netloc and port != 0
    return parts.scheme in ("http", "https") and plain and not spaces and url.isascii()
