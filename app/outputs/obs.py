"""Captions in OBS: in a text source while people speak, and in the stream once they are final."""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Callable
from contextlib import suppress

from app.exporters.cues import cues_of
from app.exporters.rules import SubtitleRules
from app.exporters.wording import clean_line
from app.outputs.choices import OBS_SECRET, ObsChoice
from app.outputs.obs_socket import ObsSocket, RequestDenied
from app.outputs.receiver import KEEPS_TRYING, CaptionsRefused, ReceiverAway, Shown
from app.secret_store import kept_secret
from app.transcripts.values import unsaved_transcript
from engine.events import Final, Partial
from engine.text.sentence import Sentence
from engine.text.wrapping import line_filled, wrap

LINES = 2
GONE_AFTER_S = 10.0  # without a change, text leaves the picture
IN_STREAM = SubtitleRules(latin_line=32)  # CEA-608: 32 characters a row
_NOT_READY, _NOT_RUNNING, _NO_SUCH_SOURCE = 207, 501, 600
_PLAIN = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "..."})
_NOT_LIVE = Sentence("The stream of OBS is not live. Its captions begin with it.")
_LATIN_ALONE = Sentence("Captions in the stream can only hold Latin letters. Use a text source for other scripts.")


class ObsReceiver:
    """clock: seconds that only grow."""

    def __init__(self, choice: ObsChoice, clock: Callable[[], float] = time.monotonic) -> None:
        self.note = ""
        self._choice, self._clock = choice, clock
        self._socket = ObsSocket(choice.host, choice.port, lambda: choice.password or kept_secret(OBS_SECRET))
        self._ready = False
        self._lines = _CaptionLines()
        self._shown, self._changed_s = "", clock()
        self._begun: Shown | None = None
        self._left: list[str] = []

    def open(self) -> None:
        if not self._ready:
            self._socket.open()
            self._show("", anew=True)
            self._ready = True

    def send(self, event: Shown) -> None:
        if event is not self._begun:
            self._begun = event
            self._lines.take(event)
            self._left = self._parts(event) if isinstance(event, Final) and self._choice.stream else []
        self._show(self._lines.text)
        while self._left:
            self._caption(self._left[0])
            del self._left[0]

    def rest(self) -> None:
        self._socket.look()
        if self._shown and self._clock() - self._changed_s > GONE_AFTER_S:
            self._lines = _CaptionLines()
            self._show("")

    def end(self) -> None:
        """No caption stays in the picture."""
        try:
            if self._ready:
                self._show("")
        finally:
            self.close()

    def close(self) -> None:
        self._ready = False
        self._socket.close()

    def _show(self, text: str, anew: bool = False) -> None:
        if not self._choice.source or (text == self._shown and not anew):
            return
        name = self._choice.source
        try:
            self._ask("SetInputSettings", inputName=name, inputSettings={"text": text}, overlay=True)
        except RequestDenied as denied:
            if denied.code != _NO_SUCH_SOURCE:
                raise _denied(denied) from None
            raise self._missing(name) from None
        self._shown, self._changed_s = text, self._clock()

    def _missing(self, name: str) -> CaptionsRefused:
        """Names those that there are."""
        listed: list[object] = []
        with suppress(RequestDenied):
            listed = list(self._socket.ask("GetInputList").get("inputs") or [])
        found = [each for each in listed if isinstance(each, dict) and str(each.get("inputKind")).startswith("text")]
        what = "OBS has no source “{name}”."
        if not found:
            return CaptionsRefused(what, "Add a text source with this name in OBS.", name=name)
        names = ", ".join(f"“{each.get('inputName')}”" for each in found)
        return CaptionsRefused(what, "Its text sources are {names}.", name=name, names=names)

    def _caption(self, text: str) -> None:
        try:
            self._ask("SendStreamCaption", captionText=text)
            self.note = ""
        except RequestDenied as denied:
            if denied.code != _NOT_RUNNING:
                raise _denied(denied) from None
            self.note = _NOT_LIVE

    def _ask(self, request: str, **values: object) -> None:
        try:
            self._socket.ask(request, **values)
        except RequestDenied as denied:
            if denied.code == _NOT_READY:
                raise ReceiverAway("OBS is busy.", KEEPS_TRYING) from None
            raise

    def _parts(self, final: Final) -> list[str]:
        """Two rows at most each; none where the script cannot be shown."""
        text = latin(final.text)
        if not text:
            self.note = _LATIN_ALONE if clean_line(final.text) else self.note
            return []
        said = Final(0, final.start, final.end, text, (), final.model, final.decoded_by, final.real_time_factor)
        cues = cues_of(unsaved_transcript((said,), source="", model=""), IN_STREAM)
        return ["\n".join(cue.lines) for cue in cues]


def latin(text: str) -> str:
    """What of `text` CEA-608 can show: Latin letters, figures and signs; "" where that is less than half of it.

    A letter with a mark that it cannot show, as in Dvořák, loses the mark.
    """
    plain = unicodedata.normalize("NFC", clean_line(text)).translate(_PLAIN)
    kept = "".join(map(_in_latin, plain))
    return clean_line(kept) if 2 * len(kept.replace(" ", "")) > len(plain.replace(" ", "")) else ""


def _in_latin(letter: str) -> str:
    return letter if letter < "\u0100" else unicodedata.normalize("NFKD", letter).encode("ascii", "ignore").decode()


def _denied(denied: RequestDenied) -> CaptionsRefused:
    return CaptionsRefused("OBS refused the captions ({code}).", "The log of OBS says why.", code=denied.code)


class _CaptionLines:
    """The newest lines of all that was said, as the overlay breaks them."""

    def __init__(self) -> None:
        self._done: list[str] = []
        self._open: dict[int, list[str]] = {}

    def take(self, event: Shown) -> None:
        before = self._open.pop(event.utterance_id, [])
        if not isinstance(event, Partial | Final):
            return
        text = clean_line(event.text)
        lines = wrap(text, line_filled(text, lambda _begin, _end: 0.0), before)
        if isinstance(event, Partial):
            self._open[event.utterance_id] = lines
        else:
            self._done = [*self._done, *lines][-LINES:]

    @property
    def text(self) -> str:
        now = [*self._done, *(line for lines in self._open.values() for line in lines)]
        return "\n".join(line.strip() for line in now[-LINES:])
