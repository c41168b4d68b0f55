"""A small dialog that asks for one name or note."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QInputDialog, QWidget


def ask_for_name(
    window: QWidget, title: str, name: str, then: Callable[[str], object], label: str = "", empty: bool = False
) -> None:
    """Opened at once; `then` gets what was typed. empty: nothing typed is an answer, too."""
    dialog = QInputDialog(window)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowTitle(title)
    dialog.setLabelText(label or QCoreApplication.translate("AskingName", "Name:"))
    dialog.setTextValue(name)
    dialog.textValueSelected.connect(lambda text: then(text.strip()) if empty or text.strip() else None)
    dialog.open()
