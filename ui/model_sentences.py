"""What is said of models that cannot be used, for translation; read together with ui/sentences.py.

Only what a window can come to show: models are imported in the terminal, which speaks English.
"""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP

MODEL_SENTENCES = [
    str(sentence)
    for sentence in (
        QT_TRANSLATE_NOOP("Sentences", "There is no model called {0}."),
        QT_TRANSLATE_NOOP("Sentences", "{0} does not know the language {1}: its text will be wrong."),
        QT_TRANSLATE_NOOP("Sentences", "Choose another model, or another language, in the settings."),
        QT_TRANSLATE_NOOP(
            "Sentences", "{0} seems to be spoken, which is none of your languages: its text will be wrong."
        ),
        QT_TRANSLATE_NOOP("Sentences", "Add the language to yours in the settings."),
        QT_TRANSLATE_NOOP("Sentences", "{0} does not use the text on what you talk about."),
        QT_TRANSLATE_NOOP("Sentences", "Choose another model in the settings."),
        QT_TRANSLATE_NOOP(
            "Sentences", "{0} does not listen for your vocabulary; it is put right afterwards, where it was misheard."
        ),
        QT_TRANSLATE_NOOP(
            "Sentences", "The model gives no times for single words, so those of whole sentences are used."
        ),
        QT_TRANSLATE_NOOP("Sentences", "Choose another model in the settings for times of words."),
        QT_TRANSLATE_NOOP("Sentences", "See what there is with: earshot models list."),
        QT_TRANSLATE_NOOP("Sentences", "Import the model again."),
        QT_TRANSLATE_NOOP("Sentences", "Remove {0} and import it again, or choose another model."),
        QT_TRANSLATE_NOOP("Sentences", "No model that can write captions is installed."),
        QT_TRANSLATE_NOOP("Sentences", "Reinstall Earshot, or run its set-up again."),
        QT_TRANSLATE_NOOP("Sentences", 'The model "{0}" is no longer part of Earshot.'),
        QT_TRANSLATE_NOOP("Sentences", "Leave the model out: Earshot then chooses it automatically."),
        QT_TRANSLATE_NOOP("Sentences", "{0} is not a model folder of Earshot."),
        QT_TRANSLATE_NOOP("Sentences", "{0} cannot be read ({1})."),
        QT_TRANSLATE_NOOP("Sentences", "{0} is missing from the model folder {1}."),
        QT_TRANSLATE_NOOP("Sentences", "{0} has {1} bytes where {2} were written."),
        QT_TRANSLATE_NOOP("Sentences", "{0} was changed after the import: its sha256 differs."),
        QT_TRANSLATE_NOOP("Sentences", "{0} describes no model."),
        QT_TRANSLATE_NOOP("Sentences", "{0} is no Fun-ASR-Nano model."),
        QT_TRANSLATE_NOOP("Sentences", "The description of {0} lacks something or has it wrong ({1})."),
        QT_TRANSLATE_NOOP("Sentences", "Earshot knows no model family called {0}."),
        QT_TRANSLATE_NOOP("Sentences", "Use the version of Earshot that imported the model."),
        QT_TRANSLATE_NOOP("Sentences", "{0} is missing from the Whisper model in {1}."),
        QT_TRANSLATE_NOOP("Sentences", "{0} is no model of CTranslate2."),
        QT_TRANSLATE_NOOP("Sentences", "{0} holds a model of another kind ({1})."),
        QT_TRANSLATE_NOOP("Sentences", "{0} lacks {1}."),
        QT_TRANSLATE_NOOP("Sentences", "{0} is no tokenizer of Whisper."),
        QT_TRANSLATE_NOOP(
            "Sentences",
            "Download the whole folder of a Whisper model that was converted for CTranslate2 (faster-whisper).",
        ),
        QT_TRANSLATE_NOOP("Sentences", "The model's tokenizer.json has no {0}."),
        QT_TRANSLATE_NOOP("Sentences", "Get the model again."),
        QT_TRANSLATE_NOOP("Sentences", "Get the model again, all files of the same copy."),
        QT_TRANSLATE_NOOP("Sentences", "{0} was written by another version of Earshot."),
        QT_TRANSLATE_NOOP("Sentences", "{0} lacks something or has it wrong ({1})."),
        QT_TRANSLATE_NOOP("Sentences", "{0} cannot be loaded ({1})."),
        QT_TRANSLATE_NOOP("Sentences", "The vocabulary {0} cannot be read."),
        QT_TRANSLATE_NOOP("Sentences", "{0} is no vocabulary ({1})."),
        QT_TRANSLATE_NOOP("Sentences", "The vocabulary {0} has gaps; it was cut short or changed."),
        QT_TRANSLATE_NOOP(
            "Sentences",
            "Take multilingual.tiktoken from where the checkpoint was published, and import the model again.",
        ),
        QT_TRANSLATE_NOOP("Sentences", "{0} in {1} has no CTC branch and its language model is not loaded."),
        QT_TRANSLATE_NOOP("Sentences", "Import the ModelScope copy of the checkpoint, which has the CTC branch."),
        QT_TRANSLATE_NOOP("Sentences", "The vocabulary has {0} entries where the model has {1}."),
        QT_TRANSLATE_NOOP("Sentences", "Import the model again, with the vocabulary that was published with it."),
        QT_TRANSLATE_NOOP("Sentences", "{0} takes rows of {1} numbers, the adaptor gives {2}."),
        QT_TRANSLATE_NOOP("Sentences", "Choose the decoder that was published with this model."),
        QT_TRANSLATE_NOOP("Sentences", "{0} was imported without the weights that a GPU needs."),
        QT_TRANSLATE_NOOP("Sentences", "Recognition on a GPU needs torch, which is not installed."),
        QT_TRANSLATE_NOOP("Sentences", "llama.cpp could not load {0}: {1}"),
        QT_TRANSLATE_NOOP("Sentences", "Fetch or convert the model again."),
        QT_TRANSLATE_NOOP("Sentences", "The models in {0} cannot be listed: {1}."),
        QT_TRANSLATE_NOOP("Sentences", "Make the folder readable, or set EARSHOT_HOME to a folder of your own."),
        QT_TRANSLATE_NOOP("Sentences", "{0} cannot be understood ({1})."),
        QT_TRANSLATE_NOOP("Sentences", "{0} is no vocabulary."),
        QT_TRANSLATE_NOOP("Sentences", "{0} has a name that is not UTF-8."),
        QT_TRANSLATE_NOOP("Sentences", "{0} is too large for such a file."),
        QT_TRANSLATE_NOOP("Sentences", "{0} was not ready within {1} s."),
        QT_TRANSLATE_NOOP("Sentences", "{0} could not be tried ({1})."),
        QT_TRANSLATE_NOOP("Sentences", "{0} ended the process in which it was tried."),
        QT_TRANSLATE_NOOP("Sentences", "{0} cannot be used ({1})."),
        QT_TRANSLATE_NOOP("Sentences", "Import the model again, or choose another one."),
        QT_TRANSLATE_NOOP("Sentences", "{0} is used in place of {1}: {2}"),
        QT_TRANSLATE_NOOP("Sentences", "{0} changed while it was being loaded."),
        QT_TRANSLATE_NOOP("Sentences", "Try again."),
        QT_TRANSLATE_NOOP("Sentences", "The decoder {0} is not in {1}."),
        QT_TRANSLATE_NOOP("Sentences", "{0} is not a readable GGUF file ({1})."),
        QT_TRANSLATE_NOOP("Sentences", "There is not enough memory for the cache of {0}."),
        QT_TRANSLATE_NOOP("Sentences", "Close other programs or choose a smaller model."),
        QT_TRANSLATE_NOOP("Sentences", "The library that runs the language model is not installed."),
        QT_TRANSLATE_NOOP("Sentences", "llama.cpp is installed but cannot be loaded ({0})."),
        QT_TRANSLATE_NOOP("Sentences", "The library {0}, which Whisper models need, is not installed."),
        QT_TRANSLATE_NOOP("Sentences", "The speech detector's model (silero-vad) is not installed."),
        QT_TRANSLATE_NOOP("Sentences", "The model is still not loaded after 5 minutes."),
        QT_TRANSLATE_NOOP("Sentences", "Start again, or choose a smaller model."),
        QT_TRANSLATE_NOOP("Sentences", "The sound library PortAudio is not installed."),
        QT_TRANSLATE_NOOP(
            "Sentences", "Install it (Debian and Ubuntu: apt-get install libportaudio2) and start again."
        ),
    )
]
