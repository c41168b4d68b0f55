"""Labels speakers while captions run, behind each final, on a thread of its own."""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from app.transcripts.editing_values import LABEL, unsure
from app.transcripts.values import LabelKept
from engine.events import CaptionEvent, Final, SpeakerLabelled, Stream
from engine.timeline import SAMPLE_RATE

if TYPE_CHECKING:
    import numpy as np

    from engine.models.voices import Voices
    from engine.speakers.live import Label, LiveSpeakers
    from engine.speakers.turns import Turn

log = logging.getLogger(__name__)

PAUSE_S = 2.0
"""Without a final: then all labels are looked over."""

MOST_WAITING = 120 * SAMPLE_RATE
"""Samples. Sound that comes while so much waits gets no label before the end."""

_YIELDING = 10  # nice


@dataclass(frozen=True, slots=True)
class LiveSpeakerResult:
    """What a session's voices came to. names: of enrolled ones, by number. complete: every final was heard. kept: what
    the transcript calls the speaker of each utterance already."""

    turns: tuple[Turn, ...]
    names: Mapping[int, str]
    complete: bool
    kept: Mapping[int, str] = field(default_factory=dict)


class LiveLabels:
    """Of one session. Labels come when they come: captions never wait for them.

    over: set when all is heard, or nothing more will be. result: what came of it; None before, and where it failed. The
    voices are in memory alone, and dropped at the end.
    """

    def __init__(
        self,
        post: Callable[[CaptionEvent], None],
        model: Callable[[], Voices],
        known: Callable[[], Mapping[str, np.ndarray]],
        speakers: int | None = None,
        keep: Callable[[LabelKept], bool] = lambda _: False,
        label: str = LABEL,
    ) -> None:
        """model, known: asked on the thread; model may raise CaptioningError, known is the enrolled voices by name.
        speakers: how many there are, None to find out. keep: takes each label for the transcript, False where it is
        not kept. label: of one without a name, with {number} in it."""
        self._post, self._model, self._known, self._speakers = post, model, known, speakers
        self._keep, self._label = keep, label
        self._kept: dict[int, str] = {}
        self._places: dict[int, tuple[int, Stream | None]] = {}
        self._shown: dict[int, Label] = {}
        self._waiting: SimpleQueue[tuple[Final, np.ndarray] | None] = SimpleQueue()
        self._lock = threading.Lock()
        self._samples = 0
        self._left_out = False
        self.result: LiveSpeakerResult | None = None
        self.over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="live speakers", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def take(self, final: Final, audio: np.ndarray) -> None:
        """On the engine thread; returns at once. audio: float32 (n,), the sound of the final."""
        with self._lock:
            if self._samples + len(audio) > MOST_WAITING:
                self._left_out = True
                return
            self._samples += len(audio)
        self._waiting.put((final, audio.copy()))

    def end(self) -> None:
        """No more finals come: what waits is heard, and all labels are looked over once more."""
        self._waiting.put(None)

    def _run(self) -> None:
        _yield_to_captions()
        try:
            self._follow()
        except Exception as failed:  # captions go on without labels
            log.warning("speakers are not labelled any more: %s", type(failed).__name__, exc_info=True)
        finally:
            self.over.set()

    def _follow(self) -> None:
        from engine.speakers.live import LiveSpeakers

        speakers = LiveSpeakers(self._model(), self._speakers, self._known())
        while True:
            try:
                spoken = self._waiting.get(timeout=PAUSE_S if speakers.due(pause=True) else None)
            except Empty:
                self._post_labels(speakers.settle())
                continue
            if spoken is None:
                self._post_labels(speakers.settle())
                self.result = LiveSpeakerResult(
                    tuple(speakers.turns()), speakers.names(), not self._left_out, self._kept
                )
                return
            self._hear(speakers, *spoken)

    def _hear(self, speakers: LiveSpeakers, final: Final, audio: np.ndarray) -> None:
        with self._lock:
            self._samples -= len(audio)
        self._places[final.utterance_id] = final.start, final.stream
        self._post_labels(speakers.hear(final.utterance_id, final.start, audio))
        if speakers.due(pause=False):
            self._post_labels(speakers.settle())

    def _post_labels(self, labels: Mapping[int, Label]) -> None:
        for utterance, label in labels.items():
            before = self._shown.get(utterance)
            self._shown[utterance] = label
            revised = before is not None and not before.same_speaker(label)
            start, stream = self._places[utterance]
            self._keep_label(utterance, label)
            self._post(
                SpeakerLabelled(
                    utterance, start, label.speaker + 1, label.name, label.certain, revised, label.also, stream
                )
            )

    def _keep_label(self, utterance: int, label: Label) -> None:
        """Before anybody sees it. The clusters of a later look may give it another one."""
        name = label.name or self._label.format(number=label.speaker + 1)
        name = name if label.certain else unsure(name)
        before = self._kept.get(utterance)
        if name != before and self._keep(LabelKept(utterance, name, before)):
            self._kept[utterance] = name


def _yield_to_captions() -> None:
    if sys.platform == "linux":  # elsewhere a priority is that of the whole process
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _YIELDING)
