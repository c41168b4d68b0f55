"""Where somebody speaks: speech detection, and the cuts between utterances."""
