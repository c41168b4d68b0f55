"""What a bundle holds and what it leaves out: lists for earshot.spec, which PyInstaller runs."""

from __future__ import annotations

import fnmatch
from pathlib import Path

MOST_UNPACKED_MB = 600
MOST_PACKED_MB = 300

FOLDERS = ("resources/icons", "resources/serving", "resources/templates", "resources/models/mini", "docs/images")
"""As a whole; the default model is added where it is there."""

FILES = (
    "LICENSE",
    "resources/models.toml",
    "resources/profanity.txt",
    "resources/samples/meeting.flac",
    "resources/samples/meeting.txt",
    "resources/samples/vocabulary.txt",
    "resources/samples/README.md",
    "resources/translations/earshot_zh_CN.qm",
    "docs/user-guide.md",
    "docs/user-guide.zh.md",
    "engine/vad/silero_vad_16k_sequence.onnx",
    "engine/vad/LICENSE.silero-vad",
    "engine/text/everyday_chinese.txt",
    "engine/hotwords/everyday_english.txt",
)
"""Each beside the module that reads it, as in the repository."""

DEFAULT_MODEL = "resources/models/whisper-base"

PACKAGES_BY_NAME = ("app", "engine", "ui")
"""Model families and pages are imported by their names: all modules of these are taken."""

LLAMA_MODULES = ("llama_cpp.llama_cpp", "llama_cpp._ctypes_extensions", "llama_cpp._ggml")
"""Its low-level half; the package's __init__ is never run."""

DATA_OF = ("pypinyin", "opencc", "docx", "odfdo", "shtab")
"""Packages whose data files PyInstaller does not know by itself."""

EXCLUDED_MODULES = (
    *("torch", "ray", "onnxscript", "onnx_ir", "faster_whisper", "huggingface_hub", "transformers", "tensorflow"),
    *("matplotlib", "sympy", "networkx", "pandas", "scipy", "IPython", "tkinter", "openai", "PIL"),
    *(
        "pytest",
        "hypothesis",
        "mypy",
        "ruff",
        "pip",
        "setuptools",
        "PyInstaller",
        "hatchling",
        "training",
        "benchmarks",
    ),
    *("onnx.reference", "onnx.backend.test", "onnxruntime.transformers", "onnxruntime.quantization", "numpy.f2py"),
    *("llama_cpp.server", "llama_cpp.mtmd_cpp", "PySide6.QtNetwork", "PySide6.QtQml", "PySide6.QtQuick"),
    # Documents are read and written by lxml.etree alone. Nothing is kept in DBM files.
    *("lxml.objectify", "lxml.html", "lxml.isoschematron", "lxml.sax", "lxml.builder"),
    *("_dbm", "_gdbm", "dbm.gnu", "dbm.ndbm"),
)

