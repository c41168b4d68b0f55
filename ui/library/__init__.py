"""Sessions that are kept: saved as files, and brought back after a broken end."""
