"""What the page of vocabulary asks of the rest of the program."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from app.hotwords.last_heard import HeardTwice
    from app.hotwords.library import HotwordLibrary
    from app.hotwords.trying import Trials
    from app.hotwords.usage import UsageCounts
    from engine.errors import CaptioningError

T = TypeVar("T")


class TrialsPort(Protocol):
    """What the vocabulary does with a sentence."""

    @property
    def trials(self) -> Trials: ...

    @property
    def last_text(self) -> str:
        """What a model heard last, "" where there is nothing."""

    def hear_again(self, done: Callable[[HeardTwice | CaptioningError], None]) -> None:
        """What was heard last, with the lists and without them, by the model that is loaded."""


class VocabularyPort(TrialsPort, Protocol):
    """Where work on the lists is done."""

    @property
    def usage(self) -> UsageCounts: ...

    @property
    def words(self) -> tuple[str, ...]:
        """Of the lists that captions use, case-folded; returns at once."""

    def ask(
        self, work: Callable[[HotwordLibrary], T], done: Callable[[T | CaptioningError], None], slow: bool = False
    ) -> None:
        """Works that are not slow are done one after another, in the order asked."""

    def switch(self, profile: str | None, done: Callable[[CaptioningError | None], None]) -> None: ...

    def changed(self, done: Callable[[bool | CaptioningError], None]) -> None:
        """Whether a file of the folder has changed since the last look, by whomever."""
