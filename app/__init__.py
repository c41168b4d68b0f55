"""What the program does for its user: settings, sessions, transcripts, exports, the command line."""
