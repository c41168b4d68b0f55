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
        QT_TRANSLATE_NOOP("Sentences", "its content is no audio or video format that is known"),
        QT_TRANSLATE_NOOP("Sentences", "it holds no sound"),
        QT_TRANSLATE_NOOP("Sentences", "its sound has no known format"),
        QT_TRANSLATE_NOOP("Sentences", "its sound is in a code that is not known"),
        QT_TRANSLATE_NOOP("Sentences", "no sound has {0} samples a second"),
        QT_TRANSLATE_NOOP("Sentences", "it has {0} channels, and {1} at most can be mixed"),
        QT_TRANSLATE_NOOP("Sentences", "{0} breaks off after {1} s of {2} s: the rest cannot be read."),
        QT_TRANSLATE_NOOP("Sentences", "{0} cannot be read on after {1} s ({2})."),
        QT_TRANSLATE_NOOP(
            "Sentences", "What was said until there is kept; try again, or convert the file to WAV or FLAC."
        ),
        QT_TRANSLATE_NOOP("Sentences", "{0} is a list of other files."),
        QT_TRANSLATE_NOOP("Sentences", "Choose one of the files that it names."),
        QT_TRANSLATE_NOOP("Sentences", "{0} is an MP4 whose description comes last, so it cannot be read from a pipe."),
        QT_TRANSLATE_NOOP("Sentences", "{0} is a pipe and cannot be read a second time."),
        QT_TRANSLATE_NOOP("Sentences", "Save it to a file, and caption that."),
        QT_TRANSLATE_NOOP("Sentences", "{0} brought no sound."),
        QT_TRANSLATE_NOOP("Sentences", "Lead a sound file into it."),
        # tracks
        QT_TRANSLATE_NOOP("Sentences", "{0} has no audio track {1}."),
        QT_TRANSLATE_NOOP("Sentences", "It has {0}: {1}."),
        QT_TRANSLATE_NOOP("Sentences", "{0} has {1} audio tracks. Track {2} is captioned."),
        QT_TRANSLATE_NOOP("Sentences", "To caption another, choose its number: {0}."),
        QT_TRANSLATE_NOOP("Sentences", "Track {0} of {1} is silent."),
        QT_TRANSLATE_NOOP("Sentences", "Another may hold the speech: {0}."),
        # nothing was heard
        QT_TRANSLATE_NOOP("Sentences", "Nothing that sounds like speech was found in {0} s of sound; {1}."),
        QT_TRANSLATE_NOOP("Sentences", "No words were found in {0} s of sound; {1}."),
        QT_TRANSLATE_NOOP("Sentences", "its loudest part was at {0} dBFS"),
        QT_TRANSLATE_NOOP("Sentences", "its loudest part was at {0} dBFS (track {1} of {2})"),
        QT_TRANSLATE_NOOP("Sentences", "all of it was digital silence"),
        QT_TRANSLATE_NOOP("Sentences", "all of it was digital silence (track {0} of {1})"),
        QT_TRANSLATE_NOOP("Sentences", "Another track may hold the speech; choose it by its number."),
        QT_TRANSLATE_NOOP("Sentences", "Check that this is the right source and that it was not muted."),
        QT_TRANSLATE_NOOP("Sentences", "Check that this is the right source, and make it louder."),
        QT_TRANSLATE_NOOP("Sentences", "Check that this is the right source."),
        QT_TRANSLATE_NOOP("Sentences", "“{0}” has delivered nothing but digital silence for {1} s."),
        QT_TRANSLATE_NOOP("Sentences", "Check that it is not muted, or choose another microphone."),
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
