"""Access tokens of the hubs, for models with terms: only from the environment or the system's keyring."""

from __future__ import annotations

import os

from app.model_store.obtainable import Hub
from app.secret_store import kept_secret

VARIABLES: dict[Hub, tuple[str, ...]] = {
    "huggingface": ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"),
    "modelscope": ("MODELSCOPE_API_TOKEN",),
}


def token(hub: Hub) -> str | None:
    """The user's token, or None. Where the environment has none, the keyring is asked for one by the hub's name."""
    named = (os.environ.get(name, "").strip() for name in VARIABLES[hub])
    return next(filter(None, named), None) or kept_secret(hub)


def headers(hub: Hub, token: str) -> dict[str, str]:
    """What shows the token to the hub."""
    return {"Cookie": f"m_session_id={token}"} if hub == "modelscope" else {"Authorization": f"Bearer {token}"}
