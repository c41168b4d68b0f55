"""What the engine says in English, in the language of the window where it is known there."""

from __future__ import annotations

import re
from functools import cache

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from ui.decoder_sentences import DECODER_SENTENCES
from ui.disk_sentences import DISK_SENTENCES
from ui.hotword_sentences import HOTWORD_SENTENCES
from ui.model_sentences import MODEL_SENTENCES
from ui.settings_sentences import SETTINGS_SENTENCES
from ui.sound_sentences import SOUND_SENTENCES

_PLACE = re.compile(r"\{\d\}")

# In the engine's words; {0}, {1}... stand for names and figures. A sentence that is not here is shown as it is.
KNOWN = (
    [
        str(sentence)
        for sentence in (
            QT_TRANSLATE_NOOP("Sentences", "“{0}” was unplugged."),
            QT_TRANSLATE_NOOP("Sentences", "“{0}” was disconnected."),
            QT_TRANSLATE_NOOP("Sentences", "“{0}” stopped delivering sound."),
            QT_TRANSLATE_NOOP("Sentences", "“{0}” stopped delivering sound ({1})."),
            QT_TRANSLATE_NOOP("Sentences", "“{0}” is no longer the default device."),
            QT_TRANSLATE_NOOP("Sentences", "Captions go on by themselves when it is back."),
            QT_TRANSLATE_NOOP("Sentences", "Captions go on by themselves when it, or the default device, is back."),
            QT_TRANSLATE_NOOP("Sentences", "This computer has no microphone that can be heard."),
            QT_TRANSLATE_NOOP("Sentences", "Plug one in, or caption a file: main.py caption FILE."),
            QT_TRANSLATE_NOOP("Sentences", "The microphone “{0}” cannot be opened ({1})."),
            QT_TRANSLATE_NOOP(
                "Sentences",
                "Plug it in, close programs that use it alone, or choose another one ('devices' lists them).",
            ),
            QT_TRANSLATE_NOOP("Sentences", "There is no source named “{0}”."),
            QT_TRANSLATE_NOOP("Sentences", "The command 'devices' lists those that are there."),
            QT_TRANSLATE_NOOP("Sentences", "This computer has no speaker whose sound can be heard."),
            QT_TRANSLATE_NOOP("Sentences", "Connect or enable one."),
            QT_TRANSLATE_NOOP("Sentences", "The sound server does not answer."),
            QT_TRANSLATE_NOOP("Sentences", "The sound library cannot look for devices ({0})."),
            QT_TRANSLATE_NOOP("Sentences", "Close Earshot and start it again."),
            QT_TRANSLATE_NOOP("Sentences", "The disk is full: the recording {0} ends here."),
            QT_TRANSLATE_NOOP(
                "Sentences", "The disk is nearly full: the recording {0} ends here, so that the text has room."
            ),
            QT_TRANSLATE_NOOP("Sentences", "Captions go on; free some space for the next one."),
            QT_TRANSLATE_NOOP("Sentences", "The recording {0} cannot be written ({1})."),
            QT_TRANSLATE_NOOP("Sentences", "Captions go on; choose another folder for recordings in the settings."),
            QT_TRANSLATE_NOOP("Sentences", "The recogniser failed ({0})."),
            QT_TRANSLATE_NOOP("Sentences", "Captions go on; if it happens again, choose another model."),
            QT_TRANSLATE_NOOP("Sentences", "Captioning stopped: {0}."),
            QT_TRANSLATE_NOOP("Sentences", "The transcript is not saved: {0}"),
            QT_TRANSLATE_NOOP("Sentences", "What was said until now is kept; please start again."),
            QT_TRANSLATE_NOOP("Sentences", "{0} holds no sound."),
            QT_TRANSLATE_NOOP("Sentences", "Choose a file with an audio track."),
            QT_TRANSLATE_NOOP("Sentences", "{0} is empty."),
            QT_TRANSLATE_NOOP("Sentences", "Choose a file with sound in it."),
            QT_TRANSLATE_NOOP("Sentences", "{0} cannot be read as sound: {1}."),
            QT_TRANSLATE_NOOP("Sentences", "Choose another file, or convert it to WAV or FLAC."),
            QT_TRANSLATE_NOOP("Sentences", "{0} breaks off after {1} s: the rest cannot be read."),
            QT_TRANSLATE_NOOP(
                "Sentences", "What was said until there is kept; get a complete copy of the file for the rest."
            ),
            QT_TRANSLATE_NOOP("Sentences", "{0} is damaged in one place, which was passed over."),
            QT_TRANSLATE_NOOP("Sentences", "{0} is damaged in {1} places, which were passed over."),
            QT_TRANSLATE_NOOP("Sentences", "What was said there is missing; get an undamaged copy of the file for it."),
            QT_TRANSLATE_NOOP("Sentences", "The model stays as it was: {0}"),
            QT_TRANSLATE_NOOP("Sentences", "There is no room in memory for {0} beside the model that is in use."),
            QT_TRANSLATE_NOOP("Sentences", "Stop the captions, then start again with it."),
            QT_TRANSLATE_NOOP("Sentences", "The change holds until Earshot is closed, but it is not saved: {0}"),
            QT_TRANSLATE_NOOP("Sentences", "The sound cannot be kept in {0}: {1}."),
            QT_TRANSLATE_NOOP("Sentences", "Choose a folder that you may write to."),
            QT_TRANSLATE_NOOP("Sentences", "The folder {0} cannot be made: {1}."),
            QT_TRANSLATE_NOOP("Sentences", "Make room for it, or set {0} to a folder that you may write to."),
            QT_TRANSLATE_NOOP("Sentences", "There is no room for {0}."),
            QT_TRANSLATE_NOOP("Sentences", "Free some space on that disk, or choose another."),
            QT_TRANSLATE_NOOP("Sentences", "{0} may not be written."),
            QT_TRANSLATE_NOOP("Sentences", "Choose a place that belongs to you."),
            QT_TRANSLATE_NOOP("Sentences", "{0} could not be written: {1}."),
            QT_TRANSLATE_NOOP("Sentences", "Choose another place."),
            QT_TRANSLATE_NOOP("Sentences", "The settings in {0} cannot be read: {1}."),
            QT_TRANSLATE_NOOP("Sentences", "Move what stands there away; then the settings can be saved."),
            QT_TRANSLATE_NOOP(
                "Sentences", "The other source is still captioned; this one goes on by itself when it is back."
            ),
            QT_TRANSLATE_NOOP("Sentences", "“{0}” was taken away by the sound server."),
            QT_TRANSLATE_NOOP("Sentences", "Text"),
            QT_TRANSLATE_NOOP("Sentences", "Text with times"),
            QT_TRANSLATE_NOOP("Sentences", "SubRip subtitles"),
            QT_TRANSLATE_NOOP("Sentences", "WebVTT subtitles"),
            QT_TRANSLATE_NOOP("Sentences", "JSON with word times"),
            QT_TRANSLATE_NOOP("Sentences", "Table (CSV)"),
        )
    ]
    + HOTWORD_SENTENCES
    + MODEL_SENTENCES
    + SETTINGS_SENTENCES
    + DISK_SENTENCES
    + SOUND_SENTENCES
    + DECODER_SENTENCES
)


def translated(sentence: str) -> str:
    """The sentence in the language of the window, or as it came; so are the sentences inside it."""
    for known, pattern in _patterns():
        if match := pattern.fullmatch(sentence):
            return QCoreApplication.translate("Sentences", known).format(*map(translated, match.groups()))
    return sentence


def is_known(sentence: str) -> bool:
    """Whether the window has it in its own language."""
    return any(pattern.fullmatch(sentence) for _, pattern in _patterns())


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Those with most words of their own first: "expected {0}" would take what "expected '=' after a key" says."""
    narrowest = sorted(KNOWN, key=lambda known: -len(_PLACE.sub("", known)))
    return tuple((known, _pattern(known)) for known in narrowest)


def _pattern(known: str) -> re.Pattern[str]:
    """What stands between the places, word by word, and anything in them."""
    return re.compile("(.+?)".join(re.escape(part) for part in _PLACE.split(known)), re.DOTALL)
