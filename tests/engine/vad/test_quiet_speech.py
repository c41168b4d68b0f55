"""Quiet talkers are heard: through the real speech detector, behind which the guards stand as for loud ones."""

from __future__ import annotations

import numpy as np
import pytest

from app.folders import user_folders
from app.model_store.loading import load_recogniser
from app.scoring import Measure, count_errors
from app.transcribing import transcribe_file
from engine.audio.file import read_mono
from engine.models.recogniser import Request
from engine.timeline import to_samples
from engine.vad.endpointer import Closed, Endpointer, EndReason
from engine.vad.gate import GatedDetector, speech_detector
from engine.vad.silero import FRAME, SileroVad
from tests.support.audio import write_wav

SENTENCES_S = ((0.7, 3.2), (3.4, 6.1), (6.4, 9.4))  # of the sample, roughly


def utterances(sound, detector=None):
    """Those that are no click."""
    detector, endpointer, changes = detector or speech_detector(), Endpointer(), []
    for at in range(0, len(sound) - 4 * FRAME, 4 * FRAME):
        for probability in detector.probabilities(sound[at : at + 4 * FRAME].reshape(4, FRAME)):
            changes += endpointer.push(float(probability))
    changes += endpointer.flush()
    return [each for each in changes if isinstance(each, Closed) and each.reason is not EndReason.TOO_SHORT]


def at_peak(sound, dbfs):
    """float32, rounded to 16 bit as a sound card gives it."""
    scaled = sound * (10 ** (dbfs / 20) / np.abs(sound).max())
    return (np.rint(scaled * 32_768) / 32_768).astype(np.float32)


def speech_s(found):
    return sum(each.speech for each in found) / to_samples(1.0)


@pytest.mark.parametrize("dbfs", [-45.0, -58.0])
def test_quiet_speech_is_heard_like_loud_speech(sample, dbfs):
    """By its peak; without the gain half of it is missed at -58 dBFS."""
    sound = read_mono(sample)
    assert speech_s(utterances(at_peak(sound, dbfs))) > 0.95 * speech_s(utterances(at_peak(sound, -3.0)))


def test_a_far_talker_is_heard_behind_a_near_one(sample):
    """35 dB softer, 1.5 s after the near one has stopped; without the gain next to nothing is heard of it."""
    near, _, far = [read_mono(sample)[to_samples(start) : to_samples(end)] for start, end in SENTENCES_S]
    pause = np.random.default_rng(27).normal(0.0, 1e-4, to_samples(1.5)).astype(np.float32)
    sound = np.concatenate([at_peak(near, -3.0), pause, at_peak(far, -38.0), pause])
    from_far = len(near) + len(pause) // 2

    def heard(detector):
        return speech_s([each for each in utterances(sound, detector) if each.start >= from_far])

    alone = speech_s(utterances(np.concatenate([pause, at_peak(far, -3.0), pause])))
    assert heard(speech_detector()) > 0.8 * alone
    assert heard(GatedDetector(SileroVad())) < 0.5 * alone, "this sample tells nothing of the gain"


@pytest.mark.parametrize("dbfs", [-60.0, -75.0, -40.0])
def test_the_noise_of_a_microphone_opens_no_utterance(dbfs):
    """RMS of white noise, full gain or not."""
    noise = np.random.default_rng(27).normal(0.0, 10 ** (dbfs / 20), to_samples(60.0)).astype(np.float32)
    assert utterances(noise) == []


@pytest.mark.parametrize("dbfs", [-45.0, -60.0])
def test_quiet_sentences_are_captioned_word_by_word(sample, whisper_base, tmp_path, dbfs):
    """From the file to the finals, with the model that set-up brings."""
    sound = at_peak(read_mono(sample)[: to_samples(9.4)], dbfs)
    said = " ".join((sample.with_suffix(".txt")).read_text("utf-8").splitlines()[:3])
    recogniser = load_recogniser(whisper_base, 0, user_folders().models)
    try:
        finals = transcribe_file(write_wav(tmp_path / "quiet.wav", sound), recogniser, Request("en"))
    finally:
        recogniser.close()
    errors = count_errors(said, " ".join(final.text for final in finals), Measure.WORDS, "en")
    assert errors.reference_length > 20
    assert errors.rate < 0.1
