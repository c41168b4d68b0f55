"""Sound in, caption events out: a library that knows no window, no settings file and no disk layout."""
