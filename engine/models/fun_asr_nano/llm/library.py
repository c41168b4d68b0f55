"""llama.cpp, found and checked: the low-level module of llama-cpp-python and nothing else of it.

Source: llama.h of llama.cpp 0c1e57098 as bundled with llama-cpp-python 0.3.36.
"""

from __future__ import annotations

import ctypes
import functools
import importlib
import importlib.util
import logging
import sys
from collections import deque
from pathlib import Path
from types import ModuleType
from typing import Any

from engine.errors import ComponentMissing

log = logging.getLogger(__name__)

PACKAGE = "llama_cpp"
MODULE = "llama_cpp.llama_cpp"
INSTALL = "docs/decoder.md tells how to build it; captions come from the acoustic model alone until then."

_EXPECTED_DEFAULTS = {"n_ctx": 512, "n_batch": 2048, "n_ubatch": 512, "n_seq_max": 1, "type_k": 1, "type_v": 1}
"""What llama_context_default_params() of a matching library reads. The struct changes almost monthly; a
library that is not the one these fields were generated for puts other values here, or later ones."""

_COMPLAINTS = (3, 4)  # ggml_log_level: warning, error
_last_words: deque[str] = deque(maxlen=20)
_kept_alive: list[object] = []  # the C side holds these; they must outlive every call


def installed() -> bool:
    """Whether the library could be loaded, without loading it."""
    return _folder() is not None


@functools.cache
def load() -> Any:
    """The low-level module (untyped: ctypes all through), initialised once for this process.

    Raises ComponentMissing where it is not installed, cannot be loaded or is another version than it says.
    """
    if _folder() is None:
        raise ComponentMissing("The library that runs the language model is not installed.", INSTALL)
    try:
        module = _import_low_level()
    except (ImportError, OSError, RuntimeError, AttributeError) as error:
        raise ComponentMissing(
            "llama.cpp is installed but cannot be loaded ({reason}).", INSTALL, reason=error
        ) from error
    _check_layout(module)
    _listen(module)
    module.llama_backend_init()
    return module


def last_words() -> str:
    """The newest complaints of the library, for the message of an error that it only reports as NULL."""
    return " ".join(_last_words).strip()


def libraries() -> Path:
    """The folder with libllama, libggml and libggml-base. Raises ComponentMissing where it is not installed."""
    folder = _folder()
    if folder is None:
        raise ComponentMissing("The library that runs the language model is not installed.", INSTALL)
    return folder / "lib"


def _folder() -> Path | None:
    if PACKAGE in sys.modules:
        places = list(sys.modules[PACKAGE].__path__)
    else:
        spec = importlib.util.find_spec(PACKAGE)
        places = list(spec.submodule_search_locations or ()) if spec else []
    return Path(places[0]) if places else None


def _import_low_level() -> ModuleType:
    """Import the module without its package's __init__, which wants jinja2, diskcache and 250 ms."""
    if MODULE in sys.modules or PACKAGE in sys.modules:
        return importlib.import_module(MODULE)
    package = ModuleType(PACKAGE)
    package.__path__ = [str(_folder())]
    sys.modules[PACKAGE] = package
    try:
        return importlib.import_module(MODULE)
    finally:
        del sys.modules[PACKAGE]  # somebody else's plain import still gets the whole package


def _check_layout(module: Any) -> None:
    found = module.llama_context_default_params()
    wrong = [name for name, value in _EXPECTED_DEFAULTS.items() if getattr(found, name) != value]
    if wrong or not found.offload_kqv or found.embeddings:
        raise ComponentMissing(
            "The installed llama.cpp is another version than its Python half, so it could not be used safely.",
            "Install llama-cpp-python again as one piece.",
        )


def _listen(module: Any) -> None:
    """Send the library's chatter to the log instead of the terminal."""

    def hear(level: int, text: bytes | None, _: object) -> None:
        line = (text or b"").decode("utf-8", "replace").strip()
        if line and level in _COMPLAINTS:
            _last_words.append(line)
        log.debug("%s", line)

    callback = module.llama_log_callback(hear)
    _kept_alive.append(callback)
    module.llama_log_set(callback, ctypes.c_void_p(0))
