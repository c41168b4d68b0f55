"""The outputs that are on. The user starts each of them for one session; it ends with that session."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from app.control.departures import Departure
from app.folders import user_folders
from app.outputs.choices import FileChoice, ObsChoice, OutputChoice, OutputKind, ReceiverChoice
from app.outputs.feed import CaptionFeed, OutputState, SendingProgram
from app.outputs.post_numbers import PostNumbers
from app.outputs.receiver import CaptionReceiver, CaptionsRefused
from app.settings import Settings
from engine.events import DecodedBy, Final

if TYPE_CHECKING:
    from app.outputs.file import FileFeed

STOP_S = 3.0
LOOK_S = 3.0  # so long the test stands in the picture of OBS
TEST = "Earshot: this is a test of the captions."


class CaptionOutputs:
    """`stop`, `test` and `close` take a moment: for workers. The rest may be asked from any thread.

    followers: called on any thread when a state has changed; they must return at once.
    """

    def __init__(self, program: SendingProgram, settings: Callable[[], Settings]) -> None:
        self._program, self._settings = program, settings
        self._lock = threading.Lock()
        self._feeds: dict[OutputKind, CaptionFeed | FileFeed] = {}
        self._numbers = PostNumbers(user_folders().state / "youtube-posts.json")
        self.followers: list[Callable[[], None]] = []

    def state(self, kind: OutputKind) -> OutputState:
        feed = self._feeds.get(kind)
        return OutputState() if feed is None else feed.state

    def start(self, choice: OutputChoice) -> None:
        """For the session that runs, else the next one. Nothing changes where this kind is on already.

        Raises CaptionsRefused where the user stays offline, BadInput and FileNotWritten for a file that cannot be. What
        fails later shows in its state.
        """
        self._check(choice)
        with self._lock:
            if self.state(choice.kind).on:
                return
            feed = self._file(choice) if isinstance(choice, FileChoice) else self._feed(choice)
            feed.start()
            self._feeds[choice.kind] = feed
        self._notify()

    @property
    def on(self) -> bool:
        """One at least has not ended yet."""
        return any(feed.alive for feed in tuple(self._feeds.values()))

    def stop(self, kind: OutputKind) -> None:
        if (feed := self._feeds.get(kind)) is not None:
            feed.stop(STOP_S)

    def test(self, choice: ReceiverChoice) -> str:
        """Send one caption that says it is a test. Returns what is to be known beside, a sentence or "".

        Raises CaptioningError for why it did not arrive.
        """
        self._check(choice)
        receiver = self._receiver(choice)
        end_mark = self._program.departures.begin(Departure(choice.kind.value, choice.sentence))
        try:
            receiver.open()
            receiver.send(Final(0, 0, 0, TEST, (), "", DecodedBy.CTC, 0.0, "en"))
            if isinstance(choice, ObsChoice) and choice.source:
                time.sleep(LOOK_S)
            receiver.end()
        finally:
            receiver.close()
            end_mark()
        return receiver.note

    def close(self) -> None:
        for kind in tuple(self._feeds):
            self.stop(kind)

    def _feed(self, choice: ReceiverChoice) -> CaptionFeed:
        return CaptionFeed(
            self._program,
            self._receiver(choice),
            Departure(choice.kind.value, choice.sentence),
            self._settings,
            self._notify,
            lambda: self._check(choice),
        )

    def _file(self, choice: FileChoice) -> FileFeed:
        from app.outputs.file import FileFeed

        return FileFeed(self._program, choice, self._settings, self._notify)

    def _receiver(self, choice: ReceiverChoice) -> CaptionReceiver:
        """What it needs is imported when it is first wanted."""
        if isinstance(choice, ObsChoice):
            from app.outputs.obs import ObsReceiver

            return ObsReceiver(choice)
        if choice.kind is OutputKind.ZOOM:
            from app.outputs.zoom import ZoomReceiver

            return ZoomReceiver(choice, lambda: self._settings().language)
        from app.outputs.youtube import YouTubeReceiver

        return YouTubeReceiver(choice, lambda: self._program.transcripts.clock_marks, self._numbers)

    def _check(self, choice: OutputChoice) -> None:
        if self._settings().offline and not choice.local:
            raise CaptionsRefused(
                "Earshot is set to stay offline, so it sends no captions away.",
                "Switch “Stay offline” off in the settings.",
            )

    def _notify(self) -> None:
        for follower in tuple(self.followers):
            follower()
