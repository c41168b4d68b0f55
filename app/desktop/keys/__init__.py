"""Keys that work whatever program is in front, where the desktop lets a program have some."""
