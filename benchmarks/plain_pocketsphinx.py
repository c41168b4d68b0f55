"""What a Python user would write for live captions with pocketsphinx alone; benchmarks/live.py runs it.

    python benchmarks/plain_pocketsphinx.py FILE

The library's own endpointer and decoder, fed in real time, as its documentation describes their use; prints
events in the form of `main.py caption --events`, as far as live.py reads them.
"""

from __future__ import annotations

import json
import sys
import time

import numpy as np
import pocketsphinx
import soundfile


def main(path: str) -> None:
    sound, rate = soundfile.read(path, dtype="int16")
    assert rate == 16_000
    assert sound.ndim == 1
    endpointer = pocketsphinx.Endpointer(sample_rate=rate)
    decoder = pocketsphinx.Decoder(samprate=rate, loglevel="FATAL")
    frame = endpointer.frame_bytes // 2
    began = time.monotonic()
    utterance, text = 0, ""
    for at in range(0, len(sound), frame):
        block = np.zeros(frame, dtype=np.int16)
        block[: len(sound[at : at + frame])] = sound[at : at + frame]
        time.sleep(max(0.0, began + (at + frame) / rate - time.monotonic()))
        was_speaking = endpointer.in_speech
        speech = endpointer.process(block.tobytes())
        if speech is None:
            continue
        if not was_speaking:
            utterance += 1
            say("speech_started", utterance, heard_s=began + endpointer.speech_start)
            decoder.start_utt()
            text = ""
        decoder.process_raw(speech, False, False)
        text = show_partial(decoder, utterance, text)
        if not endpointer.in_speech:
            finish(decoder, utterance, began, endpointer.speech_start, endpointer.speech_end)
    if endpointer.in_speech:
        finish(decoder, utterance, began, endpointer.speech_start, len(sound) / rate)


def show_partial(decoder: pocketsphinx.Decoder, utterance: int, before: str) -> str:
    hypothesis = decoder.hyp()
    text = hypothesis.hypstr if hypothesis is not None else ""
    if text and text != before:
        say("partial", utterance, text=text)
    return text


def finish(decoder: pocketsphinx.Decoder, utterance: int, began_s: float, start: float, end: float) -> None:
    """start, end: seconds of sound; began_s: when the first sample was heard."""
    decided = time.monotonic()
    decoder.end_utt()
    hypothesis = decoder.hyp()
    text = hypothesis.hypstr if hypothesis is not None else ""
    factor = (time.monotonic() - decided) / max(end - start, 0.1)
    place = {"start": start, "end": end, "heard_s": began_s + end}
    say("final", utterance, text=text, decided_s=decided, real_time_factor=factor, **place)


def say(kind: str, utterance: int, **more: object) -> None:
    print(json.dumps({"type": kind, "utterance": utterance, "posted_s": time.monotonic(), **more}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
