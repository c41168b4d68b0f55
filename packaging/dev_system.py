"""System packages: installed on Debian and Ubuntu where they are missing, named elsewhere."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from dev_steps import Runner, StepFailed, last_lines

LISTING = ("dpkg-query", "--show", "--showformat", "${db:Status-Status}\t${Package}\t${Provides}\n")
INSTALL = ("apt-get", "install", "-y", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=120")
ELSEWHERE = {"dnf": "dnf install", "pacman": "pacman -S --needed", "zypper": "zypper install"}


def install_missing(
    wanted: Iterable[str], run: Runner, elsewhere: Mapping[str, Sequence[str]] = MappingProxyType({})
) -> str:
    """Installs what is missing where that is possible without asking; otherwise says what is missing.

    wanted: by Debian's names. elsewhere: what running needs, by the names of each other package manager.

    Raises StepFailed when apt-get fails. Being not allowed is no failure: much works without.
    """
    if sys.platform != "linux":
        return "none needed on this system"
    if not shutil.which("apt-get"):
        return _left_to_the_user(elsewhere)
    listing = run(LISTING)
    if listing.status != 0:
        raise StepFailed(
            f"dpkg-query cannot list the packages of this system:\n{last_lines(listing.output)}",
            "Repair the package database (sudo dpkg --configure -a) and run the same command again.",
        )
    missing = missing_packages([*wanted, *venv_package()], listing.output)
    if not missing:
        return "all there"
    privilege = privilege_prefix(run)
    if privilege is None:
        return f"missing: {' '.join(missing)}; to install them: {by_hand(missing)}"
    _install(missing, privilege, run)
    return f"installed {len(missing)}: {' '.join(missing)}"


def _left_to_the_user(elsewhere: Mapping[str, Sequence[str]]) -> str:
    for manager, packages in elsewhere.items():
        if shutil.which(manager):
            return f"left to you (these names were not tried yet): sudo {ELSEWHERE[manager]} {' '.join(packages)}"
    return "left to you: PortAudio, the libraries of Qt's X11 platform and a font with Chinese"


def missing_packages(wanted: Iterable[str], listing: str) -> list[str]:
    """Those of `wanted` that no installed package is or provides.

    listing: what LISTING prints. Newer releases rename libraries (libglib2.0-0 is provided by
    libglib2.0-0t64 there), hence the provided names count.
    """
    present: set[str] = set()
    for line in listing.splitlines():
        status, package, provides = line.split("\t")
        if status == "installed":
            # "libasound2 (= 1.2.11), libasound-dev" names two packages.
            present.update([package, *(item.split()[0] for item in provides.split(",") if item.strip())])
    return [name for name in dict.fromkeys(wanted) if name not in present]


def venv_package() -> list[str]:
    """Debian keeps the part of Python that makes environments in a package of its own."""
    if sys.base_prefix != "/usr" or importlib.util.find_spec("ensurepip") is not None:
        return []
    return [f"python{sys.version_info.major}.{sys.version_info.minor}-venv"]


def privilege_prefix(run: Runner) -> list[str] | None:
    """What to put in front of apt-get; None when it could not run without asking for a password."""
    if os.geteuid() == 0:
        return []
    return ["sudo", "-n"] if run(["sudo", "-n", "true"]).status == 0 else None


def by_hand(packages: Sequence[str]) -> str:
    return f"sudo apt-get install -y --no-install-recommends {' '.join(packages)}"


def _install(packages: Sequence[str], privilege: Sequence[str], run: Runner) -> None:
    install = [*privilege, "env", "DEBIAN_FRONTEND=noninteractive", *INSTALL, *packages]
    if run(install).status == 0:
        return
    # A fresh machine has no package lists yet, an old one stale ones.
    run([*privilege, "apt-get", "update"])
    second = run(install)
    if second.status != 0:
        raise StepFailed(
            f"apt-get could not install the system packages:\n{last_lines(second.output)}",
            f"Look at what it says, try it by hand ({by_hand(packages)}) and run the same command again.",
        )
