"""The text of the window about Earshot: its version, and under which licences its parts come."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from app import VERSION
from app.licences import OWN_LICENCE, LicensedPart

OWN = "licence:earshot"
PACKAGE, MODEL = "licence:package/{}", "licence:model/{}"
_FIRST_LINE = 90


def about(packages: Sequence[LicensedPart], models: Sequence[LicensedPart]) -> str:
    """HTML. Links: OWN, and PACKAGE or MODEL with the number of the part, where its licence has more to read."""
    translate = QCoreApplication.translate  # outside of f-strings, where the texts to translate are found
    what = translate("About", "Live captions of what your computer hears, on your computer.")
    own = translate("About", "Earshot is free software under the Apache License 2.0.")
    more = translate("About", "Read the licence")
    others = translate("About", "Its parts keep their own licences. A link opens the whole text.")
    parts = (
        f"<h1>Earshot {VERSION}</h1><p>{what}</p><p>{own} {_link(OWN, more)}</p><p>{others}</p>",
        _heading(translate("About", "Models")),
        _table(_model_row(number, each) for number, each in enumerate(models)),
        _heading(translate("About", "Libraries")),
        _table(_package_row(number, each) for number, each in enumerate(packages)),
    )
    return "\n".join(parts)


def licence_behind(
    link: str, packages: Sequence[LicensedPart], models: Sequence[LicensedPart]
) -> str | tuple[Path, ...]:
    """What a link of `about` leads to: a text, or the files in which it stands."""
    texts = {OWN: (OWN_LICENCE,)} | {PACKAGE.format(number): each.texts for number, each in enumerate(packages)}
    if link in texts:
        return texts[link]
    return next((each.licence for number, each in enumerate(models) if link == MODEL.format(number)), "")


def _heading(words: str) -> str:
    return f"<h2>{words}</h2>"


def _table(rows: Iterable[str]) -> str:
    return f'<table cellpadding="4">{"".join(rows)}</table>'


def _package_row(number: int, part: LicensedPart) -> str:
    licence = escape(part.licence or QCoreApplication.translate("About", "not stated"))
    shown = _link(PACKAGE.format(number), licence) if part.texts else licence
    return f"<tr><td>{escape(part.name)}</td><td>{escape(part.version)}</td><td>{shown}</td></tr>"


def _model_row(number: int, part: LicensedPart) -> str:
    first, *more = part.licence.strip().splitlines() or [""]
    shown = first if len(first) <= _FIRST_LINE else f"{first[:_FIRST_LINE].rstrip()}…"
    licence = escape(shown) if shown == first and not more else _link(MODEL.format(number), escape(shown))
    return f"<tr><td>{escape(part.name)}</td><td>{licence}</td></tr>"


def _link(target: str, words: str) -> str:
    return f'<a href="{target}">{words}</a>'
