"""What the pages that show models ask of the rest of the program."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from ui.ports import ModelsPort, SettingsPort

if TYPE_CHECKING:
    from app.control.model_manager import ModelManager
    from app.control.remote_models import RemoteModels


class ModelStorePort(Protocol):
    """Models on this computer and those that can be had."""

    @property
    def model_manager(self) -> ModelManager: ...

    @property
    def models(self) -> ModelsPort: ...


class ModelsPagePort(ModelStorePort, SettingsPort, Protocol):
    """Also what changes when a model is chosen, and models on other machines."""

    @property
    def remote(self) -> RemoteModels: ...
