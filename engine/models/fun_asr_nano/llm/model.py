"""A loaded decoder: weights and vocabulary. Read-only after loading; freed on the thread that loaded it."""

from __future__ import annotations

import ctypes
import unicodedata
from typing import Any

import numpy as np

from engine.errors import ModelUnusable
from engine.models.fun_asr_nano.llm import library
from engine.models.fun_asr_nano.llm.errors import PromptTooLong
from engine.models.fun_asr_nano.llm.weights import DecoderFile, EmbeddingTable

ON_CPU, ON_GPU = 0, -1
"""How many layers the GPU gets; llama.cpp reads a negative number as all."""

LONGEST_TEXT = 1 << 16  # UTF-8 bytes; no context holds more, and the tokeniser is spared the rest
_STEERING = 1 | 2 | 8 | 16  # llama_token_attr: unknown, unused, control, user defined
_SEAM = "\0"


class LlamaModel:
    """Weights and vocabulary of one GGUF file. Call close() when done; closing twice is harmless."""

    def __init__(self, file: DecoderFile, handle: Any, native: Any) -> None:
        self.file = file
        self.handle = handle  # opaque pointers of llama.cpp: Any
        self.native = native
        self.embeddings = EmbeddingTable(file)
        self._vocab = native.llama_model_get_vocab(handle)
        self.vocabulary = int(native.llama_vocab_n_tokens(self._vocab))
        self.end_of_turn = int(native.llama_vocab_eos(self._vocab))
        self._pieces: dict[int, bytes] = {}

    @property
    def width(self) -> int:
        return self.file.width

    def tokenise(self, text: str) -> np.ndarray:
        """int32 (n,) of ordinary tokens only: whatever the text says, no control token comes out.

        The text is brought to NFC first, as the published tokenizer does and llama.cpp does not.
        Raises PromptTooLong beyond LONGEST_TEXT bytes.
        """
        text = unicodedata.normalize("NFC", text)
        ids = self._tokens(text, control=False)
        steering = {int(token) for token in np.unique(ids) if not self._ordinary(int(token))}
        if not steering:
            return ids
        # <think> and its kind are looked for even with control=False. Cut in two, they are letters again.
        text = text.replace(_SEAM, "")
        for token in steering:
            word = self._native_text(token)
            text = text.replace(word, word[:1] + _SEAM + word[1:])
        letters = np.concatenate([self._tokens(part, control=False) for part in text.split(_SEAM)])
        return np.array([token for token in letters if self._ordinary(int(token))], dtype=np.int32)

    def control(self, text: str) -> int:
        """The control token of this name. Raises ModelUnusable for a vocabulary without it."""
        ids = self._tokens(text, control=True)
        if len(ids) != 1:
            raise ModelUnusable(
                "The vocabulary of {name} has no {token}.",
                "Choose the decoder file of a Fun-ASR model.",
                name=self.file.path.name,
                token=text,
            )
        return int(ids[0])

    def piece(self, token: int) -> bytes:
        """The bytes that a token stands for; control tokens stand for none. One character may span two tokens."""
        if token not in self._pieces:
            self._pieces[token] = self._fetch_piece(token)
        return self._pieces[token]

    def text(self, tokens: list[int]) -> str:
        """Broken characters at the seams become U+FFFD, as in the published decoding."""
        return b"".join(map(self.piece, tokens)).decode("utf-8", "replace")

    def ends(self, token: int) -> bool:
        """Whether the model says with this token that it is done."""
        return bool(self.native.llama_vocab_is_eog(self._vocab, token))

    def close(self) -> None:
        handle, self.handle = self.handle, None
        if handle:
            self.native.llama_model_free(handle)

    def _tokens(self, text: str, *, control: bool) -> np.ndarray:
        raw = text.encode("utf-8", "replace")
        if len(raw) > LONGEST_TEXT:
            raise PromptTooLong(
                "A text of {count} bytes was to go into the prompt.",
                "Use fewer or shorter words in your vocabulary.",
                count=len(raw),
            )
        room = (ctypes.c_int32 * (len(raw) + 8))()
        count = self.native.llama_tokenize(self._vocab, raw, len(raw), room, len(room), False, control)
        return np.array(room[: max(0, count)], dtype=np.int32)

    def _ordinary(self, token: int) -> bool:
        return not self.native.llama_vocab_get_attr(self._vocab, token) & _STEERING

    def _native_text(self, token: int) -> str:
        return str(self.native.llama_vocab_get_text(self._vocab, token).decode("utf-8", "replace"))

    def _fetch_piece(self, token: int) -> bytes:
        room = ctypes.create_string_buffer(64)
        length = self.native.llama_token_to_piece(self._vocab, token, room, len(room), 0, False)
        if length < 0:
            room = ctypes.create_string_buffer(-length)
            length = self.native.llama_token_to_piece(self._vocab, token, room, len(room), 0, False)
        return room.raw[:length]


def load(file: DecoderFile, *, gpu_layers: int = ON_CPU, vocabulary_only: bool = False) -> LlamaModel:
    """Open an inspected file. vocabulary_only: no weights; such a model makes tokens of text, and text of tokens.

    Raises ComponentMissing without the library, ModelUnusable where llama.cpp does not take the file.
    """
    native = library.load()
    params = native.llama_model_default_params()
    params.n_gpu_layers = gpu_layers
    params.vocab_only = vocabulary_only
    params.check_tensors = not vocabulary_only  # a NaN in the weights is found here, not in a caption
    # Without it, q4_k_m is kept a second time in another order: 200 MB at 0.6B, and no faster (docs/decoder.md).
    params.use_extra_bufts = False
    handle = native.llama_model_load_from_file(str(file.path).encode(), params)
    if not handle:
        raise ModelUnusable(
            "llama.cpp could not load {name}: {reason}",
            "Fetch or convert the model again.",
            name=file.path.name,
            reason=library.last_words() or "it gave no reason",
        )
    return _checked(LlamaModel(file, handle, native), vocabulary_only)


def _checked(model: LlamaModel, vocabulary_only: bool) -> LlamaModel:
    """The widths that later calls rely on must be those of the file that was inspected."""
    width = model.width if vocabulary_only else int(model.native.llama_model_n_embd(model.handle))
    seen = (width, model.vocabulary)
    if seen != (model.file.width, model.file.vocabulary):
        model.close()
        raise ModelUnusable("{name} changed while it was being loaded.", "Try again.", name=model.file.path.name)
    return model
