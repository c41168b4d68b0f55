"""What the engine and the lists say of hotwords, for translation; read together with ui/sentences.py."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP

HOTWORD_SENTENCES = [
    str(sentence)
    for sentence in (
        # why an entry comes up
        QT_TRANSLATE_NOOP("Sentences", "is written so"),
        QT_TRANSLATE_NOOP("Sentences", "was among the model's guesses ({0})"),
        QT_TRANSLATE_NOOP("Sentences", "is also written “{0}”, which sounds like “{1}” ({2})"),
        QT_TRANSLATE_NOOP("Sentences", "is said or translated “{0}”, which sounds like “{1}” ({2})"),
        QT_TRANSLATE_NOOP("Sentences", "was corrected from “{0}” before, which sounds like “{1}” ({2})"),
        QT_TRANSLATE_NOOP("Sentences", "sounds like “{0}” ({1})"),
        # remarks on a list
        QT_TRANSLATE_NOOP("Sentences", "“{0}” is nearly “{1}” of line {2}."),
        QT_TRANSLATE_NOOP("Sentences", "“{0}” sounds the same as “{1}” of line {2}."),
        QT_TRANSLATE_NOOP("Sentences", "“{0}” has no sound that Earshot knows."),
        QT_TRANSLATE_NOOP("Sentences", "“{0}” is so short that it will be found in many sentences."),
        QT_TRANSLATE_NOOP("Sentences", "“{0}” is too long to be found by its sound."),
        QT_TRANSLATE_NOOP("Sentences", "“{0}” stands in line {1} already."),
        QT_TRANSLATE_NOOP("Sentences", "There is no word in the first field."),
        QT_TRANSLATE_NOOP("Sentences", "A word of {0} characters is too long; {1} are allowed."),
        QT_TRANSLATE_NOOP("Sentences", "The weight “{0}” is not a number."),
        QT_TRANSLATE_NOOP("Sentences", "The weight {0} is not between {1} and {2}."),
        QT_TRANSLATE_NOOP("Sentences", "The rule {0} is not used: {1}"),
        QT_TRANSLATE_NOOP("Sentences", "A list holds {0} entries at most."),
        QT_TRANSLATE_NOOP("Sentences", "It holds a NUL byte; this is no text."),
        QT_TRANSLATE_NOOP("Sentences", "It is longer than {0} characters."),
        QT_TRANSLATE_NOOP("Sentences", "The line says nothing."),
        # lists, profiles and files
        QT_TRANSLATE_NOOP("Sentences", "There is a list “{0}” already."),
        QT_TRANSLATE_NOOP("Sentences", "There is a profile “{0}” already."),
        QT_TRANSLATE_NOOP("Sentences", "Choose another name."),
        QT_TRANSLATE_NOOP("Sentences", "“{0}” cannot be the name of a list."),
        QT_TRANSLATE_NOOP("Sentences", "Use letters, digits, blanks and hyphens."),
        QT_TRANSLATE_NOOP("Sentences", "There is no list “{0}”."),
        QT_TRANSLATE_NOOP("Sentences", "It was removed meanwhile."),
        QT_TRANSLATE_NOOP("Sentences", "Rename it first."),
        QT_TRANSLATE_NOOP("Sentences", "The list “{0}” is not UTF-8 text."),
        QT_TRANSLATE_NOOP("Sentences", "Save {0} as UTF-8 to edit it here."),
        QT_TRANSLATE_NOOP("Sentences", "{0} cannot be renamed: {1}."),
        QT_TRANSLATE_NOOP("Sentences", "Look at its rights."),
        QT_TRANSLATE_NOOP("Sentences", "{0} is a folder."),
        QT_TRANSLATE_NOOP("Sentences", "Name a file in it instead."),
        QT_TRANSLATE_NOOP("Sentences", "There is no room for {0}."),
        QT_TRANSLATE_NOOP("Sentences", "Free some space on that disk, or choose another."),
        QT_TRANSLATE_NOOP("Sentences", "{0} may not be written."),
        QT_TRANSLATE_NOOP("Sentences", "Choose a place that belongs to you."),
        QT_TRANSLATE_NOOP("Sentences", "Nothing in {0} can be used; {1}"),
        QT_TRANSLATE_NOOP("Sentences", "Correct it, or name its --encoding."),
        # what is told while captions run
        QT_TRANSLATE_NOOP("Sentences", "The changed hotword lists could not be read: {0}"),
        QT_TRANSLATE_NOOP("Sentences", "Those read before stay in use; save the list again once it is put right."),
        QT_TRANSLATE_NOOP("Sentences", "Hotword profiles: {0}"),
        QT_TRANSLATE_NOOP("Sentences", "Correct the file, or choose a profile."),
        # hearing again
        QT_TRANSLATE_NOOP("Sentences", "Nothing was heard yet."),
        QT_TRANSLATE_NOOP("Sentences", "Start captions and say the sentence."),
        QT_TRANSLATE_NOOP("Sentences", "No model is loaded yet."),
        QT_TRANSLATE_NOOP("Sentences", "Start captions once."),
        QT_TRANSLATE_NOOP("Sentences", "The model is busy with captions."),
        QT_TRANSLATE_NOOP("Sentences", "Stop the captions first."),
        # corrections
        QT_TRANSLATE_NOOP("Sentences", "There is no such sentence in the transcripts."),
        QT_TRANSLATE_NOOP("Sentences", "It was deleted meanwhile."),
        QT_TRANSLATE_NOOP("Sentences", "There is no word to learn."),
        QT_TRANSLATE_NOOP("Sentences", "Type the word as it is to be written."),
        QT_TRANSLATE_NOOP("Sentences", "This could not be done ({0})."),
        QT_TRANSLATE_NOOP("Sentences", "The log has the details."),
    )
]
