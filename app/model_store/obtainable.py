"""The models that can be fetched: resources/models.toml, and the user's own entries in the same format.

The sha256 of a file decides whether it is genuine, wherever it came from. Where none was published, `size` and what the
hub states are compared, and the sum of the first copy is pinned (app/model_store/fetching/pins.py).
"""

from __future__ import annotations

import re
import stat
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args

from engine.models.manifest import ModelCapabilities, inside
from engine.text.sentence import Sentence

SHIPPED = Path(__file__).resolve().parents[2] / "resources" / "models.toml"

Hub = Literal["huggingface", "modelscope"]
Role = Literal["recognition", "speakers", "overlap"]
SpeedClass = Literal["fast", "medium", "slow", "graphics card"]
QualityClass = Literal["demonstration", "basic", "good", "very good"]

_NAME = r"[A-Za-z0-9][A-Za-z0-9._-]*"  # of a model, a file or a package: never a path, never an option
_REPOSITORY = rf"{_NAME}/{_NAME}"
_SHA256, _GIT_BLOB = r"[0-9a-f]{64}", r"[0-9a-f]{40}"
_MOST_BYTES = 1 << 20  # of the user's file

Table = Mapping[str, Any]  # as tomllib gives it
T = TypeVar("T", bound=str)


@dataclass(frozen=True, slots=True)
class WantedFile:
    """A file of a model. name: its path in the model's folder, '/' between parts.

    size: bytes as published, None where only `about`, an estimate, is known. sha256, git_blob: in hexadecimal, None
    where not published. optional: a source without it is no failure.
    """

    name: str
    size: int | None
    about: int
    sha256: str | None = None
    git_blob: str | None = None
    optional: bool = False


@dataclass(frozen=True, slots=True)
class CarrierPackage:
    """One wheel of the package index: size in bytes and sha256 of the wheel itself.

    wheel_for: tag "python-abi-platform" of a wheel that is not for every machine; its model file is.
    """

    name: str
    version: str
    size: int
    sha256: str
    wheel_for: str | None = None

    @property
    def requirement(self) -> str:
        return f"{self.name}=={self.version}"


@dataclass(frozen=True, slots=True)
class PackageMember:
    """A file inside a wheel."""

    package: str
    path: str


@dataclass(frozen=True, slots=True)
class PackageOrigin:
    """Wheels that carry a model. members: name of a file -> what it is joined from, in order."""

    packages: tuple[CarrierPackage, ...]
    members: Mapping[str, tuple[PackageMember, ...]]


@dataclass(frozen=True, slots=True)
class HubOrigin:
    """A repository of a hub. revision: a commit, a tag or a branch. paths: names that differ there.

    only: the files that it has, None for all of the model's.
    """

    hub: Hub
    repository: str
    revision: str
    paths: Mapping[str, str]
    only: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class FolderOrigin:
    """A folder or a drive of the user's. paths: names that differ there."""

    folder: Path
    paths: Mapping[str, str]


Origin = PackageOrigin | HubOrigin | FolderOrigin


@dataclass(frozen=True, slots=True)
class ObtainableModel:
    """One model that can be had.

    family: as in engine/models/registry.py, which may not know it yet; see `supported`. languages: BCP 47.
    later_text: text comes when a sentence is finished, not while it is spoken.
    memory: bytes once loaded, approximately. origins: the first is tried first; none where it comes with Earshot.
    variant_of: the name of the entry to prefer over this one. own: from the user's file.
    """

    name: str
    title: str
    family: str
    languages: tuple[str, ...]
    capabilities: ModelCapabilities
    licence: str
    credit: str
    memory: int
    speed: SpeedClass
    quality: QualityClass
    files: tuple[WantedFile, ...]
    origins: tuple[Origin, ...]
    later_text: bool = False
    role: Role = "recognition"
    variant_of: str | None = None
    own: bool = False

    @property
    def size(self) -> int:
        """Bytes to fetch, an estimate where a size is not published."""
        return sum(file.about for file in self.files)

    @property
    def supported(self) -> bool:
        """This version of Earshot can run it."""
        from engine.errors import ModelUnusable
        from engine.models import registry

        try:
            registry.family(self.family)
        except ModelUnusable:
            return False
        return True


