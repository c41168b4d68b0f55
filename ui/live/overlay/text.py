"""The text of the overlay: lines from caption events, until they fade."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, Signal

from app.control.broadcast import Improvement
from engine.events import CaptionEvent, Final, NothingSaid, Partial, SpeakerLabelled
from ui.common.speakers import prefix
from ui.live.overlay.fading import Fade
from ui.live.overlay.lines import REMEMBERED, CaptionLine, Key, RollingLines, ShownText


class OverlayText(QObject):
    """changed: it has to be drawn anew. vocabulary: gives the words that no line break may part, case-folded."""

    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._session = 0
        self._numbers: dict[int, int] = {}
        self._voices: dict[Key, SpeakerLabelled] = {}
        self._visible = 1
        self._rolling = RollingLines(lambda text: float(len(text)), 1.0)
        self.settled_only = False
        self.vocabulary: Callable[[], Iterable[str]] = tuple
        self.fade = Fade(self)
        self.fade.stepped.connect(self.changed)
        self.fade.gone.connect(self._clear)

    @property
    def lines(self) -> list[CaptionLine]:
        """What it shows, upper line first."""
        return self._rolling.last(self._visible)

    def begin_session(self) -> None:
        self._session += 1

    def name_session(self, number: int) -> None:
        """The number of the session that has just begun, as improvements name it."""
        self._numbers[number] = self._session

    def show_improvement(self, improvement: Improvement) -> None:
        """Of a caption of a former session, where it is still on the screen."""
        session = self._numbers.get(improvement.session)
        if session is not None:
            self.show_event(improvement.event, session)

    def show_event(self, event: CaptionEvent, session: int | None = None) -> None:
        """Takes the events that carry text or tell who spoke; others pass unseen. session: None for the newest."""
        if not isinstance(event, Partial | Final | NothingSaid | SpeakerLabelled):
            return
        key, before = (self._session if session is None else session, event.utterance_id), self.lines
        if isinstance(event, NothingSaid):
            self._rolling.withdraw(key)
        elif isinstance(event, SpeakerLabelled):
            self._voices[key] = event
            for old in list(self._voices)[:-REMEMBERED]:
                del self._voices[old]
            self._rolling.label(key, prefix(event.stream, event))
        else:
            new = self._rolling.show(key, self._shown(key, event))
            if self.lines:
                shown = " ".join(line.text for line in self.lines)
                self.fade.keep(new, shown, event.timing.heard_s)
        if self.lines != before:
            self.changed.emit()

    def reflow(self, measure: Callable[[str], float], width: float, visible: int) -> None:
        self._visible = visible
        self._rolling.reflow(measure, width, visible)

    def _shown(self, key: Key, event: Partial | Final) -> ShownText:
        label, folded = prefix(event.stream, self._voices.get(key)), event.text.casefold()
        names = tuple(each for each in self.vocabulary() if each in folded)
        if isinstance(event, Partial):
            return ShownText(event.stable, "" if self.settled_only else event.tentative, label, names=names)
        names += event.hotwords_used
        return ShownText(" ".join(event.text.split()), "", label, True, event.draft, names)

    def _clear(self) -> None:
        self._rolling.clear()
        self.fade.opacity = 1.0
        self.changed.emit()
