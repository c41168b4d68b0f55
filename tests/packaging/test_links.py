"""Links in the documents lead somewhere: files that are there, headings that are there. Nothing is looked up."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from app.guide import anchor

ROOT = Path(__file__).resolve().parents[2]
PAGES = [
    page
    for pattern in ("*.md", "docs/*.md", "packaging/licences/*.md", "resources/*/*.md", "training/*.md")
    for page in sorted(ROOT.glob(pattern))
]
_LINK = re.compile(r"!?\[[^\]]*\]\(([^()\s]+)(?: \"[^\"]*\")?\)")
_CODE = re.compile(r"^( {4,}|```).*?$|`[^`]*`", re.MULTILINE)


@cache
def headings(page: Path) -> set[str]:
    return {anchor(line.lstrip("#")) for line in page.read_text("utf-8").splitlines() if re.match(r"#{1,6} ", line)}


def broken(page: Path) -> list[str]:
    links = _LINK.findall(_CODE.sub("", page.read_text("utf-8")))
    return [link for link in links if not re.match(r"(https?|mailto):", link) and not leads_somewhere(page, link)]


def leads_somewhere(page: Path, link: str) -> bool:
    name, _, heading = link.partition("#")
    target = (page.parent / name).resolve() if name else page
    return target.exists() and (not heading or heading in headings(target))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    assert broken(page) == []


def test_a_link_to_nowhere_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# One\n[a](#one) [b](#two) [c](none.md) `[d](none.md)`\n", encoding="utf-8")
    assert broken(page) == ["#two", "none.md"]
