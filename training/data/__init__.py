"""Training data of Earshot Mini: sentences, speech made from them, and what rooms add."""
