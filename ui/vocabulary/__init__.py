"""The personal vocabulary: its editor, and its corner of the main window."""
