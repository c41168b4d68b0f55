"""The page of settings, and what of the settings file could not be used."""
