"""Graphics processors that llama.cpp could use, looked for in a process of its own: a broken driver aborts.

Source: ggml-backend.h (ggml_backend_dev_*), device types 0 CPU, 1 GPU, 2 integrated GPU, 3 accelerator.
"""

from __future__ import annotations

import ctypes
import json
import logging
import subprocess
from dataclasses import dataclass
from typing import Any

from engine.isolation import children
from engine.models.fun_asr_nano.llm import library
from engine.models.fun_asr_nano.llm.model import ON_CPU, ON_GPU
from engine.models.fun_asr_nano.llm.weights import DecoderFile
from engine.text.sentence import Sentence

log = logging.getLogger(__name__)

FUNCTION = f"{__name__}:report"
TIMEOUT_S = 20.0
_DISCRETE = 1
_GPU_PARTS = {f"ggml-{name}" for name in ("cuda", "vulkan", "metal", "hip", "sycl", "opencl", "musa", "cann")}
ON_THE_PROCESSOR = "The language model runs on the processor."
_LEAST_SHARE = 0.25  # of the layers; fewer save less than moving numbers to the card costs
_SPARE = 512 << 20  # bytes beside weights and cache: work space, and what the desktop itself needs


@dataclass(frozen=True, slots=True)
class Device:
    """One device as ggml reports it; free and total in bytes."""

    name: str
    description: str
    type: int
    free: int
    total: int


def has_gpu_half() -> bool:
    """Whether the installed library has a part for graphics processors; judged by its files, loading none."""
    stems = {path.name.split(".")[0].removeprefix("lib") for path in library.libraries().iterdir()}
    return bool(stems & _GPU_PARTS)


def probe(timeout_s: float = TIMEOUT_S, function: str = FUNCTION) -> tuple[Device, ...]:
    """All devices with memory of their own; none where the probe fails, dies or takes too long."""
    try:
        done = children.run(function, timeout_s=timeout_s)
    except subprocess.TimeoutExpired:
        log.warning("looking for a graphics processor took more than %.0f s", timeout_s)
        return ()
    except OSError as refused:
        log.warning("no process could be started to look for a graphics processor: %s", refused)
        return ()
    if done.returncode:
        log.warning("looking for a graphics processor ended with %s", done.returncode)
        return ()
    try:
        return tuple(Device(**fields) for fields in json.loads(done.stdout))
    except (ValueError, TypeError):
        return ()


def layers_for(
    file: DecoderFile, positions: int, graphics: str, found: tuple[Device, ...], wanted: int = 0
) -> tuple[int, str]:
    """How many layers the GPU gets, and where the language model runs, in one sentence.

    graphics, wanted: 'cpu', 'gpu' or 'auto', and a number of layers, 0 for as many as fit: the settings that override.
    found: what `probe` returned.
    """
    discrete = [device for device in found if device.type == _DISCRETE]
    if graphics == "cpu" or not discrete:
        return ON_CPU, ON_THE_PROCESSOR
    roomiest = max(discrete, key=lambda device: device.free)
    needed = file.size + file.kv_bytes(positions) + _SPARE
    fitting = file.layers if roomiest.free >= needed else (roomiest.free - _SPARE) // file.layer_bytes(positions)
    layers = wanted or (file.layers if graphics == "gpu" else fitting)
    if layers >= file.layers:
        return ON_GPU, Sentence("The language model runs on {device}.", device=roomiest.description)
    if wanted or layers >= _LEAST_SHARE * file.layers:
        return layers, Sentence(
            "The language model runs on {device} with {count} of its {all} layers, with the rest on the processor.",
            device=roomiest.description,
            count=layers,
            all=file.layers,
        )
    return ON_CPU, Sentence(
        "{device} has {free} GB free where the language model needs {needed} GB, so it runs on the processor.",
        device=roomiest.description,
        free=f"{roomiest.free / 1e9:.1f}",
        needed=f"{needed / 1e9:.1f}",
    )


def report(_: list[str]) -> None:
    """Child process: print the devices as JSON."""
    native = library.load()
    found = [] if not native.llama_supports_gpu_offload() else _devices()
    print(json.dumps(found))


def _devices() -> list[dict[str, Any]]:
    suffixes = (".so", ".dylib", ".dll")
    files = {path.stem.removeprefix("lib"): path for path in library.libraries().iterdir() if path.suffix in suffixes}
    registry, base = (ctypes.CDLL(str(files[name])) for name in ("ggml", "ggml-base"))
    registry.ggml_backend_dev_count.restype = ctypes.c_size_t
    registry.ggml_backend_dev_get.restype = ctypes.c_void_p
    registry.ggml_backend_dev_get.argtypes = [ctypes.c_size_t]
    return [_described(base, registry.ggml_backend_dev_get(at)) for at in range(registry.ggml_backend_dev_count())]


def _described(base: ctypes.CDLL, device: int) -> dict[str, Any]:
    base.ggml_backend_dev_name.restype = base.ggml_backend_dev_description.restype = ctypes.c_char_p
    handle, free, total = ctypes.c_void_p(device), ctypes.c_size_t(), ctypes.c_size_t()
    base.ggml_backend_dev_memory(handle, ctypes.byref(free), ctypes.byref(total))
    return {
        "name": base.ggml_backend_dev_name(handle).decode("utf-8", "replace"),
        "description": base.ggml_backend_dev_description(handle).decode("utf-8", "replace"),
        "type": int(base.ggml_backend_dev_type(handle)),
        "free": free.value,
        "total": total.value,
    }
