"""The sound server's client library (pulsectl) with a workaround. Linux only."""

from __future__ import annotations

from typing import Any

import pulsectl
from pulsectl import _pulsectl

FAILURES = (OSError, pulsectl.PulseError, pulsectl.PulseDisconnected, _pulsectl.pa.CallError)
"""What a server that is absent, refuses, or ends in the middle of an answer raises; they have no base in common."""

EndOfListening = pulsectl.PulseLoopStop


class _Source(pulsectl.PulseSourceInfo):  # type: ignore[misc]  # untyped library
    """A source with its rate. libpulse reuses the memory behind `sample_spec` after the answer was delivered: read
    later, every source of a list has the format of the last one, or nonsense.
    """

    def _init_from_struct(self, struct: Any) -> None:
        """Called while `struct` is valid."""
        self.rate = int(struct.sample_spec.rate)


class Client(pulsectl.Pulse):  # type: ignore[misc]  # untyped library
    """A connection to the server whose sources have a reliable `rate`."""

    source_list = pulsectl.Pulse._pulse_get_list(
        _pulsectl.PA_SOURCE_INFO_CB_T, _pulsectl.pa.context_get_source_info_list, _Source
    )
