"""The access token of a server."""

from __future__ import annotations

import re
import secrets

from engine.errors import BadInput

LEAST = 8
_FITS = re.compile(r"[A-Za-z0-9._~+/=-]+")


def new_token() -> str:
    return secrets.token_urlsafe(18)


def checked_token(given: str | None, is_local: bool) -> str | None:
    """`given`, or a new one where the server can be reached from elsewhere; None if none is required.

    Raises BadInput for one that can be guessed, or cannot stand in an address.
    """
    if not given:
        return None if is_local else new_token()
    if len(given) < LEAST or not _FITS.fullmatch(given):
        raise BadInput(
            "This token cannot be used.",
            "Take {least} characters or more: letters without accents, digits and hyphens.",
            least=LEAST,
        )
    return given
