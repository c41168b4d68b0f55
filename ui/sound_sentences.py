"""What is said of files and devices that sound comes from, for translation; read together with ui/sentences.py."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP

SOUND_SENTENCES = [
    str(sentence)
    for sentence in (
        # files
        QT_TRANSLATE_NOOP("Sentences", "No file was chosen."),
        QT_TRANSLATE_NOOP("Sentences", "Choose an audio or video file."),
        QT_TRANSLATE_NOOP("Sentences", "There is no file {0}."),
        QT_TRANSLATE_NOOP("Sentences", "Check the name and the folder."),
        QT_TRANSLATE_NOOP("Sentences", "{0} cannot be opened ({1})."),
        QT_TRANSLATE_NOOP("Sentences", "permission denied"),
        QT_TRANSLATE_NOOP("Sentences", "Check its permissions."),
        QT_TRANSLATE_NOOP("Sentences", "{0} is not a file name."),
        QT_TRANSLATE_NOOP("Sentences", "Check the name."),
        QT_TRANSLATE_NOOP("Sentences", "Choose one audio or video file in it."),
        # devices
        QT_TRANSLATE_NOOP("Sentences", "The sound system does not answer."),
        QT_TRANSLATE_NOOP("Sentences", "Restart it, or restart the computer."),
        # work
        QT_TRANSLATE_NOOP("Sentences", "This was broken off."),
        QT_TRANSLATE_NOOP("Sentences", "System sound needs a PulseAudio or PipeWire server, and none answers."),
        QT_TRANSLATE_NOOP(
            "Sentences",
            "Start the desktop's sound service (systemctl --user start pipewire-pulse), or caption a microphone.",
        ),
        QT_TRANSLATE_NOOP("Sentences", "Start it (systemctl --user start pipewire-pulse) and try again."),
        QT_TRANSLATE_NOOP("Sentences", "The sound library has no way to the sound server."),
        QT_TRANSLATE_NOOP(
            "Sentences",
            "Install ALSA's PulseAudio plugin (Debian and Ubuntu: apt-get install libasound2-plugins) and start again.",
        ),
        QT_TRANSLATE_NOOP("Sentences", "macOS lets no program hear the speakers directly."),
        QT_TRANSLATE_NOOP(
            "Sentences",
            "Install the free virtual device BlackHole 2ch, choose it as output (or in a multi-output device in "
            "Audio MIDI Setup), then start again.",
        ),
        QT_TRANSLATE_NOOP("Sentences", "This speaker cannot be heard ({0})."),
        QT_TRANSLATE_NOOP("Sentences", "The command 'devices' lists those that can."),
    )
]
