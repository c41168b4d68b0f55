"""What the desktop is asked for: its session bus, a screen that stays on, notifications, keys. Every call may wait."""
