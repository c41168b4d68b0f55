"""Sound files that somebody or something has damaged, and what the real reader makes of one."""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np

from engine.audio.file import FileSource, read_mono
from engine.audio.source import SourceState
from engine.audio.tap import Tap
from engine.errors import CaptioningError
from tests.support.tracks import write_track

SAMPLE = Path(__file__).resolve().parents[1] / "resources" / "samples" / "meeting.flac"
RATE = 48_000
SECONDS = 4
CODECS = {
    "wav": "pcm_s16le",
    "flac": "flac",
    "mp3": "libmp3lame",
    "ogg": "libopus",
    "m4a": "aac",
    "mp4": "aac",
    "mkv": "libopus",
    "aiff": "pcm_s16be",
    "ts": "aac",
}
EXTREMES = [0, 1, 2**7 - 1, 2**8 - 1, 2**15, 2**16 - 1, 2**31 - 1, 2**31, 2**32 - 1, 2**63 - 1, 2**64 - 1]
HEADER = 400  # bytes
LISTS = [
    "ffconcat version 1.0\nfile {name}\n",
    "#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\n{name}\n#EXT-X-ENDLIST\n",
    "#EXTM3U\n#EXTINF:5,\nhttp://127.0.0.1:9/{name}\n",
    "[playlist]\nFile1={name}\nNumberOfEntries=1\n",
]

Mutation = Callable[[bytearray, np.random.Generator], None]


def flip_bytes(content: bytearray, random: np.random.Generator) -> None:
    for at in random.integers(len(content), size=int(2 ** random.integers(8))):
        content[at] = random.integers(256)


def flip_header(content: bytearray, random: np.random.Generator) -> None:
    for at in random.integers(min(len(content), HEADER), size=int(random.integers(1, 9))):
        content[at] ^= 1 << random.integers(8)


def truncate(content: bytearray, random: np.random.Generator) -> None:
    del content[random.integers(len(content)) :]


def set_extremes(content: bytearray, random: np.random.Generator) -> None:
    """A field of the header, 1, 2, 4 or 8 bytes in either order."""
    for _ in range(random.integers(1, 4)):
        layout = str(random.choice(["<B", "<H", ">H", "<I", ">I", "<Q", ">Q"]))
        size = struct.calcsize(layout)
        value = int(random.choice(np.array(EXTREMES, dtype=np.uint64))) % 256**size
        struct.pack_into(layout, content, int(random.integers(min(len(content), HEADER) - size)), value)


def insert_garbage(content: bytearray, random: np.random.Generator) -> None:
    at = random.integers(len(content))
    content[at:at] = random.bytes(int(random.integers(1, 5_000)))


def repeat_part(content: bytearray, random: np.random.Generator) -> None:
    start, end = sorted(random.integers(len(content), size=2))
    content[end:end] = content[start:end]


def remove_part(content: bytearray, random: np.random.Generator) -> None:
    start, end = sorted(random.integers(len(content), size=2))
    del content[start:end]


MUTATIONS: list[Mutation] = [
    flip_bytes,
    flip_header,
    truncate,
    set_extremes,
    set_extremes,
    insert_garbage,
    repeat_part,
    remove_part,
]


def whole_files(folder: Path) -> list[Path]:
    """The bundled sample in each format."""
    speech = np.repeat(read_mono(SAMPLE)[: SECONDS * 16_000], RATE // 16_000)
    return [_write(folder / f"whole.{suffix}", codec, speech) for suffix, codec in CODECS.items()]


def _write(path: Path, codec: str, speech: np.ndarray) -> Path:
    if codec in ("flac", "pcm_s16be"):
        import soundfile

        soundfile.write(path, speech, RATE, subtype="PCM_16")
        return path
    return write_track(path, codec, speech, layout="stereo")


def make(whole: list[Path], folder: Path, seed: int, number: int) -> Path:
    """The mutated file `number`; the same for the same seed."""
    random = np.random.default_rng([seed, number])
    if number % 50 == 49:
        path = folder / f"{number:04}.{random.choice(['ffconcat', 'm3u8', 'wav'])}"
        path.write_text(LISTS[number // 50 % len(LISTS)].format(name=path.name))
        return path
    origin = whole[number % len(whole)]
    content = bytearray(origin.read_bytes())
    for mutation in random.choice(np.array(MUTATIONS, dtype=object), size=random.integers(1, 4)):
        if len(content) > HEADER:
            mutation(content, random)
    path = folder / f"{number:04}{origin.suffix}"
    path.write_bytes(content)
    return path


def read(path: Path) -> str:
    """As a session reads it: "whole", or "told" with the sentence. Anything that is no sentence is raised."""
    av.logging.set_level(None)
    source = FileSource(path, paced=False)
    try:
        tap = Tap(source.open(), seconds=120.0)
        source.start(tap)
        while not tap.finished:
            if tap.read() is None and source.health().state is SourceState.ENDED:
                source.close()
                tap.close()
        trouble = source.health().error
    except CaptioningError as refused:
        trouble = refused
    finally:
        source.close()
    if trouble is None:
        return "whole"
    if "cannot be read on" in trouble.what:
        raise RuntimeError(trouble.what)
    return f"told {trouble}"
