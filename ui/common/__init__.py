"""What several windows share: look, words, notices, small widgets, the way back from a worker."""
