"""Captions sent elsewhere while they are spoken: OBS, Zoom, YouTube; imported when one is wanted."""
