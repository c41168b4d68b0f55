"""Sound in, caption events out: a library that knows no window, no settings file and no disk layout."""

from engine.privacy import keep_to_this_computer

keep_to_this_computer()  # here, because libraries read these switches while they are imported
