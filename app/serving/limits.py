"""The limits of a server: requests, sizes and times."""

from __future__ import annotations

from dataclasses import dataclass

MiB = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """clients: files that are worked on or wait; as many streams may be open. at_once: files that are worked on.

    file_bytes, duration_s: of one file. idle_s: so long a client may send nothing of a request that it began. stream_s:
    the same for an open stream without sound. viewers: readers of captions.
    """

    clients: int = 16
    at_once: int = 4
    file_bytes: int = 512 * MiB
    duration_s: float = 4 * 3600.0
    idle_s: float = 15.0
    stream_s: float = 300.0
    viewers: int = 64
