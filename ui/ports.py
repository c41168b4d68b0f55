"""What several pages ask of the rest of the program; what one page asks stands beside it, in its `ports.py`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from app.choices import LiveState
    from app.folders import Folders
    from app.model_store.offer import OfferedModel
    from app.model_store.speed import Speed
    from app.settings import Settings
    from engine.errors import CaptioningError


class SessionStatePort(Protocol):
    @property
    def state(self) -> LiveState: ...


class ModelsPort(Protocol):
    @property
    def title(self) -> str:
        """Of the loaded model, "" before there is one."""

    @property
    def rough(self) -> bool: ...

    def list_models(self, done: Callable[[list[OfferedModel] | CaptioningError], None]) -> None:
        """The built-in model first."""

    def try_speed(self, done: Callable[[Speed | CaptioningError], None]) -> None:
        """Load the model of the next session, and measure it."""

    def exchange_model(self, name: str | None, done: Callable[[CaptioningError | None], None] | None = None) -> None:
        """Another model from the next utterance on."""


class PreferencesPort(Protocol):
    @property
    def settings(self) -> Settings:
        """Those in force."""

    @property
    def folders(self) -> Folders: ...

    def change_settings(self, settings: Settings, done: Callable[[CaptioningError | None], None]) -> None:
        """In force from now on, as far as what runs can take them; a worker writes them."""


class SettingsPort(Protocol):
    """What a page needs that changes settings."""

    @property
    def models(self) -> ModelsPort: ...

    @property
    def preferences(self) -> PreferencesPort: ...

    @property
    def session(self) -> SessionStatePort: ...
