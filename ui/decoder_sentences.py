"""What is said of the language model and of where it computes, for translation; read together with ui/sentences.py."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP

DECODER_SENTENCES = [
    str(sentence)
    for sentence in (
        # what is told while captions run
        QT_TRANSLATE_NOOP("Sentences", "A part of the model cannot be used."),
        QT_TRANSLATE_NOOP("Sentences", "Captions go on; such lines are marked as drafts."),
        QT_TRANSLATE_NOOP(
            "Sentences",
            "The language model failed several times; captions go on without it, with the text of the acoustic model.",
        ),
        QT_TRANSLATE_NOOP("Sentences", "Choose another model, or start Earshot again to try this one once more."),
        QT_TRANSLATE_NOOP("Sentences", "The language model failed on the graphics processor."),
        QT_TRANSLATE_NOOP("Sentences", "It goes on on the processor."),
        QT_TRANSLATE_NOOP("Sentences", "The language model is not running."),
        QT_TRANSLATE_NOOP("Sentences", "Captions go on without it."),
        QT_TRANSLATE_NOOP("Sentences", "The language model's process ended unexpectedly."),
        QT_TRANSLATE_NOOP("Sentences", "The language model's process stopped answering and was ended."),
        QT_TRANSLATE_NOOP("Sentences", "The language model's process answered nonsense and was ended."),
        QT_TRANSLATE_NOOP("Sentences", "The language model took more than {0} s and was ended."),
        QT_TRANSLATE_NOOP("Sentences", "The language model is busy with other text."),
        QT_TRANSLATE_NOOP("Sentences", "The language model was closed."),
        QT_TRANSLATE_NOOP("Sentences", "Captions go on without it; it is being started again."),
        QT_TRANSLATE_NOOP("Sentences", "It is being started again; captions go on without it until then."),
        QT_TRANSLATE_NOOP("Sentences", "The language model's process could not be started ({0})."),
        QT_TRANSLATE_NOOP("Sentences", "Close other programs."),
        QT_TRANSLATE_NOOP("Sentences", "The language model repeated itself."),
        QT_TRANSLATE_NOOP("Sentences", "The language model was cut off."),
        QT_TRANSLATE_NOOP("Sentences", "The language model computed no numbers for this sound."),
        QT_TRANSLATE_NOOP("Sentences", "Import it again."),
        QT_TRANSLATE_NOOP("Sentences", "It is started again by itself."),
        QT_TRANSLATE_NOOP("Sentences", "Captions do without the model's language model, and hold more mistakes: {0}"),
        QT_TRANSLATE_NOOP("Sentences", "The model cannot use the graphics card, so it runs on the processor ({0})."),
        # where there is no room
        QT_TRANSLATE_NOOP("Sentences", "The model needs {0} GB of memory, {1} GB are free: it may be slow."),
        QT_TRANSLATE_NOOP("Sentences", "A text of {0} bytes was to go into the prompt."),
        QT_TRANSLATE_NOOP("Sentences", "Use fewer or shorter hotwords."),
        QT_TRANSLATE_NOOP("Sentences", "The prompt takes {0} of {1} positions."),
        QT_TRANSLATE_NOOP("Sentences", "The decoder holds {0} positions, {1} were needed."),
        QT_TRANSLATE_NOOP("Sentences", "Use fewer hotwords or shorter utterances."),
        QT_TRANSLATE_NOOP("Sentences", "The decoder's context is full."),
        QT_TRANSLATE_NOOP("Sentences", "Use shorter utterances."),
        QT_TRANSLATE_NOOP("Sentences", "Restart Earshot."),
        # where it computes
        QT_TRANSLATE_NOOP(
            "Sentences", "No graphics card was found that the model can use, so it runs on the processor."
        ),
        QT_TRANSLATE_NOOP(
            "Sentences",
            "Choose “Graphics card, if there is room” in the settings, or check the driver of the card.",
        ),
        QT_TRANSLATE_NOOP("Sentences", "The installed llama.cpp was built for the processor alone."),
        QT_TRANSLATE_NOOP("Sentences", "The language model runs on the processor."),
        QT_TRANSLATE_NOOP(
            "Sentences", "{0} has {1} GB free where the language model needs {2} GB, so it runs on the processor."
        ),
        QT_TRANSLATE_NOOP("Sentences", "Install it with the extra `gpu`, or choose the CPU in the settings."),
        # what is installed or loaded
        QT_TRANSLATE_NOOP(
            "Sentences",
            "Run python3 packaging/llama_build.py once, which takes some minutes; captions come from CTC until then.",
        ),
        QT_TRANSLATE_NOOP(
            "Sentences",
            "The installed llama.cpp is another version than its Python half, so it could not be used safely.",
        ),
        QT_TRANSLATE_NOOP("Sentences", "Install llama-cpp-python again as one piece."),
        QT_TRANSLATE_NOOP("Sentences", "The vocabulary of {0} has no {1}."),
        QT_TRANSLATE_NOOP("Sentences", "Choose the decoder file of a Fun-ASR model."),
        QT_TRANSLATE_NOOP("Sentences", "{0} holds a model of kind {1}, not a Qwen decoder."),
        QT_TRANSLATE_NOOP("Sentences", "The checkpoint lacks {0}."),
        QT_TRANSLATE_NOOP("Sentences", "Download it again; it is incomplete."),
        QT_TRANSLATE_NOOP("Sentences", "{0} is {1} in the checkpoint where {2} was expected."),
        QT_TRANSLATE_NOOP("Sentences", "Take the config.yaml that was published with the checkpoint."),
    )
]