@dataclass(frozen=True, slots=True)
class ModelCatalogue:
    """All entries, those of Earshot first. problems: a sentence for what of the user's file cannot be used."""

    models: tuple[ObtainableModel, ...]
    problems: tuple[Sentence, ...] = ()

    def find(self, name: str) -> ObtainableModel | None:
        return next((model for model in self.models if model.name == name), None)


def read_catalogue(own: Path | None = None) -> ModelCatalogue:
    """own: the user's file, which need not exist. Raises ValueError where Earshot's own list is damaged."""
    models = _parsed(SHIPPED.read_text("utf-8"), own=False)
    if own is None:
        return ModelCatalogue(models)
    try:
        added = _parsed(_text_of(own), own=True)
        _require_new(models, added)
    except FileNotFoundError:
        return ModelCatalogue(models)
    except (OSError, ValueError, RecursionError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or error
        if isinstance(error, RecursionError):
            reason = Sentence("it is nested too deeply")
        problem = Sentence(
            "Your list of models {path} cannot be used: {reason}. Correct it; until then Earshot's own list is used.",
            path=own,
            reason=reason,
        )
        return ModelCatalogue(models, (problem,))
    return ModelCatalogue((*models, *added))


def _text_of(own: Path) -> str:
    found = own.stat()
    if not stat.S_ISREG(found.st_mode):  # a pipe would be waited for
        raise ValueError("it is no file")
    if found.st_size > _MOST_BYTES:
        raise ValueError("it is too large")
    return own.read_text("utf-8-sig")


def _require_new(models: tuple[ObtainableModel, ...], added: tuple[ObtainableModel, ...]) -> None:
    for name in {model.name for model in models} & {model.name for model in added}:
        raise ValueError(f"{name} is the name of a model in Earshot's own list")


def _parsed(text: str, *, own: bool) -> tuple[ObtainableModel, ...]:
    document = tomllib.loads(text)
    sets = document.get("language_sets", {})
    if not isinstance(sets, dict):
        raise ValueError("language_sets is no table")
    models = tuple(_model(table, sets, own=own) for table in _tables(document, "models"))
    names = [model.name for model in models]
    if twice := {name for name in names if names.count(name) > 1}:
        raise ValueError(f"{min(twice)} is there twice")
    for model in models:
        if model.variant_of is not None and model.variant_of not in names:
            raise ValueError(f"{model.name} is a variant of {model.variant_of}, which is not there")
    return models


def _model(table: Table, sets: Table, *, own: bool) -> ObtainableModel:
    name = _text(table, "name", r"[a-z0-9][a-z0-9._-]{0,63}")
    files = tuple(_file(each) for each in _tables(table, "files", empty=True))
    model = ObtainableModel(
        name=name,
        title=_text(table, "title"),
        family=_text(table, "family", _NAME),
        languages=_languages(table, sets),
        capabilities=ModelCapabilities(
            word_times=_flag(table, "word_times"),
            hotwords=_flag(table, "hotwords"),
            punctuation=_flag(table, "punctuation"),
        ),
        licence=_text(table, "licence"),
        credit=_text(table, "credit"),
        memory=_number(table, "memory"),
        speed=_one_of(table, "speed", get_args(SpeedClass)),
        quality=_one_of(table, "quality", get_args(QualityClass)),
        files=files,
        origins=tuple(_origin(each, own=own) for each in _tables(table, "sources", empty=True)),
        later_text=_flag(table, "later_text"),
        role=_one_of(table, "role", get_args(Role), "recognition"),
        variant_of=_text(table, "variant_of", _NAME) if "variant_of" in table else None,
        own=own,
    )
    _check_files(model)
    return model


def _check_files(model: ObtainableModel) -> None:
    names = {file.name for file in model.files}
    if len(names) != len(model.files):
        raise ValueError(f"a file of {model.name} is there twice")
    if bool(model.files) != bool(model.origins):
        raise ValueError(f"{model.name} needs both files and sources")
    for origin in model.origins:
        if isinstance(origin, PackageOrigin):
            if set(origin.members) != names:
                raise ValueError(f"a source of {model.name} does not give exactly the files of the model")
        elif not set(origin.paths) | set(getattr(origin, "only", None) or ()) <= names:
            raise ValueError(f"a source of {model.name} names a file that the model does not have")


def _file(table: Table) -> WantedFile:
    size = _number(table, "size") if "size" in table else None
    about = size if size is not None else _number(table, "about")
    return WantedFile(
        inside(_text(table, "name")),
        size,
        about,
        _text(table, "sha256", _SHA256) if "sha256" in table else None,
        _text(table, "git_blob", _GIT_BLOB) if "git_blob" in table else None,
        _flag(table, "optional"),
    )


def _origin(table: Table, *, own: bool) -> Origin:
    match table.get("kind"):
        case "packages":
            return _package_origin(table)
        case "huggingface" | "modelscope" as hub:
            repository = _text(table, "repository", _REPOSITORY)
            revision = _text(table, "revision", r"[A-Za-z0-9][A-Za-z0-9._/-]*")
            return HubOrigin(hub, repository, revision, _paths(table), _only(table))
        case "folder" if own:
            return FolderOrigin(_folder(table), _paths(table))
    raise ValueError(f"kind = {table.get('kind')!r} is no kind of source")


def _folder(table: Table) -> Path:
    named = _text(table, "folder")
    try:
        return Path(named).expanduser()
    except RuntimeError as unknown:
        raise ValueError(f"folder = {named!r} begins with no user's name") from unknown


def _package_origin(table: Table) -> PackageOrigin:
    packages = tuple(
        CarrierPackage(
            _text(each, "name", _NAME),
            _text(each, "version", _NAME),
            _number(each, "size"),
            _text(each, "sha256", _SHA256),
            _text(each, "wheel_for", r"\w+-\w+-\w+") if "wheel_for" in each else None,
        )
        for each in _tables(table, "packages")
    )
    members = table.get("members")
    if not isinstance(members, dict):
        raise ValueError("a source lacks the table members")
    known = "|".join(re.escape(package.name) for package in packages)
    return PackageOrigin(
        packages,
        {
            file: tuple(
                PackageMember(_text(each, "package", known), _text(each, "member")) for each in _tables(members, file)
            )
            for file in members
        },
    )


def _paths(table: Table) -> Mapping[str, str]:
    paths = table.get("paths", {})
    if not isinstance(paths, dict):
        raise ValueError("paths is no table")
    return {name: inside(_text(paths, name)) for name in paths}


def _only(table: Table) -> frozenset[str] | None:
    names = table.get("only")
    if names is None:
        return None
    if not isinstance(names, list) or not names or not all(isinstance(name, str) for name in names):
        raise ValueError("only is no list of files")
    return frozenset(names)


def _languages(table: Table, sets: Table) -> tuple[str, ...]:
    codes = table.get("languages")
    if isinstance(codes, str):
        codes = sets.get(codes)
    if not isinstance(codes, list) or not codes or not all(isinstance(code, str) and code for code in codes):
        raise ValueError("languages is no list of language codes")
    return tuple(codes)


def _tables(table: Table, key: str, *, empty: bool = False) -> list[Table]:
    tables = table.get(key, [] if empty else None)
    if not isinstance(tables, list) or not (tables or empty) or not all(isinstance(each, dict) for each in tables):
        raise ValueError(f"{key} is no list of tables")
    return tables


def _text(table: Table, key: str, pattern: str = r".+") -> str:
    text = table.get(key)
    if not isinstance(text, str) or not re.fullmatch(pattern, text):
        raise ValueError(f"{key} = {text!r} cannot be used")
    return text


def _number(table: Table, key: str) -> int:
    number = table.get(key)
    if not isinstance(number, int) or isinstance(number, bool) or number < 0:
        raise ValueError(f"{key} = {number!r} is no number of bytes")
    return number


def _flag(table: Table, key: str) -> bool:
    value = table.get(key, False)
    if not isinstance(value, bool):
        raise ValueError(f"{key} = {value!r} is neither true nor false")
    return value


def _one_of(table: Table, key: str, choices: tuple[T, ...], default: T | None = None) -> T:
    value = table.get(key, default)
    if value not in choices:
        raise ValueError(f"{key} = {value!r} is none of {', '.join(choices)}")
    return next(each for each in choices if each == value)
