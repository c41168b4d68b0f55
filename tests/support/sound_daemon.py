"""A private PulseAudio daemon: no sound card, no D-Bus, no systemd, no root, nothing in the home folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

NEEDED_PROGRAMS = ("pulseaudio", "pactl", "paplay")
SYSTEM_ALSA_CONFIG = Path("/usr/share/alsa/alsa.conf")
ANSWER_TIMEOUT_S = 60.0
POLL_S = 0.02

# "pulse" is ALSA's plugin: PortAudio lists ALSA's names, not the daemon's sources, so each gets a name.
ALSA_CONFIG = """\
pcm.vmic      {{ type pulse  server "{server}"  device "vmic"
                 hint {{ show on  description "Virtual microphone" }} }}
pcm.vspeaker  {{ type pulse  server "{server}"  device "vspeaker"
                 hint {{ show on  description "Virtual loudspeaker" }} }}
pcm.vsysaudio {{ type pulse  server "{server}"  device "vspeaker.monitor"
                 hint {{ show on  description "What the virtual loudspeaker plays" }} }}
pcm.!default  {{ type pulse  server "{server}" }}
ctl.!default  {{ type pulse  server "{server}" }}
"""
CLIENT_CONFIG = "autospawn = no\nenable-shm = no\n"


class SoundDaemonError(RuntimeError):
    """The daemon did not do what was asked; the text carries its own words."""


def obstacle() -> str | None:
    """Why no daemon can run on this machine, or None when one can."""
    missing = [program for program in NEEDED_PROGRAMS if shutil.which(program) is None]
    if missing:
        return f"not installed: {', '.join(missing)} (apt-get install pulseaudio pulseaudio-utils)"
    if not SYSTEM_ALSA_CONFIG.exists():
        return "ALSA is not installed (apt-get install libasound2-plugins)"
    return None


class SoundDaemon:
    """One daemon a folder, reached only through the socket in that folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def socket(self) -> Path:
        return self.folder / "native"

    def environment(self) -> dict[str, str]:
        """The variables that lead a program to this daemon and away from the desktop's own.

        They must be set before sounddevice is imported: PortAudio reads ALSA's list once.
        """
        return {
            "PULSE_SERVER": f"unix:{self.socket}",
            "PULSE_CLIENTCONFIG": str(self.folder / "client.conf"),
            "PULSE_COOKIE": str(self.folder / "cookie"),
            "PULSE_RUNTIME_PATH": str(self.folder / "run"),
            "PULSE_STATE_PATH": str(self.folder / "state"),
            "ALSA_CONFIG_PATH": f"{SYSTEM_ALSA_CONFIG}:{self.folder / 'asound.conf'}",
        }

    def for_client(self) -> dict[str, str]:
        """The whole environment of a program that shall find this daemon."""
        return {**os.environ, **self.environment()}

    def write_configuration(self) -> None:
        """Makes the folder with what `environment` points to; nothing needs to run for that."""
        for folder in (self.folder, self.folder / "run", self.folder / "state"):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        (self.folder / "client.conf").write_text(CLIENT_CONFIG)
        (self.folder / "asound.conf").write_text(ALSA_CONFIG.format(server=f"unix:{self.socket}"))

    def start(self, *, outlive_us: bool = False) -> None:
        """Returns when the daemon answers; raises SoundDaemonError with its log when it does not.

        outlive_us: for use by hand. Otherwise the daemon dies with the thread that started it, even
        when that is killed, so that no test run leaves one behind.
        """
        self.write_configuration()
        with (self.folder / "log").open("wb") as log:
            self._process = subprocess.Popen(
                [*_bound_to_parent(outlive_us), *self._command()],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=self._own_environment(),
                start_new_session=outlive_us,
            )
        self._await(self.running)

    def stop(self) -> None:
        """Ends the daemon and removes its folder."""
        if self.running():
            self.pactl("exit")
        if self._process is not None:
            try:
                self._process.wait(ANSWER_TIMEOUT_S)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None
        shutil.rmtree(self.folder, ignore_errors=True)

    def crash(self) -> None:
        """Ends the daemon without a word to its clients; only for one that this object started."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()
        self._process = None
        self.socket.unlink(missing_ok=True)

    def running(self) -> bool:
        return self.socket.exists() and self._ask("info").returncode == 0

    def pactl(self, *words: str) -> str:
        """What `pactl` prints for these words; raises SoundDaemonError when the daemon refuses."""
        answer = self._ask(*words)
        if answer.returncode != 0:
            raise SoundDaemonError(f"pactl {' '.join(words)}: {answer.stderr.strip()}")
        return answer.stdout

    def _ask(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["pactl", *words],
            capture_output=True,
            text=True,
            timeout=ANSWER_TIMEOUT_S,
            env={**self.for_client(), "LC_ALL": "C"},
        )

    def _command(self) -> list[str]:
        # -n: no default script, hence no D-Bus, no udev, no scan for devices, no suspending when idle.
        return [
            *("pulseaudio", "-n", "--daemonize=no", "--system=no", "--use-pid-file=no"),
            *("--exit-idle-time=-1", "--realtime=no", "--high-priority=no", "--disable-shm=yes"),
            *("--log-target=stderr", "--log-level=notice"),
            *("-L", f"module-native-protocol-unix socket={self.socket} auth-anonymous=1"),
        ]

    def _own_environment(self) -> dict[str, str]:
        home = {"HOME": str(self.folder), "PULSE_CONFIG_PATH": str(self.folder)}
        environment = {**self.for_client(), **home}
        environment.pop("DBUS_SESSION_BUS_ADDRESS", None)
        return environment

    def _await(self, condition: Callable[[], bool]) -> None:
        give_up_at = time.monotonic() + ANSWER_TIMEOUT_S
        while not condition():
            ended = self._process is not None and self._process.poll() is not None
            if ended or time.monotonic() > give_up_at:
                log = (self.folder / "log").read_text(errors="replace")
                raise SoundDaemonError(f"the sound daemon does not answer; its log:\n{log}")
            time.sleep(POLL_S)


def _bound_to_parent(outlive_us: bool) -> list[str]:
    """A prefix that has the kernel end the command when its parent ends (Linux, util-linux)."""
    return [] if outlive_us or not shutil.which("setpriv") else ["setpriv", "--pdeathsig", "TERM"]
