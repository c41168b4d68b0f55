"""Tries what dev.py bundle made, as a user has it: installed elsewhere, with an empty environment, then removed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import bundle
import debian
from dev_display import virtual_display
from dev_steps import Runner, Step, StepFailed, last_lines, must

TIMEOUT_S = 180.0
PATH = "/usr/local/bin:/usr/bin:/bin"
LATEST_PAINT_S = 1.5
LINTIAN_ACCEPTED = (
    # A bundle holds its own libraries in one folder, as wheels have them; those of wheels cannot be stripped.
    "embedded-library",
    "unstripped-binary-or-object",
    "custom-library-search-path",
    # What stands in for the encoders of video is empty.
    "library-not-linked-against-libc",
    # Python's own help names the pager; Earshot never calls it.
    "missing-depends-on-sensible-utils",
    # No address yet: packaging/debian.py.
    "bogus-mail-host",
    "bogus-mail-host-in-debian-changelog",
)


def steps(root: Path, run: Runner) -> list[Step]:
    """In order; a folder for all of them is made by the first and removed by the last."""
    trial = Trial(root, run)
    return [
        Step("unpack", trial.unpack),
        Step("version", trial.version),
        Step("models", trial.models),
        Step("sound", trial.sound),
        Step("captions", trial.captions),
        Step("microphone", trial.microphone),
        Step("window", trial.window),
        Step("setuid, foreign paths", trial.rights),
        Step("metadata", trial.metadata),
        Step("remove", trial.remove),
    ]


class Trial:
    """program: the command of the installed Debian package (root), else of the unpacked archive."""

    def __init__(self, root: Path, run: Runner) -> None:
        self._root = root
        self._run = run
        self._folder = Path()
        self._installed = False
        self.program = Path()

    def unpack(self) -> str:
        """As root the Debian package is really installed; else the archive is unpacked."""
        self._folder = Path(tempfile.mkdtemp(prefix="earshot-check-"))
        package, archive = debian.package_file(self._root), bundle.archive_file(self._root)
        if os.geteuid() == 0 and package.exists() and shutil.which("earshot") is None:
            must(self._run, ["dpkg", "-i", str(package)])
            self._installed, self.program = True, Path("/usr/bin/earshot")
            return "Debian package installed"
        if not archive.exists():
            raise StepFailed(f"{archive} is not there.", "Make it with: python3 packaging/dev.py bundle")
        must(self._run, ["tar", "-xf", str(archive), "-C", str(self._folder)])
        self.program = self._folder / "earshot" / "earshot"
        return "archive unpacked"

    def version(self) -> str:
        told = self._earshot("--version").strip()
        if told != f"Earshot {bundle.read_version(self._root)}":
            raise StepFailed(f"The bundle calls itself {told!r}.", "Make it anew.")
        return told

    def models(self) -> str:
        listed = self._earshot("models", "list")
        missing = [name for name in ("whisper-base", "mini") if name not in listed]
        if missing:
            raise StepFailed(f"The bundle does not know {', '.join(missing)}:\n{listed}", "Set up the models first.")
        return "whisper-base and mini"

    def sound(self) -> str:
        """PortAudio is found; fails where it is not, with or without a microphone."""
        return self._earshot("devices").splitlines()[0]

    def captions(self) -> str:
        """The bundled recording, with each model; words as in the text beside it."""
        sample = self._sample()
        spoken = sample.with_suffix(".txt").read_text(encoding="utf-8").split()
        counts = []
        for model in ("whisper-base", "mini"):
            words = self._earshot("caption", str(sample), "--model", model).split()
            if len(words) < len(spoken) / 2:
                raise StepFailed(f"{model} wrote {len(words)} words of {len(spoken)}.", "Start it by hand and look.")
            counts.append(f"{model} {len(words)} words")
        return ", ".join(counts)

    def microphone(self) -> str:
        """Live captions of a virtual microphone that hears the bundled recording, until the first one is final."""
        sys.path.append(str(self._root))
        from tests.support.sound_daemon import obstacle
        from tests.support.virtual_devices import VirtualDevices

        if problem := obstacle():
            return f"left out: {problem}"
        devices = VirtualDevices(self._folder / "sound")
        devices.start()
        environment = self._environment() | devices.daemon.environment()
        command = [str(self.program), "caption", "--model", "mini", "--events"]
        try:
            with (
                self._started(command, environment, stdout=subprocess.PIPE) as captions,
                devices.start_playing(self._sample()),
            ):
                assert captions.stdout is not None
                events = (json.loads(line) for line in captions.stdout)
                text = next((event["text"] for event in events if event.get("type") == "final"), "")
        finally:
            devices.stop()
        if not text.strip():
            raise StepFailed("The microphone gave no caption.", "Start it by hand: earshot caption --events")
        return text

    def window(self) -> str:
        """From the start of the process to the end of the first paint, twice: then files are in memory."""
        with virtual_display((1280, 800)) as display:
            environment = self._environment() | {name: display[name] for name in ("DISPLAY", "QT_QPA_PLATFORM")}
            first = self._painted_after(environment, lambda: None)
            second = self._painted_after(environment, lambda: self._picture(environment))
        if second > LATEST_PAINT_S:
            raise StepFailed(
                f"The first paint came after {second:.2f} s; {LATEST_PAINT_S} s are allowed.",
                "Try on an idle computer.",
            )
        return f"painted after {first:.2f} s, then {second:.2f} s"

    def rights(self) -> str:
        """No file that gives rights, and no link out of the folder."""
        folder = self.program.resolve().parent
        bad = [path for path in folder.rglob("*") if not path.is_symlink() and path.stat().st_mode & 0o6002]
        out = [path for path in folder.rglob("*") if path.is_symlink() and not path.resolve().is_relative_to(folder)]
        if bad or out:
            raise StepFailed(f"Look at {', '.join(map(str, [*bad, *out][:5]))}.", "Mend it in packaging/bundle.py.")
        return "none"

    def metadata(self) -> str:
        """By the tools that are here."""
        linux = self._root / "packaging" / "linux"
        checks = {
            "desktop-file-validate": [str(linux / "earshot.desktop")],
            "appstreamcli": ["validate", "--no-net", str(linux / "earshot.metainfo.xml")],
            "man": ["--warnings", "-l", str(linux / "earshot.1")],
        }
        package = debian.package_file(self._root)
        if package.exists():
            checks["lintian"] = ["--fail-on", "error", "--suppress-tags", ",".join(LINTIAN_ACCEPTED), str(package)]
        done = [name for name in checks if shutil.which(name)]
        for name in done:
            must(self._run, [name, *checks[name]])
        return ", ".join(done) or "none of the tools is here"

    def remove(self) -> str:
        if self._installed:
            must(self._run, ["dpkg", "--purge", "earshot"])
            left = [
                path
                for path in ("/usr/lib/earshot", "/usr/bin/earshot", "/usr/share/doc/earshot")
                if Path(path).exists()
            ]
            if left:
                raise StepFailed(f"{', '.join(left)} stayed after the removal.", "Look at the package's files.")
        shutil.rmtree(self._folder)
        return "nothing is left"

    def _painted_after(self, environment: dict[str, str], then: Callable[[], None]) -> float:
        began = time.monotonic()
        said = []
        with self._started([str(self.program), "--verbose"], environment, stderr=subprocess.PIPE) as window:
            assert window.stderr is not None
            for line in window.stderr:
                said.append(line)
                if line.endswith(" painted\n"):
                    seconds = time.monotonic() - began
                    then()
                    return seconds
        raise StepFailed(f"No window was painted:\n{last_lines(''.join(said))}", "Start it by hand and look.")

    @contextmanager
    def _started(
        self, command: list[str], environment: dict[str, str], stdout: int | None = None, stderr: int | None = None
    ) -> Iterator[subprocess.Popen[str]]:
        """A program that ends with the block, and after TIMEOUT_S at the latest."""
        program = subprocess.Popen(command, env=environment, cwd=self._folder, text=True, stdout=stdout, stderr=stderr)
        limit = threading.Timer(TIMEOUT_S, program.kill)
        limit.start()
        try:
            yield program
        finally:
            limit.cancel()
            program.terminate()
            program.communicate(timeout=TIMEOUT_S)

    def _sample(self) -> Path:
        return self.program.resolve().parent / "_internal" / "resources" / "samples" / "meeting.flac"

    def _picture(self, environment: dict[str, str]) -> None:
        if shutil.which("import"):
            target = self._root / "build" / "bundle-window.png"
            subprocess.run(["import", "-window", "root", str(target)], env=environment, timeout=TIMEOUT_S)

    def _earshot(self, *arguments: str) -> str:
        done = subprocess.run(
            [str(self.program), *arguments],
            env=self._environment(),
            cwd=self._folder,
            capture_output=True,
            text=True,
            timeout=TIMEOUT_S,
        )
        if done.returncode != 0:
            raise StepFailed(f"earshot {' '.join(arguments)} failed:\n{last_lines(done.stderr)}", "Start it by hand.")
        return done.stdout

    def _environment(self) -> dict[str, str]:
        """As after env -i: no Python, no libraries, no home of the user."""
        return {"HOME": str(self._folder), "PATH": PATH}
