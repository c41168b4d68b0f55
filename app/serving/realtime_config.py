"""The configuration that a realtime client sends: sound format, words and end of speech."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from app.serving.forms import code_of
from app.serving.recognition import LONGEST_PROMPT, RecognitionOptions, checked_words
from app.serving.refusals import Refused
from app.serving.sound_format import ALAW, PCM, RATES, TELEPHONE_RATE, ULAW, SoundFormat
from engine.session.stabiliser import CaptionMode
from engine.vad.endpointer import EndpointerSettings

_OLD_KINDS = {"pcm16": PCM, "g711_ulaw": ULAW, "g711_alaw": ALAW}
_EAGERNESS = {"low": 2.0, "medium": 1.0, "auto": 1.0, "high": 0.6}
_BOUNDS = {"threshold": (0.05, 0.95), "prefix_padding_ms": (0, 2000), "silence_duration_ms": (100, 5000)}
_DELAYS = {"minimal": CaptionMode.FAST, "low": CaptionMode.FAST, "medium": CaptionMode.BALANCED}
_DELAYS |= {"high": CaptionMode.CALM, "xhigh": CaptionMode.CALM}
_REDUCTIONS = ("near_field", "far_field")
_LOGPROBS = "item.input_audio_transcription.logprobs"
_OFFSET = EndpointerSettings().offset / EndpointerSettings().onset
_FORMAT = "session.audio.input.format"
_TURNS = "session.audio.input.turn_detection"


@dataclass(frozen=True, slots=True)
class RealtimeConfig:
    """turns: turn_detection as it is told to the client; None where the client commits. delay: how long text waits
    until it stays, one of _DELAYS; None where the client says nothing. logprobs: whether transcripts tell how sure they
    are.
    """

    asked: RecognitionOptions = field(default_factory=RecognitionOptions)
    sound: SoundFormat = field(default_factory=SoundFormat)
    turns: Mapping[str, Any] | None = field(default_factory=lambda: {"type": "server_vad"})
    delay: str | None = None
    logprobs: bool = False

    def updated(self, session: Mapping[str, Any], check_model: Callable[[str | None], None]) -> RealtimeConfig:
        """With what a session.update changes. Raises Refused."""
        given = _object(_object(_nested(session), "audio"), "input")
        words = _object(given, "transcription")
        check_model(_text(words, "model", "") or None)
        _check_reduction(_object(given, "noise_reduction"))
        return RealtimeConfig(
            _asked(self.asked, words),
            _sound(self.sound, _object(given, "format")),
            _turns(given["turn_detection"]) if "turn_detection" in given else self.turns,
            _delay(words["delay"]) if "delay" in words else self.delay,
            _LOGPROBS in _texts(session, "include") if "include" in session else self.logprobs,
        )

    def restarts(self, before: RealtimeConfig) -> bool:
        """Whether sound that comes now has to be heard anew, apart from what came `before`."""
        return (self.sound, self.turns, self.delay) != (before.sound, before.turns, before.delay)

    def mode(self, usual: CaptionMode) -> CaptionMode:
        """usual: what holds where the client says nothing."""
        return usual if self.delay is None else _DELAYS[self.delay]

    def endpointer(self, usual: EndpointerSettings) -> EndpointerSettings:
        """usual: what holds where the client says nothing."""
        turns = self.turns or {}
        found = usual
        if "threshold" in turns:
            found = replace(found, onset=turns["threshold"], offset=turns["threshold"] * _OFFSET)
        if "prefix_padding_ms" in turns:
            found = replace(found, pre_roll_s=turns["prefix_padding_ms"] / 1000)
        if "silence_duration_ms" in turns:
            found = replace(found, silence_s=turns["silence_duration_ms"] / 1000)
        if "eagerness" in turns:
            scale = usual.silence_scale * _EAGERNESS[turns["eagerness"]]
            found = replace(found, silence_scale=min(max(scale, 0.25), 4.0))
        return found

    def described(self, model: str) -> dict[str, Any]:
        """Of a session: what holds. Noise is not reduced, whatever was asked for."""
        asked = self.asked
        transcription = {
            "model": model,
            "language": asked.language,
            "languages": list(asked.languages),
            "keywords": list(asked.keywords),
            "prompt": asked.prompt,
            "delay": self.delay,
        }
        sound = {
            "format": {"type": self.sound.kind, **({"rate": self.sound.rate} if self.sound.kind == PCM else {})},
            "noise_reduction": None,
            "transcription": transcription,
            "turn_detection": None if self.turns is None else dict(self.turns),
        }
        return {"audio": {"input": sound}, "include": [_LOGPROBS] if self.logprobs else None}


def _nested(session: Mapping[str, Any]) -> Mapping[str, Any]:
    """The form of clients up to 2025, whose fields lie in the session itself, in today's."""
    given: dict[str, Any] = {}
    if "input_audio_format" in session:
        given["format"] = {"type": _OLD_KINDS.get(_text(session, "input_audio_format", "pcm16"), "unknown")}
    if "input_audio_transcription" in session:
        given["transcription"] = session["input_audio_transcription"]
    if "input_audio_noise_reduction" in session:
        given["noise_reduction"] = session["input_audio_noise_reduction"]
    if "turn_detection" in session:
        given["turn_detection"] = session["turn_detection"]
    return {**session, "audio": {"input": given}} if given else session


