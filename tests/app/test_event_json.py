"""Events as JSON objects for programs that read along."""

from __future__ import annotations

from app.event_json import event_object
from engine.events import NoSound, OtherLanguage, SilenceReason, SoundBack, Stream
from engine.text.sentence import Sentence


def test_a_silent_source_is_an_object_with_its_reason_and_stream():
    what = Sentence("“{title}” is muted.", title="Desk")
    silent = NoSound(24_000, "Desk", SilenceReason.MUTED, what, "Unmute it.", Stream.ME)
    assert event_object(silent) == {
        "type": "no_sound",
        "position": 1.5,
        "device": "Desk",
        "reason": "muted",
        "what": "“Desk” is muted.",
        "remedy": "Unmute it.",
        "stream": "me",
    }
    assert event_object(SoundBack(32_000, "Desk")) == {"type": "sound_back", "position": 2.0, "device": "Desk"}


def test_another_language_is_an_object_with_its_code():
    told = event_object(OtherLanguage(16_000, "de", True, "Deutsch is spoken.", "Choose it."))
    assert (told["type"], told["language"], told["known"]) == ("other_language", "de", True)
