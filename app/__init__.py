"""What the program does for its user: settings, sessions, transcripts, exports, the command line."""

VERSION = "0.1.0"  # the one place: pyproject.toml, packages and releases take it from here
