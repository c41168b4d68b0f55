"""Earshot among other programs: one instance, tray, keys of the desktop, notifications, the screen kept awake."""
