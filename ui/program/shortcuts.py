"""Keys that work in every program: those that the settings name, and what became of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject

from app.control.program_command import ProgramCommand
from app.control.workers import Lane, Workers
from app.desktop.keys.combination import KeyCombination, combination
from app.desktop.keys.grabbing import KeyGrabber, grabber_of_this_desktop
from app.desktop.keys.refusal import Refusal
from app.settings import Settings
from ui.common.banner import BannerStack, Kind
from ui.common.relay import Relay

SHORTCUTS = {
    ProgramCommand.TOGGLE: "shortcut_captions",
    ProgramCommand.PAUSE: "shortcut_pause",
    ProgramCommand.OVERLAY: "shortcut_overlay",
    ProgramCommand.MARK: "shortcut_mark",
}
"""Which setting holds the key of which command."""


class GlobalShortcuts(QObject):
    """Takes settings as they change; `pressed` is called with the command of a key, in the GUI thread."""

    def __init__(
        self,
        banners: BannerStack,
        workers: Workers,
        pressed: Callable[[ProgramCommand], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._banners = banners
        self._workers = workers
        self._keys: dict[str, str] = {}  # as they are asked for now, by the name of the command
        self._told: set[str] = set()
        self._grabber: KeyGrabber | None = None
        self._ended = False
        self._pressed = Relay(lambda name: pressed(ProgramCommand(name)))
        self._grabbed = Relay(self._on_grabbed)

    def take(self, settings: Settings) -> None:
        keys = {each.value: getattr(settings, name) or "" for each, name in SHORTCUTS.items()}
        keys = {name: text for name, text in keys.items() if text}
        if keys != self._keys:
            self._keys = keys
            wanted = {name: found for name, text in keys.items() if (found := _usable(text)) is not None}
            self._workers.run(Lane.KEYS, lambda _job: self._grab(wanted), self._grabbed.send)

    def end(self) -> None:
        """Give the keys back; a change that waits is not carried out."""
        self._ended = True
        self._pressed.cut()
        self._grabbed.cut()
        self._workers.run(Lane.KEYS, lambda _job: self._let_go(), lambda _done: None)

    def _on_grabbed(self, refused: object) -> None:
        """Report an unavailable key once; the settings keep it, as it may be free next time."""
        if not isinstance(refused, Mapping):
            return
        self._banners.clear("keys")
        for name, text in self._keys.items():
            refusal = Refusal.ABSENT if _usable(text) is None else refused.get(name)
            if refusal is not None and text not in self._told:
                self._told.add(text)
                self._banners.tell("keys", Kind.WARNING, self._words(text, refusal), self._remedy(refusal))

    def _words(self, text: str, refusal: Refusal) -> str:
        if refusal is Refusal.IMPOSSIBLE:
            return self.tr("This desktop lets no program have keys of its own.")
        if refusal is Refusal.ABSENT:
            return self.tr("{keys} cannot be used in other programs.").format(keys=text)
        return self.tr("{keys} belongs to another program.").format(keys=text)

    def _remedy(self, refusal: Refusal) -> str:
        if refusal is Refusal.IMPOSSIBLE:
            return self.tr("Set the keys in your desktop's settings; the guide (F1) says how.")
        return self.tr("Choose other keys in the settings.")

    # -- on a worker -------------------------------------------------------------------------------------

    def _grab(self, wanted: Mapping[str, KeyCombination]) -> dict[str, Refusal]:
        if self._ended:
            return {}
        if self._grabber is None:
            if not wanted:
                return {}  # a desktop is not reached for nothing
            self._grabber = grabber_of_this_desktop(self._pressed.send)
        return self._grabber.grab(wanted)

    def _let_go(self) -> None:
        if self._grabber is not None:
            self._grabber.close()
            self._grabber = None


def _usable(text: str) -> KeyCombination | None:
    """None where people type with it: taken from all programs, it could be typed in none."""
    keys = combination(text)
    return keys if keys is not None and keys.types_nothing else None
