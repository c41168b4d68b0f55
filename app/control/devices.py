"""Lists sound devices, and the tracks of a file."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from pathlib import Path

from app.choices import ListedSource, SourceChoice, SourceKind
from app.control.workers import Lane, Late, Workers
from engine.errors import CaptioningError

log = logging.getLogger(__name__)

LISTING = Late(15.0, CaptioningError("The sound system does not answer.", "Restart it, or restart the computer."))


class Devices:
    """Looks on a worker, which calls `done`."""

    def __init__(self, workers: Workers) -> None:
        self._workers = workers

    def list_sources(self, done: Callable[[list[ListedSource] | CaptioningError], None]) -> None:
        """An empty list where there are none. A sound system that hangs is reported after a while."""
        self._workers.run(Lane.DEVICES, lambda job: listed_sources(), done, late=LISTING)

    def list_tracks(self, path: Path, done: Callable[[list[ListedSource] | CaptioningError], None]) -> None:
        """A choice for each audio track of a file that has several; `done` gets an empty list for other files."""
        self._workers.run(Lane.FILES, lambda job: listed_tracks(path), done)


def listed_sources() -> list[ListedSource]:
    """What there is now; empty where looking fails."""
    from engine.audio.devices import DeviceKind, list_devices

    kinds = {DeviceKind.MICROPHONE: SourceKind.MICROPHONE, DeviceKind.SYSTEM: SourceKind.SYSTEM}
    try:
        return [
            ListedSource(SourceChoice(kinds[device.kind], device.id), device.title, device.default, device.muted)
            for device in list_devices()
        ]
    except CaptioningError as silent:
        log.info("no sources: %s", silent)
        return []


def listed_tracks(path: Path) -> list[ListedSource]:
    """A choice for each audio track of a file that has several, its title as "2 (eng)"; else an empty list."""
    from engine.audio.opening import open_sound

    if not os.path.isfile(path):  # a pipe can be read once only
        return []
    try:
        sound = open_sound(path)
    except CaptioningError as unreadable:  # reported when it is captioned
        log.info("no tracks: %s", unreadable)
        return []
    sound.close()
    choices = {track: None if track == sound.taken else track.number for track in sound.tracks}
    listed = [
        ListedSource(SourceChoice(SourceKind.FILE, path=path, track=number), str(track), number is None)
        for track, number in choices.items()
    ]
    return listed if len(listed) > 1 else []
