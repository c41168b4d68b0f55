"""Many files into transcripts, without a window: which they are, who works on them, what becomes of each."""
