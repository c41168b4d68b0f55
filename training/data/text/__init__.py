"""Sentences of the training data, made by our own grammar from our own lists."""
