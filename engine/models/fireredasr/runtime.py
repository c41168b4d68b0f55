"""The network on the CPU with ONNX Runtime: encoder, a decoder that keeps its keys and values, CTC head."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import numpy as np
import onnxruntime as ort

from engine.models.fireredasr import graphs, positions
from engine.models.fireredasr.beam_search import BeamText, SearchOptions, search
from engine.models.fireredasr.config import CONTEXT_FRAMES, FireRedConfig, rows_of
from engine.models.onnx_sessions import open_session, returning_memory, session_options


class FireRedRuntime(Protocol):
    """The network, as the recogniser uses it: FireRedNetwork here says what each does, or TorchFireRed."""

    config: FireRedConfig

    @property
    def has_ctc(self) -> bool: ...

    def encode(self, features: np.ndarray, frames: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray]: ...

    def candidates(self, encoded: np.ndarray, visible: np.ndarray, options: SearchOptions) -> list[list[BeamText]]: ...

    def adapt(self, encoded: np.ndarray) -> np.ndarray: ...

    def ctc_log_probs(self, encoded: np.ndarray) -> np.ndarray: ...

    def close(self) -> None: ...


class FireRedNetwork:
    """The graphs of one converted folder. Arrays are float32. Not for several threads at once."""

    def __init__(self, folder: Path, config: FireRedConfig, threads: int = 1) -> None:
        """threads: as in session_options."""
        options = session_options(threads)
        self.config = config
        self._encoder = open_session(folder / graphs.ENCODER, session_options(threads, arena=True))
        self._decoder: tuple[ort.InferenceSession, ort.InferenceSession] | None = None
        if config.n_layers_dec:
            self._decoder = open_session(folder / graphs.CROSS, options), open_session(folder / graphs.STEP, options)
        self._adapter = open_session(folder / graphs.ADAPTER, options) if config.llm_dim else None
        self._ctc = open_session(folder / graphs.CTC, options) if (folder / graphs.CTC).is_file() else None

    @property
    def has_ctc(self) -> bool:
        return self._ctc is not None

    def encode(self, features: np.ndarray, frames: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray]:
        """features [n, longest, 80] -> encoded [n, rows, width] and bool [n, rows], which rows may be seen.

        frames: int [n], the length of each; None where all are of one length. What is behind is padding, 0.
        """
        visible = visible_rows(self.config, features, frames)
        places = positions.relative(visible.shape[1], self.config.d_model)
        inputs = {"features": padded(features), "visible": visible, "positions": places}
        return np.asarray(self._encoder.run(None, inputs, returning_memory())[0]), visible

    def candidates(self, encoded: np.ndarray, visible: np.ndarray, options: SearchOptions) -> list[list[BeamText]]:
        """The best texts of each utterance; only where there is a decoder."""
        count, rows, _ = encoded.shape
        steps = OnnxSteps(self, encoded, visible)
        return search(steps, count, rows, self.config.sos_id, self.config.eos_id, options)

    def adapt(self, encoded: np.ndarray) -> np.ndarray:
        """[n, rows, width] -> [n, rows // 2, llm_dim]; only where a language model writes the text."""
        assert self._adapter is not None
        return np.asarray(self._adapter.run(None, {"encoded": encoded})[0])

    def ctc_log_probs(self, encoded: np.ndarray) -> np.ndarray:
        """[n, rows, width] -> [n, rows, vocabulary]; only where has_ctc."""
        assert self._ctc is not None
        return np.asarray(self._ctc.run(None, {"encoded": encoded})[0])

    @property
    def decoder(self) -> tuple[ort.InferenceSession, ort.InferenceSession]:
        """The graphs of the cross attention's keys, and of a step."""
        assert self._decoder is not None
        return self._decoder

    def close(self) -> None:
        del self._encoder, self._decoder, self._ctc, self._adapter


class OnnxSteps:
    """The decoder over a batch of encoded utterances. Keys and values stay in the runtime's own memory."""

    def __init__(self, network: FireRedNetwork, encoded: np.ndarray, visible: np.ndarray) -> None:
        cross, self._step = network.decoder
        self._config = network.config
        names = [output.name for output in cross.get_outputs()]
        found = cross.run_with_ort_values(names, {"encoded": _value(encoded)})
        self._given = dict(zip(names, found, strict=True)) | {"visible": _value(visible)}
        shape = (1, self._config.n_head, 0, self._config.d_head)
        self._kept = [f"{kind}.{index}" for index in range(self._config.n_layers_dec) for kind in ("keys", "values")]
        self._past = [_value(np.empty(shape, np.float32)) for _ in self._kept]
        self._seen = np.empty((1, 0), bool)
        self._places = positions.absolute(self._config.pe_maxlen, self._config.d_model)

    def step(self, tokens: np.ndarray, parents: np.ndarray) -> np.ndarray:
        """As StepDecoder says."""
        at = self._seen.shape[1]
        if at == 0:
            parents = np.zeros_like(parents)
        self._seen = np.column_stack([self._seen[parents], tokens != self._config.pad_id])
        inputs = {
            "tokens": _value(tokens.astype(np.int64)),
            "parents": _value(parents.astype(np.int64)),
            "position": _value(self._places[at]),
            "seen": _value(self._seen),
            **self._given,
            **{f"past_{name}": value for name, value in zip(self._kept, self._past, strict=True)},
        }
        logits, *self._past = self.run(inputs)
        return np.asarray(logits.numpy())

    def run(self, inputs: dict[str, ort.OrtValue]) -> list[ort.OrtValue]:
        """The graph's logits, keys and values."""
        return list(self._step.run_with_ort_values(["logits", *self._kept], inputs))


def padded(features: np.ndarray) -> np.ndarray:
    """With the context that the two convolutions in front want behind the sound."""
    return np.pad(features, ((0, 0), (0, CONTEXT_FRAMES), (0, 0)))


def visible_rows(config: FireRedConfig, features: np.ndarray, frames: np.ndarray | None) -> np.ndarray:
    """bool [n, rows]: which rows may be seen. frames: as in FireRedNetwork.encode."""
    count, longest, _ = features.shape
    lengths = np.full(count, longest) if frames is None else frames
    shown = np.array([config.visible_rows(int(length)) for length in lengths])
    return np.arange(rows_of(longest)) < shown[:, None]


def _value(array: np.ndarray) -> ort.OrtValue:
    return ort.OrtValue.ortvalue_from_numpy(np.ascontiguousarray(array))
