"""A microphone and a loudspeaker made of software, for tests on machines without a sound card.

    vmic       an input that programs see as a microphone; `play` speaks into it; the default input
    vspeaker   an output that programs see as a loudspeaker; the default output
    vsysaudio  an input that hears what is played into vspeaker ("system sound")

Debian's names of what it needs: pulseaudio pulseaudio-utils libasound2-plugins.

By hand:  python -m tests.support.virtual_devices start | stop | status | env | run CMD ... |
          play FILE | play-speaker FILE | mute | unmute | unplug | unplug-all | plug | stall | resume
EARSHOT_VIRTUAL_DEVICES names the folder (one daemon a folder); default: one folder a user.
"""

from __future__ import annotations

import getpass
import os
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import NoReturn

from tests.support.sound_daemon import SoundDaemon, SoundDaemonError, obstacle

MICROPHONE, MICROPHONE_FEED, SPEAKER = "vmic", "vmic_feed", "vspeaker"
# With 40 ms of buffer playback slipped under load; 250 ms never did.
PLAYBACK_LATENCY_MS = 250


class Playback:
    """A sound on its way into a device; leaving the `with` block silences it."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def wait(self) -> None:
        """Returns when the last sample has been played; raises SoundDaemonError for a bad file."""
        _, complaint = self._process.communicate()
        if self._process.returncode != 0:
            raise SoundDaemonError(f"paplay could not play: {complaint.strip()}")

    @property
    def running(self) -> bool:
        return self._process.poll() is None

    def stop(self) -> None:
        # A player left behind would speak into the next test.
        if self.running:
            self._process.terminate()
        if self._process.stderr is not None and not self._process.stderr.closed:
            self._process.communicate()

    def __enter__(self) -> Playback:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


class VirtualDevices:
    """The devices and the faults that real devices have."""

    def __init__(self, folder: Path, rate_hz: int = 48_000, channels: int = 2) -> None:
        self.daemon = SoundDaemon(folder)
        self._format = (f"rate={rate_hz}", f"channels={channels}")

    def start(self, *, outlive_us: bool = False) -> None:
        """Starts the daemon unless it runs, and plugs every device in. outlive_us: see SoundDaemon."""
        if not self.daemon.running():
            self.daemon.start(outlive_us=outlive_us)
        self.plug()

    def stop(self) -> None:
        self.daemon.stop()

    # Sound -------------------------------------------------------------------------------------

    def play(self, sound: Path) -> None:
        """Speaks a sound file into the microphone; returns when it has been played."""
        with self.start_playing(sound) as playback:
            playback.wait()

    def play_speaker(self, sound: Path) -> None:
        """Plays a sound file through the loudspeaker; returns when it has been played."""
        with self.start_playing(sound, SPEAKER) as playback:
            playback.wait()

    def start_playing(self, sound: Path, sink: str = MICROPHONE_FEED) -> Playback:
        """Begins to play WAV, FLAC, Ogg or MP3 into the microphone (default) or into SPEAKER."""
        return Playback(
            subprocess.Popen(
                self.play_command(sound, sink),
                stderr=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                text=True,
                env=self.daemon.for_client(),
            )
        )

    def play_command(self, sound: Path, sink: str) -> list[str]:
        return ["paplay", f"--latency-msec={PLAYBACK_LATENCY_MS}", f"--device={sink}", "--", str(sound)]

    # Faults ------------------------------------------------------------------------------------

    def plug(self) -> None:
        """Brings back whatever is missing."""
        if SPEAKER not in self.names("sinks"):
            self._load_sink(SPEAKER, "Virtual-Speaker")
        if MICROPHONE not in self.names("sources"):
            self._load_sink(MICROPHONE_FEED, "Virtual-Microphone-Feed")
            self._load_microphone()
        self.daemon.pactl("set-default-source", MICROPHONE)
        # What programs play must not be heard by the microphone.
        self.daemon.pactl("set-default-sink", SPEAKER)

    def unplug(self) -> None:
        """Takes the microphone away; the daemon moves an open stream to another source in silence."""
        # The microphone first: it hangs on the monitor of its feed.
        self._unload(f"source_name={MICROPHONE}")
        self._unload(f"sink_name={MICROPHONE_FEED}")

    def unplug_all(self) -> None:
        """Takes every device away; open streams end."""
        self.unplug()
        self._unload(f"sink_name={SPEAKER}")

    def mute(self, muted: bool = True) -> None:
        """As a person does it on the desktop."""
        self.daemon.pactl("set-source-mute", MICROPHONE, str(int(muted)))

    def stall(self) -> None:
        """The microphone stays in the list and open streams stay open, but nothing arrives."""
        self._suspend(True)

    def resume(self) -> None:
        self._suspend(False)

    def restore(self) -> None:
        """Undoes every fault, so that the next test finds the devices as this one found them."""
        self.start()
        self.resume()
        self.mute(False)

    def names(self, kind: str) -> list[str]:
        """kind: "sources" (inputs, monitors included) or "sinks" (outputs)."""
        return [line.split("\t")[1] for line in self.daemon.pactl("list", "short", kind).splitlines()]

    # The daemon's modules ------------------------------------------------------------------------

    def _load_sink(self, name: str, description: str) -> None:
        # norewinds: an idle null sink renders up to 2 s ahead, and whoever records its monitor loses them.
        options = (f"sink_name={name}", "norewinds=1", *self._format)
        properties = f"sink_properties=device.description={description}"
        self.daemon.pactl("load-module", "module-null-sink", *options, properties)

    def _load_microphone(self) -> None:
        # A source of its own: programs leave monitors out of their lists of microphones.
        options = (f"source_name={MICROPHONE}", f"master={MICROPHONE_FEED}.monitor")
        properties = "source_properties=device.description=Virtual-Microphone"
        self.daemon.pactl("load-module", "module-remap-source", *options, properties)

    def _unload(self, option: str) -> None:
        for line in self.daemon.pactl("list", "short", "modules").splitlines():
            number, _, rest = line.partition("\t")
            if option in rest.split():
                self.daemon.pactl("unload-module", number)

    def _suspend(self, on: bool) -> None:
        self.daemon.pactl("suspend-source", MICROPHONE, str(int(on)))
        self.daemon.pactl("suspend-sink", MICROPHONE_FEED, str(int(on)))


def folder_for_use_by_hand() -> Path:
    default = Path(tempfile.gettempdir()) / f"earshot-devices-{getpass.getuser()}"
    return Path(os.environ.get("EARSHOT_VIRTUAL_DEVICES", default))


def main(arguments: Sequence[str]) -> int:
    """The command line of the module's docstring; 2 for wrong usage."""
    devices = VirtualDevices(folder_for_use_by_hand())
    without_argument: dict[str, Callable[[], int | None]] = {
        "start": lambda: _start_by_hand(devices),
        "status": lambda: _print_status(devices),
        "env": lambda: _print_environment(devices),
        "stop": devices.stop,
        "unplug": devices.unplug,
        "unplug-all": devices.unplug_all,
        "plug": devices.plug,
        "mute": devices.mute,
        "unmute": lambda: devices.mute(False),
        "stall": devices.stall,
        "resume": devices.resume,
    }
    match list(arguments):
        case [command] if command in without_argument:
            return without_argument[command]() or 0
        case ["run", *command] if command:
            _become(devices, command)
        case ["play", sound]:
            _become(devices, devices.play_command(Path(sound), MICROPHONE_FEED))
        case ["play-speaker", sound]:
            _become(devices, devices.play_command(Path(sound), SPEAKER))
    print(__doc__)
    return 2


def _start_by_hand(devices: VirtualDevices) -> int:
    if problem := obstacle():
        print(f"Virtual devices cannot start: {problem}", file=sys.stderr)
        return 1
    devices.start(outlive_us=True)
    print(f"vmic, vspeaker and vsysaudio are there; their daemon lives in {devices.daemon.folder}")
    return 0


def _print_status(devices: VirtualDevices) -> int:
    running = devices.daemon.running()
    print("running" if running else "not running")
    return 0 if running else 1


def _print_environment(devices: VirtualDevices) -> None:
    for name, setting in devices.daemon.environment().items():
        print(f"export {name}={shlex.quote(setting)}")


def _become(devices: VirtualDevices, command: list[str]) -> NoReturn:
    # The command takes the place of this process, so whoever ends this process ends the command.
    os.execvpe(command[0], command, devices.daemon.for_client())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
