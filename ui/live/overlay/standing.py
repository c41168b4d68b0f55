"""How things stand, in a few words with a symbol: what the overlay says at all times."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QObject, QTimer, Signal

from app.choices import LiveState
from engine.events import (
    BehindBy,
    CaptionEvent,
    DeviceBack,
    DeviceLost,
    EngineError,
    Final,
    NoSound,
    Overrun,
    Partial,
    SilenceReason,
    SoundBack,
    Stream,
)
from ui.common.sentences import translated

LATE_S = 3.0  # less is the pace of the thing
LEFT_S = 1.0
PASSING_MS = 5000


class Sign(Enum):
    """The symbol in front of the words: a file of resources/icons."""

    CAPTIONS = "caption-window"
    PAUSED = "pause"
    WAIT = "clock"
    NO_SOUND = "no-sound"
    ATTENTION = "attention"
    BACK = "check"
    STOPPED = "stop"


@dataclass(frozen=True, slots=True)
class OverlayState:
    """urgent: captions do not say what is being said, although they were asked for. flowing: all is well."""

    sign: Sign
    words: str
    urgent: bool = False
    flowing: bool = False


class OverlayStateWatch(QObject):
    """Takes states and caption events. now: what is to be told; changed: it is another one."""

    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._state = LiveState.IDLE
        self._had_session = False
        self._improving = 0
        self.places = self.sent = ""
        self._passing = QTimer(self, singleShot=True, interval=PASSING_MS)
        self._passing.timeout.connect(self._stop_passing)
        self._forget()
        self.now = self._found()

    def begin_session(self) -> None:
        self._had_session = True
        self._forget()
        if self._state is not LiveState.IDLE:  # a new state comes next; until then nothing has stopped
            self._tell()

    def _forget(self) -> None:
        self._lost: dict[Stream | None, str] = {}
        self._silent: dict[Stream | None, str] = {}
        self._behind = BehindBy(0, 0.0)
        self._error = ""
        self._fatal = False
        self._note: OverlayState | None = None

    def show_state(self, state: LiveState) -> None:
        self._state = state
        self._tell()

    def show_improving(self, count: int) -> None:
        """Shows how many captions are still being improved after Stop."""
        self._improving = count
        self._tell()

    def show_departures(self, places: str, sent: str) -> None:
        """places: where captions or sound go, "" where they stay. sent: what goes there, in sentences."""
        self.places, self.sent = places, sent
        self.changed.emit()

    def show_event(self, event: CaptionEvent) -> None:
        match event:
            case DeviceLost():
                self._lost[event.stream] = translated(event.what)
            case DeviceBack():
                self._lost.pop(event.stream, None)
                self._pass(OverlayState(Sign.BACK, self.tr("Sound is back")))
            case NoSound():
                if event.reason is not SilenceReason.NOTHING_PLAYED or event.stream is None:
                    self._silent[event.stream] = translated(event.what)
            case SoundBack():
                self._silent.pop(event.stream, None)
                self._pass(OverlayState(Sign.BACK, self.tr("Sound is back")))
            case Overrun():
                self._pass(OverlayState(Sign.ATTENTION, self.tr("Some words were lost"), urgent=True))
            case EngineError():
                self._error, self._fatal = translated(event.what), event.fatal
            case BehindBy():
                self._behind = event
            case Partial() | Final() if not self._fatal:
                self._error = ""
            case _:
                return
        self._tell()

    def _pass(self, note: OverlayState) -> None:
        """Told for a while, unless something more important is to be told."""
        self._note = note
        self._passing.start()

    def _stop_passing(self) -> None:
        self._note = None
        self._tell()

    def _tell(self) -> None:
        found = self._found()
        if found != self.now:
            self.now = found
            self.changed.emit()

    def _found(self) -> OverlayState:
        if self._state is LiveState.IDLE:
            return self._at_rest()
        if self._state is LiveState.PAUSED:
            return OverlayState(Sign.PAUSED, self.tr("Paused"))
        if self._state is LiveState.STOPPING:
            if self._improving:
                return self._said_of_improving()
            left = self._behind.left_s
            words = self.tr("Finishing, about {seconds} s to go") if left >= LEFT_S else self.tr("Finishing…")
            return OverlayState(Sign.WAIT, words.format(seconds=f"{left:.0f}"))
        return self._without_sound() or self._with_sound()

    def _at_rest(self) -> OverlayState:
        if self._fatal:
            return OverlayState(Sign.ATTENTION, self.tr("Stopped: {reason}").format(reason=self._error), urgent=True)
        if self._improving:
            return self._said_of_improving()
        if self._had_session:
            return OverlayState(Sign.STOPPED, self.tr("Stopped"))
        return OverlayState(Sign.CAPTIONS, self.tr("Ready"))

    def _said_of_improving(self) -> OverlayState:
        return OverlayState(Sign.WAIT, self.tr("Improving captions: {count}").format(count=self._improving))

    def _without_sound(self) -> OverlayState | None:
        for sign, told in ((Sign.ATTENTION, self._lost), (Sign.NO_SOUND, self._silent)):
            if told:
                return OverlayState(sign, " ".join(dict.fromkeys(told.values())), urgent=True)
        return None

    def _with_sound(self) -> OverlayState:
        late = f"{self._behind.behind_s:.0f}"
        if self._state is LiveState.LOADING or self._behind.getting_ready:
            waits = self._behind.behind_s >= 1
            words = self.tr("Getting ready, {seconds} s behind") if waits else self.tr("Getting ready…")
            return OverlayState(Sign.WAIT, words.format(seconds=late))
        if self._error:
            return OverlayState(Sign.ATTENTION, self._error, urgent=True)
        if self._note is not None:
            return self._note
        if self._behind.behind_s >= LATE_S:
            return OverlayState(Sign.WAIT, self.tr("{seconds} s behind").format(seconds=late))
        return OverlayState(Sign.CAPTIONS, self.tr("Captions"), flowing=True)
