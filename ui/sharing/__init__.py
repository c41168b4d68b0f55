"""Captions for other devices and programs: where it is started, and who reads along."""
