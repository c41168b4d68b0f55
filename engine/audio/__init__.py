"""From a microphone, the speakers or a file to 16 kHz mono: sources, ring buffer, conversion, recording."""
