"""Voices by resemblyzer, for benchmarks/speakers.py --beside: run by the Python of an environment that has it.

Reads pieces of sound from standard input and writes a vector for each to standard output, until the input ends. A
message is a count of 32 bits; for each piece its length in samples (32 bits) and float32 samples at 16 kHz. An answer
is float32 [count, 256]. Numbers are little-endian.
"""

from __future__ import annotations

import struct
import sys

import numpy as np


def main() -> int:
    import torch  # type: ignore[import-not-found, unused-ignore] # of that environment
    from resemblyzer import VoiceEncoder  # type: ignore[import-not-found, unused-ignore]

    torch.set_num_threads(int(sys.argv[1]))
    encoder = VoiceEncoder("cpu", verbose=False)
    received, answers = sys.stdin.buffer, sys.stdout.buffer
    while head := received.read(4):
        (count,) = struct.unpack("<I", head)
        for _ in range(count):
            (length,) = struct.unpack("<I", received.read(4))
            samples = np.frombuffer(received.read(4 * length), np.float32)
            answers.write(np.asarray(encoder.embed_utterance(samples), np.float32).tobytes())
        answers.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
