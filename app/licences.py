"""The licences of all that Earshot ships, from package metadata and model descriptions."""

from __future__ import annotations

import platform
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path, PurePosixPath

from app.model_store.store import ModelStore

OWN_LICENCE = Path(__file__).resolve().parents[1] / "LICENSE"
PACKAGES = (
    *("numpy", "onnxruntime", "sounddevice", "soundfile", "soxr", "av", "platformdirs", "pulsectl", "jeepney"),
    *(
        "tomlkit",
        "pysubs2",
        "python-docx",
        "odfdo",
        "Jinja2",
        "rapidfuzz",
        "pypinyin",
        "regex",
        "wcwidth",
        "safetensors",
        "gguf",
        "onnx",
        "PyYAML",
        "tiktoken",
    ),
    *("ctranslate2", "OpenCC", "PySide6-Essentials", "soundcard", "llama_cpp_python"),
    *("httpx2", "keyring", "shtab"),
    *("starlette", "uvicorn", "websockets", "python-multipart", "segno"),
)
"""What Earshot asks for; what these ask for in turn is found in their metadata."""

WITHOUT_WHAT_THEY_ASK_FOR = ("tokenizers",)
"""Installed for one part of theirs."""

_SILERO = Path(__file__).resolve().parents[1] / "engine" / "vad" / "LICENSE.silero-vad"

_TEXTS = ("license", "licence", "copying", "notice")
_NO_TEXT = (".py", ".pyc")
_LONGEST_NAME = 80
_NAME = re.compile(r"[A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True)
class LicensedPart:
    """licence: its name, "" where none is stated. texts: where its licence stands in full."""

    name: str
    version: str
    licence: str
    texts: tuple[Path, ...] = ()


def packages() -> list[LicensedPart]:
    """Python and what is installed of PACKAGES and all that they ask for, by name. Reads the disk: for workers."""
    found: dict[str, LicensedPart] = {}
    waiting = list(PACKAGES)
    while waiting:
        name = waiting.pop()
        if _plain(name) not in found and (package := _installed(name)) is not None:
            found[_plain(name)] = _part(package)
            waiting += _asked_for(package)
    for name in WITHOUT_WHAT_THEY_ASK_FOR:
        if (package := _installed(name)) is not None:
            found[_plain(name)] = _part(package)
    python = LicensedPart("Python", platform.python_version(), "PSF-2.0")
    found["silero-vad"] = LicensedPart("silero-vad", "6.2.3", "MIT", (_SILERO,))  # its model, which comes with Earshot
    return [python, *(found[name] for name in sorted(found))]


def models(folder: Path) -> list[LicensedPart]:
    """The models of this computer; version is "". Reads the disk: for workers. Raises OSError."""
    described = (entry.described for entry in ModelStore(folder).list())
    return [LicensedPart(each.title, "", each.licence) for each in described if each is not None]


def _plain(name: str) -> str:
    """Source: PyPA, name normalisation."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _installed(name: str) -> Distribution | None:
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


def _asked_for(package: Distribution) -> Iterator[str]:
    """What it needs anywhere; what it needs on another system only is not installed."""
    for requirement in package.requires or ():
        if "extra ==" not in requirement and (name := _NAME.match(requirement)):
            yield name[0]


def _part(package: Distribution) -> LicensedPart:
    texts = (Path(str(file.locate())) for file in package.files or () if _is_licence(PurePosixPath(file)))
    return LicensedPart(package.metadata["Name"], package.version, _licence(package), tuple(texts))


def _is_licence(file: PurePosixPath) -> bool:
    return file.suffix not in _NO_TEXT and any(file.name.lower().startswith(word) for word in _TEXTS)


def _licence(package: Distribution) -> str:
    """By its expression; else as its authors wrote it, where that is a name; else by its classifiers."""
    metadata = package.metadata
    stated = (*(metadata.get_all("License-Expression") or ()), *(metadata.get_all("License") or ()))
    for each in stated:
        if each and len(each) <= _LONGEST_NAME and "\n" not in each:
            return str(each)
    classified = (each.split(" :: ") for each in metadata.get_all("Classifier") or ())
    return ", ".join(parts[-1] for parts in classified if parts[0] == "License" and len(parts) > 2)
