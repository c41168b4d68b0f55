"""What every test may ask for: user folders of its own, a display, a virtual microphone, the sample, shared clips."""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import settings
from pytestqt.qtbot import QtBot

import engine  # noqa: F401  (first: no test, and no program that one starts, runs without its privacy switches)
from tests.support.qt_patience import PatientBot
from tests.support.sound_daemon import obstacle
from tests.support.virtual_devices import VirtualDevices

# The gate gives the same answer for the same code. To look for new cases: pytest --hypothesis-profile=explore
settings.register_profile("gate", derandomize=True, deadline=None)
settings.register_profile("explore", deadline=None)
settings.load_profile("gate")

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "resources" / "samples" / "meeting.flac"


def _prepare_devices() -> VirtualDevices | None:
    """Leads sounddevice, whenever it is imported, to our devices and never to a real microphone."""
    if obstacle() is not None:
        return None
    devices = VirtualDevices(Path(tempfile.mkdtemp(prefix="earshot-devices-")))
    devices.daemon.write_configuration()
    os.environ.update(devices.daemon.environment())
    # Also when pytest ends before its own hooks run (a wrong option, for instance).
    atexit.register(shutil.rmtree, devices.daemon.folder, ignore_errors=True)
    return devices


# At import, before any test module can import sounddevice: PortAudio reads these variables once.
DEVICES = _prepare_devices()


# The fixtures that tell what a test needs of the machine.
NEEDS = {"devices": {"virtual_devices"}, "display": {"qapp", "qtbot"}, "models": {"whisper_base"}}


def pytest_configure(config: pytest.Config) -> None:
    """Each process of tests has a display of its own: windows of two on one take the keyboard from each other."""
    if sys.platform == "linux" and os.environ.get("QT_QPA_PLATFORM") != "offscreen":
        from dev_display import virtual_display

        display = ExitStack()
        os.environ.update(display.enter_context(virtual_display()))
        os.environ.pop("WAYLAND_DISPLAY", None)  # it would be preferred
        config.add_cleanup(display.close)


@pytest.fixture
def qtbot(qapp: object, request: pytest.FixtureRequest) -> QtBot:
    """Waits as long as a loaded machine needs."""
    return PatientBot(request)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks each test by what it needs, before pytest's -m chooses by the markers."""
    for item in items:
        for marker, fixtures in NEEDS.items():
            if not fixtures.isdisjoint(_fixtures(item)):
                item.add_marker(marker)


def pytest_collection_finish(session: pytest.Session) -> None:
    """The daemon starts before the first test, and only when some test asks for it."""
    if DEVICES is None or session.config.option.collectonly:
        return
    if any(_wants_devices(item) for item in session.items):
        DEVICES.start()
        _have_the_list_read_again()


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item) -> None:
    """A test may unplug or stall what it likes; the next one finds everything in place."""
    if DEVICES is not None and _wants_devices(item):
        DEVICES.restore()


def pytest_unconfigure() -> None:
    if DEVICES is not None:
        DEVICES.stop()


def _have_the_list_read_again() -> None:
    """A test module that imported sounddevice while it was collected made PortAudio see an empty list."""
    if sounddevice := sys.modules.get("sounddevice"):
        sounddevice._terminate()
        sounddevice._initialize()


def _wants_devices(item: pytest.Item) -> bool:
    return "virtual_devices" in _fixtures(item)


def _fixtures(item: pytest.Item) -> Collection[str]:
    return getattr(item, "fixturenames", ())


@pytest.fixture(scope="session")
def virtual_devices() -> VirtualDevices:
    """The running virtual microphone and loudspeaker (tests/support/virtual_devices.py).

    Programs that a test starts find them too: the variables are in os.environ.
    """
    if DEVICES is None:
        pytest.skip(f"virtual sound devices: {obstacle()}")
    return DEVICES


@pytest.fixture(autouse=True)
def user_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Settings, transcripts, recordings and models of a test stay in its temporary folder.

    Holds for programs that the test starts as well. The folders are not made in advance.
    """
    home = tmp_path / "user"
    monkeypatch.delenv("EARSHOT_HOME", raising=False)
    for variable, folder in {
        "XDG_CONFIG_HOME": "config",
        "XDG_DATA_HOME": "data",
        "XDG_CACHE_HOME": "cache",
        "XDG_STATE_HOME": "state",
    }.items():
        monkeypatch.setenv(variable, str(home / folder))
    if sys.platform == "darwin":
        monkeypatch.setenv("HOME", str(home))
    if sys.platform == "win32":
        # platformdirs asks these before it asks Windows.
        for variable in ("WIN_PD_OVERRIDE_APPDATA", "WIN_PD_OVERRIDE_LOCAL_APPDATA"):
            monkeypatch.setenv(variable, str(home))
    return home


@pytest.fixture(scope="session")
def shared() -> Callable[[str], Path]:
    """Gives the path of a file in the folder `shared` beside the repository, or skips the test."""
    folder = ROOT.parent / "shared"

    def path(relative: str) -> Path:
        wanted = folder / relative
        if not wanted.exists():
            pytest.skip(f"shared/{relative} is not beside the repository")
        return wanted

    return path


@pytest.fixture(scope="session")
def sample() -> Path:
    """The bundled recording, 16 kHz mono FLAC; its exact words are in the .txt beside it."""
    return SAMPLE


@pytest.fixture(scope="session")
def whisper_base() -> str:
    """The name of the model that set-up brings and that is used where none is chosen."""
    folder = ROOT / "resources" / "models" / "whisper-base"
    if not (folder / "earshot-model.json").is_file():
        pytest.skip("resources/models/whisper-base is not there; python3 packaging/dev.py setup brings it")
    return folder.name


@pytest.fixture
def chinese(qapp: object) -> Iterator[None]:
    """The interface speaks Chinese until the test ends."""
    from PySide6.QtCore import QCoreApplication, QLocale

    from ui.common.translation import install

    assert isinstance(qapp, QCoreApplication)
    before = QLocale()
    installed = install(qapp, "zh")
    yield
    for translator in installed:
        qapp.removeTranslator(translator)
    QLocale.setDefault(before)
