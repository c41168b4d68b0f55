"""Why a server gave no answer: a sentence each, and whether to ask again. Nothing that the server wrote is quoted."""

from __future__ import annotations

import re

from engine.models.away import RemoteFailed, RemoteRefused, RemoteUnfit

NETWORK = "Check the address on the page Models, the network, and that the server runs."
WHO_RUNS_IT = "Ask whoever runs the server, or choose another model."
MEANWHILE = "Text comes from this computer until it does."

_CODE = re.compile(r"[A-Za-z0-9_.\[\]-]{1,40}")


def unreachable(host: str) -> RemoteFailed:
    return passing(RemoteFailed("{host} cannot be reached.", NETWORK, host=host))


def not_trusted(host: str) -> RemoteFailed:
    return RemoteFailed("The certificate of {host} cannot be trusted.", WHO_RUNS_IT, host=host)


def too_slow(host: str, seconds: float) -> RemoteFailed:
    return RemoteFailed(
        "{host} did not answer within {seconds} s.", MEANWHILE, host=host, seconds=f"{max(seconds, 0.1):.3g}"
    )


def broken_off(host: str) -> RemoteFailed:
    return passing(RemoteFailed("{host} broke its answer off.", MEANWHILE, host=host))


def nonsense(host: str) -> RemoteFailed:
    return RemoteFailed("{host} answered something else than text.", NETWORK, host=host)


def no_such_model(host: str, model: str) -> RemoteUnfit:
    return RemoteUnfit(
        "{host} has no model called {model}.", "Enter a model that it has, on the page Models.", host=host, model=model
    )


def of_status(host: str, status: int, about: object = "", wait_s: float | None = None) -> RemoteFailed:
    """about: the field that the server complains of; only a bare name is shown."""
    if status in (401, 403):
        return RemoteUnfit("{host} does not accept the key.", "Enter it again on the page Models.", host=host)
    if status == 404:
        return RemoteUnfit("{host} does not offer this service.", NETWORK, host=host)
    if status == 429:
        failed = RemoteFailed("{host} gets too many requests and asks to wait.", MEANWHILE, host=host)
        return passing(failed, wait_s)
    if status == 408 or status >= 500:
        failed = RemoteFailed("{host} has trouble of its own ({status}).", MEANWHILE, host=host, status=status)
        return passing(failed, wait_s)
    named = f"{status}, {about}" if isinstance(about, str) and _CODE.fullmatch(about) else status
    return RemoteRefused("{host} refused the request ({status}).", WHO_RUNS_IT, host=host, status=named)


def passing(failed: RemoteFailed, wait_s: float | None = None) -> RemoteFailed:
    failed.again, failed.wait_s = True, wait_s
    return failed
