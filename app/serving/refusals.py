"""Error answers of a server, in the form that OpenAI's clients read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.responses import JSONResponse

_KINDS = {400: "invalid_request_error", 401: "authentication_error", 403: "permission_error", 404: "not_found_error"}


class Refused(Exception):
    """status: of HTTP. param: the field at fault. code: for programs. retry_s: when to try again; None: never."""

    def __init__(
        self, status: int, message: str, code: str, param: str | None = None, retry_s: float | None = None
    ) -> None:
        super().__init__(message)
        self.status, self.message, self.code, self.param, self.retry_s = status, message, code, param, retry_s

    @property
    def body(self) -> dict[str, Any]:
        """{"error": {...}}."""
        kind = _KINDS.get(self.status, "server_error" if self.status >= 500 else "invalid_request_error")
        kind = "rate_limit_error" if self.status == 429 else kind
        return {"error": {"message": self.message, "type": kind, "param": self.param, "code": self.code}}

    @property
    def headers(self) -> Mapping[str, str]:
        """Whether and when a client tries again."""
        if self.retry_s is None:
            return {"x-should-retry": "false"}
        after_ms = max(1, round(self.retry_s * 1000))
        return {"retry-after": str(-(-after_ms // 1000)), "retry-after-ms": str(after_ms), "x-should-retry": "true"}

    @property
    def response(self) -> JSONResponse:
        return JSONResponse(self.body, self.status, dict(self.headers))


def busy(message: str, retry_s: float = 2.0) -> Refused:
    return Refused(429, message, "too_many_requests", retry_s=retry_s)


def ending() -> Refused:
    return Refused(503, "The server is stopping. Try again once it runs.", "stopping", retry_s=5.0)