_LEFT_OUT = (
    # Qt: Earshot draws with QtWidgets and QtSvg. XCB, Wayland and offscreen (for PDF without a display) stay.
    "PySide6/Qt/lib/libQt6Qml*",
    "PySide6/Qt/lib/libQt6Quick*",
    "PySide6/Qt/lib/libQt6VirtualKeyboard*",
    "PySide6/Qt/lib/libQt6Pdf*",
    "PySide6/Qt/lib/libQt6EglF[sS]*",
    "PySide6/Qt/lib/libQt6WaylandCompositor*",
    "PySide6/Qt/lib/libQt6Network*",
    "PySide6/Qt/plugins/egldeviceintegrations/*",
    "PySide6/Qt/plugins/generic/*",
    "PySide6/Qt/plugins/networkinformation/*",
    "PySide6/Qt/plugins/tls/*",
    "PySide6/Qt/plugins/platforms/libqeglfs*",
    "PySide6/Qt/plugins/platforms/libqlinuxfb*",
    "PySide6/Qt/plugins/platforms/libqminimal*",
    "PySide6/Qt/plugins/platforms/libqvkkhrdisplay*",
    "PySide6/Qt/plugins/platforms/libqvnc*",
    "PySide6/Qt/plugins/platformthemes/libqgtk3*",
    "PySide6/Qt/plugins/platforminputcontexts/*virtualkeyboard*",
    "PySide6/Qt/plugins/imageformats/libqpdf*",
    "PySide6/Qt/plugins/imageformats/libqtiff*",
    "PySide6/Qt/plugins/imageformats/libqwebp*",
    "PySide6/Qt/plugins/imageformats/libqtga*",
    "PySide6/Qt/plugins/imageformats/libqwbmp*",
    "PySide6/Qt/plugins/imageformats/libqicns*",
    "PySide6/Qt/plugins/wayland-graphics-integration-server/*",
    "PySide6/Qt/qml/*",
    # Only the library that Python calls is used; this one is a second copy for C programs.
    "onnxruntime/capi/libonnxruntime.so*",
    # A second copy beside the program; each of these finds the others in its own folder.
    "libggml*.so*",
    # The system's own: an older one here would break its graphics driver, or look for its plugins elsewhere.
    "libstdc++.so*",
    "libgcc_s.so*",
    "libmvec.so*",
    "libasound.so*",
    # What only the GTK theme needs.
    *(f"lib{name}*" for name in ("gtk-3", "gdk-3", "gdk_pixbuf", "pango", "cairo", "atk", "atspi", "epoxy")),
    *(f"lib{name}*" for name in ("harfbuzz", "fribidi", "thai", "datrie", "graphite2", "pixman", "Xcomposite")),
    # Sources, headers and tests of packages.
    "*.pyi",
    "*.pxd",
    "*.pyx",
    "*/include/*",
    "opencc/clib/bin/*",
    "opencc/clib/lib*/*.a",
    "opencc/clib/lib*/cmake/*",
    "opencc/clib/lib*/pkgconfig/*",
    "llama_cpp/lib/cmake/*",
    "llama_cpp/lib/pkgconfig/*",
    "onnx/backend/test/*",
)
_QT_TRANSLATIONS = "PySide6/Qt/translations/"
_KEPT_TRANSLATION = "qtbase_zh_CN.qm"

STRIPPED = (
    *("ctranslate2/_ext*", "*libctranslate2*", "libpython*", "*/lib-dynload/*", "av/*", "tokenizers/*", "tiktoken/*"),
    *("cryptography/*", "yaml/*", "regex/*", "wcwidth/*", "numpy/*", "google/*", "safetensors/*", "_cffi_backend*"),
    *("charset_normalizer/*", "markupsafe/*", "websockets/*", "libblkid*", "libmount*"),
)
"""Published with their debug information: 130 MB that no user needs. Not the *.libs of wheels: what was fitted into a
wheel no longer loads when it is stripped."""

ENCODERS = ("libx264", "libx265", "libSvtAv1Enc")
"""Of video, 30 MB, the first two under the GPL. PyAV's FFmpeg is linked to them; Earshot writes no video."""


def left_out(name: str) -> bool:
    """name: path within the bundle."""
    name = name.replace("\\", "/")
    if name.startswith(_QT_TRANSLATIONS):
        return not name.endswith(_KEPT_TRANSLATION)
    return any(fnmatch.fnmatchcase(name, pattern) for pattern in _LEFT_OUT)


def stripped(name: str) -> bool:
    return ".so" in name and any(fnmatch.fnmatchcase(name.replace("\\", "/"), pattern) for pattern in STRIPPED)


def data(root: Path) -> list[tuple[str, str]]:
    """Pairs of source and folder within the bundle. Raises FileNotFoundError for a file that is not there."""
    folders = [*FOLDERS, *([DEFAULT_MODEL] if (root / DEFAULT_MODEL).is_dir() else ())]
    pairs = [(str((root / name).resolve()), name) for name in folders]
    pairs += [(str(root / name), str(Path(name).parent)) for name in FILES]
    for source, _ in pairs:
        if not Path(source).exists():
            raise FileNotFoundError(source)
    return pairs
