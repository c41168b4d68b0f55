"""Hotword lists and profiles on the disk: text files that people may edit by hand. docs/hotwords.md has the format."""
