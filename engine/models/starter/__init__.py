"""The starter: pocketsphinx with the US-English model of its wheel. Rough, but there at once."""
