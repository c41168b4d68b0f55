"""What is to be installed: the lists of pyproject.toml and the versions of constraints.txt."""

from __future__ import annotations

import hashlib
import sys
import sysconfig
import tomllib
from dataclasses import dataclass
from enum import Enum
from pathlib import Path


class Purpose(Enum):
    """What a set-up is for; the second includes the first."""

    RUN = "run"
    TEST = "test"


@dataclass(frozen=True, slots=True)
class Pins:
    """Everything that one purpose installs."""

    requirements: tuple[str, ...]  # for pip, with their dependencies
    carriers: tuple[str, ...]  # for pip, without their dependencies
    debian: tuple[str, ...]  # system packages by Debian's names
    elsewhere: dict[str, list[str]]  # the same for running, for each other package manager
    constraints: Path

    def fingerprint(self) -> str:
        """Changes whenever pip has something to do: other lists, other versions, another Python.

        System packages are not part of it: they are looked up at every call.
        """
        parts = (
            sys.implementation.cache_tag or "",
            sysconfig.get_platform(),
            *sorted(self.requirements),
            *sorted(self.carriers),
            self.constraints.read_text(encoding="utf-8"),
        )
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def read_pins(root: Path, purpose: Purpose) -> Pins:
    """The pins of the repository at `root` for one purpose."""
    with (root / "pyproject.toml").open("rb") as file:
        pyproject = tomllib.load(file)
    earshot = pyproject["tool"]["earshot"]
    carriers = list(earshot["carriers"])
    requirements = [each for each in pyproject["project"]["dependencies"] if each not in carriers]
    debian = list(earshot["debian"]["run"])
    if purpose is Purpose.TEST:
        for extra in pyproject["project"]["optional-dependencies"].values():
            requirements += extra
        debian += earshot["debian"]["test"]
        carriers += earshot.get("test-carriers", ())
    return Pins(
        requirements=tuple(requirements),
        carriers=tuple(carriers),
        debian=tuple(debian),
        elsewhere=earshot.get("elsewhere", {}),
        constraints=root / "packaging" / "constraints.txt",
    )


def read_extra(root: Path, name: str) -> tuple[str, ...] | None:
    """The requirements of one extra of pyproject.toml, None where it has no such extra."""
    with (root / "pyproject.toml").open("rb") as file:
        extras = tomllib.load(file)["project"]["optional-dependencies"]
    return tuple(extras[name]) if name in extras else None
