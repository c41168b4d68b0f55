"""The command `earshot` of an installation: puts the folder of this package on the path and starts main.py in it."""

import runpy
import sys
from pathlib import Path


def main() -> None:
    """Never returns: main.py ends the process with its exit status."""
    folder = Path(__file__).resolve().parent
    sys.path.insert(0, str(folder))
    runpy.run_path(str(folder / "main.py"), run_name="__main__")


if __name__ == "__main__":
    main()
