#!/usr/bin/env python3
"""Sets Earshot up, starts it and checks it; needs nothing but Python and a network for the first call.

python3 packaging/dev.py setup                only what running needs
python3 packaging/dev.py run [-- ARGS]        sets up, then starts main.py with ARGS
python3 packaging/dev.py test [PYTEST ARGS]   sets up what tests need, then lint, types and all tests
python3 packaging/dev.py bundle [--check]     makes the program as one folder and packages, or tries them
python3 packaging/dev.py release --dry-run    makes all that a release needs, and publishes nothing
python3 packaging/dev.py screenshots          takes pictures of the window, for docs/images
"""

import sys

OLDEST = (3, 11)


# This file alone keeps to the grammar of old Pythons, so that they can read the sentence below.
def refusal(version: "tuple[int, int]") -> str:
    """What to tell the user of a Python that is too old; empty when it is not."""
    if version >= OLDEST:
        return ""
    return (
        "Earshot needs Python 3.11 or newer, and this is Python {}.{}. "
        "Install a newer one and call this with it, for example: python3.12 packaging/dev.py setup"
    ).format(*version)


if __name__ == "__main__":
    complaint = refusal(sys.version_info[:2])
    if complaint:
        sys.exit(complaint)
    from dev_commands import main

    sys.exit(main(sys.argv[1:]))
