"""Captions while they are spoken: the sound they come from, the view, and correcting what stands in it."""
