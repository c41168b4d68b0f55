"""How soon a click on a word is heard, and how soon a long recording has a picture. On the virtual loudspeaker:

.venv/bin/python -m benchmarks.playback [--hours 3] [--clicks 20]
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from engine.audio.playing_state import PlayedMedia
from tests.support.virtual_devices import VirtualDevices

if TYPE_CHECKING:
    from engine.audio.peaks import Peaks

RATE = 16_000
PATIENCE_S = 10.0


def make_recording(path: Path, hours: float) -> Path:
    """Noise, loud everywhere: the first sample that is heard is the first that was played."""
    import soundfile

    minute = (0.2 * np.random.default_rng(1).standard_normal(60 * RATE)).astype(np.float32)
    with soundfile.SoundFile(str(path), "w", RATE, 1, format="FLAC", subtype="PCM_16") as file:
        for _ in range(round(60 * hours)):
            file.write(minute)
    return path


def click_to_sound_s(media: PlayedMedia, clicks: int, open_device: bool) -> list[float]:
    """Seconds from each click until a recorder at the loudspeaker hears it. open_device: from an earlier click."""
    import sounddevice

    from engine.audio.player import Player
    from engine.audio.portaudio import library_kept

    heard_s: list[float] = []

    def hear(block: np.ndarray, *_: object) -> None:
        if np.abs(block).max() > 0.01:
            heard_s.append(time.monotonic())

    taken = []
    with (
        library_kept(),
        sounddevice.InputStream(device="vsysaudio", samplerate=RATE, channels=1, blocksize=160, callback=hear),
    ):
        player = Player()
        for number in range(clicks):
            player.load(media)
            player.seek(RATE * 97 * number)
            time.sleep(1.0)  # the sound before has died away
            heard_s.clear()
            clicked_s = time.monotonic()
            player.play()
            while not heard_s and time.monotonic() - clicked_s < PATIENCE_S:
                time.sleep(0.001)
            taken.append(heard_s[0] - clicked_s)
            player.pause()
            if not open_device:
                player.close()
                player = Player()
        player.close()
    return taken[1:]  # the first one imports


def picture_s(path: Path) -> tuple[float, float]:
    """Seconds until the first picture and until the whole outline."""
    from engine.audio.peaks import read_peaks

    first: list[float] = []

    def tell(_: Peaks) -> None:
        first.append(time.monotonic() - began_s)

    began_s = time.monotonic()
    read_peaks(path, tell)
    return first[0], time.monotonic() - began_s


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hours", type=float, default=3.0)
    parser.add_argument("--clicks", type=int, default=20)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        devices = VirtualDevices(Path(folder) / "devices")
        devices.daemon.write_configuration()
        os.environ.update(devices.daemon.environment())
        devices.start()
        try:
            measure(make_recording(Path(folder) / "long.flac", options.hours), options.clicks)
        finally:
            devices.stop()


def measure(recording: Path, clicks: int) -> None:
    for words, open_device in (("loudspeaker closed before", False), ("loudspeaker open", True)):
        taken = sorted(click_to_sound_s(PlayedMedia(recording), clicks + 1, open_device))
        median, late = statistics.median(taken), taken[int(0.95 * (len(taken) - 1))]
        print(f"click to sound, {words}: median {1000 * median:.0f} ms, p95 {1000 * late:.0f} ms")
    first_s, whole_s = picture_s(recording)
    print(f"outline: first picture {first_s:.2f} s, whole {whole_s:.1f} s")


if __name__ == "__main__":
    main()
