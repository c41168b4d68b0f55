"""The captions in the order in which they were said, without their look."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from app.marking import Places
from engine.events import SpeakerLabelled, Stream


class BlockState(Enum):
    """LIVE may change at any moment; DRAFT may be refined once; KEPT stays; DIVIDER begins a session."""

    LIVE = "live"
    DRAFT = "draft"
    KEPT = "kept"
    DIVIDER = "divider"


@dataclass(slots=True)
class CaptionBlock:
    """What stands in one block. start: samples since its session began.

    key: session and utterance; of a divider, an object of its own. marks: places in the text of
    vocabulary. corrected: by the reader. stream: whose words they are, where two sources are captioned.
    voice: who spoke, by the voice; voice_before: who was said to have spoken, where that was revised.
    """

    key: object
    start: int
    state: BlockState
    stable: str = ""
    tentative: str = ""
    marks: Places = ()
    corrected: bool = False
    stream: Stream | None = None
    voice: SpeakerLabelled | None = None
    voice_before: SpeakerLabelled | None = None

    @property
    def text(self) -> str:
        return self.stable + self.tentative

    @property
    def settled(self) -> bool:
        return self.state in (BlockState.KEPT, BlockState.DRAFT)


class CaptionList:
    """Entries by time, within the session that each belongs to."""

    def __init__(self) -> None:
        self._entries: list[CaptionBlock] = []
        self._places: dict[object, int] = {}

    def __len__(self) -> int:
        return len(self._entries)

    def __getitem__(self, number: int) -> CaptionBlock:
        return self._entries[number]

    def place_of(self, key: object) -> int | None:
        """The number of an entry; None where it has gone."""
        return self._places.get(key)

    def insert(self, entry: CaptionBlock) -> int:
        """Puts an entry where it belongs by time; returns its number."""
        place = self._place_by_time(entry)
        self._entries.insert(place, entry)
        self._number_from(place)
        return place

    def remove(self, place: int) -> None:
        del self._places[self._entries.pop(place).key]
        self._number_from(place)

    def _place_by_time(self, entry: CaptionBlock) -> int:
        place = len(self._entries)
        if entry.state is BlockState.DIVIDER:
            return place
        while place > 0:
            before = self._entries[place - 1]
            if before.state is BlockState.DIVIDER or before.start <= entry.start:
                break
            place -= 1
        return place

    def _number_from(self, place: int) -> None:
        for number in range(place, len(self._entries)):
            self._places[self._entries[number].key] = number