def _asked(before: RecognitionOptions, wanted: Mapping[str, Any]) -> RecognitionOptions:
    prompt = _text(wanted, "prompt", before.prompt)
    if len(prompt) > LONGEST_PROMPT:
        raise Refused(400, f"prompt has {LONGEST_PROMPT} characters at most.", "prompt_too_long", "prompt")
    asked = replace(before, prompt=prompt)
    if "language" in wanted:
        asked = replace(asked, language=code_of(_text(wanted, "language", "")) or None)
    if "languages" in wanted:
        codes = (code_of(each) for each in _texts(wanted, "languages"))
        asked = replace(asked, languages=tuple(dict.fromkeys(filter(None, codes))))
    if "keywords" in wanted:
        asked = replace(asked, keywords=checked_words(_texts(wanted, "keywords"), "keywords"))
    return asked


def _sound(before: SoundFormat, wanted: Mapping[str, Any]) -> SoundFormat:
    kind = wanted.get("type", before.kind)
    if kind in (ULAW, ALAW):
        return SoundFormat(kind, TELEPHONE_RATE)
    if kind != PCM:
        raise Refused(400, "Sound is audio/pcm, audio/pcmu or audio/pcma.", "unsupported", f"{_FORMAT}.type")
    rate = wanted.get("rate", before.rate if before.kind == PCM else SoundFormat().rate)
    if not isinstance(rate, int) or rate not in RATES:
        raise Refused(400, "rate is a number from 8000 to 48000.", "bad_value", f"{_FORMAT}.rate")
    return SoundFormat(PCM, rate)


def _turns(wanted: Any) -> dict[str, Any] | None:
    """Numbers beyond what is possible become the nearest possible ones, which the client is told."""
    if wanted is None:
        return None
    if not isinstance(wanted, dict):
        raise Refused(400, "turn_detection is an object or null.", "bad_value", _TURNS)
    kind = wanted.get("type", "server_vad")
    if kind == "semantic_vad":
        eagerness = wanted.get("eagerness") or "auto"
        if not isinstance(eagerness, str) or eagerness not in _EAGERNESS:
            raise Refused(400, "eagerness is low, medium, high or auto.", "bad_value", f"{_TURNS}.eagerness")
        return {"type": kind, "eagerness": eagerness}
    if kind != "server_vad":
        raise Refused(400, "turn_detection is server_vad, semantic_vad or null.", "unsupported", f"{_TURNS}.type")
    found: dict[str, Any] = {"type": kind}
    for name, (low, high) in _BOUNDS.items():
        value = wanted.get(name)
        if value is None:
            continue
        if isinstance(value, bool) or not isinstance(value, int | float) or value != value:
            raise Refused(400, f"{name} is a number.", "bad_value", f"{_TURNS}.{name}")
        found[name] = min(max(value, low), high)
    return found


def _delay(wanted: Any) -> str | None:
    if wanted is None or (isinstance(wanted, str) and wanted in _DELAYS):
        return wanted
    message = f"delay is one of {', '.join(_DELAYS)}."
    raise Refused(400, message, "bad_value", "session.audio.input.transcription.delay")


def _check_reduction(wanted: Mapping[str, Any]) -> None:
    if (kind := wanted.get("type")) is not None and kind not in _REDUCTIONS:
        message = "noise_reduction is of type near_field or far_field, or null."
        raise Refused(400, message, "bad_value", "session.audio.input.noise_reduction.type")


def _object(within: Mapping[str, Any], name: str) -> dict[str, Any]:
    value = within.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise Refused(400, f"{name} is an object.", "bad_value", name)
    return value


def _text(within: Mapping[str, Any], name: str, otherwise: str) -> str:
    value = within.get(name)
    if value is None:
        return otherwise
    if not isinstance(value, str):
        raise Refused(400, f"{name} is text.", "bad_value", name)
    return value


def _texts(within: Mapping[str, Any], name: str) -> list[str]:
    value = within.get(name) or []
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise Refused(400, f"{name} is a list of texts.", "bad_value", name)
    return value
