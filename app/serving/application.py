"""The ASGI application of a server: its routes, and the guard before them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from starlette.routing import BaseRoute, Router
from starlette.types import ASGIApp

from app.serving.guard import Guard
from app.serving.limits import Limits

Lifespan = Callable[[Any], AbstractAsyncContextManager[None]]
"""What runs while the server does; Any: Starlette passes the router, which is not used."""


@asynccontextmanager
async def no_lifespan(app: Any) -> AsyncIterator[None]:
    yield


def application(
    routes: Sequence[BaseRoute],
    token: str | None,
    limits: Limits,
    names: Iterable[str] = (),
    lifespan: Lifespan = no_lifespan,
) -> ASGIApp:
    """names: further hosts by which it may be called."""
    return Guard(Router(routes, redirect_slashes=False, lifespan=lifespan), token, limits, names)
