"""What is said of files and of the transcripts on the disk, for translation; read together with ui/sentences.py."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP

DISK_SENTENCES = [
    str(sentence)
    for sentence in (
        # files
        QT_TRANSLATE_NOOP("Sentences", "{0} is not a folder."),
        QT_TRANSLATE_NOOP("Sentences", "Make it first, or choose another place."),
        QT_TRANSLATE_NOOP("Sentences", "The name {0}... is too long."),
        QT_TRANSLATE_NOOP("Sentences", "Choose a shorter one."),
        QT_TRANSLATE_NOOP("Sentences", "{0} cannot be read: {1}."),
        # why, in the words of the system
        QT_TRANSLATE_NOOP("Sentences", "Permission denied"),
        QT_TRANSLATE_NOOP("Sentences", "No space left on device"),
        QT_TRANSLATE_NOOP("Sentences", "Read-only file system"),
        QT_TRANSLATE_NOOP("Sentences", "No such file or directory"),
        QT_TRANSLATE_NOOP("Sentences", "Not a directory"),
        QT_TRANSLATE_NOOP("Sentences", "Is a directory"),
        QT_TRANSLATE_NOOP("Sentences", "Input/output error"),
        QT_TRANSLATE_NOOP("Sentences", "Disk quota exceeded"),
        # exports
        QT_TRANSLATE_NOOP("Sentences", "Subtitles end at 100 hours."),
        QT_TRANSLATE_NOOP("Sentences", "Export this transcript as text or JSON."),
        # transcripts
        QT_TRANSLATE_NOOP("Sentences", "There is no session {0}."),
        QT_TRANSLATE_NOOP("Sentences", "The list of sessions shows those there are."),
        QT_TRANSLATE_NOOP("Sentences", "There is no room left for {0}."),
        QT_TRANSLATE_NOOP("Sentences", "Free some space on that disk."),
        QT_TRANSLATE_NOOP("Sentences", "The disk failed or is full at {0}."),
        QT_TRANSLATE_NOOP("Sentences", "Check that disk and its free space."),
        QT_TRANSLATE_NOOP("Sentences", "Another program has kept the transcripts in {0} for itself."),
        QT_TRANSLATE_NOOP("Sentences", "Close other programs that use that file, and try again."),
        QT_TRANSLATE_NOOP("Sentences", "{0} may not be used."),
        QT_TRANSLATE_NOOP("Sentences", "Give yourself the right to write it and its folder."),
        QT_TRANSLATE_NOOP("Sentences", "The transcripts in {0} cannot be opened."),
        QT_TRANSLATE_NOOP("Sentences", "Check that its folder is there and that you may write to it."),
        QT_TRANSLATE_NOOP("Sentences", "The transcripts in {0} are damaged."),
        QT_TRANSLATE_NOOP(
            "Sentences", "Start Earshot again: it puts that file aside, deletes nothing and begins a new one."
        ),
        QT_TRANSLATE_NOOP("Sentences", "The transcripts in {0} cannot be used: {1}."),
        QT_TRANSLATE_NOOP(
            "Sentences", "The transcripts in {0} were damaged. They were put aside as {1}, and a new file was begun."
        ),
        QT_TRANSLATE_NOOP("Sentences", "The transcripts in {0} are damaged and cannot be put aside: {1}."),
        QT_TRANSLATE_NOOP("Sentences", "Close other programs that use that file, and start Earshot again."),
        QT_TRANSLATE_NOOP("Sentences", "The transcripts in {0} were written by a newer Earshot."),
        QT_TRANSLATE_NOOP("Sentences", "Use that one, or move the file away to begin a new one."),
    )
]
