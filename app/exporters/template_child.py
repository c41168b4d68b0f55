"""The child process that runs a user's template: Jinja2 sandboxed, plain values, no files, no imports.

On standard input one JSON object (own_template.py writes it), on standard output another: the text, or the fault and
its line.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from contextlib import suppress
from types import TracebackType
from typing import Any

from app.cells import safe_cell

_MEMORY = 1 << 30  # bytes beside the values; the parent bounds the time
_NAME = "<template>"


def main(arguments: Sequence[str]) -> None:
    content = sys.stdin.buffer.read()
    _bound_memory(_MEMORY + 16 * len(content))
    sys.stdout.write(json.dumps(answer_to(json.loads(content))))


def answer_to(order: dict[str, Any]) -> dict[str, Any]:
    """{"text": ...}, or {"fault": ..., "message": ..., "line": ...}."""
    from jinja2 import TemplateError, TemplateSyntaxError

    try:
        return {"text": _text(order)}
    except MemoryError:
        return {"fault": "memory"}
    except TemplateSyntaxError as error:
        return {"fault": "syntax", "message": error.message or "", "line": error.lineno}
    except TemplateError as error:
        return {"fault": "template", "message": error.message or "", "line": _line_of(error.__traceback__)}
    except Exception as error:
        kind = "foreign" if "no loader" in str(error) else type(error).__name__
        return {"fault": kind, "message": str(error)[:300], "line": _line_of(error.__traceback__)}


def _text(order: dict[str, Any]) -> str:
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    environment = ImmutableSandboxedEnvironment(
        autoescape=bool(order["escapes"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals.pop("lipsum")
    environment.filters |= {"clock": _clock, "clock_ms": _clock_ms, "cell": lambda text: safe_cell(str(text))}
    left, parts = int(order["most"]), []
    template = environment.from_string(order["source"])
    for part in () if order["values"] is None else template.generate(order["values"]):
        left -= len(part)
        if left < 0:
            raise MemoryError
        parts.append(part)
    return "".join(parts)


def _clock(seconds: float) -> str:
    """HH:MM:SS"""
    whole = int(seconds)
    return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}"


def _clock_ms(seconds: float, point: str = ".") -> str:
    """HH:MM:SS.mmm"""
    ms = round(1000 * seconds)
    return f"{_clock(ms // 1000)}{point}{ms % 1000:03d}"


def _line_of(trace: TracebackType | None) -> int:
    """Of the innermost place in the template; 1 where none is known."""
    line = 1
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == _NAME:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def _bound_memory(limit: int) -> None:
    """On systems that can; elsewhere the time that the parent allows is the bound."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
