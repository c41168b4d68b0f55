"""Nothing leaves the computer: the real program under strace, with an empty home.

No internet socket, no look-up of a host's name, and no file changed outside of Earshot's folders, the temporary folder
and the files that a command was asked to write. docs/privacy.md names the exceptions and their reasons.
"""

from __future__ import annotations

import ast
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
import soundfile

from app.exporters import export_formats
from engine.privacy import SWITCHES
from tests.support import fun_asr_checkpoints as checkpoints
from tests.support import system_calls
from tests.support.audio import write_wav
from tests.support.system_calls import Trace, parse

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = [sys.executable, str(ROOT / "main.py")]
FAMILIES = ("mini", "whisper-base")
# What a program needs to find the test's display and sound daemon. Everything else is left out, above all the
# switches that this process has already set for its children.
HANDED_ON = "PATH LD_LIBRARY_PATH DISPLAY QT_QPA_PLATFORM XAUTHORITY PULSE_SERVER PULSE_CLIENTCONFIG ALSA_CONFIG_PATH"
DEVICES = ("/dev/null", "/dev/tty", "/dev/shm", "/dev/snd", "/proc/self")
"""No files: shared memory of running processes (semaphores, OpenMP, JACK's list), terminals, sound cards."""

obstacle = system_calls.obstacle()
watched = pytest.mark.skipif(obstacle is not None, reason=str(obstacle))


class Home:
    """An empty home folder, and commands that run in it. portable: with EARSHOT_HOME."""

    def __init__(self, root: Path, portable: bool) -> None:
        self.root, self.home, self.temporary = root, root / "home", root / "tmp"
        self.home.mkdir()
        self.temporary.mkdir()
        self.asked = root / "asked"
        """Where the commands are asked to write what they write for the user."""
        self.asked.mkdir()
        homes = (".config/earshot", ".local/share/earshot", ".local/state/earshot", ".cache/earshot")
        own = ("portable",) if portable else tuple(f"home/{each}" for each in homes)
        self.own = tuple(root / folder for folder in own)
        self.environment = {name: os.environ[name] for name in HANDED_ON.split() if name in os.environ} | {
            "HOME": str(self.home),
            "TMPDIR": str(self.temporary),
            "LANG": "C.UTF-8",
            "PYTHONDONTWRITEBYTECODE": "1",  # byte code lies beside the program, and only until it is installed
        }
        if portable:
            self.environment["EARSHOT_HOME"] = str(self.own[0])

    def traces(self) -> Path:
        return self.root / f"traces-{sum(1 for _ in self.root.glob('traces-*'))}"

    def run(self, command: list[str], status: int = 0) -> Trace:
        done, trace = system_calls.run(command, self.environment, ROOT, self.traces())
        assert done.returncode == status, done.stderr
        return trace

    def earshot(self, *commands: list[str]) -> Trace:
        """Several commands, one after the other, in one trace."""
        lines = "\n".join(shlex.join([*PROGRAM, *command]) for command in commands)
        return self.run(["sh", "-ec", lines])

    def nothing_leaves(self, trace: Trace, *, sound: bool = False, display: bool = False) -> None:
        """Fails with every call that reached beyond this computer or Earshot's folders."""
        leaks = self.leaks(trace, sound=sound, display=display)
        assert not leaks, "\n".join(leaks)

    def leaks(self, trace: Trace, *, sound: bool = False, display: bool = False) -> list[str]:
        """Everything that a program did beyond this computer and its own folders; empty where the promise holds."""
        sockets = [f"{folder}/" for folder in self.own]  # where the window takes commands of the same user
        sockets += [os.environ.get("PULSE_SERVER", "").removeprefix("unix:")] if sound else []
        sockets += ["/tmp/.X11-unix/"] if display else []
        allowed = [*self.own, self.temporary, self.asked, *map(Path, DEVICES)]
        # The sound server's client library makes the key that all programs of a user share.
        allowed += [self.home / ".config/pulse"] if sound else []
        # The list of fonts that all programs of a user share.
        allowed += [self.home / ".cache/fontconfig", Path("/var/cache/fontconfig")] if display else []
        return [
            *trace.internet(),
            *trace.lookups(),
            *(path for path in trace.connections() if not any(each and path.startswith(each) for each in sockets)),
            *(call for path, call in trace.changes().items() if not is_among(path, call, allowed)),
        ]


