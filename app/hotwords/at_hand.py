"""What stands beside the captions for their hotwords: counts, the editor's desk, and what was heard last."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.folders import Folders
from engine.errors import CaptioningError
from engine.events import CaptionEvent, Final

# What these import (numpy, SQLite) is imported where it is used: the program is to start at once.
if TYPE_CHECKING:
    from app.hotwords.desk import HotwordService
    from app.hotwords.last_heard import HeardTwice, LastHeard
    from app.hotwords.usage import UsageCounts


class HotwordsAtHand:
    """Made with the controller; each part when it is first needed. Nothing here holds up a caption."""

    def __init__(
        self, folders: Folders, switch: Callable[[str | None], None], hear: Callable[[LastHeard], HeardTwice]
    ) -> None:
        """switch: to another profile. hear: has the model write what was heard last again; raises CaptioningError."""
        self._folders, self._switch, self._hear = folders, switch, hear
        self._usage: UsageCounts | None = None
        self._last: LastHeard | None = None
        self._desk: HotwordService | None = None

    @property
    def desk(self) -> HotwordService:
        if self._desk is None:
            from app.hotwords.desk import HotwordService
            from app.hotwords.library import HotwordLibrary

            library = HotwordLibrary(self._folders.hotwords)
            self._desk = HotwordService(library, self._counts(), self._switch, self._newest, self._hear_again)
        return self._desk

    def begin_session(self) -> None:
        if self._usage is not None:
            self._usage.begin_session()

    def note(self, event: CaptionEvent) -> None:
        """Counts the hotwords of a final; returns at once."""
        if isinstance(event, Final) and (event.hotwords_offered or event.hotwords_used or self._usage is not None):
            self._counts().note(event)

    @property
    def last(self) -> LastHeard:
        """A memory of what was heard last."""
        from app.hotwords.last_heard import LastHeard

        if self._last is None:
            self._last = LastHeard()
        return self._last

    def close(self) -> None:
        """Waits until what was typed and counted is written."""
        if self._desk is not None:
            self._desk.close()
        if self._usage is not None:
            self._usage.close()

    def _counts(self) -> UsageCounts:
        from app.hotwords.usage import UsageCounts

        if self._usage is None:
            self._usage = UsageCounts(self._folders.hotword_usage_file)
        return self._usage

    def _newest(self) -> str:
        return self._last.text if self._last is not None else ""

    def _hear_again(self) -> HeardTwice:
        if self._last is None:
            raise CaptioningError("Nothing was heard yet.", "Start captions and say the sentence.")
        return self._hear(self._last)
