"""Keys of model servers: from the environment or the system's keyring, by the name of the model."""

from __future__ import annotations

import logging
import os

from app.secret_store import SERVICE, kept_secret

log = logging.getLogger(__name__)

VARIABLE = "EARSHOT_REMOTE_KEY"


def key_of(name: str) -> str | None:
    """None where there is none."""
    return os.environ.get(VARIABLE) or kept_secret(name)


def forget_key(name: str) -> None:
    """Harmless where there is none."""
    try:
        import keyring

        if keyring.get_password(SERVICE, name) is not None:
            keyring.delete_password(SERVICE, name)
    except Exception as error:  # whatever the desktop's keyring raises: there may be nothing to remove
        log.info("the keyring removed nothing: %s", type(error).__name__)