def is_among(path: Path, call: str, folders: list[Path]) -> bool:
    """In one of the folders, or the making of a folder on the way to one."""
    made = call.startswith("mkdir")
    return any(path.is_relative_to(folder) or (made and folder.is_relative_to(path)) for folder in folders)


@pytest.fixture(scope="module", params=["the platform's folders", "EARSHOT_HOME"])
def home(request, tmp_path_factory):
    return Home(tmp_path_factory.mktemp("privacy"), portable=request.param == "EARSHOT_HOME")


@pytest.fixture(scope="module")
def speech(sample, tmp_path_factory):
    """The first sentences of the sample, as a wave file."""
    sound, rate = soundfile.read(sample, frames=8 * 16_000, dtype="float32")
    return write_wav(tmp_path_factory.mktemp("speech") / "speech.wav", sound, rate)


@pytest.fixture
def own_home(tmp_path):
    """The layout with the most places: the platform's own."""
    return Home(tmp_path, portable=False)


# The switches -------------------------------------------------------------------------------------


def test_the_switches_are_set_whatever_the_user_has_set():
    code = "import os, engine; print(*(os.environ[name] for name in engine.privacy.SWITCHES))"
    environment = os.environ | dict.fromkeys(SWITCHES, "0")
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.stdout.split() == list(SWITCHES.values())


def test_only_the_engine_imports_onnxruntime():
    """So that the switches are set by then; the tests have them from conftest.py."""
    others = [
        str(path.relative_to(ROOT))
        for folder in ("app", "ui", "training", "benchmarks", "packaging")
        for path in (ROOT / folder).rglob("*.py")
        if "onnxruntime" in imported(path)
    ]
    assert others == []


def imported(path: Path) -> set[str]:
    nodes = list(ast.walk(ast.parse(path.read_text("utf-8"))))
    names = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)]
    return {name.split(".")[0] for name in names}


# The program --------------------------------------------------------------------------------------


@watched
@pytest.mark.parametrize("model", FAMILIES)
def test_captions_of_a_file_stay_here(home, speech, model):
    if not (ROOT / "resources" / "models" / model).is_dir():
        pytest.skip(f"the model {model} is not installed")
    output, recording = home.asked / f"{model}.srt", home.asked / f"{model}.flac"
    caption = ["caption", str(speech), "--model", model, "-o", str(output), "--record", str(recording)]
    trace = home.earshot(caption)
    assert output.stat().st_size > 0
    home.nothing_leaves(trace)


@watched
def test_transcripts_and_their_exports_stay_here(own_home, speech):
    exports = [
        ["export", "last", "-o", str(own_home.asked / f"kept.{name}"), "--format", name]
        for name, _ in export_formats()
        if name != "html-sound"  # nothing is recorded here
    ]
    trace = own_home.earshot(
        ["caption", str(speech), "--model", "mini"], ["sessions"], ["sessions", "--search", "meeting"], *exports
    )
    own_home.nothing_leaves(trace)


@watched
def test_models_and_hotwords_stay_here(own_home, tmp_path):
    words = tmp_path / "names.txt"
    words.write_text("Anneliese Brandt\nKubernetes\n", encoding="utf-8")
    trace = own_home.earshot(
        ["models", "list"],
        ["models", "check", "mini"],
        ["hotwords", "import", str(words), "--name", "names"],
        ["hotwords", "list"],
        ["hotwords", "lint", "names"],
        ["hotwords", "test", "We run Cooper Netties."],
        ["hotwords", "export", "names", "-o", str(own_home.asked / "names.tsv"), "--format", "tsv"],
        ["hotwords", "profile", "meeting", "names"],
    )
    own_home.nothing_leaves(trace)
    own_home.nothing_leaves(own_home.earshot(["details"]), sound=True)  # devices are listed there, too


