"""The live session: when to make a partial, what to show, what to keep."""
