"""The recognition models on this computer: what there is, how one is imported, checked and loaded."""
