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
        # recordings
        QT_TRANSLATE_NOOP("Sentences", "The disk is too slow: the recording {0} has silent gaps."),
        QT_TRANSLATE_NOOP("Sentences", "Captions go on; choose a folder on a faster disk for recordings."),
        QT_TRANSLATE_NOOP("Sentences", "The disk does not answer: the end of the recording {0} may be missing."),
        QT_TRANSLATE_NOOP("Sentences", "Check that disk."),
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
            "Sentences", "Start Earshot again: it brings what can be read into a new file, and keeps that one."
        ),
        QT_TRANSLATE_NOOP("Sentences", "Close the other Earshot, and start this one again."),
        QT_TRANSLATE_NOOP(
            "Sentences",
            "Parts of the transcripts are damaged; what can be read is shown, and mended when Earshot starts again.",
        ),
        QT_TRANSLATE_NOOP("Sentences", "The transcripts in {0} cannot be used: {1}."),
        QT_TRANSLATE_NOOP(
            "Sentences", "The transcripts in {0} were damaged. They are kept as {1}, and a new file was begun."
        ),
        QT_TRANSLATE_NOOP(
            "Sentences",
            "The transcripts in {0} were damaged. {1} texts of {2} transcripts were recovered, "
            "and the damaged file is kept as {3}.",
        ),
        QT_TRANSLATE_NOOP("Sentences", "The transcripts in {0} are damaged and cannot be put aside: {1}."),
        QT_TRANSLATE_NOOP("Sentences", "Close other programs that use that file, and start Earshot again."),
        QT_TRANSLATE_NOOP("Sentences", "The transcripts in {0} were written by a newer Earshot."),
        QT_TRANSLATE_NOOP("Sentences", "Use that one, or move the file away to begin a new one."),
        # keeping
        QT_TRANSLATE_NOOP("Sentences", "{0} cannot be made: {1}."),
        QT_TRANSLATE_NOOP("Sentences", "Captions go on, and it is tried again."),
        QT_TRANSLATE_NOOP("Sentences", "These captions were not stored, so they cannot be exported."),
        QT_TRANSLATE_NOOP("Sentences", "They can still be copied."),
        QT_TRANSLATE_NOOP("Sentences", "Texts that came into the transcripts only now: {0}."),
        QT_TRANSLATE_NOOP("Sentences", "Texts that are not in the transcripts yet: {0}."),
        QT_TRANSLATE_NOOP(
            "Sentences", "They are kept beside them, and come into them later or when Earshot starts again."
        ),
        QT_TRANSLATE_NOOP("Sentences", "Texts that are not saved: {0}."),
        QT_TRANSLATE_NOOP("Sentences", "Copy or export the captions before Earshot is closed."),
        QT_TRANSLATE_NOOP("Sentences", "The transcript is saved again, with all that was said meanwhile."),
    )
]