@watched
def test_the_import_of_a_model_stays_here(own_home, tmp_path):
    pytest.importorskip("torch", reason="the test's checkpoint is written by PyTorch")
    checkpoints.write_side_files(tmp_path)
    checkpoints.write_decoder_files(tmp_path)
    checkpoints.write_torch(tmp_path / "model.pt", checkpoints.random_weights())
    trace = own_home.earshot(["models", "import", str(tmp_path), "--name", "tiny"], ["models", "remove", "tiny"])
    own_home.nothing_leaves(trace)


@watched
def test_a_benchmark_stays_here(own_home, speech, tmp_path):
    data = tmp_path / "data"
    data.mkdir()
    shutil.copy(speech, data)
    write_wav(data / "silence.wav", np.zeros(16_000, dtype=np.float32))
    rows = ["file\tseconds\tlanguage\ttranscript\tuse", f"{speech.name}\t8\ten\tThank you\twer"]
    rows += ["silence.wav\t1\t-\t\tfalse-caption"]
    (data / "manifest.tsv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    figures = own_home.asked / "figures.json"
    trace = own_home.earshot(["bench", "--data", str(data), "--model", "mini", "--json", str(figures)])
    own_home.nothing_leaves(trace)


@watched
def test_a_file_that_points_to_the_network_is_not_followed(own_home, tmp_path):
    """FFmpeg knows playlists and descriptions of streams; what they name is read only where it is a file."""
    pointers = {
        "list.m3u8": "#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\nhttp://127.0.0.1:9/a.ts\n#EXT-X-ENDLIST\n",
        "list.ffconcat": "ffconcat version 1.0\nfile 'http://127.0.0.1:9/a.wav'\n",
        "call.sdp": "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 5004 RTP/AVP 0\n",
    }
    for name, content in pointers.items():
        (tmp_path / name).write_text(content)
    calls = [shlex.join([*PROGRAM, "caption", "--model", "mini", str(tmp_path / name)]) for name in pointers]
    # Each ends with status 3, a file that cannot be read.
    trace = own_home.run(["sh", "-c", "; ".join(f"{call}; test $? = 3 || exit 1" for call in calls)])
    own_home.nothing_leaves(trace)


@watched
def test_captions_of_the_microphone_stay_here(virtual_devices, own_home, sample):
    """Long enough for what a library sends in the background after some seconds; then Ctrl+C."""
    traces = own_home.traces()
    traces.mkdir()
    own_home.earshot(["devices"])
    command = [*PROGRAM, "caption", "--model", "mini", "--events"]
    with (
        subprocess.Popen(
            [*system_calls.watching(traces), *command],
            env=own_home.environment,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
            # A shell that runs the tests in the background has them, and all that they start, ignore Ctrl+C.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        ) as program,
        virtual_devices.start_playing(sample),
    ):
        assert program.stdout is not None
        finals = (line for line in program.stdout if '"final"' in line)
        next(finals)
        next(finals)
        os.killpg(program.pid, signal.SIGINT)
        program.communicate(timeout=120)
    trace = system_calls.read(traces, ROOT)
    assert trace.connections(), "the sound server was not reached"
    own_home.nothing_leaves(trace, sound=True)


WINDOW = """
import sys
from pathlib import Path
import main
from app.choices import SourceChoice, SourceKind
from app.cli import run

sound, target = map(Path, sys.argv[1:])

def driven(controller, loaded, instance):
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QFileDialog
    from engine.events import SessionEnded
    from ui import application

    class Driven(application.MainWindow):
        def show(self):
            super().show()
            self.show_overlay(True)
            self.pump.batch.connect(self.look)
            QTimer.singleShot(0, self.caption)

        def caption(self):
            self.show_settings()
            self.show_page("live")
            self._begin_session()
            controller.session.start(SourceChoice(SourceKind.FILE, path=sound, paced=False))
            self.pump.turn()

        def look(self, events):
            if any(isinstance(event, SessionEnded) for event in events):
                QTimer.singleShot(0, self.export)

        def export(self):
            self.live.export_menu.ask_where("srt")
            dialog = self.findChild(QFileDialog)
            dialog.selectFile(str(target))
            dialog.accept()
            self.waiting = QTimer(self, interval=20)
            self.waiting.timeout.connect(self.leave)
            self.waiting.start()

        def leave(self):
            if target.exists() and self.findChild(QFileDialog) is None:
                self.waiting.stop()
                self.close()

    application.MainWindow = Driven
    return main.open_window(controller, loaded, instance)

sys.exit(run([], driven))
"""


@watched
def test_the_window_with_a_session_and_an_export_stays_here(home, speech):
    home.environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    target = home.asked / "from-the-window.srt"
    trace = home.run([sys.executable, "-c", WINDOW, str(speech), str(target)])
    assert target.stat().st_size > 0
    home.nothing_leaves(trace, sound=True, display=True)


@watched
def test_commands_for_the_window_stay_here(home):
    """The window hears of itself: shown by a second start, and ended by a command."""
    home.environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    earshot = shlex.join(PROGRAM)
    again = f"{earshot} & window=$!; until {earshot} --show; do :; done; {earshot} && {earshot} --quit && wait $window"
    trace = home.run(["sh", "-c", again])
    assert any(path.endswith("window.socket") for path in trace.connections())
    home.nothing_leaves(trace, sound=True, display=True)


# The libraries ------------------------------------------------------------------------------------


@watched
def test_no_dependency_does_anything_while_it_is_imported(own_home):
    """Those of pyproject.toml that are installed here, also those that come later."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    listed = [*project["project"]["dependencies"], *project["tool"]["earshot"]["carriers"]]
    wanted = {canonical(re.split(r"[=;<> \[]", each)[0]) for each in listed}
    modules = [
        module
        for module, names in packages_distributions().items()
        if module.isidentifier() and not module.startswith("_") and wanted & set(map(canonical, names))
        if find_spec(module)  # a package may bring no more than the types of a module
    ]
    assert {"onnxruntime", "PySide6"} <= set(modules)
    code = "import importlib, sys, engine\nfor name in sys.argv[1:]: importlib.import_module(name)"
    trace = own_home.run([sys.executable, "-W", "ignore", "-c", code, *modules])
    own_home.nothing_leaves(trace, sound=True)


def canonical(name: str) -> str:
    """A package's name as the index compares it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


# The watching itself ------------------------------------------------------------------------------


@watched
def test_a_program_that_looks_up_a_host_connects_and_writes_is_caught(own_home):
    code = """
import os, socket
from pathlib import Path
try:
    socket.getaddrinfo("earshot.invalid", 443)
except OSError:
    pass
socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(("127.0.0.1", 9))
(Path.home() / "device-id").write_text("1")
"""
    leaks = "\n".join(own_home.leaks(own_home.run([sys.executable, "-c", code])))
    assert "resolv.conf" in leaks
    assert "sin_port=htons(9)" in leaks
    assert "device-id" in leaks


def test_what_strace_prints_is_read():
    lines = """\
openat(AT_FDCWD</there>, "read.txt", O_RDONLY|O_CLOEXEC) = 3</there/read.txt>
openat(AT_FDCWD</there>, "written.txt", O_WRONLY|O_CREAT, 0666) = 3</there/written.txt>
openat(AT_FDCWD</there>, "/refused", O_RDWR) = -1 EACCES (Permission denied)
unlinkat(6</home/a>, "gone", 0) = 0
rename("from", "/to") = 0
symlink("/target", "/link") = 0
connect(5<socket:[1]>, {sa_family=AF_UNIX, sun_path="/run/sound"}, 110) = 0
connect(5<socket:[1]>, {sa_family=AF_UNIX, sun_path="/run/absent"}, 110) = -1 ENOENT (No such file or directory)
socket(AF_INET6, SOCK_DGRAM, 0) = -1 EAFNOSUPPORT (Address family not supported by protocol)
socket(AF_NETLINK, SOCK_RAW|SOCK_CLOEXEC, NETLINK_ROUTE) = 4<socket:[2]>
recvfrom(5<socket:[1]>,  <unfinished ...>
--- SIGCHLD {si_signo=SIGCHLD} ---
+++ exited with 0 +++""".splitlines()
    trace = parse(lines, Path("/started"))
    changed = {"/there/written.txt", "/home/a/gone", "/started/from", "/to", "/link"}
    assert {str(path) for path in trace.changes()} == changed
    assert trace.connections() == {"/run/sound"}
    assert [call.split("(")[1].split(",")[0] for call in trace.internet()] == ["AF_INET6"]
