"""What the window about Earshot says of its parts is what is installed."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from app import licences
from app.guide import read_text

ROOT = Path(__file__).resolve().parents[2]
COMPILED_HERE = {"llama_cpp_python"}


def names(requirements: list[str]) -> set[str]:
    return {re.split(r"[=<>;\[ ]", each)[0] for each in requirements}


def test_every_package_that_set_up_installs_is_asked_for() -> None:
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    alone = names(wanted["tool"]["earshot"]["carriers"])
    assert set(licences.PACKAGES) - COMPILED_HERE == names(wanted["project"]["dependencies"]) - alone
    assert set(licences.WITHOUT_WHAT_THEY_ASK_FOR) == alone


def test_what_is_installed_is_listed_with_its_licence_and_tools_are_not() -> None:
    found = {each.name.lower(): each for each in licences.packages()}
    assert {"python", "numpy", "pyside6_essentials", "shiboken6", "silero-vad", "flatbuffers"} <= found.keys()
    assert not {"pytest", "ruff", "huggingface-hub", "torch", "matplotlib"} & found.keys()
    assert [each.name for each in found.values() if not each.version] == []
    assert "LGPL-3.0" in found["pyside6_essentials"].licence
    assert found["silero-vad"].texts[0].read_text("utf-8").startswith("MIT License")
    assert any("GNU LESSER GENERAL PUBLIC LICENSE" in read_text(file).upper() for file in found["soxr"].texts)


def test_models_are_listed_with_what_their_descriptions_say(tmp_path: Path) -> None:
    found = {each.name: each.licence for each in licences.models(tmp_path / "none")}
    assert any("Apache License 2.0" in licence for licence in found.values())  # Earshot Mini comes with Earshot
