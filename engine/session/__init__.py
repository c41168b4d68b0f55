"""The live session: when to guess, what to show, what to keep."""
