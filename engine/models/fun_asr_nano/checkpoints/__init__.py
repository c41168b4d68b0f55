"""Readers of published Fun-ASR-Nano checkpoints: each container becomes the same named float32 tensors."""
