"""Global keys by the desktop portal (org.freedesktop.portal.GlobalShortcuts); the desktop asks its user."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import count
from queue import Empty, Queue

from app.desktop.bus import Body, BusSilent, DesktopBus
from app.desktop.keys.combination import KeyCombination
from app.desktop.keys.refusal import Refusal

_PORTAL = "org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop"
_SHORTCUTS = "org.freedesktop.portal.GlobalShortcuts"
USER_S = 180.0  # so long the user may think about the desktop's question
_NUMBERS = count(1)
_MODIFIERS = {"Ctrl": "CTRL", "Alt": "ALT", "Shift": "SHIFT", "Meta": "LOGO"}


class PortalKeys:
    """The desktop knows each key by its name."""

    def __init__(self, pressed: Callable[[str], None]) -> None:
        self._pressed = pressed
        self._bus = DesktopBus()

    def grab(self, wanted: Mapping[str, KeyCombination]) -> dict[str, Refusal]:
        """A connection, and a session of the portal, for each set of keys: the one before ends with its own."""
        self._bus.close()
        self._bus = DesktopBus()
        try:
            return self._bound(wanted) if wanted else {}
        except BusSilent:
            return dict.fromkeys(wanted, Refusal.IMPOSSIBLE)

    def close(self) -> None:
        self._bus.close()

    def _bound(self, wanted: Mapping[str, KeyCombination]) -> dict[str, Refusal]:
        begun = self._asked("CreateSession", "a{sv}", {"session_handle_token": ("s", f"earshot{next(_NUMBERS)}")})
        session = begun["session_handle"][1]
        self._bus.follow(_SHORTCUTS, "Activated", _PORTAL[1], self._on_activated)
        shortcuts = [
            (name, {"description": ("s", name), "preferred_trigger": ("s", trigger(keys))})
            for name, keys in wanted.items()
        ]
        try:
            self._asked("BindShortcuts", "oa(sa{sv})sa{sv}", session, shortcuts, "", {})
        except BusSilent:  # the user said no
            return dict.fromkeys(wanted, Refusal.TAKEN)
        return {}

    def _asked(self, member: str, signature: str, *body: object) -> Mapping[str, tuple[str, str]]:
        """What the portal answers, which comes as a signal when the user has. The last of `body` are the options.

        Raises BusSilent, also where the user refuses.
        """
        token = f"earshot{next(_NUMBERS)}"
        place = self._bus.own_name().removeprefix(":").replace(".", "_")
        answers: Queue[Body] = Queue()
        path = f"{_PORTAL[1]}/request/{place}/{token}"
        self._bus.follow("org.freedesktop.portal.Request", "Response", path, answers.put)
        *arguments, options = body
        assert isinstance(options, dict)
        self._bus.call(*_PORTAL, _SHORTCUTS, member, signature, *arguments, options | {"handle_token": ("s", token)})
        try:
            status, results = answers.get(timeout=USER_S)
        except Empty as late:
            raise BusSilent("no answer") from late
        if status:
            raise BusSilent("refused")
        return dict(results)

    def _on_activated(self, body: Body) -> None:
        self._pressed(str(body[1]))


def trigger(keys: KeyCombination) -> str:
    """As the freedesktop shortcuts specification writes it: CTRL+ALT+c."""
    return "+".join([*(_MODIFIERS[each] for each in sorted(keys.modifiers)), keys.x_name])
