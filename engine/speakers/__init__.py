"""Who spoke: voices as vectors, and the turns of speakers that come of them. No names, no words, no disk."""
