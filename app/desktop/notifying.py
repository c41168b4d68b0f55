"""Sends a notification through the desktop's own service, which needs no tray icon."""

from __future__ import annotations

import sys
from html import escape

SHOWN_MS = 8_000


def notify(title: str, text: str) -> bool:
    """For a worker. False where the desktop has no such service."""
    if sys.platform != "linux":
        return False
    from app.desktop.bus import BusSilent, DesktopBus

    service = "org.freedesktop.Notifications"
    bus = DesktopBus()
    hints = {"desktop-entry": ("s", "earshot")}
    try:
        bus.call(
            service,
            "/org/freedesktop/Notifications",
            service,
            "Notify",
            "susssasa{sv}i",
            *("Earshot", 0, "earshot", title, escape(text, quote=False), [], hints, SHOWN_MS),
        )
    except BusSilent:
        return False
    finally:
        bus.close()
    return True
