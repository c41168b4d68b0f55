"""CAM++: the voice of a short piece of speech as a vector."""
