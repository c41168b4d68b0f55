"""docs/reliability.md promises nothing that no test holds."""

from __future__ import annotations

import ast
import re

from tests.conftest import ROOT


def test_each_promise_names_tests_that_exist():
    named = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", (ROOT / "docs/reliability.md").read_text("utf-8"))
    assert len(named) > 40
    absent = [(path, name) for path, name in named if name not in (names_in(path) | {""})]
    assert absent == []


def names_in(path):
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    return {each.name for each in ast.walk(tree) if isinstance(each, ast.FunctionDef)}
