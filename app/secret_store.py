"""The user's secrets in the system's keyring: service "earshot", one name each. No file holds them."""

from __future__ import annotations

import logging

from engine.errors import CaptioningError

log = logging.getLogger(__name__)
SERVICE = "earshot"


def kept_secret(name: str) -> str | None:
    """None where there is none, or no keyring."""
    try:
        import keyring

        return keyring.get_password(SERVICE, name)
    except Exception as error:  # whatever the desktop's keyring raises: who asks does without, and says what is missing
        log.info("the keyring gave nothing: %s", type(error).__name__)
        return None


def forget_secret(name: str) -> None:
    """Harmless where there is none."""
    try:
        import keyring

        if keyring.get_password(SERVICE, name) is not None:
            keyring.delete_password(SERVICE, name)
    except Exception as error:  # as above: there may be nothing to remove
        log.info("the keyring removed nothing: %s", type(error).__name__)


def keep_secret(name: str, secret: str) -> None:
    """Raises CaptioningError where the keyring does not take it."""
    try:
        import keyring

        keyring.set_password(SERVICE, name, secret)
    except Exception as error:  # as above
        log.info("the keyring took nothing: %s", type(error).__name__)
        raise CaptioningError(
            "The system's keyring does not take the password.", "Unlock the keyring, or type the password each time."
        ) from None
