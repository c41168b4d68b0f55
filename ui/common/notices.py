"""Which event becomes which notice, and which event takes it away again."""

from __future__ import annotations

from PySide6.QtCore import QObject

from engine.errors import SET_UP_AGAIN
from engine.events import (
    CaptionEvent,
    Degraded,
    DeviceBack,
    DeviceLost,
    EngineError,
    NoSound,
    NothingHeard,
    Notice,
    OtherLanguage,
    Overrun,
    RecordingStopped,
    SilenceReason,
    SoundBack,
    Stream,
)
from engine.timeline import to_seconds
from ui.common.banner import Banner, BannerStack, Kind
from ui.common.sentences import translated

BACK_MS = 6000


class Notices(QObject):
    """Tells the banner stack what a reader ought to know; never opens a dialog."""

    def __init__(self, banners: BannerStack, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._banners = banners
        self._lost_s = 0.0
        self._demo_told = False
        self._noted: list[str] = []  # names of banners
        self._put_away: set[str] = set()  # what a user has seen and dismissed

    def begin_session(self) -> None:
        """What went wrong in the session before is over."""
        self._lost_s = 0.0
        of_streams = [f"{kind} {stream.value}" for stream in Stream for kind in ("device", "silence")]
        self._banners.clear("device", "silence", *of_streams, "overrun", "recording", "engine", *self._noted)
        self._noted.clear()

    def show_that_only_the_demo_is_here(self) -> None:
        """It is used because there is no other model. Told once."""
        if self._demo_told:
            return
        self._demo_told = True
        what = self.tr("Only the demo model is installed: expect mistakes.")
        self._banners.tell("model", Kind.WARNING, what, translated(SET_UP_AGAIN))

    def show_event(self, event: CaptionEvent) -> None:
        match event:
            case DeviceLost():
                self._tell(_device(event), Kind.WARNING, event.what, event.remedy)
            case DeviceBack():
                self._device_back(event)
            case NoSound() if event.reason is not SilenceReason.NOTHING_PLAYED:
                self._tell(silence_notice(event), Kind.WARNING, event.what, event.remedy)
            case SoundBack():
                self._banners.clear(silence_notice(event))
            case Overrun():
                self._overrun(event)
            case RecordingStopped():
                self._tell("recording", Kind.WARNING, event.what, event.remedy)
            case Notice() | NothingHeard():
                self._note(event, Kind.INFO)
            case Degraded() | OtherLanguage():
                self._note(event, Kind.WARNING)
            case EngineError():
                self._tell("engine", Kind.ERROR, event.what, event.remedy)

    def _tell(self, name: str, kind: Kind, what: str, remedy: str) -> Banner:
        return self._banners.tell(name, kind, translated(what), translated(remedy))

    def _note(self, event: Notice | NothingHeard | Degraded | OtherLanguage, kind: Kind) -> None:
        """A notice of its own until the next session; what was dismissed once stays away while the window is open."""
        if event.what not in self._put_away:
            self._noted.append(event.what)
            banner = self._tell(event.what, kind, event.what, event.remedy)
            banner.dismissed.connect(lambda: self._put_away.add(event.what))

    def _device_back(self, event: DeviceBack) -> None:
        self._banners.clear(_device(event))
        text = self.tr("Sound is back, from “{device}”.").format(device=event.device)
        self._banners.tell("back", Kind.INFO, text, for_ms=BACK_MS)

    def _overrun(self, event: Overrun) -> None:
        self._lost_s += to_seconds(event.length)
        what = self.tr("This computer was too busy: {seconds} s of sound have no captions.")
        remedy = self.tr("Close other programs that keep it busy.")
        self._banners.tell(
            "overrun",
            Kind.WARNING,
            what.format(seconds=f"{self._lost_s:.1f}" if self._lost_s >= 0.1 else "<0.1"),
            remedy,
        )


def _device(event: DeviceLost | DeviceBack) -> str:
    """The name of the notice on a device; two sources have one each."""
    return "device" if event.stream is None else f"device {event.stream.value}"


def silence_notice(event: NoSound | SoundBack) -> str:
    """As _device, of the notice that no sound arrives."""
    return "silence" if event.stream is None else f"silence {event.stream.value}"
