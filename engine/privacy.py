"""Nothing leaves the computer: the switches that keep libraries from reporting or downloading on their own.

The engine package sets them before any of its modules is imported, so every way to a library passes them: the
program, its child processes (which inherit the environment), training, benchmarks and tests. Only modules of the
engine import onnxruntime; tests/system/test_privacy.py holds that and watches the system calls of the whole program.

ONNX Runtime 1.31.1 reads its switch while it is imported (its Privacy.md). Without it, the library writes a device id
and a queue of events below ~/.cache/Microsoft and, some seconds later, looks up mobile.events.data.microsoft.com.
`onnxruntime.disable_telemetry_events()` comes too late for that.
"""

from __future__ import annotations

import os

SWITCHES = {
    "ORT_DISABLE_TELEMETRY": "1",
    # tokenizers, ctranslate2's converters and llama.cpp's binding download from the hub when they are given a
    # name instead of a file. Earshot gives them files; a mistake must fail, not download.
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_UPDATE_CHECK": "1",
    "RAY_USAGE_STATS_ENABLED": "0",  # else a cluster reports itself (docs.ray.io, usage stats)
    "DO_NOT_TRACK": "1",  # a common switch, see https://donottrack.sh
}
"""Environment variables and their values; docs/privacy.md says what each library does without them."""


def keep_to_this_computer() -> None:
    """Set every switch, also over a value that the user's environment has: this is a promise, not a default."""
    os.environ.update(SWITCHES)
