"""What was said, kept: one SQLite file, one row a final, found again by its words."""
