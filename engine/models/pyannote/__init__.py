"""pyannote segmentation: where two people speak at once."""
