"""Files that become transcripts: how they come into the window, and how they are getting on."""
