"""The folders that Earshot writes to: the user's own, or one folder that EARSHOT_HOME names."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from engine.errors import CaptioningError
from engine.private_files import make_private_file, make_private_folder

APP_NAME = "earshot"
HOME_VARIABLE = "EARSHOT_HOME"
DAMAGED_USAGE = ".damaged"  # ending of counts that could not be read
QT_FOLDER, DIALOGS_NAME = "qt", "QtProject.conf"
_MOVED_MODELS = "models-folder.txt"


@dataclass(frozen=True, slots=True)
class Traces:
    """Files that tell of people, words and places beside the transcripts, and go with all of these.

    emptied: they stay without content, as another library would make them again for everybody to read.
    """

    deleted: tuple[Path, ...] = ()
    emptied: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Folders:
    """The four roots, and where each thing lies in them. Nothing here is made before it is needed.

    state: what serves to find faults, the log above all.
    """

    config: Path
    data: Path
    cache: Path
    state: Path

    @property
    def settings_file(self) -> Path:
        return self.config / "settings.toml"

    @property
    def hotwords(self) -> Path:
        return self.config / "hotwords"

    @property
    def transcripts_file(self) -> Path:
        return self.data / "transcripts.db"

    @property
    def voices_file(self) -> Path:
        """Voices that are remembered by name; there is none until somebody enrols one."""
        return self.data / "voices.json"

    @property
    def hotword_usage_file(self) -> Path:
        return self.data / "hotword-usage.db"

    @property
    def dialogs_file(self) -> Path:
        """Folders and files that Qt's own file dialog shows again."""
        return self.config / QT_FOLDER / DIALOGS_NAME

    @property
    def traces(self) -> Traces:
        usage = self.hotword_usage_file
        return Traces((self.voices_file, usage, usage.with_suffix(DAMAGED_USAGE)), (self.dialogs_file,))

    @property
    def recordings(self) -> Path:
        return self.data / "recordings"

    @property
    def models(self) -> Path:
        """Where the user moved them, which `moved_models_file` says, else in the cache. Read anew each time."""
        try:
            chosen = self.moved_models_file.read_text(encoding="utf-8").strip()
            return Path(chosen) if Path(chosen).is_absolute() else self.cache / "models"
        except (OSError, ValueError):  # it was never moved
            return self.cache / "models"

    @property
    def moved_models_file(self) -> Path:
        """One line: the folder of models. There is none until they are moved."""
        return self.config / _MOVED_MODELS


def user_folders(environment: Mapping[str, str] | None = None) -> Folders:
    """The folders of this user; those under EARSHOT_HOME where that variable is set and not empty."""
    variables = os.environ if environment is None else environment
    home = variables.get(HOME_VARIABLE, "").strip()
    return portable_folders(Path(home)) if home else _platform_folders()


def portable_folders(home: Path) -> Folders:
    """Everything in one folder: a USB stick, a test, a second set of settings."""
    root = Path(os.path.expanduser(home)).absolute()  # a Path raises for the home of an unknown user
    return Folders(config=root / "config", data=root / "data", cache=root / "cache", state=root / "state")


def _platform_folders() -> Folders:
    # Late: it takes a tenth of the start-up budget, and portable mode has no use for it.
    from platformdirs import PlatformDirs

    places = PlatformDirs(APP_NAME, appauthor=False)
    return Folders(places.user_config_path, places.user_data_path, places.user_cache_path, places.user_state_path)


def make_folder(path: Path) -> Path:
    """The folder, made where it is missing, and so are its parents; all for this user alone.

    Raises CaptioningError where that is impossible.
    """
    try:
        make_private_folder(path)
    except OSError as error:
        raise CaptioningError(
            "The folder {path} cannot be made: {reason}.",
            "Make room for it, or set {variable} to a folder that you may write to.",
            path=path,
            reason=error.strerror or error,
            variable=HOME_VARIABLE,
        ) from error
    return path


def claimed_name(folder: Path, form: str, suffix: str) -> tuple[Path, bool]:
    """Claims a free name by making an empty file of it. form: as of strftime.

    Returns False beside the name where no file can be made; writing to it then fails with the reason.
    """
    stem = time.strftime(form)
    for number in count(1):
        path = folder / f"{stem}{f' ({number})' if number > 1 else ''}{suffix}"
        try:
            make_private_folder(folder)
            make_private_file(path)
        except FileExistsError:
            if folder.is_dir():
                continue
            return path, False
        except OSError:
            return path, False
        return path, True
    raise AssertionError("numbers do not end")


def make_file(path: Path) -> None:
    """An empty file for this user alone where there is none, in a folder that is made. Raises CaptioningError."""
    make_folder(path.parent)
    try:
        make_private_file(path)
    except FileExistsError:
        return
    except OSError as error:
        raise CaptioningError("{path} cannot be made: {reason}.", path=path, reason=error.strerror or error) from error
