"""Cuts the data of ICU, 32 MB beside Qt, to what a window in English and Chinese asks for.

The data are one package: a header, a table, names and contents. The table: a count, then for each part the offsets of
its name and its content, counted from the table, in the order of the names. Source: ICU, source/common/ucmndata.h.
"""

from __future__ import annotations

import re
import struct
from pathlib import Path

from dev_steps import Runner, must

LANGUAGES = ("en", "zh")  # of the window
_FORMAT, _FORMAT_AT = b"CmnD", 12
_ALIGNED = 16
_NOT_FOR_QT = (".cnv", ".dict", ".brk")  # other encodings; Qt finds the ends of words and lines by itself
_FOLDERS_WITH_LANGUAGES = ("", "coll/")  # how to sort; Qt has names, numbers and dates of its own
_NOT_A_LANGUAGE = ("root", "pool", "res_index")


def cut(library: Path, run: Runner) -> None:
    """Makes libicudata anew, under its name, with the parts that are `wanted`.

    Raises StepFailed without a C compiler, and ValueError where the file holds no such package.
    """
    header, parts = read(library.read_bytes())
    prefix = next(iter(parts)).split("/")[0]  # icudt73l: version and byte order
    package = written(header, {name: part for name, part in parts.items() if wanted(name.removeprefix(f"{prefix}/"))})
    raw, source = library.with_suffix(".dat"), library.with_suffix(".c")
    symbol = f"{prefix[:-1]}_dat"
    try:
        raw.write_bytes(package)
        source.write_text(
            f'__asm__(".pushsection .rodata\\n.balign {_ALIGNED}\\n.globl {symbol}\\n.type {symbol}, %object\\n'
            f'.size {symbol}, {len(package)}\\n{symbol}:\\n.incbin \\"{raw}\\"\\n.popsection");\n',
            encoding="utf-8",
        )
        shared = ["-shared", "-fPIC", "-nostdlib", "-s", f"-Wl,-soname,{library.name}"]
        must(run, ["cc", *shared, "-o", str(library), str(source)])
    finally:
        raw.unlink(missing_ok=True)
        source.unlink(missing_ok=True)


def wanted(name: str) -> bool:
    """name: of a part, as coll/zh.res."""
    if not name.endswith(".res"):
        return not name.endswith(_NOT_FOR_QT)
    folder, file = re.fullmatch(r"((?:.*/)?)(.+)\.res", name).groups()  # type: ignore[union-attr]  # it has the ending
    language = file.split("_")[0]
    general = file in _NOT_A_LANGUAGE or not re.fullmatch(r"[a-z]{2,3}", language)
    return folder in _FOLDERS_WITH_LANGUAGES and (general or language in LANGUAGES)


def read(library: bytes) -> tuple[bytes, dict[str, bytes]]:
    """The package's header, and its parts by name, of a library that holds one. Raises ValueError."""
    begin = library.index(_FORMAT) - _FORMAT_AT
    [size] = struct.unpack_from("=H", library, begin)
    table = begin + size
    [count] = struct.unpack_from("=I", library, table)
    offsets = [struct.unpack_from("=II", library, table + 4 + 8 * number) for number in range(count)]
    names = [library[table + at : library.index(0, table + at)].decode("ascii") for at, _ in offsets]
    ends = [*(content for _, content in offsets[1:]), len(library) - table]  # the last one's end is not told
    parts = [library[table + at : table + end] for (_, at), end in zip(offsets, ends, strict=True)]
    return library[begin:table], dict(zip(names, parts, strict=True))


def written(header: bytes, parts: dict[str, bytes]) -> bytes:
    """A package of these parts; what `read` gives again. parts: in the order of their names."""
    names = b"".join(name.encode("ascii") + b"\0" for name in parts)
    contents = [part + bytes(-len(part) % _ALIGNED) for part in parts.values()]
    name_at = 4 + 8 * len(parts)
    gap = bytes(-(len(header) + name_at + len(names)) % _ALIGNED)
    content_at = name_at + len(names) + len(gap)
    table = struct.pack("=I", len(parts))
    for name, content in zip(parts, contents, strict=True):
        table += struct.pack("=II", name_at, content_at)
        name_at += len(name) + 1
        content_at += len(content)
    return b"".join([header, table, names, gap, *contents])
