"""The settings dialog, and what of the settings file could not be used."""
